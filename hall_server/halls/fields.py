"""The cells of a row as values. A cell that is wrong is noted, and a harmless value stands in for it."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date

from hall_server.halls.layout import SEPARATOR, WIDE_SEPARATOR
from hall_server.halls.mistakes import Mistake, mistake
from hall_server.halls.tables import Row, Table

LONGEST_NAME = 80
LONGEST_ID = 32
LONGEST_SERVICE = 480.0
"""Minutes; a service that takes more than a working day is a slip of the pen."""
YES = frozenset({"y", "yes", "是"})
NO = frozenset({"n", "no", "否"})
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that nobody sees, or that turn a line around."""


class Names:
    """Which names the rows of one table have taken, and where."""

    def __init__(self, table: Table | None) -> None:
        self.table = table
        self.rows: dict[str, int] = {}
        """The row, by name."""

    def __contains__(self, name: str) -> bool:
        """True also when nothing can be said, because the table could not be read."""
        return name in self.rows or self.table is None or not self.table.names_all


class Cells:
    """One row, asked for one value after another."""

    def __init__(self, row: Row, columns: Collection[str], mistakes: list[Mistake]) -> None:
        self._row, self._columns, self._mistakes = row, columns, mistakes

    def has(self, column: str) -> bool:
        return column in self._columns

    @property
    def row(self) -> int:
        """Its number in the file."""
        return self._row.number

    def wrong(self, code: str, column: str, **places: object) -> None:
        self._mistakes.append(self.note(code, column, **places))

    def note(self, code: str, column: str, **places: object) -> Mistake:
        """Something to say about a cell of this row, without counting it as a mistake."""
        return mistake(code, self._row.file, self._row.number, column, **places)

    def name(self, column: str, names: Names) -> str:
        """The name of this row, which no other row of its table may have."""
        value = self._needed(column)
        if not value:
            return ""
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}", value):
            self.wrong("bad_id", column, value=value, longest=LONGEST_ID)
        self.only_here(column, value, names.rows)
        return value

    def only_here(self, column: str, value: str, rows: dict[str, int]) -> None:
        """Notes that this row has the value, and complains if another had it before."""
        first = rows.setdefault(value, self._row.number)
        if first != self._row.number:
            self.wrong("duplicate", column, value=value, first=first)

    def text(self, column: str, longest: int = LONGEST_NAME) -> str:
        return self._clean(column, self._needed(column), longest)

    def text_if_any(self, column: str, longest: int = LONGEST_NAME) -> str:
        return self._clean(column, self._raw(column), longest)

    def texts(self, column: str) -> tuple[str, ...]:
        return tuple(self._clean(column, part, LONGEST_NAME) for part in self.parts(column))

    def parts(self, column: str) -> tuple[str, ...]:
        """The values of a cell that holds several."""
        several = self._raw(column).replace(WIDE_SEPARATOR, SEPARATOR).split(SEPARATOR)
        return tuple(part.strip() for part in several if part.strip())

    def whole(self, column: str, least: int, most: int, otherwise: int | None = None) -> int:
        value = self._raw(column) if otherwise is not None else self._needed(column)
        if not value:
            return otherwise or 0
        if re.fullmatch(r"-?[0-9]{1,9}", value) and least <= int(value) <= most:
            return int(value)
        self.wrong("not_whole", column, value=value, least=least, most=most)
        return 0

    def minutes(self, column: str, otherwise: float) -> float:
        value = self._raw(column)
        if not value:
            return otherwise
        if re.fullmatch(r"[0-9]*\.?[0-9]+(e-?[0-9]{1,2})?", value) and 0 < float(value) <= LONGEST_SERVICE:
            return float(value)
        self.wrong("not_minutes", column, value=value, most=int(LONGEST_SERVICE))
        return otherwise

    def yes(self, column: str, *, needed: bool = False) -> bool:
        """Y or N; an empty cell means no unless it is needed."""
        value = self._needed(column) if needed else self._raw(column)
        if value and value.lower() not in YES | NO:
            self.wrong("not_yes_no", column, value=value)
        return value.lower() in YES

    def one_of(self, column: str, choices: Collection[str], otherwise: str | None = None) -> str:
        value = self._raw(column) if otherwise is not None else self._needed(column)
        if not value:
            return otherwise or ""
        return self._chosen(column, value, choices)

    def some_of(self, column: str, choices: Collection[str]) -> tuple[str, ...]:
        """At least one of the choices."""
        self._needed(column)
        return tuple(self._chosen(column, part, choices) for part in self.parts(column))

    def day(self, column: str) -> date | None:
        value = self._needed(column)
        if not value:
            return None
        parts = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", value, re.ASCII)
        try:
            return date(*map(int, parts.groups())) if parts else date.fromisoformat(value)
        except ValueError:
            self.wrong("not_a_date", column, value=value)
            return None

    def reference(self, column: str, names: Names, table: str) -> str:
        value = self._needed(column)
        return self.refer(column, value, names, table) if value else ""

    def references(self, column: str, names: Names, table: str) -> tuple[str, ...]:
        return tuple(self.refer(column, part, names, table) for part in self.parts(column))

    def refer(self, column: str, value: str, names: Names, table: str) -> str:
        """The value, which must be the name of a row of the other table."""
        if value not in names:
            near = ", ".join(difflib.get_close_matches(value, names.rows, n=3))
            near_zh, near_en = (f"(例如 {near})", f" (such as {near})") if near else ("", "")
            self.wrong(
                "unknown_reference", column, value=value, table=table, near_zh=near_zh, near_en=near_en
            )
        return value

    def _raw(self, column: str) -> str:
        return self._row.cells.get(column, "")

    def _needed(self, column: str) -> str:
        value = self._raw(column)
        if not value and self.has(column):
            self.wrong("empty", column)
        return value

    def _clean(self, column: str, value: str, longest: int) -> str:
        if len(value) > longest:
            self.wrong("too_long", column, length=len(value), longest=longest)
        hidden = next((c for c in value if unicodedata.category(c) in INVISIBLE), None)
        if hidden is not None:
            self.wrong("control_character", column, character=f"U+{ord(hidden):04X}")
        if value[:1] in ("=", "+", "@"):
            self.wrong("formula", column, character=value[0])
        return value

    def _chosen(self, column: str, value: str, choices: Collection[str]) -> str:
        if value.lower() in choices:
            return value.lower()
        self.wrong("not_one_of", column, value=value, choices=", ".join(choices))
        return value


def rows_of(names: Names, mistakes: list[Mistake]) -> Iterator[Cells]:
    """The rows that fit the heading. Of the others only the name is noted, so that it may be referred to."""
    table = names.table
    if table is None:
        return
    for row in table.rows:
        if row.whole:
            yield Cells(row, table.columns, mistakes)
        elif key := row.cells.get(table.layout.key):
            names.rows.setdefault(key, row.number)
