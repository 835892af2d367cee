"""Domain value ⇄ row. A row has the value's own field names, and its hall's id before them."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table, inspect
from sqlalchemy.engine import RowMapping

from hall_server.storage.tables import Base

V = TypeVar("V")


@cache
def names_of(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def columns_of(table: type[Base]) -> Mapping[str, str]:
    """Attribute → column, where a column had to be named otherwise."""
    return {a.key: a.columns[0].name for a in inspect(table).column_attrs}


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
