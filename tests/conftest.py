"""What many tests need: a small hall in each kind of database, a lane that runs it, a clock that they
turn."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import cv2  # noqa: F401 - first of all, so that what it does to the environment can be undone below
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, text

from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber, WindowId
from hall_server.domain.rules import Rules
from hall_server.history.lane import Command, Lane
from hall_server.operations.planning import replan
from hall_server.operations.windows import open_window
from hall_server.storage.cipher import Cipher
from hall_server.storage.engines import Engines, open_engines
from hall_server.storage.hall_store import HallStore, create_hall
from hall_server.storage.migrate import upgrade
from tests.small_hall import RULES, SHANGHAI, TUESDAY, TurnedClock, WeekDays, a_plan

# Laws are about what holds, not about how quick a busy machine is.
settings.register_profile(
    "hall", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hall")

for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
    # OpenCV's wheel points Qt at its own plugins; PySide6 must not follow.
    os.environ.pop(name, None)
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

POSTGRES = os.environ.get("ONEHALL_TEST_POSTGRES", "")
"""`postgresql://…` of a server on which tests may make databases; `.ci/run` starts one and sets it."""


@dataclass
class RunningHall:
    """A lane over a real database, driven without HTTP."""

    engines: Engines
    store: HallStore
    lane: Lane
    clock: TurnedClock

    def do(self, operation: Any, *arguments: Any, key: str | None = None, fingerprint: str = "") -> Any:
        """Run one operation as a command; its own value comes back, or its refusal is raised."""
        kept: list[Any] = []

        def run(uow: Any, now: Any) -> str:
            kept.append(operation(uow, *arguments, now))
            return repr(kept[-1])

        answer = self.lane.submit(Command(run, key, fingerprint)).result(10)
        return kept[-1] if kept else answer

    def ask(self, question: Any) -> Any:
        return self.lane.ask(lambda uow, now: question(uow)).result(10)

    def open(self, number: int) -> Actor:
        """A clerk at an open window."""
        actor = clerk(number)
        self.do(open_window, actor, actor.window)
        return actor


def clerk(number: int) -> Actor:
    return Actor("clerk", StaffNumber(f"{1000 + number}"), WindowId(f"W{number:03d}"))


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/hall.db"
        return
    if not POSTGRES:
        pytest.skip(
            "NO POSTGRESQL: set ONEHALL_TEST_POSTGRES, or run `make test`, to run this on PostgreSQL too"
        )
    name = f"onehall_{uuid4().hex[:12]}"
    server = create_engine(
        POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def build_hall(url: str, clock: TurnedClock, rules: Rules = RULES) -> RunningHall:
    engines = open_engines(url)
    upgrade(engines.write)
    cipher = Cipher(b"k" * 32)
    store = HallStore(engines, "small", cipher, rules, WeekDays(), SHANGHAI)
    with engines.write.begin() as connection:
        create_hall(connection, "small", "样例大厅", "Sample Hall", TUESDAY)
    hall = RunningHall(engines, store, Lane(store, clock), clock)
    hall.lane.start()
    hall.do(replan, Actor("administrator"), a_plan())
    return hall


@pytest.fixture
def hall(tmp_path: Path, clock: TurnedClock) -> Iterator[RunningHall]:
    """The small hall on SQLite."""
    running = build_hall(f"sqlite:///{tmp_path}/hall.db", clock)
    yield running
    running.lane.stop()
    running.engines.dispose()


@pytest.fixture
def any_hall(database_url: str, clock: TurnedClock) -> Iterator[RunningHall]:
    """The small hall on each kind of database."""
    running = build_hall(database_url, clock)
    yield running
    running.lane.stop()
    running.engines.dispose()
