"""What a person is shown of a measurement, and how it stands to the aims."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.table import Table

from hall_server.cli.bench_phases import Feeds, Part, Visits

RATIO, GROWTH, LAG_MS, MEMORY_MB, READY_SECONDS = 0.35, 1.2, 100.0, 300.0, 2.0


@dataclass(frozen=True, slots=True)
class Aim:
    """One number that the hall was promised."""

    name: str
    value: float
    limit: float
    at_least: bool = False
    must: bool = False
    """Not a matter of speed: a machine that breaks it has lost or doubled something."""

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def aims_of(
    visits: list[Visits], empty: Visits | None, filled: Visits | None, feeds: Feeds | None, raw: float | None
) -> list[Aim]:
    """Those that what was run says something about."""
    aims = []
    busiest = max(visits, key=lambda v: v.clients, default=None)
    if busiest and raw:
        ratio = round(busiest.commands_per_second / raw, 3)
        aims.append(Aim(f"commands/s at {busiest.clients} clients to raw commits/s", ratio, RATIO, True))
    if empty and filled:
        growth = round(empty.commands_per_second / filled.commands_per_second, 3)
        aims.append(Aim("slower with earlier tickets, times", growth, GROWTH))
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
        "MB",
    ):
        table.add_column(name, justify="right")
    table.add_column("wrong", justify="right")
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
        table.add_row(aim.name, f"{aim.value:,.3g}", f"{sign} {aim.limit:g}", "yes" if aim.met else "NO")
    return table
