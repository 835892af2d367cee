"""The staffing that is advised, beside the least that trying every staffing finds."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from importlib.resources import files
from itertools import product
from pathlib import Path
from statistics import fmean

import pytest

from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import ItemId, QueueId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.halls.reading import read_hall
from hall_server.simulation.day import Break, Day
from hall_server.simulation.demand import demand_of
from hall_server.simulation.drawing import draw_day
from hall_server.simulation.memory_hall import EveryDay
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.scenario import Scenario
from hall_server.simulation.staffed_day import Key, Need, Shares, Target, part_of, shares_on, staffed
from hall_server.simulation.staffing import advise
from hall_server.simulation.staffing_search import parts_of, teams_of
from tests.hall_server.simulation.days import NINE, SMALL_DEMAND, a_day, a_shift, a_visit, run
from tests.small_hall import TUESDAY, a_plan

TARGET = Target(0.9, 15.0)
MORNING = Rules(hours=((time(9), time(12)),))
TWO_HOURS = Rules(hours=((time(9), time(11)),))


def reference_plan() -> HallPlan:
    found = read_hall(Path(str(files("hall_server.halls") / "huaihua"))).plan
    assert found is not None
    return found


def a_team(plan: HallPlan, queue: str, load: float, rules: Rules = MORNING) -> Scenario:
    """The people of one team of the hall: of queues that share windows."""
    team = next(t for t in teams_of(plan) if queue in t)
    demand = {i: n for i, n in demand_of(plan).items() if plan.items[i].queue in team}
    crew = {c.id for c in plan.counters.values() if team & set(c.queues)}
    return Scenario(plan, demand, rules, EveryDay(), Parameters(load=load), crew)


def days_of(scenario: Scenario, replications: int) -> list[Day]:
    return [draw_day(scenario.world, TUESDAY, f"1/{r}") for r in range(replications)]


def least_hours(scenario: Scenario, drawn: Sequence[Day], keys: Sequence[Key]) -> tuple[int, set[Key]]:
    """By trying every staffing: the least window hours that reach the target wherever all windows reach it;
    elsewhere, named second, all are there."""
    plan = scenario.plan
    most = {q: sum(c.primary[:1] == (q,) for c in plan.counters.values()) for q in plan.queues}
    full = shares_on(scenario, drawn, {k: most[k[0]] for k in keys}, TARGET)
    hopeless = {k for k, share in full.items() if share < TARGET.share}
    counts = [range(most[k[0]] if k in hopeless else 1, most[k[0]] + 1) for k in keys]
    for size in sorted(product(*counts), key=sum):
        shares = shares_on(scenario, drawn, dict(zip(keys, size, strict=True)), TARGET)
        if all(share >= TARGET.share for k, share in shares.items() if k not in hopeless):
            return sum(size), hopeless
    raise AssertionError("all windows reach what all windows reach")


def measured(scenario: Scenario, replications: int) -> tuple[float, int]:
    """Window hours advised, and the true least."""
    found = advise(scenario, TARGET, [TUESDAY], replications, processes=1)
    least, hopeless = least_hours(scenario, days_of(scenario, replications), sorted(found.need))
    assert set(found.misses) <= hopeless
    return found.window_hours, least


def single_windows(need: Need) -> Iterator[Need]:
    """The staffing with one window less somewhere."""
    return (need | {k: n - 1} for k, n in need.items() if n > 1)


def ratio(teams: Sequence[tuple[str, float, Rules]], replications: int = 4) -> float:
    """Window hours advised over the true least, mean over some teams of the reference hall."""
    plan = reference_plan()
    found = [measured(a_team(plan, *team), replications) for team in teams]
    told = [f"{q} at {load}: {a:g} of {n}" for (q, load, _), (a, n) in zip(teams, found, strict=True)]
    mean = fmean(advised / least for advised, least in found)
    sys.stdout.write("; ".join(told) + f"; mean {mean:.3f}\n")
    return mean


def test_advice_for_teams_of_the_reference_hall_is_near_the_least_of_all_staffings() -> None:
    teams = [("AB", 1.5, MORNING), ("CD", 1.2, MORNING), ("DF", 1.2, MORNING), ("DD", 1.5, MORNING)]
    assert ratio(teams) <= 1.05


@pytest.mark.slow
def test_advice_for_more_teams_of_the_reference_hall_is_near_the_least_of_all_staffings() -> None:
    teams = [(q, load, MORNING) for q in ("AF", "AJ", "DB", "EB", "EH", "HA") for load in (1.0, 1.5)]
    whole_days = [(q, 1.5, Rules()) for q in ("AC", "AA")]
    shared = [("BD", 0.4, TWO_HOURS), ("RB", 0.7, TWO_HOURS), ("JA", 0.5, TWO_HOURS), ("RA", 0.5, TWO_HOURS)]
    assert ratio([*teams, *whole_days, *shared]) <= 1.05


def a_zone(zone: str, load: float, rules: Rules) -> Scenario:
    plan = reference_plan()
    demand = {i: n for i, n in demand_of(plan).items() if plan.queues[plan.items[i].queue].zone == zone}
    return Scenario(plan, demand, rules, EveryDay(), Parameters(load=load))


@pytest.mark.slow
def test_no_single_window_of_a_zone_can_go_without_missing_the_target() -> None:
    scenario = a_zone("Z1", 1.5, Rules())
    found = advise(scenario, TARGET, [TUESDAY], 3, processes=1)
    drawn = days_of(scenario, 3)
    needless = []
    for fewer in single_windows(found.need):
        gone = next(k for k in found.need if fewer[k] != found.need[k])
        shares = shares_on(scenario, drawn, fewer, TARGET)
        lost = [k for k, s in shares.items() if s < TARGET.share and k not in found.misses]
        if not lost and gone not in found.misses:
            needless.append(gone)
    assert needless == []


def test_the_parts_of_a_hall_run_apart_as_they_run_together() -> None:
    plan = reference_plan()
    demand = {i: n / 3 for i, n in demand_of(plan).items()}
    scenario = Scenario(plan, demand, MORNING, EveryDay(), Parameters(transfer_share=0.2))
    (day,) = days_of(scenario, 1)
    need = {(q, h): 2 for q in plan.queues for h in (9, 10, 11)}
    parts = parts_of(plan)
    assert len(parts) > 4
    assert sorted(q for part in parts for q in part) == sorted(plan.queues)
    together = shares_on(scenario, [day], need, TARGET)
    apart: Shares = {}
    for part in parts:
        apart |= shares_on(scenario, [part_of(day, plan, part)], need, TARGET)
    assert apart == together


def test_whoever_is_never_called_is_not_called_in_time() -> None:
    scenario = Scenario(a_plan(), SMALL_DEMAND, Rules(), EveryDay(), Parameters(transfer_share=0.0))
    (day,) = days_of(scenario, 1)
    kept = replace(day, shifts=tuple(replace(s, closes_at=s.on + 1) for s in day.shifts))
    need = {(q, h): 3 for q in a_plan().queues for h in range(8, 18)}
    shares = shares_on(scenario, [kept], need, TARGET)
    assert shares.keys() == {(v.legs[0].queue, int(v.at // 60)) for v in day.visits}
    assert all(share == 0 for (_, hour), share in shares.items() if hour > 9)


def test_a_window_goes_at_the_end_of_its_hours_and_stays_for_the_line_at_noon_and_at_closing() -> None:
    visits = [a_visit(NINE + 10 * n, 10.0) for n in range(5)]
    late = (a_visit(NINE + 57, 10.0), a_visit(NINE + 58, 10.0))
    day = a_day([*visits, *late], [a_shift(off=NINE + 180)], closing=NINE + 180)
    noon = Break(NINE + 60, NINE + 120, "lunch", kept=False, after_line=True)

    def last_call(day: Day, *hours: int) -> float:
        return run(staffed(day, a_plan(), {(QueueId("A"), h): 1 for h in hours})).last_call - NINE

    assert last_call(day, 9, 10, 11) == 67
    assert last_call(day, 9, 11) == 120
    assert last_call(day, 9) == 57
    assert last_call(replace(day, shifts=(replace(day.shifts[0], breaks=(noon,)),)), 9, 11) == 67
    assert last_call(replace(day, shifts=(replace(day.shifts[0], off=NINE + 60),)), 9) == 67


def test_windows_that_help_a_queue_are_advised_where_its_own_do_not_reach_the_target() -> None:
    """One queue's only window is not enough; another queue's second task is to help it."""
    zone, first, second = ZoneId("Z1"), QueueId("A"), QueueId("B")
    counters = {
        "W001": Counter(WindowId("W001"), 1, zone, None, "1", "1", (first,)),
        "W002": Counter(WindowId("W002"), 2, zone, None, "2", "2", (second,), (first,)),
    }
    parameters = Parameters(absent_share=0.0, pauses_a_day=0.0, transfer_share=0.0)
    demand = {ItemId("I1"): 18.0}
    scenario = Scenario(a_plan(counters=counters), demand, MORNING, EveryDay(), parameters)
    found = advise(scenario, TARGET, [TUESDAY], 4, processes=1)
    assert found.misses == ()
    assert sum(n for (q, _), n in found.need.items() if q == second) > 0
