"""The hall's time at a clock whose own time may be wrong: measured at every answer of the server.

An answer bounds how far the server is ahead, for it was made after the question and before its arrival. The
bounds of several answers are narrowed to what they share. They are kept against a clock that only goes
forward, so that a moved system clock is noticed and does not move the hall's time on the screen.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

JUMP = timedelta(seconds=1)
"""The system clock moved against the steady one by more than this: somebody or something set it."""
KEPT, KEPT_SECONDS = 32, 900.0
_START = datetime(1970, 1, 1, tzinfo=UTC)


def steady_seconds() -> float:
    """Goes on while the machine sleeps, where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks of the machine at one moment."""

    wall: datetime
    steady: float

    @property
    def lead(self) -> timedelta:
        """Of the system clock before the steady one; changes only when somebody sets the system clock."""
        return self.wall - _START - timedelta(seconds=self.steady)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The server's time less the steady clock lies between; `at`: when it was heard, in steady seconds."""

    low: timedelta
    high: timedelta
    at: float


@dataclass(frozen=True, slots=True)
class Stamp:
    """The moment of a punch. `at`: on the hall's clock, as well as it is known."""

    device_at: datetime
    offset: timedelta | None
    """Server's time less the system clock's; None: never measured since the start."""
    jumped: bool
    at: datetime


class HallTime:
    """One clock's idea of the hall's time. Any thread."""

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = steady_seconds,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._lock = threading.Lock()
        self._heard: deque[Bounds] = deque(maxlen=KEPT)
        self._lead = self.reading().lead
        self._jumped = False

    def reading(self) -> Reading:
        return Reading(self._wall(), self._steady())

    def asking(self) -> Callable[[datetime, timedelta], None]:
        """The server is about to be asked; the answer takes the time that it says."""
        return partial(self._hear, self.reading())

    def _hear(self, asked: Reading, said: datetime, cut_by: timedelta) -> None:
        """The server's time was as it said when it answered, or at most `cut_by` later."""
        arrived = self.reading()
        if abs(arrived.lead - asked.lead) > JUMP:
            return
        since = said - _START
        bounds = Bounds(
            since - timedelta(seconds=arrived.steady),
            since + cut_by - timedelta(seconds=asked.steady),
            arrived.steady,
        )
        with self._lock:
            if self._shared((*self._recent(arrived.steady), bounds)) is None:
                self._heard.clear()
            self._heard.append(bounds)
            self._lead, self._jumped = arrived.lead, False

    def stamp(self) -> Stamp:
        """Now."""
        reading = self.reading()
        with self._lock:
            self._jumped = self._jumped or abs(reading.lead - self._lead) > JUMP
            ahead = self._ahead(reading)
            jumped = self._jumped
        return Stamp(reading.wall, ahead, jumped, reading.wall + (ahead or timedelta()))

    def now(self) -> datetime:
        return self.stamp().at

    def error(self) -> timedelta | None:
        """By how much the hall's time may be wrong, either way; None when it was never measured."""
        with self._lock:
            shared = self._shared(self._recent(self._steady()))
        return (shared[1] - shared[0]) / 2 if shared else None

    def _ahead(self, reading: Reading) -> timedelta | None:
        shared = self._shared(self._recent(reading.steady))
        return (shared[0] + shared[1]) / 2 - reading.lead if shared else None

    def _recent(self, steady: float) -> tuple[Bounds, ...]:
        """Old answers bound little, as no two clocks run alike; but the newest is better than nothing."""
        if not self._heard:
            return ()
        recent = tuple(b for b in self._heard if steady - b.at <= KEPT_SECONDS)
        return recent or (self._heard[-1],)

    @staticmethod
    def _shared(all_bounds: tuple[Bounds, ...]) -> tuple[timedelta, timedelta] | None:
        if not all_bounds:
            return None
        low, high = max(b.low for b in all_bounds), min(b.high for b in all_bounds)
        return (low, high) if low <= high else None
