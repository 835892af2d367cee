"""How many windows each queue needs in each hour, for a target: searched over the simulator itself."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import ceil, exp

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId
from hall_server.simulation.day import Break, Day, Shift
from hall_server.simulation.drawing import draw_day
from hall_server.simulation.engine import Engine
from hall_server.simulation.many import run_many, silent
from hall_server.simulation.memory_hall import memory_hall
from hall_server.simulation.result import Outcome
from hall_server.simulation.scenario import Scenario

ROUNDS = 14
HOUR = 60.0


@dataclass(frozen=True, slots=True)
class Target:
    """`share` of the people called within `minutes`."""

    share: float = 0.90
    minutes: float = 15.0


Need = dict[tuple[QueueId, int], int]
"""Windows by queue and hour of the day. A window counts for the first of its queues."""


@dataclass(frozen=True)
class Advice:
    need: Need
    reached: dict[tuple[QueueId, int], float]
    """Share within the target's minutes among those who come in that hour."""
    misses: tuple[tuple[QueueId, int], ...]
    """Where even all windows of the queue do not reach it."""
    window_hours: float
    rounds: int


def advise(
    scenario: Scenario,
    target: Target,
    days: Sequence[date],
    replications: int,
    seed: str = "1",
    processes: int | None = None,
    done: Callable[[], None] = silent,
) -> Advice:
    """Starts from Erlang-C for each queue and hour alone, then adds a window wherever the simulated hall
    misses the target, in the hour that misses it and the one before, until none misses or all windows of its
    queue are there; then takes back, once each, what can be spared. It finds a small staffing, which need not
    be the smallest of all: windows that help several queues make the search uneven."""
    drawn = [draw_day(scenario.world, d, f"{seed}/{r}") for d in days for r in range(replications)]
    plan = scenario.plan
    most = {q: sum(c.primary[:1] == (q,) for c in plan.counters.values()) for q in plan.queues}
    need = _start(drawn, plan, target, most)
    rounds, reached = 0, _shares(scenario, drawn, need, target, processes)
    while rounds < ROUNDS:
        rounds += 1
        done()
        short = [k for k, share in reached.items() if share < target.share]
        if not _raise(need, short, most):
            break
        reached = _shares(scenario, drawn, need, target, processes)
    need, reached = _spare(scenario, drawn, need, target, processes, done)
    misses = tuple(sorted(k for k, share in reached.items() if share < target.share))
    return Advice(need, reached, misses, float(sum(need.values())), rounds)


def _start(drawn: Sequence[Day], plan: HallPlan, target: Target, most: dict[QueueId, int]) -> Need:
    work: defaultdict[tuple[QueueId, int], float] = defaultdict(float)
    count: defaultdict[tuple[QueueId, int], int] = defaultdict(int)
    for day in drawn:
        for visit in day.visits:
            key = (visit.legs[0].queue, int(visit.at // HOUR))
            work[key] += visit.legs[0].work
            count[key] += 1
    need: Need = {}
    for key, minutes in work.items():
        load = minutes / HOUR / len(drawn)
        need[key] = min(most[key[0]], least_windows(load, minutes / count[key], target))
    return need


def least_windows(load: float, service_minutes: float, target: Target) -> int:
    """The least c with P(wait > target) ≤ 1 − share in M/M/c of `load` Erlangs."""
    count = max(1, ceil(load + 1e-9))
    while erlang_c_tail(load, count, service_minutes, target.minutes) > 1 - target.share:
        count += 1
    return count


def erlang_c(load: float, count: int) -> float:
    """Probability that somebody waits at all, with `load` Erlangs on `count` servers; 1 when they cannot
    keep up. (Erlang 1917.)"""
    if load >= count:
        return 1.0
    blocked = 1.0
    for n in range(1, count + 1):
        blocked = load * blocked / (n + load * blocked)
    use = load / count
    return blocked / (1 - use + use * blocked)


def erlang_c_tail(load: float, count: int, service_minutes: float, wait_minutes: float) -> float:
    """Probability of a wait longer than `wait_minutes`."""
    if load >= count:
        return 1.0
    return erlang_c(load, count) * exp(-(count - load) * wait_minutes / service_minutes)


def _raise(need: Need, short: Sequence[tuple[QueueId, int]], most: dict[QueueId, int]) -> bool:
    """One more window where it is short, or an hour earlier where all are there already."""
    changed = False
    for queue, hour in short:
        for at in (hour, hour - 1):
            if (queue, at) in need and need[queue, at] < most[queue]:
                need[queue, at] += 1
                changed = True
                break
    return changed


def _spare(
    scenario: Scenario,
    drawn: Sequence[Day],
    need: Need,
    target: Target,
    processes: int | None,
    done: Callable[[], None],
) -> tuple[Need, dict[tuple[QueueId, int], float]]:
    """Take a window away wherever the target is passed with ease; keep what still reaches it."""
    reached = _shares(scenario, drawn, need, target, processes)
    ease = target.share + (1 - target.share) / 2
    easy = [k for k, share in reached.items() if share >= ease and need.get(k, 0) > 1]
    lower = need | {k: need[k] - 1 for k in easy}
    after = _shares(scenario, drawn, lower, target, processes)
    done()
    queues_hurt = {q for (q, h), share in after.items() if share < min(target.share, reached[q, h])}
    kept = {k: need[k] if k[0] in queues_hurt else lower[k] for k in need}
    done()
    return kept, _shares(scenario, drawn, kept, target, processes)


def _shares(
    scenario: Scenario, drawn: Sequence[Day], need: Need, target: Target, processes: int | None
) -> dict[tuple[QueueId, int], float]:
    def outcomes(number: int) -> list[Outcome]:
        day = staffed(drawn[number], scenario.plan, need)
        hall = memory_hall(scenario.plan, scenario.rules, scenario.workdays, day.date)
        return Engine(hall, day, watch=False).run().outcomes

    within: defaultdict[tuple[QueueId, int], list[bool]] = defaultdict(list)
    for found in run_many(outcomes, range(len(drawn)), processes):
        for outcome in found:
            within[outcome.queue, int(outcome.at // HOUR)].append(outcome.wait <= target.minutes)
    return {k: sum(v) / len(v) for k, v in within.items()}


def staffed(day: Day, plan: HallPlan, need: Need) -> Day:
    """The day with just so many windows of each queue in each hour; breaks that were drawn stay."""
    by_queue: defaultdict[QueueId, list[Shift]] = defaultdict(list)
    for shift in sorted(day.shifts, key=lambda s: s.window):
        primary = plan.counters[shift.window].primary
        if primary:
            by_queue[primary[0]].append(shift)
    kept: list[Shift] = []
    for queue, shifts in by_queue.items():
        hours = {h: n for (q, h), n in need.items() if q == queue}
        for rank, shift in enumerate(shifts):
            wanted = sorted(h for h, n in hours.items() if n > rank)
            if wanted:
                kept.append(_hours_only(shift, wanted))
    return replace(day, shifts=tuple(kept))


def _hours_only(shift: Shift, hours: Sequence[int]) -> Shift:
    """At work in these hours, away between them and afterwards."""
    breaks = list(shift.breaks)
    for hour, following in pairwise(hours):
        if following > hour + 1:
            breaks.append(Break((hour + 1) * HOUR, following * HOUR, "away", kept=False, after_line=True))
    on = max(shift.on, hours[0] * HOUR)
    return replace(shift, on=on, off=min(shift.off, (hours[-1] + 1) * HOUR), breaks=tuple(breaks))
