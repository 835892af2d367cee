"""Reports of simulations on the screen and in files."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from hall_server.cli.saying import out, say
from hall_server.simulation.charts import NoCharts, draw_charts
from hall_server.simulation.report import Report, Row, as_json
from hall_server.simulation.report_words import group_name, policy_name
from hall_server.simulation.sheet import write_workbook
from hall_server.simulation.statistics_of import Interval
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

COLUMNS = ("tickets", "mean", "median", "p95", "longest", "over_30")


def show(reports: Sequence[Report], language: Language = Language.EN) -> None:
    for found in reports:
        say(_said(language, "head", **_figures(found, language)), "bold")
        _table("class", found.classes, language)
        _table("queue", found.queues, language)
        for key in ("fairness", "a_day"):
            say(_said(language, key, **_figures(found, language)))
        for basis, one in found.estimates.items():
            say(
                _said(
                    language,
                    "told",
                    basis=_basis(basis, language),
                    tickets=one.count,
                    coverage="–" if one.coverage is None else f"{one.coverage:.0%}",
                    error=f"{one.error:.1f}",
                    bias=f"{one.bias:.1f}",
                    simple=" ".join(f"{x:.1f}" for x in one.simple.values()),
                )
            )
        busy = sorted(found.windows, key=lambda w: -w.use.mean)
        ends = [*busy[:5], *busy[-5:]] if len(busy) > 10 else busy
        say(
            _said(
                language,
                "ends",
                windows=", ".join(f"{w.window} {w.use.mean:.0%} ± {w.use.half:.0%}" for w in ends),
            )
        )


def write(reports: Sequence[Report], folder: Path, language: Language = Language.ZH) -> None:
    """JSON, workbook and charts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps([as_json(r) for r in reports], ensure_ascii=False, indent=2, default=str)
    (folder / "simulation.json").write_text(content + "\n", encoding="utf-8")
    write_workbook(reports, folder / "simulation.xlsx", language)
    made = ["simulation.json", "simulation.xlsx"]
    try:
        made += [p.name for p in draw_charts(reports, folder, language)]
    except NoCharts as no:
        say(str(no), "yellow")
    say(_said(language, "written", folder=folder, files=", ".join(made)))


def _figures(found: Report, language: Language) -> dict[str, object]:
    fair = found.fairness
    bound = fair.bound_minutes
    turned = ", ".join(f"{code} {n:.1f}" for code, n in found.turned_away.items())
    return {
        "policy": policy_name(found.policy, language),
        "replications": found.replications,
        "days": found.days,
        "tickets": f"{found.tickets_a_day:.0f}",
        "use": _shown(found.utilisation, ".2f"),
        "after": _shown(found.after_closing, ".0f"),
        "passes": _shown(fair.passes_per_ticket, ".2f"),
        "longest": f"{fair.longest_pass_minutes:.0f}",
        "bound": _said(language, "no_bound")
        if bound is None
        else _said(language, "bound_minutes", minutes=f"{bound:g}"),
        "breaks": fair.bound_breaks,
        "lanes": fair.lane_breaks,
        "missed": f"{found.missed_a_day:.0f}",
        "unserved": f"{found.unserved_a_day:.1f}",
        "balked": f"{found.balked_a_day:.1f}",
        "turned": turned or _said(language, "nobody"),
    }


def _basis(basis: str, language: Language) -> str:
    key = f"managers.basis_{basis}"
    return text(key, language) if key in sentences() else basis


def _said(language: Language, key: str, **places: object) -> str:
    return text(f"simulation.{key}", language, **places)


def _table(by: str, rows: Sequence[Row], language: Language) -> None:
    table = Table(title=_said(language, f"waits_by_{by}"), padding=0)
    table.add_column(_said(language, "short_group"), overflow="fold")
    for column in COLUMNS:
        table.add_column(_said(language, f"short_{column}"), justify="right", min_width=6)
    for row in rows:
        w = row.waits
        table.add_row(
            group_name(row.group, language),
            str(w.tickets),
            _shown(row.mean, ".1f"),
            _shown(row.median, ".1f"),
            _shown(row.p95, ".1f"),
            _shown(row.longest, ".0f"),
            _shown(row.over_30, ".1%"),
        )
    out.print(table)


def _shown(value: Interval, form: str) -> str:
    return f"{value.mean:{form}} ± {value.half:{form}}"
