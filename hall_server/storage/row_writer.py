"""Writing many rows quickly: the statement is made once for a table, and a value goes in as a plain tuple.

SQLAlchemy's own way works out names and types anew for each group of rows, which costs a busy hall more than
the database does.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite

from hall_server.storage.rows import columns_of, names_of, table_of
from hall_server.storage.tables import Base

Convert = Callable[[Any], Any]


class RowWriter:
    """Inserts values of one kind into one table; with `replace`, over the row that has the same key."""

    def __init__(self, dialect: Dialect, row: type[Base], kind: type[Any], replace: bool) -> None:
        table, columns = table_of(row), columns_of(row)
        fields = {columns[name]: name for name in names_of(kind)}
        names = ["hall_id", *fields]
        compiled = _statement(dialect, table, names, replace).compile(dialect=dialect, column_keys=names)
        self._sql = str(compiled)
        places = list(compiled.positiontup or names)
        self._names = None if compiled.positional else places
        self._fields = attrgetter(*(fields[p] for p in places if p != "hall_id"))
        self._hall_at = places.index("hall_id")
        self._converts = [
            (n, convert) for n, p in enumerate(places) if (convert := _convert(dialect, table, p)) is not None
        ]

    def write(self, connection: Connection, hall_id: str, values: Sequence[object]) -> None:
        """All of them in one statement."""
        if not values:
            return
        rows = [self._row(hall_id, value) for value in values]
        if self._names is not None:
            connection.exec_driver_sql(self._sql, [dict(zip(self._names, r, strict=True)) for r in rows])
        else:
            connection.exec_driver_sql(self._sql, [tuple(r) for r in rows])

    def _row(self, hall_id: str, value: object) -> list[Any]:
        row = list(self._fields(value))
        row.insert(self._hall_at, hall_id)
        for n, convert in self._converts:
            row[n] = convert(row[n])
        return row


_WRITERS: dict[tuple[str, type, type, bool], RowWriter] = {}


def writer_of(dialect: Dialect, row: type[Base], kind: type[Any], replace: bool) -> RowWriter:
    """Made once for each kind of database."""
    key = (dialect.name, row, kind, replace)
    if key not in _WRITERS:
        _WRITERS[key] = RowWriter(dialect, row, kind, replace)
    return _WRITERS[key]


def _statement(dialect: Dialect, table: Table, names: Iterable[str], replace: bool) -> Any:  # noqa: ANN401
    make = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    if not replace:
        return statement
    rest = {n: statement.excluded[n] for n in names if not table.c[n].primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=rest)


def _convert(dialect: Dialect, table: Table, column: str) -> Convert | None:
    """What the column's type does to a value on its way into the database."""
    convert: Convert | None = table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    return convert
