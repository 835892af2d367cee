"""What earlier days teach of the windows: how late they open, how often and how long they are away, and whose
rest comes at the same time every day.

All is shrunk towards the figures of the reference notes (queueing.md, 6.2), as if some windows had done just
so: a new hall has an estimate on its first day.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from statistics import median

LATE, OPENINGS = 4.0, 60.0
"""Standard deviation of how late windows open, and how many openings it counts for."""
LATEST = 15.0
"""A window that opens so many minutes late was opened for another reason; one that is still closed then is
not expected any more."""
LEFT, OVERDUE = 8.0, 20.0
"""Mean minutes that a break lasts beyond the end that was announced, and how many breaks it counts for."""
AWAY, WORKED = 0.025, 6000.0
"""Breaks that nobody plans over the working time, and the working minutes that this counts for."""
REST = 20.0
"""A break of so many minutes may be the daily rest."""
NEAR = 30.0
"""Rests that begin within so many minutes of their middle are at the same time of the day."""
DAYS, LEAST_DAYS, REGULAR = 12, 3, 0.6
"""Of the last DAYS, a rest was taken on LEAST_DAYS and on the share REGULAR, or it is none of every day."""
LONGEST = 240.0
"""After so many minutes somebody was not away but gone."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A break. Minutes; `at` is the minute of the day."""

    at: float
    minutes: float


@dataclass(slots=True)
class _Day:
    number: int
    worked: float = 0.0
    breaks: list[Rest] = field(default_factory=list)


class Habits:
    """Of everybody who works at a window, by whatever name they are noted under. Days are numbers that
    grow."""

    def __init__(self) -> None:
        self._days: dict[str, deque[_Day]] = {}
        self._rests: dict[str, Rest | None] = {}
        """Worked out lately; asked for at every play."""
        self._late_squares, self._openings = 0.0, 0
        self._overdue, self._ended = 0.0, 0

    def opened(self, late: float) -> None:
        """A window opened so many minutes after the hall did; below 0 before it."""
        if late < LATEST:
            self._openings += 1
            self._late_squares += max(late, 0.0) ** 2

    def worked(self, name: str, day: int, minutes: float) -> None:
        """A stretch at the window has ended."""
        self._day(name, day).worked += max(minutes, 0.0)

    def away(self, name: str, day: int, at: float, minutes: float, overdue: float) -> None:
        """A break has ended that began at a minute of the day; above 0, `overdue` is by how much it was
        longer than announced."""
        if overdue > 0:
            self._ended += 1
            self._overdue += min(overdue, LONGEST)
        self._day(name, day).breaks.append(Rest(at, min(max(minutes, 0.0), LONGEST)))

    @property
    def late(self) -> float:
        """Standard deviation of how late windows open, in minutes."""
        return sqrt((OPENINGS * LATE**2 + self._late_squares) / (OPENINGS + self._openings))

    @property
    def left(self) -> float:
        """Mean minutes that a break still lasts whose announced end has passed."""
        return (OVERDUE * LEFT + self._overdue) / (OVERDUE + self._ended)

    def lengthening(self) -> float:
        """By what factor the breaks that nobody plans lengthen every service, on average."""
        gone = sum(b.minutes for name in self._days for b in self._unplanned(name))
        worked = sum(day.worked for days in self._days.values() for day in days)
        return 1 + (WORKED * AWAY + gone) / (WORKED + worked)

    def rest(self, name: str, today: int) -> Rest | None:
        """When somebody's daily rest is due and how long it is; None if it has no time of its own, or has
        been taken today. Rests begin when a service has ended, so it is due when the earlier ones of them
        began."""
        rest = self._daily(name)
        days = self._days.get(name)
        if rest is None or not days:
            return None
        taken = days[-1].number == today and any(_alike(b, rest) for b in days[-1].breaks)
        return None if taken else rest

    def _day(self, name: str, day: int) -> _Day:
        self._rests.pop(name, None)
        days = self._days.setdefault(name, deque(maxlen=DAYS))
        if not days or days[-1].number < day:
            days.append(_Day(day))
        return days[-1]

    def _daily(self, name: str) -> Rest | None:
        if name not in self._rests:
            self._rests[name] = self._found(name)
        return self._rests[name]

    def _found(self, name: str) -> Rest | None:
        days = self._days.get(name, ())
        longest = [max(day.breaks, key=lambda b: b.minutes) for day in days if day.breaks]
        found = _at_one_time([b for b in longest if b.minutes >= REST])
        if len(found) < max(LEAST_DAYS, ceil(REGULAR * len(days))):
            return None
        begun = sorted(b.at for b in found)
        return Rest(begun[len(begun) // 4], median(b.minutes for b in found))

    def _unplanned(self, name: str) -> Iterator[Rest]:
        rest = self._daily(name)
        for day in self._days[name]:
            yield from (b for b in day.breaks if rest is None or not _alike(b, rest))


def _at_one_time(breaks: Sequence[Rest]) -> list[Rest]:
    middle = median(b.at for b in breaks) if breaks else 0.0
    return [b for b in breaks if abs(b.at - middle) <= NEAR]


def _alike(one: Rest, daily: Rest) -> bool:
    return one.minutes >= REST and abs(one.at - daily.at) <= 2 * NEAR
