"""Steps that tests of the lane share: commands that take numbers, and commands that arrive together."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import text

from hall_server.domain.events import Event, Kind
from hall_server.history.lane import Lane, Run
from hall_server.operations.people import note_failure
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import Wish, take
from hall_server.storage.cipher import Cipher
from tests.conftest import RunningHall
from tests.visits import DESK, LI

CIPHER = Cipher(b"k" * 32)


def takes(queue: str = "A", **wish: Any) -> Run:
    """Reserves a number; the answer is the number."""
    return lambda uow, now: take(uow, DESK, Wish(queue=queue, **wish), now).ticket.number


def restarted(hall: RunningHall) -> None:
    """The server goes down and comes up again."""
    hall.lane.stop()
    hall.lane = Lane(hall.store, hall.clock)
    hall.lane.start()


def numbers(hall: RunningHall) -> list[str]:
    return [t.number for t in hall.ask(lambda uow: list(uow.tickets.today()))]


def answer(future: "Future[str]") -> str:
    return future.result(10)


@contextmanager
def together(hall: RunningHall) -> Iterator[None]:
    """What is submitted inside arrives while the lane is busy, so that it is committed as one group."""
    busy, go_on = threading.Event(), threading.Event()

    def wait(uow: UnitOfWork) -> None:
        busy.set()
        assert go_on.wait(10)

    asked = hall.lane.ask(lambda uow, now: wait(uow))
    assert busy.wait(10)
    try:
        yield
    finally:
        go_on.set()
        asked.result(10)


def everything(hall: RunningHall) -> dict[str, list[Any]]:
    """All rows of all tables but the kept answers."""
    with hall.engines.read.connect() as connection:
        names = [
            r[0]
            for r in connection.execute(
                text(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
                    if connection.dialect.name == "postgresql"
                    else "SELECT name FROM sqlite_master WHERE type = 'table'"
                )
            )
            if r[0] != "answers"
        ]
        return {n: sorted(map(repr, connection.execute(text(f"SELECT * FROM {n}")))) for n in names}


def half_done_then(error: Exception) -> Run:
    """Takes a number, calls it out of the hall's history, and then something happens."""

    def run(uow: UnitOfWork, now: datetime) -> str:
        issue = take(uow, DESK, Wish(queue="A", person=LI), now)
        note_failure(uow, "1001", now)
        uow.record(Event(kind=Kind.TICKET_RATED, tickets=(issue.ticket,)))
        raise error

    return run
