"""The lane answers each key once, and the first answer is the answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from hall_server.domain.refusals import (
    AlreadyWaiting,
    AppointmentNotNow,
    KeyReused,
    NobodyWaiting,
    NotAllowed,
    NotSignedIn,
    Refusal,
)
from hall_server.history.lane import Command, RefusedBefore, refusal_body
from hall_server.operations.calling import call_next
from hall_server.operations.ports import UnitOfWork
from tests.conftest import RunningHall
from tests.hall_server.history.lane_steps import answer, numbers, restarted, takes, together
from tests.small_hall import SHANGHAI
from tests.visits import LI, WANG, a_reserved, a_waiting


def test_a_repeated_key_gets_the_first_answer(any_hall: RunningHall) -> None:
    answers = [answer(any_hall.lane.submit(Command(takes(), "key-00001"))) for _ in range(3)]
    assert answers == ["A001"] * 3
    assert numbers(any_hall) == ["A001"]


def test_a_repeated_key_gets_the_first_answer_after_a_restart(any_hall: RunningHall) -> None:
    assert answer(any_hall.lane.submit(Command(takes(), "key-00001"))) == "A001"
    restarted(any_hall)
    assert answer(any_hall.lane.submit(Command(takes(), "key-00001"))) == "A001"
    assert numbers(any_hall) == ["A001"]


def test_a_key_that_comes_twice_in_one_group_runs_once(any_hall: RunningHall) -> None:
    with together(any_hall):
        futures = [any_hall.lane.submit(Command(takes(), "key-00001")) for _ in range(2)]
    assert [answer(f) for f in futures] == ["A001", "A001"]
    assert numbers(any_hall) == ["A001"]


def test_a_key_with_other_content_is_refused(any_hall: RunningHall) -> None:
    answer(any_hall.lane.submit(Command(takes("A"), "key-00001", "content a")))
    with pytest.raises(KeyReused):
        answer(any_hall.lane.submit(Command(takes("B"), "key-00001", "content b")))
    assert numbers(any_hall) == ["A001"]


def test_a_key_with_other_content_in_the_same_group_is_refused(hall: RunningHall) -> None:
    with together(hall):
        first = hall.lane.submit(Command(takes("A"), "key-00001", "content a"))
        second = hall.lane.submit(Command(takes("B"), "key-00001", "content b"))
    assert answer(first) == "A001"
    with pytest.raises(KeyReused):
        answer(second)


def test_a_command_without_a_key_runs_each_time(hall: RunningHall) -> None:
    assert [answer(hall.lane.submit(Command(takes()))) for _ in range(2)] == ["A001", "A002"]


def test_a_refusal_is_the_answer_to_its_key(any_hall: RunningHall) -> None:
    a_waiting(any_hall, person=LI)
    with pytest.raises(AlreadyWaiting):
        answer(any_hall.lane.submit(Command(takes(person=LI), "key-00001")))
    with pytest.raises(RefusedBefore) as again:
        answer(any_hall.lane.submit(Command(takes(person=WANG), "key-00001")))
    assert again.value.code == "already_waiting"
    assert json.loads(again.value.body)["places"] == {"number": "A001"}


def test_a_refusal_is_the_answer_to_its_key_even_when_it_would_succeed_now(hall: RunningHall) -> None:
    actor = hall.open(1)

    def call(uow: UnitOfWork, now: datetime) -> str:
        return call_next(uow, actor, "W001", now)[0].number

    with pytest.raises(NobodyWaiting):
        answer(hall.lane.submit(Command(call, "key-00001")))
    a_waiting(hall)
    with pytest.raises(RefusedBefore):
        answer(hall.lane.submit(Command(call, "key-00001")))
    assert answer(hall.lane.submit(Command(call, "key-00002"))) == "A001"


def test_a_kept_refusal_travels_through_code_that_touches_exceptions() -> None:
    @contextmanager
    def around() -> Iterator[None]:
        yield

    with pytest.raises(RefusedBefore), around():
        raise RefusedBefore("nobody_waiting", "{}")


def test_moments_of_a_refusal_are_kept_with_it() -> None:
    opens = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
    kept = json.loads(refusal_body(AppointmentNotNow(field="appointment", opens=opens, closes=opens)))
    assert kept == {
        "field": "appointment",
        "ticket": None,
        "places": {"opens": opens.isoformat(), "closes": opens.isoformat()},
    }


@pytest.mark.parametrize("no", [NotSignedIn(), NotAllowed(roles="clerk")], ids=lambda n: n.code)
def test_who_may_not_ask_is_told_so_and_the_key_stays_free(any_hall: RunningHall, no: Refusal) -> None:
    def admit(uow: UnitOfWork, now: datetime) -> None:
        raise no

    with pytest.raises(type(no)):
        answer(any_hall.lane.submit(Command(takes(), "key-00001", "", admit)))
    assert answer(any_hall.lane.submit(Command(takes(), "key-00001"))) == "A001"


def test_somebody_who_may_not_ask_does_not_get_the_first_answer(hall: RunningHall) -> None:
    answer(hall.lane.submit(Command(takes(), "key-00001")))

    def admit(uow: UnitOfWork, now: datetime) -> None:
        raise NotSignedIn

    with pytest.raises(NotSignedIn):
        answer(hall.lane.submit(Command(takes(), "key-00001", "", admit)))


def test_keys_are_forgotten_a_week_later_when_a_day_ends(any_hall: RunningHall) -> None:
    answer(any_hall.lane.submit(Command(takes(), "key-00001")))
    any_hall.clock.pass_(days=6)
    a_reserved(any_hall)
    assert answer(any_hall.lane.submit(Command(takes(), "key-00001"))) == "A001"
    any_hall.clock.pass_(days=2)
    a_reserved(any_hall)
    assert answer(any_hall.lane.submit(Command(takes(), "key-00001"))) == "A002"
