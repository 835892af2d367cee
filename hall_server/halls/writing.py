"""A plan as a folder of CSV files, such that reading them gives the same plan.

Left out are the plan's version, which the server counts, and PINs, which are nobody's to export.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import HallId
from hall_server.halls import layout
from hall_server.halls.layout import NO_UNIT, SEPARATOR, WIDE_SEPARATOR, Layout

Line = Sequence[object]


def write_hall(plan: HallPlan, folder: Path) -> None:
    """Write every table, over any that is there. An empty plan gives templates to be filled in.

    Raises ValueError for a line of papers to bring that contains a semicolon, since that separates lines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for table, lines in _lines(plan):
        write_table(folder / f"{table.name}.csv", table.written, lines)


def write_table(path: Path, heading: Line, lines: Iterable[Line]) -> None:
    """One CSV file, with the mark by which spreadsheet programs know UTF-8."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heading, *lines])


def empty_plan(hall: HallId, name_zh: str, name_en: str) -> HallPlan:
    """A hall in which there is nothing yet."""
    return HallPlan(hall, name_zh, name_en, {}, {}, {}, {}, {}, {})


def _lines(plan: HallPlan) -> Iterable[tuple[Layout, Iterable[Line]]]:
    yield layout.HALL, [(plan.hall, plan.name_zh, plan.name_en)]
    yield (
        layout.ZONES,
        [(z.id, z.letter, z.name_zh, z.name_en, z.floor, z.kiosks) for z in plan.zones.values()],
    )
    yield (
        layout.UNITS,
        [(u.id, u.name_zh, u.name_en, u.kind, u.current_name_zh) for u in plan.units.values()],
    )
    yield (
        layout.QUEUES,
        [(q.id, q.zone, q.name_zh, q.name_en, _number(q.mean_service_minutes)) for q in plan.queues.values()],
    )
    yield layout.ITEMS, _item_lines(plan)
    yield layout.WINDOWS, _window_lines(plan)
    yield layout.STAFF, staff_lines(plan)
    yield layout.CALENDAR, [(day.isoformat(), _yes(is_open)) for day, is_open in plan.day_overrides.items()]


def _item_lines(plan: HallPlan) -> Iterable[Line]:
    return [
        (
            item.id,
            item.unit,
            item.name_zh,
            item.name_en,
            item.queue,
            item.zone,
            item.theme_zh,
            item.audience,
            "required" if item.id_card_required else "no",
            _number(item.mean_service_minutes),
            _yes(item.appointment),
            item.promised_workdays,
            _joined(item.bring_zh),
            _joined(item.bring_en),
        )
        for item in plan.items.values()
    ]


def _window_lines(plan: HallPlan) -> Iterable[Line]:
    return [
        (
            window.id,
            window.number,
            window.zone,
            window.name_zh,
            window.name_en,
            _joined(window.primary),
            window.unit or NO_UNIT,
            _joined(window.backups),
            _yes(window.accessible),
        )
        for window in plan.counters.values()
    ]


def staff_lines(plan: HallPlan) -> Iterable[Line]:
    """In the order of the columns that are written."""
    return [
        (
            person.number,
            person.name,
            person.kind,
            _joined(person.roles),
            person.unit or "",
            person.window or "",
        )
        for person in plan.staff.values()
    ]


def _yes(value: bool) -> str:
    return "Y" if value else "N"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _joined(parts: Iterable[str]) -> str:
    several = tuple(parts)
    for part in several:
        if SEPARATOR in part or WIDE_SEPARATOR in part:
            raise ValueError(f"cannot be written among several in one cell: {part!r}")
    return SEPARATOR.join(several)
