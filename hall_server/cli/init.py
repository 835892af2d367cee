"""`hall init`: make a hall from files, or bring a hall to what its files say now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from hall_server.bootstrap import wall_clock
from hall_server.cli.opening import lane_of
from hall_server.cli.saying import fail, say
from hall_server.config import TEMPLATE, BadConfiguration, Configuration, read_configuration
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import HallId, StaffNumber
from hall_server.domain.plan_changes import changes, successor
from hall_server.domain.refusals import Refusal
from hall_server.halls.reading import read_hall, with_cards
from hall_server.halls.writing import empty_plan, write_hall
from hall_server.history.lane import Command, Lane
from hall_server.operations.planning import replan
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.engines import DatabaseInUse, open_engines, sole_user
from hall_server.storage.hall_store import create_hall, halls_in
from hall_server.storage.migrate import upgrade
from hall_server.storage.pins import hashed

Cards = Mapping[StaffNumber, str]
"""Numbers of staff's cards, as the files have them."""
BY_HAND = Actor("administrator")
SHOWN = 60
"""Changes that are listed one by one."""


def init(
    folder: Annotated[Path, typer.Argument(help="Where the hall's settings and database go.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", help="A folder of CSV files or one xlsx; the reference hall if absent."),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Write empty CSV files to fill in, into FOLDER/plan.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Put the changes of a re-import in force.")] = False,
    training_pin: Annotated[
        str | None, typer.Option(help="One PIN for all staff without one: for training, never in service.")
    ] = None,
    always_open: Annotated[bool, typer.Option(help="Numbers at any hour, for training.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8700,
    database: Annotated[str, typer.Option(help="sqlite:///FILE or postgresql://…")] = "sqlite:///hall.db",
    public_url: Annotated[str | None, typer.Option(help="Address of citizens' phone pages.")] = None,
) -> None:
    """Make a hall in FOLDER, or show what its files would change in it (and do it, with --apply)."""
    if training_pin is not None and not (
        training_pin.isascii() and training_pin.isdigit() and 4 <= len(training_pin) <= 12
    ):
        fail(f"--training-pin {training_pin!r}: a PIN has 4 to 12 digits")
    if empty:
        blank = folder / "plan"
        write_hall(empty_plan(HallId("hall"), "政务服务中心", "Service Centre"), blank)
        say(f"empty files are in {blank}: fill them in, then run hall init {folder} --from {blank}")
        return
    plan, cards = _read(source or Path(str(files("hall_server.halls") / "huaihua")))
    settings = folder / "hall.toml"
    if settings.exists():
        _re_import(_configuration(settings), plan, cards, apply, training_pin)
        return
    folder.mkdir(parents=True, exist_ok=True)
    text = TEMPLATE.format(
        hall=plan.hall,
        host=host,
        port=port,
        database=database,
        public_url=(public_url or f"http://{host}:{port}").rstrip("/"),
        always_open=str(always_open).lower(),
    )
    _create(settings, text, plan, cards, training_pin)


def _create(settings: Path, text: str, plan: HallPlan, cards: Cards, training_pin: str | None) -> None:
    """All or nothing: the settings get their name only when the hall is in the database."""
    draft = settings.with_suffix(".toml.draft")
    draft.write_text(text, "utf-8")
    configuration = _configuration(draft)
    zone = ZoneInfo(configuration.rules.time_zone)
    try:
        with sole_user(configuration.server.database):
            engines = open_engines(configuration.server.database)
            upgrade(engines.write)
            with engines.write.begin() as connection:
                if plan.hall in halls_in(connection):
                    fail(f"the database holds a hall {plan.hall!r} already; choose another database")
                today = wall_clock().astimezone(zone).date()
                create_hall(connection, plan.hall, plan.name_zh, plan.name_en, today)
            engines.dispose()
    except DatabaseInUse as error:
        fail(str(error))
    with lane_of(configuration) as (parts, lane):
        plan = with_cards(plan, cards, parts.cipher.card)
        _replan(lane, _with_pin(plan, training_pin))
    draft.replace(settings)
    say(
        f"{plan.name_zh}: {len(plan.zones)} zones, {len(plan.units)} units, {len(plan.items)} items, "
        f"{len(plan.queues)} queues, {len(plan.counters)} windows, {len(plan.staff)} staff",
        "green",
    )
    say(f"settings: {settings}\nstart it with: hall server {settings.parent}")


def _re_import(
    configuration: Configuration, plan: HallPlan, cards: Cards, apply: bool, training_pin: str | None
) -> None:
    with lane_of(configuration) as (parts, lane):
        plan = with_cards(plan, cards, parts.cipher.card)
        old = lane.ask(lambda uow, now: uow.plan).result()
        if old.hall != plan.hall:
            fail(f"the files are of hall {plan.hall!r}, this is {old.hall!r}; correct the id in hall.csv")
        new = _with_pin(successor(old, plan), training_pin)
        found = changes(old, new)
        for change in found[:SHOWN]:
            say(f"  {change.in_chinese()}   {change.in_english()}")
        if len(found) > SHOWN:
            say(f"  … and {len(found) - SHOWN} more")
        if not found and new.staff == old.staff:
            say("nothing has changed", "green")
        elif not apply:
            say(f"{len(found)} changes; run again with --apply to put them in force from now on", "yellow")
        else:
            _replan(lane, new)
            say(f"{len(found)} changes are in force", "green")


def _replan(lane: Lane, plan: HallPlan) -> None:
    def run(uow: UnitOfWork, now: datetime) -> str:
        replan(uow, BY_HAND, plan, now)
        return ""

    try:
        lane.submit(Command(run)).result()
    except Refusal as no:
        fail(f"not possible now: {no}. Finish or close what is in use, then try again.")


def _read(source: Path) -> tuple[HallPlan, Cards]:
    """The plan that the files make; ends the command with everything that is wrong with them."""
    reading = read_hall(source)
    for warning in reading.warnings:
        say(f"{warning.in_chinese()}\n  {warning.in_english()}", "yellow")
    if reading.plan is None:
        lines = [f"{m.in_chinese()}\n  {m.in_english()}" for m in reading.mistakes]
        fail("\n".join([*lines, f"{len(reading.mistakes)} mistakes; nothing was imported"]))
    return reading.plan, reading.cards


def _with_pin(plan: HallPlan, pin: str | None) -> HallPlan:
    if pin is None:
        return plan
    pin_hash = hashed(pin)
    staff = {n: s if s.pin_hash else replace(s, pin_hash=pin_hash) for n, s in plan.staff.items()}
    return replace(plan, staff=staff)


def _configuration(path: Path) -> Configuration:
    try:
        return read_configuration(path)
    except BadConfiguration as error:
        fail(str(error))
