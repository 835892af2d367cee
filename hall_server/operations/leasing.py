"""Numbers for the time when a kiosk cannot ask: lending them, and taking note of those that were used."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import Queue
from hall_server.domain.leasing import Lease, lease_of, next_lease, short_of, taken_when
from hall_server.domain.refusals import NotAllowed, NotLeased, UnknownTicket
from hall_server.domain.ticket import Action, Priority, State, Ticket, number_of
from hall_server.operations.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineWish:
    """What a citizen chose at a kiosk that could not ask; the queue is that of the number."""

    item: str | None = None
    priority: Priority = Priority.ORDINARY
    audience: str = "individual"
    language: str = "zh"


def lease(uow: UnitOfWork, actor: Actor, queues: Iterable[str], now: datetime) -> tuple[Lease, ...]:
    """Top up what the kiosk holds; all its unused numbers of today in these queues, lowest first.

    Raises UnknownThing for a queue that the hall does not have.
    """
    if actor.device is None:
        raise NotAllowed(roles="kiosk")
    asked = [uow.plan.queue(name) for name in dict.fromkeys(queues)]
    fresh = tuple(new for queue in asked for new in _lent(uow, actor, queue, now))
    for new in fresh:
        uow.leases.save(new)
    if fresh:
        uow.record(Event(kind=Kind.NUMBERS_LEASED, leases=fresh, actor=actor))
    return tuple(held for queue in asked for held in _unused(uow, actor, queue))


def claim(
    uow: UnitOfWork, actor: Actor, ticket_name: str, wish: OfflineWish, taken_at: datetime, now: datetime
) -> Ticket:
    """A number was printed without asking: it waits since then, whatever the rules of issuing would say now,
    as the paper is in somebody's hand. One of an earlier day is void.

    Raises NotLeased for a number that this kiosk may not use, or no more.
    """
    lent = uow.leases.get(ticket_name)
    if lent is None or lent.device != actor.device or _is_used(uow, lent):
        raise NotLeased(field="ticket", number=lent.number if lent else ticket_name.rpartition("-")[2])
    ticket = _as_ticket(uow, lent, wish, taken_when(taken_at, lent, now), now)
    if lent.day == uow.day:
        ticket, kind = ticket.after(Action.CONFIRM_PRINT, now), Kind.TICKET_WAITING
    else:
        ticket, kind = replace(ticket.after(Action.VOID, now), reason="day_closed"), Kind.TICKET_VOIDED
    uow.tickets.save(ticket)
    uow.record(Event(kind=kind, tickets=(ticket,), reason=ticket.reason, actor=actor))
    return ticket


def _lent(uow: UnitOfWork, actor: Actor, queue: Queue, now: datetime) -> list[Lease]:
    """The numbers that the kiosk lacks in a queue."""
    band = uow.rules.lending
    assert actor.device is not None
    wanted = short_of(_unused(uow, actor, queue), band)
    if not wanted:
        return []
    taken = {held.counter for held in uow.leases.of(queue.id)}
    # The band may have been moved in the middle of a day, to where numbers have been given.
    taken |= {c for c in range(band.first, band.last + 1) if uow.tickets.is_given(number_of(queue.id, c))}
    counters = next_lease(taken, wanted, band)
    return [lease_of(queue.id, uow.day, c, actor.device, uow.fresh_token(), now) for c in counters]


def _unused(uow: UnitOfWork, actor: Actor, queue: Queue) -> list[Lease]:
    mine = (held for held in uow.leases.of(queue.id) if held.device == actor.device)
    unused = (held for held in mine if not uow.tickets.is_given(held.number))
    return sorted(unused, key=lambda held: held.counter)


def _is_used(uow: UnitOfWork, lent: Lease) -> bool:
    try:
        uow.tickets.get(lent.ticket)
    except UnknownTicket:
        return False
    return True


def _as_ticket(uow: UnitOfWork, lent: Lease, wish: OfflineWish, taken_at: datetime, now: datetime) -> Ticket:
    queue = uow.plan.queue(lent.queue)
    item = uow.plan.items.get(wish.item) if wish.item else None  # type: ignore[call-overload]
    may_declare = wish.priority in uow.rules.self_service_classes
    return Ticket(
        id=lent.ticket,
        day=lent.day,
        number=lent.number,
        queue=queue.id,
        zone=queue.zone,
        item=item.id if item else None,
        unit=item.unit if item else None,
        audience=wish.audience,
        language=wish.language,
        priority=wish.priority if may_declare else Priority.ORDINARY,
        token=lent.token,
        taken_at=taken_at,
        reference_at=taken_at,
        since=now,
        state=State.RESERVED,
        kiosk=lent.device,
    )
