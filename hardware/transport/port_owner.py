"""The only one who touches a port. Nobody else waits for it, and an unplugged cable does not end it."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from hardware.health import Fault, Health
from hardware.transport.job_queue import Job, JobQueue, Superseded, Waiting
from hardware.transport.line import Line, LineLost, LineUnreachable, OpenLine


class PortClosed(Fault):
    """The program is ending; the work that waited is dropped."""

    code = "port_closed"


@dataclass(frozen=True, slots=True)
class PortRules:
    """Seconds of silence after each job, tries of one job, and seconds before a dead line is tried again."""

    gap: float = 0.0
    tries: int = 3
    back_off: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


def nothing_to_say(line: Line) -> None:
    """For devices that need no greeting."""


class PortWork:
    """What the owner does, one step at a time and by a given clock. `submit` may come from any thread."""

    def __init__(
        self,
        open_line: OpenLine,
        rules: PortRules | None = None,
        greet: Callable[[Line], None] = nothing_to_say,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_line = open_line
        self._rules = rules or PortRules()
        self._greetings = [greet]
        self._greeted = 0
        self._clock = clock
        self._queue = JobQueue()
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._not_before = clock()
        self._failures = 0
        self._health = Health.unknown("not_tried")
        self._openings = 0

    @property
    def health(self) -> Health:
        """How the line is; whether a device on it answers is its driver's to say."""
        return self._health

    @property
    def openings(self) -> int:
        """How often the line has been opened: more than once means that it came back."""
        return self._openings

    def take_in(self, other: "PortWork") -> None:
        """Another protocol speaks on the same line: greet its devices too, be as patient as they need."""
        with self._lock:
            self._greetings += other._greetings
            ours, theirs = self._rules, other._rules
            self._rules = replace(ours, gap=max(ours.gap, theirs.gap), tries=max(ours.tries, theirs.tries))

    def submit(self, job: Job) -> None:
        """Line up. Returns at once."""
        with self._lock:
            replaced = self._queue.put(job)
        if replaced is not None:
            replaced.done(Superseded())

    def step(self) -> float | None:
        """Do the next thing. Seconds until the next step; None: not before a job is submitted."""
        with self._lock:
            if not self._queue and (self._line is not None or not self._failures):
                return None
        early = self._not_before - self._clock()
        if early > 0:
            return early
        if self._line is None or self._greeted < len(self._greetings):
            return self._open()
        with self._lock:
            waiting = self._queue.take()
        if waiting is not None:
            self._do(self._line, waiting)
        return 0.0

    def end(self) -> None:
        """Drop what waits and let go of the port."""
        with self._lock:
            jobs = self._queue.empty()
        for job in jobs:
            job.done(PortClosed())
        self._close()

    def _open(self) -> float:
        """Open the line and greet whoever has not been greeted on it."""
        begins = self._line is None
        try:
            if self._line is None:
                self._line = self._open_line()
                self._greeted = 0
            while self._greeted < len(self._greetings):
                self._greetings[self._greeted](self._line)
                self._greeted += 1
        except Fault as fault:
            self._back_off(fault)
            return max(self._not_before - self._clock(), 0.0)
        self._openings += begins
        self._health = Health.ok()
        return 0.0

    def _do(self, line: Line, waiting: Waiting) -> None:
        try:
            waiting.job.run(line)
        except (LineLost, LineUnreachable) as fault:
            self._back_off(fault)
            self._again_or_never(waiting, fault, behind_all=False)
        except Fault as fault:
            self._rest()
            self._again_or_never(waiting, fault, behind_all=True)
        except Exception as error:
            # A mistake in one driver's code must not take the port away from all others.
            logging.getLogger(__name__).exception("a job on a port failed")
            self._rest()
            waiting.job.done(Fault(repr(error)))
        else:
            self._failures = 0
            self._health = Health.ok()
            self._rest()
            waiting.job.done(None)

    def _again_or_never(self, waiting: Waiting, fault: Fault, behind_all: bool) -> None:
        if waiting.tries + 1 >= self._rules.tries:
            waiting.job.done(fault)
            return
        with self._lock:
            replaced = self._queue.put_back(waiting, behind_all)
        if replaced is not None:
            replaced.done(Superseded())

    def _rest(self) -> None:
        self._not_before = self._clock() + self._rules.gap

    def _back_off(self, fault: Fault) -> None:
        self._close()
        waits = self._rules.back_off
        self._not_before = self._clock() + waits[min(self._failures, len(waits) - 1)]
        self._failures += 1
        self._health = fault.health

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class PortOwner:
    """One thread for one port, from construction to `close`."""

    def __init__(self, work: PortWork, name: str = "port") -> None:
        self._work = work
        self._bell = threading.Event()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    @property
    def health(self) -> Health:
        return self._work.health

    @property
    def openings(self) -> int:
        return self._work.openings

    def submit(self, job: Job) -> None:
        """Line up. Returns at once, whatever the state of the port."""
        if self._ending.is_set():
            job.done(PortClosed())
            return
        self._work.submit(job)
        self._bell.set()

    def close(self, seconds: float = 10.0) -> None:
        """End, after the job in hand."""
        self._ending.set()
        self._bell.set()
        self._thread.join(seconds)

    def _serve(self) -> None:
        while not self._ending.is_set():
            self._bell.clear()
            wait = self._work.step()
            # During a gap or a back-off a new job changes nothing, but to look again costs nothing either.
            if wait is None or wait > 0:
                self._bell.wait(wait)
        self._work.end()
