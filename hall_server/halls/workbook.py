"""An .xlsx workbook as sheets of text."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException


class UnreadableWorkbook(Exception):
    """Not a workbook, damaged, or protected by a password."""


def sheets_of(path: Path) -> dict[str, list[list[str]]]:
    """Rows of text by the name of the sheet. Formulas stand for the values last computed."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            return {
                sheet.title: [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
                for sheet in book.worksheets
            }
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError) as fault:
        raise UnreadableWorkbook(str(fault)) from fault


def _text(cell: object) -> str:
    """A cell as a person would have typed it."""
    match cell:
        case None:
            return ""
        case bool():
            return "Y" if cell else "N"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
