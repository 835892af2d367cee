"""Showing more than fits: pages that take turns, and lists that flow into columns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list, and which of how many it is."""

    rows: tuple[T_co, ...]
    number: int
    of: int
    total: int
    """Length of the whole list."""


def page_at(items: Sequence[T], size: int, now: datetime, seconds: int) -> Page[T]:
    """The page that is on at a moment; each stays `seconds` s, and every item has its turn."""
    pages = max(1, -(-len(items) // size))
    number = int(now.timestamp()) // seconds % pages
    return Page(tuple(items[number * size : (number + 1) * size]), number + 1, pages, len(items))


def in_columns(groups: Sequence[Sequence[T]], rows: int) -> tuple[tuple[T, ...], ...]:
    """Groups, each with its heading first, flow into columns of at most `rows` rows.

    A heading never stands last in a column; a group that goes on repeats it on top of the next column.
    """
    columns: list[list[T]] = [[]]
    for heading, *members in groups:
        if len(columns[-1]) + min(2, 1 + len(members)) > rows:
            columns.append([])
        columns[-1].append(heading)
        for member in members:
            if len(columns[-1]) >= rows:
                columns.append([heading])
            columns[-1].append(member)
    return tuple(tuple(c) for c in columns)


def fewest_rows(groups: Sequence[Sequence[T]], columns: int, least: int, most: int) -> int:
    """The smallest column height from `least` to `most` at which the groups fit into `columns`."""
    return next((rows for rows in range(least, most) if len(in_columns(groups, rows)) <= columns), most)
