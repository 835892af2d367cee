"""Computed days and months as they cross the LAN: every figure with the punches and the rule behind it.

Days are exact fractions, written as `21` or `41/2`. Sentences come in both languages.
"""

from datetime import date

from pydantic import Field

from hall_server.wire.attendance import Month, PunchMeans, PunchSide
from hall_server.wire.message import Instant, Message


class PunchView(Message):
    """A raw punch, as it was recorded, and what became of it."""

    id: str
    device_at: Instant
    """What the clock showed."""
    at: Instant
    """The moment that counts."""
    received_at: Instant
    means: PunchMeans
    device: str | None
    doubt: str | None
    undone: bool
    counted: bool
    """Whether it decided something on its day."""
    signed_by: tuple[str, ...] = ()
    said_zh: str
    said_en: str


class CorrectionView(Message):
    """补签, with the two who vouch for it."""

    id: str
    span: int
    side: PunchSide
    at: Instant
    reason: str = Field(repr=False)
    by: str
    agreed_by: str
    recorded_at: Instant
    counted: bool


class MarkView(Message):
    """One punch that was asked for, what became of it, and why."""

    span: int
    side: PunchSide
    due: Instant
    verdict: str
    minutes: int
    punch: str | None
    """Id of the punch, or of the correction, that decided."""
    corrected: bool
    said_zh: str
    said_en: str


class LeaveShare(Message):
    """Days of one kind of absence, as the sheet counts them."""

    kind: str
    days: str
    said_zh: str
    said_en: str


class DayView(Message):
    day: date
    status: str
    status_zh: str
    status_en: str
    ground: str
    """Why the person is due, or is not: timetable, day_off, by_name, no_timetable, not_employed."""
    ground_zh: str
    ground_en: str
    shift: str | None
    shift_zh: str
    shift_en: str
    marks: tuple[MarkView, ...]
    absent_half_days: int
    leave: tuple[LeaveShare, ...]
    overtime_minutes: int
    notes: tuple[str, ...]
    notes_zh: tuple[str, ...]
    notes_en: tuple[str, ...]
    punches: tuple[PunchView, ...]
    corrections: tuple[CorrectionView, ...]


class LineView(Message):
    """A line of the sheet. Days are exact fractions; `rate` is one too, None where nobody was due."""

    due: str
    attended: str
    rate: str | None
    late_times: int
    late_minutes: int
    early_times: int
    early_minutes: int
    missing: int
    absent: str
    personal: str
    sick: str
    annual: str
    other_leave: str
    official: str
    field_work: str
    overtime_minutes: int


class RuleView(Message):
    """A rule by which the days were judged, in words."""

    code: str
    said_zh: str
    said_en: str


class PersonDays(Message):
    """One person's month, day by day."""

    staff: str
    name: str = Field(repr=False)
    unit: str | None
    kind: str
    month: Month
    line: LineView
    days: tuple[DayView, ...]
    rules: tuple[RuleView, ...]
    at: Instant


class PersonLine(Message):
    staff: str
    name: str = Field(repr=False)
    kind: str
    line: LineView
    remarks: tuple[str, ...]


class AdjustmentView(Message):
    staff: str
    column: str
    signed: str
    computed: str
    found_at: Instant


class UnitSheetView(Message):
    """A unit's sheet: the signed lines once it is locked, the computed ones before."""

    unit: str | None
    state: str
    lines: tuple[PersonLine, ...]
    subtotal: LineView
    adjustments: tuple[AdjustmentView, ...]


class MonthSheets(Message):
    month: Month
    units: tuple[UnitSheetView, ...]
    at: Instant
