"""What is made of runs: figures, confidence, advice, files."""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.hall_plan import Counter
from hall_server.domain.names import ItemId, QueueId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.simulation.charts import NoCharts, draw_charts
from hall_server.simulation.demand import crew_for, even_demand, read_demand, work_of
from hall_server.simulation.drawing import draw_day
from hall_server.simulation.erlang import least_windows
from hall_server.simulation.estimating import Estimating
from hall_server.simulation.many import RunFailed, run_many
from hall_server.simulation.memory_hall import EveryDay
from hall_server.simulation.parameters import BadParameters, Parameters
from hall_server.simulation.report import as_json, report
from hall_server.simulation.scenario import Run, Scenario, open_days, run_all, run_day, run_with_estimates
from hall_server.simulation.sheet import write_workbook
from hall_server.simulation.skills import DENSE, misjudged, with_skills, without_overlap
from hall_server.simulation.staffed_day import Target, shares_on
from hall_server.simulation.staffing import advise
from hall_server.simulation.statistics_of import interval, quantile, ratio, t_95, waits, waits_of
from hall_server.wire.words import Language
from tests.hall_server.simulation.days import SMALL_DEMAND
from tests.small_hall import TUESDAY, WeekDays, a_plan


def a_scenario(load: float = 1.6) -> Scenario:
    return Scenario(a_plan(), SMALL_DEMAND, Rules(), EveryDay(), Parameters(load=load))


def a_report(policy: str = "balanced", replications: int = 3) -> object:
    scenario = a_scenario()
    runs = [Run(policy, TUESDAY, r) for r in range(replications)]
    results = run_all(scenario, runs, 1)
    rules = replace(scenario.rules, policy=PROFILES[policy])
    return report(policy, scenario.plan, rules, [[r] for r in results])


def test_waits_in_figures() -> None:
    found = waits([float(n) for n in range(101)])
    assert (found.tickets, found.mean, found.median, found.p95, found.longest) == (101, 50, 50, 95, 100)
    assert found.over_30 == pytest.approx(70 / 101)
    assert waits([]).tickets == 0
    assert quantile([1.0, 3.0], 0.5) == 2


def test_confidence_is_student_s() -> None:
    assert [round(t_95(n), 2) for n in (1, 2, 3, 9, 39, 200)] == [12.71, 4.30, 3.18, 2.26, 2.02, 1.97]
    found = interval([1.0, 2.0, 3.0])
    assert (found.mean, round(found.half, 3)) == (2, 2.484)
    assert interval([5.0]).half == 0


def test_an_interval_covers_the_mean_nineteen_times_in_twenty() -> None:
    own = Random(3)
    samples = [[own.gauss(10, 3) for _ in range(8)] for _ in range(1000)]
    covered = sum(abs(interval(s).mean - 10) <= interval(s).half for s in samples)
    assert 930 <= covered <= 970


def test_a_ratio_is_paired() -> None:
    theirs = [10.0, 20.0, 30.0]
    assert ratio([9.0, 18.0, 27.0], theirs).half == pytest.approx(0)
    assert ratio([9.0, 18.0, 27.0], theirs).mean == pytest.approx(0.9)


def test_days_on_many_processors_are_the_same_days_in_the_same_order() -> None:
    scenario, runs = a_scenario(), [Run("balanced", TUESDAY, r) for r in range(4)]
    one, many = run_all(scenario, runs, 1), run_all(scenario, runs, 2)
    assert [r.outcomes for r in one] == [r.outcomes for r in many]
    assert one[0].outcomes != one[1].outcomes


def test_a_fault_in_another_process_is_told() -> None:
    with pytest.raises(RunFailed, match="ZeroDivisionError"):
        run_many(lambda n: 1 // n, [1, 0], 2)


def test_open_days_skip_the_weekend() -> None:
    scenario = replace(a_scenario(), workdays=WeekDays())
    assert [d.day for d in open_days(scenario, TUESDAY, 6)] == [24, 25, 26, 27, 30, 1]


def test_a_closed_day_is_refused() -> None:
    closed = replace(a_scenario(), rules=Rules(hours=()))
    with pytest.raises(BadParameters, match="closed on 2026-11-24"):
        run_day(closed, Run(None, TUESDAY, 0))


def test_a_report_tells_waits_fairness_and_use(tmp_path: Path) -> None:
    found = a_report()
    told = json.loads(json.dumps(as_json(found)))  # type: ignore[arg-type]
    everybody = told["classes"][0]
    assert everybody["group"] == "all"
    assert everybody["waits"]["tickets"] == sum(r["waits"]["tickets"] for r in told["classes"][1:])
    assert {r["group"] for r in told["queues"]} == {"A", "B", "BG"}
    assert told["fairness"]["bound_breaks"] == told["fairness"]["lane_breaks"] == 0
    assert told["fairness"]["bound_minutes"] == PROFILES["balanced"].bound_minutes
    assert told["fairness"]["longest_pass_minutes"] < told["fairness"]["bound_minutes"]
    assert 0 < told["utilisation"]["mean"] < 1
    for figure in ("mean", "median", "p95", "longest", "over_30"):
        assert everybody[figure]["half"] > 0, figure
    assert everybody["longest"]["mean"] <= everybody["waits"]["longest"]
    assert told["fairness"]["longest_pass"]["mean"] <= told["fairness"]["longest_pass_minutes"]
    assert all(0 < w["use"]["mean"] <= 1 for w in told["windows"])
    assert {w["window"] for w in told["windows"]} == {"W001", "W002", "W003", "W085"}
    write_workbook([found], tmp_path / "a.xlsx")  # type: ignore[list-item]
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[0] == "总览"
    rows = list(book["优先类别 均衡（推荐）"].values)
    assert rows[0][:3] == ("分组", "票数", "平均等候（分）")
    assert rows[1][:2] == ("全部", everybody["waits"]["tickets"])
    write_workbook([found], tmp_path / "b.xlsx", Language.EN)  # type: ignore[list-item]
    english = load_workbook(tmp_path / "b.xlsx")
    assert english.sheetnames[0] == "Summary"
    assert english["Classes balanced (recommended)"]["A1"].value == "Group"
    everything = " ".join(str(cell) for sheet in english for row in sheet.values for cell in row)
    assert not any("\u4e00" <= c <= "\u9fff" for c in everything)


def test_charts_are_drawn_as_png_and_svg(tmp_path: Path) -> None:
    made = draw_charts([a_report(), a_report("oldest")], tmp_path)  # type: ignore[list-item]
    assert {path.suffix for path in made} == {".png", ".svg"}
    assert all(path.stat().st_size > 5000 for path in made)


def test_without_matplotlib_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(NoCharts, match="pip install"):
        draw_charts([a_report()], tmp_path)  # type: ignore[list-item]


def test_the_least_windows_by_erlang_c() -> None:
    assert [least_windows(load, 10.0, 15.0, 0.9) for load in (0.1, 0.9, 5.0)] == [1, 2, 7]


def test_staffing_advice_reaches_its_target_with_fewer_windows_than_there_are() -> None:
    quiet = replace(a_scenario(0.4).parameters, absent_share=0.0, pauses_a_day=0.0)
    found = advise(replace(a_scenario(), parameters=quiet), Target(0.8, 20.0), [TUESDAY], 4, processes=1)
    own = {"A": 2, "B": 1, "BG": 1}
    assert all(1 <= n <= own[q] for (q, _), n in found.need.items())
    assert found.window_hours < 4 * 8
    assert len(found.misses) < len(found.reached) / 3
    for key, share in found.reached.items():
        assert share >= 0.8 or key in found.misses


def test_the_advice_for_an_hour_is_the_least_by_trying_every_number() -> None:
    """One queue of its own with three windows, whose every number of windows in the busiest hour is tried."""
    target, days = Target(0.9, 10.0), [TUESDAY]
    plan = a_plan(
        counters={
            w: Counter(WindowId(w), n, ZoneId("Z1"), None, w, w, (QueueId("A"),))
            for n, w in enumerate(("W001", "W002", "W003", "W004"), 1)
        }
    )
    parameters = Parameters(absent_share=0.0, pauses_a_day=0.0, transfer_share=0.0, load=0.9)
    scenario = Scenario(plan, {ItemId("I1"): 60.0}, Rules(), EveryDay(), parameters)
    found = advise(scenario, target, days, 4, processes=1)
    drawn = [draw_day(scenario.world, TUESDAY, f"1/{r}") for r in range(4)]
    hour = max(h for (q, h), n in found.need.items() if n == max(found.need.values()))
    key = QueueId("A"), hour

    def reaches(count: int) -> bool:
        shares = shares_on(scenario, drawn, found.need | {key: count}, target)
        return all(shares.get((key[0], h), 1.0) >= target.share for h in (hour, hour + 1))

    assert found.misses == ()
    assert next(n for n in range(1, 5) if reaches(n)) == found.need[key] > 1


def test_only_so_many_windows_are_manned_that_every_queue_keeps_one() -> None:
    plan = a_plan()
    crew = crew_for(plan, SMALL_DEMAND, 5.0)
    assert "W085" in crew
    assert len(crew) == 2
    assert crew_for(plan, SMALL_DEMAND, 0.1) == frozenset(plan.counters)


def test_skills_are_removed_spread_and_misjudged() -> None:
    plan = a_plan()
    assert {c.id: c.queues for c in without_overlap(plan).counters.values()} == {
        "W001": ("A",),
        "W002": ("B",),
        "W003": ("A",),
        "W085": ("BG",),
    }
    dense = with_skills(plan, SMALL_DEMAND, 1.0, 0.9, DENSE, "1")
    assert {len(c.queues) for c in dense.counters.values() if c.zone == "Z1"} == {2}
    assert all(w.queues for w in dense.counters.values())
    wrong = misjudged(plan, 0.4, "1")
    assert wrong.items["I1"].mean_service_minutes != plan.items["I1"].mean_service_minutes
    assert wrong == misjudged(plan, 0.4, "1")


def test_demand_is_read_and_mistakes_are_named_by_line() -> None:
    plan = a_plan()
    lines = ["item_id,est_tickets_per_day", "I1,20", "I2,5.5"]
    assert read_demand(lines, plan, "d.csv") == {"I1": 20, "I2": 5.5}
    for line, named in (
        ("I9,1", "line 4: the hall has no item 'I9'"),
        ("I3,-2", "line 4: .* is -2; allowed"),
        ("I3,many", "line 4: .* is 'many'"),
    ):
        with pytest.raises(BadParameters, match=named):
            read_demand([*lines, line], plan, "d.csv")
    with pytest.raises(BadParameters, match="columns"):
        read_demand(["a,b"], plan, "d.csv")


def test_without_a_demand_every_window_has_half_a_day_s_work() -> None:
    plan = a_plan()
    assert sum(work_of(plan, even_demand(plan)).values()) == pytest.approx(4 * 200)


def test_people_who_look_at_the_wait_leave_when_it_is_too_long() -> None:
    patient = a_scenario(2.5)
    hasty = replace(patient, parameters=replace(patient.parameters, balk_share=1.0, balk_minutes=(10, 15)))
    stays, leaves = (run_day(s, Run("balanced", TUESDAY, 0)) for s in (patient, hasty))
    assert (stays.balked, leaves.balked > 10) == (0, True)
    assert waits_of([leaves]).mean < waits_of([stays]).mean
    assert leaves.unserved == 0


def test_what_the_tickets_were_told_is_scored() -> None:
    found = a_report()
    scores = found.estimates  # type: ignore[attr-defined]
    assert set(scores) <= {"recent", "catalogue", "closed"}
    assert 0 < sum(s.count for s in scores.values()) <= found.classes[0].waits.tickets  # type: ignore[attr-defined]


def test_the_forecaster_of_the_hall_plays_along_and_learns_from_the_day_before() -> None:
    scenario = a_scenario(0.6)
    runs = [Run("balanced", day, 0) for day in (TUESDAY, TUESDAY + timedelta(days=1))]
    first, second = run_with_estimates(scenario, runs, 1)
    assert second.told["forecast"].count > 50
    assert first.outcomes == run_day(scenario, runs[0]).outcomes
    estimating = Estimating(5)
    run_day(scenario, runs[0], estimating)
    assert {t.day for t in estimating.past} == {TUESDAY}
