"""The facts of a month's sheets, from what is on record. Reads beside the lane and changes nothing."""

from collections.abc import Collection
from dataclasses import replace

from hall_server.domain.attendance.book import OnRecord, PersonMonth, Terms
from hall_server.domain.attendance.month import Line, SheetLine, adjusted
from hall_server.domain.names import UnitId
from hall_server.domain.roster import days_of_month
from hall_server.operations.attendance_ports import Month, Records
from hall_server.operations.months import UnitSheet, sheets_over
from hall_server.operations.steady import steady
from hall_server.reports.month import MonthFacts
from hall_server.reports.year import YearFacts, year_of
from hall_server.wire.words import Language


def facts_of(
    records: Records,
    terms: Terms,
    month: Month,
    units: Collection[UnitId | None] | None = None,
    language: Language = Language.ZH,
) -> MonthFacts:
    """Everything that the sheets of these units tell; None: of all units."""
    with steady():
        on_record = _people(records, month, units)
        sheets = sheets_over(records, on_record, terms, *month)
        wanted = [sheet for sheet in sheets if units is None or sheet.unit in units]
        return told(on_record, wanted, sheets, terms, month, language)


def _people(records: Records, month: Month, units: Collection[UnitId | None] | None) -> list[OnRecord]:
    """Those of the units; and whom a signed sheet of theirs keeps although they have moved since."""
    days = days_of_month(*month)
    found = records.people(days[0], days[-1], units=units)
    if units is None:
        return found
    signed = {staff for sheet in records.sheets(month) if sheet.unit in units for staff in sheet.locked}
    moved = signed - {person.staff.number for person in found}
    return found + records.people(days[0], days[-1], only=moved) if moved else found


def told(
    on_record: Collection[OnRecord],
    sheets: Collection[UnitSheet],
    everywhere: Collection[UnitSheet],
    terms: Terms,
    month: Month,
    language: Language,
) -> MonthFacts:
    """The sheets to show as one value; `everywhere` are those of all units."""
    days = {person.line.staff: person.days for sheet in everywhere for person in sheet.people}
    people = [PersonMonth(line, days.get(line.staff, ())) for sheet in sheets for line in sheet.lines]
    shown = {person.line.staff for person in people}
    mine = [person for person in on_record if person.staff.number in shown]
    chinese = language is Language.ZH
    return MonthFacts(
        hall=terms.plan.name_zh if chinese else terms.plan.name_en,
        month=month,
        drawn_at=terms.now.astimezone(terms.zone),
        people=people,
        units={u.id: u.name_zh if chinese else u.name_en for u in terms.plan.units.values()},
        states={sheet.unit: sheet.sheet.state for sheet in sheets},
        punches={p.id: p for person in mine for day in person.punches.values() for p in day},
        corrections={c.id: c for person in mine for c in person.corrections},
        adjustments=[found for sheet in sheets for found in sheet.adjustments],
    )


def facts_of_year(
    records: Records,
    terms: Terms,
    year: int,
    units: Collection[UnitId | None] | None = None,
    language: Language = Language.ZH,
) -> YearFacts:
    """The months of the year up to now, those in which somebody belonged to the hall.

    Signed figures count with what was adjusted since: at the end of a year what holds is asked for.
    """
    here = terms.now.astimezone(terms.zone)
    months = [(year, month) for month in range(1, 13) if (year, month) <= (here.year, here.month)]
    # One after the other, so that the days of one month only are kept at a time.
    found = [_for_the_year(facts_of(records, terms, month, units, language), terms) for month in months]
    return year_of(year, [one for one in found if one.people], here)


def _for_the_year(facts: MonthFacts, terms: Terms) -> MonthFacts:
    """Its lines with the adjustments in them, also of people whom nobody knew of when it was signed."""
    signed = {person.line.staff: person.line for person in facts.people}
    for found in facts.adjustments:
        if found.staff not in signed and (staff := terms.plan.staff.get(found.staff)):
            signed[staff.number] = SheetLine(staff.number, staff.name, found.unit, staff.kind, Line())
    lines = adjusted({staff: line.line for staff, line in signed.items()}, facts.adjustments)
    people = [PersonMonth(replace(line, line=lines[staff]), ()) for staff, line in signed.items()]
    return replace(facts, people=people, punches={}, corrections={})
