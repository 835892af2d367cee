"""How many people come for each item on an average day."""

import csv
from collections.abc import Iterable, Mapping
from importlib.resources import files
from math import isfinite
from pathlib import Path

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import ItemId, WindowId
from hall_server.simulation.parameters import BadParameters

Demand = Mapping[ItemId, float]
A_WINDOWS_MINUTES = 400.0
"""Of work a day, where nothing is known of the demand."""
COLUMN = "est_tickets_per_day"
MOST = 5000.0


def demand_of(plan: HallPlan, path: Path | None = None) -> Demand:
    """From a CSV file with the columns item_id and est_tickets_per_day; of the reference hall from its own
    files; of another hall as much as keeps every window half busy. Raises BadParameters, OSError."""
    if path is not None:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_demand(file, plan, str(path))
    reference = files("hall_server.halls") / "huaihua" / "items.csv"
    with reference.open(encoding="utf-8-sig") as file:
        found = {ItemId(row["item_id"]): float(row[COLUMN]) for row in csv.DictReader(file)}
    return found if found.keys() == plan.items.keys() else even_demand(plan)


def read_demand(lines: Iterable[str], plan: HallPlan, name: str) -> Demand:
    found: dict[ItemId, float] = {}
    reader = csv.DictReader(lines)
    if not {"item_id", COLUMN} <= set(reader.fieldnames or ()):
        raise BadParameters(f"{name}: the columns item_id and {COLUMN} are needed")
    for row in reader:
        where = f"{name}, line {reader.line_num}"
        if row["item_id"] not in plan.items:
            raise BadParameters(f"{where}: the hall has no item {row['item_id']!r}")
        try:
            count = float(row[COLUMN])
        except ValueError:
            raise BadParameters(f"{where}: {COLUMN} is {row[COLUMN]!r}; a number is needed") from None
        if not isfinite(count) or not 0 <= count <= MOST:
            raise BadParameters(f"{where}: {COLUMN} is {count:g}; allowed is 0 to {MOST:g}")
        found[ItemId(row["item_id"])] = count
    return found


def even_demand(plan: HallPlan) -> Demand:
    """As much as keeps each window busy half the day with the items of its first queues."""
    minutes: dict[ItemId, float] = dict.fromkeys(plan.items, 0.0)
    for counter in plan.counters.values():
        items = [i for i in plan.items.values() if i.queue in counter.primary]
        for item in items:
            minutes[item.id] += 0.5 * A_WINDOWS_MINUTES / len(items)
    return {i: m / plan.items[i].mean_service_minutes for i, m in minutes.items()}


def work_of(plan: HallPlan, demand: Demand, load: float = 1.0) -> dict[str, float]:
    """Minutes of work in each queue on an average day."""
    work: dict[str, float] = dict.fromkeys(plan.queues, 0.0)
    for name, count in demand.items():
        item = plan.items[name]
        work[item.queue] += load * count * item.mean_service_minutes
    return work


def crew_for(plan: HallPlan, demand: Demand, utilisation: float, load: float = 1.0) -> frozenset[WindowId]:
    """Windows to man so that, on an average day, they are busy for this share of `A_WINDOWS_MINUTES`: the
    one that is missed least goes, one after another, as long as every queue with work keeps a window."""
    work = {q: m / A_WINDOWS_MINUTES for q, m in work_of(plan, demand, load).items()}
    total, crew = sum(work.values()), set(plan.counters)
    shares = _spread(plan, work, crew)
    while total / len(crew) < utilisation:
        spare = [w for w in crew if _can_go(plan, work, crew, w)]
        if not spare or len(crew) == 1:
            break
        crew.discard(min(spare, key=lambda w: (_without(plan, shares, w), w)))
        shares = _spread(plan, work, crew)
    return frozenset(crew)


def _can_go(plan: HallPlan, work: Mapping[str, float], crew: set[WindowId], window: WindowId) -> bool:
    return all(
        not work[q] or any(c.id in crew and c.id != window for c in plan.counters_of_queue[q])
        for q in plan.counters[window].queues
    )


def _without(plan: HallPlan, shares: Mapping[WindowId, float], window: WindowId) -> float:
    """How busy those would be, on average, who take over a window's work."""
    queues = plan.counters[window].queues
    peers = {c.id for q in queues for c in plan.counters_of_queue[q] if c.id in shares and c.id != window}
    return (shares[window] + sum(shares[p] for p in peers)) / len(peers) if peers else shares[window]


def _spread(plan: HallPlan, work: Mapping[str, float], crew: set[WindowId]) -> dict[WindowId, float]:
    """How busy each window is when the queues' work is spread as evenly as it can be."""
    able = {q: [c.id for c in plan.counters_of_queue[q] if c.id in crew] for q in plan.queues}
    given = {(q, w): work[q] / len(windows) for q, windows in able.items() for w in windows}
    load = dict.fromkeys(crew, 0.0)
    for (_, window), share in given.items():
        load[window] += share
    for _ in range(12):
        for queue, windows in able.items():
            if len(windows) < 2 or not work[queue]:
                continue
            for w in windows:
                load[w] -= given[queue, w]
            level = _level([load[w] for w in windows], work[queue])
            for w in windows:
                given[queue, w] = max(level - load[w], 0.0)
                load[w] += given[queue, w]
    return load


def _level(bases: list[float], volume: float) -> float:
    """Up to where `volume` fills vessels that are filled to `bases` already."""
    bases = sorted(bases)
    for count in range(1, len(bases) + 1):
        level = (volume + sum(bases[:count])) / count
        if count == len(bases) or level <= bases[count]:
            return level
    return 0.0
