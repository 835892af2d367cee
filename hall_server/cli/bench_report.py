"""What a person is shown of a measurement, and how it stands to the aims."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from hall_server.cli.bench_phases import Feeds, Part, Visits

STEADY = 1.3
"""How far two measurements of the same disk may lie apart."""
RATIO, GROWTH, LAG_MS, MEMORY_MB, READY_SECONDS = 0.35, 1.2, 100.0, 300.0, 2.0

MET = {True: "yes", False: "NO", None: "not judged: other work"}


@dataclass(frozen=True, slots=True)
class Aim:
    """One number that the hall was promised."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    must: bool = False
    """Not a matter of speed: a machine that breaks it has lost or doubled something."""

    doubtful: bool = False
    """The machine or its disk had other work, which moves this number in either direction."""

    @property
    def met(self) -> bool | None:
        """None when it cannot be judged."""
        if self.doubtful:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def aims_of(
    visits: list[Visits],
    empty: Visits | None,
    filled: Visits | None,
    feeds: Feeds | None,
    raw: list[float],
    busy: bool,
) -> list[Aim]:
    """Those that what was run says something about."""
    aims = []
    busiest = max(visits, key=lambda v: v.clients, default=None)
    if busiest and raw:
        ratio = round(busiest.commands_per_second / max(raw), 3)
        name = f"commands/s at {busiest.clients} clients to raw commits/s"
        unsteady = max(raw) > STEADY * min(raw)
        aims.append(Aim(name, ratio, RATIO, at_least=True, doubtful=busy or unsteady))
    if empty and filled:
        growth = round(empty.commands_per_second / filled.commands_per_second, 3)
        aims.append(Aim("slower with earlier tickets, times", growth, GROWTH, doubtful=busy))
        aims.append(Aim("server ready with earlier tickets, s", filled.ready_seconds, READY_SECONDS))
    if visits:
        ready = max(v.ready_seconds for v in visits)
        aims.append(Aim("server ready, s", ready, READY_SECONDS))
    if feeds:
        aims.append(Aim("lag of the feeds p99, ms", feeds.lag.p99, LAG_MS))
        aims.append(Aim("memory with the feeds, MB", feeds.effort.memory_mb, MEMORY_MB))
        aims.append(Aim("feeds lost or uneven", feeds.lost + feeds.uneven, 0, must=True))
    every = [*visits, *(v for v in (empty, filled) if v)]
    if every:
        wrong = sum(len(v.doubles) + len(v.failed) for v in every)
        aims.append(Aim("duplicates, losses and failures", wrong, 0, must=True))
    return aims


def shown(
    visits: list[Visits], empty: Visits | None, filled: Visits | None, feeds: Feeds | None, aims: list[Aim]
) -> Iterator[Table]:
    """Tables for a terminal."""
    every = [*visits, *(v for v in (empty, filled) if v)]
    if every:
        yield _visits_table(every)
    if feeds:
        yield _feeds_table(feeds)
    if aims:
        yield _aims_table(aims)


def _visits_table(every: list[Visits]) -> Table:
    table = Table(
        title="issue (take + confirm), then call (call-next + start + finish)", title_justify="left"
    )
    for name in (
        "clients",
        "earlier tickets",
        "part",
        "commands/s",
        "tickets/s",
        "p50 ms",
        "p99 ms",
        "CPU",
        "per CPU-s",
        "MB",
    ):
        table.add_column(name, justify="right", overflow="fold")
    table.add_column("wrong", justify="right", overflow="fold")
    for v in every:
        _part_row(table, v, "issue", v.issue)
        _part_row(table, v, "call", v.call)
    return table


def _part_row(table: Table, v: Visits, name: str, part: Part) -> None:
    table.add_row(
        str(v.clients),
        f"{v.tickets_before:,}",
        name,
        f"{part.commands_per_second:,.0f}",
        f"{part.tickets_per_second:,.0f}",
        f"{part.milliseconds.p50:.1f}",
        f"{part.milliseconds.p99:.1f}",
        f"{part.effort.cpu_share:.0%}",
        f"{part.commands_per_second / part.effort.cpu_share:,.0f}",
        f"{part.effort.memory_mb:.0f}",
        str(len(v.doubles) + len(v.failed)),
    )


def _feeds_table(feeds: Feeds) -> Table:
    table = Table(title=f"{feeds.subscribers} open feeds", title_justify="left")
    for name in ("changes/s", "lag p50 ms", "lag p99 ms", "answer p50 ms", "CPU", "MB", "lost", "uneven"):
        table.add_column(name, justify="right")
    table.add_row(
        f"{feeds.changes_per_second:.1f}",
        f"{feeds.lag.p50:.1f}",
        f"{feeds.lag.p99:.1f}",
        f"{feeds.answer.p50:.1f}",
        f"{feeds.effort.cpu_share:.0%}",
        f"{feeds.effort.memory_mb:.0f}",
        str(feeds.lost),
        str(feeds.uneven),
    )
    return table


def _aims_table(aims: list[Aim]) -> Table:
    table = Table(title="aims", title_justify="left")
    for name in ("", "measured", "aim", "met"):
        table.add_column(name, justify="left" if not name else "right")
    for aim in aims:
        sign = "≥" if aim.at_least else "≤"
        table.add_row(aim.name, f"{aim.value:,.3g}", f"{sign} {aim.limit:g}", MET[aim.met])
    return table
