"""Two servers on one PostgreSQL are one hall."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from hall_server.cli.bench_hall import Crew, make_hall
from hall_server.client.feed import Feed, Update
from hall_server.client.http import new_key
from hall_server.wire.asks import TakeTicket
from tests.conftest import POSTGRES
from tests.system.running import ServerProcess, copied, mistakes_found, serving

FEED_WITHIN_SECONDS = 2.0
TAKEN_BY_EACH = 40


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Crew, ServerProcess, ServerProcess]]:
    """Two servers with one database and one key."""
    if not POSTGRES:
        pytest.skip(
            "NO POSTGRESQL: set ONEHALL_TEST_POSTGRES, or run `make test`, to run two servers on one hall"
        )
    name = f"onehall_{uuid4().hex[:12]}"
    server = create_engine(
        POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        one = tmp_path / "one"
        crew = make_hall(
            one, desks=4, kiosks=4, options=("--database", f"{POSTGRES.rsplit('/', 1)[0]}/{name}")
        )
        two = copied(one, tmp_path / "two")
        with serving(one) as first, serving(two) as second:
            yield crew, first, second
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def test_what_one_server_is_told_shows_on_the_feed_of_the_other(
    pair: tuple[Crew, ServerProcess, ServerProcess],
) -> None:
    crew, first, second = pair
    started, seen, came = threading.Event(), dict[str, float](), threading.Condition()

    def updated(update: Update) -> None:
        with came:
            seen.update({e.tickets[0].id: time.monotonic() for e in update.events if e.tickets})
            came.notify_all()
        started.set()

    feed = Feed(second.url, lambda: crew.board, None, updated, lambda _: None)
    feed.start()
    assert started.wait(10)
    kiosk = first.hall(crew.kiosks[0])
    for _ in range(10):
        ticket = kiosk.take_ticket(TakeTicket(queue=crew.desks[0].queue), new_key()).ticket.id
        with came:
            assert came.wait_for(lambda ticket=ticket: ticket in seen, FEED_WITHIN_SECONDS), ticket
    feed.stop()


def test_no_number_is_given_twice_when_both_servers_give_numbers(
    pair: tuple[Crew, ServerProcess, ServerProcess],
) -> None:
    crew, first, second = pair
    ask = TakeTicket(queue=crew.desks[0].queue)

    def take(at: tuple[ServerProcess, str]) -> list[str]:
        server, token = at
        kiosk = server.hall(token, timeout_seconds=30.0)
        return [kiosk.take_ticket(ask, new_key()).ticket.number for _ in range(TAKEN_BY_EACH)]

    places = [
        (first, crew.kiosks[0]),
        (second, crew.kiosks[1]),
        (first, crew.kiosks[2]),
        (second, crew.kiosks[3]),
    ]
    with ThreadPoolExecutor(len(places)) as pool:
        numbers = [n for some in pool.map(take, places) for n in some]
    assert len(numbers) == len(places) * TAKEN_BY_EACH
    assert [n for n, times in Counter(numbers).items() if times > 1] == []
    assert sorted(int(n[-3:]) for n in numbers) == list(range(1, len(numbers) + 1))
    assert first.stop() == second.stop() == 0
    assert mistakes_found(first.folder) == []


def test_a_key_that_one_server_has_answered_gets_the_same_answer_from_the_other(
    pair: tuple[Crew, ServerProcess, ServerProcess],
) -> None:
    crew, first, second = pair
    ask, key = TakeTicket(queue=crew.desks[0].queue), new_key()
    answer = first.hall(crew.kiosks[0]).take_ticket(ask, key)
    assert second.hall(crew.kiosks[0]).take_ticket(ask, key) == answer
