"""What stands around the table of a month: title, state, formula, adjustments, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hall_server.domain.attendance.book import PersonMonth
from hall_server.reports.month import MonthFacts
from hall_server.reports.words import NOTHING, Words, days

SIGNATURES = ("sign_maker", "sign_unit", "sign_centre", "sign_date")
ADJUSTMENT_HEADINGS = (
    "adjustment_on",
    "column_number",
    "column_name",
    "adjustment_column",
    "adjustment_signed",
    "adjustment_now",
)


@dataclass(frozen=True, slots=True)
class Around:
    title: str
    about: str
    state: str
    footnotes: tuple[str, ...]
    adjustments: tuple[tuple[str, ...], ...]
    """Their headings first; nothing where there are none."""
    signatures: tuple[str, ...]


def around(facts: MonthFacts, words: Words, details: str | None) -> Around:
    """`details` is the name of the sheet that holds the days, where there is one."""
    units = {one.line.unit for one in facts.people}
    unit = words.unit(next(iter(units)), facts.units) if len(units) == 1 else words("all_units")
    how = words("how_days", details=details) if details else words("how_days_page")
    rows = _adjustment_rows(facts, words)
    return Around(
        title=f"{facts.hall} {words('month_title')}",
        about=words("heading_of", month=words.month(facts.month), unit=unit, people=len(facts.people)),
        state=words("heading_state", state=words.state(facts), at=f"{facts.drawn_at:%Y-%m-%d %H:%M}"),
        footnotes=(words("formula"), how),
        adjustments=(tuple(words(key) for key in ADJUSTMENT_HEADINGS), *rows) if rows else (),
        signatures=tuple(words(key) for key in SIGNATURES),
    )


def in_order(facts: MonthFacts) -> tuple[PersonMonth, ...]:
    """People by unit as the hall lists its units, the front first, then by staff number."""
    place = {unit: number for number, unit in enumerate(facts.units)}
    return tuple(
        sorted(
            facts.people,
            key=lambda one: (
                place.get(one.line.unit, len(place)),
                str(one.line.unit or ""),
                one.line.kind != "front",
                one.line.staff,
            ),
        )
    )


def _adjustment_rows(facts: MonthFacts, words: Words) -> Sequence[tuple[str, ...]]:
    names = {one.line.staff: one.line.name for one in facts.people}
    return [
        (
            f"{one.found_at.astimezone(facts.drawn_at.tzinfo):%Y-%m-%d}",
            one.staff,
            names.get(one.staff, ""),
            words(f"column_{one.column}"),
            _figure(one.signed),
            _figure(one.computed),
        )
        for one in sorted(facts.adjustments, key=lambda a: (a.found_at, a.staff, a.column))
    ]


def _figure(value: Fraction | int) -> str:
    return days(Fraction(value)) if value else NOTHING
