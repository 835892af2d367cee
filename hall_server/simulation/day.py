"""A day before it is run: who comes for what, and who is at the windows when. Times are minutes since
midnight, local."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from hall_server.domain.names import ItemId, QueueId, WindowId, ZoneId
from hall_server.domain.ticket import Priority


@dataclass(frozen=True, slots=True)
class Hold:
    """The citizen goes to fetch a paper when `after` minutes of the work are done, and is back `away` minutes
    later."""

    after: float
    away: float


@dataclass(frozen=True, slots=True)
class Leg:
    """One service of a visit. `work`: its minutes with a clerk of usual speed."""

    queue: QueueId
    item: ItemId | None
    work: float
    holds: tuple[Hold, ...] = ()
    """In their order; the time away is not part of the work."""

    def stretch(self, number: int) -> float:
        """Minutes of work before the hold of this number, from the one before it; after the last, the
        rest."""
        edges = (0.0, *(h.after for h in self.holds), self.work)
        return max(edges[number + 1] - edges[number], 0.0)


@dataclass(frozen=True, slots=True)
class Visit:
    """One person. More than one leg: transferred after each but the last."""

    at: float
    legs: tuple[Leg, ...]
    priority: Priority = Priority.ORDINARY
    slot: float | None = None
    """Booked for."""
    patience: float = 1.0
    """Does not come when called if the share of those who do not come after so long a wait exceeds it."""
    misses: int = 0
    """Calls that it lets pass whatever the wait was, as on record."""
    returns_after: float | None = None
    """Minutes from a missed call until it stands there after all."""
    gives_up_at: float | None = None
    balks_at: float | None = None
    """Gives the number back at once when it is told a longer wait than so many minutes."""
    walk: float | None = None
    """Minutes from call to start; None: the parameters'."""


@dataclass(frozen=True, slots=True)
class Break:
    """A window pauses from `at` on, at the end of the service under way, until `until` (or for as long as
    was left of it when it began late, if `kept`)."""

    at: float
    until: float
    reason: str = "away"
    kept: bool = True
    after_line: bool = False
    """Only when nobody waits any more; over when `until` has come."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A window's day. After `off` it goes on until nobody waits whom it may call."""

    window: WindowId
    on: float
    off: float
    breaks: tuple[Break, ...] = ()
    speed: float = 1.0
    """Above 1: slower."""
    closes_at: float | None = None
    """Unexpectedly, for the rest of the day."""


@dataclass(frozen=True, slots=True)
class Slow:
    """A stretch in which all services of a zone take longer."""

    zone: ZoneId
    start: float
    end: float
    factor: float


@dataclass(frozen=True, slots=True)
class NoShows:
    """The share of those who do not come after `wait` minutes."""

    at_once: float = 0.0
    after: float = 8.0
    scale: float = 220.0


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]
    slow: tuple[Slow, ...] = ()
    no_shows: NoShows = field(default_factory=NoShows)
    closing: float = 1050.0
    """When the last number is given."""
    print_minutes: float = 0.1
    call_minutes: float = 0.05
    walk_minutes: float = 1 / 3
    backup_factor: float = 1.0
    per_window_call_minutes: Mapping[WindowId, float] = field(default_factory=lambda: MappingProxyType({}))


def minutes_of(moment: time | datetime) -> float:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute + moment.second / 60 + moment.microsecond / 60e6


def moment_of(midnight: datetime, minutes: float) -> datetime:
    """So many minutes after a day's midnight, to the millisecond."""
    return midnight + timedelta(milliseconds=round(minutes * 60_000))
