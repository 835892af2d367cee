"""Faces: enrolled with a consent on record, deleted for good when it is withdrawn or somebody leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hall_server.domain.attendance.refusals import ConsentMissing
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber
from hall_server.operations.attendance_ports import Consent, Deletion, Template
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.who import known_on


@dataclass(frozen=True, slots=True)
class NewFace:
    model: str
    version: str
    values: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The consent that somebody has signed."""

    version: str
    """Of the text."""
    signed_on: date
    signature_mark: str = field(repr=False)


def enrol(
    uow: UnitOfWork, actor: Actor, staff: str, faces: Iterable[NewFace], given: Agreement, now: datetime
) -> Consent:
    """Put a person's templates in place of any earlier ones, with the consent to them.

    Raises UnknownStaff, StaffHasLeft; ConsentMissing for one that is dated later than today.
    """
    today = now.astimezone(uow.zone_info).date()
    person = known_on(uow, staff, today).number
    if given.signed_on > today:
        raise ConsentMissing(field="consent_on", staff=staff)
    for earlier in uow.attendance.templates_of(person):
        uow.attendance.delete_template(earlier)
    consent = Consent(
        id=uow.fresh_token(),
        staff=person,
        version=given.version,
        signed_on=given.signed_on,
        signature_mark=given.signature_mark,
        by=actor.staff,
        recorded_at=now,
    )
    uow.attendance.save_consent(consent)
    for face in faces:
        uow.attendance.save_template(
            Template(
                id=uow.fresh_token(),
                staff=person,
                model=face.model,
                version=face.version,
                values=face.values,
                enrolled_at=now,
            )
        )
    uow.record(Event(kind=Kind.FACE_ENROLLED, subject=consent.id, actor=actor))
    return consent


def withdraw(uow: UnitOfWork, actor: Actor, staff: str, now: datetime) -> Deletion:
    """Delete a person's templates for good; the receipt says how many.

    Card, and staff number with PIN, go on as before. Raises UnknownStaff.
    """
    person = known_on(uow, staff, date.min).number
    while (consent := uow.attendance.consent(person)) is not None:
        uow.attendance.save_consent(replace(consent, withdrawn_at=now))
    return _delete(uow, actor, person, "withdrawn", now)


def forget_leavers(uow: UnitOfWork, actor: Actor, today: date, now: datetime) -> tuple[StaffNumber, ...]:
    """Delete the templates of everybody who works here no longer; who they are."""
    enrolled = uow.attendance.enrolled()
    here = {p.staff.number for p in uow.attendance.people(today, today, enrolled)} if enrolled else set()
    gone = tuple(sorted(set(enrolled) - here))
    for number in gone:
        _delete(uow, actor, number, "left", now)
    return gone


def _delete(uow: UnitOfWork, actor: Actor, staff: StaffNumber, why: str, now: datetime) -> Deletion:
    templates = uow.attendance.templates_of(staff)
    for template in templates:
        uow.attendance.delete_template(template)
    deletion = Deletion(id=uow.fresh_token(), staff=staff, deleted=len(templates), why=why, at=now)
    uow.attendance.save_deletion(deletion)
    uow.record(Event(kind=Kind.FACE_DELETED, subject=deletion.id, actor=actor))
    return deletion
