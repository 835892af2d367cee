"""A zone at one moment, frozen and small: all that a forward simulation starts from. Times are minutes from
then."""

from typing import NamedTuple

from hall_server.domain.call_policy import Band, CallPolicy
from hall_server.domain.ticket import Priority


class Line(NamedTuple):
    """A queue. `mean_minutes` is the catalogue's: what the pressure of the line is computed from."""

    name: str
    mean_minutes: float


class Standing(NamedTuple):
    """A waiting ticket."""

    name: str
    queue: int
    """Index of the line."""
    reference_us: int
    """Its reference time in microseconds from the scene's moment; the past is negative."""
    priority: Priority
    band: Band
    minutes: float
    """How long it occupies a window of usual speed, on average."""
    post: int | None = None
    """Index of the only window that may call it."""


class Post(NamedTuple):
    """A window. What it does now: `away`, or occupied if `busy_minutes` is set, or idle."""

    name: str
    primary: tuple[int, ...]
    backups: tuple[int, ...] = ()
    factor: float = 1.0
    """Its occupied time over the usual one: the clerk's speed and the pace of the zone."""
    busy_minutes: float | None = None
    """Since when it has been occupied."""
    busy_mean: float = 0.0
    """How long such a service takes here on average."""
    away: bool = False
    back_minutes: float | None = None
    """When it is expected; None: soon, nobody knows when."""
    spread_minutes: float = 0.0
    """How late it may come: |N(0, spread)| is added."""
    late_minutes: float = 0.0
    """So much of that has passed."""
    presence: float = 1.0
    """Chance that it comes at all."""
    breaks: tuple[tuple[float, float], ...] = ()
    """Planned: begin and length."""


class Arriving(NamedTuple):
    """A kind of newcomer, of those that came lately."""

    queue: int
    priority: Priority
    band: Band
    minutes: float
    seniority_us: int = 0
    """How long before its coming its reference time lies: of somebody who was sent on or came back; below 0
    of an appointment before its slot."""
    weight: float = 1.0
    """How often it comes, against the others."""


class Newcomer(NamedTuple):
    """Somebody who would take a number at the scene's moment and whose wait is asked for."""

    queue: int
    priority: Priority
    band: Band
    reference_us: int = 0
    """Its reference time: after the moment for an appointment that comes before its slot."""


class Scene(NamedTuple):
    """A connected part of the hall: no window outside serves its lines."""

    policy: CallPolicy
    lines: tuple[Line, ...]
    posts: tuple[Post, ...]
    standing: tuple[Standing, ...]
    newcomers: tuple[Newcomer, ...] = ()
    rates: tuple[tuple[float, float], ...] = ()
    """Arrivals to come: until which minute, how many a minute. None after the last."""
    rate_spread: float = 0.0
    """How far the rates may be off, all together: standard deviation of the logarithm."""
    mix: tuple[Arriving, ...] = ()
    """Who arrives: one of these."""
    rejoin: float = 0.0
    """Chance that somebody joins a line once more when a window has become free: sent on to another, or back
    after a missed call."""
    again: tuple[Arriving, ...] = ()
    """Who that is: one of these."""
    sigma: float = 0.6
    """Spread of one service: standard deviation of its logarithm."""
    pace_spread: float = 0.0
    """The same of how fast the windows work, all together."""
    misses: tuple[float, ...] = ()
    """Chance of not coming when called, by steps of MISS_STEP minutes of waiting; the last holds beyond."""
    miss_minutes: float = 1.0
    """What an absent citizen costs the window."""
    backup_factor: float = 1.05
    """A service for a backup queue over one for a primary."""
    return_minutes: float = 8.0
    """Mean of what is left of a pause whose end nobody knows."""

    def attended(self, queue: int) -> bool:
        """Whether a window works for the line now."""
        return any(not p.away and queue in p.primary + p.backups for p in self.posts)


MISS_STEP = 10.0
