"""The proof of the policies, small every time and larger among the slow tests."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.halls.reading import read_hall
from hall_server.simulation.memory_hall import EveryDay
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.proof import AIMS, OLDEST, OURS, STRICT, Case, cases, missed, prove
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


@pytest.mark.slow
def test_the_recommended_policy_holds_its_bound_and_serves_those_with_a_right_to_priority() -> None:
    """Eight replications of the middle load; the page in docs has forty."""
    chosen = [c for c in cases(the_reference(), Rules(), PublicCalendar()) if c.aimed][1:2]
    (found,) = prove(chosen, 8)
    assert found.breaks == 0
    by_name = {(a.figure, a.against): found.against(a) for a in AIMS}
    assert by_name["mean", OLDEST].low < 0.95
    assert by_name["granted_p95", OLDEST].low < 0.70
    assert by_name["booked_p95", OLDEST].low < 0.70
    assert by_name["ordinary_p95", STRICT].low < 0.70
    assert by_name["longest", STRICT].low < 0.60
