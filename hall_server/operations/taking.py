"""Taking a number: reserve, confirm the print, give it back, print it again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain.dispatch import line_key
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import Item, Queue
from hall_server.domain.issuing import Appointment, check_appointment, check_issue
from hall_server.domain.names import PersonHash
from hall_server.domain.refusals import NotAllowed, OneTarget, PrintTooLate
from hall_server.domain.rules import policy_of
from hall_server.domain.ticket import LIFE, LIVE, Action, Priority, State, Ticket, number_of, ticket_id
from hall_server.domain.waiting import Estimate
from hall_server.domain.window import WindowAction
from hall_server.operations.holder import NOTHING_SHOWN, Proof, check_holder
from hall_server.operations.outlook import asked_facts, wait_of, wait_of_newcomer
from hall_server.operations.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Wish:
    """What the citizen chose: exactly one of item, queue and appointment."""

    item: str | None = None
    queue: str | None = None
    appointment: str | None = None
    priority: Priority = Priority.ORDINARY
    audience: str = "individual"
    language: str = "zh"
    person: PersonHash | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A number, and what its slip says."""

    ticket: Ticket
    estimate: Estimate
    reprint: bool = False


def take(uow: UnitOfWork, actor: Actor, wish: Wish, now: datetime) -> Issue:
    """Reserve the next number of a queue. It is called only after `confirm_print`."""
    queue, item, appointment = _target(uow, wish)
    by_citizen = actor.role == "kiosk"
    priority, reference = wish.priority, now
    if appointment:
        arrived = check_appointment(appointment, wish.person, uow.rules, now)
        rights = {wish.priority, arrived} - {Priority.ORDINARY} or {Priority.ORDINARY}
        priority, reference = _better(uow, queue, item, rights, appointment.slot_at, now)
    person = wish.person or (appointment.person if appointment else None)
    check_issue(asked_facts(uow, queue, item, priority, by_citizen, person, now), uow.rules)
    estimate = wait_of_newcomer(uow, queue.id, item.id if item else None, priority, now)
    number = number_of(queue.id, uow.tickets.next_counter(queue.id))
    ticket = Ticket(
        id=ticket_id(uow.day, number),
        day=uow.day,
        number=number,
        queue=queue.id,
        zone=queue.zone,
        item=item.id if item else None,
        unit=item.unit if item else None,
        audience=wish.audience,
        language=wish.language,
        priority=priority,
        token=uow.fresh_token(),
        taken_at=now,
        reference_at=reference,
        since=now,
        person=person,
        kiosk=actor.device,
        appointment=appointment.code if appointment else None,
        estimate_low=estimate.low,
        estimate_high=estimate.high,
        estimate_mid=estimate.raw.point if estimate.raw else float(estimate.mid),
        estimate_scale=estimate.raw.scale if estimate.raw else None,
        estimate_basis=estimate.basis.value,
        estimate_windows=estimate.windows_open,
    )
    uow.tickets.save(ticket)
    if appointment:
        uow.appointments.save(replace(appointment, state="arrived", ticket=ticket.id))
    uow.record(Event(kind=Kind.TICKET_RESERVED, tickets=(ticket,), actor=actor))
    return Issue(ticket, estimate)


def _better(
    uow: UnitOfWork,
    queue: Queue,
    item: Item | None,
    rights: Collection[Priority],
    slot_at: datetime,
    now: datetime,
) -> tuple[Priority, datetime]:
    """Who has a right of their own besides the booking gets what stands further in front: the class, and the
    reference time. Who comes before the slot has no more right to an early call than who comes at it."""
    policy = policy_of(uow.rules, queue.zone)
    minutes = uow.plan.expected_minutes(queue.id, item.id if item else None)
    band = policy.band(minutes, uow.plan.usual_of(queue.id))
    stands = {p: max(now, slot_at) if p is Priority.APPOINTMENT else now for p in rights}
    best = min(stands, key=lambda p: (line_key(p, stands[p], "", band, policy), -policy.weights[p]))
    return best, stands[best]


def confirm_print(uow: UnitOfWork, actor: Actor, ticket_name: str, now: datetime) -> Ticket:
    """The paper is in the citizen's hand: the number waits now. Raises PrintTooLate when it has lapsed."""
    ticket = uow.tickets.get(ticket_name)
    _of_this_kiosk(ticket, actor)
    if ticket.state is State.VOID and ticket.reason == "lapsed":
        raise PrintTooLate(number=ticket.number)
    waits = ticket.after(Action.CONFIRM_PRINT, now)
    uow.tickets.save(waits)
    uow.record(Event(kind=Kind.TICKET_WAITING, tickets=(waits,), actor=actor))
    return waits


def reprint(
    uow: UnitOfWork, actor: Actor, ticket_name: str, now: datetime, proof: Proof = NOTHING_SHOWN
) -> Issue:
    """The slip once more, for a number that is still good; at a kiosk for whoever holds it."""
    ticket = uow.tickets.get(ticket_name)
    check_holder(uow, actor, ticket, proof)
    if ticket.state not in LIVE:
        ticket.after(Action.CALL, now)
    uow.record(Event(kind=Kind.TICKET_REPRINTED, tickets=(ticket,), actor=actor))
    return Issue(ticket, wait_of(uow, ticket, now), reprint=True)


def may_cancel(actor: Actor, ticket: Ticket, token: str | None) -> bool:
    """A kiosk may take a number back before its print is confirmed; later only from whoever holds the paper,
    and not while a clerk has called it."""
    if actor.role != "kiosk":
        return Action.CANCEL in LIFE[ticket.state]
    if ticket.state is State.RESERVED:
        return ticket.kiosk == actor.device
    return ticket.state in (State.WAITING, State.MISSED) and token == ticket.token


def cancel(
    uow: UnitOfWork,
    actor: Actor,
    ticket_name: str,
    reason: str | None,
    now: datetime,
    token: str | None = None,
) -> Ticket:
    """The citizen gives the number back, or its print failed. `token` is what the ticket's QR code says."""
    ticket = uow.tickets.get(ticket_name)
    if actor.role == "kiosk" and not may_cancel(actor, ticket, token):
        if token != ticket.token:
            _of_this_kiosk(ticket, actor)
        raise NotAllowed(roles="clerk, supervisor, manager")
    gone = replace(ticket.after(Action.CANCEL, now), reason=reason)
    return leave(uow, ticket, gone, Event(kind=Kind.TICKET_CANCELLED, reason=reason, actor=actor), now)


def leave(uow: UnitOfWork, before: Ticket, after: Ticket, event: Event, now: datetime) -> Ticket:
    """Save a ticket that leaves the hall, free the window that it stood at, give the appointment of an
    unconfirmed number back, and record the event with the rows in it."""
    windows = []
    if before.state is State.CALLED and before.window:
        free = uow.windows.get(before.window).after(WindowAction.FREE, now)
        windows.append(replace(free, ticket=None))
        uow.windows.save(windows[0])
    if before.state is State.RESERVED and before.appointment:
        booked = uow.appointments.get(before.appointment)
        uow.appointments.save(replace(booked, state="booked", ticket=None))
    uow.tickets.save(after)
    uow.record(replace(event, tickets=(after,), windows=tuple(windows)))
    return after


def _target(uow: UnitOfWork, wish: Wish) -> tuple[Queue, Item | None, Appointment | None]:
    if sum(x is not None for x in (wish.item, wish.queue, wish.appointment)) != 1:
        raise OneTarget(field="item")
    if wish.appointment is not None:
        appointment = uow.appointments.get(wish.appointment)
        return uow.plan.queue(appointment.queue), uow.plan.item(appointment.item), appointment
    if wish.item is not None:
        item = uow.plan.item(wish.item)
        return uow.plan.queue(item.queue), item, None
    assert wish.queue is not None
    return uow.plan.queue(wish.queue), None, None


def _of_this_kiosk(ticket: Ticket, actor: Actor) -> None:
    if actor.role == "kiosk" and ticket.kiosk != actor.device:
        raise NotAllowed(roles="kiosk")
