"""Reading attendance: everybody's punches, absences and plans over some days, in one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, and_, or_, select

from hall_server.domain.attendance.book import OnRecord
from hall_server.domain.attendance.correction_request import LIFE, CorrectionRequest
from hall_server.domain.attendance.day import Correction
from hall_server.domain.attendance.month import Adjustment, Sheet
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.roster import Duty, Employment, NamedDay
from hall_server.domain.whereabouts import State, Whereabouts
from hall_server.operations.attendance_ports import (
    Calibration,
    ClockEvent,
    Consent,
    Employed,
    Greetings,
    Month,
    Seen,
    SetDay,
    SetDuty,
    Template,
    Undone,
    Units,
)
from hall_server.storage import clock_records
from hall_server.storage.attendance_rows import ROWS, opened
from hall_server.storage.attendance_tables import (
    AdjustmentRow,
    ConsentRow,
    CorrectionRequestRow,
    CorrectionRow,
    EmployedRow,
    PunchRow,
    SeenRow,
    SetDayRow,
    SetDutyRow,
    SheetRow,
    TemplateRow,
    UndoneRow,
    WhereaboutsRow,
)
from hall_server.storage.cipher import Cipher
from hall_server.storage.plan_tables import StaffRow
from hall_server.storage.rows import from_row, table_of

V = TypeVar("V")
Only = Collection[StaffNumber] | None
BY_NAME = 900
"""More people than this are not named one by one in a query; all are read, and the others left aside."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose rows of which days. None: everybody's."""

    first: date
    last: date
    only: Only = None
    units: Units | None = None
    employed: Mapping[StaffNumber, Employed] = field(default_factory=dict)
    """Goes before what the database says."""


@dataclass(slots=True)
class Found:
    """Rows as they were read, by their keys, so that newer ones can be put over them."""

    staff: dict[StaffNumber, Staff] = field(default_factory=dict)
    employment: dict[StaffNumber, Employment] = field(default_factory=dict)
    punches: dict[str, Punch] = field(default_factory=dict)
    undone: dict[str, Undone] = field(default_factory=dict)
    entries: dict[str, Whereabouts] = field(default_factory=dict)
    corrections: dict[str, Correction] = field(default_factory=dict)
    seen: dict[tuple[StaffNumber, datetime], Seen] = field(default_factory=dict)
    days: dict[tuple[StaffNumber, date], SetDay] = field(default_factory=dict)
    duties: dict[tuple[StaffNumber, date, Any], SetDuty] = field(default_factory=dict)


class AttendanceRecords:
    """See `attendance_ports.Records`."""

    def __init__(self, engine: Engine, hall_id: str, cipher: Cipher, zone: tzinfo) -> None:
        self._engine, self._hall_id, self._cipher, self._zone = engine, hall_id, cipher, zone
        if engine.dialect.name == "postgresql":
            # SQLite shows one state of affairs throughout a transaction anyway.
            self._engine = engine.execution_options(isolation_level="REPEATABLE READ")

    def people(
        self, first: date, last: date, only: Only = None, units: Units | None = None
    ) -> list[OnRecord]:
        return assembled(self.find(Wanted(first, last, only, units)), self._zone)

    def find(self, wanted: "Wanted") -> Found:
        """The rows behind `people`."""
        with self._reading() as ask:
            found = Found()
            _read_staff(ask, wanted, found)
            if wanted.units is not None:
                wanted = replace(wanted, only=frozenset(found.staff))
            if found.staff:
                _read_rows(ask, wanted, found)
            return found

    def sheets(self, month: Month) -> list[Sheet]:
        with self._reading() as ask:
            return ask.all(Sheet, SheetRow.month == month)

    def adjustments(self, month: Month) -> list[Adjustment]:
        with self._reading() as ask:
            return ask.all(Adjustment, AdjustmentRow.month == month)

    def whereabouts(self, since: datetime, until: datetime | None = None) -> list[Whereabouts]:
        wanted = [WhereaboutsRow.end > since]
        if until is not None:
            wanted.append(WhereaboutsRow.start < until)
        return self._entries(*wanted)

    def open_whereabouts(self, since: datetime) -> list[Whereabouts]:
        return self._entries(or_(WhereaboutsRow.end > since, WhereaboutsRow.state == State.REQUESTED))

    def open_correction_requests(self) -> list[CorrectionRequest]:
        with self._reading() as ask:
            found = ask.all(CorrectionRequest, CorrectionRequestRow.state.in_(LIFE))
        return sorted(found, key=lambda request: (request.asked_at, request.id))

    def _entries(self, *wanted: ColumnElement[bool]) -> list[Whereabouts]:
        with self._reading() as ask:
            return sorted(ask.all(Whereabouts, *wanted), key=lambda entry: (entry.start, entry.id))

    def templates(self, only: Only = None) -> list[Template]:
        with self._reading() as ask:
            return ask.all(Template, *ask.of(TemplateRow.staff, only))

    def enrolled(self) -> set[StaffNumber]:
        with self._reading() as ask:
            query = select(TemplateRow.staff).where(TemplateRow.hall_id == self._hall_id).distinct()
            return {StaffNumber(number) for number in ask.connection.scalars(query)}

    def consents(self, only: Only = None) -> list[Consent]:
        with self._reading() as ask:
            return ask.all(Consent, ConsentRow.withdrawn_at.is_(None), *ask.of(ConsentRow.staff, only))

    def calibrations(self) -> list[Calibration]:
        with self._reading() as ask:
            return clock_records.newest_first(ask.all(Calibration))

    def clock_events(self, first: date, last: date) -> list[ClockEvent]:
        with self._reading() as ask:
            return clock_records.clock_events(ask, first, last)

    def greetings(self, month: Month) -> list[Greetings]:
        with self._reading() as ask:
            return clock_records.greetings(ask, month)

    # Single rows, for commands

    def clock_event(self, event: str) -> ClockEvent | None:
        with self._reading() as ask:
            return clock_records.clock_event(ask, event)

    def punch(self, punch: str) -> Punch | None:
        with self._reading() as ask:
            return next(iter(ask.punches(PunchRow.id == punch)), None)

    def known(self, punches: Collection[str]) -> set[str]:
        found: set[str] = set()
        with self._reading() as ask:
            for some in batched(punches, BY_NAME):
                query = select(PunchRow.id).where(PunchRow.hall_id == self._hall_id, PunchRow.id.in_(some))
                found |= set(ask.connection.scalars(query))
        return found

    def member(self, staff: StaffNumber, employed: Employed | None) -> tuple[Staff, Employment] | None:
        """Anybody whom the plan has, or ever had; `employed` goes before what the database says."""
        with self._reading() as ask:
            history = _history(ask, [staff]).get(staff)
            said = employed or next(iter(ask.all(Employed, EmployedRow.staff == staff)), None)
        if history is None:
            return None
        found = from_row(Staff, history[-1], StaffRow)
        return replace(found, name=self._cipher.open(found.name)), _employment(history, said, self._zone)

    def undone(self, punch: str) -> Undone | None:
        with self._reading() as ask:
            return next(iter(ask.all(Undone, UndoneRow.punch == punch)), None)

    def entry(self, entry: str) -> Whereabouts | None:
        with self._reading() as ask:
            return next(iter(ask.all(Whereabouts, WhereaboutsRow.id == entry)), None)

    def correction_request(self, request: str) -> CorrectionRequest | None:
        with self._reading() as ask:
            return next(iter(ask.all(CorrectionRequest, CorrectionRequestRow.id == request)), None)

    @contextmanager
    def _reading(self) -> Iterator["Asking"]:
        with self._engine.connect() as connection, connection.begin():
            yield Asking(connection, self._hall_id, self._cipher, self._zone)


@dataclass(frozen=True, slots=True)
class Asking:
    """One transaction that only reads."""

    connection: Connection
    hall_id: str
    cipher: Cipher
    zone: tzinfo

    def all(self, kind: type[V], *wanted: ColumnElement[bool]) -> list[V]:
        row = ROWS[kind]
        table = table_of(row)
        query = select(table).where(table.c.hall_id == self.hall_id, *wanted)
        return [
            opened(from_row(kind, found, row), self.cipher)
            for found in self.connection.execute(query).mappings()
        ]

    def of(self, column: Any, only: Only) -> list[ColumnElement[bool]]:  # noqa: ANN401 - any column
        """Rows of these people; a long list is not written out."""
        if only is None or len(only) > BY_NAME:
            return []
        # For one, so that the database goes by the person and not by the days.
        return [column == next(iter(only))] if len(only) == 1 else [column.in_(list(only))]

    def punches(self, *wanted: ColumnElement[bool]) -> list[Punch]:
        """Told out field by field: a month has tens of thousands."""
        query = select(
            PunchRow.id,
            PunchRow.staff,
            PunchRow.device_at,
            PunchRow.offset,
            PunchRow.received_at,
            PunchRow.means,
            PunchRow.device,
            PunchRow.doubt,
            PunchRow.signed_by,
        ).where(PunchRow.hall_id == self.hall_id, *wanted)
        return [
            Punch(
                id=name,
                staff=staff,  # type: ignore[arg-type]
                device_at=device_at,
                offset=offset,
                received_at=received_at,
                means=means,
                device=device,  # type: ignore[arg-type]
                doubt=doubt,
                signed_by=signed_by,
            )
            for name, staff, device_at, offset, received_at, means, device, doubt, signed_by in (
                self.connection.execute(query).all()
            )
        ]

    def midnight(self, day: date) -> datetime:
        """When a day begins on the hall's clock."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def assembled(found: Found, zone: tzinfo) -> list[OnRecord]:
    """By unit, the centre last, then by number."""
    undone = frozenset(found.undone)
    punches = _by_person(found.punches.values(), lambda p: p.staff)
    entries = _by_person(found.entries.values(), lambda e: e.staff)
    corrections = _by_person(found.corrections.values(), lambda c: c.staff)
    seen = _by_person(found.seen.values(), lambda s: s.staff)
    days = _by_person((d for d in found.days.values() if not d.withdrawn), lambda d: d.staff)
    duties = _by_person((d for d in found.duties.values() if not d.withdrawn), lambda d: d.staff)
    people = sorted(found.staff.values(), key=lambda s: (s.unit is None, s.unit or "", s.number))
    return [
        OnRecord(
            staff=staff,
            employment=found.employment[staff.number],
            punches=_by_day(punches.get(staff.number, ()), lambda p: p.at, zone),
            undone=undone,
            absences=entries.get(staff.number, ()),
            corrections=corrections.get(staff.number, ()),
            sign_ins={
                day: [s.at for s in theirs]
                for day, theirs in _by_day(seen.get(staff.number, ()), lambda s: s.at, zone).items()
            },
            named_days=[NamedDay(d.staff, d.day, d.shift, d.why) for d in days.get(staff.number, ())],
            duties=[
                Duty(d.staff, d.day, d.kind, _clock(d.first_minute), _clock(d.last_minute))
                for d in duties.get(staff.number, ())
            ],
        )
        for staff in people
    ]


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def batched(values: Iterable[V], size: int) -> Iterator[list[V]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def _by_person(values: Iterable[V], whose: Callable[[V], StaffNumber]) -> dict[StaffNumber, list[V]]:
    found: dict[StaffNumber, list[V]] = {}
    for value in values:
        found.setdefault(whose(value), []).append(value)
    return found


def _by_day(values: Iterable[V], moment: Callable[[V], datetime], zone: tzinfo) -> dict[date, list[V]]:
    found: dict[date, list[V]] = {}
    for value in values:
        found.setdefault(moment(value).astimezone(zone).date(), []).append(value)
    return found


def _read_staff(ask: Asking, wanted: Wanted, found: Found) -> None:
    """Everybody whom the plan had in these days, as it had them at the end, and since when until when."""
    first, last, only = wanted.first, wanted.last, wanted.only
    start, end = ask.midnight(first), ask.midnight(last + timedelta(days=1))
    rows = _history(ask, only)
    said = {e.staff: e for e in ask.all(Employed, *ask.of(EmployedRow.staff, only))} | dict(wanted.employed)
    asked_for = rows.keys() if only is None else rows.keys() & set(only)
    for number, history in rows.items():
        if number not in asked_for:
            continue
        employment = _employment(history, said.get(number), ask.zone)
        if employment.first > last or (employment.last or last) < first:
            continue
        staff = from_row(Staff, _row_at(history, start, end), StaffRow)
        if wanted.units is None or staff.unit in wanted.units:
            found.staff[number] = replace(staff, name=ask.cipher.open(staff.name))
            found.employment[number] = employment


def _history(ask: Asking, only: Only) -> dict[StaffNumber, list[Any]]:
    """Each person's rows of the plan, oldest first."""
    table = table_of(StaffRow)
    query = select(table).where(table.c.hall_id == ask.hall_id, *ask.of(table.c.number, only))
    rows: dict[StaffNumber, list[Any]] = {}
    for row in ask.connection.execute(query.order_by(table.c.valid_from)).mappings():
        rows.setdefault(StaffNumber(row["number"]), []).append(row)
    return rows


def _row_at(history: list[Any], start: datetime, end: datetime) -> Any:  # noqa: ANN401 - a row
    """The newest row that was in force; for somebody who is said to have worked here before there was a
    plan, or after it, the nearest."""
    within = [r for r in history if r["valid_from"] < end and (r["valid_to"] or end) > start]
    return within[-1] if within else history[0 if history[0]["valid_from"] >= end else -1]


def _employment(history: list[Any], said: Employed | None, zone: tzinfo) -> Employment:
    """As somebody entered it; otherwise as the plan had the person."""
    if said is not None:
        return Employment(said.first, said.last)
    first: datetime = history[0]["valid_from"]
    left: datetime | None = history[-1]["valid_to"]
    return Employment(first.astimezone(zone).date(), left.astimezone(zone).date() if left else None)


def _read_rows(ask: Asking, wanted: Wanted, found: Found) -> None:
    first, last, only = wanted.first, wanted.last, wanted.only
    start, end = ask.midnight(first), ask.midnight(last + timedelta(days=1))
    within, theirs = and_(PunchRow.at >= start, PunchRow.at < end), ask.of(PunchRow.staff, only)
    found.punches = {p.id: p for p in ask.punches(within, *theirs)}
    of_punches = select(PunchRow.id).where(PunchRow.hall_id == ask.hall_id, within, *theirs)
    found.undone = {u.punch: u for u in ask.all(Undone, UndoneRow.punch.in_(of_punches))}
    touching = and_(WhereaboutsRow.end > start, WhereaboutsRow.start < end)
    entries = ask.all(Whereabouts, touching, *ask.of(WhereaboutsRow.staff, only))
    found.entries = {e.id: e for e in entries}
    of_days = CorrectionRow.day.between(first, last)
    corrections = ask.all(Correction, of_days, *ask.of(CorrectionRow.staff, only))
    found.corrections = {c.id: c for c in corrections}
    noted = and_(SeenRow.at >= start, SeenRow.at < end)
    found.seen = {(s.staff, s.at): s for s in ask.all(Seen, noted, *ask.of(SeenRow.staff, only))}
    days = ask.all(SetDay, SetDayRow.day.between(first, last), *ask.of(SetDayRow.staff, only))
    found.days = {(d.staff, d.day): d for d in days}
    duties = ask.all(SetDuty, SetDutyRow.day.between(first, last), *ask.of(SetDutyRow.staff, only))
    found.duties = {(d.staff, d.day, d.kind): d for d in duties}
