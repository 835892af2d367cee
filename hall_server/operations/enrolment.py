"""Faces: enrolled with a consent on record, deleted for good when it is withdrawn or somebody leaves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from hall_server.domain.attendance.refusals import ConsentMissing, FacesDiffer, FaceTooClose
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber
from hall_server.operations.attendance_ports import Consent, Deletion, Template
from hall_server.operations.calibrations import in_force
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


class Comparing(Protocol):
    """Looks at faces as numbers; only those of one model and version are compared."""

    @property
    def threshold_names(self) -> Collection[str]:
        """That clocks understand."""

    def differ(self, faces: Sequence[NewFace]) -> bool:
        """Whether they can hardly be of one person."""

    def closest(
        self, faces: Sequence[NewFace], others: Iterable[Template], thresholds: Mapping[str, float]
    ) -> StaffNumber | None:
        """The colleague who might be taken for the new person. `thresholds`: calibrated ones, if any."""


def enrol(
    uow: UnitOfWork,
    actor: Actor,
    staff: str,
    faces: Iterable[NewFace],
    given: Agreement,
    now: datetime,
    comparing: Comparing | None = None,
    despite: str | None = None,
) -> Consent:
    """Put a person's templates in place of any earlier ones, with the consent to them.

    `despite`: why a face that is close to a colleague's is enrolled all the same; it is kept with the event.
    Without `comparing` nobody looks. Raises UnknownStaff, StaffHasLeft; ConsentMissing for one that is dated
    later than today; FacesDiffer, FaceTooClose.
    """
    today = now.astimezone(uow.zone_info).date()
    person = known_on(uow, staff, today).number
    if given.signed_on > today:
        raise ConsentMissing(field="consent_on", staff=staff)
    faces = list(faces)
    close = _compared(uow, person, faces, comparing, despite) if comparing else None
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
    note = f"close to {close}: {despite}" if close else None
    uow.record(Event(kind=Kind.FACE_ENROLLED, subject=consent.id, note=note, actor=actor))
    return consent


def _compared(
    uow: UnitOfWork, person: StaffNumber, faces: Sequence[NewFace], comparing: Comparing, despite: str | None
) -> StaffNumber | None:
    """The colleague whose face is close, where a reason makes up for it."""
    if comparing.differ(faces):
        raise FacesDiffer(field="templates")
    others = [each for each in uow.attendance.templates() if each.staff != person]
    calibrations = uow.attendance.calibrations()
    for model, version in dict.fromkeys((face.model, face.version) for face in faces):
        found = in_force(calibrations, {(model, version)})
        limits = dict(found.thresholds if found else {}) | dict(uow.rules.attendance.clock.thresholds)
        of_model = [face for face in faces if (face.model, face.version) == (model, version)]
        close = comparing.closest(of_model, others, limits)
        if close is not None and not despite:
            raise FaceTooClose(field="templates", colleague=close)
        if close is not None:
            return close
    return None


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
