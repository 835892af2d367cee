"""The days behind the sheet: one row a person and day, from the status down to each punch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from hall_server.domain.attendance.book import PersonMonth
from hall_server.domain.attendance.day import DayRecord, Mark, Side, Status, Verdict
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.attendance.shift import Shift
from hall_server.domain.roster import Ground
from hall_server.reports.month import MonthFacts
from hall_server.reports.words import Words, days

DayValue = str | int | None
MARKS = 4
"""Punches that a day may ask for: two spans of half a day."""
WIDTHS = (10.5, 5, 20, 7.5, 8.5, 9, 11, *(13.5,) * MARKS, 7, 7, 5.5, 7, 14, 6, 18, 52)
"""Of the columns, in characters."""
LEFT = (3, 16, 18, 19)
"""Columns of longer words."""
_TIME = "\0"
"""Stands for the time in a sentence that is used again and again."""
_TOLD_GROUNDS = (Ground.NO_TIMETABLE, Ground.NOT_EMPLOYED)


def headings(words: Words) -> tuple[str, ...]:
    ends = [words(f"day_{end}", number=span) for span in (1, 2) for end in ("in", "out")]
    return (
        words("day_date"),
        words("day_weekday"),
        words("column_unit"),
        words("column_number"),
        words("column_name"),
        words("day_shift"),
        words("day_status"),
        *ends,
        words("column_late_minutes"),
        words("column_early_minutes"),
        words("column_missing"),
        words("column_absent"),
        words("day_leave"),
        words("column_overtime_minutes"),
        words("day_notes"),
        words("day_evidence"),
    )


@dataclass(frozen=True, slots=True)
class DayRows:
    """Makes the rows of a month, people in the order of the sheet."""

    facts: MonthFacts
    words: Words
    said: dict[tuple[object, ...], str] = field(default_factory=dict)
    """Sentences that come again and again, by what they are made of."""

    def of(self, people: Iterable[PersonMonth]) -> Iterator[tuple[DayValue, ...]]:
        for person in people:
            unit = self.words.unit(person.line.unit, self.facts.units)
            for record in sorted(person.days, key=lambda r: r.day):
                yield self._row(person, unit, record)

    def _row(self, person: PersonMonth, unit: str, record: DayRecord) -> tuple[DayValue, ...]:
        shift = record.planned.shift
        late = early = missing = 0
        for mark in record.marks:
            late += mark.minutes if mark.verdict is Verdict.LATE else 0
            early += mark.minutes if mark.verdict is Verdict.EARLY else 0
            missing += mark.verdict is Verdict.MISSING
        absent = record.absent_half_days
        return (
            record.day.isoformat(),
            self.words(f"weekday_{record.day.isoweekday()}"),
            unit,
            record.staff,
            person.line.name,
            self._shift(shift),
            self._status(record),
            *self._marks(record),
            late or None,
            early or None,
            missing or None,
            f"{absent / 2:g}" if absent else None,
            self._leave(record),
            sum(record.overtime.values()) or None,
            self._notes(record),
            self._evidence(record),
        )

    def _shift(self, shift: Shift | None) -> str | None:
        if shift is None:
            return None
        return shift.name_en if self.words.language.value == "en" else shift.name_zh

    def _status(self, record: DayRecord) -> str:
        if record.status is Status.REST and record.planned.ground in _TOLD_GROUNDS:
            return self.words(f"ground_{record.planned.ground.value}")
        return self.words(f"status_{record.status.value}")

    def _marks(self, record: DayRecord) -> tuple[str | None, ...]:
        found: list[str | None] = [None] * MARKS
        for mark in record.marks:
            found[mark.span * 2 + (mark.side is Side.OUT)] = self._mark(mark)
        return tuple(found)

    def _mark(self, mark: Mark) -> str:
        at = self._punched_at(mark)
        time = at.isoformat()[11:16] if at else ""
        made_of = mark.verdict.value, mark.side is Side.IN, time, mark.minutes, mark.corrected
        known = self.said.get(made_of)
        if known is None:
            known = self.said[made_of] = self._mark_at(mark, time)
        return known

    def _mark_at(self, mark: Mark, time: str) -> str:
        key = mark.verdict.value
        if mark.verdict is Verdict.ABSENT:
            key = f"absent_{mark.side.value}"
        said = self.words(f"mark_{key}", time=time, minutes=mark.minutes)
        return self.words("mark_corrected", mark=said) if mark.corrected else said

    def _punched_at(self, mark: Mark) -> datetime | None:
        """The moment that decided; from the mark itself where the punch is not at hand."""
        if mark.punch is None:
            return None
        if mark.corrected and mark.punch in self.facts.corrections:
            return self._here(self.facts.corrections[mark.punch].at)
        punch = self.facts.punches.get(mark.punch)
        return self._here(punch.at) if punch else None

    def _here(self, moment: datetime) -> datetime:
        return moment.astimezone(self.facts.drawn_at.tzinfo)

    def _leave(self, record: DayRecord) -> str | None:
        if not record.leave or record.planned.shift is None:
            return None
        due = Fraction(record.planned.shift.half_days, 2)
        return self.words.listed(
            self.words("leave_of", kind=self.words(f"away_{kind.value}"), days=days(share * due))
            for kind, share in record.leave.items()
        )

    def _notes(self, record: DayRecord) -> str | None:
        duties = {duty.kind: self.words(f"duty_{duty.kind.value}") for duty in record.planned.duties}
        notes = (self.words(f"note_{note.value}") for note in record.notes)
        return self.words.listed((record.planned.note, *duties.values(), *notes)) or None

    def _evidence(self, record: DayRecord) -> str | None:
        """Every punch of the day in the order of time, and the corrections that decided."""
        decided = {mark.punch for mark in record.marks if mark.punch}
        if not decided and not record.ignored:
            return None
        known = [p for i in {*decided, *record.ignored} if (p := self.facts.punches.get(i))]
        lines = [
            self._punch(punch, punch.id in decided) for punch in sorted(known, key=lambda p: (p.at, p.id))
        ]
        lines += [
            self.words("evidence_unknown", punch=i) for i in record.ignored if i not in self.facts.punches
        ]
        for correction in (
            self.facts.corrections[i] for i in sorted(decided & self.facts.corrections.keys())
        ):
            lines.append(
                self.words(
                    "evidence_correction",
                    time=f"{self._here(correction.at):%H:%M}",
                    reason=correction.reason,
                    by=correction.by,
                    agreed_by=correction.agreed_by,
                )
            )
        return self.words.listed(lines)

    def _punch(self, punch: Punch, counts: bool) -> str:
        key = "evidence" if counts else "evidence_doubt" if punch.doubt else "evidence_left_out"
        frame = self.said.get((key, means := punch.means.value))
        if frame is None:
            named = self.words(f"means_{means}")
            frame = self.said[key, means] = self.words(key, time=_TIME, means=named)
        return frame.replace(_TIME, self._here(punch.at).isoformat()[11:19])
