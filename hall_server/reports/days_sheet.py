"""The sheet 明细 as openpyxl prepares it; its thousands of rows are written by `long_rows`."""

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from hall_server.reports.around import Around
from hall_server.reports.day_rows import LEFT, WIDTHS, headings
from hall_server.reports.look import (
    HEADING_FILL,
    TITLE_FACE,
    Paper,
    Pen,
    Style,
    for_printing,
)
from hall_server.reports.words import Words

TITLE, HEADING = 1, 2
HEADING_HEIGHT = 28
FIRST_DAY = HEADING + 1
"""The first row of a day."""


def begin_days(book: Workbook, frame: Around, rows: int, paper: Paper, words: Words) -> tuple[int, ...]:
    """Title and headings of a sheet with so many rows to come; answers the style of each column."""
    sheet = book.create_sheet(words("days_title"))
    pen = Pen(sheet)
    last = get_column_letter(len(WIDTHS))
    about = f"{words('days_title')}　　{frame.about}　　{frame.state}"
    pen.put(TITLE, 1, about, Style(size=12, bold=True, across="left", grid=False, face=TITLE_FACE))
    for number, (said, width) in enumerate(zip(headings(words), WIDTHS, strict=True), 1):
        pen.put(HEADING, number, said, Style(size=9, bold=True, wrap=True, fill=HEADING_FILL))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.row_dimensions[HEADING].height = HEADING_HEIGHT
    styles = []
    for number in range(1, len(WIDTHS) + 1):
        across = "left" if number in LEFT else "center"
        style = Style(size=9, across=across, wrap=number in LEFT)
        styles.append(pen.put(FIRST_DAY, number, None, style).style_id)
    sheet.delete_rows(FIRST_DAY)
    sheet.freeze_panes = f"F{FIRST_DAY}"
    sheet.auto_filter.ref = f"A{HEADING}:{last}{HEADING + rows}"
    sheet.print_area = f"A1:{last}{HEADING + rows}"
    for_printing(sheet, paper, (TITLE, HEADING), words, f"{frame.about}　{frame.state}")
    return tuple(styles)
