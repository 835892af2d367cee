"""《月度考勤报表》 as a workbook: the sheet to be signed, and the days on which each figure rests."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.domain.attendance.book import PersonMonth
from hall_server.operations.steady import steady
from hall_server.reports.around import Around, around, in_order
from hall_server.reports.columns import COLUMNS, PERSONAL, Figure, Value, cells
from hall_server.reports.day_rows import WIDTHS, DayRows
from hall_server.reports.days_sheet import FIRST_DAY, begin_days
from hall_server.reports.long_rows import with_rows
from hall_server.reports.look import (
    COUNT_FORMAT,
    DAYS_FORMAT,
    HEADING,
    PLAIN,
    RATE_FORMAT,
    SUM_FILL,
    TITLE_FACE,
    Paper,
    Pen,
    Style,
    days_cell,
    for_printing,
    rate_cell,
)
from hall_server.reports.month import MonthFacts, Row, rows_of
from hall_server.reports.words import Words
from hall_server.wire.words import Language

TITLE, ABOUT, GROUPS, HEADINGS = 1, 2, 3, 4
"""Rows above the figures."""
LAST = len(COLUMNS)
NUMBER_COLUMN = 4
ADJUSTMENT_COLUMNS = ((1, 2), (3, 4), (5, 6), (7, 10), (11, 14), (15, 18))
FORMATS = {Figure.DAYS: DAYS_FORMAT, Figure.COUNT: COUNT_FORMAT, Figure.RATE: RATE_FORMAT}


def month_sheet(facts: MonthFacts, paper: Paper = Paper.A3, language: Language = Language.ZH) -> bytes:
    """The workbook as a file's content."""
    with steady():
        return _drawn(facts, paper, language)


def _drawn(facts: MonthFacts, paper: Paper, language: Language) -> bytes:
    words, people = Words(language), in_order(facts)
    frame = around(facts, words, details=words("days_title"))
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = words("month_title")
    pen = Pen(sheet)
    _head(pen, frame, words)
    rows = rows_of(people)
    _figures(pen, rows, facts, words)
    _link_to_days(sheet, rows, people, words)
    last = _foot(pen, HEADINGS + len(rows) + 1, frame, words)
    sheet.print_area = f"A1:{get_column_letter(LAST)}{last}"
    for_printing(sheet, paper, (TITLE, HEADINGS), words, f"{frame.about}　{frame.state}")
    styles = begin_days(book, frame, sum(len(one.days) for one in people), paper, words)
    content = BytesIO()
    book.save(content)
    return with_rows(content.getvalue(), 2, FIRST_DAY, DayRows(facts, words).of(people), styles, WIDTHS)


def _head(pen: Pen, frame: Around, words: Words) -> None:
    pen.across(TITLE, 1, LAST, frame.title, Style(size=18, bold=True, grid=False, face=TITLE_FACE))
    pen.across(ABOUT, 1, LAST // 2, frame.about, PLAIN)
    pen.across(ABOUT, LAST // 2 + 1, LAST, frame.state, Style(across="right", grid=False, bold=True))
    for number, column in enumerate(COLUMNS, 1):
        pen.put(GROUPS, number, words(f"column_{column.group or column.key}"), HEADING)
        pen.put(HEADINGS, number, words(f"column_{column.key}") if column.group else None, HEADING)
        pen.sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet = pen.sheet
    for number, column in enumerate(COLUMNS, 1):
        if column.group is None:
            sheet.merge_cells(start_row=GROUPS, end_row=HEADINGS, start_column=number, end_column=number)
        elif COLUMNS[number].group == column.group:
            sheet.merge_cells(start_row=GROUPS, end_row=GROUPS, start_column=number, end_column=number + 1)
    for row, height in ((TITLE, 30), (ABOUT, 20), (GROUPS, 18), (HEADINGS, 18)):
        sheet.row_dimensions[row].height = height
    sheet.freeze_panes = f"{get_column_letter(PERSONAL + 1)}{HEADINGS + 1}"


def _figures(pen: Pen, rows: Sequence[Row], facts: MonthFacts, words: Words) -> None:
    for place, row in enumerate(rows, HEADINGS + 1):
        is_sum = row.person is None
        for number, (column, value) in enumerate(zip(COLUMNS, cells(row, facts, words), strict=True), 1):
            style = Style(
                bold=is_sum,
                across="left" if column.figure is Figure.LONG_WORDS or (is_sum and number == 1) else "center",
                wrap=column.figure is Figure.LONG_WORDS,
                number=FORMATS.get(column.figure, "General"),
                fill=SUM_FILL if is_sum else None,
            )
            pen.put(place, number, _written(value, column.figure), style)
        if is_sum:
            pen.sheet.merge_cells(start_row=place, end_row=place, start_column=1, end_column=PERSONAL)


def _written(value: Value, figure: Figure) -> str | int | float | Decimal | None:
    """Hundredths exactly; a rate to more places than it shows."""
    if figure is Figure.RATE:
        return rate_cell(Fraction(value) if value is not None else None)
    return days_cell(value) if isinstance(value, Fraction) else value


def _link_to_days(sheet: Worksheet, rows: Sequence[Row], people: Sequence[PersonMonth], words: Words) -> None:
    """From a staff number to that person's first day."""
    place, first = FIRST_DAY, dict[str, int]()
    for one in people:
        if one.days:
            first[one.line.staff] = place
        place += len(one.days)
    for number, row in enumerate(rows, HEADINGS + 1):
        if row.staff in first:
            cell = sheet.cell(number, NUMBER_COLUMN)
            target = f"'{words('days_title')}'!A{first[row.staff]}"
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)


def _foot(pen: Pen, row: int, frame: Around, words: Words) -> int:
    """Formula, adjustments, signatures; answers the last row."""
    for line in frame.footnotes:
        pen.across(row, 1, LAST, line, PLAIN)
        row += 1
    if frame.adjustments:
        pen.across(row + 1, 1, LAST, words("adjustments"), Style(bold=True, across="left", grid=False))
        row += 2
    for number, told in enumerate(frame.adjustments):
        for column, said in zip(ADJUSTMENT_COLUMNS, told, strict=True):
            pen.across(row, *column, said, HEADING if number == 0 else Style(wrap=True))
        row += 1
    row += 1
    pen.sheet.row_dimensions[row].height = 32
    share = LAST // len(frame.signatures)
    for number, line in enumerate(frame.signatures):
        first = 1 + number * share
        end = LAST if number == len(frame.signatures) - 1 else first + share - 1
        pen.across(row, first, end, line, Style(size=12, across="left", grid=False))
    return row
