"""去向报备: asking to be away, agreeing to it office by office, coming back."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hall_server.domain.attendance.book import half_days_between
from hall_server.domain.attendance.offices import CENTRE, offices_over, rank_of
from hall_server.domain.attendance.refusals import (
    ApprovalOutOfTurn,
    BadStretch,
    StretchTooLong,
    UnknownStaff,
    WhereaboutsNotOpen,
)
from hall_server.domain.events import Actor, Event
from hall_server.domain.events import Kind as Happening
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.whereabouts import (
    Action,
    Approval,
    Kind,
    State,
    Whereabouts,
    agreed,
    approval_chain,
    requested,
    returned,
)
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.sheets import note_adjustments
from hall_server.operations.who import cared_for, known_on, official

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An entry of the form, as it is handed in."""

    staff: str
    kind: Kind
    start: datetime
    end: datetime
    reason: str = field(repr=False)
    place: str = field(default="", repr=False)
    stand_in: str | None = None


def ask(uow: UnitOfWork, actor: Actor, asked: Asked, now: datetime) -> Whereabouts:
    """Hand in an entry, one's own or one that one looks after; agreed at once where nobody has to agree.

    Raises UnknownStaff, StaffHasLeft, NotAllowed, BadStretch, StretchTooLong, StandInMissing, StandInAway.
    """
    if asked.start >= asked.end:
        raise BadStretch(field="end")
    if asked.end - asked.start > LONGEST:
        raise StretchTooLong(field="end", days=LONGEST.days)
    staff = cared_for(uow, actor, asked.staff, _day(uow, asked.start))
    if asked.stand_in is not None and StaffNumber(asked.stand_in) not in uow.plan.staff:
        raise UnknownStaff(field="stand_in", staff=asked.stand_in)
    half_days = _half_days(uow, staff, asked, now)
    rules = uow.rules.attendance.approvals
    if not CENTRE & set(official(uow, actor).roles):
        # What the centre arranges itself needs nobody's word; that it did is not for everybody to say.
        rules = replace(rules, no_approval=frozenset())
    entry = Whereabouts(
        id=uow.fresh_token(),
        staff=staff.number,
        kind=asked.kind,
        start=asked.start,
        end=asked.end,
        reason=asked.reason,
        place=asked.place,
        stand_in=StaffNumber(asked.stand_in) if asked.stand_in is not None else None,
        chain=approval_chain(asked.kind, half_days, rank_of(staff), rules),
    )
    others = uow.attendance.away_between(entry.start, entry.end)
    entry = requested(entry, others, staff.kind == "front", half_days, rules)
    return _kept(uow, actor, entry, Happening.WHEREABOUTS_REQUESTED, now)


def agree(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> Whereabouts:
    """One more office agrees; the last one's word settles it.

    Raises ApprovalOutOfTurn, WhereaboutsNotOpen.
    """
    entry = uow.attendance.entry(name)
    who = official(uow, actor)
    office = entry.waits_for
    _check_office(uow, who, entry)
    assert office is not None
    entry = agreed(entry, Approval(who.number, office, now))
    return _kept(uow, actor, entry, Happening.WHEREABOUTS_AGREED, now)


def decline(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> Whereabouts:
    """The office whose word is next says no. Raises ApprovalOutOfTurn, WhereaboutsNotOpen."""
    entry = uow.attendance.entry(name)
    _check_office(uow, official(uow, actor), entry)
    return _kept(uow, actor, entry.after(Action.DECLINE), Happening.WHEREABOUTS_DECLINED, now)


def cancel(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> Whereabouts:
    """By the person, or by whoever looks after them. Raises WhereaboutsNotOpen, NotAllowed."""
    entry = _own(uow, actor, name)
    return _kept(uow, actor, entry.after(Action.CANCEL), Happening.WHEREABOUTS_CANCELLED, now)


def come_back(uow: UnitOfWork, actor: Actor, name: str, now: datetime) -> Whereabouts:
    """销假, now. Raises WhereaboutsNotOpen, NotAllowed."""
    entry = _own(uow, actor, name)
    return _kept(uow, actor, returned(entry, now), Happening.WHEREABOUTS_RETURNED, now)


def _own(uow: UnitOfWork, actor: Actor, name: str) -> Whereabouts:
    entry = uow.attendance.entry(name)
    cared_for(uow, actor, entry.staff, _day(uow, entry.start))
    return entry


def _check_office(uow: UnitOfWork, who: Staff, entry: Whereabouts) -> None:
    if entry.state is not State.REQUESTED:
        raise WhereaboutsNotOpen(state=entry.state.value)
    person = known_on(uow, entry.staff, _day(uow, entry.start))
    if entry.waits_for not in offices_over(who, person, uow.plan):
        raise ApprovalOutOfTurn(waits_for=entry.waits_for.value if entry.waits_for else "")


def _half_days(uow: UnitOfWork, staff: Staff, asked: Asked, now: datetime) -> int:
    first, last = _day(uow, asked.start), _day(uow, asked.end)
    people = uow.attendance.people(first, last, [staff.number])
    return half_days_between(people[0], asked.start, asked.end, terms_of(uow, now)) if people else 0


def _kept(
    uow: UnitOfWork, actor: Actor, entry: Whereabouts, happening: Happening, now: datetime
) -> Whereabouts:
    uow.attendance.save_entry(entry)
    uow.record(Event(kind=happening, subject=entry.id, actor=actor))
    note_adjustments(uow, actor, [entry.staff], _months_of(uow, entry), now)
    return entry


def _months_of(uow: UnitOfWork, entry: Whereabouts) -> Iterable[date]:
    """A day of each month that it touches."""
    day, last = _day(uow, entry.start), _day(uow, entry.end)
    while day <= last:
        yield day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _day(uow: UnitOfWork, moment: datetime) -> date:
    return moment.astimezone(uow.zone_info).date()
