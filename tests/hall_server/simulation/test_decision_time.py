"""How long a window thinks: 2,000 tickets wait in the reference hall's 59 queues."""

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import pytest

from hall_server.domain.dispatch import choose_next
from hall_server.domain.events import Actor
from hall_server.domain.rules import Rules, policy_of
from hall_server.domain.ticket import Priority
from hall_server.halls.reading import read_hall
from hall_server.operations import taking, windows
from hall_server.operations.outlook import heads
from hall_server.simulation.memory_hall import EveryDay, MemoryHall, memory_hall
from tests.small_hall import NINE, TUESDAY

WAITING = 2000


def a_crowded_hall() -> tuple[MemoryHall, datetime]:
    plan = read_hall(Path(str(files("hall_server.halls") / "huaihua"))).plan
    assert plan is not None
    hall, own, now = memory_hall(plan, Rules(stop_waiting=10_000), EveryDay(), TUESDAY), Random(1), NINE
    for counter in plan.counters.values():
        windows.open_window(hall, Actor("clerk", window=counter.id), counter.id, now)
    items = {q: [i.id for i in plan.items.values() if i.queue == q] for q in plan.queues}
    for _, queue in zip(range(WAITING), cycle(plan.queues), strict=False):
        now += timedelta(seconds=3)
        item = own.choice(items[queue]) if items[queue] else None
        wish = taking.Wish(item=item, queue=None if item else queue, priority=own.choice(list(Priority)))
        ticket = taking.take(hall, Actor("guide"), wish, now).ticket
        taking.confirm_print(hall, Actor("guide"), ticket.id, now)
    return hall, now


def decisions(hall: MemoryHall, now: datetime) -> Callable[[], None]:
    """One decision of every window."""
    counters = list(hall.plan.counters.values())

    def decide() -> None:
        for counter in counters:
            choose_next(heads(hall, counter), policy_of(hall.rules, counter.zone), now)

    return decide


@pytest.mark.slow
def test_a_window_decides_within_a_millisecond_among_two_thousand(benchmark: Any) -> None:
    hall, now = a_crowded_hall()
    assert sum(hall.tickets.count_waiting(q) for q in hall.plan.queues) == WAITING
    benchmark(decisions(hall, now))
    assert benchmark.stats.stats.median / len(hall.plan.counters) < 0.001
