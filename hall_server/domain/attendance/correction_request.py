"""补签申请: somebody asks that a punch of their own be put right, and two others vouch for it, one after the
other. Its life is a table."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from hall_server.domain.attendance.day import Correction, Side
from hall_server.domain.attendance.refusals import ApprovalOutOfTurn, RequestNotOpen, TwoNamesNeeded
from hall_server.domain.names import StaffNumber
from hall_server.domain.whereabouts import Approver


class RequestState(Enum):
    ASKED = "asked"
    VOUCHED = "vouched"
    """One has vouched for it; the second name is missing."""
    ENTERED = "entered"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class RequestStep(Enum):
    VOUCH = "vouch"
    DECLINE = "decline"
    CANCEL = "cancel"


LIFE: dict[RequestState, dict[RequestStep, RequestState]] = {
    RequestState.ASKED: {
        RequestStep.VOUCH: RequestState.VOUCHED,
        RequestStep.DECLINE: RequestState.DECLINED,
        RequestStep.CANCEL: RequestState.CANCELLED,
    },
    RequestState.VOUCHED: {
        RequestStep.VOUCH: RequestState.ENTERED,
        RequestStep.DECLINE: RequestState.DECLINED,
        RequestStep.CANCEL: RequestState.CANCELLED,
    },
}
OFFICES: dict[RequestState, tuple[Approver, ...]] = {
    RequestState.ASKED: (Approver.CHIEF, Approver.LEADERSHIP),
    RequestState.VOUCHED: (Approver.SECTION, Approver.LEADERSHIP),
}
"""Whose word is next: the chief's, then that of the centre's section; its leadership may stand for either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRequest:
    """What is asked for, and who has said what to it."""

    id: str
    staff: StaffNumber
    day: date
    span: int
    side: Side
    at: datetime
    reason: str = field(repr=False)
    asked_at: datetime
    state: RequestState = RequestState.ASKED
    vouched_by: StaffNumber | None = None
    settled_by: StaffNumber | None = None
    """Who entered it as the second name, declined it or took it back."""
    settled_at: datetime | None = None

    @property
    def waits_for(self) -> Approver | None:
        """Whose word is usually next; None when nobody's is."""
        return OFFICES[self.state][0] if self.state in OFFICES else None

    @property
    def is_open(self) -> bool:
        return self.state in LIFE

    def may_be_settled_by(self, who: StaffNumber, offices: Collection[Approver]) -> bool:
        """Whether somebody who holds these offices over the person has the next word; nobody has both."""
        wanted = OFFICES.get(self.state, ())
        return who not in (self.staff, self.vouched_by) and any(office in wanted for office in offices)

    def after(self, step: RequestStep) -> "CorrectionRequest":
        """Raises RequestNotOpen where its life does not allow it."""
        try:
            return replace(self, state=LIFE[self.state][step])
        except KeyError:
            raise RequestNotOpen(state=self.state.value) from None


def vouched(
    request: CorrectionRequest, by: StaffNumber, offices: Collection[Approver], now: datetime
) -> CorrectionRequest:
    """One more vouches for it. Raises RequestNotOpen, TwoNamesNeeded, ApprovalOutOfTurn."""
    after = request.after(RequestStep.VOUCH)
    _check(request, by, offices)
    if after.state is RequestState.VOUCHED:
        return replace(after, vouched_by=by)
    return replace(after, settled_by=by, settled_at=now)


def declined(
    request: CorrectionRequest, by: StaffNumber, offices: Collection[Approver], now: datetime
) -> CorrectionRequest:
    """Whoever has the next word says no. Raises RequestNotOpen, TwoNamesNeeded, ApprovalOutOfTurn."""
    after = request.after(RequestStep.DECLINE)
    _check(request, by, offices)
    return replace(after, settled_by=by, settled_at=now)


def correction_of(request: CorrectionRequest) -> Correction:
    """What two people have vouched for, as the day takes it. Only of a request that was entered."""
    assert request.vouched_by is not None
    assert request.settled_by is not None
    assert request.settled_at is not None
    return Correction(
        id=request.id,
        staff=request.staff,
        day=request.day,
        span=request.span,
        side=request.side,
        at=request.at,
        reason=request.reason,
        by=request.vouched_by,
        agreed_by=request.settled_by,
        recorded_at=request.settled_at,
    )


def _check(request: CorrectionRequest, by: StaffNumber, offices: Collection[Approver]) -> None:
    if by == request.vouched_by:
        raise TwoNamesNeeded(field="request")
    if not request.may_be_settled_by(by, offices):
        raise ApprovalOutOfTurn(waits_for=request.waits_for.value if request.waits_for else "")
