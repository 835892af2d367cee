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
from hall_server.simulation.parameters import Parameters
from hall_server.simulation.recorded_day import (
    day_from,
    open_during,
    opened_earlier,
    prolonged,
    through_noon,
    without,
)
from hall_server.simulation.replay import DamagedDay, Reproduction, reproduce
from hall_server.simulation.report import Report, as_json, report
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

SHOWN = 20
HOURS = (time(8, 30), time(17, 30))
"""Of windows that were not there on the day."""
REST_MINUTES = Parameters().lunch_minutes
"""Of a window of a hall that stays open over noon."""


@dataclass(frozen=True, slots=True)
class Changes:
    with_windows: Sequence[str]
    without_windows: Sequence[str]
    until: str | None = None
    """Windows stay until …"""
    open_from: str | None = None
    """… and open at."""
    through_noon: bool = False

    def __bool__(self) -> bool:
        hours = self.until or self.open_from or self.through_noon
        return bool(self.with_windows or self.without_windows or hours)


def replay(
    folder: Path,
    day: date,
    policies: Sequence[str | None],
    changes: Changes,
    as_json_text: bool,
    out: Path | None,
    language: Language = Language.EN,
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
        _say(found, day, language)
        show(reports, language)
    if out is not None:
        write(reports, out, language)
    if found.differences:
        raise typer.Exit(1)


def _say(found: Reproduction, day: date, language: Language) -> None:
    decided = found.calls - found.by_hand
    places = {"day": day, "decided": decided, "same": decided - len(found.differences)}
    places |= {"reasons": found.reasons, "by_hand": found.by_hand}
    colour = "red" if found.differences else "green"
    say(text("simulation.reproduced", language, **places), colour)
    for one in found.differences[:SHOWN]:
        said = {
            "seq": one.seq,
            "at": f"{one.at:%H:%M:%S}",
            "window": one.window,
            "recorded": one.recorded,
            "chosen": one.chosen or text("simulation.nobody", language),
            "why": one.why,
        }
        say(text("simulation.difference", language, **said), "red")
    if len(found.differences) > SHOWN:
        more = len(found.differences) - SHOWN
        say(text("simulation.more_differences", language, count=more), "red")


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
    if changes.open_from is not None:
        day = opened_earlier(day, _clock("--open-from", changes.open_from))
    if changes.through_noon:
        day = through_noon(day, _noon(recorded), REST_MINUTES)
    if changes.until is not None:
        day = prolonged(day, _clock("--until", changes.until))
    return day


def _noon(recorded: RecordedDay) -> tuple[time, time]:
    """Between the hall's stretches of opening; ends the command where it does not close."""
    hours = recorded.rules.hours
    if len(hours) < 2:
        fail("--through-noon: the hall does not close over noon")
    return hours[0][1], hours[1][0]


def _clock(option: str, said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError:
        fail(f"{option} {said!r} is no time of day; write it as 18:30")
