"""What a citizen may know of their own ticket. Nothing changes."""

from dataclasses import dataclass
from datetime import datetime

from hall_server.domain.hall_plan import Counter, Item, Queue
from hall_server.domain.ticket import State, Ticket
from hall_server.domain.waiting import Estimate
from hall_server.domain.window import Window, WindowState
from hall_server.operations.outlook import ahead_of, estimate_for
from hall_server.operations.ports import UnitOfWork


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


def standing(uow: UnitOfWork, token: str, now: datetime) -> Standing:
    """Raises UnknownTicket."""
    ticket = uow.tickets.by_token(token)
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
        estimate=estimate_for(uow, ticket.queue, ahead_of(uow, ticket)) if waits else None,
        paused=tuple(w for w in states if w.state in (WindowState.PAUSED, WindowState.INTERNAL_TASK)),
    )
