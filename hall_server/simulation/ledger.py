"""Fairness from the log: who passed whom, by rule or by hand, and why."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hall_server.domain.dispatch import Candidate, breaks_bound
from hall_server.domain.events import Kind
from hall_server.domain.names import QueueId, TicketId, WindowId
from hall_server.domain.rules import policy_of
from hall_server.domain.ticket import Priority, Ticket
from hall_server.operations.outlook import callable_at
from hall_server.simulation.memory_hall import MemoryHall
from hall_server.simulation.replay import PlanAt, walk
from hall_server.simulation.statistics_of import Waits, waits
from hall_server.storage.event_log import Recorded

SHADOW = re.compile(r" shadow=(\S+)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the day, with everybody who might have been called instead and had come earlier."""

    seq: int
    at: datetime
    number: str
    window: int
    window_id: WindowId
    ticket: Ticket
    """As it was called."""
    why: str
    passed: tuple[str, ...]
    """Numbers of those, oldest first."""
    beyond: tuple[str, ...]
    """Those among them who had come earlier by more than their bound."""
    shadow: str | None
    by_hand: str | None
    """Code of the reason."""
    staff: str | None
    note: str | None


@dataclass(frozen=True)
class Ledger:
    calls: tuple[Call, ...]
    waits_by_class: dict[Priority, Waits]
    waits_by_zone: dict[str, Waits]
    waits_by_unit: dict[str, Waits]
    passed: dict[str, int]
    """How often a number was passed."""

    @property
    def jumps(self) -> tuple[Call, ...]:
        """Calls by hand."""
        return tuple(c for c in self.calls if c.by_hand is not None)

    @property
    def broken(self) -> tuple[Call, ...]:
        """Calls by the rules beyond the bound: there must be none."""
        return tuple(c for c in self.calls if c.by_hand is None and c.beyond)


@dataclass(slots=True)
class _Sums:
    by_class: defaultdict[Priority, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_zone: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_unit: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    seen: set[TicketId] = field(default_factory=set)

    def add(self, ticket: Ticket, at: datetime) -> None:
        """A ticket's first call only."""
        if ticket.id in self.seen:
            return
        self.seen.add(ticket.id)
        booked = ticket.priority is Priority.APPOINTMENT
        since = max(ticket.taken_at, ticket.reference_at) if booked else ticket.taken_at
        minutes = max((at - since) / timedelta(minutes=1), 0.0)
        self.by_class[ticket.priority].append(minutes)
        self.by_zone[ticket.zone].append(minutes)
        self.by_unit[ticket.unit or "-"].append(minutes)


def ledger(hall: MemoryHall, steps: Iterable[Recorded], plan_at: PlanAt) -> Ledger:
    """Raises DamagedDay."""
    calls: list[Call] = []
    sums, passed = _Sums(), defaultdict[str, int](int)
    for step in walk(hall, steps, plan_at):
        call = step.event.call
        if step.event.kind is not Kind.TICKET_CALLED or call is None:
            continue
        found = _call(hall, step)
        calls.append(found)
        sums.add(found.ticket, step.at)
        for number in found.passed:
            passed[number] += 1
    return Ledger(
        tuple(calls),
        {p: waits(m) for p, m in sums.by_class.items()},
        {z: waits(m) for z, m in sorted(sums.by_zone.items())},
        {u: waits(m) for u, m in sorted(sums.by_unit.items())},
        dict(passed),
    )


def _call(hall: MemoryHall, step: Recorded) -> Call:
    event, call = step.event, step.event.call
    assert call is not None
    waiting = callable_at(hall, hall.plan.counter(call.window))
    ticket = event.tickets[0]
    mine = next((c for c in waiting if c.ticket.id == ticket.id), Candidate(ticket, False))
    earlier = [c for c in waiting if c.ticket.reference_at < mine.ticket.reference_at]
    policy = policy_of(hall.rules, call.zone)
    shadow = SHADOW.search(event.why or "")
    return Call(
        seq=step.seq,
        at=step.at,
        number=call.number,
        window=call.window_number,
        window_id=call.window,
        ticket=ticket,
        why=SHADOW.sub("", event.why or ""),
        passed=_numbers(c.ticket for c in earlier),
        beyond=_numbers(breaks_bound(mine, earlier, policy)),
        shadow=shadow.group(1) if shadow else None,
        by_hand=event.reason,
        staff=event.actor.staff,
        note=event.note,
    )


def _numbers(tickets: Iterable[Ticket]) -> tuple[str, ...]:
    return tuple(t.number for t in sorted(tickets, key=lambda t: (t.reference_at, t.id)))


@dataclass(frozen=True, slots=True)
class Shadowed:
    """What the shadow policy would have changed in a zone. Each choice is taken alone: what would have
    followed from another call is not known."""

    zone: str
    calls: int
    other: int
    """How often it would have called somebody else …"""
    examples: tuple[Call, ...]
    later_minutes: float
    """… and by how many minutes those whom it would have called had come later, on average; below 0:
    earlier."""


def shadowed(found: Ledger, most_examples: int = 10) -> list[Shadowed]:
    came = {c.number: c.ticket.reference_at for c in found.calls}
    zones: defaultdict[str, list[Call]] = defaultdict(list)
    for call in found.calls:
        if call.shadow is not None:
            zones[call.ticket.zone].append(call)
    answer = []
    for zone, calls in sorted(zones.items()):
        other = [c for c in calls if c.shadow != c.number]
        gaps = [
            (came[c.shadow] - c.ticket.reference_at) / timedelta(minutes=1)
            for c in other
            if c.shadow is not None and c.shadow in came
        ]
        mean = sum(gaps) / len(gaps) if gaps else 0.0
        answer.append(Shadowed(zone, len(calls), len(other), tuple(other[:most_examples]), mean))
    return answer


@dataclass(frozen=True, slots=True)
class Compared:
    """Two numbers: which was called first, and why."""

    first: Call
    second: Call | None
    """None: not called on that day."""
    came_first: bool
    """The one that was called first had also come first."""
    same_window: bool
    """A window that called the one might have called the other."""
    sentence: str


class NotCalled(LookupError):
    """None of the two numbers was called on that day."""


def why_before(found: Ledger, one: str, other: str, queues: Mapping[WindowId, Sequence[QueueId]]) -> Compared:
    """Why `one` was called before `other`, whichever way round it was. Raises NotCalled."""
    calls: dict[str, Call] = {}
    for call in found.calls:
        if call.number in (one, other):
            calls.setdefault(call.number, call)
    order = sorted(calls.values(), key=lambda c: c.seq)
    if not order:
        raise NotCalled(f"neither {one} nor {other} was called on that day")
    first, second = order[0], order[1] if len(order) > 1 else None
    name = other if first.number == one else one
    passed = name in first.passed
    ticket = second.ticket if second else None
    came_first = not passed and (ticket is None or first.ticket.reference_at <= ticket.reference_at)
    same = passed or (ticket is not None and ticket.queue in queues.get(first.window_id, ()))
    return Compared(first, second, came_first, same, _sentence(first, name, passed, came_first, same))


def _sentence(first: Call, other: str, passed: bool, came_first: bool, same: bool) -> str:
    if first.by_hand is not None:
        who = f" by {first.staff}" if first.staff else ""
        return f"{first.number} was called by hand{who} (reason {first.by_hand}), out of turn"
    if passed:
        return f"{other} had come earlier and was passed by the rules: {first.why}"
    if came_first:
        return f"{first.number} had come earlier: {first.why}"
    if not same:
        return f"window {first.window} does not serve the queue of {other}"
    return f"{other} could not be called at that moment (it was not waiting): {first.why}"
