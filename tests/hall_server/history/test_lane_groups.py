"""The lane runs commands in groups: what fails leaves no trace, the others stand, and the bell rings once."""

import asyncio
import threading
from datetime import datetime

import pytest

from hall_server.domain.refusals import (
    KeyReused,
    NobodyWaiting,
)
from hall_server.history.lane import Command, Lane
from hall_server.operations.calling import call_next
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.event_log import breaks
from hall_server.storage.hall_store import HallStore
from tests.conftest import RunningHall
from tests.hall_server.history.lane_steps import (
    CIPHER,
    answer,
    everything,
    half_done_then,
    numbers,
    takes,
    together,
)
from tests.small_hall import RULES, SHANGHAI, WeekDays
from tests.visits import LI, a_reserved, a_waiting


def test_a_refused_command_changes_nothing(any_hall: RunningHall) -> None:
    a_waiting(any_hall)
    before, seq = everything(any_hall), any_hall.store.last_seq()
    with pytest.raises(NobodyWaiting):
        answer(any_hall.lane.submit(Command(half_done_then(NobodyWaiting()), "key-00001")))
    assert everything(any_hall) == before
    assert (any_hall.store.last_seq(), numbers(any_hall)) == (seq, ["A001"])
    assert a_reserved(any_hall, person=LI).number == "A002"


def test_an_unexpected_error_leaves_no_trace_and_the_others_stand(any_hall: RunningHall) -> None:
    with together(any_hall):
        before = any_hall.lane.submit(Command(takes(), "key-00001"))
        broken = any_hall.lane.submit(Command(half_done_then(ZeroDivisionError()), "key-00002"))
        after = any_hall.lane.submit(Command(takes(), "key-00003"))
    assert (answer(before), answer(after)) == ("A001", "A002")
    with pytest.raises(ZeroDivisionError):
        answer(broken)
    assert numbers(any_hall) == ["A001", "A002"]
    assert any_hall.ask(lambda uow: uow.accounts.failures("1001")).count == 0


def test_an_unexpected_error_is_not_the_answer_to_its_key(hall: RunningHall) -> None:
    with pytest.raises(ZeroDivisionError):
        answer(hall.lane.submit(Command(half_done_then(ZeroDivisionError()), "key-00001")))
    assert answer(hall.lane.submit(Command(takes(), "key-00001"))) == "A001"


def test_an_unexpected_error_while_admitting_leaves_the_others_of_the_group_alone(hall: RunningHall) -> None:
    def admit(uow: UnitOfWork, now: datetime) -> None:
        raise ZeroDivisionError

    with together(hall):
        broken = hall.lane.submit(Command(takes(), "key-00001", "", admit))
        after = hall.lane.submit(Command(takes(), "key-00002"))
    with pytest.raises(ZeroDivisionError):
        answer(broken)
    assert answer(after) == "A001"


def test_a_question_that_fails_leaves_the_commands_of_its_group_alone(hall: RunningHall) -> None:
    with together(hall):
        broken = hall.lane.ask(lambda uow, now: 1 // 0)
        after = hall.lane.submit(Command(takes()))
    with pytest.raises(ZeroDivisionError):
        broken.result(10)
    assert answer(after) == "A001"


def test_a_caller_who_left_does_not_stop_the_lane(hall: RunningHall) -> None:
    with together(hall):
        left = hall.lane.submit(Command(takes()))
        left.cancel()
        stayed = hall.lane.submit(Command(takes()))
    assert answer(stayed) in ("A001", "A002")
    assert hall.lane.alive


async def test_a_caller_on_an_event_loop_gets_its_answer_or_its_refusal(hall: RunningHall) -> None:
    assert await hall.lane.run(Command(takes(), "key-00001")) == "A001"
    assert await hall.lane.answer(lambda uow, now: len(uow.tickets.live())) == 1
    with pytest.raises(KeyReused):
        await hall.lane.run(Command(takes(), "key-00001", "other content"))


async def test_a_caller_who_left_the_event_loop_does_not_stop_the_lane(hall: RunningHall) -> None:
    with together(hall):
        left = asyncio.create_task(hall.lane.run(Command(takes())))
        await asyncio.sleep(0)
        left.cancel()
        stayed = hall.lane.submit(Command(takes()))
    assert await asyncio.to_thread(answer, stayed) == "A002"
    assert await hall.lane.run(Command(takes())) == "A003"


def test_an_event_loop_that_has_ended_does_not_stop_the_lane(hall: RunningHall) -> None:
    loop = asyncio.new_event_loop()
    with together(hall):
        waiting = loop.create_task(hall.lane.run(Command(takes())))
        loop.run_until_complete(asyncio.sleep(0))
        waiting.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    assert answer(hall.lane.submit(Command(takes()))) == "A002"


def test_events_are_numbered_without_a_gap_under_sixteen_threads(any_hall: RunningHall) -> None:
    start = any_hall.store.last_seq()
    given: list[str] = []

    def visitor(n: int) -> None:
        for k in range(5):
            given.append(answer(any_hall.lane.submit(Command(takes(), f"key-{n:02d}-{k:02d}"))))

    threads = [threading.Thread(target=visitor, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(given) == [f"A{n:03d}" for n in range(1, 81)]
    assert [r.seq for r in any_hall.store.read_after(start)] == list(range(start + 1, start + 81))
    assert list(breaks(any_hall.engines.read, "small")) == []


def test_commands_that_arrive_together_are_committed_together(hall: RunningHall) -> None:
    before = hall.lane.groups
    with together(hall):
        futures = [hall.lane.submit(Command(takes())) for _ in range(20)]
    assert [answer(f) for f in futures] == [f"A{n:03d}" for n in range(1, 21)]
    assert hall.lane.groups == before + 1


def test_the_bell_rings_after_the_commit_and_only_for_a_change(hall: RunningHall) -> None:
    rung: list[int] = []
    hall.lane.ring_with(lambda: rung.append(hall.store.last_seq()))
    a_reserved(hall)
    hall.ask(lambda uow: None)
    with pytest.raises(NobodyWaiting):
        hall.do(call_next, hall.open(1), "W001")
    assert rung == [2, 3]


def test_a_question_sees_the_commands_before_it_in_its_group(hall: RunningHall) -> None:
    with together(hall):
        hall.lane.submit(Command(takes()))
        seen = hall.lane.ask(lambda uow, now: len(uow.tickets.live()))
    assert seen.result(10) == 1


def test_what_was_submitted_before_the_end_is_done(hall: RunningHall) -> None:
    with together(hall):
        futures = [hall.lane.submit(Command(takes())) for _ in range(3)]
        threading.Thread(target=hall.lane.stop).start()
    assert [answer(f) for f in futures] == ["A001", "A002", "A003"]


def test_a_hall_that_does_not_exist_cannot_be_started(hall: RunningHall) -> None:
    store = HallStore(hall.engines, "nowhere", CIPHER, RULES, WeekDays(), SHANGHAI)
    with pytest.raises(LookupError, match="nowhere"):
        Lane(store, hall.clock).start()
