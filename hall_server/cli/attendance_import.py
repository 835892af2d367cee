"""`hall attendance import`: another maker's log, looked at as a whole before anything is taken over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from hall_server.bootstrap import wall_clock
from hall_server.cli.opening import HallFolder, as_it_stands, configuration_of, lane_of
from hall_server.cli.saying import fail, say
from hall_server.domain.attendance.punch import FUTURE
from hall_server.domain.calendar import is_open_day
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber
from hall_server.halls.clock_logs import Log, LoggedPunch, read_log
from hall_server.halls.mistakes import Mistake, mistake
from hall_server.history.lane import Command
from hall_server.operations.attendance import Brought, Imported, bring_in
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.rosters import set_employment

BY_HAND = Actor("administrator")
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Findings:
    """`mistakes` stand in the way; the rest is worth a look."""

    punches: tuple[LoggedPunch, ...]
    """Those that may be taken over."""
    mistakes: tuple[Mistake, ...]
    gaps: tuple[Mistake, ...]
    known: int
    """Of the punches, those on record already."""
    early: tuple[StaffNumber, ...]
    """People with punches before the day since when they work here; those days are due of nobody."""


def findings(uow: UnitOfWork, log: Log, now: datetime, leave_out_strangers: bool) -> Findings:
    """Looks and changes nothing."""
    members = {number: uow.attendance.member(number) for number in {p.staff for p in log.punches}}
    mistakes, good, early = list(log.mistakes), [], dict[StaffNumber, None]()
    for punch in log.punches:
        member, day = members[punch.staff], punch.at.date()
        if member is None or (member[1].last or day) < day:
            if not leave_out_strangers:
                mistakes.append(log.mistake("log_stranger", punch, "person", value=punch.staff))
            continue
        if punch.at > now + FUTURE:
            mistakes.append(log.mistake("log_future", punch, "time", value=f"{punch.at:%Y-%m-%d %H:%M}"))
            continue
        if day < member[1].first:
            early[member[0].number] = None
        good.append(punch)
    known = uow.attendance.known({_imported(punch).name for punch in good})
    return Findings(tuple(good), tuple(mistakes), tuple(_gaps(uow, log)), len(known), tuple(sorted(early)))


def _gaps(uow: UnitOfWork, log: Log) -> Iterable[Mistake]:
    """Working days between a clock's first day and its last of which it has nothing."""
    days: dict[str, set[date]] = {}
    for punch in log.punches:
        days.setdefault(punch.device, set()).add(punch.at.date())
    for device, there in sorted(days.items()):
        day, last = min(there), max(there)
        while day < last:
            if day not in there and is_open_day(day, uow.plan, uow.workdays):
                yield mistake("log_gap", log.file, device=device, day=day.isoformat())
            day += timedelta(days=1)


def take_over(uow: UnitOfWork, found: Findings, employed_since: date | None, now: datetime) -> Brought:
    """All of it, or nothing. Who is not yet said to work here on the first day is, if a day is given."""
    if employed_since is not None:
        for number in found.early:
            member = uow.attendance.member(number)
            assert member is not None
            set_employment(uow, BY_HAND, number, employed_since, member[1].last, now)
    return bring_in(uow, BY_HAND, [_imported(punch) for punch in found.punches], now)


def _imported(punch: LoggedPunch) -> Imported:
    return Imported(punch.staff, punch.at, punch.device)


def import_log(
    folder: HallFolder,
    file: Annotated[Path, typer.Argument(help="A CSV table, or the text log of a ZKTeco clock.")],
    device: Annotated[
        str, typer.Option(help="Name of the clock, where the file does not say it.")
    ] = "import",
    apply: Annotated[
        bool, typer.Option("--apply", help="Take it over; otherwise it is only looked at.")
    ] = False,
    leave_out_strangers: Annotated[
        bool, typer.Option("--leave-out-strangers", help="Leave out lines of numbers that nobody has.")
    ] = False,
    employed_since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Since when those of the log work here, if the plan says later."
        ),
    ] = None,
) -> None:
    """Take over the log of another maker's clock. All or nothing; the same line counts once, however often it
    is brought."""
    configuration = configuration_of(folder)
    log = read_log(file, device, ZoneInfo(configuration.rules.time_zone))
    since = employed_since.date() if employed_since else None
    if not apply or log.mistakes:
        with as_it_stands(configuration) as (_, hall):
            _tell(log, findings(hall, log, wall_clock(), leave_out_strangers), since)
        say("run again with --apply to take them over", "yellow")
        return
    with lane_of(configuration) as (_, lane):
        found = lane.ask(lambda uow, now: findings(uow, log, now, leave_out_strangers)).result()
        _tell(log, found, since)

        def run(uow: UnitOfWork, now: datetime) -> str:
            return str(take_over(uow, found, since, now).new)

        new = lane.submit(Command(run)).result()
    say(f"{new} punches were taken over", "green")


def _tell(log: Log, found: Findings, since: date | None) -> None:
    """Everything that is worth knowing; ends the command when something stands in the way."""
    for gap in found.gaps:
        say(f"{gap.in_chinese()}\n  {gap.in_english()}", "yellow")
    for punch in log.repeated[:SHOWN]:
        say(
            f"{log.file}, row {punch.row}: {punch.staff} {punch.at:%Y-%m-%d %H:%M:%S} stands there before",
            "yellow",
        )
    if len(log.repeated) > SHOWN:
        say(f"  … and {len(log.repeated) - SHOWN} more lines that stand there before", "yellow")
    if found.early and since is None:
        say(
            f"{len(found.early)} people have punches from before the plan first had them, such as "
            f"{found.early[0]}: those days are not due. Add --employed-since DAY if they worked here",
            "yellow",
        )
    if found.mistakes:
        lines = [f"{m.in_chinese()}\n  {m.in_english()}" for m in found.mistakes]
        fail("\n".join([*lines, f"{len(found.mistakes)} mistakes; nothing was imported"]))
    people = len({p.staff for p in found.punches})
    days = sorted({p.at.date() for p in found.punches})
    stretch = f" from {days[0]} to {days[-1]}" if days else ""
    say(
        f"{len(found.punches)} punches of {people} people{stretch}; {found.known} of them on record already, "
        f"{len(log.repeated)} lines said twice, {len(found.gaps)} days without a line"
    )
