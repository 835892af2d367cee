"""A drawn day with so many windows of each queue in each hour, and how people fared on it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId
from hall_server.simulation.day import Break, Day, Shift
from hall_server.simulation.engine import Engine
from hall_server.simulation.memory_hall import memory_hall
from hall_server.simulation.scenario import Scenario

HOUR = 60.0
Key = tuple[QueueId, int]
Need = dict[Key, int]
"""Windows by queue and hour of the day. A window counts for the first of its queues."""
Shares = dict[Key, float]
"""By queue and hour of coming: share that was called within the target's minutes."""
Reached = tuple[Key, bool]
"""Of one person: where and when it came, and whether it was called within the target's minutes."""


@dataclass(frozen=True, slots=True)
class Target:
    """`share` of the people called within `minutes`."""

    share: float = 0.90
    minutes: float = 15.0


def shares_on(scenario: Scenario, drawn: Sequence[Day], need: Mapping[Key, int], target: Target) -> Shares:
    return shares_of(r for day in drawn for r in reached_on(scenario, day, need, target))


def shares_of(reached: Iterator[Reached]) -> Shares:
    within: defaultdict[Key, list[bool]] = defaultdict(list)
    for key, in_time in reached:
        within[key].append(in_time)
    return {k: sum(v) / len(v) for k, v in within.items()}


def reached_on(scenario: Scenario, day: Day, need: Mapping[Key, int], target: Target) -> list[Reached]:
    """Who stays until the end and is never called has not been called in time."""
    hall = memory_hall(scenario.plan, scenario.rules, scenario.workdays, day.date)
    result = Engine(hall, staffed(day, scenario.plan, need), watch=False).run()
    called = [((o.queue, int(o.at // HOUR)), o.wait <= target.minutes) for o in result.outcomes]
    return called + [((queue, int(at // HOUR)), False) for queue, at in result.never_called]


def part_of(day: Day, plan: HallPlan, queues: Collection[QueueId]) -> Day:
    """Those people and windows of a day that belong to these queues."""
    visits = tuple(v for v in day.visits if v.legs[0].queue in queues)
    shifts = tuple(s for s in day.shifts if _first_queue(plan, s) in queues)
    return replace(day, visits=visits, shifts=shifts)


def staffed(day: Day, plan: HallPlan, need: Mapping[Key, int]) -> Day:
    """The day with just so many windows of each queue in each hour; breaks that were drawn stay."""
    by_queue: defaultdict[QueueId, list[Shift]] = defaultdict(list)
    for shift in sorted(day.shifts, key=lambda s: s.window):
        queue = _first_queue(plan, shift)
        if queue is not None:
            by_queue[queue].append(shift)
    kept: list[Shift] = []
    for queue, shifts in by_queue.items():
        hours = {h: n for (q, h), n in need.items() if q == queue}
        for rank, shift in enumerate(shifts):
            wanted = sorted(h for h, n in hours.items() if n > rank)
            if wanted:
                kept.append(_hours_only(shift, wanted))
    return replace(day, shifts=tuple(kept))


def _first_queue(plan: HallPlan, shift: Shift) -> QueueId | None:
    return next(iter(plan.counters[shift.window].primary), None)


def _hours_only(shift: Shift, hours: Sequence[int]) -> Shift:
    """At work in these hours, away between them and afterwards. It leaves at the end of an hour with the
    service under way, whoever waits: others are counted to serve them. At noon and at closing time it stays
    for the line, as all do."""
    edges = [((last + 1) * HOUR, first * HOUR) for last, first in pairwise(hours) if first > last + 1]
    rests = [b for b in shift.breaks if b.after_line]
    away = [
        Break(start, end, "away", kept=False)
        for start, end in edges
        if not any(rest.at <= start and end <= rest.until for rest in rests)
    ]
    gone = (hours[-1] + 1) * HOUR
    closes = gone if gone < shift.off and not any(r.at <= gone < r.until for r in rests) else None
    if shift.closes_at is not None:
        closes = min(shift.closes_at, closes or shift.closes_at)
    on = max(shift.on, hours[0] * HOUR)
    return replace(shift, on=on, off=min(shift.off, gone), closes_at=closes, breaks=(*shift.breaks, *away))
