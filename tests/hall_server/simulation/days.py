"""Days that tests run: the small hall with visits and shifts by hand, and a recorder of a run's history."""

from datetime import date, datetime, time
from typing import Any

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import ItemId, QueueId, WindowId
from hall_server.domain.rules import Rules
from hall_server.simulation.day import Day, Leg, Shift, Visit
from hall_server.simulation.demand import Demand
from hall_server.simulation.drawing import World, draw_day
from hall_server.simulation.engine import Engine
from hall_server.simulation.memory_hall import EveryDay, MemoryHall, memory_hall
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.result import Result
from hall_server.storage.event_codec import encode
from hall_server.storage.event_log import GENESIS, Entry, link
from tests.small_hall import TUESDAY, a_plan

ALL_DAY = Rules(hours=((time(0), time(23, 59)),), stop_waiting=100_000)
SMALL_DEMAND: Demand = {ItemId("I1"): 60.0, ItemId("I2"): 70.0, ItemId("I3"): 28.0}
NINE = 9 * 60.0


def a_visit(at: float, work: float = 5.0, queue: str = "A", **more: Any) -> Visit:
    item = {"A": ItemId("I1"), "B": ItemId("I2"), "BG": ItemId("I3")}[queue]
    return Visit(at, (Leg(QueueId(queue), item, work),), **more)


def a_shift(window: str = "W001", on: float = NINE, off: float = 17 * 60.0, **more: Any) -> Shift:
    return Shift(WindowId(window), on, off, **more)


def a_day(visits: list[Visit], shifts: list[Shift], **more: Any) -> Day:
    """At once: no time to print, to press, to walk."""
    still = {"print_minutes": 0.0, "call_minutes": 0.0, "walk_minutes": 0.0, "closing": 17 * 60.0}
    return Day(TUESDAY, tuple(visits), tuple(shifts), **(still | more))


def run(day: Day, rules: Rules = ALL_DAY, plan: HallPlan | None = None) -> Result:
    return Engine(memory_hall(plan or a_plan(), rules, EveryDay(), day.date), day).run()


def a_drawn_day(seed: str = "1", day: date = TUESDAY, rules: Rules | None = None, **more: Any) -> Day:
    world = World(a_plan(), SMALL_DEMAND, rules or Rules(), EveryDay(), Parameters(**more))
    return draw_day(world, day, seed)


class Recorder(MemoryHall):
    """Keeps what it would have written to the log."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.history: list[Entry] = []

    def committed(self) -> None:
        for event, at, day in self.events:
            seq, body = len(self.history) + 1, encode(event)
            before = self.history[-1].chain if self.history else GENESIS
            self.history.append(Entry(seq, at, day, event.kind.value, body, link(before, seq, body)))
        super().committed()


def recorded(day: Day, rules: Rules) -> tuple[list[Entry], Result]:
    """The history that a run leaves behind."""
    empty = memory_hall(a_plan(), rules, EveryDay(), day.date)
    hall = Recorder(empty.plan, rules, EveryDay(), empty.zone_info, day.date, 0, None)
    hall.window_shelf.load(empty.window_shelf.rows.values())
    result = Engine(hall, day).run()
    hall.committed()
    return hall.history, result


def plan_at(_: datetime) -> HallPlan:
    return a_plan()
