"""How the workbooks look: letters, lines, numbers, paper. Printable on A3 and A4, across."""

from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.reports.words import NOTHING, Words

TEXT_FACE, TITLE_FACE = "宋体", "黑体"
"""On every office computer in China; elsewhere programs take their own Chinese letters."""
THIN = Side(style="thin", color="FF808080")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADING_FILL = "FFE3EAF4"
SUM_FILL = "FFF3F3F3"
DAYS_FORMAT = 'General;-General;"–"'
COUNT_FORMAT = '0;-0;"–"'
RATE_FORMAT = "0.00%"
RATE_PLACES = 6
ILLEGAL = {c: None for c in (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF)}
"""Characters that a workbook may not hold."""


class Paper(Enum):
    """Sizes by their numbers in a workbook."""

    A3 = 8
    A4 = 9


@dataclass(frozen=True, slots=True)
class Style:
    """Of one cell."""

    size: float = 10
    bold: bool = False
    across: str = "center"
    wrap: bool = False
    number: str = "General"
    fill: str | None = None
    grid: bool = True
    face: str = TEXT_FACE


PLAIN = Style(across="left", grid=False)
HEADING = Style(bold=True, wrap=True, fill=HEADING_FILL)


def days_cell(days: Fraction) -> Decimal:
    """Hundredths of a day, exactly."""
    return Decimal(days.numerator) / days.denominator


def rate_cell(rate: Fraction | None) -> str | float:
    """To more places than are shown; a dash where nobody was due."""
    return NOTHING if rate is None else round(float(rate), RATE_PLACES)


class Pen:
    """Writes cells. A style is worked out for the first cell that has it; the others take it over."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._known: dict[Style, StyleArray] = {}

    def put(self, row: int, column: int, value: object, style: Style) -> Cell:
        """Write a cell. Words are never taken for a formula."""
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)
        cell.value = value.translate(ILLEGAL) if isinstance(value, str) else value  # type: ignore[assignment]
        if isinstance(value, str):
            cell.data_type = "s"
        if style in self._known:
            cell._style = copy(self._known[style])  # type: ignore[attr-defined]
        else:
            _dress(cell, style)
            self._known[style] = copy(cell._style)  # type: ignore[attr-defined]
        return cell

    def across(self, row: int, first: int, last: int, value: str, style: Style) -> None:
        """One cell over several columns."""
        for column in range(first, last + 1):
            self.put(row, column, value if column == first else None, style)
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _dress(cell: Cell, style: Style) -> None:
    cell.font = Font(name=style.face, size=style.size, bold=style.bold)
    cell.alignment = Alignment(horizontal=style.across, vertical="center", wrap_text=style.wrap)
    cell.number_format = style.number
    if style.grid:
        cell.border = GRID
    if style.fill:
        cell.fill = PatternFill("solid", fgColor=style.fill)


def for_printing(sheet: Worksheet, paper: Paper, heading: tuple[int, int], words: Words, footer: str) -> None:
    """Across the paper, one page wide, headings on every page, pages numbered."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper.value
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "{}:{}".format(*heading)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.footer = 0.5, 0.6, 0.3
    if sheet.oddFooter is not None and sheet.oddFooter.left is not None and sheet.oddFooter.right is not None:
        sheet.oddFooter.left.text = footer.replace("&", "&&")
        sheet.oddFooter.right.text = words("page")
