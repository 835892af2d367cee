"""Who is due when: timetables by class, unit and season; days by name; swaps. Answers carry their why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, time, timedelta
from enum import Enum
from types import MappingProxyType

from hall_server.domain.attendance.rules import USUAL_SHIFTS, USUAL_TIMETABLES
from hall_server.domain.attendance.shift import Shift
from hall_server.domain.attendance.timetable import Timetable
from hall_server.domain.calendar import Workdays, is_open_day
from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.names import StaffNumber


class DutyKind(Enum):
    """Work outside the shift, recorded as overtime by kind."""

    NOON = "noon"
    """午间值班"""
    DELAYED = "delayed"
    """延时服务"""
    WEEKEND = "weekend"
    """周末值班"""


class Ground(Enum):
    """Why somebody is due, or is not."""

    TIMETABLE = "timetable"
    DAY_OFF = "day_off"
    """Weekend or holiday."""
    BY_NAME = "by_name"
    """The day was set for this person: duty, swap, day in lieu."""
    NO_TIMETABLE = "no_timetable"
    NOT_EMPLOYED = "not_employed"


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day of one person, set by hand; without a shift it is off. `why` is for the sheet."""

    staff: StaffNumber
    day: date
    shift: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Noon duty, delayed closing: a stretch of the hall's clock, besides the shift."""

    staff: StaffNumber
    day: date
    kind: DutyKind
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Employment:
    """From its first day through its last; None: still here."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Roster:
    """Everything that decides who is due."""

    shifts: Mapping[str, Shift] = field(default_factory=lambda: USUAL_SHIFTS)
    timetables: tuple[Timetable, ...] = USUAL_TIMETABLES
    named_days: Mapping[tuple[StaffNumber, date], NamedDay] = field(
        default_factory=lambda: MappingProxyType({})
    )
    duties: tuple[Duty, ...] = ()
    employment: Mapping[StaffNumber, Employment] = field(default_factory=lambda: MappingProxyType({}))
    """Those that are not listed are here throughout."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for a person on a day, and why."""

    shift: Shift | None
    ground: Ground
    duties: tuple[Duty, ...] = ()
    note: str = ""


NOT_EMPLOYED = Planned(None, Ground.NOT_EMPLOYED)
"""Before somebody's first day, and after the last."""


def planned(staff: Staff, day: date, roster: Roster, plan: HallPlan, workdays: Workdays) -> Planned:
    """The person's shift on that day. A day set by name goes before the calendar and the timetables."""
    employment = roster.employment.get(staff.number)
    if employment and not employment.first <= day <= (employment.last or date.max):
        return NOT_EMPLOYED
    duties = tuple(d for d in roster.duties if d.staff == staff.number and d.day == day)
    named = roster.named_days.get((staff.number, day))
    if named is not None:
        shift = roster.shifts[named.shift] if named.shift else None
        if shift and not is_open_day(day, plan, workdays):
            duties += _weekend_duty(staff.number, day, shift)
        return Planned(shift, Ground.BY_NAME, duties, named.why)
    if not is_open_day(day, plan, workdays):
        return Planned(None, Ground.DAY_OFF, duties)
    fitting = [t for t in roster.timetables if t.fits(staff, day)]
    if not fitting:
        return Planned(None, Ground.NO_TIMETABLE, duties)
    return Planned(roster.shifts[max(fitting, key=lambda t: t.closeness).shift], Ground.TIMETABLE, duties)


def _weekend_duty(staff: StaffNumber, day: date, shift: Shift) -> tuple[Duty, ...]:
    """A shift on a day off is overtime for as long as it is due."""
    return tuple(
        Duty(staff, day, DutyKind.WEEKEND, start.time(), end.time())
        for span in shift.spans
        for start, end in span.due(day, UTC)
    )


def swapped(
    one: tuple[StaffNumber, date, Planned], other: tuple[StaffNumber, date, Planned], why: str
) -> tuple[NamedDay, ...]:
    """Two people exchange their shifts: each works the other's, and has the own one off.

    On one and the same day they simply exchange. On two days neither may be due on the other's day already.
    """
    (first, day, mine), (second, their_day, theirs) = one, other
    if day == their_day:
        return (
            NamedDay(first, day, theirs.shift.id if theirs.shift else None, why),
            NamedDay(second, day, mine.shift.id if mine.shift else None, why),
        )
    return (
        NamedDay(first, day, None, why),
        NamedDay(second, day, mine.shift.id if mine.shift else None, why),
        NamedDay(second, their_day, None, why),
        NamedDay(first, their_day, theirs.shift.id if theirs.shift else None, why),
    )


def weekend_duties(
    staff: Sequence[StaffNumber], days: Iterable[date], per_day: int, shift: str
) -> tuple[NamedDay, ...]:
    """A rota: each day's duty goes to the next in turn. On a day off the shift is overtime."""
    turns = [(day, place) for day in days for place in range(min(per_day, len(staff)))]
    return tuple(
        NamedDay(staff[turn % len(staff)], day, shift, "weekend_duty") for turn, (day, _) in enumerate(turns)
    )


def days_of_month(year: int, month: int) -> tuple[date, ...]:
    """Every day of a month, in order."""
    day, found = date(year, month, 1), list[date]()
    while day.month == month:
        found.append(day)
        day += timedelta(days=1)
    return tuple(found)
