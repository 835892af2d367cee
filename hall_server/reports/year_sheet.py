"""《年度考勤汇总表》: attendance rate and violations by quarter and year, of each unit and of each person."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.domain.attendance.month import Line, attendance_rate
from hall_server.reports import look
from hall_server.reports.around import SIGNATURES
from hall_server.reports.look import Paper, Pen, Style
from hall_server.reports.words import Words
from hall_server.reports.year import QUARTERS, YearFacts, YearRow, of_units, summed
from hall_server.wire.words import Language

TITLE, ABOUT, GROUPS, HEADINGS = 1, 2, 3, 4
FIGURES = ("due", "attended", "rate", "violations")
"""Of each quarter, and of the year."""
BY_UNIT = (("unit", 30.0), ("people", 8.0))
BY_PERSON = (("unit", 24.0), ("kind", 9.5), ("number", 8.0), ("name", 9.0))
FORMATS = {
    "due": look.DAYS_FORMAT,
    "attended": look.DAYS_FORMAT,
    "rate": look.RATE_FORMAT,
    "violations": look.COUNT_FORMAT,
}


def year_sheet(facts: YearFacts, paper: Paper = Paper.A3, language: Language = Language.ZH) -> bytes:
    """The workbook: units on the first sheet, people on the second, each with the sum of all."""
    words = Words(language)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = words("by_unit")
    _draw(Pen(first), BY_UNIT, of_units(facts.people), facts, words)
    people = book.create_sheet(words("by_person"))
    _draw(Pen(people), BY_PERSON, facts.people, facts, words)
    for sheet in (first, people):
        look.for_printing(sheet, paper, (TITLE, HEADINGS), words, _about(facts, words))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _draw(
    pen: Pen, names: tuple[tuple[str, float], ...], rows: Sequence[YearRow], facts: YearFacts, words: Words
) -> None:
    last = len(names) + len(FIGURES) * (QUARTERS + 1)
    _head(pen, names, last, facts, words)
    place = HEADINGS
    for place, row in enumerate((*rows, summed(facts.people)), HEADINGS + 1):
        is_sum = place == HEADINGS + 1 + len(rows)
        _row(pen, place, _names(row, names, is_sum, facts, words), row, is_sum)
    notes = [words("formula"), words("formula_violations"), words("how_days_page")]
    notes += [words("year_adjusted", number=facts.adjustments)] if facts.adjustments else []
    for line in notes:
        place += 1
        pen.across(place, 1, last, line, look.PLAIN)
    place += 2
    pen.sheet.row_dimensions[place].height = 32
    share = last // len(SIGNATURES)
    for number, key in enumerate(SIGNATURES):
        pen.across(place, 1 + number * share, (number + 1) * share, words(key), replace(look.PLAIN, size=12))
    pen.sheet.print_area = f"A1:{get_column_letter(last)}{place}"
    pen.sheet.freeze_panes = f"{get_column_letter(len(names) + 1)}{HEADINGS + 1}"


def _head(pen: Pen, names: tuple[tuple[str, float], ...], last: int, facts: YearFacts, words: Words) -> None:
    title = f"{facts.hall} {words('year_title')}"
    pen.across(TITLE, 1, last, title, Style(size=18, bold=True, grid=False, face=look.TITLE_FACE))
    pen.across(ABOUT, 1, last, _about(facts, words), look.PLAIN)
    for number, (key, width) in enumerate(names, 1):
        pen.put(GROUPS, number, words(f"column_{key}"), look.HEADING)
        pen.put(HEADINGS, number, None, look.HEADING)
        pen.sheet.column_dimensions[get_column_letter(number)].width = width
        pen.sheet.merge_cells(start_row=GROUPS, end_row=HEADINGS, start_column=number, end_column=number)
    for quarter in range(QUARTERS + 1):
        first = len(names) + 1 + quarter * len(FIGURES)
        said = words("quarter", number=quarter + 1) if quarter < QUARTERS else words("whole_year")
        pen.across(GROUPS, first, first + len(FIGURES) - 1, said, look.HEADING)
        for number, key in enumerate(FIGURES, first):
            pen.put(HEADINGS, number, words(f"column_{key}"), look.HEADING)
            pen.sheet.column_dimensions[get_column_letter(number)].width = 9
    for row, height in ((TITLE, 30), (ABOUT, 20), (GROUPS, 18), (HEADINGS, 18)):
        pen.sheet.row_dimensions[row].height = height


def _about(facts: YearFacts, words: Words) -> str:
    units = {row.unit for row in facts.people}
    unit = words.unit(next(iter(units)), facts.units) if len(units) == 1 else words("all_units")
    year = words("year_name", year=facts.year)
    about = words("heading_of_year", year=year, unit=unit, people=len(facts.people))
    return f"{about}　　{words('heading_at', at=f'{facts.drawn_at:%Y-%m-%d %H:%M}')}"


def _names(
    row: YearRow, names: tuple[tuple[str, float], ...], is_sum: bool, facts: YearFacts, words: Words
) -> list[str | int]:
    known: dict[str, str | int] = {
        "unit": words("total") if is_sum else words.unit(row.unit, facts.units),
        "people": row.people,
        "kind": words.kind(row.kind) if row.kind else "",
        "number": row.staff or "",
        "name": row.name,
    }
    return [known[key] for key, _ in names]


def _row(pen: Pen, place: int, names: Sequence[str | int], row: YearRow, is_sum: bool) -> None:
    fill = look.SUM_FILL if is_sum else None
    for number, name in enumerate(names, 1):
        style = Style(bold=is_sum, across="left" if number == 1 else "center", wrap=number == 1, fill=fill)
        pen.put(place, number, name, style)
    number = len(names)
    for line in (*row.quarters, row.year):
        for key in FIGURES:
            number += 1
            pen.put(place, number, _figure(key, line), Style(bold=is_sum, number=FORMATS[key], fill=fill))


def _figure(key: str, line: Line) -> object:
    if key == "rate":
        return look.rate_cell(attendance_rate(line))
    return look.days_cell(line.violations if key == "violations" else getattr(line, key))
