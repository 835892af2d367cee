"""A day run through the hall's own operations."""

import random
from dataclasses import replace
from datetime import time
from math import sqrt
from statistics import fmean

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.simulation.day import Break, Leg, NoShows
from hall_server.simulation.erlang import erlang_c
from hall_server.simulation.parameters import BadParameters, Closure, Group, Parameters, Peak
from hall_server.simulation.statistics_of import interval, waits_of
from tests.hall_server.simulation.days import (
    ALL_DAY,
    NINE,
    a_day,
    a_drawn_day,
    a_shift,
    a_visit,
    run,
)
from tests.small_hall import a_plan


def test_one_window_serves_one_after_another() -> None:
    result = run(a_day([a_visit(NINE), a_visit(NINE + 1), a_visit(NINE + 2)], [a_shift()]))
    assert [round(o.wait, 3) for o in result.outcomes] == [0, 4, 8]
    assert result.windows["W001"].busy_minutes == pytest.approx(15)
    assert (result.finished, result.unserved) == (3, 0)


def test_waits_follow_lindleys_recursion_exactly() -> None:
    """One line, one window: each wait is what the one before leaves over."""
    own, at, expected, left, visits = random.Random(7), NINE, [], 0.0, []
    for _ in range(300):
        gap, work = round(own.expovariate(1 / 3), 3), round(own.expovariate(1 / 2.6) + 0.1, 3)
        at, left = at + gap, max(left - gap, 0.0)
        visits.append(a_visit(at, work))
        expected.append(left)
        left += work
    result = run(a_day(visits, [a_shift(off=23 * 60.0)]))
    assert [o.wait for o in result.outcomes] == pytest.approx(expected, abs=0.02)


def erlangs(count: int, load: float, seed: str, visits: int = 600) -> float:
    """Mean wait in M/M/c with service of mean 1 minute, simulated over a day."""
    own, at, people = random.Random(seed), 60.0, []
    for _ in range(visits):
        at += own.expovariate(load)
        people.append(a_visit(at, own.expovariate(1)))
    plan = a_plan()
    first = plan.counters["W001"]
    counters = {f"M{n}": replace(first, id=f"M{n}", number=n, backups=()) for n in range(count)}
    plan = a_plan(counters=counters)
    shifts = [a_shift(f"M{n}", on=50.0, off=1430.0) for n in range(count)]
    result = run(a_day(people, shifts), ALL_DAY, plan)
    return fmean(o.wait for o in result.outcomes[visits // 4 :])


def test_many_windows_agree_with_erlang_c_within_confidence() -> None:
    load, count = 2.0, 3
    found = interval([erlangs(count, load, f"c{r}") for r in range(24)])
    exact = erlang_c(load, count) / (count - load)
    assert exact == pytest.approx(0.4444, abs=1e-3)
    assert abs(found.mean - exact) < 1.5 * found.half, (found, exact)
    assert found.half < exact / 3


@pytest.mark.slow
@pytest.mark.parametrize(("count", "load"), [(1, 0.7), (2, 1.6), (5, 4.0)])
def test_more_halls_agree_with_erlang_c(count: int, load: float) -> None:
    found = interval([erlangs(count, load, f"{count}/{r}", 1200) for r in range(60)])
    exact = erlang_c(load, count) / (count - load)
    assert abs(found.mean - exact) < 1.5 * found.half, (found, exact)
    assert found.half < exact / sqrt(10)


def test_the_elderly_go_ahead_under_the_hall_s_policy_and_not_under_oldest_first() -> None:
    visits = [a_visit(NINE, 30.0), a_visit(NINE + 1), a_visit(NINE + 9, priority=Priority.ELDERLY)]
    ours = run(a_day(visits, [a_shift()]))
    oldest = run(a_day(visits, [a_shift()]), replace(ALL_DAY, policy=PROFILES["oldest"]))
    assert [o.priority for o in ours.outcomes] == [
        Priority.ORDINARY,
        Priority.ELDERLY,
        Priority.ORDINARY,
    ]
    assert [o.priority for o in oldest.outcomes][2] is Priority.ELDERLY
    assert (ours.passes, ours.bound_breaks, ours.lane_breaks) == (1, 0, 0)
    assert ours.longest_pass == pytest.approx(8)


def test_who_does_not_come_is_called_three_times_and_may_come_back() -> None:
    visits = [a_visit(NINE, misses=1, returns_after=5.0), a_visit(NINE + 0.1)]
    result = run(a_day(visits, [a_shift()]))
    assert (result.missed, result.finished) == (1, 2)
    assert [round(o.wait, 2) for o in result.outcomes] == [0, 0.9]


def test_no_shows_grow_with_the_wait() -> None:
    visits = [a_visit(NINE + n, 1.5, patience=0.5) for n in range(100)]
    shares = NoShows(0.0, 5.0, 20.0)
    result = run(a_day(visits, [a_shift()], no_shows=shares))
    missed_first = result.outcomes[0].wait, result.missed
    assert missed_first[0] == 0
    assert 0 < result.missed < 100
    assert result.finished + result.missed == 100


def test_a_transfer_waits_again_with_its_seniority() -> None:
    first = a_visit(NINE)
    moved = replace(first, legs=(first.legs[0], Leg(a_visit(0, queue="B").legs[0].queue, None, 4.0)))
    visits = [moved, a_visit(NINE + 1, 20.0, "B"), a_visit(NINE + 2, 5.0, "B")]
    result = run(a_day(visits, [a_shift(), a_shift("W002")]))
    assert result.finished == 3
    assert result.windows["W002"].calls + result.windows["W001"].calls == 4


def test_a_pause_begins_when_the_service_is_over_and_moves_the_rest() -> None:
    rest = Break(NINE + 3, NINE + 13)
    result = run(a_day([a_visit(NINE), a_visit(NINE + 1)], [a_shift(breaks=(rest,))]))
    assert [round(o.wait, 3) for o in result.outcomes] == [0, 14]
    assert result.windows["W001"].on_minutes == pytest.approx(8 * 60 - 10)


def test_lunch_waits_for_the_line_and_ends_on_time() -> None:
    lunch = Break(NINE + 3, NINE + 30, kept=False, after_line=True)
    visits = [a_visit(NINE), a_visit(NINE + 1), a_visit(NINE + 12)]
    result = run(a_day(visits, [a_shift(breaks=(lunch,))]))
    assert [round(o.wait, 3) for o in result.outcomes] == [0, 4, 18]


def test_a_window_goes_on_after_its_hours_until_nobody_waits() -> None:
    visits = [a_visit(NINE + n) for n in range(6)]
    result = run(a_day(visits, [a_shift(off=NINE + 6)], closing=NINE + 6))
    assert (result.finished, result.unserved) == (6, 0)
    assert result.after_closing == pytest.approx(19)
    assert result.windows["W001"].on_minutes == pytest.approx(30)


def test_a_window_that_closes_unexpectedly_leaves_its_line_to_others() -> None:
    visits = [a_visit(NINE + n, 5.0) for n in range(8)]
    both = run(a_day(visits, [a_shift(), a_shift("W003")]))
    one = run(a_day(visits, [a_shift(closes_at=NINE + 7), a_shift("W003")]))
    assert one.finished == both.finished == 8
    assert waits_of([one]).mean > waits_of([both]).mean
    assert one.windows["W001"].on_minutes == pytest.approx(10)


def test_whoever_comes_when_it_is_closed_gets_no_number() -> None:
    result = run(a_day([a_visit(7 * 60.0), a_visit(NINE)], [a_shift()]), Rules())
    assert dict(result.turned_away) == {"hall_closed": 1}
    assert len(result.outcomes) == 1


def test_a_seed_makes_a_day_exactly_and_another_seed_another_day() -> None:
    assert a_drawn_day("1") == a_drawn_day("1") != a_drawn_day("2")
    assert run(a_drawn_day(), Rules()).outcomes == run(a_drawn_day(), Rules()).outcomes


def test_the_policy_changes_nothing_of_who_comes() -> None:
    day = a_drawn_day(load=2.0)
    tickets = {
        name: sorted((o.at, o.queue, o.priority.value) for o in run(day, rules).outcomes)
        for name, rules in {n: replace(Rules(), policy=PROFILES[n]) for n in ("balanced", "oldest")}.items()
    }
    assert tickets["balanced"] == tickets["oldest"]


def test_people_come_in_two_peaks_while_the_hall_is_open() -> None:
    hours = [int(v.at // 60) for seed in range(6) for v in a_drawn_day(str(seed), load=3.0).visits]
    by_hour = {h: hours.count(h) for h in range(24)}
    assert sum(by_hour[h] for h in (12, 13, 18, 19, 7)) == 0
    assert by_hour[9] > by_hour[11]
    assert by_hour[14] > by_hour[16]


def test_a_bus_brings_its_people_and_a_closure_its_window() -> None:
    day = a_drawn_day(groups=(Group(time(10), 60, "I3"),), closures=(Closure(time(11), "W002"),))
    came = [v for v in day.visits if 600 <= v.at < 602 and v.legs[0].item == "I3"]
    assert len(came) >= 60
    assert next(s for s in day.shifts if s.window == "W002").closes_at == 660


def test_a_queue_that_is_asked_for_keeps_a_window_when_all_are_ill() -> None:
    day = a_drawn_day(absent_share=1.0)
    served = {q for s in day.shifts for q in a_plan().counters[s.window].queues}
    assert served == {"A", "B", "BG"}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"load": -1}, "load is -1"),
        ({"load": float("nan")}, "load is nan"),
        ({"item_minutes": {"I1": -3.0}}, "item_minutes.I1 is -3"),
        ({"item_minutes": {"I1": 9000.0}}, "item_minutes.I1 is 9000"),
        ({"class_shares": {Priority.ELDERLY: 1.4}}, "class_shares.elderly is 1.4"),
        ({"class_shares": {Priority.ELDERLY: 0.7, Priority.DISABLED: 0.7}}, "class_shares, together"),
        ({"peaks": (Peak(time(9), 10, 0.7), Peak(time(15), 10, 0.7))}, "peaks.weight, together"),
        ({"service_spread": (0.8, 0.2)}, "service_spread[1] is 0.2"),
        ({"return_minutes": (-1.0, 5.0)}, "return_minutes[0] is -1"),
        ({"groups": (Group(time(9), 0, "I1"),)}, "groups.people is 0"),
        ({"no_show_share": 2.0}, "no_show_share is 2"),
    ],
)
def test_a_day_that_could_not_be_is_refused_by_name(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(BadParameters, match=named.replace("[", r"\[").replace("]", r"\]")):
        Parameters(**wrong)  # type: ignore[arg-type]


def test_a_group_for_an_unknown_item_is_refused() -> None:
    with pytest.raises(BadParameters, match="no item 'I9'"):
        a_drawn_day(groups=(Group(time(10), 6, "I9"),))
