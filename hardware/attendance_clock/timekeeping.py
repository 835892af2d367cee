"""The hall's time at a clock whose own time may be wrong: measured at every answer of the server.

An answer bounds how far the server is ahead, for it was made after the question and before its arrival. The
bounds of several answers are narrowed to what they share. They are kept against a clock that only goes
forward, so that a moved system clock is noticed and does not move the hall's time on the screen.

The last ones are kept on the disk. A clock that starts without a link counts on with them: against the
steady clock while the machine has run on, else against the system clock, whose battery bridges the time
without power.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from hardware.attendance_clock.kept_time import Measured

JUMP = timedelta(seconds=1)
"""The system clock moved against the steady one by more than this: somebody or something set it."""
KEPT, KEPT_SECONDS = 32, 900.0
WRITTEN_EVERY_SECONDS = 60.0
DRIFT = 100e-6
"""By so much, at most, a quartz goes wrong, as a share of the time."""
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
    """Server's time less the system clock's; None: never measured."""
    jumped: bool
    at: datetime
    age: timedelta | None = None
    """How long ago the offset was measured."""
    earlier: bool = False
    """The offset was measured before the clock's program started."""


class Memory(Protocol):
    """`KeptTime`, in service."""

    @property
    def boot(self) -> str: ...

    def read(self) -> Measured | None: ...

    def write(self, measured: Measured) -> None: ...


class HallTime:
    """One clock's idea of the hall's time. Any thread."""

    def __init__(
        self,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = steady_seconds,
        memory: Memory | None = None,
    ) -> None:
        self._wall, self._steady, self._memory = wall, steady, memory
        self._lock = threading.Lock()
        self._heard: deque[Bounds] = deque(maxlen=KEPT)
        self._lead = self.reading().lead
        self._jumped = self._earlier = False
        self._moved_by: timedelta | None = None
        self._written: Measured | None = None
        if memory is not None and (measured := memory.read()) is not None:
            self._take_up(measured, memory.boot)

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
            if self._earlier:
                self._compare(bounds, arrived.steady)
            if self._earlier or self._shared((*self._recent(arrived.steady), bounds)) is None:
                self._heard.clear()
            self._heard.append(bounds)
            self._lead, self._jumped, self._earlier = arrived.lead, False, False
            shared = self._shared(self._recent(arrived.steady))
        if self._memory is not None and shared is not None:
            self._keep(self._memory, Measured(self._memory.boot, arrived.wall, arrived.steady, *shared))

    def moved_by(self) -> timedelta | None:
        """By how much the system clock was moved while the clock was off, as the first answer has shown; told
        once. What was punched before that answer is wrong by as much."""
        with self._lock:
            moved, self._moved_by = self._moved_by, None
        return moved

    def stamp(self) -> Stamp:
        """Now."""
        reading = self.reading()
        with self._lock:
            self._jumped = self._jumped or abs(reading.lead - self._lead) > JUMP
            ahead, jumped, earlier = self._ahead(reading), self._jumped, self._earlier
            age = timedelta(seconds=max(reading.steady - self._heard[-1].at, 0)) if self._heard else None
        return Stamp(reading.wall, ahead, jumped, reading.wall + (ahead or timedelta()), age, earlier)

    def now(self) -> datetime:
        return self.stamp().at

    def error(self) -> timedelta | None:
        """By how much the hall's time may be wrong, either way; None when it was never measured."""
        with self._lock:
            shared = self._shared(self._recent(self._steady()))
        return (shared[1] - shared[0]) / 2 if shared else None

    def _take_up(self, measured: Measured, boot: str) -> None:
        """What was measured in an earlier run."""
        now, before = self.reading(), Reading(measured.wall, measured.steady)
        self._earlier = True
        if boot and boot == measured.boot and now.steady >= before.steady:
            self._heard.append(Bounds(measured.low, measured.high, measured.steady))
            self._lead = before.lead
            return
        off = max((now.wall - before.wall).total_seconds(), 0.0)
        shift = now.lead - before.lead
        self._heard.append(Bounds(measured.low + shift, measured.high + shift, now.steady - off))
        # Time goes forward only; how far a clock without power was set ahead is seen at the next answer.
        self._jumped = now.wall < before.wall - JUMP

    def _keep(self, memory: Memory, measured: Measured) -> None:
        """Now and then; at once when it is known much better than on the disk."""
        before = self._written
        if (
            before is None
            or measured.steady - before.steady >= WRITTEN_EVERY_SECONDS
            or 2 * (measured.high - measured.low) < before.high - before.low
        ):
            self._written = measured
            memory.write(measured)

    def _compare(self, found: Bounds, steady: float) -> None:
        kept = self._heard[-1]
        slack = JUMP.total_seconds() + max(steady - kept.at, 0.0) * DRIFT
        apart = max(found.low - kept.high, kept.low - found.high)
        if apart.total_seconds() > slack:
            self._moved_by = (kept.low + kept.high) / 2 - (found.low + found.high) / 2

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
