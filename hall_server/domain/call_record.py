"""What the log says of calls: each with its reason, whether it was by hand, and one compared with another.

A call's event carries its choice, and a ticket's own events say where it stood, so that nothing has to be
played again."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from statistics import fmean
from typing import Protocol

from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.events import Call, Event, Kind
from hall_server.domain.names import QueueId, StaffNumber, TicketId, WindowId, ZoneId
from hall_server.domain.ticket import Priority, State, Ticket

MINUTE = timedelta(minutes=1)
SHADOW = re.compile(r" shadow=(\S+)")
TERMS = {
    "waited": "waited",
    "head": "head_start",
    "band": "band",
    "primary": "primary",
    "pressure": "pressure",
}
"""Names of a credit's terms in the log, and in `Credit`."""


class Logged(Protocol):
    """An event in its place."""

    @property
    def seq(self) -> int: ...

    @property
    def at(self) -> datetime: ...

    @property
    def event(self) -> Event: ...


@dataclass(frozen=True, slots=True)
class CallMade:
    seq: int
    at: datetime
    ticket: Ticket
    """As it was called."""
    call: Call
    why: Why
    written: str
    """The reason as it stands in the log, without the shadow's choice."""
    shadow: str | None
    """Number that the zone's shadow policy would have called."""
    staff: StaffNumber | None
    note: str | None

    @property
    def by_hand(self) -> str | None:
        """Code of the reason of a call by hand."""
        return self.why.reason


def call_made(logged: Logged) -> CallMade | None:
    """None for an event that is no first call of a ticket to a window."""
    event, call = logged.event, logged.event.call
    if event.kind is not Kind.TICKET_CALLED or call is None or not event.tickets:
        return None
    text = event.why or ""
    shadow = SHADOW.search(text)
    written = SHADOW.sub("", text)
    return CallMade(
        seq=logged.seq,
        at=logged.at,
        ticket=event.tickets[0],
        call=call,
        why=read_why(written, event.reason, call.priority),
        written=written,
        shadow=shadow.group(1) if shadow else None,
        staff=event.actor.staff,
        note=event.note,
    )


def read_why(written: str, reason: str | None, priority: Priority) -> Why:
    """The reason of a call from its words in the log (`dispatch.written`), in tenths of a minute. Words that
    it does not know are passed over, as a later version may write more."""
    first, *rest = written.split() or [""]
    parts = dict(part.split("=", 1) for part in rest if "=" in part)
    known = {because.value for because in Because}
    fallback = Because.BY_HAND if reason is not None else Because.TOGETHER
    return Why(
        because=Because(first) if first in known else fallback,
        credit=Credit(**{"waited": 0.0} | {TERMS[n]: _number(v) for n, v in parts.items() if n in TERMS}),
        priority=priority,
        runner_up=parts.get("next"),
        lead=_number(parts.get("lead", "0")),
        passed=parts.get("passed"),
        reason=reason,
        beyond_bound=int(_number(parts.get("beyond", "0"))),
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def at_first_call(tickets: Iterable[Ticket], calls: Iterable[CallMade]) -> list[Ticket]:
    """Tickets as they stood at their first call, which the rows of those that were sent on, or came back,
    no longer tell: with its queue and its time, as what their slips said was of that call."""
    first: dict[TicketId, CallMade] = {}
    for made in calls:
        first.setdefault(made.ticket.id, made)
    found = []
    for ticket in tickets:
        call = first.get(ticket.id)
        if call is not None:
            ticket = replace(ticket, queue=call.ticket.queue, called_at=call.at, revivals=0)
        found.append(ticket)
    return found


@dataclass(frozen=True, slots=True)
class Shadowed:
    """What a zone's shadow policy would have changed. Each choice is taken alone: what would have followed
    from another call is not known."""

    zone: ZoneId
    calls: int
    other: int
    """How often it would have called somebody else …"""
    examples: tuple[CallMade, ...]
    later_minutes: float
    """… and by how many minutes those whom it would have called had come later, on average; below 0:
    earlier."""


def shadowed(calls: Iterable[CallMade], came: Mapping[str, datetime], most: int = 10) -> list[Shadowed]:
    """By zone, of the calls that carry a shadow's choice. `came`: reference times of the day's numbers."""
    zones: dict[ZoneId, list[CallMade]] = {}
    for made in calls:
        if made.shadow is not None:
            zones.setdefault(made.call.zone, []).append(made)
    found = []
    for zone, ours in sorted(zones.items()):
        other = [m for m in ours if m.shadow != m.call.number]
        gaps = [
            (came[m.shadow] - m.ticket.reference_at) / MINUTE for m in other if m.shadow and m.shadow in came
        ]
        found.append(Shadowed(zone, len(ours), len(other), tuple(other[:most]), fmean(gaps) if gaps else 0.0))
    return found


class Order(Enum):
    """Why one number was called before another."""

    BY_HAND = "by_hand"
    """A clerk called it out of turn while the other waited for the same window."""
    BY_RULE = "by_rule"
    """The other had come earlier and was passed by the rules."""
    CAME_FIRST = "came_first"
    NOT_TAKEN = "not_taken"
    """The other had no number yet."""
    NOT_WAITING = "not_waiting"
    """The other was at a window, on hold, or gone."""
    BOUND = "bound"
    """Only another window may call the other: its papers are there."""
    OTHER_WINDOW = "other_window"
    """The window does not serve the other's queue."""


@dataclass(frozen=True, slots=True)
class Compared:
    order: Order
    first: CallMade
    """Of the two, the one that was called first."""
    second: CallMade | None
    """None: the other has not been called on that day."""
    other: str
    """Number of the other."""
    stood: Ticket | None
    """The other at the moment of the first call; None where it had no number yet."""
    taken_at: datetime | None
    """When the other's number was taken."""


class NotCalled(LookupError):
    """Neither of two numbers was called on that day, or one of them was never taken."""


QueuesOf = Callable[[WindowId], Collection[QueueId]]


def compare(one: str, other: str, steps: Sequence[Logged], queues_of: QueuesOf) -> Compared:
    """Which of two numbers was called first on a day, and why. `steps`: the day's events with either number,
    in order; `queues_of`: what a window serves. Raises NotCalled."""
    lives = {name: [s for s in steps if _ticket_in(s, name)] for name in (one, other)}
    unknown = [name for name, life in lives.items() if not life]
    if unknown:
        raise NotCalled(unknown[0])
    calls: dict[str, CallMade] = {}
    for step in steps:
        made = call_made(step)
        if made and made.call.number in lives:
            calls.setdefault(made.call.number, made)
    in_order = sorted(calls.values(), key=lambda m: m.seq)
    if not in_order:
        raise NotCalled(one)
    first, second = in_order[0], in_order[1] if len(in_order) > 1 else None
    name = other if first.call.number == one else one
    before = [t for s in lives[name] if s.seq < first.seq and (t := _ticket_in(s, name))]
    taken = _ticket_in(lives[name][0], name)
    stood = before[-1] if before else None
    order = _order(first, stood, queues_of)
    return Compared(order, first, second, name, stood, taken.taken_at if taken else None)


def _order(first: CallMade, stood: Ticket | None, queues_of: QueuesOf) -> Order:
    window = first.call.window
    if stood is None:
        return Order.NOT_TAKEN
    if stood.state is not State.WAITING:
        return Order.NOT_WAITING
    if stood.window not in (None, window):
        return Order.BOUND
    if stood.window is None and stood.queue not in queues_of(window):
        return Order.OTHER_WINDOW
    if first.by_hand is not None:
        return Order.BY_HAND
    mine = first.ticket.reference_at, first.ticket.id
    return Order.BY_RULE if (stood.reference_at, stood.id) < mine else Order.CAME_FIRST


def _ticket_in(step: Logged, number: str) -> Ticket | None:
    return next((t for t in step.event.tickets if t.number == number), None)
