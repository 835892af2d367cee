"""A month computed anew from what is on record, beside what its sheets show."""

from dataclasses import dataclass, replace

from hall_server.domain.attendance.book import OnRecord, Terms
from hall_server.domain.attendance.month import Change, Line, SheetState, changes
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import days_of_month
from hall_server.operations.attendance_ports import Month, Records
from hall_server.operations.months import UnitSheet, as_adjusted, lines_of, months_of, sheets_over


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is shown otherwise than it comes out now."""

    unit: UnitId | None
    state: SheetState
    change: Change


@dataclass(frozen=True, slots=True)
class Recheck:
    people: int
    locked: int
    """Sheets that were signed."""
    differences: tuple[Difference, ...]


def recheck(records: Records, terms: Terms, month: Month) -> Recheck:
    """Computes twice, the second time from the records in reverse, for their order must not matter.

    A locked sheet shows what was signed with its adjustments; the others show what comes out.
    """
    days = days_of_month(*month)
    people = records.people(days[0], days[-1])
    sheets = sheets_over(records, people, terms, *month)
    anew = months_of([_in_reverse(person) for person in reversed(people)], terms, *month)
    found: list[Difference] = []
    for sheet in sheets:
        computed = {p.line.staff: p.line.line for p in anew if p.line.unit == sheet.unit}
        found += [
            Difference(sheet.unit, sheet.sheet.state, change) for change in changes(_shown(sheet), computed)
        ]
    locked = sum(sheet.sheet.state is SheetState.LOCKED for sheet in sheets)
    return Recheck(len(people), locked, tuple(found))


def _shown(sheet: UnitSheet) -> dict[StaffNumber, Line]:
    return as_adjusted(sheet) if sheet.sheet.state is SheetState.LOCKED else lines_of(sheet.people)


def _in_reverse(person: OnRecord) -> OnRecord:
    """A day set by name stands once a day, so their order says nothing."""
    return replace(
        person,
        punches={day: told[::-1] for day, told in person.punches.items()},
        absences=person.absences[::-1],
        corrections=person.corrections[::-1],
        sign_ins={day: seen[::-1] for day, seen in person.sign_ins.items()},
        duties=person.duties[::-1],
    )
