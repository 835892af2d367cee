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
from hall_server.simulation.estimating import Estimating
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


def run_day(scenario: Scenario, run: Run, estimating: Estimating | None = None) -> Result:
    """The same people come whatever the policy. Raises BadParameters."""
    day = draw_day(scenario.world, run.day, f"{run.seed}/{run.replication}")
    rules = with_policy(scenario.rules, run.policy)
    hall = memory_hall(scenario.plan, rules, scenario.workdays, run.day)
    if estimating is None:
        return Engine(hall, day, run.watch).run()
    found = Engine(hall, day, run.watch, estimating.beside(hall)).run()
    estimating.learn(hall)
    return found


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


def run_with_estimates(
    scenario: Scenario,
    runs: Sequence[Run],
    processes: int | None = None,
    done: Callable[[], None] = silent,
) -> list[Result]:
    """As `run_all`, with the waits played forward as the hall does; the days of a replication follow one
    another, as each learns from those before it."""
    each: dict[tuple[str | None, int], list[Run]] = {}
    for run in runs:
        each.setdefault((run.policy, run.replication), []).append(run)

    def days(of: Sequence[Run]) -> list[Result]:
        estimating = Estimating()
        return [run_day(scenario, run, estimating) for run in of]

    def finished() -> None:
        for _ in next(iter(each.values()), ()):
            done()

    found = run_many(days, list(each.values()), processes, finished)
    by_run = {
        run: r
        for of, results in zip(each.values(), found, strict=True)
        for run, r in zip(of, results, strict=True)
    }
    return [by_run[run] for run in runs]
