"""A small hall that tests build by hand: two zones, three queues, four windows, a clock that they turn."""

from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from hall_server.domain.hall_plan import Counter, HallPlan, Item, Queue, Staff, Unit, Zone
from hall_server.domain.names import HallId, ItemId, QueueId, StaffNumber, UnitId, WindowId, ZoneId
from hall_server.domain.rules import Rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = date(2026, 11, 24)
NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Nine in the morning in Huaihua."""
RULES = Rules(hours=((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30))))
PIN_HASH = ""


class TurnedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NINE) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **parts: float) -> None:
        self.now += timedelta(**parts)


class WeekDays:
    """Monday to Friday are workdays; the public calendar is tested elsewhere."""

    def is_workday(self, day: date) -> bool | None:
        return day.weekday() < 5

    def ends(self) -> date:
        return date.max


def a_plan(**changes: Any) -> HallPlan:
    z1, z2 = ZoneId("Z1"), ZoneId("Z2")
    unit = UnitId("U1")
    queues = [
        Queue(QueueId("A"), z1, "供水业务", "Water supply", 8.0),
        Queue(QueueId("B"), z1, "供电业务", "Power supply", 10.0),
        Queue(QueueId("BG"), z2, "房屋买卖网签备案", "Sale contract online filing", 13.0),
    ]
    items = [
        Item(ItemId("I1"), unit, QueueId("A"), z1, "用水报装", "Water connection", "水电气网"),
        Item(ItemId("I2"), unit, QueueId("B"), z1, "用电报装", "Power connection", "水电气网"),
        Item(
            ItemId("I3"),
            unit,
            QueueId("BG"),
            z2,
            "网签备案",
            "Contract filing",
            "房产",
            id_card_required=True,
        ),
    ]
    counters = [
        Counter(WindowId("W001"), 1, z1, unit, "1号窗口", "Window 1", (QueueId("A"),), (QueueId("B"),)),
        Counter(WindowId("W002"), 2, z1, unit, "2号窗口", "Window 2", (QueueId("B"),)),
        Counter(WindowId("W003"), 3, z1, unit, "3号窗口", "Window 3", (QueueId("A"), QueueId("B"))),
        Counter(WindowId("W085"), 85, z2, unit, "85号窗口", "Window 85", (QueueId("BG"),)),
    ]
    staff = [
        Staff(StaffNumber(f"{1000 + c.number}"), "样甲子", unit, "front", ("clerk",), PIN_HASH, c.id)
        for c in counters
    ] + [
        Staff(StaffNumber("9001"), "样乙丑", unit, "back", ("manager",), PIN_HASH),
        Staff(StaffNumber("9002"), "样丙寅", unit, "back", ("administrator",), PIN_HASH),
        Staff(StaffNumber("9003"), "样丁卯", unit, "back", ("supervisor",), PIN_HASH),
    ]
    parts: dict[str, Any] = {
        "hall": HallId("small"),
        "name_zh": "样例大厅",
        "name_en": "Sample Hall",
        "zones": {
            z.id: z
            for z in (
                Zone(z1, "A", "公共服务区", "Public services", 1),
                Zone(z2, "B", "房产区", "Housing", 2),
            )
        },
        "units": {unit: Unit(unit, "样例单位", "Sample unit")},
        "queues": {q.id: q for q in queues},
        "items": {i.id: i for i in items},
        "counters": {c.id: c for c in counters},
        "staff": {s.number: s for s in staff},
    } | changes
    return HallPlan(**{k: MappingProxyType(v) if isinstance(v, dict) else v for k, v in parts.items()})
