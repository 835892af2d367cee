"""Clocking in and out: punches as they come, greetings taken back, what two people say of a missing one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from hall_server.domain.attendance.book import OnRecord, days_of
from hall_server.domain.attendance.day import Correction, DayRecord, Side
from hall_server.domain.attendance.punch import Means, Punch, doubt_of
from hall_server.domain.attendance.refusals import (
    NoSuchMark,
    NotOnThatDay,
    TwoNamesNeeded,
    UndoTooLate,
    UnknownPunch,
    UnknownStaff,
)
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import KeyReused
from hall_server.operations.attendance_ports import PaperSheet, Undone
from hall_server.operations.clock_events import FaceFigures
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.sheets import note_adjustments
from hall_server.operations.who import cared_for, known_on, official


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPunch:
    """A punch as a clock tells it."""

    id: str
    staff: str
    means: Means
    device_at: datetime
    offset: timedelta | None
    """None: the clock has not reached the server since it started."""
    jumped: bool
    offset_age: timedelta = timedelta()
    """How long before the punch the offset was measured."""


@dataclass(frozen=True, slots=True)
class Greeted:
    """A punch that is on record, and the day that it belongs to as it stands after it."""

    punch: Punch
    day: DayRecord
    punches: tuple[Punch, ...]
    """All of that day."""


def punch(uow: UnitOfWork, actor: Actor, told: NewPunch, now: datetime) -> Greeted:
    """Record a punch. The same punch told again, with whatever key, counts once.

    Raises UnknownStaff, StaffHasLeft; KeyReused when another punch has this id.
    """
    doubt = doubt_of(told.device_at, told.offset, now, told.jumped, told.offset_age)
    new = Punch(
        id=told.id,
        staff=StaffNumber(told.staff),
        device_at=told.device_at,
        offset=told.offset or timedelta(),
        received_at=now,
        means=told.means,
        device=actor.device,
        doubt=doubt,
    )
    before = uow.attendance.punch(told.id)
    if before is not None:
        # A clock that was paired anew has another name and may still tell what it told before.
        if (before.staff, before.device_at) != (new.staff, new.device_at):
            raise KeyReused(field="id")
        return _greeted(uow, before, now)
    known_on(uow, told.staff, _day_of(uow, new, now))
    uow.attendance.save_punch(new)
    uow.record(Event(kind=Kind.ATTENDANCE_PUNCHED, subject=new.id, actor=actor))
    note_adjustments(uow, actor, [new.staff], [_day_of(uow, new, now)], now)
    return _greeted(uow, new, now)


def undo(
    uow: UnitOfWork,
    actor: Actor,
    punch_id: str,
    undone_at: datetime,
    now: datetime,
    figures: FaceFigures | None = None,
) -> Greeted:
    """不是我: the greeted person says at once that they are somebody else. The raw punch stays.

    Only the clock that greeted can take it back. Both moments are the clock's own, so that it may say so days
    later. `figures`: of the face that was taken for somebody. Raises UnknownPunch, UndoTooLate.
    """
    found = uow.attendance.punch(punch_id)
    if found is None or found.device != actor.device:
        raise UnknownPunch(field="punch", punch=punch_id)
    seconds = uow.rules.attendance.undo_seconds
    # As much again for the way from the screen; a clock that was set back meanwhile is no reason to refuse.
    if abs((undone_at - found.device_at).total_seconds()) > 2 * seconds:
        raise UndoTooLate(seconds=round(seconds))
    if uow.attendance.undone(punch_id) is None:
        seen = figures or FaceFigures()
        undone = Undone(punch_id, undone_at, now, seen.distance, seen.score, seen.margin)
        uow.attendance.save_undone(undone)
        uow.record(Event(kind=Kind.ATTENDANCE_UNDONE, subject=punch_id, actor=actor))
        note_adjustments(uow, actor, [found.staff], [_day_of(uow, found, now)], now)
    return _greeted(uow, found, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """补签 as it is asked for."""

    staff: str
    day: date
    span: int
    side: Side
    at: datetime
    reason: str
    agreed_by: str


def correct(uow: UnitOfWork, actor: Actor, ask: Correcting, now: datetime) -> DayRecord:
    """Put on record what two people say of a punch that is missing or wrong.

    Raises TwoNamesNeeded, NotOnThatDay, NoSuchMark, UnknownStaff, NotAllowed.
    """
    by = official(uow, actor).number
    staff = cared_for(uow, actor, ask.staff, ask.day).number
    agreed_by = _second_name(uow, by, ask.agreed_by, [staff])
    check_time(uow, ask.day, ask.at, now)
    check_mark(uow, staff, ask.day, ask.span, ask.side, now)
    correction = Correction(
        id=uow.fresh_token(),
        staff=staff,
        day=ask.day,
        span=ask.span,
        side=ask.side,
        at=ask.at,
        reason=ask.reason,
        by=by,
        agreed_by=agreed_by,
        recorded_at=now,
    )
    uow.attendance.save_correction(correction)
    uow.record(Event(kind=Kind.ATTENDANCE_CORRECTED, subject=correction.id, actor=actor))
    note_adjustments(uow, actor, [staff], [ask.day], now)
    return _day(uow, staff, ask.day, now)[0]


@dataclass(frozen=True, slots=True)
class PaperEntry:
    staff: str
    at: datetime


def enter_paper(
    uow: UnitOfWork,
    actor: Actor,
    day: date,
    entries: Iterable[PaperEntry],
    agreed_by: str,
    reason: str,
    now: datetime,
) -> int:
    """The signed sheet of a day without a clock becomes punches; how many of them are new.

    The same line entered twice counts once. Raises TwoNamesNeeded, NotOnThatDay, UnknownStaff, StaffHasLeft.
    """
    by = official(uow, actor).number
    people = []
    for entry in entries:
        check_time(uow, day, entry.at, now)
        people.append((cared_for(uow, actor, entry.staff, day).number, entry.at))
    second = _second_name(uow, by, agreed_by, [staff for staff, _ in people])
    new = 0
    for staff, at in people:
        name = f"sheet-{day:%Y%m%d}-{staff}-{at.astimezone(uow.zone_info):%H%M%S}"
        if uow.attendance.punch(name) is None:
            new += 1
            uow.attendance.save_punch(
                Punch(
                    id=name,
                    staff=staff,
                    device_at=at,
                    received_at=now,
                    means=Means.SHEET,
                    signed_by=(by, second),
                )
            )
    paper = PaperSheet(
        id=uow.fresh_token(),
        day=day,
        by=by,
        agreed_by=second,
        reason=reason,
        entries=len(people),
        entered_at=now,
    )
    uow.attendance.save_paper(paper)
    uow.record(Event(kind=Kind.ATTENDANCE_PAPER_ENTERED, subject=paper.id, actor=actor))
    note_adjustments(uow, actor, [staff for staff, _ in people], [day], now)
    return new


@dataclass(frozen=True, slots=True)
class Imported:
    """A line of another maker's clock log. Device, person and moment name it, so that it is known again."""

    staff: str
    at: datetime
    device: str

    @property
    def name(self) -> str:
        told = f"{self.device}\n{self.staff}\n{self.at.astimezone(UTC).isoformat()}"
        return f"import-{sha256(told.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of an import."""

    new: int
    known: int
    """Lines that were brought before."""
    unknown_staff: tuple[str, ...]
    """Numbers that nobody had on the day; their lines were left out."""


def bring_in(uow: UnitOfWork, actor: Actor, lines: Iterable[Imported], now: datetime) -> Brought:
    """Take over punches from another clock's log; a line that nobody belongs to is left out and named."""
    told = {line.name: line for line in lines}
    known = uow.attendance.known(told)
    members = {n: uow.attendance.member(n) for n in {line.staff for line in told.values()}}
    new, unknown = 0, dict[str, None]()
    touched: dict[StaffNumber, set[date]] = {}
    for name in told.keys() - known:
        line = told[name]
        day = line.at.astimezone(uow.zone_info).date()
        member = members[line.staff]
        if member is None or (member[1].last or day) < day:
            unknown[line.staff] = None
            continue
        touched.setdefault(member[0].number, set()).add(day)
        uow.attendance.save_punch(
            Punch(
                id=name,
                staff=member[0].number,
                device_at=line.at,
                received_at=now,
                means=Means.IMPORT,
                doubt=doubt_of(line.at, timedelta(), now, jumped=False),
            )
        )
        new += 1
    if new:
        uow.record(Event(kind=Kind.ATTENDANCE_IMPORTED, note=str(new), actor=actor))
    for staff, days in touched.items():
        note_adjustments(uow, actor, [staff], days, now)
    return Brought(new, len(known), tuple(sorted(unknown)))


def _day_of(uow: UnitOfWork, punch: Punch, now: datetime) -> date:
    """The day on which a punch shows; one that is not trusted is shown on the day of its arrival."""
    return (now if punch.doubt else punch.at).astimezone(uow.zone_info).date()


def _greeted(uow: UnitOfWork, punch: Punch, now: datetime) -> Greeted:
    record, punches = _day(uow, punch.staff, _day_of(uow, punch, now), now)
    return Greeted(punch, record, punches)


def _day(
    uow: UnitOfWork, staff: StaffNumber, day: date, now: datetime
) -> tuple[DayRecord, tuple[Punch, ...]]:
    """A person's day as it stands, with its punches."""
    people = uow.attendance.people(day, day, [staff])
    if not people:
        # A punch of before the plan had the person.
        member = uow.attendance.member(staff)
        assert member is not None
        people = [OnRecord(staff=member[0], employment=member[1])]
    (record,) = days_of(people[0], [day], terms_of(uow, now))
    return record, tuple(people[0].punches.get(day, ()))


def _second_name(
    uow: UnitOfWork, by: StaffNumber, agreed_by: str, people: Iterable[StaffNumber]
) -> StaffNumber:
    """The other of the two who sign: somebody of the hall, and none of those whom it is about."""
    second = StaffNumber(agreed_by)
    if second not in uow.plan.staff:
        raise UnknownStaff(field="agreed_by", staff=agreed_by)
    if second == by or {second, by} & set(people):
        raise TwoNamesNeeded(field="agreed_by")
    return second


def check_mark(uow: UnitOfWork, staff: StaffNumber, day: date, span: int, side: Side, now: datetime) -> None:
    """Raises NoSuchMark where the person's day asks for no such punch."""
    if (span, side) not in {(mark.span, mark.side) for mark in _day(uow, staff, day, now)[0].marks}:
        raise NoSuchMark(field="span", day=day.isoformat())


def check_time(uow: UnitOfWork, day: date, at: datetime, now: datetime) -> None:
    """Raises NotOnThatDay for a moment of another day, or one that is yet to come."""
    if at > now or at.astimezone(uow.zone_info).date() != day:
        raise NotOnThatDay(field="at", day=day.isoformat())
