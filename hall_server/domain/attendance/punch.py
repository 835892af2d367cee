"""A punch: a clock-in or clock-out as it was recorded. It is never changed; what it means is computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, TypeVar

from hall_server.domain.names import DeviceId, StaffNumber


class Means(Enum):
    """How the person was known."""

    FACE = "face"
    NUMBER_AND_FACE = "number_and_face"
    CARD = "card"
    PIN = "pin"
    SHEET = "sheet"
    """The signed paper sheet of a day without a clock, entered later."""
    IMPORT = "import"
    """From another maker's clock."""


class Doubt(Enum):
    """Why a punch's time is not to be trusted."""

    CLOCK_JUMPED = "clock_jumped"
    """The clock's system time was moved since it last agreed with the server."""
    NEVER_SET = "never_set"
    """The clock had not reached the server since its start, nor within a week before it."""
    IN_THE_FUTURE = "in_the_future"
    """It arrived before the moment that it claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Punch:
    """`at` is the best estimate of the true moment: the device's own time plus its measured offset."""

    id: str
    staff: StaffNumber
    device_at: datetime
    """What the clock showed."""
    offset: timedelta = timedelta()
    """Server's time less the clock's, as last measured by the clock."""
    received_at: datetime
    means: Means
    device: DeviceId | None = None
    doubt: Doubt | None = None
    signed_by: tuple[str, ...] = ()
    """Of a paper sheet: the two who signed."""

    @property
    def at(self) -> datetime:
        return self.device_at + self.offset


OFFSET_HOLDS = timedelta(days=7)
"""A clock that is not asked again drifts by less than a second a day."""
FUTURE = timedelta(minutes=2)
"""A punch may claim to be so much later than its arrival: two clocks never agree to the second."""


def doubt_of(
    device_at: datetime,
    offset: timedelta | None,
    received_at: datetime,
    jumped: bool,
    offset_age: timedelta = timedelta(),
) -> Doubt | None:
    """Whether the moment that a clock claims can be trusted. `offset` is None when it was never measured;
    one that was measured `offset_age` before, perhaps until the clock was switched off, holds for a week."""
    if jumped:
        return Doubt.CLOCK_JUMPED
    if offset is None or offset_age > OFFSET_HOLDS:
        return Doubt.NEVER_SET
    if device_at + offset > received_at + FUTURE:
        return Doubt.IN_THE_FUTURE
    return None


class Timed(Protocol):
    """What has a moment and a name."""

    @property
    def at(self) -> datetime: ...

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Timed)


def collapsed(punches: Iterable[T], within: timedelta) -> tuple[tuple[T, ...], ...]:
    """Punches of one person in groups, in the order of time: each within `within` of the group's first.

    Somebody who is greeted twice at the same door has punched once; each group keeps all that it is made of.
    """
    groups: list[list[T]] = []
    for punch in sorted(punches, key=lambda p: (p.at, p.id)):
        if groups and punch.at - groups[-1][0].at <= within:
            groups[-1].append(punch)
        else:
            groups.append([punch])
    return tuple(tuple(group) for group in groups)
