"""Calls as the log has them: read back, and one number against another."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.call_record import NotCalled, Order, call_made, compare, read_why
from hall_server.domain.dispatch import Because, Candidate, Credit, Why, choose_next, written
from hall_server.domain.events import Actor, Call, Event, Kind
from hall_server.domain.names import QueueId, StaffNumber, WindowId
from hall_server.domain.ticket import Action, Priority, State, Ticket
from tests.small_hall import NINE
from tests.values import a_ticket

minutes = st.floats(0, 500).map(lambda x: round(x, 1))


@dataclass(frozen=True)
class Step:
    seq: int
    at: datetime
    event: Event


@given(
    st.sampled_from(list(Because)),
    st.builds(Credit, minutes, minutes, st.sampled_from([-10.0, 0.0, 10.0]), minutes, minutes),
    st.sampled_from(list(Priority)),
    st.none() | st.just("BG041"),
    st.none() | st.just("BG040"),
    minutes,
    st.integers(0, 9),
)
def test_a_reason_in_the_log_is_read_back_to_the_tenth_of_a_minute(
    because: Because,
    credit: Credit,
    priority: Priority,
    runner_up: str | None,
    passed: str | None,
    lead: float,
    beyond: int,
) -> None:
    why = Why(because, credit, priority, runner_up, lead, passed, None, beyond)
    assert read_why(written(why), None, priority) == why


def test_words_of_a_later_version_are_passed_over() -> None:
    told = read_why("novel waited=23 moon=full head=x", None, Priority.ELDERLY)
    assert (told.because, told.credit.waited, told.credit.head_start) == (Because.TOGETHER, 23.0, 0.0)
    assert read_why("", "special_care", Priority.ORDINARY).because is Because.BY_HAND


class Day:
    """A day's events with two numbers, one after another."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def note(self, kind: Kind, ticket: Ticket, at: float, **more: Any) -> None:
        moment = NINE + timedelta(minutes=at)
        self.steps.append(Step(len(self.steps) + 1, moment, Event(kind=kind, tickets=(ticket,), **more)))

    def take(self, ticket: Ticket) -> Ticket:
        self.note(Kind.TICKET_WAITING, ticket, (ticket.taken_at - NINE) / timedelta(minutes=1))
        return ticket

    def call(
        self, ticket: Ticket, at: float, window: int = 1, hand: str | None = None, why: str = ""
    ) -> None:
        called = replace(ticket.after(Action.CALL, NINE), window=WindowId(f"W{window:03d}"))
        call = Call(
            ticket=ticket.id,
            number=ticket.number,
            window=WindowId(f"W{window:03d}"),
            window_number=window,
            zone=ticket.zone,
            count=1,
            priority=ticket.priority,
        )
        by = Actor("clerk", StaffNumber("1001"))
        self.note(Kind.TICKET_CALLED, called, at, call=call, reason=hand, why=why, actor=by)

    def compared(self, one: str = "A001", other: str = "A002") -> Order:
        return compare(one, other, self.steps, lambda window: (QueueId("A"),)).order


def test_the_one_that_came_first_was_called_first() -> None:
    day, first, second = Day(), a_ticket(1, 20), a_ticket(2, 10)
    for ticket in (first, second):
        day.take(ticket)
    day.call(first, 0)
    day.call(second, 5)
    told = compare("A002", "A001", day.steps, lambda window: (QueueId("A"),))
    assert (told.order, told.first.call.number, told.other) == (Order.CAME_FIRST, "A001", "A002")
    assert told.second is not None


def test_a_number_that_came_later_and_was_called_by_the_rules() -> None:
    day, first = Day(), a_ticket(1, 20)
    elder = a_ticket(2, 10, priority=Priority.ELDERLY)
    decision = choose_next([Candidate(t, True) for t in (first, elder)], CallPolicy(), NINE)
    assert decision is not None
    assert decision.ticket is elder
    day.take(first)
    day.take(elder)
    day.call(elder, 0, why=f"{written(decision.why)} shadow=A001")
    told = compare("A001", "A002", day.steps, lambda window: (QueueId("A"),))
    assert (told.order, told.second, told.stood) == (Order.BY_RULE, None, first)
    assert (told.first.shadow, told.first.why.passed) == ("A001", "A001")
    assert "shadow" not in told.first.written


def test_a_call_by_hand_is_told_as_one() -> None:
    day, first, second = Day(), a_ticket(1, 20), a_ticket(2, 10)
    day.take(first)
    day.take(second)
    day.call(second, 0, hand="special_care", why="by_hand waited=10 passed=A001 beyond=1")
    told = compare("A001", "A002", day.steps, lambda window: (QueueId("A"),))
    assert told.order is Order.BY_HAND
    assert (told.first.by_hand, told.first.staff, told.first.why.beyond_bound) == ("special_care", "1001", 1)


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ({"state": State.HELD}, Order.NOT_WAITING),
        ({"window": WindowId("W009")}, Order.BOUND),
        ({"queue": QueueId("B")}, Order.OTHER_WINDOW),
    ],
)
def test_the_other_could_not_be_called_then(changes: dict[str, Any], order: Order) -> None:
    day, second = Day(), a_ticket(2, 10)
    first = replace(a_ticket(1, 20), **changes)
    day.take(first)
    day.take(second)
    day.call(second, 0)
    assert day.compared() is order


def test_the_other_had_no_number_yet() -> None:
    day, first = Day(), a_ticket(1, 20)
    day.take(first)
    day.call(first, 0)
    day.take(a_ticket(2, -5))
    assert day.compared() is Order.NOT_TAKEN


def test_what_is_not_on_record_is_said_by_number() -> None:
    day = Day()
    day.take(a_ticket(1, 20))
    with pytest.raises(NotCalled, match="A002"):
        day.compared()
    day.take(a_ticket(2, 10))
    with pytest.raises(NotCalled, match="A001"):
        day.compared()


def test_an_event_that_is_no_call_makes_no_call() -> None:
    day = Day()
    day.take(a_ticket(1))
    assert call_made(day.steps[0]) is None
