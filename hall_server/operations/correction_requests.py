"""补签申请 as it goes through the hands of those who vouch for it; the second name enters the correction."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hall_server.domain.attendance.correction_request import (
    CorrectionRequest,
    RequestState,
    RequestStep,
    correction_of,
    declined,
    vouched,
)
from hall_server.domain.attendance.day import Side
from hall_server.domain.attendance.offices import offices_over
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed
from hall_server.domain.whereabouts import Approver
from hall_server.operations.attendance import check_mark, check_time
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.sheets import note_adjustments
from hall_server.operations.who import CARERS, known_on, official


@dataclass(frozen=True, slots=True, kw_only=True)
class Requesting:
    """A punch of one's own that is missing or wrong, and what it should have been."""

    day: date
    span: int
    side: Side
    at: datetime
    reason: str = field(repr=False)


def request(uow: UnitOfWork, actor: Actor, ask: Requesting, now: datetime) -> CorrectionRequest:
    """Ask for one's own. Raises NotOnThatDay, NoSuchMark, StaffHasLeft, NotAllowed."""
    staff = known_on(uow, official(uow, actor).number, ask.day).number
    check_time(uow, ask.day, ask.at, now)
    check_mark(uow, staff, ask.day, ask.span, ask.side, now)
    asked = CorrectionRequest(
        id=uow.fresh_token(),
        staff=staff,
        day=ask.day,
        span=ask.span,
        side=ask.side,
        at=ask.at,
        reason=ask.reason,
        asked_at=now,
    )
    return _kept(uow, actor, asked, Kind.CORRECTION_ASKED)


def vouch(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> CorrectionRequest:
    """One more name; with the second the correction stands.

    Raises UnknownRequest, RequestNotOpen, TwoNamesNeeded, ApprovalOutOfTurn.
    """
    asked, by, offices = _put_to(uow, actor, name)
    asked = vouched(asked, by, offices, now)
    if asked.state is not RequestState.ENTERED:
        return _kept(uow, actor, asked, Kind.CORRECTION_VOUCHED)
    uow.attendance.save_correction(correction_of(asked))
    _kept(uow, actor, asked, Kind.ATTENDANCE_CORRECTED)
    note_adjustments(uow, actor, [asked.staff], [asked.day], now)
    return asked


def decline(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> CorrectionRequest:
    """Whoever has the next word says no.

    Raises UnknownRequest, RequestNotOpen, TwoNamesNeeded, ApprovalOutOfTurn.
    """
    asked, by, offices = _put_to(uow, actor, name)
    asked = declined(asked, by, offices, now)
    return _kept(uow, actor, asked, Kind.CORRECTION_DECLINED)


def cancel(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> CorrectionRequest:
    """By the person who asked. Raises UnknownRequest, RequestNotOpen, NotAllowed."""
    asked = uow.attendance.correction_request(name)
    if official(uow, actor).number != asked.staff:
        raise NotAllowed(roles=CARERS)
    asked = replace(asked.after(RequestStep.CANCEL), settled_by=StaffNumber(asked.staff), settled_at=now)
    return _kept(uow, actor, asked, Kind.CORRECTION_CANCELLED)


def _put_to(
    uow: UnitOfWork, actor: Actor, name: str
) -> tuple[CorrectionRequest, StaffNumber, frozenset[Approver]]:
    """A request, who speaks to it, and in which offices."""
    asked, who = uow.attendance.correction_request(name), official(uow, actor)
    person = known_on(uow, asked.staff, asked.day)
    return asked, who.number, offices_over(who, person, uow.plan)


def _kept(uow: UnitOfWork, actor: Actor, asked: CorrectionRequest, kind: Kind) -> CorrectionRequest:
    uow.attendance.save_correction_request(asked)
    uow.record(Event(kind=kind, subject=asked.id, actor=actor))
    return asked
