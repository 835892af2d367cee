"""The hall calls somebody whatever the time, the policy or a service is like."""

from datetime import timedelta

import pytest

from hall_server.domain.call_policy import PROFILES, BadPolicy, CallPolicy
from hall_server.domain.dispatch import Candidate, choose_next
from hall_server.domain.ticket import Priority
from hall_server.operations import calling, outlook, serving, taking
from tests.conftest import RunningHall
from tests.small_hall import NINE
from tests.values import a_ticket


def taken(hall: RunningHall, actor, priority: Priority = Priority.ORDINARY):
    ticket = hall.do(taking.take, actor, taking.Wish(queue="A", priority=priority)).ticket
    return hall.do(taking.confirm_print, actor, ticket.id)


@pytest.mark.parametrize("name", list(PROFILES))
def test_every_policy_chooses_although_the_clock_was_set_back(name: str) -> None:
    line = [Candidate(a_ticket(n, minutes_ago=10 - n), True) for n in (1, 2)]
    decision = choose_next(line, PROFILES[name], NINE - timedelta(hours=5))
    assert decision is not None
    assert decision.why.credit.waited < 0


@pytest.mark.parametrize("hours", [-30.0, -1.0, 6.0])
def test_a_window_calls_the_first_of_the_line_after_a_jump_of_the_clock(
    hall: RunningHall, hours: float
) -> None:
    actor = hall.open(1)
    first, second = taken(hall, actor), taken(hall, actor)
    hall.clock.pass_(hours=hours)
    called, _, why = hall.do(calling.call_next, actor, actor.window)
    assert called.number == first.number
    assert why.waited_minutes >= 0 or hours < 0
    told = hall.ask(lambda uow: outlook.wait_of(uow, second, hall.clock.now))
    assert 0 <= told.low <= told.mid <= told.high


def test_a_service_without_end_or_of_no_time_leaves_sound_estimates(hall: RunningHall) -> None:
    actor = hall.open(1)
    for minutes in (0, 60 * 5.5):
        taken(hall, actor)
        called, _, _ = hall.do(calling.call_next, actor, actor.window)
        hall.do(serving.start, actor, called.id, actor.window)
        hall.clock.pass_(minutes=minutes)
        hall.do(serving.finish, actor, called.id, actor.window, ())
    waiting = taken(hall, actor)
    told = hall.ask(lambda uow: outlook.wait_of(uow, waiting, hall.clock.now))
    assert 0 <= told.low <= told.mid <= told.high < 24 * 60
    assert hall.do(calling.call_next, actor, actor.window)[0].number == waiting.number


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"quick_minutes": -1.0}, "quick_minutes is -1"),
        ({"pressure_slope": float("nan")}, "pressure_slope is nan"),
        ({"primary_minutes": float("inf")}, "primary_minutes is inf"),
        ({"weights": {**CallPolicy().weights, Priority.ELDERLY: -3.0}}, "weights.elderly is -3"),
        ({"class_minutes": {Priority.ELDERLY: 5.0}}, "ordinary, appointment"),
        ({"long_share": 0.2}, "long_share is 0.2"),
    ],
)
def test_impossible_weights_are_refused_by_name(wrong: dict, named: str) -> None:
    with pytest.raises(BadPolicy, match=named):
        CallPolicy(**wrong)
