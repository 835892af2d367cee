"""What became of the estimates: coverage, error and bias, and what simple predictors would have told the same
people. Everything is derived from the tickets of a day, so that it can be checked by anybody who has them."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from statistics import fmean

from hall_server.domain.forecast.conformal import Raw
from hall_server.domain.names import QueueId
from hall_server.domain.ticket import Ticket
from hall_server.domain.waiting import Basis

MINUTE = timedelta(minutes=1)
PEER = 0.9
"""Middle of the ×0.8–×1.0 range that a government peer's system prints: the reference notes, 2.3."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ticket that was told a wait and was called."""

    ticket: Ticket
    wait: float
    """Minutes from taking the number to the first call."""
    simple: dict[str, float]
    """What the simple predictors would have said, by name."""

    @property
    def at_once(self) -> bool:
        """A window was free for them: no range was told that could be right or wrong."""
        mid, scale = self.ticket.estimate_mid, self.ticket.estimate_scale
        return mid is not None and scale is not None and Raw(mid, scale).at_once

    @property
    def covered(self) -> bool:
        low, high = self.ticket.estimate_low, self.ticket.estimate_high
        return low is not None and high is not None and low <= self.wait <= high

    @property
    def error(self) -> float:
        return (self.ticket.estimate_mid or 0.0) - self.wait


@dataclass(frozen=True, slots=True)
class Score:
    """Of a group of outcomes. Minutes."""

    count: int
    ranged: int
    """Those among them who were told a range; the others were told to come at once."""
    coverage: float | None
    """Of those who were told a range: the share whose wait was inside of it; None if nobody was told one."""
    error: float
    """Mean absolute, as all that follow of all."""
    bias: float
    """Mean of told minus waited."""
    wait: float
    simple: dict[str, float]
    """Mean absolute errors of the simple predictors."""


def wait_told(ticket: Ticket) -> float | None:
    """The wait that the slip spoke of; None while there is none, for somebody who came back, and where the
    slip said that no window was open. The row of whoever was sent on tells another call than the first: see
    `call_record.at_first_call`."""
    if ticket.called_at is None or ticket.revivals or not was_told(ticket):
        return None
    return (ticket.called_at - ticket.taken_at) / MINUTE


def was_told(ticket: Ticket) -> bool:
    """Whether the slip spoke of a wait, be it a range or that it was soon."""
    return ticket.estimate_high is not None and not _told_closed(ticket)


def told_closed(tickets: Iterable[Ticket]) -> int:
    """How many were called whose slips said that no window was open. They were promised no wait, though their
    rows hold one."""
    return sum(t.called_at is not None and not t.revivals and _told_closed(t) for t in tickets)


def _told_closed(ticket: Ticket) -> bool:
    return ticket.estimate_basis == Basis.CLOSED.value


def outcomes(tickets: Iterable[Ticket]) -> list[Outcome]:
    """In the order in which the numbers were taken."""
    found: list[Outcome] = []
    by_queue: defaultdict[QueueId, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        by_queue[ticket.queue].append(ticket)
    for queue in by_queue.values():
        found += _of_queue(sorted(queue, key=lambda t: (t.taken_at, t.id)))
    return sorted(found, key=lambda o: (o.ticket.taken_at, o.ticket.id))


def _of_queue(tickets: Sequence[Ticket]) -> list[Outcome]:
    """Play the queue's day once more, to know what stood before each when it came."""
    found: list[Outcome] = []
    leaving: list[tuple[datetime, str, Ticket]] = []
    served: list[tuple[datetime, float]] = sorted(
        (t.finished_at, t.served_seconds / 60) for t in tickets if t.finished_at and t.served_seconds > 0
    )
    means: deque[float] = deque(maxlen=20)
    standing: dict[str, datetime] = {}
    last, position = 0.0, 0
    for ticket in tickets:
        now = ticket.taken_at
        while leaving and leaving[0][0] <= now:
            at, name, gone = heappop(leaving)
            standing.pop(name, None)
            if gone.called_at is not None:
                last = (at - gone.taken_at) / MINUTE
        while position < len(served) and served[position][0] <= now:
            means.append(served[position][1])
            position += 1
        wait = wait_told(ticket)
        if wait is not None:
            mean = fmean(means) if means else 10.0
            one = (len(standing) + 1) * mean / max(ticket.estimate_windows or 1, 1) if standing else 0.0
            head = (now - min(standing.values())) / MINUTE if standing else 0.0
            simple = {"people_ahead": one, "last_wait": last, "head_of_line": head, "peer": PEER * one}
            found.append(Outcome(ticket, wait, simple))
        standing[ticket.id] = now
        left = ticket.called_at or (ticket.since if ticket.state.value in ("cancelled", "void") else None)
        if left is not None:
            heappush(leaving, (max(left, now), ticket.id, ticket))
    return found


def told_a_range(found: Iterable[Outcome]) -> list[Outcome]:
    """Without those who found a window free."""
    return [o for o in found if not o.at_once]


def score(found: Sequence[Outcome]) -> Score:
    """Raises statistics.StatisticsError for nothing."""
    names, ranged = found[0].simple if found else {}, told_a_range(found)
    return Score(
        len(found),
        len(ranged),
        fmean(o.covered for o in ranged) if ranged else None,
        fmean(abs(o.error) for o in found),
        fmean(o.error for o in found),
        fmean(o.wait for o in found),
        {name: fmean(abs(o.simple[name] - o.wait) for o in found) for name in names},
    )


def together(scores: Sequence[Score]) -> Score:
    """Several groups as one, each by its number of people. Raises ZeroDivisionError for none."""
    count, ranged = sum(s.count for s in scores), sum(s.ranged for s in scores)

    def mean(of: Callable[[Score], float]) -> float:
        return sum(of(s) * s.count for s in scores) / count

    return Score(
        count,
        ranged,
        sum((s.coverage or 0.0) * s.ranged for s in scores) / ranged if ranged else None,
        mean(lambda s: s.error),
        mean(lambda s: s.bias),
        mean(lambda s: s.wait),
        {name: mean(lambda s, name=name: s.simple[name]) for name in scores[0].simple},  # type: ignore[misc]
    )


def by(found: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, Score]:
    """A score for each group, by name."""
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        groups[key(outcome)].append(outcome)
    return {name: score(group) for name, group in sorted(groups.items())}
