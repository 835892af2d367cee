"""`hall fairness`: what the log says of the order of calls."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import JustifyMethod
from rich.table import Table

from hall_server.api import sentences
from hall_server.api.call_words import compared
from hall_server.bootstrap import Parts, build_parts
from hall_server.cli.opening import HallFolder, configuration_of
from hall_server.cli.recorded import RecordedDay, day_of, last_day, plan_at, recorded_day
from hall_server.cli.saying import fail, out, say, say_json
from hall_server.config import rules_of
from hall_server.domain.call_record import CallMade, NotCalled, call_made, compare, shadowed
from hall_server.domain.hall_plan import HallPlan, Unit, Zone
from hall_server.domain.names import UnitId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.domain.walk_ins import WalkIn, walk_ins
from hall_server.reports.hall_day_look import reason_words
from hall_server.simulation.ledger import NO_UNIT, Call, Ledger, ledger
from hall_server.simulation.replay import DamagedDay
from hall_server.simulation.statistics_of import Waits
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language

app = typer.Typer(help="What the log says of the order of calls.", no_args_is_help=True)
Day = Annotated[str | None, typer.Option("--day", help="Such as 2026-11-23; today if absent.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
NAMES_WIDE = 16
"""Columns of a terminal that a group's name has at least; longer ones go over several lines."""
LanguageOption = Annotated[Language, typer.Option("--language", help="Of what people read.")]


@app.command("day")
def of_day(
    folder: HallFolder, day: Day = None, as_json: AsJson = False, language: LanguageOption = Language.EN
) -> None:
    """Waits by class, zone and unit; who was passed; calls by hand; services without a ticket. Ends with 1
    when a rule was broken."""
    with recorded_day(folder, day_of(day) if day else last_day(folder)) as recorded:
        found = _led(recorded)
    without_ticket = walk_ins(recorded.steps, recorded.plan.counters)
    if as_json:
        say_json(_as_json(found) | {"walk_ins": [asdict(one) for one in without_ticket]})
    else:
        _show(found, recorded, language)
        for one in without_ticket:
            say(_walk_in(one, recorded.rules, language), "yellow")
    if found.broken:
        raise typer.Exit(1)


@app.command("calls")
def calls(
    folder: HallFolder, day: Day = None, as_json: AsJson = False, language: LanguageOption = Language.EN
) -> None:
    """The audit: every call of a day with its reason in one sentence."""
    with _log(folder, day) as log:
        if as_json:
            say_json([_call_json(made, log.rules) for made in log.calls])
            return
        for made in log.calls:
            why = sentences.why(made.why, log.rules, language)
            by = text("managers.by_staff", language, staff=made.staff) if made.staff else ""
            window = text("managers.window", language, window=made.call.window_number)
            say(f"{log.clock(made.at)} {made.call.number} → {window} {by}: {why}")


@app.command("why")
def why(
    folder: HallFolder,
    one: Annotated[str, typer.Argument(help="A number, such as BG045.")],
    other: Annotated[str, typer.Argument(help="Another.")],
    day: Day = None,
    as_json: AsJson = False,
    language: LanguageOption = Language.EN,
) -> None:
    """Why was one number called before another?"""
    with _log(folder, day) as log:
        numbers = one.upper(), other.upper()
        steps = log.parts.store.events_naming(log.day, numbers)
        plan = plan_at(log.parts, steps[0].at if steps else log.now)
        try:
            found = compare(*numbers, steps, plan.counters.get)
        except NotCalled as no:
            fail(text("why.compare_unknown", language, number=no, day=log.day), 1)
        said = {lang: compared(found, log.rules, lang, log.zone) for lang in Language}
        if not as_json:
            say(said[language])
            return
        made = [_call_json(m, log.rules) for m in (found.first, found.second) if m]
        say_json({"order": found.order.value, "calls": made, "said": {str(k): v for k, v in said.items()}})


@app.command("shadow")
def shadow(
    folder: HallFolder, day: Day = None, as_json: AsJson = False, language: LanguageOption = Language.EN
) -> None:
    """What the zones' shadow policies would have changed."""
    with _log(folder, day) as log:
        came = {t.number: t.reference_at for t in log.parts.store.tickets_of(log.day)}
        zones = shadowed(log.calls, came)
        if as_json:
            say_json(
                [asdict(z) | {"examples": [_call_json(m, log.rules) for m in z.examples]} for z in zones]
            )
            return
        if not zones:
            say(text("managers.no_shadow", language), "yellow")
        planned = plan_at(log.parts, log.now).zones
        for zone in zones:
            key = "managers.shadow_later" if zone.later_minutes >= 0 else "managers.shadow_earlier"
            letter = planned[zone.zone].letter if zone.zone in planned else zone.zone
            places = {"zone": letter, "other": zone.other, "calls": zone.calls}
            say(text(key, language, minutes=f"{abs(zone.later_minutes):.1f}", **places))
            for made in zone.examples:
                window = text("managers.window", language, window=made.call.window_number)
                say(f"  {log.clock(made.at)} {window}: {made.call.number} → {made.shadow}")


class _Log:
    """A day's calls, read from the log."""

    def __init__(self, parts: Parts, rules: Rules, day: date) -> None:
        self.parts, self.rules, self.day = parts, rules, day
        self.zone = ZoneInfo(rules.time_zone)
        self.now = datetime.now(self.zone)

    @property
    def calls(self) -> list[CallMade]:
        return [made for step in self.parts.store.calls_of(self.day) if (made := call_made(step))]

    def clock(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%H:%M:%S}"


@contextmanager
def _log(folder: Path, day: str | None) -> Iterator[_Log]:
    """Only reads, so that it may run beside the server."""
    configuration = configuration_of(folder)
    wanted = day_of(day) if day else last_day(folder)
    parts = build_parts(configuration)
    try:
        yield _Log(parts, rules_of(configuration.rules, configuration.attendance), wanted)
    finally:
        parts.engines.dispose()


def _led(recorded: RecordedDay) -> Ledger:
    try:
        return ledger(recorded.empty_hall(), recorded.steps, recorded.plan_at)
    except DamagedDay as error:
        fail(str(error))


def _show(found: Ledger, recorded: RecordedDay, language: Language) -> None:
    plan = recorded.plan
    groups: dict[str, list[tuple[str, Waits]]] = {
        "class": [(text(f"words.priority_{p.value}", language), w) for p, w in found.waits_by_class.items()],
        "zone": [(_zone(z, plan, language), w) for z, w in found.waits_by_zone.items()],
        "unit": [(_unit(u, plan, language), w) for u, w in found.waits_by_unit.items()],
    }
    for name, rows in groups.items():
        table = Table(title=text(f"managers.waits_by_{name}", language))
        for column in ("group", "tickets", "mean", "median", "p95", "longest", "over_30"):
            head, named = text(f"simulation.{column}", language), column == "group"
            justify: JustifyMethod = "left" if named else "right"
            table.add_column(head, justify=justify, overflow="fold", min_width=NAMES_WIDE if named else None)
        for group, w in rows:
            figures = (w.mean, w.median, w.p95, w.longest)
            table.add_row(group, str(w.tickets), *(f"{x:.1f}" for x in figures), f"{w.over_30:.0%}")
        out.print(table)
    places = {"calls": len(found.calls), "passes": sum(found.passed.values()), "numbers": len(found.passed)}
    say(text("managers.passes", language, **places))
    for call in found.jumps:
        say(_jump(call, recorded.rules, language), "red" if call.beyond else "yellow")
    for call in found.broken:
        said = {"number": call.made.call.number, "passed": _listed(call.beyond, language)}
        say(text("managers.broken", language, seq=call.made.seq, **said), "red")


def _zone(name: str, plan: HallPlan, language: Language) -> str:
    zone = plan.zones.get(ZoneId(name))
    return f"{zone.letter} {_named(zone, language)}" if zone else name


def _unit(name: str, plan: HallPlan, language: Language) -> str:
    unit = plan.units.get(UnitId(name))
    if unit is None:
        return text("managers.no_unit", language) if name == NO_UNIT else name
    return _named(unit, language)


def _named(thing: Zone | Unit, language: Language) -> str:
    return thing.name_zh if language is Language.ZH else thing.name_en


def _jump(call: Call, rules: Rules, language: Language) -> str:
    made = call.made
    nobody = text("managers.nobody", language)
    said = text(
        "managers.jump",
        language,
        number=made.call.number,
        window=made.call.window_number,
        staff=made.staff or nobody,
        reason=sentences.call_reason(made.by_hand, rules, language),
        note=f" ({made.note})" if made.note else "",
        passed=_listed(call.passed, language) or nobody,
    )
    if call.beyond:
        said += text("managers.jump_beyond", language, beyond=_listed(call.beyond, language))
    return said


def _walk_in(one: WalkIn, rules: Rules, language: Language) -> str:
    oldest = {"number": one.oldest, "minutes": f"{one.oldest_minutes:.0f}"}
    return text(
        "managers.walk_in",
        language,
        at=f"{one.at.astimezone(ZoneInfo(rules.time_zone)):%H:%M:%S}",
        window=one.window_number,
        staff=one.staff or text("managers.nobody", language),
        reason=reason_words(one.reason, rules.walk_in_reasons, language),
        note=f" ({one.note})" if one.note else "",
        waiting=one.waiting,
        oldest=text("managers.walk_in_oldest", language, **oldest) if one.oldest else "",
    )


def _listed(numbers: Iterable[str], language: Language) -> str:
    return text("managers.between_numbers", language).join(numbers)


def _as_json(found: Ledger) -> dict[str, object]:
    return {
        "calls": len(found.calls),
        "passed": found.passed,
        "jumps": [_passing_json(c) for c in found.jumps],
        "broken": [_passing_json(c) for c in found.broken],
        "waits_by_class": {p.value: asdict(w) for p, w in found.waits_by_class.items()},
        "waits_by_zone": {z: asdict(w) for z, w in found.waits_by_zone.items()},
        "waits_by_unit": {u: asdict(w) for u, w in found.waits_by_unit.items()},
    }


def _passing_json(call: Call) -> dict[str, object]:
    return _made_json(call.made) | {"passed": call.passed, "beyond": call.beyond}


def _made_json(made: CallMade) -> dict[str, object]:
    return {
        "seq": made.seq,
        "at": made.at.isoformat(),
        "number": made.call.number,
        "window": made.call.window_number,
        "why": made.written,
        "by_hand": made.by_hand,
        "staff": made.staff,
        "note": made.note,
        "shadow": made.shadow,
    }


def _call_json(made: CallMade, rules: Rules) -> dict[str, object]:
    return _made_json(made) | {f"why_{lang.value}": sentences.why(made.why, rules, lang) for lang in Language}
