"""A year of attendance: sums of the monthly sheets as they were shown, by quarter, person and unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from hall_server.domain.attendance.month import Line
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.reports.month import MonthFacts, shown

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class YearRow:
    """One person's year, or that of a unit, or of everybody: four quarters."""

    quarters: tuple[Line, ...]
    unit: UnitId | None = None
    staff: StaffNumber | None = None
    name: str = field(default="", repr=False)
    kind: str = ""
    people: int = 1

    @property
    def year(self) -> Line:
        return sum(self.quarters, Line())


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    hall: str
    year: int
    drawn_at: datetime
    """In the hall's time zone."""
    people: Sequence[YearRow]
    units: Mapping[UnitId | None, str] = field(default_factory=lambda: MappingProxyType({}))
    adjustments: int = 0
    """Figures that came out differently after a sheet was signed; they are in the sums."""


def year_of(year: int, months: Sequence[MonthFacts], drawn_at: datetime) -> YearFacts:
    """The year's rows from its months. Who changed the unit stands with the one of the latest month."""
    quarters: dict[StaffNumber, list[Line]] = {}
    latest: dict[StaffNumber, YearRow] = {}
    for facts in sorted(months, key=lambda one: one.month):
        for person in facts.people:
            who = person.line
            mine = quarters.setdefault(who.staff, [Line()] * QUARTERS)
            mine[(facts.month[1] - 1) // 3] += shown(who.line)
            latest[who.staff] = YearRow((), who.unit, who.staff, who.name, who.kind)
    units = months[-1].units if months else MappingProxyType[UnitId | None, str]({})
    rows = [
        YearRow(tuple(quarters[staff]), row.unit, staff, row.name, row.kind) for staff, row in latest.items()
    ]
    place = {unit: number for number, unit in enumerate(units)}
    rows.sort(
        key=lambda r: (place.get(r.unit, len(place)), str(r.unit or ""), r.kind != "front", r.staff or "")
    )
    return YearFacts(
        hall=months[-1].hall if months else "",
        year=year,
        drawn_at=drawn_at,
        people=tuple(rows),
        units=units,
        adjustments=sum(len(facts.adjustments) for facts in months),
    )


def of_units(people: Sequence[YearRow]) -> tuple[YearRow, ...]:
    """One row a unit, in the order of their first appearance."""
    units = dict.fromkeys(row.unit for row in people)
    return tuple(summed([row for row in people if row.unit == unit], unit) for unit in units)


def summed(rows: Sequence[YearRow], unit: UnitId | None = None) -> YearRow:
    """The sum of rows, quarter by quarter."""
    quarters = tuple(sum((row.quarters[q] for row in rows), Line()) for q in range(QUARTERS))
    return YearRow(quarters, unit, people=sum(row.people for row in rows))
