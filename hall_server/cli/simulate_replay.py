"""`hall simulate --replay`: a recorded day, first exactly as it was, then as it might have been."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, time
from pathlib import Path

import typer

from hall_server.cli.recorded import RecordedDay, recorded_day
from hall_server.cli.saying import fail, say, say_json
from hall_server.cli.simulate_show import show, write
from hall_server.domain.names import WindowId
from hall_server.domain.refusals import Refusal
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.simulation.day import Day
from hall_server.simulation.engine import Engine
from hall_server.simulation.memory_hall import memory_hall, with_policy
from hall_server.simulation.recorded_day import day_from, open_during, prolonged, without
from hall_server.simulation.replay import DamagedDay, Reproduction, reproduce
from hall_server.simulation.report import Report, as_json, report

SHOWN = 20
HOURS = (time(8, 30), time(17, 30))
"""Of windows that were not there on the day."""


@dataclass(frozen=True, slots=True)
class Changes:
    with_windows: Sequence[str]
    without_windows: Sequence[str]
    until: str | None

    def __bool__(self) -> bool:
        return bool(self.with_windows or self.without_windows or self.until)


def replay(
    folder: Path,
    day: date,
    policies: Sequence[str | None],
    changes: Changes,
    as_json_text: bool,
    out: Path | None,
) -> None:
    """Ends with 1 when the rules decide a call otherwise than it was recorded."""
    with recorded_day(folder, day) as recorded:
        try:
            found = reproduce(recorded.empty_hall(), recorded.steps, recorded.plan_at)
            reports = _what_if(recorded, policies, changes) if policies or changes or out else []
        except DamagedDay as error:
            fail(str(error))
    if as_json_text:
        say_json({"reproduction": asdict(found), "what_if": [as_json(r) for r in reports]})
    else:
        _say(found, day)
        show(reports)
    if out is not None:
        write(reports, out)
    if found.differences:
        raise typer.Exit(1)


def _say(found: Reproduction, day: date) -> None:
    decided = found.calls - found.by_hand
    same = decided - len(found.differences)
    say(
        f"{day}: {same} of {decided} calls decided again just as recorded, {found.reasons} with the very "
        f"reason; {found.by_hand} calls by hand",
        "red" if found.differences else "green",
    )
    for one in found.differences[:SHOWN]:
        say(
            f"event {one.seq}, {one.at:%H:%M:%S} UTC, window {one.window}: {one.recorded} was called, the "
            f"rules choose {one.chosen or 'nobody'} ({one.why})",
            "red",
        )
    if len(found.differences) > SHOWN:
        say(f"… and {len(found.differences) - SHOWN} more", "red")


def _what_if(recorded: RecordedDay, policies: Sequence[str | None], changes: Changes) -> list[Report]:
    """The model of the day as it was comes first: what follows is compared with that, not with the record."""
    day = day_from(recorded.empty_hall(), recorded.steps, recorded.plan_at)
    found = [_run(recorded, day, None)]
    changed = _changed(recorded, day, changes)
    if changes and not policies:
        found.append(_run(recorded, changed, None))
    found += [_run(recorded, changed, policy) for policy in policies]
    return found


def _run(recorded: RecordedDay, day: Day, policy: str | None) -> Report:
    rules = with_policy(recorded.rules, policy)
    hall = memory_hall(recorded.plan, rules, PublicCalendar(), recorded.day)
    return report(policy, recorded.plan, rules, [[Engine(hall, day).run()]])


def _changed(recorded: RecordedDay, day: Day, changes: Changes) -> Day:
    for name in (*changes.with_windows, *changes.without_windows):
        try:
            recorded.plan.counter(name)
        except Refusal:
            fail(f"the hall has no window {name!r}; write it as W085")
    day = without(day, [WindowId(w) for w in changes.without_windows])
    day = open_during(day, [WindowId(w) for w in changes.with_windows], *HOURS)
    if changes.until is None:
        return day
    try:
        return prolonged(day, time.fromisoformat(changes.until))
    except ValueError:
        fail(f"--until {changes.until!r} is no time of day; write it as 18:30")
