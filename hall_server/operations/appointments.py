"""Booked visits, as the booking system hands them over."""

from dataclasses import replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.issuing import Appointment
from hall_server.domain.names import PersonHash
from hall_server.domain.refusals import AppointmentTaken, AppointmentUsed, EndInThePast
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
