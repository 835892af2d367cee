"""A person's days, told so that every figure opens to the punches and the rule behind it, in both
languages."""

from collections.abc import Iterable
from datetime import datetime, tzinfo
from fractions import Fraction

from hall_server.api.translate_attendance import line, month_name
from hall_server.domain.attendance.book import OnRecord, PersonMonth, Terms
from hall_server.domain.attendance.day import Correction, DayRecord, Mark, Side, Verdict
from hall_server.domain.attendance.day_spans import spans_of
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.attendance.rules import DayRules
from hall_server.reports.words import days as written
from hall_server.wire import attendance_days as days
from hall_server.wire.attendance import PunchMeans, PunchSide
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

ZH, EN = Language.ZH, Language.EN


def person_days(
    person: OnRecord, found: PersonMonth, month: tuple[int, int], terms: Terms
) -> days.PersonDays:
    """The month of one person with everything that it rests on."""
    staff = person.staff
    return days.PersonDays(
        staff=staff.number,
        name=staff.name,
        unit=staff.unit,
        kind=staff.kind,
        month=month_name(month),
        line=line(found.line.line),
        days=tuple(_day(record, person, terms.zone) for record in found.days),
        rules=tuple(_rules(terms.rules.of(staff.kind), staff.window is not None)),
        at=terms.now,
    )


def _day(record: DayRecord, person: OnRecord, zone: tzinfo) -> days.DayView:
    raw = sorted(person.punches.get(record.day, ()), key=lambda p: (p.at, p.id))
    corrections = [c for c in person.corrections if c.day == record.day]
    decided = {mark.punch: mark for mark in record.marks if mark.punch}
    moments = {p.id: p.at for p in raw} | {c.id: c.at for c in corrections}
    shift = record.planned.shift
    return days.DayView(
        day=record.day,
        status=record.status.value,
        status_zh=text(f"sheets.status_{record.status.value}", ZH),
        status_en=text(f"sheets.status_{record.status.value}", EN),
        ground=record.planned.ground.value,
        ground_zh=_ground(record, ZH),
        ground_en=_ground(record, EN),
        shift=shift.id if shift else None,
        shift_zh=shift.name_zh if shift else text("attendance.no_shift", ZH),
        shift_en=shift.name_en if shift else text("attendance.no_shift", EN),
        marks=tuple(_mark(mark, moments.get(mark.punch or ""), zone) for mark in record.marks),
        absent_half_days=record.absent_half_days,
        leave=tuple(_share(kind.value, _days_of(share, record)) for kind, share in record.leave.items()),
        overtime_minutes=sum(record.overtime.values()),
        notes=tuple(note.value for note in record.notes),
        notes_zh=tuple(text(f"sheets.note_{note.value}", ZH) for note in record.notes),
        notes_en=tuple(text(f"sheets.note_{note.value}", EN) for note in record.notes),
        punches=tuple(_punch(p, record, person, zone) for p in raw),
        corrections=tuple(_correction(c, c.id in decided) for c in corrections),
    )


def _ground(record: DayRecord, language: Language) -> str:
    said = text(f"attendance.ground_{record.planned.ground.value}", language)
    why = f"attendance.why_{record.planned.note}"
    note = text(why, language) if why in sentences() else record.planned.note
    return f"{said} ({note})" if note else said


def _mark(mark: Mark, at: datetime | None, zone: tzinfo) -> days.MarkView:
    return days.MarkView(
        span=mark.span,
        side=PunchSide(mark.side.value),
        due=mark.due,
        verdict=mark.verdict.value,
        minutes=mark.minutes,
        punch=mark.punch,
        corrected=mark.corrected,
        said_zh=_said(mark, at, zone, ZH),
        said_en=_said(mark, at, zone, EN),
    )


def _said(mark: Mark, at: datetime | None, zone: tzinfo, language: Language) -> str:
    said = text(
        f"attendance.mark_{mark.verdict.value}",
        language,
        side=text(f"attendance.side_{mark.side.value}", language),
        due=f"{mark.due.astimezone(zone):%H:%M}",
        at=f"{at.astimezone(zone):%H:%M:%S}" if at else "-",
        minutes=mark.minutes,
    )
    if mark.corrected and mark.verdict is not Verdict.EXCUSED:
        return text("attendance.by_correction", language, said=said)
    return said


def _days_of(share: Fraction, record: DayRecord) -> Fraction:
    """A part of the day's due time in days, as the sheet counts them."""
    return share * record.planned.shift.half_days / 2 if record.planned.shift else Fraction(0)


def _share(kind: str, part: Fraction) -> days.LeaveShare:
    shown = written(part)
    return days.LeaveShare(
        kind=kind,
        days=str(part),
        said_zh=text("attendance.share", ZH, kind=text(f"sheets.away_{kind}", ZH), days=shown),
        said_en=text("attendance.share", EN, kind=text(f"sheets.away_{kind}", EN), days=shown),
    )


def _why_left_out(punch: Punch, record: DayRecord, person: OnRecord, zone: tzinfo) -> str:
    """Why a punch that is trusted decided nothing."""
    if record.planned.shift is None:
        return "punch_on_a_day_off"
    at, away = punch.at.astimezone(zone), [entry for entry in person.absences if entry.counts]
    for place in spans_of(record.planned, away, record.day, zone):
        opens, middle, closes = place.window
        if not opens <= at < closes:
            continue
        side = Side.IN if at < middle else Side.OUT
        mark = next(m for m in record.marks if (m.span, m.side) == (place.number, side))
        if mark.verdict is Verdict.EXCUSED:
            return "punch_while_away"
        if mark.corrected:
            return "punch_corrected"
        return "punch_not_first" if side is Side.IN else "punch_not_last"
    return "punch_outside"


def _punch(punch: Punch, record: DayRecord, person: OnRecord, zone: tzinfo) -> days.PunchView:
    undone = punch.id in person.undone
    counted = any(mark.punch == punch.id for mark in record.marks)
    key = "punch_counted" if counted else ""
    if punch.doubt is not None:
        key = f"doubt_{punch.doubt.value}"
    if undone:
        key = "punch_undone"
    key = key or _why_left_out(punch, record, person, zone)
    return days.PunchView(
        id=punch.id,
        device_at=punch.device_at,
        at=punch.at,
        received_at=punch.received_at,
        means=PunchMeans(punch.means.value),
        device=punch.device,
        doubt=punch.doubt.value if punch.doubt else None,
        undone=undone,
        counted=counted,
        signed_by=punch.signed_by,
        said_zh=text(f"attendance.{key}", ZH),
        said_en=text(f"attendance.{key}", EN),
    )


def _correction(found: Correction, counted: bool) -> days.CorrectionView:
    return days.CorrectionView(
        id=found.id,
        span=found.span,
        side=PunchSide(found.side.value),
        at=found.at,
        reason=found.reason,
        by=found.by,
        agreed_by=found.agreed_by,
        recorded_at=found.recorded_at,
        counted=counted,
    )


def _rules(rules: DayRules, at_a_window: bool) -> Iterable[days.RuleView]:
    """The rules that the figures come from, with this hall's own numbers in them."""
    yield _rule("rule_first_and_last")
    yield _rule("rule_grace", minutes=rules.grace_minutes)
    yield _rule("rule_absent", minutes=rules.absent_from_minutes)
    yield _rule("rule_missing_absence" if rules.missing_is_absence else "rule_missing_counted")
    yield _rule("rule_duplicates", seconds=round(rules.duplicates.total_seconds()))
    yield _rule("rule_overtime", minutes=rules.overtime_from_minutes)
    if at_a_window and rules.sign_in_within_minutes is not None:
        yield _rule("rule_signed_in", minutes=rules.sign_in_within_minutes)
    yield days.RuleView(
        code="formula", said_zh=text("sheets.formula", ZH), said_en=text("sheets.formula", EN)
    )


def _rule(code: str, **places: object) -> days.RuleView:
    return days.RuleView(
        code=code,
        said_zh=text(f"attendance.{code}", ZH, **places),
        said_en=text(f"attendance.{code}", EN, **places),
    )
