"""What the live wall of attendance says: how many are where, and which windows wait. No names. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from display_board.board import PAGE_SECONDS, Both, both, clock_text, date_text
from display_board.paging import Page, page_at
from hall_server.wire.attendance import EmptyWindowView, UnitPresence, Wall
from hall_server.wire.directory import Directory


@dataclass(frozen=True, slots=True)
class WallShape:
    """How much a screen holds at once."""

    columns: int
    """Of units."""
    rows: int
    window_columns: int
    window_rows: int


WIDE = WallShape(columns=4, rows=13, window_columns=5, window_rows=9)
"""3840 × 1080."""
USUAL = WallShape(columns=2, rows=13, window_columns=4, window_rows=8)
"""1920 × 1080."""
WIDE_FROM = 2.4
"""Width over height."""


def shape_of(width: int, height: int) -> WallShape:
    return WIDE if width > height * WIDE_FROM else USUAL


@dataclass(frozen=True, slots=True)
class Presences:
    """应到, 实到, 请假, 公出, 未到."""

    due: int = 0
    here: int = 0
    on_leave: int = 0
    away: int = 0
    not_here: int = 0


@dataclass(frozen=True, slots=True)
class UnitLine:
    name: Both
    counts: Presences


@dataclass(frozen=True, slots=True)
class WallState:
    """All that the wall shows."""

    title: Both
    subtitle: Both
    summary: Both
    clock: str
    date: Both
    stale: Both | None
    totals: Presences
    units: Page[UnitLine]
    windows: Page[int]
    """Numbers of windows that should be open while their clerk is not here."""
    shape: WallShape


def wall_of(wall: Wall, directory: Directory, shape: WallShape, now: datetime, *, old: bool) -> WallState:
    """The wall at a moment; `old` when nothing was heard for too long."""
    lines = tuple(_line(unit, directory) for unit in wall.units if unit.due)
    totals = summed(line.counts for line in lines)
    numbers = _numbers(wall.empty_windows, directory)
    return WallState(
        title=Both(directory.name_zh, directory.name_en),
        subtitle=both("wall_title"),
        summary=_summary(totals),
        clock=clock_text(directory, now),
        date=date_text(directory, now),
        stale=both("data_as_of", time=clock_text(directory, wall.at)) if old else None,
        totals=totals,
        units=page_at(lines, shape.columns * shape.rows, now, PAGE_SECONDS),
        windows=page_at(numbers, shape.window_columns * shape.window_rows, now, PAGE_SECONDS),
        shape=shape,
    )


def summed(counts: Iterable[Presences]) -> Presences:
    rows = list(counts)
    return Presences(*(sum(getattr(row, f.name) for row in rows) for f in fields(Presences)))


def strangers(wall: Wall, directory: Directory) -> bool:
    """Whether the wall tells of something that the plan at hand does not know."""
    units, windows = {u.id for u in directory.units}, {w.id for w in directory.windows}
    return any(u.unit not in units for u in wall.units if u.unit is not None) or any(
        w.window not in windows for w in wall.empty_windows
    )


def _line(unit: UnitPresence, directory: Directory) -> UnitLine:
    entry = next((u for u in directory.units if u.id == unit.unit), None)
    name = Both(entry.name_zh, entry.name_en) if entry else both("wall_centre")
    if entry is None and unit.unit is not None:
        name = Both(unit.unit, unit.unit)
    return UnitLine(name, Presences(unit.due, unit.here, unit.on_leave, unit.away_on_work, unit.not_here))


def _numbers(windows: Iterable[EmptyWindowView], directory: Directory) -> tuple[int, ...]:
    number = {w.id: w.number for w in directory.windows}
    return tuple(sorted(number[w.window] for w in windows if w.window in number))


def _summary(totals: Presences) -> Both:
    if not totals.due:
        return both("wall_nobody_due")
    return both("wall_summary", percent=totals.here * 100 // totals.due)
