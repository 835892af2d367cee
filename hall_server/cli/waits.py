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
from hall_server.domain.call_record import at_first_call, call_made
from hall_server.domain.forecast.drift import drifts_of, promises_of, standing
from hall_server.domain.forecast.record import Outcome, Score, by, outcomes, score, told_closed
from hall_server.reports.hall_day_look import drift_words
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language

app = typer.Typer(help="The waits that tickets were told, and what came.", no_args_is_help=True)
FIGURES = ("tickets", "ranged", "coverage", "wait", "error", "bias")
SIMPLE = ("people_ahead", "last_wait", "head_of_line", "peer")


@app.callback()
def waits() -> None:
    """The waits that tickets were told, and what came."""


@app.command()
def report(
    folder: HallFolder,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Instead of today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
    language: Annotated[Language, typer.Option("--language", help="Of what people read.")] = Language.EN,
) -> None:
    """Coverage and errors of one day by basis, queue and class, in minutes, beside simple predictors.

    Reads the database only; the server may run.
    """
    configuration = configuration_of(folder)
    parts = build_parts(configuration)
    zone = ZoneInfo(configuration.rules.time_zone)
    today = datetime.now(zone).date()
    wanted: date = day.date() if day else today
    calls = [made for step in parts.store.calls_of(wanted) if (made := call_made(step))]
    tickets = at_first_call(parts.store.tickets_of(wanted), calls)
    drifts = drifts_of(promises_of(calls), parts.store.promises_before(wanted))
    parts.engines.dispose()
    found, closed, drift = outcomes(tickets), told_closed(tickets), standing(drifts)
    groups = {
        "basis": by(found, lambda o: str(o.ticket.estimate_basis)),
        "queue": by(found, lambda o: str(o.ticket.queue)),
        "class": by(found, lambda o: o.ticket.priority.value),
    }
    if as_json:
        said = {name: {key: asdict(one) for key, one in group.items()} for name, group in groups.items()}
        whole = asdict(score(found)) if found else None
        share = drift.share if drift else None
        say_json({"day": wanted, "all": whole, "told_closed": closed, "drift": share, **said})
        return
    if found:
        _show(wanted, found, groups, language)
    else:
        say(f"{wanted}: {text('managers.no_waits', language)}", "yellow")
    if closed:
        say(text("managers.told_closed", language, count=closed))
    for one in drifts:
        say(drift_words(one, language, zone), "bold red")


def _show(day: date, found: list[Outcome], groups: dict[str, dict[str, Score]], language: Language) -> None:
    heading = text("managers.waits", language)
    table = Table(title=f"{heading} {day}", caption=text("managers.waits_note", language), padding=0)
    table.add_column("", overflow="fold")
    for name in (*FIGURES, *SIMPLE):
        table.add_column(text(f"managers.short_{name}", language), justify="right", min_width=5)
    table.add_row(*_row(text("managers.all", language), score(found)))
    for name, group in groups.items():
        table.add_section()
        for key, one in group.items():
            table.add_row(*_row(_named(name, key, language), one))
    out.print(table)


def _named(group: str, key: str, language: Language) -> str:
    known = {"basis": f"managers.basis_{key}", "class": f"words.priority_{key}"}.get(group, "")
    return text(known, language) if known in sentences() else key


def _row(name: str, one: Score) -> list[str]:
    figures = (one.wait, one.error, one.bias, *(one.simple[name] for name in SIMPLE))
    coverage = "–" if one.coverage is None else f"{one.coverage:.0%}"
    return [name, str(one.count), str(one.ranged), coverage, *(f"{x:.1f}" for x in figures)]
