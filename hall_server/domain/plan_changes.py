"""What differs between two plans of a hall, told so that a person can approve it before it is applied."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import TypeVar

from hall_server.domain.hall_plan import Counter, HallPlan, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import QueueId, WindowId

Row = Zone | Unit | Queue | Item | Counter | Staff
Name = TypeVar("Name", bound=str)


class Table(Enum):
    HALL = "hall"
    ZONES = "zones"
    UNITS = "units"
    QUEUES = "queues"
    ITEMS = "items"
    WINDOWS = "windows"
    STAFF = "staff"
    DAYS = "days"


class Kind(Enum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


TABLE_WORDS: dict[Table, tuple[str, str]] = {
    Table.HALL: ("大厅", "hall"),
    Table.ZONES: ("功能区", "zone"),
    Table.UNITS: ("单位", "unit"),
    Table.QUEUES: ("队列", "queue"),
    Table.ITEMS: ("事项", "item"),
    Table.WINDOWS: ("窗口", "window"),
    Table.STAFF: ("人员", "member of staff"),
    Table.DAYS: ("日期", "day"),
}
KIND_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.ADDED: ("新增", "Added"),
    Kind.REMOVED: ("删除", "Removed"),
    Kind.CHANGED: ("修改", "Changed"),
}
FIELD_WORDS: dict[str, tuple[str, str]] = {
    "hall": ("编号", "identifier"),
    "letter": ("字母", "letter"),
    "name": ("姓名", "name"),
    "name_zh": ("中文名称", "Chinese name"),
    "name_en": ("英文名称", "English name"),
    "floor": ("楼层", "floor"),
    "kiosks": ("取号机数量", "number of kiosks"),
    "kind": ("类别", "kind"),
    "current_name_zh": ("现用名称", "current name"),
    "zone": ("功能区", "zone"),
    "unit": ("单位", "unit"),
    "queue": ("队列", "queue"),
    "mean_service_minutes": ("平均办理分钟", "mean minutes of service"),
    "theme_zh": ("主题", "theme"),
    "audience": ("服务对象", "audience"),
    "id_card_required": ("须持身份证", "ID card required"),
    "appointment": ("可预约", "appointments"),
    "promised_workdays": ("承诺工作日", "promised working days"),
    "bring_zh": ("所需材料(中文)", "papers to bring (Chinese)"),
    "bring_en": ("所需材料(英文)", "papers to bring (English)"),
    "number": ("窗口号", "number"),
    "primary": ("主队列", "primary queues"),
    "backups": ("备用队列", "backup queues"),
    "accessible": ("无障碍", "accessible"),
    "roles": ("角色", "roles"),
    "window": ("常用窗口", "usual window"),
    "open": ("开放", "open"),
}
VALUE_WORDS: dict[str, tuple[str, str]] = {
    "": ("空", "nothing"),
    "Y": ("是", "yes"),
    "N": ("否", "no"),
    "administrative": ("行政机关", "administrative"),
    "public_utility": ("公用事业", "public utility"),
    "individual": ("个人", "individuals"),
    "enterprise": ("企业", "enterprises"),
    "both": ("个人和企业", "individuals and enterprises"),
    "front": ("前台", "front office"),
    "back": ("后台", "back office"),
    "clerk": ("窗口人员", "clerk"),
    "unit_head": ("首席代表", "head of unit"),
    "supervisor": ("督查人员", "supervisor"),
    "manager": ("中心领导", "manager"),
    "administrator": ("系统管理员", "administrator"),
    "auditor": ("审计员", "auditor"),
    "approval": ("后台审批", "approval"),
    "field": ("外勤", "field work"),
    "archive": ("档案", "archive"),
}
SEPARATOR = "; "
UNTOLD = frozenset({"id", "pin_hash", "card"})
"""Fields that are not compared: names cannot change, and nobody is to read PINs and cards off a list."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went, or differs in one field."""

    table: Table
    kind: Kind
    id: str
    name_zh: str
    name_en: str
    field: str | None = None
    """None when a whole row came or went."""
    before: str = ""
    after: str = ""

    def in_chinese(self) -> str:
        return self._line(0)

    def in_english(self) -> str:
        return self._line(1)

    def _line(self, language: int) -> str:
        kind, table = KIND_WORDS[self.kind][language], TABLE_WORDS[self.table][language]
        named = self.name_zh if language == 0 else self.name_en
        row = f"{self.id} {named}" if named else self.id
        if self.field is None:
            return f"{kind}{table}:{row}" if language == 0 else f"{kind} {table}: {row}"
        field = FIELD_WORDS[self.field][language]
        before, after = (_in_words(value, language) for value in (self.before, self.after))
        if self.kind is not Kind.CHANGED:
            value = before if self.kind is Kind.REMOVED else after
            return (
                f"{kind}{table}:{row}({field}:{value})"
                if language == 0
                else f"{kind} {table}: {row} ({field}: {value})"
            )
        if language == 0:
            return f"{kind}{table}:{row}:{field}由“{before}”改为“{after}”"
        return f"{kind} {table}: {row}: {field} from “{before}” to “{after}”"


def changes(old: HallPlan, new: HallPlan) -> tuple[Change, ...]:
    """Table by table: what was removed, what was added, what differs. PINs and versions do not count."""
    return (
        *_hall_changes(old, new),
        *_row_changes(Table.ZONES, old.zones, new.zones),
        *_row_changes(Table.UNITS, old.units, new.units),
        *_row_changes(Table.QUEUES, old.queues, new.queues),
        *_row_changes(Table.ITEMS, old.items, new.items),
        *_row_changes(Table.WINDOWS, old.counters, new.counters),
        *_row_changes(Table.STAFF, old.staff, new.staff),
        *_day_changes(old, new),
    )


def successor(old: HallPlan, new: HallPlan) -> HallPlan:
    """The new plan as the next version of the old one: staff who stay keep their PINs and cards."""
    staff = {
        number: replace(
            person,
            pin_hash=person.pin_hash or old.staff[number].pin_hash,
            card=person.card or old.staff[number].card,
        )
        if number in old.staff
        else person
        for number, person in new.staff.items()
    }
    return replace(new, staff=staff, version=old.version + 1)


def removed_queues(found: Collection[Change]) -> frozenset[QueueId]:
    """Queues that go: none of them may have live tickets on the day when the changes take effect."""
    return frozenset(QueueId(name) for name in _removed(Table.QUEUES, found))


def removed_windows(found: Collection[Change]) -> frozenset[WindowId]:
    """Windows that go: each must be closed when the changes take effect."""
    return frozenset(WindowId(name) for name in _removed(Table.WINDOWS, found))


def _removed(table: Table, found: Collection[Change]) -> Iterator[str]:
    return (one.id for one in found if one.table is table and one.kind is Kind.REMOVED)


def _hall_changes(old: HallPlan, new: HallPlan) -> Iterator[Change]:
    for name in ("hall", "name_zh", "name_en"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(Table.HALL, Kind.CHANGED, old.hall, old.name_zh, old.name_en, name, before, after)


def _row_changes(table: Table, old: Mapping[Name, Row], new: Mapping[Name, Row]) -> Iterator[Change]:
    for name in old:
        if name not in new:
            yield Change(table, Kind.REMOVED, name, *_names(old[name]))
    for name, row in new.items():
        if name not in old:
            yield Change(table, Kind.ADDED, name, *_names(row))
            continue
        for field in fields(row):
            before, after = getattr(old[name], field.name), getattr(row, field.name)
            if before != after and field.name not in UNTOLD:
                told = (field.name, _told(before), _told(after))
                yield Change(table, Kind.CHANGED, name, *_names(row), *told)


def _day_changes(old: HallPlan, new: HallPlan) -> Iterator[Change]:
    for day in sorted(old.day_overrides.keys() | new.day_overrides.keys()):
        before, after = old.day_overrides.get(day), new.day_overrides.get(day)
        if before == after:
            continue
        kind = Kind.ADDED if before is None else Kind.REMOVED if after is None else Kind.CHANGED
        yield Change(Table.DAYS, kind, day.isoformat(), "", "", "open", _told(before), _told(after))


def _names(row: Row) -> tuple[str, str]:
    """Chinese and English name; people have one name in both languages."""
    return (row.name, row.name) if isinstance(row, Staff) else (row.name_zh, row.name_en)


def _told(value: object) -> str:
    """A value as files write it."""
    match value:
        case None:
            return ""
        case bool():
            return "Y" if value else "N"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case tuple():
            return SEPARATOR.join(str(part) for part in value)
        case _:
            return str(value)


def _in_words(told: str, language: int) -> str:
    parts = told.split(SEPARATOR)
    return SEPARATOR.join(VALUE_WORDS.get(part, (part, part))[language] for part in parts)
