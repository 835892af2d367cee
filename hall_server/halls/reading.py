"""A hall as it stands in files: its plan, or everything that is wrong with them. Nothing is half read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from hall_server.domain.hall_plan import Counter, HallPlan, Queue
from hall_server.domain.names import HallId, StaffNumber
from hall_server.halls.fields import rows_of
from hall_server.halls.layout import LAYOUTS
from hall_server.halls.mistakes import Mistake, mistake
from hall_server.halls.plan_rows import (
    Desk,
    read_counters,
    read_items,
    read_queues,
    read_staff,
    read_themes,
    read_units,
    read_zones,
)
from hall_server.halls.tables import Tables, read_tables

Name = TypeVar("Name")
Thing = TypeVar("Thing")

UNNAMED = ("hall", "政务服务大厅", "Government service hall")
"""A hall whose files do not say its name."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a hall's files: a plan, unless there are mistakes."""

    plan: HallPlan | None
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    """Worth a look, but no reason to refuse."""
    cards: Mapping[StaffNumber, str] = field(default_factory=dict, repr=False)
    """Numbers of staff's cards as the files have them; see `with_cards`."""


def with_cards(plan: HallPlan, cards: Mapping[StaffNumber, str], hashed: Callable[[str], str]) -> HallPlan:
    """The plan with the keyed hashes of its people's cards; the numbers themselves are kept nowhere."""
    staff = {n: replace(s, card=hashed(cards[n])) if n in cards else s for n, s in plan.staff.items()}
    return replace(plan, staff=staff)


def read_hall(path: Path) -> Reading:
    """Read a folder of CSV files or one .xlsx workbook. Every mistake is told, in the order of the tables."""
    tables = read_tables(path)
    desk = Desk(tables, list(tables.mistakes), list(tables.warnings))
    plan = _plan(desk)
    in_order = _order(tables)
    mistakes = tuple(sorted(desk.mistakes, key=in_order))
    warnings = tuple(sorted(desk.warnings, key=in_order))
    return Reading(None if mistakes else plan, mistakes, warnings, desk.cards)


def _plan(desk: Desk) -> HallPlan:
    """The plan as far as it can be read; whoever calls it throws it away when there are mistakes."""
    hall, name_zh, name_en = _hall(desk)
    zones, units, queues = read_zones(desk), read_units(desk), read_queues(desk)
    items = read_items(desk, queues, read_themes(desk))
    counters = read_counters(desk)
    _warn_of_queues_without_window(desk, queues, counters)
    return HallPlan(
        hall=hall,
        name_zh=name_zh,
        name_en=name_en,
        zones=_by(lambda zone: zone.id, zones),
        units=_by(lambda unit: unit.id, units),
        queues=_by(lambda queue: queue.id, queues),
        items=_by(lambda item: item.id, items),
        counters=_by(lambda counter: counter.id, counters),
        staff=_by(lambda person: person.number, read_staff(desk)),
        day_overrides=MappingProxyType(_days(desk)),
    )


def _hall(desk: Desk) -> tuple[HallId, str, str]:
    table = desk.tables.found.get("hall")
    if table is None:
        return HallId(UNNAMED[0]), *UNNAMED[1:]
    if len(table.rows) != 1:
        desk.mistakes.append(mistake("not_one_hall", table.file, rows=len(table.rows)))
    named = [
        (HallId(cells.name("id", desk.names["hall"])), cells.text("name_zh"), cells.text("name_en", 120))
        for cells in rows_of(desk.names["hall"], desk.mistakes)
    ]
    return named[0] if named else (HallId(UNNAMED[0]), *UNNAMED[1:])


def _days(desk: Desk) -> dict[date, bool]:
    days, seen = dict[date, bool](), dict[str, int]()
    for cells in rows_of(desk.names["calendar"], desk.mistakes):
        day, is_open = cells.day("date"), cells.yes("open", needed=True)
        if day is not None:
            cells.only_here("date", day.isoformat(), seen)
            days[day] = is_open
    return days


def _warn_of_queues_without_window(desk: Desk, queues: list[Queue], counters: list[Counter]) -> None:
    windows, table = desk.tables.found.get("windows"), desk.tables.found.get("queues")
    if table is None or windows is None or not windows.complete or "primary_queue" not in windows.columns:
        return
    served = {queue for counter in counters for queue in counter.primary}
    for queue in queues:
        if queue.id and queue.id not in served:
            row = desk.names["queues"].rows[queue.id]
            desk.warnings.append(
                mistake("queue_without_window", table.file, row, "ticket_prefix", value=queue.id)
            )


def _order(tables: Tables) -> Callable[[Mistake], tuple[int, int]]:
    """Tables in the order of their layouts, rows from above; what concerns other files comes first."""
    files = {tables.found[one.name].file: i for i, one in enumerate(LAYOUTS) if one.name in tables.found}
    return lambda one: (files.get(one.file, -1), one.row or 0)


def _by(name_of: Callable[[Thing], Name], things: Iterable[Thing]) -> Mapping[Name, Thing]:
    return MappingProxyType({name_of(thing): thing for thing in things})
