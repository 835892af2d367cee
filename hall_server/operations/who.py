"""Whom attendance is about, and who may speak for them."""

from datetime import date

from hall_server.domain.attendance.offices import looks_after
from hall_server.domain.attendance.refusals import StaffHasLeft, UnknownStaff
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed
from hall_server.operations.ports import UnitOfWork

CARERS = "unit_head, supervisor, manager, administrator"
"""Roles that look after others, as a refusal names them."""


def known_on(uow: UnitOfWork, number: str, day: date) -> Staff:
    """The person, also one who is no longer here but was on that day. Raises UnknownStaff, StaffHasLeft."""
    member = uow.attendance.member(number)
    if member is None:
        raise UnknownStaff(field="staff", staff=number)
    person, employment = member
    if employment.last is not None and employment.last < day:
        raise StaffHasLeft(field="staff", staff=number)
    return person


def official(uow: UnitOfWork, actor: Actor) -> Staff:
    """The member of staff who acts. Raises NotAllowed for one whom the plan no longer has."""
    found = uow.plan.staff.get(actor.staff or StaffNumber(""))
    if found is None:
        raise NotAllowed(roles=CARERS)
    return found


def cared_for(uow: UnitOfWork, actor: Actor, number: str, day: date) -> Staff:
    """Somebody for whom the actor may speak: oneself, the head of the unit, the centre.

    Raises UnknownStaff, StaffHasLeft, NotAllowed.
    """
    person = known_on(uow, number, day)
    if not looks_after(official(uow, actor), person):
        raise NotAllowed(roles=CARERS)
    return person
