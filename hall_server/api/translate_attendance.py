"""Attendance, domain → wire. Who was where is personal: what is told here goes to those who may ask for it,
and nothing of it to the feed."""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime

from hall_server.api.translate_faces import roster_calibration
from hall_server.domain.attendance.correction_request import CorrectionRequest
from hall_server.domain.attendance.month import Adjustment, Line, Sheet, SheetLine, attendance_rate
from hall_server.domain.attendance.rules import AttendanceRules
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import StaffNumber
from hall_server.domain.whereabouts import Whereabouts
from hall_server.operations.attendance import Greeted
from hall_server.operations.attendance_ports import Calibration, Deletion, Template
from hall_server.operations.months import UnitSheet
from hall_server.operations.wall import LiveWall
from hall_server.storage.cipher import ClockSeal
from hall_server.wire import attendance as wire
from hall_server.wire import attendance_days as days

MASKED = "****"
"""A staff number on a screen that the public sees."""


def punched(greeted: Greeted, seq: int) -> wire.Punched:
    at = {punch.id: punch.at for punch in greeted.punches}
    return wire.Punched(
        staff=greeted.punch.staff,
        counted_at=greeted.punch.at,
        doubt=greeted.punch.doubt.value if greeted.punch.doubt else None,
        status=greeted.day.status.value,
        marks=tuple(
            wire.PunchMark(
                side=wire.PunchSide(mark.side.value),
                due=mark.due,
                verdict=mark.verdict.value,
                minutes=mark.minutes,
                at=at.get(mark.punch) if mark.punch else None,
            )
            for mark in greeted.day.marks
        ),
        seq=seq,
    )


def whereabouts(entry: Whereabouts) -> wire.WhereaboutsView:
    """Without its reason: answers to commands are kept, and kept in clear."""
    return wire.WhereaboutsView(
        id=entry.id,
        staff=entry.staff,
        kind=wire.WhereaboutsKind(entry.kind.value),
        start=entry.start,
        end=entry.end,
        returned_at=entry.returned_at,
        stand_in=entry.stand_in,
        state=entry.state.value,
        waits_for=entry.waits_for.value if entry.waits_for else None,
    )


def whereabouts_detail(entry: Whereabouts, mine_to_agree: bool) -> wire.WhereaboutsDetail:
    return wire.WhereaboutsDetail(
        **dict(whereabouts(entry)),
        reason=entry.reason,
        place=entry.place,
        approvals=tuple(a.by for a in entry.approvals),
        mine_to_agree=mine_to_agree,
    )


def correction_request(found: CorrectionRequest) -> wire.CorrectionRequestView:
    """Without its reason: answers to commands are kept, and kept in clear."""
    return wire.CorrectionRequestView(
        id=found.id,
        staff=found.staff,
        day=found.day,
        span=found.span,
        side=wire.PunchSide(found.side.value),
        at=found.at,
        asked_at=found.asked_at,
        state=found.state.value,
        waits_for=found.waits_for.value if found.waits_for else None,
        vouched_by=found.vouched_by,
        settled_by=found.settled_by,
        settled_at=found.settled_at,
    )


def correction_request_detail(found: CorrectionRequest, mine_to_vouch: bool) -> wire.CorrectionRequestDetail:
    return wire.CorrectionRequestDetail(
        **dict(correction_request(found)), reason=found.reason, mine_to_vouch=mine_to_vouch
    )


def receipt(deletion: Deletion) -> wire.Receipt:
    return wire.Receipt(staff=deletion.staff, deleted=deletion.deleted, at=deletion.at, receipt=deletion.id)


def wall(found: LiveWall, masked: bool) -> wire.Wall:
    """Counts, and the windows that wait; who is missing there is not for the public's eyes."""
    return wire.Wall(
        at=found.at,
        units=tuple(
            wire.UnitPresence(
                unit=c.unit,
                due=c.due,
                here=c.here,
                on_leave=c.on_leave,
                away_on_work=c.away_on_work,
                not_here=c.not_here,
            )
            for c in found.units
        ),
        empty_windows=tuple(
            wire.EmptyWindowView(
                window=e.window,
                staff=MASKED if masked else e.staff,
                presence=MASKED if masked else e.presence.value,
            )
            for e in found.empty
        ),
    )


def month_state(sheet: Sheet, adjustments: int) -> wire.MonthState:
    return wire.MonthState(
        month=month_name(sheet.month), unit=sheet.unit, state=sheet.state.value, adjustments=adjustments
    )


def month_name(month: tuple[int, int]) -> str:
    return "{}-{:02}".format(*month)


def line(found: Line) -> days.LineView:
    rate = attendance_rate(found)
    return days.LineView(
        due=str(found.due),
        attended=str(found.attended),
        rate=None if rate is None else str(rate),
        late_times=found.late_times,
        late_minutes=found.late_minutes,
        early_times=found.early_times,
        early_minutes=found.early_minutes,
        missing=found.missing,
        absent=str(found.absent),
        personal=str(found.personal),
        sick=str(found.sick),
        annual=str(found.annual),
        other_leave=str(found.other_leave),
        official=str(found.official),
        field_work=str(found.field_work),
        overtime_minutes=found.overtime_minutes,
    )


def unit_sheet(found: UnitSheet) -> days.UnitSheetView:
    return days.UnitSheetView(
        unit=found.unit,
        state=found.sheet.state.value,
        lines=tuple(_person_line(each) for each in found.lines),
        subtotal=line(sum((each.line for each in found.lines), Line())),
        adjustments=tuple(_adjustment(a) for a in found.adjustments),
    )


def _person_line(found: SheetLine) -> days.PersonLine:
    return days.PersonLine(
        staff=found.staff,
        name=found.name,
        kind=found.kind,
        line=line(found.line),
        remarks=tuple(remark.value for remark in found.remarks),
    )


def _adjustment(found: Adjustment) -> days.AdjustmentView:
    return days.AdjustmentView(
        staff=found.staff,
        column=found.column,
        signed=str(found.signed),
        computed=str(found.computed),
        found_at=found.found_at,
    )


def clock_roster(
    plan: HallPlan,
    templates: Mapping[StaffNumber, list[Template]],
    here: frozenset[StaffNumber],
    rules: AttendanceRules,
    seal: ClockSeal,
    card_key: str,
    version: int,
    calibration: Calibration | None,
    now: datetime,
) -> wire.ClockRoster:
    """Everybody who works here today, for one clock."""
    return wire.ClockRoster(
        version=version,
        people=tuple(
            wire.ClockPerson(
                staff=staff.number,
                name=staff.name,
                unit=staff.unit,
                cards=(staff.card,) if staff.card else (),
                templates=tuple(_template(t, seal) for t in templates.get(staff.number, ())),
            )
            for staff in plan.staff.values()
            if staff.number in here
        ),
        card_key=card_key,
        policy=rules.clock.policy,
        liveness=rules.clock.liveness,
        thresholds=dict(rules.clock.thresholds),
        calibration=roster_calibration(calibration),
        undo_seconds=rules.undo_seconds,
        dispute_days=rules.clock.dispute_days,
        at=now,
    )


def _template(found: Template, seal: ClockSeal) -> wire.EnrolledTemplate:
    """What is sealed are the floats themselves, as they were enrolled."""
    return wire.EnrolledTemplate(
        id=found.id, model=found.model, version=found.version, sealed=seal.seal(b64decode(found.values))
    )
