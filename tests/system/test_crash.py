"""The server is killed in the middle of everything; nobody loses a number and none is given twice."""

import random
import secrets
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hall_server.api.callers import digest
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.client.http import HttpHall, new_key
from hall_server.client.http_attendance import HttpAttendance
from hall_server.client.trouble import LinkLost, Refused
from hall_server.domain.events import Actor
from hall_server.history.lane import Command
from hall_server.operations.devices import add_device, give_token
from hall_server.operations.ports import UnitOfWork
from hall_server.wire.answers import Called, Changed, Issued
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.attendance import Punch, Punched, PunchMeans
from hall_server.wire.message import Message
from tests.system.running import Made, ServerProcess, mistakes_found, pause, serving

KIOSKS, CLERKS = 6, 10
RETRY_SECONDS = 0.2
EXPECTED = {"nobody_waiting", "queue_full"}
SAMPLE = 150
"""Answers that are asked for once more by their keys."""

Press = Callable[[str], Message]
"""One press of a button: takes its key."""


@dataclass
class Acknowledged:
    """An answer that somebody has seen, or a refusal."""

    key: str
    press: Press
    answer: Message | None
    refused: str | None = None


@dataclass
class Person:
    """Presses buttons one after another; keeps each key until an answer has come."""

    hall: HttpHall
    stop: threading.Event
    seen: list[Acknowledged] = field(default_factory=list)
    retries: int = 0
    wrong: list[str] = field(default_factory=list)

    def press(self, press: Press, key: str = "") -> Message | None:
        key = key or new_key()
        while True:
            try:
                answer = press(key)
            except LinkLost:
                self.retries += 1
                pause(RETRY_SECONDS)
            except Refused as no:
                if no.problem.code not in EXPECTED:
                    self.wrong.append(f"{no.problem.code}: {no.problem.detail}")
                self.seen.append(Acknowledged(key, press, None, no.problem.code))
                return None
            else:
                self.seen.append(Acknowledged(key, press, answer))
                return answer


def take_numbers(person: Person, queues: list[str], chance: random.Random) -> None:
    hall = person.hall
    while not person.stop.is_set():
        ask = TakeTicket(queue=chance.choice(queues))
        issued = person.press(lambda key, ask=ask: hall.take_ticket(ask, key))
        if isinstance(issued, Issued):
            person.press(lambda key, ticket=issued.ticket.id: hall.confirm_print(ticket, key))
        else:
            pause(0.05)


def serve(person: Person, window: str) -> None:
    hall = person.hall
    while not person.stop.is_set():
        called = person.press(lambda key: hall.call_next(window, key))
        if isinstance(called, Called):
            ticket = called.ticket.id
            person.press(lambda key, ticket=ticket: hall.start(ticket, window, key))
            person.press(lambda key, ticket=ticket: hall.finish(ticket, Finish(window=window), key))
        else:
            pause(0.05)


def punch_in(person: Person, chance: random.Random) -> None:
    """A clock on the wall: somebody comes by, again and again."""
    clock = person.hall
    assert isinstance(clock, HttpAttendance)
    while not person.stop.is_set():
        told = Punch(
            id=new_key(),
            staff=str(1001 + chance.randrange(80)),
            means=PunchMeans.FACE,
            device_at=datetime.now(UTC),
            offset_ms=0,
        )
        person.press(lambda _key, told=told: clock.punch(told), told.id)
        pause(0.05)


def a_clock(folder: Path) -> str:
    """The token of a clock, let in before the server starts."""
    token = secrets.token_urlsafe(32)

    def let_in(uow: UnitOfWork, now: datetime) -> str:
        clock = add_device(uow, Actor("administrator"), "clock", "clock", None, now)
        give_token(uow, clock.id, digest(token))
        return ""

    with lane_of(configuration_of(folder)) as (_, lane):
        lane.submit(Command(let_in)).result()
    return token


def under_kills(
    made: Made, server: ServerProcess, clock: str, kills: int, chance: random.Random
) -> list[Person]:
    """Seventeen at work while the server is killed again and again."""
    stop, queues = threading.Event(), [d.queue for d in made.crew.desks]
    kiosks = [Person(server.hall(t), stop) for t in made.crew.kiosks[:KIOSKS]]
    clerks = [Person(server.hall(d.token), stop) for d in made.crew.desks[:CLERKS]]
    wall = Person(HttpAttendance(server.url, clock), stop)
    threads = [
        threading.Thread(target=take_numbers, args=(k, queues, random.Random(chance.random())))
        for k in kiosks
    ] + [
        threading.Thread(target=serve, args=(c, d.window))
        for c, d in zip(clerks, made.crew.desks, strict=True)
    ]
    threads.append(threading.Thread(target=punch_in, args=(wall, random.Random(chance.random()))))
    for thread in threads:
        thread.start()
    try:
        for _ in range(kills):
            pause(chance.uniform(0.05, 0.8))
            server.kill()
            server.start()
        pause(0.5)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert not any(t.is_alive() for t in threads)
    return [*kiosks, *clerks, wall]


def answers_on_record(folder: Path) -> dict[str, tuple[str | None, str]]:
    with sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True) as database:
        return {k: (r, b) for k, r, b in database.execute("SELECT key, refused, body FROM answers")}


def count(folder: Path, query: str) -> int:
    with sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True) as database:
        return int(database.execute(query).fetchone()[0])


@pytest.mark.parametrize(
    "kills", [20, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])]
)
def test_what_was_acknowledged_survives_every_kill_and_nothing_is_doubled(
    made: Made, tmp_path: Path, kills: int
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    chance = random.Random(seed)
    folder = made.copy_to(tmp_path / "hall")
    clock = a_clock(folder)
    with serving(folder) as server:
        people = under_kills(made, server, clock, kills, chance)
        everything = [a for p in people for a in p.seen]
        print(f"{len(everything)} acknowledged, {sum(p.retries for p in people)} retries")  # noqa: T201

        assert [w for p in people for w in p.wrong] == []
        assert sum(p.retries for p in people) > kills
        assert [
            a.key for a in chance.sample(everything, min(SAMPLE, len(everything))) if not repeated(a)
        ] == []
        assert server.stop() == 0

    kept = answers_on_record(folder)
    assert [a.key for a in everything if not on_record(a, kept)] == []
    issued = [a.answer.ticket.id for a in everything if isinstance(a.answer, Issued)]
    called = [a.answer.ticket.id for a in everything if isinstance(a.answer, Called)]
    assert [t for t, n in Counter(issued).items() if n > 1] == []
    assert [t for t, n in Counter(called).items() if n > 1] == []
    assert count(folder, "SELECT count(*) FROM tickets") == len(issued)
    assert count(folder, "SELECT count(*) FROM events WHERE kind = 'ticket.called'") == len(called)
    finished = [
        a for a in everything if isinstance(a.answer, Changed) and a.answer.ticket.state == "finished"
    ]
    assert count(folder, "SELECT count(*) FROM events WHERE kind = 'ticket.finished'") == len(finished)
    punched = [a.key for a in everything if isinstance(a.answer, Punched)]
    assert count(folder, "SELECT count(*) FROM punches") == len(punched) == len(set(punched))
    assert count(folder, "SELECT count(*) FROM events WHERE kind = 'attendance.punched'") == len(punched)
    assert mistakes_found(folder) == []


def repeated(one: Acknowledged) -> bool:
    """The same key gets the same answer."""
    try:
        return one.press(one.key) == one.answer
    except Refused as no:
        return no.problem.code == one.refused


def on_record(one: Acknowledged, kept: dict[str, tuple[str | None, str]]) -> bool:
    """The answer that was seen is the answer that the database holds."""
    if one.key not in kept:
        return False
    refused, body = kept[one.key]
    if one.answer is None:
        return refused == one.refused
    return refused is None and type(one.answer).model_validate_json(body) == one.answer
