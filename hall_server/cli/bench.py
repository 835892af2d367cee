"""`hall bench`: how quick a hall server is on this machine, with the server and its load in separate
processes."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, NoReturn

import psutil
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from hall_server.cli import bench_phases
from hall_server.cli.bench_database import raw_commits
from hall_server.cli.bench_hall import Crew, make_hall, set_up
from hall_server.cli.bench_phases import Feeds, Note, Visits
from hall_server.cli.bench_process import BenchFailed
from hall_server.cli.bench_report import aims_of, shown
from hall_server.cli.saying import err, fail, out, say_json
from hall_server.domain.call_policy import PROFILES

PHASES = ("a", "b", "c", "d")
DESKS = 64
RAW_SECONDS = 2.0
BUSY = 0.5
STRETCH_SECONDS, STRIPS_SECONDS = 5.0, 60.0
STRIPS, CLOCK = "hardware.led.soak", "hardware.face.bench"


@dataclass(frozen=True, slots=True)
class HallRules:
    """What the measured hall reckons with at each command."""

    policy: str
    forecasts: bool


@dataclass(slots=True)
class Findings:
    """What was measured, phase by phase; a phase that was not run is absent."""

    disk: str
    cores: int
    load_before: float
    """Busy processes in the minute before; a busy machine measures its neighbours."""
    policy: str
    forecasts: bool
    visits: list[Visits] = field(default_factory=list)
    """(a)"""
    empty: Visits | None = None
    filled: Visits | None = None
    """(b)"""
    feeds: Feeds | None = None
    """(c)"""
    raw_commits_per_second: list[float] = field(default_factory=list)
    """(d), before and after (a). Other work slows these more than it slows a server that commits in groups,
    so a busy disk flatters the ratio: it is told then, but not judged."""


def bench(
    phases: Annotated[str, typer.Option(help="Which of a, b, c, d to run.")] = "a,b,c,d",
    clients: Annotated[str, typer.Option(help="Numbers of clients; (b) takes the largest.")] = "1,16,64",
    seconds: Annotated[
        float | None,
        typer.Option(min=0.5, help="Length of each measured stretch [5]; of the calling with --strips [60]."),
    ] = None,
    tickets: Annotated[int, typer.Option(min=0, help="Finished tickets of earlier days in (b).")] = 500_000,
    subscribers: Annotated[int, typer.Option(min=1, help="Open feeds in (c).")] = 700,
    changes: Annotated[float, typer.Option(min=0.1, help="Changes a second in (c).")] = 20.0,
    keep: Annotated[
        Path | None,
        typer.Option(help="An empty folder on the disk to measure; the made halls stay there."),
    ] = None,
    policy: Annotated[
        str, typer.Option(help=f"Of every zone: {', '.join(PROFILES)}; oldest is the cheapest.")
    ] = "balanced",
    without_forecasts: Annotated[
        bool, typer.Option("--without-forecasts", help="Waits by the cheap formula; nothing is played.")
    ] = False,
    strips: Annotated[bool, typer.Option("--strips", help="Measure the window strips instead.")] = False,
    rate: Annotated[float, typer.Option(min=0.1, help="Calls a second with --strips.")] = 20.0,
    clock: Annotated[bool, typer.Option("--clock", help="Measure the faces of a clock instead.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Measure a hall server on this machine, on a SQLite file with synchronous=FULL.

    (a) Citizens take numbers and confirm the print, then clerks at 64 windows call, start and finish, with 1,
    16 and 64 clients. (b) The same with 0 and 500,000 finished tickets in the database. (c) 700 open feeds
    while 20 changes a second happen. (d) Durable one-row SQLite commits a second on this disk.

    The ratio is commands per second at the most clients in (a), where each command is one durable change, to
    the greater of (d) before and after. It is not judged while the machine has other work.

    --policy and --without-forecasts: what the choice of the next ticket and the estimates cost.

    --strips: 207 window strips on 8 simulated 9600-baud buses while numbers are called, by the real wall,
    drivers and ports: how long a call takes until it is on its strip, and whether all are right at the end.

    --clock: from a frame to a name with 423 and 5,000 people enrolled, frames a second, memory.

    The load is a process of its own with plain asyncio sockets and a minimal HTTP/1.1 client, kept alive, one
    command under way on each connection; the first second of each stretch is not counted.
    """
    if strips:
        _bench_program(STRIPS, [f"--seconds={seconds or STRIPS_SECONDS}", f"--rate={rate}"], as_json)
    if clock:
        _bench_program(CLOCK, [], as_json)
    chosen, counts, rules = _chosen(phases), _counts(clients), _rules(policy, not without_forecasts)
    stretch = seconds or STRETCH_SECONDS
    try:
        with _workplace(keep) as folder, _progress() as note:
            found = measure(folder, chosen, counts, stretch, tickets, subscribers, changes, note, rules)
    except BenchFailed as error:
        fail(str(error), 1)
    raw, busy = found.raw_commits_per_second, found.load_before > BUSY
    aims = aims_of(found.visits, found.empty, found.filled, found.feeds, raw, busy)
    if as_json:
        say_json(asdict(found) | {"aims": [asdict(a) | {"met": a.met} for a in aims]})
    else:
        if busy:
            err.print(f"this machine had other work ({found.load_before:.1f} busy processes)", style="yellow")
        for table in shown(found.visits, found.empty, found.filled, found.feeds, aims):
            out.print(table)
    if any(a.met is False and a.must for a in aims):
        raise typer.Exit(1)


def _bench_program(module: str, words: list[str], as_json: bool) -> NoReturn:
    """A process of its own: devices are no part of a server."""
    command = [sys.executable, "-m", module, *words]
    ended = subprocess.run([*command, "--json"] if as_json else command, check=False)
    raise typer.Exit(ended.returncode)


def measure(
    folder: Path,
    phases: set[str],
    counts: list[int],
    seconds: float,
    tickets: int,
    subscribers: int,
    changes: float,
    note: Note,
    rules: HallRules,
) -> Findings:
    """Run the chosen phases one after another."""
    found = Findings(
        disk=_disk_of(folder),
        cores=psutil.cpu_count() or 1,
        load_before=psutil.getloadavg()[0],
        policy=rules.policy,
        forecasts=rules.forecasts,
    )
    if "d" in phases:
        _raw(found, folder, note)
    if not phases - {"d"}:
        return found
    note("making a hall")
    template = folder / "template"
    crew = make_hall(template, DESKS, max(counts))
    set_up(template, rules.policy, rules.forecasts)
    if "a" in phases:
        found.visits = [bench_phases.visits(template, crew, n, seconds, note) for n in counts]
    if "a" in phases and "d" in phases:
        _raw(found, folder, note)
    if "b" in phases:
        found.empty, found.filled = _empty_and_filled(template, crew, max(counts), seconds, tickets, note)
    if "c" in phases:
        found.feeds = bench_phases.feeds(template, crew, subscribers, changes, seconds * 2, note)
    return found


def _raw(found: Findings, folder: Path, note: Note) -> None:
    note("raw commits")
    found.raw_commits_per_second.append(round(raw_commits(folder, RAW_SECONDS), 1))


def _empty_and_filled(
    template: Path, crew: Crew, clients: int, seconds: float, tickets: int, note: Note
) -> tuple[Visits, Visits]:
    """One right after the other, so that both meet the same machine."""
    note(f"filling in {tickets:,} finished tickets")
    full = bench_phases.filled(template, tickets)
    note("0 finished tickets")
    empty = bench_phases.visits(template, crew, clients, seconds, note)
    note(f"{tickets:,} finished tickets")
    return empty, bench_phases.visits(full, crew, clients, seconds, note, tickets)


@contextmanager
def _workplace(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        if keep.exists() and any(keep.iterdir()):
            fail(f"{keep} is not empty")
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    folder = Path(tempfile.mkdtemp(prefix="hall-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _progress() -> Iterator[Note]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda said: progress.update(task, description=said)


def _disk_of(folder: Path) -> str:
    """Kind of file system and device: commits in memory (tmpfs) are no measure of a disk."""
    inside = [p for p in psutil.disk_partitions(all=True) if folder.absolute().is_relative_to(p.mountpoint)]
    nearest = max(inside, key=lambda p: len(p.mountpoint), default=None)
    return f"{nearest.fstype} on {nearest.device}" if nearest else "unknown"


def _chosen(phases: str) -> set[str]:
    wanted = {p.strip() for p in phases.split(",")}
    if not wanted <= set(PHASES):
        fail(f"--phases {phases}: choose from {', '.join(PHASES)}")
    return wanted


def _rules(policy: str, forecasts: bool) -> HallRules:
    if policy not in PROFILES:
        fail(f"--policy {policy}: choose from {', '.join(PROFILES)}")
    return HallRules(policy, forecasts)


def _counts(clients: str) -> list[int]:
    counts = [int(c) if c.strip().isdigit() else 0 for c in clients.split(",")]
    if not all(1 <= c <= DESKS for c in counts):
        fail(f"--clients {clients}: whole numbers from 1 to {DESKS}, with commas between them")
    return counts
