"""What the log says of calls: each with its reason, whether it was by hand, and one compared with another.

A call's event carries its choice, and a ticket's own events say where it stood, so that nothing has to be
played again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from statistics import fmean
from typing import Protocol

from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.events import Call, Event, Kind
from hall_server.domain.hall_plan import Counter
from hall_server.domain.names import StaffNumber, TicketId, WindowId, ZoneId
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
    it does not know are passed over, as a later version may write more; an earlier one wrote less: neither a
    lead of nothing, nor how long the others had waited."""
    first, *rest = written.split() or [""]
    parts = dict(part.split("=", 1) for part in rest if "=" in part)
    known = {because.value for because in Because}
    fallback = Because.BY_HAND if reason is not None else Because.TOGETHER
    return Why(
        because=Because(first) if first in known else fallback,
        credit=Credit(**{"waited": 0.0} | {TERMS[n]: _number(v) for n, v in parts.items() if n in TERMS}),
        priority=priority,
        runner_up=parts.get("next"),
        next_waited=_number_in(parts, "next_waited"),
        lead=_number_in(parts, "lead"),
        passed=parts.get("passed"),
        passed_waited=_number_in(parts, "passed_waited"),
        weight=_number_in(parts, "weight") or 0.0,
        reason=reason,
        beyond_bound=int(_number(parts.get("beyond", "0"))),
    )


def _number_in(parts: Mapping[str, str], name: str) -> float | None:
    return _number(parts[name]) if name in parts else None


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
    """The other stood before it and was passed by the rules."""
    CAME_FIRST = "came_first"
    NOT_TAKEN = "not_taken"
    """The other had no number yet."""
    NOT_WAITING = "not_waiting"
    """The other was at a window, on hold, missed, or gone."""
    BOUND = "bound"
    """Only another window could call the other: it had been sent there."""
    OTHER_WINDOW = "other_window"
    """The window does not serve the other's queue."""


@dataclass(frozen=True, slots=True)
class Compared:
    order: Order
    first: CallMade
    """The call that the answer is about, of one of the two."""
    second: CallMade | None
    """The next call of the other after it; None: there was none on that day."""
    other: str
    """Number of the other."""
    stood: Ticket | None
    """The other at the moment of the call; None where it had no number yet."""
    taken_at: datetime
    """When the other's number was taken."""
    called_at: tuple[datetime, ...]
    """All calls on that day of the number that `first` called."""
    other_called_at: tuple[datetime, ...]
    """Those of the other before `first`: it came back, or was sent on."""
    sent_to: str
    """Number of the only window that could call the other; empty where any of its queue could."""


class NotCalled(LookupError):
    """Neither of two numbers was called on that day, or one of them was never taken."""


CounterOf = Callable[[WindowId], Counter | None]


def compare(one: str, other: str, steps: Sequence[Logged], counter_of: CounterOf) -> Compared:
    """Why `one` was called before `other` on a day. `steps`: the day's events with either number, in order;
    `counter_of`: a window as it is planned, None if there is none. Raises NotCalled.

    A number that came back, or was sent on, has several calls: `_meant` says which is told. Where only the
    other was called first, its call is told.
    """
    lives = {name: _life(steps, name) for name in (one, other)}
    unknown = [name for name, life in lives.items() if not life]
    if unknown:
        raise NotCalled(unknown[0])
    made = [m for s in steps if (m := call_made(s)) and m.call.number in lives]
    if not made:
        raise NotCalled(one)
    rivals = {one: lives[other], other: lives[one]}
    first = _meant([_Seen(m, _before(rivals[m.call.number], m.seq)) for m in made], one)
    number = first.made.call.number
    name = other if number == one else one
    theirs = [m for m in made if m.call.number == name]
    stood, seq = first.stood, first.made.seq
    bound_to = stood.window if stood and stood.state is State.WAITING else None
    there = counter_of(bound_to) if bound_to else None
    return Compared(
        order=_order(first.made, stood, counter_of),
        first=first.made,
        second=next((m for m in theirs if m.seq > seq), None),
        other=name,
        stood=stood,
        taken_at=lives[name][0][1].taken_at,
        called_at=tuple(m.at for m in made if m.call.number == number),
        other_called_at=tuple(m.at for m in theirs if m.seq < seq),
        sent_to=str(there.number if there else bound_to or ""),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A call, and how the other number stood at its moment."""

    made: CallMade
    stood: Ticket | None


_Life = list[tuple[int, Ticket]]
"""A ticket as it was after each of its events."""


def _life(steps: Iterable[Logged], number: str) -> _Life:
    return [(s.seq, t) for s in steps for t in s.event.tickets if t.number == number]


def _before(life: _Life, seq: int) -> Ticket | None:
    return next((t for at, t in reversed(life) if at < seq), None)


ASIDE = frozenset({State.HELD, State.MISSED})


def _meant(calls: Sequence[_Seen], one: str) -> _Seen:
    """Of all calls of both numbers, the one that is asked about by "why was `one` called first?"

    The last of `one` while the other waited; else while the other was aside, on hold or missed; else the same
    with the numbers exchanged, for who asks the wrong way round; else the last before the rival took its
    number; else the last of `one`, or of the other if `one` has none.
    """
    in_turn = sorted(calls, key=lambda c: (c.made.call.number == one, c.made.seq), reverse=True)

    def rank(seen: _Seen) -> int:
        asked = seen.made.call.number == one
        if seen.stood is None:
            return 4
        if seen.stood.state is State.WAITING:
            return 0 if asked else 2
        if seen.stood.state in ASIDE:
            return 1 if asked else 3
        return 5

    return min(in_turn, key=rank)


def _order(first: CallMade, stood: Ticket | None, counter_of: CounterOf) -> Order:
    window = first.call.window
    if stood is None:
        return Order.NOT_TAKEN
    if stood.state is not State.WAITING:
        return Order.NOT_WAITING
    if stood.window not in (None, window):
        return Order.BOUND
    counter = counter_of(window)
    if stood.window is None and (counter is None or stood.queue not in counter.queues):
        return Order.OTHER_WINDOW
    if first.by_hand is not None:
        return Order.BY_HAND
    mine = first.ticket.reference_at, first.ticket.id
    return Order.BY_RULE if (stood.reference_at, stood.id) < mine else Order.CAME_FIRST
