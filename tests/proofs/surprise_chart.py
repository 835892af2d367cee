"""The surprises as a chart and as sentences."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from tests.proofs.surprise import AFTER, AT, BUS, EVERY, LARGE, USUAL, Curve, Told, curve

NAMES = {"window": "a window closes", "bus": f"a bus of {BUS} arrives"}
NORMAL_ERROR, NORMAL_COVERAGE = 1.25, 0.05
"""Back to normal: an error, per minute of the wait, of at most so much of the same days' without a surprise,
and ranges that come true at most so much less often …"""
HELD = 20
"""… on average over so many minutes, and the error in the first of them too."""
DASH = {USUAL: "--", "window": "-", "bus": "-"}
COLOURS = {USUAL: "#555555", "window": "#1f4e79", "bus": "#c55a11"}


def curves(days: Sequence[dict[str, list[Told]]]) -> dict[str, Curve]:
    return {name: curve(t for day in days for t in day[name]) for name in days[0]}


def draw(days: Sequence[dict[str, list[Told]]], path: Path) -> None:
    """As SVG. Raises ImportError without matplotlib, which is optional."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    found = curves(days)
    with rc_context({"svg.hashsalt": "onehall", "font.size": 11}):
        figure = Figure(figsize=(10, 8.5), layout="constrained")
        FigureCanvasSVG(figure)
        parts = (
            ("errors", "mean absolute error, min"),
            ("relative", "error ÷ wait that was left"),
            ("coverage", "range came true"),
        )
        for place, (part, label) in enumerate(parts, 1):
            axes = figure.add_subplot(len(parts), 1, place)
            for name, one in found.items():
                shown = NAMES.get(name, "the same days without")
                axes.plot(one.minutes, getattr(one, part), DASH[name], color=COLOURS[name], label=shown)
            axes.axvline(0, color="black", linewidth=1)
            axes.set_ylim(bottom=0, top=1 if part == "coverage" else None)
            axes.set_ylabel(label)
            axes.grid(alpha=0.3)
            axes.set_xlim(min(found[USUAL].minutes), AFTER)
        axes.axhspan(0.72, 0.88, color="#548235", alpha=0.12)
        axes.set_xlabel("minutes after the surprise at which the live estimate was made")
        figure.axes[0].legend()
        figure.savefig(path, metadata={"Date": None})


def normal_after(usual: Curve, surprised: Curve) -> int | None:
    """Minutes after which the live estimates are as good as without the surprise; None: not while it was
    watched."""
    steps = HELD // EVERY + 1
    for at, minute in enumerate(surprised.minutes):
        stretch = slice(at, at + steps)
        if minute < 0 or len(surprised.minutes[stretch]) < steps:
            continue
        now = surprised.relative[at] <= NORMAL_ERROR * usual.relative[at]
        error = fmean(surprised.relative[stretch]) <= NORMAL_ERROR * fmean(usual.relative[stretch])
        lost = fmean(usual.coverage[stretch]) - fmean(surprised.coverage[stretch])
        if now and error and lost <= NORMAL_COVERAGE:
            return minute
    return None


def sentences(days: Sequence[dict[str, list[Told]]]) -> list[str]:
    found = curves(days)
    clock = f"{int(AT // 60)}:{int(AT % 60):02d}"
    lines = [
        f"{len(days)} days were played without a surprise and with one at {clock} in the busiest queue of "
        f"each of {LARGE} zones: {LARGE * len(days)} trials of each. Every {EVERY} minutes everybody in "
        "those queues was estimated anew.",
        "",
    ]
    usual = found[USUAL]
    for name, said in NAMES.items():
        one = found[name]
        after = normal_after(usual, one)
        within = f"**within {after} minutes**" if after is not None else f"not within {AFTER - HELD} minutes"
        if after == 0:
            within = "**at once**, with the first estimate after it"
        begin = one.minutes.index(after or 0)
        lines.append(
            f"- When {said}, errors are back to normal {within}. Worst around it {max(one.errors):.1f} "
            f"min; from then on {_level(one, begin)}; on the same days without it {_level(usual, begin)}."
        )
    lines += [
        "",
        f"Normal is a mean absolute error, per minute of the wait that was left, of at most {NORMAL_ERROR:g} "
        f"times that of the same days without the surprise, now and over the next {HELD} minutes, and ranges "
        f"that come true at most {100 * NORMAL_COVERAGE:.0f} points less often. Estimates made just before a "
        "surprise are wrong, as nobody could know; waits, and with them errors in minutes, stay longer after "
        "it than they would have been.",
    ]
    return lines


def _level(one: Curve, begin: int) -> str:
    """From a look to the last."""
    later = slice(begin, None)
    return (
        f"{fmean(one.errors[later]):.1f} min, {fmean(one.relative[later]):.0%} of the wait that was left, "
        f"with {fmean(one.coverage[later]):.0%} of the ranges right"
    )
