"""A folder of CSV files, or one workbook, as tables of rows that know their place."""

import csv
import difflib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hall_server.halls.layout import LAYOUTS, Layout
from hall_server.halls.mistakes import Mistake, mistake
from hall_server.halls.workbook import UnreadableWorkbook, sheets_of


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    number: int
    """As a spreadsheet counts: the heading is row 1."""
    cells: Mapping[str, str]
    """Text by column, without blanks around it."""
    whole: bool = True
    """False when the row does not fit the heading, so that only its key can be trusted."""


@dataclass(frozen=True, slots=True)
class Table:
    layout: Layout
    file: str
    columns: frozenset[str]
    rows: tuple[Row, ...]
    complete: bool = True
    """False when a part could not be read."""

    @property
    def names_all(self) -> bool:
        """A name that is not here is nowhere; otherwise nothing follows from its absence."""
        return self.complete and self.layout.key in self.columns


@dataclass(frozen=True, slots=True)
class Tables:
    """What was found at a place, by the name of the table, and what is wrong with its form."""

    found: Mapping[str, Table]
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()


def read_tables(path: Path) -> Tables:
    """Every table of a folder or workbook, and all that is wrong with their form."""
    if path.is_dir():
        return _from_folder(path)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        return _from_workbook(path)
    return Tables({}, (mistake("no_such_place", path.name or str(path), path=path),))


def _from_folder(folder: Path) -> Tables:
    paths = {p.name.lower(): p for p in sorted(folder.iterdir()) if p.suffix.lower() in (".csv", ".xlsx")}
    mistakes: list[Mistake] = []
    found: dict[str, Table] = {}
    for layout in LAYOUTS:
        path = paths.pop(f"{layout.name}.csv", None)
        if path is None:
            mistakes += _absent(layout, f"{layout.name}.csv")
            continue
        records, complete = _records(path, mistakes)
        if records is not None:
            table = _table(layout, path.name, records, mistakes)
            found[layout.name] = replace(table, complete=complete)
    return Tables(found, tuple(mistakes), tuple(_unknown(p.name, p.name) for p in paths.values()))


def _from_workbook(path: Path) -> Tables:
    try:
        sheets = {name.strip().lower(): (name, rows) for name, rows in sheets_of(path).items()}
    except UnreadableWorkbook:
        return Tables({}, (mistake("unreadable_workbook", path.name),))
    mistakes: list[Mistake] = []
    found: dict[str, Table] = {}
    for layout in LAYOUTS:
        name, records = sheets.pop(layout.name, ("", None))
        if records is None:
            mistakes += _absent(layout, path.name)
        else:
            found[layout.name] = _table(layout, f"{path.name} [{name}]", records, mistakes)
    strangers = (_unknown(path.name, name) for name, rows in sheets.values() if any(map(any, rows)))
    return Tables(found, tuple(mistakes), tuple(strangers))


def _absent(layout: Layout, file: str) -> list[Mistake]:
    if layout.may_be_absent:
        return []
    return [mistake("missing_table", file, table=layout.name, columns=",".join(layout.written))]


def _unknown(file: str, name: str) -> Mistake:
    tables = ", ".join(layout.name for layout in LAYOUTS)
    return mistake("unknown_table", file, name=name, tables=tables)


def _records(path: Path, mistakes: list[Mistake]) -> tuple[list[list[str]] | None, bool]:
    """The cells of a CSV file, None when nothing can be made of it; and whether all of it was read."""
    try:
        text = _decoded(path.read_bytes())
    except OSError:
        mistakes.append(mistake("unreadable_file", path.name))
        return None, False
    if text is None:
        mistakes.append(mistake("bad_encoding", path.name))
        return None, False
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        records.extend(reader)
    except csv.Error:
        mistakes.append(mistake("broken_quotes", path.name, len(records) + 1, line=reader.line_num))
        return records, False
    return records, True


def _decoded(raw: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        # UTF-16 passes for GB18030 now and then, but never without zero bytes.
        return None if "\0" in text else text
    return None


def _table(layout: Layout, file: str, records: list[list[str]], mistakes: list[Mistake]) -> Table:
    heading = [cell.strip().lower() for cell in records[0]] if records else []
    while heading and not heading[-1]:
        heading.pop()
    mistakes += _wrong_heading(layout, file, heading)
    rows = []
    for number, cells in enumerate(records[1:], start=2):
        stripped = [cell.strip() for cell in cells]
        while len(stripped) > len(heading) and not stripped[-1]:
            stripped.pop()
        if not any(stripped):
            continue
        whole = len(stripped) == len(heading)
        if not whole and heading:
            mistakes.append(mistake("ragged_row", file, number, cells=len(stripped), columns=len(heading)))
        rows.append(Row(file, number, dict(zip(heading, stripped, strict=False)), whole))
    return Table(layout, file, frozenset(heading), tuple(rows))


def _wrong_heading(layout: Layout, file: str, heading: list[str]) -> Iterable[Mistake]:
    if not heading:
        yield mistake("no_heading", file, 1, columns=",".join(layout.written))
        return
    if len(heading) == 1 and any(mark in heading[0] for mark in ";\t|,"):
        yield mistake("wrong_separator", file, 1)
        return
    for column in layout.needed:
        if column not in heading:
            yield mistake("missing_column", file, 1, column, name=column)
    for place, column in enumerate(heading):
        if column in heading[:place]:
            yield mistake("double_column", file, 1, column, name=column)
        elif column not in layout.known:
            near = difflib.get_close_matches(column, layout.known, n=3) or layout.written
            yield mistake("unknown_column", file, 1, column, name=column, columns=", ".join(near))
