"""The plan in its tables: a changed row ends the old one and begins anew, so that old reports stay right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from hall_server.domain.hall_plan import Counter, HallPlan, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import HallId
from hall_server.storage.cipher import Cipher
from hall_server.storage.plan_tables import (
    DayOverrideRow,
    ItemRow,
    PlannedWindowRow,
    QueueRow,
    StaffRow,
    UnitRow,
    ZoneRow,
)
from hall_server.storage.rows import columns_of, from_row, to_row
from hall_server.storage.tables import Base, HallRow


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the plan: where its things stand in HallPlan, and what identifies one."""

    row: type[Base]
    kind: type
    attribute: str
    key: str = "id"


@dataclass(frozen=True, slots=True)
class DayOverride:
    date: date
    open: bool


PARTS = (
    Part(ZoneRow, Zone, "zones"),
    Part(UnitRow, Unit, "units"),
    Part(QueueRow, Queue, "queues"),
    Part(ItemRow, Item, "items"),
    Part(PlannedWindowRow, Counter, "counters"),
    Part(StaffRow, Staff, "staff", "number"),
)
DAYS = Part(DayOverrideRow, DayOverride, "day_overrides", "date")


def read_plan(connection: Connection, hall_id: str, cipher: Cipher, at: datetime | None = None) -> HallPlan:
    """The plan in force now, or at a moment. Raises LookupError when the database holds no such hall."""
    hall = connection.execute(select(HallRow.__table__).where(HallRow.hall_id == hall_id)).mappings().first()
    if hall is None:
        raise LookupError(f"the database holds no hall {hall_id!r}; run `hall init` first")
    found: dict[str, Any] = {}
    for part in PARTS:
        things = [_opened(t, cipher) for t in _current(connection, hall_id, part, at)]
        found[part.attribute] = MappingProxyType({getattr(t, part.key): t for t in things})
    days = _current(connection, hall_id, DAYS, at)
    found["day_overrides"] = MappingProxyType({d.date: d.open for d in days})
    return HallPlan(
        hall=HallId(hall_id),
        name_zh=hall["name_zh"],
        name_en=hall["name_en"],
        version=hall["plan_version"],
        **found,
    )


def write_plan(connection: Connection, plan: HallPlan, at: datetime, cipher: Cipher) -> None:
    """Bring the tables to this plan as of a moment; rows that stay the same are not touched."""
    for part in PARTS:
        wanted = {getattr(t, part.key): t for t in getattr(plan, part.attribute).values()}
        _bring(connection, plan.hall, part, wanted, at, cipher)
    days = {d: DayOverride(d, is_open) for d, is_open in plan.day_overrides.items()}
    _bring(connection, plan.hall, DAYS, days, at, cipher)
    connection.execute(
        update(HallRow)
        .where(HallRow.hall_id == plan.hall)
        .values(name_zh=plan.name_zh, name_en=plan.name_en, plan_version=plan.version)
    )


def _current(connection: Connection, hall_id: str, part: Part, at: datetime | None = None) -> list[Any]:
    table = part.row.__table__
    in_force: ColumnElement[bool] = table.c.valid_to.is_(None)
    if at is not None:
        in_force = and_(table.c.valid_from <= at, or_(in_force, table.c.valid_to > at))
    query = (
        select(table)
        .where(table.c.hall_id == hall_id, in_force)
        .order_by(table.c[columns_of(part.row)[part.key]])
    )
    return [from_row(part.kind, row, part.row) for row in connection.execute(query).mappings()]


def _bring(
    connection: Connection,
    hall_id: str,
    part: Part,
    wanted: Mapping[Any, Any],
    at: datetime,
    cipher: Cipher,
) -> None:
    there = {getattr(t, part.key): t for t in _current(connection, hall_id, part)}
    same = {k for k, t in there.items() if k in wanted and _opened(t, cipher) == wanted[k]}
    table, key = part.row.__table__, columns_of(part.row)[part.key]
    for gone in there.keys() - same:
        ended = and_(table.c.hall_id == hall_id, table.c[key] == gone, table.c.valid_to.is_(None))
        # A row that began at this very moment has never been in force.
        connection.execute(delete(part.row).where(ended, table.c.valid_from == at))
        connection.execute(update(part.row).where(ended).values(valid_to=at))
    rows = [
        to_row(hall_id, _sealed(t, cipher), part.row) | {"valid_from": at, "valid_to": None}
        for k, t in wanted.items()
        if k not in same
    ]
    if rows:
        connection.execute(insert(part.row), rows)


def _opened(thing: Any, cipher: Cipher) -> Any:  # noqa: ANN401 - any part of the plan
    return replace(thing, name=cipher.open(thing.name)) if isinstance(thing, Staff) else thing


def _sealed(thing: Any, cipher: Cipher) -> Any:  # noqa: ANN401 - any part of the plan
    return replace(thing, name=cipher.seal(thing.name)) if isinstance(thing, Staff) else thing
