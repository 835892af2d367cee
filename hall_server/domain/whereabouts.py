"""去向报备: who is away, why, from when to when, who stands in, who agreed. Its life is a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from hall_server.domain.attendance.refusals import (
    ApprovalOutOfTurn,
    BadStretch,
    StandInAway,
    StandInMissing,
    WhereaboutsNotOpen,
)
from hall_server.domain.names import StaffNumber


class Kind(Enum):
    """Categories of the form that seconded units use."""

    PERSONAL = "personal"
    """事假"""
    SICK = "sick"
    """病假"""
    ANNUAL = "annual"
    """年休"""
    FAMILY = "family"
    """婚假、产假、陪产、丧假、探亲"""
    OFFICIAL_LEAVE = "official_leave"
    """公假"""
    BUSINESS_TRIP = "business_trip"
    """公出"""
    FIELD_WORK = "field_work"
    """外勤踏勘"""
    MEETING = "meeting"
    TRAINING = "training"
    ERRAND = "errand"
    """临时外出"""


class Treatment(Enum):
    """What an agreed absence means for the sheet."""

    WORK = "work"
    """Counts as attended."""
    LEAVE = "leave"
    """Neither attended nor absent."""


TREATMENTS: Mapping[Kind, Treatment] = MappingProxyType(
    {
        Kind.PERSONAL: Treatment.LEAVE,
        Kind.SICK: Treatment.LEAVE,
        Kind.ANNUAL: Treatment.LEAVE,
        Kind.FAMILY: Treatment.LEAVE,
        Kind.OFFICIAL_LEAVE: Treatment.WORK,
        Kind.BUSINESS_TRIP: Treatment.WORK,
        Kind.FIELD_WORK: Treatment.WORK,
        Kind.MEETING: Treatment.WORK,
        Kind.TRAINING: Treatment.WORK,
        Kind.ERRAND: Treatment.LEAVE,
    }
)


class State(Enum):
    REQUESTED = "requested"
    AGREED = "agreed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    """销假: the person is back, at `returned_at`."""


class Action(Enum):
    AGREE = "agree"
    """By the last who has to."""
    DECLINE = "decline"
    CANCEL = "cancel"
    RETURN = "return"


LIFE: dict[State, dict[Action, State]] = {
    State.REQUESTED: {
        Action.AGREE: State.AGREED,
        Action.DECLINE: State.DECLINED,
        Action.CANCEL: State.CANCELLED,
    },
    State.AGREED: {Action.CANCEL: State.CANCELLED, Action.RETURN: State.RETURNED},
}


class Approver(Enum):
    """Who has to agree, in the order of rank."""

    DUTY_OFFICER = "duty_officer"
    CHIEF = "chief"
    """首席代表 of the unit."""
    SECTION = "section"
    """业务科 of the centre."""
    LEADERSHIP = "leadership"
    """中心领导"""


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """Half days up to which each is enough. Source: practice of centres in domain notes 2.11; settings."""

    up_to: tuple[tuple[int, Approver], ...] = (
        (1, Approver.DUTY_OFFICER),
        (2, Approver.CHIEF),
        (4, Approver.SECTION),
    )
    beyond: Approver = Approver.LEADERSHIP
    no_approval: frozenset[Kind] = frozenset({Kind.MEETING, Kind.TRAINING})
    """Those that the centre itself arranges."""
    stand_in_from_half_days: int = 1
    """Front staff name a stand-in (B岗) from this length on; 0: never."""


@dataclass(frozen=True, slots=True)
class Approval:
    by: StaffNumber
    as_: Approver
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """One entry of the form. `chain` is who has to agree, first to last."""

    id: str
    staff: StaffNumber
    kind: Kind
    start: datetime
    end: datetime
    reason: str = field(repr=False)
    place: str = field(default="", repr=False)
    stand_in: StaffNumber | None = None
    chain: tuple[Approver, ...] = ()
    approvals: tuple[Approval, ...] = ()
    state: State = State.REQUESTED
    returned_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it excuses anything."""
        return self.state in (State.AGREED, State.RETURNED)

    @property
    def until(self) -> datetime:
        """The end that holds: the return, when it came sooner."""
        return self.end if self.returned_at is None else max(self.start, min(self.end, self.returned_at))

    @property
    def waits_for(self) -> Approver | None:
        """Whose word is next; None when nobody's is."""
        left = self.chain[len(self.approvals) :]
        return left[0] if self.state is State.REQUESTED and left else None

    def after(self, action: Action) -> "Whereabouts":
        """Raises WhereaboutsNotOpen where its life does not allow it."""
        try:
            return replace(self, state=LIFE[self.state][action])
        except KeyError:
            raise WhereaboutsNotOpen(state=self.state.value) from None


def approval_chain(
    kind: Kind, half_days: int, asker: Approver | None, rules: ApprovalRules
) -> tuple[Approver, ...]:
    """Who has to agree, first to last, for an absence that takes so many half days of due time.

    Everyone up to the one whose limit is not exceeded agrees, from the chief on; a single half day needs the
    duty officer alone. Who is an approver himself (`asker`) asks one rank higher: nobody agrees to his own.
    """
    if kind in rules.no_approval:
        return ()
    enough = next((who for limit, who in rules.up_to if half_days <= limit), rules.beyond)
    ranks = list(Approver)
    if asker is not None and ranks.index(enough) <= ranks.index(asker):
        enough = ranks[min(ranks.index(asker) + 1, len(ranks) - 1)]
    if enough is Approver.DUTY_OFFICER:
        return (enough,)
    first = ranks.index(Approver.CHIEF)
    lowest = first if asker is None else max(first, min(ranks.index(asker) + 1, ranks.index(enough)))
    return tuple(ranks[lowest : ranks.index(enough) + 1])


def requested(
    entry: Whereabouts, others: Iterable[Whereabouts], is_front: bool, half_days: int, rules: ApprovalRules
) -> Whereabouts:
    """The entry as it may be handed in; agreed at once where nobody has to agree.

    `others` are the entries of everybody for that time. Raises BadStretch, StandInMissing, StandInAway.
    """
    if entry.start >= entry.end:
        raise BadStretch(field="end")
    needs = rules.stand_in_from_half_days
    if is_front and needs and half_days >= needs and entry.stand_in in (None, entry.staff):
        raise StandInMissing(field="stand_in")
    for other in others:
        overlaps = max(other.start, entry.start) < min(other.until, entry.end)
        live = other.counts or other.state is State.REQUESTED
        if overlaps and live and other.id != entry.id and other.staff == entry.stand_in:
            raise StandInAway(field="stand_in", staff=str(other.staff))
    return entry if entry.chain else entry.after(Action.AGREE)


def agreed(entry: Whereabouts, approval: Approval) -> Whereabouts:
    """One more has agreed; the last one's word settles it. Raises ApprovalOutOfTurn, WhereaboutsNotOpen."""
    if entry.state is not State.REQUESTED:
        raise WhereaboutsNotOpen(state=entry.state.value)
    if approval.as_ is not entry.waits_for or approval.by == entry.staff:
        raise ApprovalOutOfTurn(waits_for=entry.waits_for.value if entry.waits_for else "")
    entry = replace(entry, approvals=(*entry.approvals, approval))
    return entry.after(Action.AGREE) if entry.waits_for is None else entry


def returned(entry: Whereabouts, at: datetime) -> Whereabouts:
    """销假, possibly sooner than planned; whoever is not back by the end is due again from then on."""
    return replace(entry.after(Action.RETURN), returned_at=at)


def of_staff(entries: Sequence[Whereabouts], staff: StaffNumber) -> tuple[Whereabouts, ...]:
    return tuple(entry for entry in entries if entry.staff == staff)
