"""What a person shows or types at a clock: a card, a PIN. Both reach here as hashes only."""

from dataclasses import replace
from datetime import datetime

from hall_server.domain.attendance.refusals import CardTaken, StaffHasLeft
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import Staff
from hall_server.operations.planning import replan
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.who import known_on


def set_card(uow: UnitOfWork, actor: Actor, staff: str, card: str, now: datetime) -> None:
    """`card`: keyed hash of its number; empty: the person has none any more.

    Raises UnknownStaff, StaffHasLeft; CardTaken when it is somebody else's.
    """
    person = _here(uow, staff, now)
    holder = next((s.number for s in uow.plan.staff.values() if card and s.card == card), person.number)
    if holder != person.number:
        raise CardTaken(field="card", holder=holder)
    _changed(uow, actor, replace(person, card=card), Kind.CARD_SET, now)


def set_pin(uow: UnitOfWork, actor: Actor, staff: str, pin_hash: str, now: datetime) -> None:
    """Empty: no PIN is right any more. Sessions that are open go on. Raises UnknownStaff, StaffHasLeft."""
    _changed(uow, actor, replace(_here(uow, staff, now), pin_hash=pin_hash), Kind.PIN_SET, now)


def _here(uow: UnitOfWork, staff: str, now: datetime) -> Staff:
    person = known_on(uow, staff, now.astimezone(uow.zone_info).date())
    found = uow.plan.staff.get(person.number)
    if found is None:
        raise StaffHasLeft(field="staff", staff=staff)
    return found


def _changed(uow: UnitOfWork, actor: Actor, person: Staff, what: Kind, now: datetime) -> None:
    """The plan with this person; the event names whom, and is told to no device."""
    staff = dict(uow.plan.staff) | {person.number: person}
    replan(uow, actor, replace(uow.plan, staff=staff, version=uow.plan.version + 1), now)
    uow.record(Event(kind=what, subject=person.number, actor=actor))
