"""A fault of the database at the commit: nothing is half done, and the hall is loaded anew."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from hall_server.history.lane import Command, Lane
from hall_server.storage.event_log import breaks
from hall_server.storage.hall_store import HallStore
from tests.conftest import RunningHall, build_hall
from tests.hall_server.history.lane_steps import CIPHER, answer, everything, numbers, takes, together
from tests.small_hall import RULES, SHANGHAI, TurnedClock, WeekDays
from tests.visits import a_reserved, a_waiting


class BrokenStore(HallStore):
    """A store whose database fails when a test says so, at the last moment before the commit."""

    fails = 0

    def write(self, connection: Connection, live: Any, answers: Any, now: datetime) -> None:
        super().write(connection, live, answers, now)
        if self.fails:
            self.fails -= 1
            raise OSError("the disk is full")


@pytest.fixture
def fragile(database_url: str, clock: TurnedClock) -> Iterator[tuple[RunningHall, BrokenStore]]:
    hall = build_hall(database_url, clock)
    hall.lane.stop()
    store = BrokenStore(hall.engines, "small", CIPHER, RULES, WeekDays(), SHANGHAI)
    hall.store, hall.lane = store, Lane(store, clock)
    hall.lane.start()
    yield hall, store
    hall.lane.stop()
    hall.engines.dispose()


def test_a_fault_at_the_commit_fails_the_whole_group_and_nothing_is_half_done(
    fragile: tuple[RunningHall, BrokenStore],
) -> None:
    hall, store = fragile
    a_waiting(hall)
    before, seq = everything(hall), store.last_seq()
    with together(hall):
        store.fails = 1
        futures = [hall.lane.submit(Command(takes(), f"key-0000{n}")) for n in range(3)]
    for future in futures:
        with pytest.raises(OSError, match="disk is full"):
            answer(future)
    assert everything(hall) == before
    assert (store.last_seq(), numbers(hall)) == (seq, ["A001"])


def test_after_a_fault_the_same_key_may_be_asked_again(fragile: tuple[RunningHall, BrokenStore]) -> None:
    hall, store = fragile
    store.fails = 1
    with pytest.raises(OSError, match="disk is full"):
        answer(hall.lane.submit(Command(takes(), "key-00001")))
    assert answer(hall.lane.submit(Command(takes(), "key-00001"))) == "A001"
    assert numbers(hall) == ["A001"]
    assert list(breaks(hall.engines.read, "small")) == []


def test_a_fault_at_the_turn_of_the_day_does_not_bring_yesterday_back(
    fragile: tuple[RunningHall, BrokenStore],
) -> None:
    hall, store = fragile
    a_waiting(hall)
    hall.clock.pass_(days=1)
    store.fails = 1
    with pytest.raises(OSError, match="disk is full"):
        answer(hall.lane.submit(Command(takes())))
    assert a_reserved(hall).id == "20261125-A001"


def test_a_question_after_a_fault_is_answered_from_the_database(
    fragile: tuple[RunningHall, BrokenStore],
) -> None:
    hall, store = fragile
    a_waiting(hall)
    store.fails = 1
    with pytest.raises(OSError, match="disk is full"):
        answer(hall.lane.submit(Command(takes())))
    assert hall.ask(lambda uow: uow.tickets.count_waiting("A")) == 1
