"""Calls as the log has them: read back, and one number against another."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.call_record import Compared, NotCalled, Order, call_made, compare, read_why
from hall_server.domain.dispatch import Because, Candidate, Credit, Why, choose_next, written
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import Counter
from hall_server.domain.names import QueueId, StaffNumber, WindowId, ZoneId
from hall_server.domain.ticket import Action, Priority, State, Ticket
from tests.small_hall import NINE
from tests.values import a_call_of, a_ticket

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
    st.none() | minutes,
    st.none() | minutes,
    st.none() | st.just("BG040"),
    st.none() | minutes,
    minutes,
    st.integers(0, 9),
)
def test_a_reason_in_the_log_is_read_back_to_the_tenth_of_a_minute(
    because: Because,
    credit: Credit,
    priority: Priority,
    runner_up: str | None,
    next_waited: float | None,
    lead: float | None,
    passed: str | None,
    passed_waited: float | None,
    weight: float,
    beyond: int,
) -> None:
    why = Why(
        because, credit, priority, runner_up, next_waited, lead, passed, passed_waited, weight, None, beyond
    )
    assert read_why(written(why), None, priority) == why


def test_an_earlier_version_wrote_less() -> None:
    told = read_why("priority waited=4 next=BA011 passed=BA011", None, Priority.ELDERLY)
    assert (told.runner_up, told.passed, told.credit.waited) == ("BA011", "BA011", 4.0)
    assert (told.lead, told.next_waited, told.passed_waited, told.weight) == (None, None, None, 0.0)


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

    def compared(self, one: str = "A001", other: str = "A002") -> Compared:
        return compare(one, other, self.steps, counter_of)

    def call(
        self, ticket: Ticket, at: float, window: int = 1, hand: str | None = None, why: str = ""
    ) -> None:
        call = a_call_of(ticket, window)
        called = replace(ticket.after(Action.CALL, NINE), window=call.window)
        by = Actor("clerk", StaffNumber("1001"))
        self.note(Kind.TICKET_CALLED, called, at, call=call, reason=hand, why=why, actor=by)


def counter_of(window: WindowId) -> Counter | None:
    """Every window serves the queue A."""
    return Counter(window, int(window[1:]), ZoneId("Z1"), None, "", "", (QueueId("A"),))


def test_the_one_that_came_first_was_called_first() -> None:
    day, first, second = Day(), a_ticket(1, 20), a_ticket(2, 10)
    for ticket in (first, second):
        day.take(ticket)
    day.call(first, 0)
    day.call(second, 5)
    told = day.compared("A002", "A001")
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
    told = day.compared()
    assert (told.order, told.second, told.stood) == (Order.BY_RULE, None, first)
    assert (told.first.shadow, told.first.why.passed) == ("A001", "A001")
    assert "shadow" not in told.first.written


def test_a_call_by_hand_is_told_as_one() -> None:
    day, first, second = Day(), a_ticket(1, 20), a_ticket(2, 10)
    day.take(first)
    day.take(second)
    day.call(second, 0, hand="special_care", why="by_hand waited=10 passed=A001 beyond=1")
    told = day.compared()
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
    assert day.compared().order is order


def test_the_other_had_no_number_yet() -> None:
    day, first = Day(), a_ticket(1, 20)
    day.take(first)
    day.call(first, 0)
    day.take(a_ticket(2, -5))
    assert day.compared().order is Order.NOT_TAKEN


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


def a_day_with_one_who_came_back(call_of_later: float = 10, back_at: float | None = 6) -> Day:
    """A001 is called at 0 and missed; A002, elderly, is taken at 5 and called; A001 comes back at 6 and is
    called again at 15."""
    day, first = Day(), a_ticket(1, 20)
    elder = a_ticket(2, -5, priority=Priority.ELDERLY)
    back = replace(first, revivals=1)
    day.take(first)
    day.call(first, 0)
    day.note(Kind.TICKET_MISSED, replace(first, state=State.MISSED), 2)
    day.take(elder)
    if back_at is not None and back_at < call_of_later:
        day.note(Kind.TICKET_REVIVED, back, back_at)
    day.call(elder, call_of_later)
    if back_at is not None:
        if back_at >= call_of_later:
            day.note(Kind.TICKET_REVIVED, back, back_at)
        day.call(back, 15)
    return day


def at(*minutes: float) -> tuple[datetime, ...]:
    return tuple(NINE + timedelta(minutes=m) for m in minutes)


@pytest.mark.parametrize("asked", [("A002", "A001"), ("A001", "A002")])
def test_one_who_came_back_was_passed_while_waiting_again(asked: tuple[str, str]) -> None:
    told = a_day_with_one_who_came_back().compared(*asked)
    assert (told.order, told.first.call.number, told.first.at) == (Order.BY_RULE, "A002", at(10)[0])
    assert (told.other, told.other_called_at, told.called_at) == ("A001", at(0), at(10))
    assert told.second is not None
    assert told.second.at == at(15)[0]


def test_one_who_had_been_missed_was_not_waiting_when_the_later_number_was_called() -> None:
    told = a_day_with_one_who_came_back(call_of_later=6, back_at=9).compared("A002", "A001")
    assert (told.order, told.first.call.number, told.stood and told.stood.state) == (
        Order.NOT_WAITING,
        "A002",
        State.MISSED,
    )


def test_one_who_never_came_back_was_not_waiting() -> None:
    told = a_day_with_one_who_came_back(back_at=None).compared("A002", "A001")
    assert (told.order, told.first.call.number, told.second) == (Order.NOT_WAITING, "A002", None)
    assert told.other_called_at == at(0)


def test_one_who_was_served_before_the_other_took_a_number() -> None:
    day, first = Day(), a_ticket(1, 20)
    day.take(first)
    day.call(first, 0)
    day.note(Kind.TICKET_FINISHED, replace(first, state=State.FINISHED), 4)
    second = day.take(a_ticket(2, -5))
    day.call(second, 6)
    for asked in (("A001", "A002"), ("A002", "A001")):
        told = day.compared(*asked)
        assert (told.order, told.first.call.number) == (Order.NOT_TAKEN, "A001")


def test_of_several_calls_the_last_is_meant_that_the_other_waited_at() -> None:
    """A001 passes A002 twice; its third call is while A002 is served."""
    day, first, second = Day(), a_ticket(1, 20), a_ticket(2, 10)
    day.take(first)
    day.take(second)
    for moment in (0, 5):
        day.call(first, moment)
        day.note(Kind.TICKET_TRANSFERRED, first, moment + 2)
    day.call(second, 8)
    day.call(first, 12)
    told = day.compared()
    assert (told.order, told.first.at, told.called_at) == (Order.CAME_FIRST, at(5)[0], at(0, 5, 12))


@pytest.mark.parametrize(
    ("changes", "order", "sent_to"),
    [
        ({"window": WindowId("W003")}, Order.BOUND, "3"),
        ({"window": WindowId("W001")}, Order.BY_RULE, "1"),
        ({"queue": QueueId("B")}, Order.OTHER_WINDOW, ""),
        ({}, Order.BY_RULE, ""),
        ({"state": State.HELD, "window": WindowId("W003")}, Order.NOT_WAITING, ""),
    ],
)
def test_one_who_had_been_called_and_sent_on_stood_elsewhere_then(
    changes: dict[str, Any], order: Order, sent_to: str
) -> None:
    day, first = Day(), a_ticket(1, 20)
    day.take(first)
    day.call(first, 0)
    day.note(Kind.TICKET_TRANSFERRED, replace(first, **changes), 3)
    day.call(day.take(a_ticket(2, -2)), 9)
    told = day.compared("A002", "A001")
    assert (told.order, told.first.call.number, told.sent_to) == (order, "A002", sent_to)


def test_one_who_had_left_was_not_waiting() -> None:
    day, first, gone = Day(), a_ticket(1, 20), a_ticket(2, 10)
    day.take(first)
    day.take(gone)
    day.note(Kind.TICKET_CANCELLED, replace(gone, state=State.CANCELLED), -1)
    day.call(first, 0)
    for asked in (("A001", "A002"), ("A002", "A001")):
        told = day.compared(*asked)
        assert (told.order, told.first.call.number, told.second) == (Order.NOT_WAITING, "A001", None)


def test_a_call_by_hand_passes_one_who_waits_again() -> None:
    day, first = Day(), a_ticket(1, 20)
    day.take(first)
    day.call(first, 0)
    day.note(Kind.TICKET_REVIVED, replace(first, revivals=1), 5)
    day.call(day.take(a_ticket(2, -7)), 12, hand="special_care")
    assert day.compared("A002", "A001").order is Order.BY_HAND
