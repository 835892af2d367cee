"""How many windows each queue needs in each hour, for a target: searched over the simulator itself."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from hall_server.domain.hall_plan import HallPlan
from hall_server.simulation.day import Day
from hall_server.simulation.drawing import draw_day
from hall_server.simulation.erlang import least_windows
from hall_server.simulation.many import silent
from hall_server.simulation.scenario import Scenario
from hall_server.simulation.staffed_day import HOUR, Key, Need, Shares, Target
from hall_server.simulation.staffing_search import Search


@dataclass(frozen=True)
class Advice:
    need: Need
    reached: Shares
    """Share within the target's minutes among those who come in that hour."""
    misses: tuple[Key, ...]
    """Where all windows of the hall do not reach it; all of the queue's own are advised there."""
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
    """Starts from Erlang-C for each queue and hour alone, adds windows wherever the simulated hall misses the
    target until none misses or no window is left that could help, then takes windows away one at a time as
    long as nobody is worse off for it: no single window could go from what it finds. Each queue that people
    come for keeps a window while its zone is open."""
    drawn = [draw_day(scenario.world, d, f"{seed}/{r}") for d in days for r in range(replications)]
    least, start = _start(drawn, scenario.plan, target)
    search = Search(scenario, drawn, target, least, processes, done)
    hopeless = search.out_of_reach()
    need = search.lowered(search.raised(start, hopeless), hopeless)
    reached = search.shares(need)
    misses = tuple(sorted(k for k, share in reached.items() if share < target.share))
    return Advice(need, reached, misses, float(sum(need.values())), search.rounds)


def _start(drawn: Sequence[Day], plan: HallPlan, target: Target) -> tuple[Need, Need]:
    """The least that is allowed, and where the search begins."""
    work: defaultdict[Key, float] = defaultdict(float)
    count: defaultdict[Key, int] = defaultdict(int)
    open_hours: defaultdict[str, set[int]] = defaultdict(set)
    for day in drawn:
        for visit in day.visits:
            queue, hour = visit.legs[0].queue, int(visit.at // HOUR)
            work[queue, hour] += visit.legs[0].work
            count[queue, hour] += 1
            open_hours[plan.queues[queue].zone].add(hour)
    least = {(q, h): 1 for q in {q for q, _ in work} for h in open_hours[plan.queues[q].zone]}
    start = least | {
        key: least_windows(minutes / HOUR / len(drawn), minutes / count[key], target.minutes, target.share)
        for key, minutes in work.items()
    }
    return least, start
