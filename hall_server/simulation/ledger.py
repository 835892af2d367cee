"""Fairness from the log: the day is led once more, to know at each call who else might have been called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hall_server.domain.call_record import CallMade, call_made
from hall_server.domain.dispatch import Candidate, breaks_bound
from hall_server.domain.names import TicketId
from hall_server.domain.rules import policy_of
from hall_server.domain.ticket import Priority, Ticket
from hall_server.operations.outlook import callable_at
from hall_server.simulation.memory_hall import MemoryHall
from hall_server.simulation.replay import PlanAt, walk
from hall_server.simulation.statistics_of import Waits, waits
from hall_server.storage.event_log import Recorded

NO_UNIT = "-"
"""Among the units: tickets that were taken for a queue and not for an item."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the day, with everybody who might have been called instead and had come earlier."""

    made: CallMade
    passed: tuple[str, ...]
    """Numbers of those, oldest first."""
    beyond: tuple[str, ...]
    """Those among them who had come earlier by more than their bound."""


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
        return tuple(c for c in self.calls if c.made.by_hand is not None)

    @property
    def broken(self) -> tuple[Call, ...]:
        """Calls by the rules beyond the bound: there must be none."""
        return tuple(c for c in self.calls if c.made.by_hand is None and c.beyond)


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
        self.by_unit[ticket.unit or NO_UNIT].append(minutes)


def ledger(hall: MemoryHall, steps: Iterable[Recorded], plan_at: PlanAt) -> Ledger:
    """Raises DamagedDay."""
    calls: list[Call] = []
    sums, passed = _Sums(), defaultdict[str, int](int)
    for step in walk(hall, steps, plan_at):
        made = call_made(step)
        if made is None:
            continue
        found = _call(hall, made)
        calls.append(found)
        sums.add(made.ticket, step.at)
        for number in found.passed:
            passed[number] += 1
    return Ledger(
        tuple(calls),
        {p: waits(m) for p, m in sums.by_class.items()},
        {z: waits(m) for z, m in sorted(sums.by_zone.items())},
        {u: waits(m) for u, m in sorted(sums.by_unit.items())},
        dict(passed),
    )


def _call(hall: MemoryHall, made: CallMade) -> Call:
    waiting = callable_at(hall, hall.plan.counter(made.call.window))
    ticket = made.ticket
    mine = next((c for c in waiting if c.ticket.id == ticket.id), Candidate(ticket, False))
    earlier = [c for c in waiting if c.ticket.reference_at < mine.ticket.reference_at]
    policy = policy_of(hall.rules, made.call.zone)
    return Call(made, _numbers(c.ticket for c in earlier), _numbers(breaks_bound(mine, earlier, policy)))


def _numbers(tickets: Iterable[Ticket]) -> tuple[str, ...]:
    return tuple(t.number for t in sorted(tickets, key=lambda t: (t.reference_at, t.id)))
