"""Charts of reports. Needs matplotlib, which is optional."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hall_server.simulation.report import Report

COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7030a0")
HATCHES = ("", "//", "..", "xx")
"""Bars are told apart without colour."""


class NoCharts(RuntimeError):
    """matplotlib is not installed."""


def draw_charts(reports: Sequence[Report], folder: Path) -> list[Path]:
    """Waits by class and by hour, as PNG and SVG. Raises NoCharts."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise NoCharts("no charts: matplotlib is not installed (pip install 'onehall[charts]')") from None
    found = []
    for name, part in (("waits-by-class", "classes"), ("waits-by-hour", "hours")):
        figure = Figure(figsize=(10, 5.5), layout="constrained")
        FigureCanvasAgg(figure)
        _bars(figure, reports, part)
        for kind in ("png", "svg"):
            found.append(folder / f"{name}.{kind}")
            figure.savefig(found[-1], dpi=120)
    return found


def _bars(figure: Any, reports: Sequence[Report], part: str) -> None:  # noqa: ANN401 - untyped library
    groups = list(dict.fromkeys(row.group for r in reports for row in getattr(r, part)))
    width = 0.8 / len(reports)
    for place, (figure_name, title) in enumerate((("mean", "mean wait"), ("p95", "95th percentile")), 1):
        axes = figure.add_subplot(1, 2, place)
        for number, one in enumerate(reports):
            rows = {row.group: getattr(row, figure_name) for row in getattr(one, part)}
            there = [g for g in groups if g in rows]
            axes.bar(
                [groups.index(g) + (number + 0.5) * width - 0.4 for g in there],
                [rows[g].mean for g in there],
                width,
                yerr=[rows[g].half for g in there],
                label=one.policy,
                color=COLOURS[number % len(COLOURS)],
                hatch=HATCHES[number % len(HATCHES)],
                edgecolor="white",
                capsize=2,
            )
        axes.set_xticks(range(len(groups)), groups, rotation=35, ha="right")
        axes.set_ylim(bottom=0)
        axes.set_ylabel("minutes")
        axes.set_title(title)
        axes.grid(axis="y", alpha=0.3)
        axes.set_axisbelow(True)
    figure.axes[0].legend()
