"""A hall to simulate, as it knows itself and as it is, and one run of one of its days."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from hall_server.domain.calendar import Workdays, is_open_day
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import WindowId
from hall_server.domain.rules import Rules
from hall_server.simulation.demand import Demand
from hall_server.simulation.drawing import World, draw_day
from hall_server.simulation.engine import Engine
from hall_server.simulation.many import run_many, silent
from hall_server.simulation.memory_hall import memory_hall, with_policy
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.result import Result

FAR_AHEAD = 400
"""Days that are looked through for open ones."""


@dataclass(frozen=True)
class Scenario:
    plan: HallPlan
    """With the service times that the hall believes in."""
    demand: Demand
    rules: Rules
    workdays: Workdays
    parameters: Parameters = field(default_factory=Parameters)
    crew: Collection[WindowId] | None = None
    truth: HallPlan | None = None
    """With the true service times, where they differ."""

    @property
    def world(self) -> World:
        truth = self.truth or self.plan
        return World(truth, self.demand, self.rules, self.workdays, self.parameters, self.crew)


@dataclass(frozen=True, slots=True)
class Run:
    """One day of one replication under one policy. None: the hall's own policies."""

    policy: str | None
    day: date
    replication: int
    seed: str = "1"
    watch: bool = True


def run_day(scenario: Scenario, run: Run) -> Result:
    """The same people come whatever the policy. Raises BadParameters."""
    day = draw_day(scenario.world, run.day, f"{run.seed}/{run.replication}")
    rules = with_policy(scenario.rules, run.policy)
    hall = memory_hall(scenario.plan, rules, scenario.workdays, run.day)
    return Engine(hall, day, run.watch).run()


def open_days(scenario: Scenario, first: date, count: int) -> list[date]:
    """The next `count` days from `first` on which the hall is open."""
    ahead = (first + timedelta(days=n) for n in range(FAR_AHEAD + count * 3))
    found = (d for d in ahead if is_open_day(d, scenario.plan, scenario.workdays))
    return [d for d, _ in zip(found, range(count), strict=False)]


def run_all(
    scenario: Scenario,
    runs: Sequence[Run],
    processes: int | None = None,
    done: Callable[[], None] = silent,
) -> list[Result]:
    return run_many(lambda run: run_day(scenario, run), runs, processes, done)
