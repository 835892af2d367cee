"""One person's day, computed from the plan, the raw punches and the absences that were agreed to.

The same inputs give the same record, in whatever order they came. Every figure names the punches and the
rule behind it. Recomputing is the only way to change a day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from hall_server.domain.attendance.day_spans import NO_LEAVE, SpanDay, leave_of, spans_of
from hall_server.domain.attendance.punch import Means, Punch, collapsed
from hall_server.domain.attendance.rules import DayRules
from hall_server.domain.attendance.stretches import MINUTE, common, minutes
from hall_server.domain.names import StaffNumber
from hall_server.domain.roster import DutyKind, Planned
from hall_server.domain.whereabouts import Kind, Treatment, Whereabouts

LATE_ARRIVAL = timedelta(days=1)
"""A punch that came so much later than it was made is worth a note."""


BROUGHT_LATER = (Means.SHEET, Means.IMPORT)
"""Nobody expects these at once."""
NO_OVERTIME: Mapping[DutyKind, int] = MappingProxyType({})
"""Of most days; a month has thousands of them."""


class Side(Enum):
    IN = "in"
    OUT = "out"


class Verdict(Enum):
    """What became of one punch that was asked for."""

    KEPT = "kept"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"
    """So late or so early that it is absence."""
    MISSING = "missing"
    NOT_YET = "not_yet"
    """Its window of time is not over."""
    EXCUSED = "excused"
    """The person was agreed to be away."""
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Mark:
    """One punch that was asked for. `minutes` late or early, as shown to the minute."""

    span: int
    """Of the shift, from 0."""
    side: Side
    due: datetime
    verdict: Verdict
    minutes: int = 0
    punch: str | None = None
    """Id of the raw punch, or of the correction, that decided."""
    corrected: bool = False


class Status(Enum):
    """What a day is on the sheet; each day is exactly one."""

    REST = "rest"
    NOT_YET = "not_yet"
    ATTENDED = "attended"
    LATE_OR_EARLY = "late_or_early"
    MISSING_PUNCH = "missing_punch"
    HALF_ABSENT = "half_absent"
    ABSENT = "absent"
    LEAVE = "leave"
    AWAY_ON_WORK = "away_on_work"


class Note(Enum):
    """What a person should look at; it decides nothing."""

    PUNCH_NOT_TRUSTED = "punch_not_trusted"
    PUNCHED_ON_A_DAY_OFF = "punched_on_a_day_off"
    NOT_AT_A_WINDOW = "not_at_a_window"
    CORRECTED = "corrected"
    LATE_ARRIVAL_OF_PUNCHES = "late_arrival_of_punches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """补签: what two people say about a punch that is missing or wrong. It never replaces the raw punch."""

    id: str
    staff: StaffNumber
    day: date
    span: int
    side: Side
    at: datetime
    reason: str = field(repr=False)
    by: StaffNumber
    agreed_by: StaffNumber
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything known of one person for one day; order does not matter, duplicates neither."""

    punches: Sequence[Punch] = ()
    undone: frozenset[str] = frozenset()
    """Punches of which the person said at once: 不是我."""
    absences: Sequence[Whereabouts] = ()
    corrections: Sequence[Correction] = ()
    sign_ins: Sequence[datetime] = ()
    """At a window's terminal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """The computed day. Days are fractions of this day's own due time, half days are whole."""

    staff: StaffNumber
    day: date
    planned: Planned
    status: Status
    marks: tuple[Mark, ...] = ()
    absent_half_days: int = 0
    leave: Mapping[Kind, Fraction] = field(default_factory=lambda: NO_LEAVE)
    """Days by kind, only where due."""
    overtime: Mapping[DutyKind, int] = field(default_factory=lambda: NO_OVERTIME)
    """Minutes by kind."""
    notes: tuple[Note, ...] = ()
    ignored: tuple[str, ...] = ()
    """Ids of punches that decided nothing: duplicates, undone, not trusted, outside every window."""

    @property
    def is_due(self) -> bool:
        return self.planned.shift is not None

    def of(self, verdict: Verdict) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.verdict is verdict)


class _Candidate(NamedTuple):
    """A moment that may decide, on the hall's clock. Ordered by its time, then by its id."""

    at: datetime
    id: str
    corrected: bool = False


def day_record(
    staff: StaffNumber,
    day: date,
    plan: Planned,
    facts: Facts,
    rules: DayRules,
    treatments: Mapping[Kind, Treatment],
    zone: tzinfo,
    now: datetime,
) -> DayRecord:
    """Judge one day as it stands at `now`.

    `facts` may hold more than this day's: what does not concern it is left aside.
    """
    counted, ignored, notes = _sorted_out(facts, rules, day, zone)
    corrections = _newest_corrections(facts.corrections, day)
    absences = [a for a in facts.absences if a.counts]
    spans = spans_of(plan, absences, day, zone)
    marks = [mark for place in spans for mark in _marks(place, counted, corrections, rules, now)]
    used = {mark.punch for mark in marks}
    notes |= {Note.CORRECTED} if any(mark.corrected for mark in marks) else set()
    if plan.shift is None and counted and not plan.duties:
        notes.add(Note.PUNCHED_ON_A_DAY_OFF)
    if _unseen_at_windows(spans, facts.sign_ins, rules, now):
        notes.add(Note.NOT_AT_A_WINDOW)
    absent = sum(_absent_half_days(place, marks, rules) for place in spans)
    leave = leave_of(spans, absences, day, zone)
    return DayRecord(
        staff=staff,
        day=day,
        planned=plan,
        status=_status(plan, spans, marks, absent, leave, treatments),
        marks=tuple(marks),
        absent_half_days=absent,
        leave=leave,
        overtime=_overtime(plan, counted, rules, day, zone),
        notes=tuple(sorted(notes, key=lambda note: note.value)),
        ignored=tuple(sorted(ignored | {c.id for c in counted if c.id not in used})),
    )


def _sorted_out(
    facts: Facts, rules: DayRules, day: date, zone: tzinfo
) -> tuple[list[_Candidate], set[str], set[Note]]:
    """Punches that may decide something, in their order, those that may not, and what to say of them."""
    if not facts.punches:
        return [], set(), set()
    today, notes = set[str](), set[Note]()
    trusted: list[_Candidate] = []
    for punch in facts.punches:
        at = punch.at.astimezone(zone)
        if at.date() != day or punch.id in today:
            continue
        today.add(punch.id)
        if punch.id in facts.undone:
            continue
        if punch.doubt is not None:
            notes.add(Note.PUNCH_NOT_TRUSTED)
            continue
        trusted.append(_Candidate(at, punch.id))
        if punch.received_at - at > LATE_ARRIVAL and punch.means not in BROUGHT_LATER:
            notes.add(Note.LATE_ARRIVAL_OF_PUNCHES)
    counted: list[_Candidate] = []
    for group in collapsed(trusted, rules.duplicates):
        # The first of a group may be a coming, the last a leaving: both stay.
        ends = (group[0], group[-1]) if len(group) > 1 else group
        counted += [_Candidate(_shown(at), name) for at, name, _ in ends]
    counted.sort()
    return counted, today.difference(c.id for c in counted), notes


def _shown(moment: datetime) -> datetime:
    """To the minute, as the clock shows it."""
    return moment.replace(second=0, microsecond=0)


def _newest_corrections(corrections: Iterable[Correction], day: date) -> dict[tuple[int, Side], _Candidate]:
    found = sorted((c for c in corrections if c.day == day), key=lambda c: (c.recorded_at, c.id))
    return {(c.span, c.side): _Candidate(_shown(c.at), c.id, corrected=True) for c in found}


def _marks(
    place: SpanDay,
    counted: Sequence[_Candidate],
    corrections: Mapping[tuple[int, Side], _Candidate],
    rules: DayRules,
    now: datetime,
) -> tuple[Mark, Mark]:
    """What became of a span's two punches."""
    span, (opens, middle, closes) = place.span, place.window
    if not place.left:
        start, end = place.due[0][0], place.due[-1][1]
        return (
            Mark(place.number, Side.IN, start, Verdict.EXCUSED),
            Mark(place.number, Side.OUT, end, Verdict.EXCUSED),
        )
    start, end = place.left[0][0], place.left[-1][1]
    came = left = None
    for each in counted:
        if opens <= each.at < middle:
            came = came or each
        elif middle <= each.at < closes:
            left = each
    if corrections:
        came = corrections.get((place.number, Side.IN), came)
        left = corrections.get((place.number, Side.OUT), left)
    late = max((came.at - start) // MINUTE, 0) if came else 0
    flexible = min(late, span.flexible_minutes) if start == place.due[0][0] else 0
    due_out = end + flexible * MINUTE if end == place.due[-1][1] else end
    early = max((due_out - left.at) // MINUTE, 0) if left else 0
    return (
        _mark(place, Side.IN, start, came, late - flexible, span.asks_in, rules, now >= middle),
        _mark(place, Side.OUT, due_out, left, early, span.asks_out, rules, now >= closes),
    )


def _mark(
    place: SpanDay,
    side: Side,
    due: datetime,
    punch: _Candidate | None,
    off_by: int,
    asked: bool,
    rules: DayRules,
    over: bool,
) -> Mark:
    if punch is None:
        missing = (Verdict.MISSING if over else Verdict.NOT_YET) if asked else Verdict.NOT_ASKED
        return Mark(place.number, side, due, missing)
    if off_by <= rules.grace_minutes:
        verdict, off_by = Verdict.KEPT, 0
    elif off_by >= rules.absent_from_minutes:
        verdict = Verdict.ABSENT
    else:
        verdict = Verdict.LATE if side is Side.IN else Verdict.EARLY
    if side is Side.OUT and not over and verdict is not Verdict.KEPT:
        # Whoever steps out may come back before the window of time is over.
        return Mark(place.number, side, due, Verdict.NOT_YET, 0, punch.id, punch.corrected)
    return Mark(place.number, side, due, verdict, off_by, punch.id, punch.corrected)


def _absent_half_days(place: SpanDay, marks: Iterable[Mark], rules: DayRules) -> int:
    """Nobody is absent more than the span is worth."""
    mine = [m for m in marks if m.span == place.number and m.verdict is not Verdict.NOT_ASKED]
    missing = [m for m in mine if m.verdict is Verdict.MISSING]
    if missing and len(missing) == len(mine):
        return place.span.half_days
    halves = sum(m.verdict is Verdict.ABSENT for m in mine)
    halves += len(missing) if rules.missing_is_absence else 0
    return min(halves, place.span.half_days)


def _overtime(
    plan: Planned, counted: Sequence[_Candidate], rules: DayRules, day: date, zone: tzinfo
) -> Mapping[DutyKind, int]:
    """Minutes of a duty between the day's first punch and its last."""
    if not counted or not plan.duties:
        return NO_OVERTIME
    there = (counted[0].at, counted[-1].at)
    found: dict[DutyKind, int] = {}
    for duty in plan.duties:
        stretch = (datetime.combine(day, duty.start, zone), datetime.combine(day, duty.end, zone))
        spent = minutes(common([stretch], [there]))
        if spent >= rules.overtime_from_minutes:
            found[duty.kind] = found.get(duty.kind, 0) + spent
    return found


def _unseen_at_windows(
    spans: Sequence[SpanDay], sign_ins: Sequence[datetime], rules: DayRules, now: datetime
) -> bool:
    """Whether a span of front staff began without a sign-in at a terminal."""
    if rules.sign_in_within_minutes is None:
        return False
    allowed = rules.sign_in_within_minutes * MINUTE
    begun = [place for place in spans if place.left and now >= place.left[0][0] + allowed]
    return any(
        not any(place.window[0] <= at <= place.left[0][0] + allowed for at in sign_ins) for place in begun
    )


def _status(
    plan: Planned,
    spans: Sequence[SpanDay],
    marks: Sequence[Mark],
    absent: int,
    leave: Mapping[Kind, Fraction],
    treatments: Mapping[Kind, Treatment],
) -> Status:
    """The heaviest thing that happened names the day."""
    if plan.shift is None:
        return Status.REST
    verdicts = {mark.verdict for mark in marks}
    if Verdict.NOT_YET in verdicts:
        return Status.NOT_YET
    if absent:
        return Status.ABSENT if absent >= plan.shift.half_days else Status.HALF_ABSENT
    if Verdict.MISSING in verdicts:
        return Status.MISSING_PUNCH
    if verdicts & {Verdict.LATE, Verdict.EARLY}:
        return Status.LATE_OR_EARLY
    if spans and not any(place.left for place in spans):
        on_leave = any(treatments[kind] is Treatment.LEAVE for kind in leave)
        return Status.LEAVE if on_leave else Status.AWAY_ON_WORK
    return Status.ATTENDED
