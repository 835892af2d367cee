"""The work that waits for a port: the most urgent first, and of the same thing only the newest."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from hardware.health import Fault
from hardware.transport.line import Line


class Superseded(Fault):
    """Nothing failed: newer work for the same thing took this one's place before it began."""

    code = "superseded"


def nobody_asks(fault: Fault | None) -> None:
    """For work whose end nobody waits for."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do on an open line.

    `key` names what it is about: a newer job with this key takes its place. A low `urgency` goes first.
    `done` is called once, on the port's thread, with None or the fault; it must return at once.
    """

    key: Hashable
    urgency: int
    run: Callable[[Line], None]
    done: Callable[[Fault | None], None] = nobody_asks


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job in the queue: its place in line, and how often it has been tried in vain."""

    job: Job
    order: int
    tries: int = 0


class JobQueue:
    """Holds at most one job a key, so it cannot grow. Not for use by two threads."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, Waiting] = {}
        self._order = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, job: Job) -> Job | None:
        """Add a job; the one whose place it took, if any. It inherits the better urgency and place."""
        before = self._waiting.get(job.key)
        self._order += 1
        if before is None:
            self._waiting[job.key] = Waiting(job, self._order)
            return None
        urgency = min(job.urgency, before.job.urgency)
        self._waiting[job.key] = Waiting(replace(job, urgency=urgency), before.order)
        return before.job

    def put_back(self, tried: Waiting, behind_all: bool) -> Job | None:
        """Line up again, one try poorer; returned instead if a newer job is there.

        `behind_all` is for a dead device, which must not hold up the others on its line.
        """
        if tried.job.key in self._waiting:
            return tried.job
        job, order = tried.job, tried.order
        if behind_all and self._waiting:
            self._order += 1
            last = max(each.job.urgency for each in self._waiting.values())
            job, order = replace(job, urgency=max(job.urgency, last)), self._order
        self._waiting[job.key] = Waiting(job, order, tried.tries + 1)
        return None

    def take(self) -> Waiting | None:
        """The most urgent, and of those the oldest; None if nothing waits."""
        if not self._waiting:
            return None
        first = min(self._waiting.values(), key=lambda each: (each.job.urgency, each.order))
        return self._waiting.pop(first.job.key)

    def empty(self) -> list[Job]:
        """Take everything out."""
        jobs = [each.job for each in self._waiting.values()]
        self._waiting.clear()
        return jobs
