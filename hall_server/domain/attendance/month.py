"""《月度考勤报表》: sums of days, the sheet's life, and what changes after it was locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction
from functools import cache

from hall_server.domain.attendance.day import DayRecord, Note, Status, Verdict
from hall_server.domain.attendance.refusals import SheetNotOpen
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import DutyKind
from hall_server.domain.whereabouts import Kind, Treatment

HALF = Fraction(1, 2)
DAYS = (Fraction(0), HALF, Fraction(1))
"""By half days; a shift has two at the most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person's month, or the sum of several: the columns of the sheet. Days are exact fractions."""

    due: Fraction = Fraction(0)
    """应出勤, days."""
    attended: Fraction = Fraction(0)
    """实出勤, days: due less absence and leave."""
    late_times: int = 0
    late_minutes: int = 0
    early_times: int = 0
    early_minutes: int = 0
    missing: int = 0
    """缺卡, punches; none where the whole span is absence."""
    absent: Fraction = Fraction(0)
    """旷工, days."""
    personal: Fraction = Fraction(0)
    """事假, days."""
    sick: Fraction = Fraction(0)
    """病假, days."""
    annual: Fraction = Fraction(0)
    """年休, days."""
    other_leave: Fraction = Fraction(0)
    official: Fraction = Fraction(0)
    """公出/公假, meetings and training, days."""
    field_work: Fraction = Fraction(0)
    """外勤, days."""
    overtime_minutes: int = 0

    def __add__(self, other: "Line") -> "Line":
        return _sum_of((self, other))

    @property
    def violations(self) -> Fraction:
        """Times of late, early and missing, and half days of absence: what the year sheet counts."""
        return self.late_times + self.early_times + self.missing + self.absent / HALF


COLUMNS = tuple(f.name for f in fields(Line))
"""In the order of the sheet."""


NOTHING = Line()
"""What a day off, or one that is not over, adds."""


def _sum_of(lines: Iterable[Line]) -> Line:
    """Most days are whole ones, which share one line, and most columns of the others are zero."""
    each: dict[int, tuple[Line, int]] = {}
    for line in lines:
        if line is not NOTHING:
            each[id(line)] = line, each.get(id(line), (line, 0))[1] + 1
    found: dict[str, Fraction | int] = {}
    for line, times in each.values():
        for column in COLUMNS:
            if value := getattr(line, column):
                value = value * times if times > 1 else value
                found[column] = found[column] + value if column in found else value
    return Line(**found)  # type: ignore[arg-type]


@cache
def _whole_day(half_days: int) -> Line:
    """Of a day that was attended from its beginning to its end."""
    return Line(due=DAYS[half_days], attended=DAYS[half_days])


COLUMN_OF: Mapping[Kind, str] = {
    Kind.PERSONAL: "personal",
    Kind.SICK: "sick",
    Kind.ANNUAL: "annual",
    Kind.FAMILY: "other_leave",
    Kind.ERRAND: "other_leave",
    Kind.OFFICIAL_LEAVE: "official",
    Kind.BUSINESS_TRIP: "official",
    Kind.MEETING: "official",
    Kind.TRAINING: "official",
    Kind.FIELD_WORK: "field_work",
}


def line_of_day(record: DayRecord, treatments: Mapping[Kind, Treatment]) -> Line:
    """What one day adds to the sheet; a day that is not over adds nothing."""
    overtime = sum(record.overtime.values())
    if record.planned.shift is None:
        return Line(overtime_minutes=overtime) if overtime else NOTHING
    if record.status is Status.NOT_YET:
        return NOTHING
    due = DAYS[record.planned.shift.half_days]
    if record.status is Status.ATTENDED and not record.leave:
        whole = _whole_day(record.planned.shift.half_days)
        return replace(whole, overtime_minutes=overtime) if overtime else whole
    absent = DAYS[record.absent_half_days]
    # Leave is a fraction of this day's due time; a shift of one half day is worth half a day.
    days = {kind: share * due for kind, share in record.leave.items()}
    on_leave = sum((d for k, d in days.items() if treatments[k] is Treatment.LEAVE), Fraction(0))
    columns: dict[str, Fraction] = {}
    for kind, share in days.items():
        columns[COLUMN_OF[kind]] = columns.get(COLUMN_OF[kind], Fraction(0)) + share
    late, early = record.of(Verdict.LATE), record.of(Verdict.EARLY)
    return Line(
        due=due,
        attended=max(due - absent - on_leave, Fraction(0)) if absent or on_leave else due,
        late_times=len(late),
        late_minutes=sum(m.minutes for m in late),
        early_times=len(early),
        early_minutes=sum(m.minutes for m in early),
        missing=_forgotten(record),
        absent=absent,
        overtime_minutes=overtime,
        **columns,
    )


def _forgotten(record: DayRecord) -> int:
    """Punches that are missing where the person was seen; whoever was not seen at all is absent instead."""
    seen = {mark.span for mark in record.marks if mark.punch is not None}
    return sum(mark.span in seen for mark in record.of(Verdict.MISSING))


def line_of(days: Iterable[DayRecord], treatments: Mapping[Kind, Treatment]) -> Line:
    """The sum of days."""
    return _sum_of(line_of_day(day, treatments) for day in days)


def attendance_rate(line: Line) -> Fraction | None:
    """出勤率 = (应出勤 − 旷工 − 事假 − 病假) ÷ 应出勤, printed with the figure; None where nobody was due."""
    if not line.due:
        return None
    return max(line.due - line.absent - line.personal - line.sick, Fraction(0)) / line.due


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line with the person whom it is about."""

    staff: StaffNumber
    name: str = field(repr=False)
    unit: UnitId | None
    kind: str
    """`front` or `back`."""
    line: Line
    remarks: tuple[Note | DutyKind, ...] = ()


def subtotals(lines: Iterable[SheetLine]) -> dict[UnitId | None, Line]:
    """By unit, in the order in which units first appear."""
    found: dict[UnitId | None, Line] = {}
    for each in lines:
        found[each.unit] = found.get(each.unit, Line()) + each.line
    return found


class SheetState(Enum):
    DRAFT = "draft"
    CHECKED = "checked"
    """By the unit."""
    LOCKED = "locked"


class SheetAction(Enum):
    CHECK = "check"
    REOPEN = "reopen"
    LOCK = "lock"


SHEET_LIFE: dict[SheetState, dict[SheetAction, SheetState]] = {
    SheetState.DRAFT: {SheetAction.CHECK: SheetState.CHECKED},
    SheetState.CHECKED: {SheetAction.REOPEN: SheetState.DRAFT, SheetAction.LOCK: SheetState.LOCKED},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's sheet of one month. What is locked is kept as it was signed."""

    month: tuple[int, int]
    unit: UnitId | None
    state: SheetState = SheetState.DRAFT
    locked: Mapping[StaffNumber, Line] = field(default_factory=dict)

    def after(self, action: SheetAction) -> "Sheet":
        """Raises SheetNotOpen where its life does not allow it."""
        try:
            return replace(self, state=SHEET_LIFE[self.state][action])
        except KeyError:
            raise SheetNotOpen(month="{}-{:02}".format(*self.month), state=self.state.value) from None


@dataclass(frozen=True, slots=True)
class Change:
    """A column that came out differently after the lock; recorded with a date it is an adjustment."""

    staff: StaffNumber
    column: str
    signed: Fraction | int
    computed: Fraction | int


def changes(signed: Mapping[StaffNumber, Line], computed: Mapping[StaffNumber, Line]) -> tuple[Change, ...]:
    """Every column that differs from what was signed, by person and in the order of the sheet."""
    people = sorted({*signed, *computed})
    return tuple(
        Change(who, column, before, after)
        for who in people
        for column in COLUMNS
        if (before := getattr(signed.get(who, Line()), column))
        != (after := getattr(computed.get(who, Line()), column))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """A change that was found after the lock, with its date. The signed lines stay as they were."""

    month: tuple[int, int]
    unit: UnitId | None
    staff: StaffNumber
    column: str
    signed: Fraction | int
    """What stood there before: signed, or adjusted earlier."""
    computed: Fraction | int
    found_at: datetime


def adjusted(
    signed: Mapping[StaffNumber, Line], adjustments: Iterable[Adjustment]
) -> dict[StaffNumber, Line]:
    """The signed lines with what was found later put in; the newest of a column holds."""
    found = dict(signed)
    for each in sorted(adjustments, key=lambda a: a.found_at):
        line = found.get(each.staff, Line())
        found[each.staff] = replace(line, **{each.column: each.computed})  # type: ignore[arg-type]
    return found
