"""The phases of `hall bench`, one function each, with what they find as plain values."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, Self

from hall_server.cli import bench_hall
from hall_server.cli.bench_database import doubles
from hall_server.cli.bench_hall import Crew
from hall_server.cli.bench_process import Effort, Load, Server, running_load, running_server
from hall_server.client.http import HttpHall

LOAD, FEEDS, CHANGES = (f"hall_server.cli.bench_{n}" for n in ("load", "feeds", "changes"))
WARM_UP_SECONDS = 1.0
IN_A_LINE = 150
"""Tickets that may wait for one window when the issuing stops."""

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Milliseconds."""

    p50: float
    p99: float

    @classmethod
    def of(cls, found: list[float]) -> Self:
        cuts = quantiles(found, n=100) if len(found) > 1 else found * 99
        return cls(round(cuts[49], 2), round(cuts[98], 2))


@dataclass(frozen=True, slots=True)
class Part:
    """Issuing, or calling, under load."""

    commands_per_second: float
    tickets_per_second: float
    milliseconds: Percentiles
    effort: Effort
    seconds: float


@dataclass(frozen=True, slots=True)
class Visits:
    """Issue then call by a number of clients."""

    clients: int
    tickets_before: int
    """Finished tickets of earlier days in the database."""
    issue: Part
    call: Part
    commands_per_second: float
    """Over both parts: each is one durable change. The ratio to raw commits uses this."""
    commands_per_cpu_second: float
    """Of the server's own processor time: what tells on a machine that has other work too."""
    refused: int
    failed: list[str]
    doubles: list[str]
    ready_seconds: float


@dataclass(frozen=True, slots=True)
class Feeds:
    """Open feeds while the hall changes."""

    subscribers: int
    changes_per_second: float
    lag: Percentiles
    answer: Percentiles
    effort: Effort
    lost: int
    uneven: int
    """Subscribers that did not get the same events as the others."""


@contextmanager
def _fresh(template: Path, name: str) -> Iterator[Path]:
    """A copy of its own, gone afterwards."""
    folder = bench_hall.copy_hall(template, template.parent / name)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def visits(
    template: Path, crew: Crew, clients: int, seconds: float, note: Note, tickets_before: int = 0
) -> Visits:
    """Phase (a), and (b) on a template that holds earlier tickets."""
    with _fresh(template, f"visits-{clients}-{tickets_before}") as folder:
        with running_server(folder) as server:
            order = asdict(crew) | {
                "port": server.port,
                "clients": clients,
                "seconds": seconds,
                "warm_up": WARM_UP_SECONDS,
                "prefix": f"bench-{clients}-{tickets_before}",
                "most": IN_A_LINE * len(crew.desks),
            }
            with running_load(LOAD, order) as load:
                note(f"{clients} clients take numbers")
                issued, issue = _part(server, load)
                note(f"{clients} clients call")
                load.go_on()
                called, call = _part(server, load)
        wrong = doubles(folder, issued["tickets"], called["tickets"])
    commands = len(issued["took"]) + len(called["took"])
    return Visits(
        clients=clients,
        tickets_before=tickets_before,
        issue=issue,
        call=call,
        commands_per_second=round(commands / (issued["seconds"] + called["seconds"]), 1),
        commands_per_cpu_second=round(commands / sum(p.effort.cpu_share * p.seconds for p in (issue, call))),
        refused=issued["refused"] + called["refused"],
        failed=issued["failed"] + called["failed"],
        doubles=wrong,
        ready_seconds=server.ready_seconds,
    )


def _part(server: Server, load: Load) -> tuple[dict[str, Any], Part]:
    server.begin()
    found = load.next()
    effort, seconds = server.effort(), found["seconds"]
    return found, Part(
        commands_per_second=round(len(found["took"]) / seconds, 1),
        tickets_per_second=round((len(found["tickets"]) - found["done_before"]) / seconds, 1),
        milliseconds=Percentiles.of(found["took"]),
        effort=effort,
        seconds=round(seconds, 2),
    )


def filled(template: Path, tickets: int) -> Path:
    """A copy of the template with finished tickets of earlier days."""
    folder = bench_hall.copy_hall(template, template.parent / f"template-{tickets}")
    bench_hall.fill(folder, tickets, datetime.now(UTC).date())
    return folder


def feeds(
    template: Path, crew: Crew, subscribers: int, per_second: float, seconds: float, note: Note
) -> Feeds:
    """Phase (c). Every subscriber follows the whole hall, which is the most that one can ask for. The plan
    has been asked for too, as its search keys take memory."""
    with _fresh(template, "feeds") as folder, running_server(folder) as server:
        common = asdict(crew) | {"port": server.port, "per_second": per_second}
        HttpHall(f"http://127.0.0.1:{server.port}", crew.board).directory()
        note(f"{subscribers} screens connect")
        with running_load(FEEDS, common | {"subscribers": subscribers}) as screens:
            screens.next()
            note(f"{subscribers} screens follow {per_second:g} changes a second")
            with running_load(CHANGES, common | {"seconds": WARM_UP_SECONDS, "prefix": "warm-up"}) as warm_up:
                warm_up.next()
            screens.go_on()
            screens.next()
            server.begin()
            with running_load(CHANGES, common | {"seconds": seconds, "prefix": "changes"}) as changes:
                done = changes.next()
            effort = server.effort()
            screens.go_on()
            seen = screens.next()
    return Feeds(
        subscribers=subscribers,
        changes_per_second=round(done["changes"] / done["seconds"], 2),
        lag=Percentiles.of(seen["lags"]),
        answer=Percentiles.of(done["took"]),
        effort=effort,
        lost=seen["lost"],
        uneven=seen["uneven"],
    )
