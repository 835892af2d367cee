"""The proof of the policies, small every time and larger among the slow tests."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.halls.reading import read_hall
from hall_server.simulation.memory_hall import EveryDay
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.proof import AIMS, MIDDLE, OLDEST, OURS, STRICT, Case, cases, missed, prove
from hall_server.simulation.proof_page import page
from hall_server.simulation.scenario import Scenario
from tests.hall_server.simulation.days import SMALL_DEMAND
from tests.small_hall import a_plan


def the_reference() -> HallPlan:
    plan = read_hall(Path(str(files("hall_server.halls") / "huaihua"))).plan
    assert plan is not None
    return plan


def test_a_proof_compares_the_same_people_and_counts_every_break_of_the_bound() -> None:
    scenario = Scenario(a_plan(), SMALL_DEMAND, Rules(), EveryDay(), Parameters(load=1.6))
    (found,) = prove([Case("small", 1.6, scenario)], 3, 1, watch_all=True)
    tickets = [[m.tickets for m in found.days[p]] for p in (OURS, OLDEST, STRICT)]
    assert all(abs(a - b) <= 2 for a, b in zip(*tickets[:2], strict=True))
    assert found.breaks == 0
    assert sum(m.bound_breaks + m.lane_breaks for m in found.days[OLDEST]) == 0
    assert found.against(AIMS[2]).mean < 1
    assert max(m.longest_pass for m in found.days[STRICT]) > max(m.longest_pass for m in found.days[OURS])
    text = page([found], 3)
    assert "| small | 1.6 |" in text
    assert all(word in text for word in ("balanced", "oldest", "strict"))


def test_a_missed_aim_is_said_in_words() -> None:
    scenario = Scenario(a_plan(), SMALL_DEMAND, Rules(), EveryDay(), Parameters(load=0.2))
    (found,) = prove([Case("idle", 0.2, scenario)], 2, 1)
    assert any(line.startswith("idle, load 0.2: ") for line in missed([found]))
    assert not list(missed([replace(found, case=replace(found.case, aimed=False))]))


def test_the_reference_hall_is_proved_at_three_loads_and_in_four_variants() -> None:
    chosen = cases(the_reference(), Rules(), PublicCalendar())
    assert [c.aimed for c in chosen].count(True) == 3
    skills = [len(c.queues) for c in chosen[0].scenario.plan.counters.values()]
    assert 1.9 < sum(skills) / len(skills) < 2.6
    assert len({len(c.scenario.plan.counters) for c in chosen[:6]}) == 1


def test_the_page_in_docs_shows_every_aim_met_by_the_policy_that_is_recommended() -> None:
    """Of the policy's present terms, as far as their bound tells; the slow test runs days."""
    told = (Path(__file__).parents[3] / "docs" / "policies.md").read_text("utf-8")
    assert "40 replications of each row and policy" in told
    assert "- Every aim is met." in told
    assert f"(D = {PROFILES[OURS].bound_minutes:g} min): 0 calls beyond it" in told
    for aim in AIMS:
        assert f"≤ {aim.most:g} |" in told


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_recommended_policy_meets_every_aim_at_the_middle_load() -> None:
    """Asserted as the page judges: each of the six ratios of means over replications is at most its aim, the
    95th percentile against oldest first among them, and no call breaks the bound.

    The first six of the page's forty replications (same seed, same days, same hall) at load 1.76; from the
    fifth on their means stay within all aims. The other two loads are left to the page: so few replications
    leave the 95th percentile ± 0.05, more than it is below its aim there."""
    chosen = [c for c in cases(the_reference(), Rules(), PublicCalendar()) if c.aimed and c.load == MIDDLE]
    (found,) = prove(chosen, 6, policies=(OURS, OLDEST, STRICT))
    assert found.breaks == 0
    ratios = {(aim.figure, aim.against): found.against(aim).mean for aim in AIMS}
    assert {key: ratio for key, ratio in ratios.items() if ratio > AIMED[key]} == {}
    assert list(missed([found])) == []


AIMED = {
    ("mean", OLDEST): 0.92,
    ("p95", OLDEST): 1.03,
    ("granted_p95", OLDEST): 0.70,
    ("booked_p95", OLDEST): 0.70,
    ("ordinary_p95", STRICT): 0.70,
    ("longest", STRICT): 0.60,
}
"""What was promised, so that an aim cannot be moved where it is missed."""


def test_a_missed_95th_percentile_is_no_met_aim() -> None:
    """However wide the confidence interval is: the mean counts."""
    assert {(aim.figure, aim.against): aim.most for aim in AIMS} == AIMED
    scenario = Scenario(a_plan(), SMALL_DEMAND, Rules(), EveryDay(), Parameters(load=0.2))
    (found,) = prove([Case("idle", 0.2, scenario)], 2, 1)
    longer = [replace(day, p95=10.4 + n * 4) for n, day in enumerate(found.days[OURS])]
    usual = [replace(day, p95=10.0 + n * 4.2) for n, day in enumerate(found.days[OLDEST])]
    worse = replace(found, days=found.days | {OURS: longer, OLDEST: usual})
    assert worse.against(AIMS[1]).mean < 1.03
    worse.days[OURS][0] = replace(longer[0], p95=12.0)
    assert worse.against(AIMS[1]).low < 1.03 < worse.against(AIMS[1]).mean
    assert any("95th percentile against oldest" in line for line in missed([worse]))
