"""A month of attendance as the report shows it: rows by unit with subtotals, in hundredths of a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import Enum
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Any

from hall_server.domain.attendance.book import PersonMonth
from hall_server.domain.attendance.day import Correction
from hall_server.domain.attendance.month import Adjustment, Line, SheetLine, SheetState
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.names import StaffNumber, UnitId

HUNDREDTHS = 100
SHARES = ("attended", "absent", "personal", "sick", "annual", "other_leave")
"""What the days that were due consist of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """Everything that the sheets of a month tell."""

    hall: str
    month: tuple[int, int]
    drawn_at: datetime
    """In the hall's time zone."""
    people: Sequence[PersonMonth]
    """Their lines as they are printed: of a locked sheet, those that were signed."""
    units: Mapping[UnitId | None, str] = field(default_factory=lambda: MappingProxyType({}))
    """Names; the centre itself is None."""
    states: Mapping[UnitId | None, SheetState] = field(default_factory=lambda: MappingProxyType({}))
    """A unit that is not listed is a draft."""
    punches: Mapping[str, Punch] = field(default_factory=lambda: MappingProxyType({}))
    corrections: Mapping[str, Correction] = field(default_factory=lambda: MappingProxyType({}))
    adjustments: Sequence[Adjustment] = ()

    def state(self, unit: UnitId | None) -> SheetState:
        return self.states.get(unit, SheetState.DRAFT)


def shown(line: Line) -> Line:
    """The line in hundredths of a day, each within a hundredth of the exact figure.

    What was due stays the sum of its shares: the hundredths that rounding loses go to the largest
    remainders, so that a row adds up as it is printed. A share of nothing stays nothing.
    """
    exact = {f.name: value for f in fields(line) if isinstance(value := getattr(line, f.name), Fraction)}
    counted = {name: Fraction(round(value * HUNDREDTHS)) for name, value in exact.items()}
    if sum((exact[name] for name in SHARES), Fraction(0)) == line.due:
        counted |= _shared_out({name: exact[name] * HUNDREDTHS for name in SHARES}, counted["due"])
    days: dict[str, Any] = {name: value / HUNDREDTHS for name, value in counted.items()}
    return replace(line, **days)


def _shared_out(parts: Mapping[str, Fraction], whole: Fraction) -> dict[str, Fraction]:
    """Whole numbers near the parts, with that sum."""
    found = {name: Fraction(floor(part)) for name, part in parts.items()}
    left = int(whole - sum(found.values()))
    for name in sorted(parts, key=lambda n: found[n] - parts[n])[:left]:
        found[name] += 1
    return found


class RowKind(Enum):
    PERSON = "person"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: somebody's month, or the sum of those above it. The line is as it is shown."""

    kind: RowKind
    line: Line
    unit: UnitId | None = None
    people: int = 1
    person: SheetLine | None = None

    @property
    def staff(self) -> StaffNumber | None:
        return self.person.staff if self.person else None


def rows_of(people: Iterable[PersonMonth]) -> tuple[Row, ...]:
    """Units in the order of their first appearance, each with its subtotal; the total at the end."""
    by_unit: dict[UnitId | None, list[Row]] = {}
    for one in people:
        row = Row(RowKind.PERSON, shown(one.line.line), one.line.unit, person=one.line)
        by_unit.setdefault(one.line.unit, []).append(row)
    found: list[Row] = []
    for unit, mine in by_unit.items():
        found += [*mine, Row(RowKind.SUBTOTAL, added(mine), unit, len(mine))]
    everybody = [row for mine in by_unit.values() for row in mine]
    return (*found, Row(RowKind.TOTAL, added(everybody), people=len(everybody)))


def added(rows: Iterable[Row]) -> Line:
    """The sum of rows as they are shown."""
    return sum((row.line for row in rows), Line())
