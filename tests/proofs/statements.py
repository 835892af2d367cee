"""`python -m tests.proofs.statements`: plays simulated days until there are enough tickets at each load,
keeps each day's outcomes in a folder, and writes docs/estimates.md from them; started again it goes on."""

import argparse
import pickle
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from hall_server.domain.forecast.conformal import SIZES
from hall_server.domain.forecast.forward import PATHS
from hall_server.domain.ticket import Priority
from tests.proofs.estimates import LEARN_DAYS, WARM_DAYS, Estimator, Outcome, Played
from tests.proofs.trial_hall import TrialHall

LOADS = (0.9, 1.0)
DAYS = 7
"""Test days of one hall; then comes the next hall."""
ENOUGH = 1000
"""Tickets of a group of which something is stated."""
PAGE = Path(__file__).parents[2] / "docs" / "estimates.md"


def played(seed: int, load: float, paths: int, days: int = DAYS) -> Iterable[Played]:
    """Test days of one hall, after days of learning and of warming the calibration up."""
    estimator = Estimator(TrialHall(seed, load), paths)
    for number in range(LEARN_DAYS + WARM_DAYS + days):
        begun = time.process_time()
        outcomes = estimator.day(number, number >= LEARN_DAYS)
        if number >= LEARN_DAYS + WARM_DAYS:
            yield Played(outcomes, estimator.utilisation, time.process_time() - begun)


def mae(errors: Iterable[float]) -> float:
    return fmean(abs(e) for e in errors)


def simple_errors(found: Sequence[Outcome]) -> dict[str, float]:
    return {name: mae(o.simple[name] - o.wait for o in found) for name in found[0].simple}


def ratio(found: Sequence[Outcome]) -> float:
    """Our mean absolute error over the best simple predictor's."""
    return mae(o.told.mid - o.wait for o in found) / min(simple_errors(found).values())


def groups(found: Sequence[Outcome], by: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    grouped: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        grouped[by(outcome)].append(outcome)
    return dict(sorted(grouped.items()))


def size(outcome: Outcome) -> str:
    bounds = ("0", *(f"{s:g}" for s in SIZES), "…")
    at = bisect_left(SIZES, outcome.raw.point)
    return f"{at}: {bounds[at]}–{bounds[at + 1]} min"


KEYS: dict[str, Callable[[Outcome], str]] = {
    "class": lambda o: o.priority.value,
    "zone": lambda o: f"zone {o.zone + 1}",
    "hour": lambda o: f"{int(o.at // 60):02d}:00",
    "forecast": size,
    "kind": lambda o: "ordinary" if o.priority is Priority.ORDINARY else "priority",
}


def section(load: float, days: Sequence[Played]) -> list[str]:
    found = [o for d in days for o in d.outcomes]
    ours = mae(o.told.mid - o.wait for o in found)
    simple = simple_errors(found)
    low, high = fmean(o.wait < o.told.low for o in found), fmean(o.wait > o.told.high for o in found)
    lines = [
        f"## Load {load:g}: {len(found):,} tickets",
        "",
        f"{len(days)} days; measured utilisation {fmean(d.utilisation for d in days):.2f}; mean wait "
        f"{fmean(o.wait for o in found):.1f} min, {fmean(o.wait < 0.01 for o in found):.0%} had no wait. "
        f"{1000 * sum(d.seconds for d in days) / len(found):.1f} ms of a core for each ticket, all included.",
        "",
        "| predictor | mean absolute error, min | bias, min | ours over it |",
        "|---|---|---|---|",
        f"| **forward simulation, calibrated** | **{ours:.2f}** | "
        f"{fmean(o.told.mid - o.wait for o in found):+.2f} | |",
    ]
    for name, error in simple.items():
        bias = fmean(o.simple[name] - o.wait for o in found)
        lines.append(f"| {name} | {error:.2f} | {bias:+.2f} | {ours / error:.2f} |")
    peer = fmean(o.range_of_peer[0] <= o.wait <= o.range_of_peer[1] for o in found)
    lines += [
        "",
        f"The 80 % range covers **{fmean(o.covered for o in found):.1%}** ({low:.1%} below, {high:.1%} "
        f"above), as rounded on paper {fmean(o.covered_on_paper for o in found):.1%}; it is "
        f"{fmean(o.told.high - o.told.low for o in found):.1f} min wide. The peer's ×0.8–×1.0 covers "
        f"{peer:.1%}.",
        "",
        "| group | tickets | range covers | on paper | mean wait | error |",
        "|---|---|---|---|---|---|",
    ]
    for key in KEYS.values():
        for name, some in groups(found, key).items():
            if len(some) >= ENOUGH:
                lines.append(
                    f"| {name} | {len(some):,} | {fmean(o.covered for o in some):.1%} | "
                    f"{fmean(o.covered_on_paper for o in some):.1%} | {fmean(o.wait for o in some):.1f} | "
                    f"{mae(o.told.mid - o.wait for o in some):.2f} |"
                )
    return [*lines, ""]


HEAD = """# How good the waits on the tickets are

Written by `python -m tests.proofs.statements`. Everything here was measured on simulated halls
(`tests/proofs/trial_hall.py`: 8 zones, 60 queues, 203 items, 207 windows; clerks of different speed,
absences, late log-ons, unannounced pauses, slow hours, people who do not come). The estimator learns items,
clerks, absences and arrivals from {learn} earlier days, its calibration from {warm}; it is not told the true
numbers, but knows planned lunches, and that 5 % of windows stay closed and others open |N(0, 4)| min late.
The catalogue's means are wrong by 25 %. Outcomes reach it only at the call. {paths} plays for each ticket.
Simple predictors use the same learnt means and the windows that are open.
"""


def page(days: dict[float, list[Played]], paths: int) -> str:
    lines = [HEAD.format(learn=LEARN_DAYS, warm=WARM_DAYS, paths=paths)]
    for load, some in sorted(days.items()):
        if some:
            lines += section(load, some)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000, help="at each load")
    parser.add_argument("--paths", type=int, default=PATHS)
    parser.add_argument("--load", type=float, action="append", help=f"of these; {LOADS} unless given")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/onehall-estimates"))
    parser.add_argument("--write", type=Path, default=PAGE)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for load in asked.load or LOADS:
        seed, count = 100, 0
        while count < asked.tickets:
            kept = asked.folder / f"{load:g}-{seed}-{asked.paths}.pickle"
            if not kept.exists():
                play(kept, seed, load, asked.paths)
            count += sum(len(d.outcomes) for d in pickle.loads(kept.read_bytes()))
            asked.write.write_text(page(read(asked.folder, asked.paths), asked.paths), "utf-8")
            seed += 1


def play(kept: Path, seed: int, load: float, paths: int) -> None:
    days = []
    for day in played(seed, load, paths):
        days.append(day)
        kept.with_suffix(".part").write_bytes(pickle.dumps(days))
    kept.with_suffix(".part").replace(kept)


def read(folder: Path, paths: int) -> dict[float, list[Played]]:
    """All days that have been played, by load."""
    found: defaultdict[float, list[Played]] = defaultdict(list)
    for path in sorted(folder.glob(f"*-{paths}.p*")):
        found[float(path.name.split("-")[0])] += pickle.loads(path.read_bytes())
    return found


if __name__ == "__main__":
    main()
