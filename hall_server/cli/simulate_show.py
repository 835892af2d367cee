"""Reports of simulations on the screen and in files."""

import json
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from hall_server.cli.saying import out, say
from hall_server.simulation.charts import NoCharts, draw_charts
from hall_server.simulation.report import Report, Row, as_json
from hall_server.simulation.sheet import write_workbook
from hall_server.simulation.statistics_of import Interval


def show(reports: Sequence[Report]) -> None:
    for found in reports:
        fair = found.fairness
        say(
            f"policy {found.policy}: {found.replications} × {found.days} day(s), "
            f"{found.tickets_a_day:.0f} tickets a day, window use {_shown(found.utilisation, '.2f')}, "
            f"last call {_shown(found.after_closing, '.0f')} min after closing",
            "bold",
        )
        _table("by class", found.classes)
        _table("by queue", found.queues)
        bound = "none" if fair.bound_minutes is None else f"{fair.bound_minutes:g} min"
        say(
            f"fairness: {fair.passes_per_ticket:.2f} passes a ticket, the latest "
            f"{fair.longest_pass_minutes:.0f} min after whom it passed; bound {bound}, exceeded "
            f"{fair.bound_breaks} times; out of turn in a lane {fair.lane_breaks} times"
        )
        turned = ", ".join(f"{code} {n:.1f}" for code, n in found.turned_away.items()) or "none"
        say(
            f"a day: {found.missed_a_day:.0f} no-shows, {found.unserved_a_day:.1f} left unserved, "
            f"turned away: {turned}"
        )
        busy = sorted(found.windows, key=lambda w: -w.use)
        ends = [*busy[:5], *busy[-5:]] if len(busy) > 10 else busy
        say("busiest and idlest windows: " + ", ".join(f"{w.window} {w.use:.0%}" for w in ends))


def write(reports: Sequence[Report], folder: Path) -> None:
    """JSON, workbook and charts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([as_json(r) for r in reports], ensure_ascii=False, indent=2, default=str)
    (folder / "simulation.json").write_text(text + "\n", encoding="utf-8")
    write_workbook(reports, folder / "simulation.xlsx")
    made = ["simulation.json", "simulation.xlsx"]
    try:
        made += [p.name for p in draw_charts(reports, folder)]
    except NoCharts as no:
        say(str(no), "yellow")
    say(f"written to {folder}: {', '.join(made)}")


def _table(title: str, rows: Sequence[Row]) -> None:
    table = Table(title=f"waits {title}, minutes (± 95 % over replications)")
    for column in (title.removeprefix("by "), "tickets", "mean", "median", "p95", "max", "> 30 min"):
        table.add_column(column, justify="left" if column in title else "right")
    for row in rows:
        w = row.waits
        table.add_row(
            row.group,
            str(w.tickets),
            _shown(row.mean, ".1f"),
            f"{w.median:.1f}",
            _shown(row.p95, ".1f"),
            f"{w.longest:.0f}",
            f"{w.over_30:.1%}",
        )
    out.print(table)


def _shown(value: Interval, form: str) -> str:
    return f"{value.mean:{form}} ± {value.half:{form}}"
