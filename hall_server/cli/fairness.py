"""`hall fairness`: what the log says of the order of calls."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from hall_server.cli.opening import HallFolder
from hall_server.cli.recorded import RecordedDay, day_of, last_day, recorded_day
from hall_server.cli.saying import fail, out, say, say_json
from hall_server.simulation.ledger import Ledger, NotCalled, ledger, shadowed, why_before
from hall_server.simulation.replay import DamagedDay
from hall_server.simulation.statistics_of import Waits

app = typer.Typer(help="What the log says of the order of calls.", no_args_is_help=True)
Day = Annotated[str | None, typer.Option("--day", help="Such as 2026-11-23; today if absent.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]


@app.command("day")
def of_day(folder: HallFolder, day: Day = None, as_json: AsJson = False) -> None:
    """Waits by class, zone and unit; who was passed; calls by hand. Ends with 1 when a rule was broken."""
    found, _ = _ledger(folder, day)
    if as_json:
        say_json(_as_json(found))
    else:
        _show(found)
    if found.broken:
        raise typer.Exit(1)


@app.command("why")
def why(
    folder: HallFolder,
    one: Annotated[str, typer.Argument(help="A number, such as BG045.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Why was one number called before another?"""
    found, recorded = _ledger(folder, day)
    queues = {c.id: c.queues for c in recorded.plan.counters.values()}
    try:
        answer = why_before(found, one.upper(), other.upper(), queues)
    except NotCalled as no:
        fail(str(no), 1)
    if as_json:
        say_json(asdict(answer))
        return
    say(answer.sentence)
    for call in (answer.first, answer.second):
        if call:
            say(
                f"{call.number}: taken {_clock(recorded, call.ticket.taken_at)}, called "
                f"{_clock(recorded, call.at)} to window {call.window} ({call.why})"
            )


@app.command("shadow")
def shadow(folder: HallFolder, day: Day = None, as_json: AsJson = False) -> None:
    """What the zones' shadow policies would have changed."""
    found, recorded = _ledger(folder, day)
    zones = shadowed(found)
    if as_json:
        say_json([asdict(z) for z in zones])
        return
    if not zones:
        say("no call of that day carries a shadow choice: set shadow_policies in hall.toml", "yellow")
    for zone in zones:
        say(
            f"zone {zone.zone}: {zone.other} of {zone.calls} calls would have gone to somebody else, who had "
            f"come {abs(zone.later_minutes):.1f} min {'later' if zone.later_minutes >= 0 else 'earlier'} on "
            "average"
        )
        for call in zone.examples:
            say(f"  {_clock(recorded, call.at)} window {call.window}: {call.number}, instead {call.shadow}")


def _ledger(folder: Path, day: str | None) -> tuple[Ledger, RecordedDay]:
    with recorded_day(folder, day_of(day) if day else last_day(folder)) as recorded:
        try:
            return ledger(recorded.empty_hall(), recorded.steps, recorded.plan_at), recorded
        except DamagedDay as error:
            fail(str(error))


def _clock(recorded: RecordedDay, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(recorded.rules.time_zone)):%H:%M:%S}"


def _show(found: Ledger) -> None:
    groups: dict[str, dict[str, Waits]] = {
        "class": {p.value: w for p, w in found.waits_by_class.items()},
        "zone": found.waits_by_zone,
        "unit": found.waits_by_unit,
    }
    for name, rows in groups.items():
        table = Table(title=f"Waits by {name}, minutes")
        for column in (name, "tickets", "mean", "median", "p95", "max", "> 30 min"):
            table.add_column(column, justify="left" if column == name else "right")
        for group, w in rows.items():
            figures = (w.mean, w.median, w.p95, w.longest)
            table.add_row(group, str(w.tickets), *(f"{x:.1f}" for x in figures), f"{w.over_30:.0%}")
        out.print(table)
    passes = sum(found.passed.values())
    say(f"{len(found.calls)} calls, {passes} passes, {len(found.passed)} numbers were passed at least once")
    for call in found.jumps:
        beyond = f"; beyond the bound of {', '.join(call.beyond)}" if call.beyond else ""
        say(
            f"by hand: {call.number} to window {call.window} by {call.staff or '-'}, reason {call.by_hand}"
            f"{f' ({call.note})' if call.note else ''}; passed {len(call.passed)}{beyond}",
            "red" if call.beyond else "yellow",
        )
    for call in found.broken:
        say(f"event {call.seq}: {call.number} passed {', '.join(call.beyond)} beyond the bound", "red")


def _as_json(found: Ledger) -> dict[str, object]:
    return {
        "calls": len(found.calls),
        "passed": found.passed,
        "jumps": [asdict(c) for c in found.jumps],
        "broken": [asdict(c) for c in found.broken],
        "waits_by_class": {p.value: asdict(w) for p, w in found.waits_by_class.items()},
        "waits_by_zone": {z: asdict(w) for z, w in found.waits_by_zone.items()},
        "waits_by_unit": {u: asdict(w) for u, w in found.waits_by_unit.items()},
    }
