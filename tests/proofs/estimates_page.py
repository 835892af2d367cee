"""docs/estimates.md, from the outcomes of simulated tickets."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean

from hall_server.domain.forecast.conformal import SIZES
from hall_server.domain.forecast.forward import PATHS
from hall_server.domain.ticket import Priority
from tests.proofs.estimates import LEARN_DAYS, WARM_DAYS, Outcome, Played
from tests.proofs.surprise import Told
from tests.proofs.surprise_chart import sentences

ENOUGH = 1000
"""Tickets of a group of which something is stated."""
AIM_RATIO, AIM_ALL, AIM_GROUP = 0.50, (0.78, 0.82), (0.73, 0.87)


def mae(errors: Iterable[float]) -> float:
    return fmean(abs(e) for e in errors)


def simple_errors(found: Sequence[Outcome]) -> dict[str, float]:
    return {name: mae(o.simple[name] - o.wait for o in found) for name in found[0].simple}


def ratio(found: Sequence[Outcome]) -> float:
    """Our mean absolute error over the best simple predictor's."""
    return mae(o.told.mid - o.wait for o in found) / min(simple_errors(found).values())


def ranged(found: Iterable[Outcome]) -> list[Outcome]:
    """Those who were told a range: without those who found a window free."""
    return [o for o in found if not o.raw.at_once]


def groups(found: Sequence[Outcome], by: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    grouped: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        grouped[by(outcome)].append(outcome)
    return dict(sorted(grouped.items()))


def _size(outcome: Outcome) -> str:
    bounds = ("0", *(f"{s:g}" for s in SIZES), "…")
    at = bisect_left(SIZES, outcome.raw.point)
    return f"{at}: {bounds[at]}–{bounds[at + 1]} min"


KEYS: dict[str, Callable[[Outcome], str]] = {
    "class": lambda o: o.priority.value,
    "zone": lambda o: f"zone {o.zone + 1}",
    "hour": lambda o: f"{int(o.at // 60):02d}:00",
    "forecast": _size,
    "kind": lambda o: "ordinary" if o.priority is Priority.ORDINARY else "priority",
}


def section(load: float, days: Sequence[Played]) -> list[str]:
    found = [o for d in days for o in d.outcomes]
    return [*_beside(load, days, found), *_at_once(found), *_ranges(ranged(found)), ""]


def _beside(load: float, days: Sequence[Played], found: Sequence[Outcome]) -> list[str]:
    ours = mae(o.told.mid - o.wait for o in found)
    simple = simple_errors(found)
    lines = [
        f"## Load {load:g}: {len(found):,} tickets",
        "",
        f"Days: {len(days)}; measured utilisation {fmean(d.utilisation for d in days):.2f}; mean wait "
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
    return lines


def _at_once(found: Sequence[Outcome]) -> list[str]:
    at_once = [o for o in found if o.raw.at_once]
    right = fmean(o.wait < 1 for o in at_once) if at_once else 1.0
    return [
        "",
        f"{len(at_once):,} of the tickets ({len(at_once) / len(found):.0%}) found a window free and were "
        f"told to come at once; {right:.1%} of them were called within a minute. No range can be right four "
        f"times of five for them: coverage is of the others, whose error is {ratio(ranged(found)):.2f}× the "
        f"best simple predictor's. With them, {fmean(o.covered for o in found):.1%} of all were within what "
        f"was told.",
    ]


def _ranges(found: Sequence[Outcome]) -> list[str]:
    low, high = fmean(o.wait < o.told.low for o in found), fmean(o.wait > o.told.high for o in found)
    peer = fmean(o.range_of_peer[0] <= o.wait <= o.range_of_peer[1] for o in found)
    lines = [
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
    return lines


HEAD = """# How good the waits on the tickets are

Written by `python -m tests.proofs.statements`. Everything here was measured on simulated halls
(`tests/proofs/trial_hall.py` and `trial_day.py`: 8 zones, 60 queues, 203 items, 207 windows with overlapping
skills; clerks of different speed, absences, late log-ons, unannounced pauses, slow hours, people who do not
come, come back or are sent on); nothing was measured in a real one. No figure of the estimator was fitted to
these halls: they are others (seed 800 on) than those on which it was seen that waits for the opening must be
calibrated apart from waits for people.

The estimator learns items, clerks, no-shows, arrivals, those who are sent on, how late windows open, how many
stay closed, how much time pauses take and when each window rests at noon, all from {learn} earlier days; its
calibration from {warm} more. It is not told the true numbers, nor of pauses, their ends, slow hours or who is
absent today. The catalogue's means are wrong by 25 %. Who goes to lunch says until when, as the product
demands; other pauses have no announced end. Outcomes reach it only at the call. {paths} plays for each ticket
(the product: {product}); every other ticket is estimated. The simple predictors use the same learnt means and
the windows that are open.

Calls follow the rules in force when it was measured ({policy}). The estimator plays whatever rules are in
force; under others the figures differ a little.
"""


def page(
    days: dict[float, list[Played]],
    paths: int,
    policy: str,
    surprises: Sequence[dict[str, list[Told]]],
    cost: str = "",
) -> str:
    lines = [HEAD.format(learn=LEARN_DAYS, warm=WARM_DAYS, paths=paths, product=PATHS, policy=policy)]
    lines += summary({load: [o for d in some for o in d.outcomes] for load, some in days.items() if some})
    for load, some in days.items():
        lines += section(load, some)
    if surprises:
        lines += ["## Surprises", "", *sentences(surprises), ""]
        lines += ["![Error and coverage around a surprise](pictures/estimates-surprise.svg)", ""]
    if cost:
        lines += ["## What it costs", "", f"On the machine that wrote this page: {cost}", ""]
    return "\n".join(lines)


def summary(found: dict[float, list[Outcome]]) -> list[str]:
    """Each aim beside what was measured."""
    lines = [
        f"{sum(map(len, found.values())):,} tickets in all.",
        "",
        "| aim | " + " | ".join(f"load {load:g}" for load in found) + " |",
        "|---|" + "---|" * len(found),
    ]
    aims: dict[str, Callable[[list[Outcome]], str]] = {
        f"mean absolute error at most {AIM_RATIO:.2f} of the best simple predictor's": _ratio_said,
        f"of those told a range, it covers {_span(AIM_ALL)}": _coverage_said,
        f"{_span(AIM_GROUP)} in every class, zone and hour of {ENOUGH:,} tickets": _groups_said,
    }
    for aim, said in aims.items():
        lines.append(f"| {aim} | " + " | ".join(said(some) for some in found.values()) + " |")
    return [*lines, ""]


def _span(bounds: tuple[float, float]) -> str:
    return f"{100 * bounds[0]:.0f}–{100 * bounds[1]:.0f} %"


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _ratio_said(found: list[Outcome]) -> str:
    return f"{ratio(found):.3f}: {_verdict(ratio(found) <= AIM_RATIO)}"


def _coverage_said(found: list[Outcome]) -> str:
    covered = fmean(o.covered for o in ranged(found))
    return f"{covered:.1%}: {_verdict(AIM_ALL[0] <= covered <= AIM_ALL[1])}"


def _groups_said(found: list[Outcome]) -> str:
    covered = {
        name: fmean(o.covered for o in some)
        for key in ("class", "zone", "hour")
        for name, some in groups(ranged(found), KEYS[key]).items()
        if len(some) >= ENOUGH
    }
    if not covered:
        return "too few yet"
    low, high = min(covered, key=covered.__getitem__), max(covered, key=covered.__getitem__)
    met = covered[low] >= AIM_GROUP[0] and covered[high] <= AIM_GROUP[1]
    return f"{covered[low]:.1%} ({low}) to {covered[high]:.1%} ({high}): {_verdict(met)}"
