"""A hall to measure on: the reference hall, everybody signed in, at wish with years of finished tickets."""

import json
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from hall_server.api.callers import digest
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import StaffNumber
from hall_server.domain.ticket import Priority, State
from hall_server.history.lane import Command
from hall_server.operations import devices, people, windows
from hall_server.operations.ports import UnitOfWork

PIN = "2468"
PER_DAY = 2000
"""Finished tickets of one earlier day; 500,000 are a year of workdays."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A window with a clerk signed in, and the queue that it calls from first."""

    window: str
    token: str
    queue: str


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody who may act in the measured hall."""

    kiosks: tuple[str, ...]
    """Tokens."""
    desks: tuple[Desk, ...]
    board: str
    """A token that may follow the feed."""


def make_hall(folder: Path, desks: int, kiosks: int, options: Sequence[str] = ()) -> Crew:
    """The reference hall in FOLDER, open at any hour, its people at work; `options` go to `hall init`."""
    command = ("init", str(folder), "--training-pin", PIN, "--always-open", *options)
    subprocess.run([sys.executable, "-m", "hall_server", *command], check=True, stdout=subprocess.DEVNULL)
    with lane_of(configuration_of(folder)) as (_, lane):
        plan = lane.ask(lambda uow, now: uow.plan).result()
        people_at_desks = [(c, secrets.token_urlsafe(32)) for c in spread(plan, desks)]
        tokens = [(role, secrets.token_urlsafe(32)) for role in (*["kiosk"] * kiosks, "board")]

        def sign_in(uow: UnitOfWork, now: datetime) -> str:
            for counter, token in people_at_desks:
                staff = StaffNumber(f"{1000 + counter.number}")
                people.sign_in(uow, staff, digest(token), counter.id, now)
                windows.open_window(uow, Actor("clerk", staff, counter.id), counter.id, now)
            for number, (role, token) in enumerate(tokens, 1):
                device = devices.add_device(uow, Actor("administrator"), role, f"bench {number}", None, now)
                devices.give_token(uow, device.id, digest(token))
            return ""

        lane.submit(Command(sign_in)).result()
    at = tuple(Desk(c.id, token, c.primary[0]) for c, token in people_at_desks)
    return Crew(tuple(t for role, t in tokens if role == "kiosk"), at, tokens[-1][1])


def set_up(folder: Path, policy: str, forecasts: bool) -> None:
    """Lines may grow beyond what a hall allows: a few seconds of load are many mornings of citizens. `policy`
    in every zone; without `forecasts` the cheap formula tells the waits."""
    settings = folder / "hall.toml"
    text = settings.read_text("utf-8")
    text = text.replace("[rules]\n", f'[rules]\nstop_waiting = 1000000\npolicy = "{policy}"\n', 1)
    if not forecasts:
        text = text.replace("[estimates]\n", '[estimates]\nengine = "formula"\n', 1)
    settings.write_text(text, encoding="utf-8")


def spread(plan: HallPlan, count: int) -> list[Counter]:
    """Windows that cover as many queues as they can: one for each queue first."""
    working = [c for c in plan.counters.values() if c.primary]
    firsts = {c.primary[0]: c for c in reversed(working)}
    rest = [c for c in working if c not in firsts.values()]
    return [*firsts.values(), *rest][:count]


def copy_hall(template: Path, folder: Path) -> Path:
    """The same hall once more, tokens and all, while no server runs in the template."""
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("*.lock"))
    return folder


def fill(folder: Path, tickets: int, day: date) -> None:
    """Finished tickets of the days before `day`, written straight into the table; their events are not
    made."""
    with sqlite3.connect(folder / "hall.db") as database:
        hall = database.execute("SELECT hall_id FROM halls").fetchone()[0]
        found = database.execute(
            "SELECT primary_queues, id, zone, unit FROM plan_windows WHERE valid_to IS NULL"
        )
        places = [(json.loads(queues)[0], *rest) for queues, *rest in found if queues != "[]"]
        rows = _finished(hall, places, tickets, day)
        while some := list(islice(rows, 20_000)):
            _insert(database, some)
    database.close()


Row = dict[str, str | int | float | None]


def _finished(hall: str, places: list[tuple[str, str, str, str]], tickets: int, day: date) -> Iterator[Row]:
    used: dict[tuple[int, str], int] = {}
    for n, (queue, window, zone, unit) in zip(range(tickets), cycle(places), strict=False):
        ago = n // PER_DAY + 1
        used[ago, queue] = count = used.get((ago, queue), 0) + 1
        past = day - timedelta(days=ago)
        number = f"{queue}{count:03d}"
        midnight = (past - date(1970, 1, 1)).days * 86_400_000
        at = midnight + 3_600_000 + n % PER_DAY * 10_000
        yield {
            "hall_id": hall,
            "id": f"{past:%Y%m%d}-{number}",
            "day": past.isoformat(),
            "number": number,
            "queue": queue,
            "zone": zone,
            "unit": unit,
            "audience": "individual",
            "language": "zh",
            "priority": Priority.ORDINARY.value,
            "token": f"earlier-{n}",
            "taken_at": at,
            "reference_at": at,
            "since": at + 900_000,
            "state": State.FINISHED.value,
            "window": window,
            "calls": 1,
            "called_at": at + 300_000,
            "last_called_at": at + 300_000,
            "started_at": at + 330_000,
            "finished_at": at + 900_000,
            "served_seconds": 570.0,
            "revivals": 0,
            "misses": 0,
            "items_done": "[]",
        }


def _insert(database: sqlite3.Connection, rows: list[Row]) -> None:
    names = ", ".join(f'"{n}"' for n in rows[0])
    marks = ", ".join(f":{n}" for n in rows[0])
    database.executemany(f"INSERT INTO tickets ({names}) VALUES ({marks})", rows)
