"""The tables of attendance. Nothing in them is changed that was raw: what a punch means is computed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Date, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hall_server.domain.attendance.correction_request import RequestState
from hall_server.domain.attendance.day import Side
from hall_server.domain.attendance.month import Line, SheetState
from hall_server.domain.attendance.punch import Doubt, Means
from hall_server.domain.names import StaffNumber
from hall_server.domain.roster import DutyKind
from hall_server.domain.whereabouts import Approval, Approver, Kind, State
from hall_server.storage.attendance_columns import (
    Approvals,
    Exact,
    Figures,
    MonthName,
    SignedLines,
    Span,
    UnitOrCentre,
    WordList,
)
from hall_server.storage.columns import Moment, Strings, Word
from hall_server.storage.tables import Base, Id

PunchId = String(64)


class PunchRow(Base):
    """As it was recorded; never changed."""

    __tablename__ = "punches"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(PunchId, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
    """The clock's own time plus its offset, to find it by."""
    device_at: Mapped[datetime] = mapped_column(Moment)
    offset: Mapped[timedelta] = mapped_column("clock_offset", Span)
    received_at: Mapped[datetime] = mapped_column(Moment)
    means: Mapped[Means] = mapped_column(Word(Means))
    device: Mapped[str | None] = mapped_column(Id)
    doubt: Mapped[Doubt | None] = mapped_column(Word(Doubt))
    signed_by: Mapped[tuple[str, ...]] = mapped_column(Strings)

    __table_args__ = (
        Index("punches_by_time", "hall_id", "at"),
        Index("punches_by_staff", "hall_id", "staff", "at"),
    )


class UndoneRow(Base):
    """Greetings that the greeted took back at once: each is a measured wrong identity."""

    __tablename__ = "undone_punches"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    punch: Mapped[str] = mapped_column(PunchId, primary_key=True)
    undone_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    distance: Mapped[float | None] = mapped_column(Float)
    score: Mapped[float | None] = mapped_column(Float)
    margin: Mapped[float | None] = mapped_column(Float)


class ClockEventRow(Base):
    """What clocks told that is no punch; never changed."""

    __tablename__ = "clock_events"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(PunchId, primary_key=True)
    device: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
    device_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    staff: Mapped[str | None] = mapped_column(Id)
    distance: Mapped[float | None] = mapped_column(Float)
    score: Mapped[float | None] = mapped_column(Float)
    margin: Mapped[float | None] = mapped_column(Float)

    __table_args__ = (Index("clock_events_by_time", "hall_id", "at"),)


class CalibrationRow(Base):
    """Thresholds as they were stored; the newest of a model is in force."""

    __tablename__ = "face_calibrations"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    stored_at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str | None] = mapped_column("entered_by", Id)
    model: Mapped[str] = mapped_column(Id)
    version: Mapped[str] = mapped_column(Id)
    thresholds: Mapped[Mapping[str, float]] = mapped_column(Figures)
    report: Mapped[str] = mapped_column(Text)


class WhereaboutsRow(Base):
    __tablename__ = "whereabouts"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    kind: Mapped[Kind] = mapped_column(Word(Kind))
    start: Mapped[datetime] = mapped_column("start_at", Moment)
    end: Mapped[datetime] = mapped_column("end_at", Moment)
    reason: Mapped[str] = mapped_column(Text)
    """Encrypted, as the place is."""
    place: Mapped[str] = mapped_column(Text)
    stand_in: Mapped[str | None] = mapped_column(Id)
    chain: Mapped[tuple[Approver, ...]] = mapped_column("approvers", WordList(Approver))
    approvals: Mapped[tuple[Approval, ...]] = mapped_column(Approvals)
    state: Mapped[State] = mapped_column(Word(State))
    returned_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("whereabouts_by_staff", "hall_id", "staff", "end_at"),
        Index("whereabouts_by_end", "hall_id", "end_at"),
    )


class CorrectionRow(Base):
    __tablename__ = "punch_corrections"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    day: Mapped[date] = mapped_column(Date)
    span: Mapped[int] = mapped_column(Integer)
    side: Mapped[Side] = mapped_column(Word(Side))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    """Encrypted."""
    by: Mapped[str] = mapped_column("entered_by", Id)
    agreed_by: Mapped[str] = mapped_column(Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("corrections_by_day", "hall_id", "day"),)


class CorrectionRequestRow(Base):
    __tablename__ = "correction_requests"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    day: Mapped[date] = mapped_column(Date)
    span: Mapped[int] = mapped_column(Integer)
    side: Mapped[Side] = mapped_column(Word(Side))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text)
    """Encrypted."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[RequestState] = mapped_column(Word(RequestState))
    vouched_by: Mapped[str | None] = mapped_column(Id)
    settled_by: Mapped[str | None] = mapped_column(Id)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("requests_by_state", "hall_id", "state"),)


class PaperSheetRow(Base):
    __tablename__ = "paper_sheets"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column("entered_by", Id)
    agreed_by: Mapped[str] = mapped_column(Id)
    reason: Mapped[str] = mapped_column(Text)
    """Encrypted."""
    entries: Mapped[int] = mapped_column(Integer)
    entered_at: Mapped[datetime] = mapped_column(Moment)


class SetDayRow(Base):
    """Days by name: duty, swap, day in lieu."""

    __tablename__ = "named_days"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    shift: Mapped[str | None] = mapped_column(Id)
    why: Mapped[str] = mapped_column(Id)
    by: Mapped[str | None] = mapped_column("entered_by", Id)
    at: Mapped[datetime] = mapped_column("entered_at", Moment)
    withdrawn: Mapped[bool]

    __table_args__ = (Index("named_days_by_day", "hall_id", "day"),)


class SetDutyRow(Base):
    __tablename__ = "duties"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[DutyKind] = mapped_column(Word(DutyKind), primary_key=True)
    first_minute: Mapped[int] = mapped_column(Integer)
    last_minute: Mapped[int] = mapped_column(Integer)
    by: Mapped[str | None] = mapped_column("entered_by", Id)
    at: Mapped[datetime] = mapped_column("entered_at", Moment)
    withdrawn: Mapped[bool]

    __table_args__ = (Index("duties_by_day", "hall_id", "day"),)


class EmployedRow(Base):
    """Where it is not as the plan's own history says."""

    __tablename__ = "employment"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    first: Mapped[date] = mapped_column("first_day", Date)
    last: Mapped[date | None] = mapped_column("last_day", Date)
    by: Mapped[str | None] = mapped_column("entered_by", Id)
    at: Mapped[datetime] = mapped_column("entered_at", Moment)


class SheetRow(Base):
    """A unit's sheet of a month; what is locked is kept as it was signed."""

    __tablename__ = "month_sheets"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    month: Mapped[tuple[int, int]] = mapped_column(MonthName, primary_key=True)
    unit: Mapped[str] = mapped_column(UnitOrCentre, primary_key=True)
    state: Mapped[SheetState] = mapped_column(Word(SheetState))
    locked: Mapped[Mapping[StaffNumber, Line]] = mapped_column("locked_lines", SignedLines)


class AdjustmentRow(Base):
    """Columns that came out differently after the lock, each with the date on which that was found."""

    __tablename__ = "sheet_adjustments"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    month: Mapped[tuple[int, int]] = mapped_column(MonthName, primary_key=True)
    unit: Mapped[str] = mapped_column(UnitOrCentre, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    column: Mapped[str] = mapped_column("figure", String(20), primary_key=True)
    found_at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    signed: Mapped[str] = mapped_column(Exact)
    computed: Mapped[str] = mapped_column(Exact)


class SeenRow(Base):
    """When clerks were seen at a window's terminal."""

    __tablename__ = "terminal_sightings"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column("seen_at", Moment, primary_key=True)
    window: Mapped[str] = mapped_column("at_window", Id)

    __table_args__ = (Index("sightings_by_time", "hall_id", "seen_at"),)


class ConsentRow(Base):
    __tablename__ = "face_consents"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    version: Mapped[str] = mapped_column(Id)
    signed_on: Mapped[date] = mapped_column(Date)
    signature_mark: Mapped[str] = mapped_column(Text)
    """Encrypted."""
    by: Mapped[str | None] = mapped_column("entered_by", Id)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("consents_by_staff", "hall_id", "staff"),)


class TemplateRow(Base):
    """Faces as numbers, encrypted with a key that lies outside the database; deleted on withdrawal."""

    __tablename__ = "face_templates"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    model: Mapped[str] = mapped_column(Id)
    version: Mapped[str] = mapped_column(Id)
    values: Mapped[str] = mapped_column("sealed", Text)
    enrolled_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("templates_by_staff", "hall_id", "staff"),)


class DeletionRow(Base):
    """Receipts for templates that were deleted."""

    __tablename__ = "template_deletions"
    hall_id: Mapped[str] = mapped_column(Id, primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    staff: Mapped[str] = mapped_column(Id)
    deleted: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(Moment)
