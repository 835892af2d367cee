"""`hall waits report`: did the waits on the tickets come true?"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from hall_server.bootstrap import build_parts
from hall_server.cli.opening import HallFolder, configuration_of
from hall_server.cli.saying import out, say, say_json
from hall_server.domain.forecast.record import ALARM, OVER, Outcome, Score, by, drifted, outcomes, score

app = typer.Typer(help="The waits that tickets were told, and what came.", no_args_is_help=True)
COLUMNS = ("tickets", "within", "wait", "error", "bias", "ahead", "last", "head", "peer")
CAPTION = (
    "within: inside the range told; error: mean absolute; bias: told minus waited; then the errors of simple "
    "predictors: people ahead × mean ÷ windows, last customer's wait, wait of the head of the line, a peer's"
)


@app.callback()
def waits() -> None:
    """The waits that tickets were told, and what came."""


@app.command()
def report(
    folder: HallFolder,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Instead of today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Coverage and errors of one day by basis, queue and class, in minutes, beside simple predictors.

    Reads the database only; the server may run.
    """
    configuration = configuration_of(folder)
    parts = build_parts(configuration)
    today = datetime.now(ZoneInfo(configuration.rules.time_zone)).date()
    wanted: date = day.date() if day else today
    found = outcomes(parts.store.tickets_of(wanted))
    parts.engines.dispose()
    called = sorted(found, key=lambda o: o.ticket.called_at or o.ticket.taken_at)
    drift = drifted([o.covered for o in called])
    groups = {
        "basis": by(found, lambda o: str(o.ticket.estimate_basis)),
        "queue": by(found, lambda o: str(o.ticket.queue)),
        "class": by(found, lambda o: o.ticket.priority.value),
    }
    if as_json:
        said = {name: {key: asdict(one) for key, one in group.items()} for name, group in groups.items()}
        whole = asdict(score(found)) if found else None
        say_json({"day": wanted, "all": whole, "drift": drift, **said})
        return
    if not found:
        say(f"{wanted}: no ticket that was told a wait has been called", "yellow")
        return
    _show(wanted, found, groups)
    if drift is not None:
        low, high = (round(100 * x) for x in ALARM)
        say(
            f"DRIFT: {drift:.0%} of the last {OVER} waits were within what was told; {low}–{high} % is usual",
            "bold red",
        )


def _show(day: date, found: list[Outcome], groups: dict[str, dict[str, Score]]) -> None:
    table = Table(title=f"Waits told on {day}, minutes", caption=CAPTION)
    table.add_column("", no_wrap=True)
    for name in COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_row(*_row("all", score(found)))
    for name, group in groups.items():
        table.add_section()
        for key, one in group.items():
            table.add_row(*_row(f"{name} {key}", one))
    out.print(table)


def _row(name: str, one: Score) -> list[str]:
    figures = (one.wait, one.error, one.bias, *one.simple.values())
    return [name, str(one.count), f"{one.coverage:.0%}", *(f"{x:.1f}" for x in figures)]
