"""Booked visits, as the booking system hands them over."""

from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.issuing import Appointment, Arrival, arrival_of, span_of
from hall_server.domain.names import PersonHash, ZoneId
from hall_server.domain.refusals import AppointmentTaken, AppointmentUsed, EndInThePast
from hall_server.domain.ticket import LIVE, Ticket
from hall_server.operations.ports import UnitOfWork


def book(
    uow: UnitOfWork,
    actor: Actor,
    code: str,
    item_name: str,
    slot_at: datetime,
    person: PersonHash | None,
    now: datetime,
) -> Appointment:
    item = uow.plan.item(item_name)
    if slot_at <= now - uow.rules.appointment_grace:
        raise EndInThePast(field="slot_at")
    if uow.appointments.has(code):
        raise AppointmentTaken(field="code", appointment=code)
    booked = Appointment(code=code, item=item.id, queue=item.queue, slot_at=slot_at, person=person)
    uow.appointments.save(booked)
    uow.record(Event(kind=Kind.APPOINTMENT_BOOKED, reason=code, actor=actor))
    return booked


def cancel_booking(uow: UnitOfWork, actor: Actor, code: str) -> Appointment:
    booked = uow.appointments.get(code)
    if booked.state != "booked":
        raise AppointmentUsed(ticket=booked.ticket)
    gone = replace(booked, state="cancelled")
    uow.appointments.save(gone)
    uow.record(Event(kind=Kind.APPOINTMENT_CANCELLED, reason=code, actor=actor))
    return gone


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment whose holder stands in the hall now."""

    appointment: Appointment
    arrival: Arrival
    opens: datetime
    closes: datetime
    zone: ZoneId
    """Where its item is served."""
    card_needed: bool
    """The item needs an ID card, and the booking does not say whose it is."""
    ticket: Ticket | None
    """The number that it has, while it is good."""


def visit(uow: UnitOfWork, code: str, now: datetime) -> Visit:
    """Nothing changes. Raises UnknownAppointment."""
    booked = uow.appointments.get(code)
    item = uow.plan.items.get(booked.item)
    ticket = uow.tickets.get(booked.ticket) if booked.ticket else None
    return Visit(
        booked,
        arrival_of(booked, uow.rules, now),
        *span_of(booked, uow.rules),
        zone=uow.plan.queue(booked.queue).zone,
        card_needed=bool(item and item.id_card_required and booked.person is None),
        ticket=ticket if ticket and ticket.state in LIVE else None,
    )
