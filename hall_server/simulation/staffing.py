"""How many windows each queue needs in each hour, for a target: searched over the simulator itself."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from math import ceil, exp

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId, ZoneId
from hall_server.simulation.day import Break, Day, Shift
from hall_server.simulation.drawing import draw_day
from hall_server.simulation.engine import Engine
from hall_server.simulation.many import run_many, silent
from hall_server.simulation.memory_hall import memory_hall
from hall_server.simulation.result import Outcome
from hall_server.simulation.scenario import Scenario

ROUNDS = 14
SWEEPS = 2
HOUR = 60.0


@dataclass(frozen=True, slots=True)
class Target:
    """`share` of the people called within `minutes`."""

    share: float = 0.90
    minutes: float = 15.0


Need = dict[tuple[QueueId, int], int]
"""Windows by queue and hour of the day. A window counts for the first of its queues."""
Shares = dict[tuple[QueueId, int], float]
"""By queue and hour of coming: share that was called within the target's minutes."""


@dataclass(frozen=True)
class Advice:
    need: Need
    reached: Shares
    """Share within the target's minutes among those who come in that hour."""
    misses: tuple[tuple[QueueId, int], ...]
    """Where all windows of the queue, in that hour and the one before, do not reach it."""
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
    misses the target, in the hour that misses it or the one before, until none misses or all windows of its
    queue are there; then goes through the hours and takes a window from every queue that can spare one then
    without harm in its zone, and adds again what was missed after all. It finds a small staffing, which need
    not be the smallest of all: windows that help several queues make the search uneven."""
    drawn = [draw_day(scenario.world, d, f"{seed}/{r}") for d in days for r in range(replications)]
    plan = scenario.plan
    most = {q: sum(c.primary[:1] == (q,) for c in plan.counters.values()) for q in plan.queues}
    search = _Search(scenario, drawn, target, most, processes, done)
    need = search.raised(_start(drawn, plan, target, most))
    for _ in range(SWEEPS):
        before, need = need, search.unharmed(need, search.raised(search.spared(need)))
        if need == before:
            break
    reached = search.shares(need)
    misses = tuple(sorted(k for k, share in reached.items() if share < target.share))
    return Advice(need, reached, misses, float(sum(need.values())), search.rounds)


@dataclass
class _Search:
    scenario: Scenario
    drawn: Sequence[Day]
    target: Target
    most: dict[QueueId, int]
    processes: int | None
    done: Callable[[], None]
    rounds: int = 0
    _known: dict[tuple[tuple[tuple[QueueId, int], int], ...], Shares] = field(default_factory=dict)

    def shares(self, need: Need) -> Shares:
        key = tuple(sorted(need.items()))
        if key not in self._known:
            self.rounds += 1
            self._known[key] = shares_of(self.scenario, self.drawn, need, self.target, self.processes)
            self.done()
        return self._known[key]

    def raised(self, need: Need) -> Need:
        """With more windows wherever the target is missed."""
        need = dict(need)
        for _ in range(ROUNDS):
            short = [k for k, share in self.shares(need).items() if share < self.target.share]
            if not _raise(need, short, self.most):
                break
        return need

    def spared(self, need: Need) -> Need:
        """With one window less, hour by hour, in every queue that can spare it."""
        reached = self.shares(need)
        for hour in sorted({h for _, h in need}):
            tried = need | {(q, h): n - 1 for (q, h), n in need.items() if h == hour and n > 1}
            after = self.shares(tried)
            hurt = {q for (q, h), s in after.items() if s < min(self.target.share, reached.get((q, h), 1.0))}
            # Who had nothing to spare was hurt by a neighbour that had.
            guests = {self._zone(q) for q in hurt if tried.get((q, hour)) == need.get((q, hour))}
            hurt |= {q for q, _ in need if self._zone(q) in guests}
            need = {(q, h): n if q in hurt else tried[q, h] for (q, h), n in need.items()}
            reached = {k: reached.get(k, s) if k[0] in hurt else s for k, s in after.items()}
        return need

    def unharmed(self, before: Need, after: Need) -> Need:
        """`after`, but for zones in which somebody misses the target who reached it before."""
        old, new = self.shares(before), self.shares(after)
        worse = {self._zone(k[0]) for k, s in new.items() if s < self.target.share <= old.get(k, 0.0)}
        return {k: before[k] if self._zone(k[0]) in worse else n for k, n in after.items()}

    def _zone(self, queue: QueueId) -> ZoneId:
        return self.scenario.plan.queues[queue].zone


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


def shares_of(
    scenario: Scenario, drawn: Sequence[Day], need: Need, target: Target, processes: int | None
) -> Shares:
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
