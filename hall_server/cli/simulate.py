"""`hall simulate`: a day that has not been yet, or one that was, under other rules."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hall_server.bootstrap import build_parts
from hall_server.cli import simulate_replay
from hall_server.cli.opening import configuration_of
from hall_server.cli.recorded import day_of
from hall_server.cli.saying import err, fail, say, say_json
from hall_server.cli.simulate_show import show, write
from hall_server.config import rules_of
from hall_server.domain.call_policy import PROFILES
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import WindowId
from hall_server.domain.rules import Rules
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.halls.reading import read_hall
from hall_server.simulation.demand import crew_for, demand_of
from hall_server.simulation.memory_hall import with_policy
from hall_server.simulation.parameter_file import parameters_of, read_parameters
from hall_server.simulation.parameters import BadParameters
from hall_server.simulation.proof import POLICIES, cases, missed, prove
from hall_server.simulation.proof_page import page
from hall_server.simulation.report import Report, as_json, report
from hall_server.simulation.result import Result
from hall_server.simulation.scenario import Run, Scenario, open_days, run_all, run_with_estimates
from hall_server.simulation.staffed_day import Target
from hall_server.simulation.staffing import Advice, advise
from hall_server.storage.plan_store import read_plan
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

app = typer.Typer(help="Simulate days of a hall with the rules that run it.", invoke_without_command=True)
HallOption = Annotated[
    Path | None, typer.Option("--hall", help="A hall's folder; the reference hall if absent.")
]
PolicyOption = Annotated[
    list[str] | None,
    typer.Option("--policy", help=f"{', '.join(PROFILES)}; more than one are compared on the same people."),
]
LoadOption = Annotated[
    float | None, typer.Option(help="Times the usual demand; 1.8 after a holiday.", show_default="1.0")
]
ParametersOption = Annotated[
    Path | None, typer.Option("--parameters", help="TOML of what days are drawn from: groups, closures …")
]
DaysOption = Annotated[int, typer.Option(min=1, max=400, help="Open days of each replication.")]
SeedOption = Annotated[str, typer.Option(help="The same seed makes the same days.")]
ReplicationsOption = Annotated[int, typer.Option(min=1, max=1000, help="Other clerks, other days.")]
JsonOption = Annotated[bool, typer.Option("--json", help="For a program.")]
OutOption = Annotated[Path | None, typer.Option(help="A folder for JSON, workbook and charts.")]
DemandOption = Annotated[Path | None, typer.Option(help="CSV: item_id, est_tickets_per_day.")]
FromOption = Annotated[str, typer.Option("--from", help="The first day.")]
MannedOption = Annotated[
    float | None, typer.Option(min=0.05, max=2.0, help="Man only so many windows that they are so busy.")
]
LanguageOption = Annotated[Language, typer.Option("--language", help="Of what people read.")]
ProcessesOption = Annotated[int | None, typer.Option(min=1, max=256, help="At once; all processors.")]
OF_REPLAY = ("until", "open_from", "noon")
OF_DRAWN_DAYS = (
    *("load", "parameters", "days", "seed", "replications", "first", "demand", "manned", "hours"),
    *("estimates", "processes"),
)


@app.callback()
def simulate(
    context: typer.Context,
    hall: HallOption = None,
    policy: PolicyOption = None,
    load: LoadOption = None,
    parameters: ParametersOption = None,
    days: DaysOption = 1,
    seed: SeedOption = "1",
    replications: ReplicationsOption = 5,
    first: FromOption = "2026-11-23",
    demand: DemandOption = None,
    manned: MannedOption = None,
    replay: Annotated[str | None, typer.Option(help="A recorded day of --hall, such as 2026-11-23.")] = None,
    with_window: Annotated[
        list[str] | None, typer.Option(help="W086 is at work too, beside those of --replay or --manned.")
    ] = None,
    without_window: Annotated[list[str] | None, typer.Option(help="W085 is not at work.")] = None,
    until: Annotated[str | None, typer.Option(help="Replay: windows stay until 18:30.")] = None,
    open_from: Annotated[str | None, typer.Option(help="Replay: windows open at 08:00.")] = None,
    noon: Annotated[
        bool, typer.Option("--through-noon", help="Replay: windows rest in turn and do not close.")
    ] = False,
    hours: Annotated[
        list[str] | None, typer.Option(help="Simulated days: open 08:00-18:00 instead; may be given twice.")
    ] = None,
    estimates: Annotated[
        bool,
        typer.Option(
            "--estimates",
            help="Play the waits forward as the hall does, minutes a day; the first day learns.",
        ),
    ] = False,
    language: LanguageOption = Language.EN,
    as_json_text: JsonOption = False,
    out: OutOption = None,
    processes: ProcessesOption = None,
) -> None:
    """Waits, fairness and window use of simulated days; with --replay, of a recorded one."""
    if context.invoked_subcommand is not None:
        _refuse(context, None, f"must stand behind {context.invoked_subcommand}, if that has it")
        return
    names: list[str | None] = [_known(p) for p in policy or []]
    if replay is not None:
        if hall is None:
            fail("--replay needs --hall: the folder in which the day was recorded")
        _refuse(context, OF_DRAWN_DAYS, "is for drawn days; a day of --replay is taken as it was recorded")
        given = (with_window or [], without_window or [], until, open_from, noon)
        changes = simulate_replay.Changes(*given)
        simulate_replay.replay(hall, day_of(replay), names, changes, as_json_text, out, language)
        return
    _refuse(
        context, OF_REPLAY, "is for --replay; drawn days take --hours 08:00-18:00, and people come then too"
    )
    try:
        scenario = _with_hours(_scenario(hall, load, parameters, demand, manned), hours)
        scenario = _with_windows(scenario, with_window or [], without_window or [])
        dates = open_days(scenario, day_of(first), days)
        with progress(len(names or [None]) * len(dates) * replications, "days") as done:
            reports = [
                _reported(scenario, name, dates, replications, seed, processes, done, estimates)
                for name in names or [None]
            ]
    except (BadParameters, OSError) as error:
        fail(str(error))
    if as_json_text:
        say_json([as_json(r) for r in reports])
    else:
        show(reports, language)
    if out is not None:
        write(reports, out, language)


def _reported(
    scenario: Scenario,
    policy: str | None,
    dates: list[date],
    replications: int,
    seed: str,
    processes: int | None,
    done: Callable[[], None],
    estimates: bool = False,
) -> Report:
    runs = [Run(policy, d, r, seed) for r in range(replications) for d in dates]
    logging.getLogger("onehall.forecasts").setLevel(logging.ERROR)
    run = run_with_estimates if estimates else run_all
    results = run(scenario, runs, processes, done)
    by_replication: list[list[Result]] = [
        results[r * len(dates) : (r + 1) * len(dates)] for r in range(replications)
    ]
    return report(policy, scenario.plan, with_policy(scenario.rules, policy), by_replication)


@app.command("prove")
def prove_policies(
    out: Annotated[Path | None, typer.Option(help="The page to write.")] = None,
    replications: Annotated[int, typer.Option(min=2, max=1000)] = 40,
    processes: ProcessesOption = None,
) -> None:
    """The recommended policy against oldest first and strict priority. Ends with 1 if an aim is missed."""
    chosen = cases(_reference(), Rules(), PublicCalendar())
    with progress(len(chosen) * replications * len(POLICIES), "days") as done:
        proved = prove(chosen, replications, processes, done)
    text = page(proved, replications)
    if out is None:
        say(text)
    else:
        out.write_text(text, encoding="utf-8")
        say(f"written to {out}")
    failures = list(missed(proved))
    for line in failures:
        err.print(f"missed: {line}", style="yellow", markup=False)
    if failures:
        raise typer.Exit(1)


@app.command("staff")
def staff(
    hall: HallOption = None,
    load: LoadOption = None,
    parameters: ParametersOption = None,
    share: Annotated[float, typer.Option(min=0.1, max=0.999, help="Of the people …")] = 0.9,
    minutes: Annotated[float, typer.Option(min=1, max=240, help="… called within so many minutes.")] = 15.0,
    replications: ReplicationsOption = 6,
    first: FromOption = "2026-11-23",
    seed: SeedOption = "1",
    demand: DemandOption = None,
    as_json_text: JsonOption = False,
    processes: ProcessesOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """The least windows for each queue and hour that reach a target."""
    try:
        scenario = _scenario(hall, load, parameters, demand, None)
        dates = open_days(scenario, day_of(first), 1)
        with progress(None, "rounds") as done:
            found = advise(scenario, Target(share, minutes), dates, replications, seed, processes, done)
    except (BadParameters, OSError) as error:
        fail(str(error))
    if as_json_text:
        say_json(_advice(found))
        return
    places = {"share": f"{share:.0%}", "minutes": f"{minutes:g}", "hours": f"{found.window_hours:g}"}
    say(text("simulation.staff_target", language, **places))
    hours = sorted({h for _, h in found.need})
    heads = (text("simulation.staff_hour", language, hour=h) for h in hours)
    say(text("simulation.staff_queue", language) + "  " + " ".join(f"{head:>4}" for head in heads))
    for queue in sorted({q for q, _ in found.need}):
        cells = (found.need.get((queue, h)) for h in hours)
        marks = ("*" if (queue, h) in found.misses else " " for h in hours)
        say(f"{queue:5s} " + " ".join(f"{n or '-':>3}{m}" for n, m in zip(cells, marks, strict=True)))
    if found.misses:
        say(text("simulation.staff_misses", language), "yellow")


def _advice(found: Advice) -> dict[str, object]:
    return {
        "window_hours": found.window_hours,
        "rounds": found.rounds,
        "need": [{"queue": q, "hour": h, "windows": n} for (q, h), n in sorted(found.need.items())],
        "reached": [
            {"queue": q, "hour": h, "share": round(s, 4)} for (q, h), s in sorted(found.reached.items())
        ],
        "misses": [{"queue": q, "hour": h} for q, h in found.misses],
    }


def _scenario(
    hall: Path | None, load: float | None, file: Path | None, demand: Path | None, manned: float | None
) -> Scenario:
    plan, rules = (_reference(), Rules()) if hall is None else _of_folder(hall)
    wanted, given = demand_of(plan, demand), {} if load is None else {"load": load}
    parameters = parameters_of({}, "--load", **given) if file is None else read_parameters(file, **given)
    scenario = Scenario(plan, wanted, rules, PublicCalendar(), parameters)
    if manned is None:
        return scenario
    return replace(scenario, crew=crew_for(plan, wanted, manned, parameters.load))


def _reference() -> HallPlan:
    found = read_hall(Path(str(files("hall_server.halls") / "huaihua")))
    assert found.plan is not None, "the reference hall is part of the program"
    return found.plan


def _of_folder(folder: Path) -> tuple[HallPlan, Rules]:
    configuration = configuration_of(folder)
    parts = build_parts(configuration)
    try:
        with parts.engines.read.connect() as connection:
            plan = read_plan(connection, parts.store.hall_id, parts.cipher)
    except LookupError as error:
        fail(str(error))
    finally:
        parts.engines.dispose()
    return plan, rules_of(configuration.rules, configuration.attendance)


def _with_hours(scenario: Scenario, stretches: list[str] | None) -> Scenario:
    """The hall with other opening hours in every zone and unit."""
    if not stretches:
        return scenario
    found = tuple(_stretch(said) for said in stretches)
    if any(later[0] <= earlier[1] for earlier, later in pairwise(found)):
        fail(f"--hours {' '.join(stretches)}: one after another, such as 08:30-12:00 and 13:00-17:30")
    rules = replace(scenario.rules, hours=found, zone_hours={}, unit_hours={}, always_open=False)
    return replace(scenario, rules=rules)


def _with_windows(scenario: Scenario, more: Sequence[str], fewer: Sequence[str]) -> Scenario:
    """The scenario with other windows manned: they have their share of absences, breaks and clerks as all."""
    known = scenario.plan.counters
    for name in (*more, *fewer):
        if name not in known:
            fail(f"the hall has no window {name!r}; write it as {next(iter(known))}")
    manned = set(known if scenario.crew is None else scenario.crew)
    for name in more:
        if name in manned:
            fail(f"--with-window {name}: it is manned already; fewer are with --manned 0.9")
    for name in fewer:
        if name not in manned:
            fail(f"--without-window {name}: it is not manned with --manned")
    if not more and not fewer:
        return scenario
    return replace(scenario, crew=(manned | {WindowId(w) for w in more}) - {WindowId(w) for w in fewer})


def _refuse(context: typer.Context, names: Collection[str] | None, why: str) -> None:
    """Ends the command when an option is given that would change nothing. `names`: all options, if None."""
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if (names is None or name in names) and source is not None and source.name == "COMMANDLINE":
            fail(f"{option.opts[0]} {why}")


def _stretch(said: str) -> tuple[time, time]:
    start, _, end = said.partition("-")
    try:
        found = time.fromisoformat(start), time.fromisoformat(end)
    except ValueError:
        fail(f"--hours {said!r}: write it as 08:30-12:00")
    if found[0] >= found[1]:
        fail(f"--hours {said!r} ends before it begins")
    return found


def _known(policy: str) -> str:
    if policy not in PROFILES:
        fail(f"--policy {policy!r} is unknown; there are: {', '.join(PROFILES)}")
    return policy


@contextmanager
def progress(total: int | None, unit: str) -> Iterator[Callable[[], None]]:
    """A bar on standard error, if somebody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(unit, total=total)
        yield lambda: bar.advance(task)
