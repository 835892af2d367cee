"""What a citizen may know of their own ticket. Nothing changes."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter, Item, Queue
from hall_server.domain.refusals import OneTarget
from hall_server.domain.ticket import LIVE, State, Ticket
from hall_server.domain.waiting import Estimate
from hall_server.domain.window import Window, WindowState
from hall_server.operations.outlook import wait_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import may_cancel


@dataclass(frozen=True, slots=True)
class Standing:
    """One ticket, as its holder sees it."""

    ticket: Ticket
    queue: Queue | None
    item: Item | None
    counter: Counter | None
    """Where it is called, served or bound."""
    counters: tuple[Counter, ...]
    """Windows that may call it: one, if it is bound there."""
    estimate: Estimate | None
    """While it waits."""
    paused: tuple[Window, ...]
    """Those of them that are paused or on an internal task."""


def find(uow: UnitOfWork, token: str | None, number: str | None) -> Ticket:
    """By what its QR code says, or by the number of a ticket of today. Raises UnknownTicket, OneTarget."""
    if token is not None and number is None:
        return uow.tickets.by_token(token)
    if number is not None and token is None:
        return uow.tickets.by_number(number.upper())
    raise OneTarget(field="number" if token is None else "token")


class Act(Enum):
    """What a citizen may ask for at a kiosk, for a number that they hold."""

    REPRINT = "reprint"
    REVIVE = "revive"
    CANCEL = "cancel"


def acts_of(uow: UnitOfWork, actor: Actor, ticket: Ticket, token: str | None) -> tuple[Act, ...]:
    """A kiosk does nothing for somebody who knows no more than a number, which every board shows."""
    if ticket.state not in LIVE - {State.RESERVED} or (actor.role == "kiosk" and token != ticket.token):
        return ()
    acts = [Act.REPRINT]
    if ticket.state is State.MISSED and ticket.revivals < uow.rules.revivals_allowed:
        acts.append(Act.REVIVE)
    if may_cancel(actor, ticket, token):
        acts.append(Act.CANCEL)
    return tuple(acts)


def standing(uow: UnitOfWork, token: str, now: datetime) -> Standing:
    """Raises UnknownTicket."""
    return standing_of(uow, uow.tickets.by_token(token), now)


def standing_of(uow: UnitOfWork, ticket: Ticket, now: datetime) -> Standing:
    bound = uow.plan.counters.get(ticket.window) if ticket.window else None
    counters = (bound,) if bound else uow.plan.counters_of_queue.get(ticket.queue, ())
    states = [uow.windows.get(c.id) for c in counters]
    waits = ticket.state is State.WAITING and ticket.day == uow.day
    return Standing(
        ticket=ticket,
        queue=uow.plan.queues.get(ticket.queue),
        item=uow.plan.items.get(ticket.item) if ticket.item else None,
        counter=bound,
        counters=counters,
        estimate=wait_of(uow, ticket, now) if waits else None,
        paused=tuple(w for w in states if w.state in (WindowState.PAUSED, WindowState.INTERNAL_TASK)),
    )
