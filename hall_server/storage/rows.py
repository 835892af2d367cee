"""Domain value ⇄ row. A row has the value's own field names, and its hall's id before them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Table, inspect
from sqlalchemy.engine import RowMapping

from hall_server.storage.tables import Base

V = TypeVar("V")


_NAMES: dict[type, tuple[str, ...]] = {}
_COLUMNS: dict[type, Mapping[str, str]] = {}


def names_of(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - any dataclass
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind))
    return _NAMES[kind]


def columns_of(row: type[Base]) -> Mapping[str, str]:
    """Attribute → column, where a column had to be named otherwise."""
    if row not in _COLUMNS:
        _COLUMNS[row] = {a.key: a.columns[0].name for a in inspect(row).column_attrs}
    return _COLUMNS[row]


def table_of(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


def to_row(hall_id: str, value: object, row: type[Base]) -> dict[str, Any]:
    """Column → value of one domain value."""
    columns = columns_of(row)
    return {"hall_id": hall_id} | {columns[n]: getattr(value, n) for n in names_of(type(value))}


def from_row(kind: type[V], found: RowMapping, row: type[Base]) -> V:
    """The domain value that a row holds; columns that the value does not know are left out."""
    columns = columns_of(row)
    return kind(**{n: found[columns[n]] for n in names_of(kind)})
