"""Two servers on one PostgreSQL: their commands interleave as if there were one lane."""

import threading
from collections.abc import Iterator

import pytest

from hall_server.domain.events import Kind
from hall_server.history.lane import Command, Lane
from hall_server.operations.calling import call_next
from hall_server.operations.people import note_failure
from hall_server.storage.engines import open_engines
from hall_server.storage.event_log import breaks
from hall_server.storage.hall_store import HallStore
from tests.conftest import RunningHall
from tests.hall_server.history.lane_steps import CIPHER, answer, takes
from tests.small_hall import RULES, SHANGHAI, WeekDays
from tests.visits import a_reserved, a_waiting

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""A SQLite file has one server only; see `sole_user`."""


@pytest.fixture
def two_servers(any_hall: RunningHall, database_url: str) -> Iterator[tuple[RunningHall, RunningHall]]:
    """Two lanes, each with connections of its own."""
    engines = open_engines(database_url)
    store = HallStore(engines, "small", CIPHER, RULES, WeekDays(), SHANGHAI)
    other = RunningHall(engines, store, Lane(store, any_hall.clock), any_hall.clock)
    other.lane.start()
    yield any_hall, other
    other.lane.stop()
    engines.dispose()


def test_two_servers_interleave_without_a_gap_or_a_double(
    two_servers: tuple[RunningHall, RunningHall],
) -> None:
    start = two_servers[0].store.last_seq()
    given: list[str] = []

    def visitor(hall: RunningHall, n: int) -> None:
        for k in range(8):
            given.append(answer(hall.lane.submit(Command(takes(), f"key-{n:02d}-{k:02d}"))))

    threads = [threading.Thread(target=visitor, args=(two_servers[n % 2], n)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(given) == [f"A{n:03d}" for n in range(1, 49)]
    assert [r.seq for r in two_servers[0].store.read_after(start)] == list(range(start + 1, start + 49))
    assert list(breaks(two_servers[1].engines.read, "small")) == []


def test_two_servers_never_call_the_same_ticket(two_servers: tuple[RunningHall, RunningHall]) -> None:
    one, two = two_servers
    actors = (one.open(1), two.open(3))
    waiting = [a_waiting(one).id for _ in range(2)]
    called = [
        hall.do(call_next, actor, actor.window)[0].id for hall, actor in zip(two_servers, actors, strict=True)
    ]
    assert called == waiting


def test_a_key_answered_by_one_server_is_known_to_the_other(
    two_servers: tuple[RunningHall, RunningHall],
) -> None:
    one, two = two_servers
    assert [answer(h.lane.submit(Command(takes(), "key-00001"))) for h in (one, two)] == ["A001", "A001"]


def test_the_day_turns_once_for_two_servers(two_servers: tuple[RunningHall, RunningHall]) -> None:
    a_waiting(two_servers[0])
    two_servers[0].clock.pass_(days=1)
    taken = [a_reserved(hall).id for hall in two_servers]
    assert taken == ["20261125-A001", "20261125-A002"]
    kinds = [r.event.kind for r in two_servers[0].store.read_after(0)]
    assert kinds.count(Kind.DAY_CLOSED) == 1


def test_wrong_pins_count_together_on_two_servers(two_servers: tuple[RunningHall, RunningHall]) -> None:
    for n in range(4):
        two_servers[n % 2].do(lambda uow, now: note_failure(uow, "1001", now))
    counts = [hall.ask(lambda uow: uow.accounts.failures("1001").count) for hall in two_servers]
    assert max(counts) == 4
