"""Charts of reports. Needs matplotlib, which is optional."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hall_server.simulation.report import Report
from hall_server.simulation.report_words import group_name, policy_name
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

COLOURS = ("#1f4e79", "#c55a11", "#548235", "#7030a0")
FACES = ["Noto Sans CJK SC", "Noto Sans CJK JP", "Microsoft YaHei", "SimHei", "PingFang SC", "DejaVu Sans"]
"""Letters of both languages; those that this computer has. Of a collection the library knows the first."""
HATCHES = ("", "//", "..", "xx")
"""Bars are told apart without colour."""


class NoCharts(RuntimeError):
    """matplotlib is not installed."""


def draw_charts(reports: Sequence[Report], folder: Path, language: Language = Language.ZH) -> list[Path]:
    """Waits by class and by hour, as PNG and SVG. Raises NoCharts."""
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise NoCharts("no charts: matplotlib is not installed (pip install 'onehall[charts]')") from None
    found = []
    for name, part in (("waits-by-class", "classes"), ("waits-by-hour", "hours")):
        figure = Figure(figsize=(10, 5.5), layout="constrained")
        FigureCanvasAgg(figure)
        with rc_context({"font.family": _faces()}):
            _bars(figure, reports, part, language)
            for kind in ("png", "svg"):
                found.append(folder / f"{name}.{kind}")
                figure.savefig(found[-1], dpi=120)
    return found


def _faces() -> list[str]:
    from matplotlib.font_manager import fontManager

    here = {font.name for font in fontManager.ttflist}
    return [face for face in FACES if face in here]


def _bars(figure: Any, reports: Sequence[Report], part: str, language: Language) -> None:  # noqa: ANN401
    groups = list(dict.fromkeys(row.group for r in reports for row in getattr(r, part)))
    width = 0.8 / len(reports)
    for place, (figure_name, title) in enumerate((("mean", "chart_mean"), ("p95", "chart_p95")), 1):
        axes = figure.add_subplot(1, 2, place)
        for number, one in enumerate(reports):
            rows = {row.group: getattr(row, figure_name) for row in getattr(one, part)}
            there = [g for g in groups if g in rows]
            axes.bar(
                [groups.index(g) + (number + 0.5) * width - 0.4 for g in there],
                [rows[g].mean for g in there],
                width,
                yerr=[rows[g].half for g in there],
                label=policy_name(one.policy, language),
                color=COLOURS[number % len(COLOURS)],
                hatch=HATCHES[number % len(HATCHES)],
                edgecolor="white",
                capsize=2,
            )
        names = [group_name(g, language) for g in groups]
        axes.set_xticks(range(len(groups)), names, rotation=35, ha="right")
        axes.set_ylim(bottom=0)
        axes.set_ylabel(text("simulation.chart_minutes", language))
        axes.set_title(text(f"simulation.{title}", language))
        axes.grid(axis="y", alpha=0.3)
        axes.set_axisbelow(True)
    figure.axes[0].legend()
