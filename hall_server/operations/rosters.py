"""Who is due when, where it is not as the timetables say: days by name, duties, swaps, employment."""

from collections.abc import Iterable
from datetime import date, datetime, time

from hall_server.domain.attendance.book import Terms, plans_of
from hall_server.domain.attendance.refusals import BadDuty, StaffHasLeft, SwapNotPossible
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import UnknownThing
from hall_server.domain.roster import DutyKind, Planned, swapped
from hall_server.operations.attendance_ports import Employed, SetDay, SetDuty
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.sheets import note_adjustments
from hall_server.operations.who import known_on


def set_day(
    uow: UnitOfWork,
    actor: Actor,
    staff: str,
    day: date,
    shift: str | None,
    why: str,
    now: datetime,
    withdrawn: bool = False,
) -> None:
    """Set one day of one person: a shift, or off without one; `withdrawn` gives it back to the timetable.

    Raises UnknownStaff, StaffHasLeft, UnknownThing for a shift that the hall does not have.
    """
    if shift is not None and shift not in uow.rules.attendance.shifts:
        raise UnknownThing(field="shift", thing="shift", name=shift)
    person = known_on(uow, staff, day).number
    _save_day(uow, actor, person, day, shift, why, now, withdrawn)
    _changed(uow, actor, {person: [day]}, now)


def set_duty(
    uow: UnitOfWork,
    actor: Actor,
    staff: str,
    day: date,
    kind: DutyKind,
    start: time,
    end: time,
    now: datetime,
    withdrawn: bool = False,
) -> None:
    """A stretch of work besides the shift; one of each kind a day. Raises BadDuty, UnknownStaff."""
    if start >= end:
        raise BadDuty(field="end")
    person = known_on(uow, staff, day).number
    uow.attendance.save_duty(
        SetDuty(
            staff=person,
            day=day,
            kind=kind,
            first_minute=start.hour * 60 + start.minute,
            last_minute=end.hour * 60 + end.minute,
            by=actor.staff,
            at=now,
            withdrawn=withdrawn,
        )
    )
    _changed(uow, actor, {person: [day]}, now)


def swap(
    uow: UnitOfWork, actor: Actor, first: str, day: date, second: str, their_day: date, now: datetime
) -> None:
    """Two people exchange their shifts, on one day or on two.

    Raises UnknownStaff, StaffHasLeft; SwapNotPossible when one of them is due on the other's day already.
    """
    one, other = known_on(uow, first, day).number, known_on(uow, second, their_day).number
    terms = terms_of(uow, now)
    mine, theirs = _planned(uow, one, day, terms), _planned(uow, other, their_day, terms)
    if day != their_day:
        for person, free_on in ((one, their_day), (other, day)):
            if _planned(uow, person, free_on, terms).shift is not None:
                raise SwapNotPossible(staff=person, day=free_on.isoformat())
    for named in swapped((one, day, mine), (other, their_day, theirs), "swap"):
        _save_day(uow, actor, named.staff, named.day, named.shift, named.why, now)
    _changed(uow, actor, {one: [day, their_day], other: [day, their_day]}, now)


def set_employment(
    uow: UnitOfWork, actor: Actor, staff: str, first: date, last: date | None, now: datetime
) -> None:
    """Since when somebody works here, and until when, where the plan's own history does not say it."""
    if last is not None and last < first:
        raise BadDuty(field="last")
    person = known_on(uow, staff, first).number
    uow.attendance.save_employed(Employed(staff=person, first=first, last=last, by=actor.staff, at=now))
    _changed(uow, actor, {}, now)


def _planned(uow: UnitOfWork, staff: StaffNumber, day: date, terms: Terms) -> Planned:
    people = uow.attendance.people(day, day, [staff])
    if not people:
        raise StaffHasLeft(field="staff", staff=staff)
    ((_, plan),) = plans_of(people[0], [day], terms)
    return plan


def _save_day(
    uow: UnitOfWork,
    actor: Actor,
    staff: StaffNumber,
    day: date,
    shift: str | None,
    why: str,
    now: datetime,
    withdrawn: bool = False,
) -> None:
    uow.attendance.save_day(
        SetDay(staff=staff, day=day, shift=shift, why=why, by=actor.staff, at=now, withdrawn=withdrawn)
    )


def _changed(uow: UnitOfWork, actor: Actor, days: dict[StaffNumber, Iterable[date]], now: datetime) -> None:
    uow.record(Event(kind=Kind.ROSTER_CHANGED, actor=actor))
    for staff, theirs in days.items():
        note_adjustments(uow, actor, [staff], theirs, now)
