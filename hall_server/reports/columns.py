"""The columns of the 《月度考勤报表》, in their order, and what stands in them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from hall_server.domain.attendance.month import Line, SheetLine, attendance_rate
from hall_server.reports.month import MonthFacts, Row, RowKind
from hall_server.reports.words import NOTHING, Words, days, percent

Value = str | int | Fraction | None


class Figure(Enum):
    """How a column is written."""

    WORDS = "words"
    """Short ones, in the middle."""
    LONG_WORDS = "long_words"
    DAYS = "days"
    COUNT = "count"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    width: float
    """In characters, as spreadsheets measure it."""
    figure: Figure
    group: str | None = None
    """Stands above this column and its neighbours of the same group."""
    of: Callable[[Line], int | Fraction | None] | None = None
    """None where it tells of the person."""


def _figure(key: str, width: float, figure: Figure, of: str, group: str | None = None) -> Column:
    return Column(key, width, figure, group, lambda line: getattr(line, of))


COLUMNS: tuple[Column, ...] = (
    Column("month", 9.5, Figure.WORDS),
    Column("unit", 22, Figure.LONG_WORDS),
    Column("kind", 11, Figure.WORDS),
    Column("number", 7.5, Figure.WORDS),
    Column("name", 9, Figure.WORDS),
    _figure("due", 8.5, Figure.DAYS, "due"),
    _figure("attended", 8.5, Figure.DAYS, "attended"),
    Column("rate", 9, Figure.RATE, None, attendance_rate),
    _figure("times", 5.5, Figure.COUNT, "late_times", "late"),
    _figure("minutes", 5.5, Figure.COUNT, "late_minutes", "late"),
    _figure("times", 5.5, Figure.COUNT, "early_times", "early"),
    _figure("minutes", 5.5, Figure.COUNT, "early_minutes", "early"),
    _figure("missing", 5.5, Figure.COUNT, "missing"),
    _figure("absent", 11, Figure.DAYS, "absent"),
    _figure("personal", 6.5, Figure.DAYS, "personal"),
    _figure("sick", 6.5, Figure.DAYS, "sick"),
    _figure("annual", 6.5, Figure.DAYS, "annual"),
    _figure("other_leave", 8, Figure.DAYS, "other_leave"),
    _figure("official", 11, Figure.DAYS, "official"),
    _figure("field_work", 6.5, Figure.DAYS, "field_work"),
    Column("remarks", 28, Figure.LONG_WORDS),
)
PERSONAL = sum(column.of is None for column in COLUMNS) - 1
"""Columns before the figures; in a sum they hold one sentence."""


def cells(row: Row, facts: MonthFacts, words: Words) -> tuple[Value, ...]:
    """One value a column. Of a sum the first columns hold its name, in the first of them."""
    figures = tuple(column.of(row.line) for column in COLUMNS if column.of)
    remarks = _remarks(row, facts, words)
    if row.person is None:
        name = words("total")
        if row.kind is RowKind.SUBTOTAL:
            name = words("subtotal", unit=words.unit(row.unit, facts.units))
        return (name, *(None,) * (PERSONAL - 1), *figures, remarks)
    who = row.person
    return (
        "{}-{:02}".format(*facts.month),
        words.unit(row.unit, facts.units),
        words.kind(who.kind),
        who.staff,
        who.name,
        *figures,
        remarks,
    )


def _remarks(row: Row, facts: MonthFacts, words: Words) -> str:
    if row.person is not None:
        return _of_person(row.person, words)
    said = words("people", number=row.people)
    if row.kind is RowKind.SUBTOTAL:
        return words.listed((said, words(f"state_{facts.state(row.unit).value}")))
    return said


def _of_person(person: SheetLine, words: Words) -> str:
    overtime = person.line.overtime_minutes
    return words.listed(
        (
            words("remark_overtime", minutes=overtime) if overtime else "",
            *(words.remark(remark) for remark in person.remarks),
        )
    )


def printed(value: Value, figure: Figure) -> str:
    """A value as it stands on paper; a nought as a dash."""
    if isinstance(value, str):
        return value
    if figure is Figure.RATE:
        return percent(Fraction(value) if value is not None else None)
    if not value:
        return "" if value is None else NOTHING
    return days(Fraction(value)) if figure is Figure.DAYS else str(value)
