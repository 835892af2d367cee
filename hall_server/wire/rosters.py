"""Plans by name over the LAN: days, duties, swaps, employment."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from hall_server.wire.asks import StaffNumber
from hall_server.wire.message import Ask, AskedDay, Code

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""`08:30`."""


class DutyWord(StrEnum):
    NOON = "noon"
    DELAYED = "delayed"
    WEEKEND = "weekend"


class NameDay(Ask):
    """One day of one person set by hand: a shift of the hall's, or none for a day off."""

    staff: StaffNumber
    day: AskedDay
    shift: Code | None
    why: Code
    withdrawn: bool = False
    """Gives the day back to its timetable."""


class NameDuty(Ask):
    """A stretch of work besides the shift, on the hall's clock."""

    staff: StaffNumber
    day: AskedDay
    kind: DutyWord
    start: ClockTime
    end: ClockTime
    withdrawn: bool = False


class SwapDays(Ask):
    """Two people exchange their shifts, on one and the same day or on two."""

    staff: StaffNumber
    day: AskedDay
    other: StaffNumber
    other_day: AskedDay


class SetEmployment(Ask):
    """Since when somebody works here, through which last day; None: still."""

    staff: StaffNumber
    first: AskedDay
    last: AskedDay | None = None
