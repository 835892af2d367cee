"""The same hall with other skills: who could call whose tickets."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil, exp
from random import Random
from types import MappingProxyType

from hall_server.domain.hall_plan import Counter, HallPlan, Queue
from hall_server.domain.names import ItemId, QueueId, WindowId
from hall_server.simulation.demand import A_WINDOWS_MINUTES, Demand, work_of

Shares = Mapping[int, float]
"""Of the windows, by the number of queues that they serve."""
OVERLAPPING: Shares = MappingProxyType({1: 0.30, 2: 0.35, 3: 0.23, 4: 0.06, 5: 0.04, 7: 0.02})
"""Of the reference notes (queueing.md 3)."""
DENSE: Shares = MappingProxyType({4: 0.4, 5: 0.3, 7: 0.3})


def without_overlap(plan: HallPlan) -> HallPlan:
    """Each window serves its first queue only. A queue that nobody would serve keeps its windows."""
    first = {c.primary[:1] for c in plan.counters.values()}
    kept = {q for (q,) in first if q}

    def narrowed(counter: Counter) -> Counter:
        alone = tuple(q for q in counter.queues if q not in kept)
        return replace(counter, primary=counter.primary[:1] + alone, backups=())

    return _with_counters(plan, {c.id: narrowed(c) for c in plan.counters.values()})


def with_skills(
    plan: HallPlan, demand: Demand, load: float, utilisation: float, shares: Shares, seed: str
) -> HallPlan:
    """The hall with just so many windows in each zone as its work asks for, the first queue of each in
    proportion to the work, and more queues of the zone where they are short of windows."""
    work = {q: m / A_WINDOWS_MINUTES for q, m in work_of(plan, demand, load).items()}
    counters: dict[WindowId, Counter] = {}
    for zone in plan.zones:
        queues = [q for q in plan.queues.values() if q.zone == zone and work[q.id]]
        there = sorted((c for c in plan.counters.values() if c.zone == zone), key=lambda c: c.number)
        wanted = ceil(sum(work[q.id] for q in queues) / utilisation)
        manned = there[: max(1, min(wanted, len(there)))] if queues else []
        counters |= {c.id: c for c in _skilled(manned, queues, work, shares, Random(f"{seed}/{zone}"))}
    return _with_counters(plan, counters)


def _skilled(
    windows: list[Counter], queues: list[Queue], work: Mapping[str, float], shares: Shares, own: Random
) -> list[Counter]:
    cover: dict[QueueId, float] = {q.id: 0.0 for q in queues}

    def shortest(among: list[QueueId]) -> QueueId:
        return min(among, key=lambda q: (cover[q] / work[q], q))

    found = []
    for counter in windows:
        count = min(own.choices(list(shares), list(shares.values()))[0], len(queues))
        chosen: list[QueueId] = []
        for _ in range(count):
            chosen.append(shortest([q for q in cover if q not in chosen]))
            cover[chosen[-1]] += 1 / count
        found.append(replace(counter, primary=tuple(chosen[:1]), backups=tuple(chosen[1:])))
    for number, queue in enumerate(q for q in cover if not cover[q]):
        helper = found[number % len(found)]
        found[number % len(found)] = replace(helper, backups=(*helper.backups, queue))
    return found


def misjudged(plan: HallPlan, spread: float, seed: str) -> HallPlan:
    """The plan as somebody has it who knows the service times of items only roughly: each times exp(N(0,
    spread))."""
    wrong = {
        i: replace(item, mean_service_minutes=item.mean_service_minutes * _factor(seed, i, spread))
        for i, item in plan.items.items()
    }
    return replace(plan, items=MappingProxyType(wrong))


def _factor(seed: str, item: ItemId, spread: float) -> float:
    return exp(Random(f"{seed}/misjudged/{item}").gauss(0, spread))


def _with_counters(plan: HallPlan, counters: Mapping[WindowId, Counter]) -> HallPlan:
    return replace(plan, counters=MappingProxyType(dict(counters)))
