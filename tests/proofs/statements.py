"""`python -m tests.proofs.statements`: plays simulated days until there are enough tickets at each load,
then days with a surprise, keeps the outcomes of each day in a folder, and writes docs/estimates.md from all
that is there; started again it goes on. Two processes may share a folder, one load each."""

import argparse
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from hall_server.domain.call_policy import CallPolicy
from tests.proofs.estimates import LEARN_DAYS, WARM_DAYS, Estimator, Played
from tests.proofs.estimates_page import page
from tests.proofs.refresh import cost
from tests.proofs.surprise import Told, hall_of, replicate
from tests.proofs.surprise_chart import draw
from tests.proofs.trial_hall import TrialHall

LOADS = (0.85, 0.95)
DAYS = 8
"""Test days of one hall; then comes the next hall."""
PATHS = 30
"""Plays for each ticket: fewer than in the product, for speed; more are a little better."""
EVERY = 2
"""Every other ticket is estimated: more days and halls for the same work."""
FIRST_SEED = 800
"""Halls from the next on were never looked at while the estimator was made."""
SURPRISED_HALLS, SURPRISED_DAYS, SURPRISED_LOAD = 4, 4, 0.9
"""Halls, and days of each."""
COST, POLICY = "cost.txt", "policy.txt"
DOCS = Path(__file__).parents[2] / "docs"


def played(seed: int, load: float, paths: int, days: int = DAYS, every: int = EVERY) -> Iterable[Played]:
    """Test days of one hall, after days of learning and of warming the calibration up."""
    estimator = Estimator(TrialHall(seed, load), paths)
    estimator.asked = lambda day, comer: int(comer.id) % every == 0
    for number in range(LEARN_DAYS + WARM_DAYS + days):
        begun = time.process_time()
        outcomes = estimator.day(number, number >= LEARN_DAYS)
        if number >= LEARN_DAYS + WARM_DAYS:
            yield Played(outcomes, estimator.utilisation, time.process_time() - begun)


def terms_of(policy: CallPolicy) -> str:
    """The policy that calls in the simulated halls, for the page."""
    classes = ", ".join(f"{p.value} {m:g}" for p, m in policy.class_minutes.items() if m)
    line = f"{policy.pressure_minutes:g} at slope {policy.pressure_slope:g}"
    return (
        f"{policy.order.value}, minutes: {classes}; quick items {policy.quick_minutes:g}, own queues "
        f"{policy.primary_minutes:g}, line up to {line}"
    )


def check_policy(folder: Path) -> None:
    """A folder holds outcomes under one policy. Raises SystemExit if it was begun under another."""
    kept, now = folder / POLICY, terms_of(CallPolicy())
    if not kept.exists():
        kept.write_text(now, "utf-8")
    elif kept.read_text("utf-8") != now:
        raise SystemExit(
            f"{folder} was played under another policy ({kept.read_text('utf-8')}); name a new folder"
        )


def keep(path: Path, value: object) -> None:
    """Whole or not at all, as another process may read it."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(pickle.dumps(value))
    fresh.replace(path)


def play_tickets(folder: Path, load: float, tickets: int, paths: int, write: Path) -> None:
    seed = FIRST_SEED
    while sum(len(d.outcomes) for d in days_of(folder, paths).get(load, ())) < tickets:
        kept = folder / f"{load:g}-{seed}-{paths}.pickle"
        if not kept.exists():
            days = []
            for day in played(seed, load, paths):
                days.append(day)
                keep(kept.with_suffix(".part"), days)
                write_page(folder, paths, write)
            kept.with_suffix(".part").replace(kept)
        seed += 1


def play_surprises(folder: Path, halls: int, write: Path, paths: int) -> None:
    for seed in range(FIRST_SEED, FIRST_SEED + halls):
        kept = folder / f"surprise-{seed}.pickle"
        if not kept.exists():
            estimator = hall_of(seed, SURPRISED_LOAD)
            first = LEARN_DAYS + WARM_DAYS
            keep(kept, [replicate(estimator, n) for n in range(first, first + SURPRISED_DAYS)])
        write_page(folder, paths, write)


def days_of(folder: Path, paths: int) -> dict[float, list[Played]]:
    """All days that have been played, by load."""
    found: defaultdict[float, list[Played]] = defaultdict(list)
    for path in sorted(folder.glob(f"[0-9]*-{paths}.p*")):
        found[float(path.name.split("-")[0])] += pickle.loads(path.read_bytes())
    return dict(sorted(found.items()))


def surprises_of(folder: Path) -> list[dict[str, list[Told]]]:
    """Each day that was played with and without surprises."""
    return [
        day for path in sorted(folder.glob("surprise-*.pickle")) for day in pickle.loads(path.read_bytes())
    ]


def write_page(folder: Path, paths: int, write: Path) -> None:
    surprises = surprises_of(folder)
    if surprises:
        try:
            draw(surprises, write.parent / "pictures" / "estimates-surprise.svg")
        except ImportError:
            sys.stderr.write("the chart is not drawn anew: matplotlib is not installed\n")
    cost_said, policy = (p.read_text("utf-8") if p.exists() else "" for p in (folder / COST, folder / POLICY))
    write.write_text(page(days_of(folder, paths), paths, policy, surprises, cost_said), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000, help="at each load")
    parser.add_argument("--surprises", type=int, default=SURPRISED_HALLS, help="halls; 0: none")
    parser.add_argument("--paths", type=int, default=PATHS)
    parser.add_argument("--load", type=float, action="append", help=f"of these; {LOADS} unless given")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/onehall-estimates"))
    parser.add_argument("--write", type=Path, default=DOCS / "estimates.md")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    (asked.write.parent / "pictures").mkdir(parents=True, exist_ok=True)
    if asked.tickets or asked.surprises:
        check_policy(asked.folder)
    for load in asked.load or LOADS:
        play_tickets(asked.folder, load, asked.tickets, asked.paths, asked.write)
    play_surprises(asked.folder, asked.surprises, asked.write, asked.paths)
    (asked.folder / COST).write_text(cost(), "utf-8")
    write_page(asked.folder, asked.paths, asked.write)


if __name__ == "__main__":
    main()
