"""Reading the workbooks back, as a spreadsheet program would."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hall_server.reports.columns import COLUMNS
from hall_server.reports.month_sheet import HEADINGS

KEYS = [f"{column.group}_{column.key}" if column.group else column.key for column in COLUMNS]


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def figures(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of the month sheet, sums among them, by the names of the columns."""
    found = []
    for row in sheet.iter_rows(min_row=HEADINGS + 1, max_col=len(KEYS), values_only=True):
        # A row of figures has a number in every column of figures.
        if row[KEYS.index("due")] is None:
            break
        found.append(dict(zip(KEYS, row, strict=True)))
    return found


def exact(value: object) -> Decimal:
    """A cell's number as it was written."""
    return Decimal(str(value))
