"""The recommended policy against oldest first and strict priority, on the same people, with the aims that it
has to meet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from hall_server.domain.calendar import Workdays
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.simulation.demand import crew_for, demand_of
from hall_server.simulation.many import run_many, silent
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.result import Result
from hall_server.simulation.scenario import Run, Scenario, run_day
from hall_server.simulation.skills import DENSE, OVERLAPPING, misjudged, with_skills, without_overlap
from hall_server.simulation.statistics_of import GRANTED, Interval, interval, of_classes, ratio, waits_of

OURS, OLDEST, STRICT, STRICT_OF_ALL = "balanced", "oldest", "strict_in_turn", "strict"
POLICIES = (OURS, OLDEST, STRICT, STRICT_OF_ALL)
DAY = date(2026, 11, 23)
BASE_LOAD, BASE_UTILISATION = 1.8, 0.9
"""What the windows are manned for: the busiest usual day."""
LOADS = (1.62, 1.76, 2.15)
"""Utilisations of 0.81, 0.85 and 0.93."""
MIDDLE = 1.76
WRONG = 0.4
SEED = "1"
OVERLAP = "overlapping skills"


@dataclass(frozen=True)
class Case:
    name: str
    load: float
    scenario: Scenario
    aimed: bool = True
    """The aims are for this hall."""


def cases(plan: HallPlan, rules: Rules, workdays: Workdays) -> list[Case]:
    demand = demand_of(plan)

    def hall(known: HallPlan, load: float, **more: Any) -> Scenario:  # noqa: ANN401 - fields of Scenario
        return Scenario(known, demand, rules, workdays, Parameters(load=load), **more)

    usual, dense = (
        with_skills(plan, demand, BASE_LOAD, BASE_UTILISATION, shares, SEED)
        for shares in (OVERLAPPING, DENSE)
    )
    crew = crew_for(plan, demand, BASE_UTILISATION, BASE_LOAD)
    wrong = misjudged(usual, WRONG, SEED)
    return [
        *(Case(OVERLAP, load, hall(usual, load)) for load in LOADS),
        Case("dense overlap", MIDDLE, hall(dense, MIDDLE), False),
        Case("overlap removed", MIDDLE, hall(without_overlap(usual), MIDDLE), False),
        Case("service times wrong by 40 %", MIDDLE, hall(wrong, MIDDLE, truth=usual), False),
        Case("windows as in the hall's files", MIDDLE, hall(plan, MIDDLE, crew=crew), False),
    ]


@dataclass(frozen=True, slots=True)
class Measured:
    """One replication under one policy."""

    utilisation: float
    mean: float
    p95: float
    longest: float
    ordinary_p95: float
    granted_p95: float
    booked_p95: float
    over_30: float
    tickets: int
    passes: float
    """Per ticket."""
    longest_pass: float
    bound_breaks: int
    lane_breaks: int
    unserved: int
    after_closing: float


def measured(result: Result) -> Measured:
    everybody = waits_of([result])
    p95 = {
        name: waits_of([result], of_classes(classes)).p95
        for name, classes in (
            ("ordinary", (Priority.ORDINARY,)),
            ("granted", GRANTED),
            ("booked", (Priority.APPOINTMENT,)),
        )
    }
    return Measured(
        result.utilisation,
        everybody.mean,
        everybody.p95,
        everybody.longest,
        p95["ordinary"],
        p95["granted"],
        p95["booked"],
        everybody.over_30,
        everybody.tickets,
        result.passes / max(everybody.tickets, 1),
        result.longest_pass,
        result.bound_breaks,
        result.lane_breaks,
        result.unserved,
        result.after_closing,
    )


@dataclass(frozen=True, slots=True)
class Aim:
    name: str
    figure: str
    against: str
    most: float


AIMS = (
    Aim("mean wait", "mean", OLDEST, 0.92),
    Aim("95th percentile", "p95", OLDEST, 1.03),
    Aim("elderly, disabled, expectant, servicemen: 95th percentile", "granted_p95", OLDEST, 0.70),
    Aim("appointments: 95th percentile", "booked_p95", OLDEST, 0.70),
    Aim("ordinary: 95th percentile", "ordinary_p95", STRICT, 0.70),
    Aim("longest wait", "longest", STRICT, 0.60),
)
BESIDE = (
    Aim("ordinary: 95th percentile", "ordinary_p95", STRICT_OF_ALL, inf),
    Aim("longest wait", "longest", STRICT_OF_ALL, inf),
)
"""Without an aim."""


@dataclass(frozen=True)
class Proved:
    case: Case
    days: dict[str, list[Measured]]
    """By policy, by replication."""

    def figure(self, policy: str, name: str) -> Interval:
        return interval([float(getattr(m, name)) for m in self.days[policy]])

    def against(self, aim: Aim) -> Interval:
        ours, theirs = ([float(getattr(m, aim.figure)) for m in self.days[p]] for p in (OURS, aim.against))
        return ratio(ours, theirs)

    def difference(self, aim: Aim) -> Interval:
        """Minutes, ours less theirs, by replication."""
        pairs = zip(self.days[OURS], self.days[aim.against], strict=True)
        return interval([getattr(a, aim.figure) - getattr(b, aim.figure) for a, b in pairs])

    @property
    def breaks(self) -> int:
        """Of the bound, and of first come first served inside a lane."""
        return sum(m.bound_breaks + m.lane_breaks for m in self.days[OURS])


def prove(
    chosen: Sequence[Case],
    replications: int,
    processes: int | None = None,
    done: Callable[[], None] = silent,
    watch_all: bool = False,
    policies: Sequence[str] = POLICIES,
) -> list[Proved]:
    """Every replication of a case has its own clerks and its own day; the policies share them."""

    def one(asked: tuple[int, str, int]) -> Measured:
        case, policy, replication = asked
        watch = watch_all or policy == OURS
        return measured(run_day(chosen[case].scenario, Run(policy, DAY, replication, SEED, watch)))

    asked = [
        (case, policy, r) for case in range(len(chosen)) for r in range(replications) for policy in policies
    ]
    found = dict(zip(asked, run_many(one, asked, processes, done), strict=True))
    return [
        Proved(case, {p: [found[n, p, r] for r in range(replications)] for p in policies})
        for n, case in enumerate(chosen)
    ]


def missed(proved: Sequence[Proved]) -> Iterator[str]:
    """Aims that the means miss, in words."""
    for one in proved:
        for aim in AIMS if one.case.aimed else ():
            value = one.against(aim)
            if value.mean > aim.most:
                yield (
                    f"{one.case.name}, load {one.case.load:g}: {aim.name} against {aim.against} is "
                    f"{value.mean:.2f}× (aim {aim.most:g}×)"
                )
        if one.breaks:
            yield f"{one.case.name}, load {one.case.load:g}: the bound was exceeded {one.breaks} times"
