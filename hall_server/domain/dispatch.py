"""Who is next, and why.

Order: primary queues before backups (until a ticket has waited `ageing_after_minutes`), then the greatest
credit, where credit = minutes waited + the head start of the ticket's class, then the oldest, then the lower
number. The answer depends on the tickets, not on the order in which they are listed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.domain.names import QueueId, WindowId
from hall_server.domain.rules import CallPolicy
from hall_server.domain.ticket import Priority, Ticket


class Because(Enum):
    """The rule that decided."""

    OLDEST = "oldest"
    PRIORITY = "priority"
    AGED = "aged"
    """Waited so long that it goes ahead of the window's own queues."""
    BACKUP = "backup"
    """Nobody waits in the window's own queues."""
    BY_HAND = "by_hand"
    """A clerk called this number and gave a reason."""


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a choice, with its numbers: enough for one sentence to a clerk, a citizen, an
    inspector."""

    because: Because
    waited_minutes: int
    head_start_minutes: int = 0
    priority: Priority = Priority.ORDINARY
    passed: str | None = None
    """Number of the oldest ticket that was passed over, if any."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting ticket, as one window sees it."""

    ticket: Ticket
    primary: bool


@dataclass(frozen=True, slots=True)
class Decision:
    ticket: Ticket
    why: Why


def eligible(
    waiting: Iterable[Ticket], primary: frozenset[QueueId], backups: frozenset[QueueId], window: WindowId
) -> list[Candidate]:
    """Tickets that this window may call: in its queues, and not bound to another window."""
    return [
        Candidate(t, t.queue in primary)
        for t in waiting
        if (t.queue in primary or t.queue in backups or t.window == window) and t.window in (None, window)
    ]


def choose_next(candidates: Iterable[Candidate], policy: CallPolicy, now: datetime) -> Decision | None:
    """The ticket to call now and the reason, or None when nobody waits. Pure."""
    best = min(candidates_list := list(candidates), key=lambda c: _rank(c, policy, now), default=None)
    if best is None:
        return None
    return Decision(best.ticket, _why(best, candidates_list, policy, now))


def ranked(candidates: Iterable[Candidate], policy: CallPolicy, now: datetime) -> list[Candidate]:
    """Candidates in the order in which the window would call them if time stood still."""
    return sorted(candidates, key=lambda c: _rank(c, policy, now))


def by_hand(ticket: Ticket, oldest: Ticket | None, reason: str, now: datetime) -> Decision:
    """A clerk's own choice, on record with its reason."""
    passed = oldest.number if oldest and oldest.id != ticket.id else None
    waited = int(_minutes(ticket, now))
    return Decision(
        ticket, Why(Because.BY_HAND, waited, priority=ticket.priority, passed=passed, reason=reason)
    )


def _minutes(ticket: Ticket, now: datetime) -> float:
    return (now - ticket.reference_at).total_seconds() / 60


def _aged(c: Candidate, policy: CallPolicy, now: datetime) -> bool:
    return not c.primary and _minutes(c.ticket, now) > policy.ageing_after_minutes


def _rank(c: Candidate, policy: CallPolicy, now: datetime) -> tuple[bool, float, datetime, str]:
    credit = _minutes(c.ticket, now) + policy.class_minutes[c.ticket.priority]
    return not (c.primary or _aged(c, policy, now)), -credit, c.ticket.reference_at, c.ticket.id


def _why(best: Candidate, among: list[Candidate], policy: CallPolicy, now: datetime) -> Why:
    ticket = best.ticket
    oldest = min((c.ticket for c in among), key=lambda t: (t.reference_at, t.id))
    passed = oldest.number if oldest.id != ticket.id else None
    head_start = policy.class_minutes[ticket.priority]
    because = Because.OLDEST
    if _aged(best, policy, now) and any(c.primary for c in among):
        because = Because.AGED
    elif not best.primary:
        because = Because.BACKUP
    elif head_start and passed:
        because = Because.PRIORITY
    return Why(because, int(_minutes(ticket, now)), int(head_start), ticket.priority, passed)
