"""The section [attendance] of the settings: clocks, how days are judged, shifts, who agrees to absences."""

from dataclasses import replace
from datetime import time, timedelta
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from hall_server.domain.attendance.rules import (
    USUAL_SHIFTS,
    USUAL_TIMETABLES,
    AttendanceRules,
    ClockPolicy,
    DayRules,
)
from hall_server.domain.attendance.shift import BadShift, Shift, Span
from hall_server.domain.attendance.timetable import Season, Timetable
from hall_server.domain.names import UnitId
from hall_server.domain.whereabouts import ApprovalRules, Approver

Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,40}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Rest = Annotated[str, StringConstraints(pattern=r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")]
DayOfYear = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Minutes = Annotated[int, Field(ge=0, le=480)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SpanPart(Part):
    """A part of a day with one punch in and one out."""

    in_from: Clock
    start: Clock
    middle: Clock
    end: Clock
    out_until: Clock
    half_days: Annotated[int, Field(ge=1, le=2)] = 1
    rest: tuple[Rest, ...] = ()
    asks_in: bool = True
    asks_out: bool = True
    flexible_minutes: Minutes = 0

    def made(self) -> Span:
        return Span(
            start=time.fromisoformat(self.start),
            end=time.fromisoformat(self.end),
            in_from=time.fromisoformat(self.in_from),
            middle=time.fromisoformat(self.middle),
            out_until=time.fromisoformat(self.out_until),
            half_days=self.half_days,
            rest=tuple((time.fromisoformat(r[:5]), time.fromisoformat(r[6:])) for r in self.rest),
            asks_in=self.asks_in,
            asks_out=self.asks_out,
            flexible_minutes=self.flexible_minutes,
        )


class ShiftPart(Part):
    id: Name
    zh: Words
    en: Words
    spans: Annotated[tuple[SpanPart, ...], Field(min_length=1, max_length=4)]

    @field_validator("spans")
    @classmethod
    def each_punch_counts_once(
        cls, spans: tuple[SpanPart, ...], found: ValidationInfo
    ) -> tuple[SpanPart, ...]:
        try:
            Shift(found.data.get("id", "?"), "", "", tuple(span.made() for span in spans))
        except BadShift as error:
            raise ValueError(str(error)) from error
        return spans

    def made(self) -> Shift:
        return Shift(self.id, self.zh, self.en, tuple(span.made() for span in self.spans))


class TimetablePart(Part):
    """Whose shift it is; what is left out means all."""

    shift: Name
    kind: Literal["front", "back"] | None = None
    unit: Name | None = None
    first: DayOfYear | None = None
    last: DayOfYear | None = None

    @field_validator("last")
    @classmethod
    def both_ends(cls, last: str | None, found: ValidationInfo) -> str | None:
        if (last is None) != (found.data.get("first") is None):
            raise ValueError("a season needs both first and last, such as 05-01 and 09-30")
        return last

    def made(self) -> Timetable:
        season = Season(_day(self.first), _day(self.last)) if self.first and self.last else None
        return Timetable(self.shift, self.kind, UnitId(self.unit) if self.unit else None, season)


class ApprovalPart(Part):
    """Half days up to which an office is enough."""

    half_days: Annotated[int, Field(ge=1, le=200)]
    by: Approver


class AttendanceSection(Part):
    policy: Literal["strict", "convenient"] = "strict"
    liveness: Literal["off", "passive", "challenge", "number_and_face"] = "passive"
    undo_seconds: Annotated[float, Field(ge=2, le=30)] = 5.0
    thresholds: dict[Name, float] = {}
    dispute_days: Annotated[int, Field(ge=0, le=30)] = 0
    grace_minutes: Minutes = 0
    absent_from_minutes: Annotated[int, Field(ge=1, le=480, validate_default=True)] = 30
    missing_is_absence: bool = False
    duplicate_seconds: Annotated[int, Field(ge=0, le=600)] = 60
    overtime_from_minutes: Minutes = 30
    sign_in_within_minutes: Minutes = 15
    stand_in_from_half_days: Annotated[int, Field(ge=0, le=200)] = 1
    approvals: tuple[ApprovalPart, ...] = ()
    approval_beyond: Approver = Approver.LEADERSHIP
    shifts: tuple[ShiftPart, ...] = ()
    timetables: tuple[TimetablePart, ...] = ()

    @field_validator("absent_from_minutes")
    @classmethod
    def after_the_grace(cls, value: int, found: ValidationInfo) -> int:
        if value <= found.data.get("grace_minutes", 0):
            raise ValueError("must be more than grace_minutes")
        return value

    @field_validator("approvals")
    @classmethod
    def in_order(cls, value: tuple[ApprovalPart, ...]) -> tuple[ApprovalPart, ...]:
        if [a.half_days for a in value] != sorted({a.half_days for a in value}):
            raise ValueError("half_days must rise from one line to the next")
        return value

    @field_validator("shifts")
    @classmethod
    def each_once(cls, value: tuple[ShiftPart, ...]) -> tuple[ShiftPart, ...]:
        if len({s.id for s in value}) < len(value):
            raise ValueError("two shifts have the same id")
        return value

    @field_validator("timetables")
    @classmethod
    def known_shifts(
        cls, value: tuple[TimetablePart, ...], found: ValidationInfo
    ) -> tuple[TimetablePart, ...]:
        known = {*USUAL_SHIFTS, *(s.id for s in found.data.get("shifts", ()))}
        for timetable in value:
            if timetable.shift not in known:
                raise ValueError(f"shift {timetable.shift!r} is none of {', '.join(sorted(known))}")
        return value


def attendance_rules(section: AttendanceSection) -> AttendanceRules:
    """The settings as the domain takes them. Back-room staff have no window, so none looks for them there."""
    common = DayRules(
        grace_minutes=section.grace_minutes,
        absent_from_minutes=section.absent_from_minutes,
        missing_is_absence=section.missing_is_absence,
        duplicates=timedelta(seconds=section.duplicate_seconds),
        overtime_from_minutes=section.overtime_from_minutes,
        sign_in_within_minutes=section.sign_in_within_minutes or None,
    )
    usual = ApprovalRules()
    up_to = tuple((a.half_days, a.by) for a in section.approvals) or usual.up_to
    return AttendanceRules(
        common=common,
        by_kind={"back": replace(common, sign_in_within_minutes=None)},
        approvals=replace(
            usual,
            up_to=up_to,
            beyond=section.approval_beyond,
            stand_in_from_half_days=section.stand_in_from_half_days,
        ),
        shifts=MappingProxyType(dict(USUAL_SHIFTS) | {s.id: s.made() for s in section.shifts}),
        timetables=tuple(t.made() for t in section.timetables) or USUAL_TIMETABLES,
        clock=ClockPolicy(
            section.policy,
            section.liveness,
            MappingProxyType(dict(section.thresholds)),
            section.dispute_days,
        ),
        undo_seconds=section.undo_seconds,
    )


def _day(name: str) -> tuple[int, int]:
    return int(name[:2]), int(name[3:])


TEMPLATE = """
[attendance]
# policy = "strict"             # card or staff number, then face; or "convenient": face alone, if sure
# liveness = "passive"          # or "off", "challenge", "number_and_face"
# undo_seconds = 5              # for 不是我, after a greeting
# thresholds = {{}}               # by hand, before those that `hall faces calibrate --apply` stores
# dispute_days = 0              # so long a clock keeps a masked thumbnail of each greeted face; 0: never
# grace_minutes = 0             # so much late or early is not counted
# absent_from_minutes = 30      # so much of it is half a day of absence
# missing_is_absence = false    # whether one missing punch is half a day of absence
# duplicate_seconds = 60        # punches so close to each other are one
# overtime_from_minutes = 30    # a shorter duty is no overtime
# sign_in_within_minutes = 15   # front staff are looked for at a window; 0: they are not
# stand_in_from_half_days = 1   # from this length on front staff name who takes over; 0: never
# approvals = [{{ half_days = 1, by = "duty_officer" }}, {{ half_days = 2, by = "chief" }}, \
{{ half_days = 4, by = "section" }}]
# approval_beyond = "leadership"
## Shifts beside `four` (08:30-12:00, 13:30-17:30, four punches) and `two` (08:30-17:30, two punches):
## [[attendance.shifts]]
## id = "summer"
## zh = "夏季四次打卡"
## en = "Summer, four punches"
## spans = [
##     {{ in_from = "06:00", start = "08:00", middle = "10:00", end = "12:00", out_until = "12:40" }},
##     {{ in_from = "12:40", start = "15:00", middle = "16:30", end = "18:00", out_until = "23:59" }},
## ]
## Whose shift it is, in place of the usual two timetables; a closer one goes before a general one:
## [[attendance.timetables]]
## shift = "four"
## kind = "front"
## [[attendance.timetables]]
## shift = "two"
## kind = "back"
## [[attendance.timetables]]
## shift = "summer"
## kind = "front"
## first = "07-01"
## last = "09-30"
"""
