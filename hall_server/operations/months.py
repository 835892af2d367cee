"""《月度考勤报表》 as it stands: computed from what is on record, beside what was signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain.attendance.book import KnownWorkdays, OnRecord, PersonMonth, Terms, month_of_person
from hall_server.domain.attendance.month import (
    COLUMNS,
    Adjustment,
    Line,
    Sheet,
    SheetLine,
    SheetState,
    adjusted,
)
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import days_of_month
from hall_server.operations.attendance_ports import Records, Units
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.steady import steady


def terms_of(uow: UnitOfWork, now: datetime) -> Terms:
    """What days are judged by at this moment; a value that stays as it is while days are computed."""
    return Terms(uow.plan, uow.rules.attendance, KnownWorkdays(uow.workdays), uow.zone_info, now)


def month_of(
    records: Records, terms: Terms, year: int, month: int, units: Units | None = None
) -> list[PersonMonth]:
    """Everybody's line of a month with the days behind it, by unit and number, as computed now.

    `units` narrows it down; None among them is the centre itself. It reads the database in one transaction
    and changes nothing, so it runs beside the lane, on any thread.
    """
    days = days_of_month(year, month)
    with steady():
        return months_of(records.people(days[0], days[-1], units=units), terms, year, month)


def months_of(people: Sequence[OnRecord], terms: Terms, year: int, month: int) -> list[PersonMonth]:
    """The month of people who were read before. Who never belonged to the hall in it has no line."""
    days = days_of_month(year, month)
    return [month_of_person(person, days, terms) for person in people]


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """One unit's sheet of a month."""

    unit: UnitId | None
    sheet: Sheet
    lines: tuple[SheetLine, ...]
    """As they are printed: the signed ones once the sheet is locked, the computed ones before."""
    people: tuple[PersonMonth, ...]
    """As computed now."""
    adjustments: tuple[Adjustment, ...]
    """Found after the lock, in the order of their dates."""


def sheets_of(records: Records, terms: Terms, year: int, month: int) -> list[UnitSheet]:
    """All sheets of a month, in the order of the units."""
    days = days_of_month(year, month)
    with steady():
        return sheets_over(records, records.people(days[0], days[-1]), terms, year, month)


def sheets_over(
    records: Records, people: Sequence[OnRecord], terms: Terms, year: int, month: int
) -> list[UnitSheet]:
    """The same, of everybody as they were read before."""
    everybody = months_of(people, terms, year, month)
    line_of = {person.line.staff: person.line for person in everybody}
    computed: dict[UnitId | None, list[PersonMonth]] = {}
    for person in everybody:
        computed.setdefault(person.line.unit, []).append(person)
    sheets = {sheet.unit: sheet for sheet in records.sheets((year, month))}
    found = records.adjustments((year, month))
    return [
        _unit_sheet(
            unit,
            sheets.get(unit, Sheet((year, month), unit)),
            computed.get(unit, []),
            line_of,
            [a for a in found if a.unit == unit],
        )
        for unit in dict.fromkeys([*computed, *sheets])
    ]


def lines_of(people: Sequence[PersonMonth]) -> dict[StaffNumber, Line]:
    return {person.line.staff: person.line.line for person in people}


def as_adjusted(sheet: UnitSheet) -> dict[StaffNumber, Line]:
    """The signed lines with every later adjustment in them."""
    return adjusted(sheet.sheet.locked, sheet.adjustments)


def _unit_sheet(
    unit: UnitId | None,
    sheet: Sheet,
    people: list[PersonMonth],
    line_of: Mapping[StaffNumber, SheetLine],
    found: list[Adjustment],
) -> UnitSheet:
    lines = [person.line for person in people]
    if sheet.state is SheetState.LOCKED:
        # Also of those who were moved to another unit since.
        lines = [
            replace(line_of[staff], unit=unit, line=signed)
            for staff, signed in sheet.locked.items()
            if staff in line_of
        ]
    found.sort(key=lambda a: (a.found_at, a.staff, COLUMNS.index(a.column)))
    return UnitSheet(unit, sheet, tuple(lines), tuple(people), tuple(found))
