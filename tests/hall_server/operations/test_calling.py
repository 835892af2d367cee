"""Calling: the next one, one by number, again, not come, come back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.dispatch import Because
from hall_server.domain.events import Actor
from hall_server.domain.refusals import (
    NobodyWaiting,
    NotServedHere,
    NotYourWindow,
    ReasonNeeded,
    RevivedBefore,
    TooFewCalls,
    WindowNotReady,
    WrongMoment,
)
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import WindowState
from hall_server.operations.calling import call_by_number, call_next, no_show, recall, revive
from hall_server.operations.serving import Target, transfer
from hall_server.operations.taking import Wish, confirm_print, take
from tests.conftest import RunningHall, clerk

DESK = Actor("supervisor")


def a_waiting(hall: RunningHall, queue: str = "A", priority: Priority = Priority.ORDINARY) -> Ticket:
    issue = hall.do(take, DESK, Wish(queue=queue, priority=priority))
    ticket: Ticket = hall.do(confirm_print, DESK, issue.ticket.id)
    return ticket


def called_three_times(hall: RunningHall, ticket: Ticket, actor: Actor) -> None:
    for _ in range(2):
        hall.clock.pass_(seconds=20)
        hall.do(recall, actor, ticket.id, actor.window)
    hall.clock.pass_(seconds=20)


def test_the_oldest_is_called_and_the_reason_is_told(any_hall: RunningHall) -> None:
    first = a_waiting(any_hall)
    any_hall.clock.pass_(minutes=3)
    a_waiting(any_hall)
    actor = any_hall.open(1)
    ticket, window, why = any_hall.do(call_next, actor, "W001")
    assert (ticket.id, ticket.state, window.state) == (first.id, State.CALLED, WindowState.CALLING)
    assert (why.because, why.waited_minutes) == (Because.OLDEST, 3)


def test_a_number_whose_print_is_not_confirmed_is_never_called(any_hall: RunningHall) -> None:
    any_hall.do(take, DESK, Wish(queue="A"))
    actor = any_hall.open(1)
    with pytest.raises(NobodyWaiting):
        any_hall.do(call_next, actor, "W001")


def test_a_window_calls_its_own_queue_before_a_backup_queue(hall: RunningHall) -> None:
    a_waiting(hall, "B")
    hall.clock.pass_(minutes=5)
    own = a_waiting(hall, "A")
    actor = hall.open(1)
    ticket, _, _ = hall.do(call_next, actor, "W001")
    assert ticket.id == own.id


def test_a_backup_queue_is_called_when_the_own_queue_is_empty(hall: RunningHall) -> None:
    other = a_waiting(hall, "B")
    actor = hall.open(1)
    ticket, _, why = hall.do(call_next, actor, "W001")
    assert (ticket.id, why.because) == (other.id, Because.ONLY)


def test_a_window_that_has_called_cannot_call_another(hall: RunningHall) -> None:
    a_waiting(hall)
    a_waiting(hall)
    actor = hall.open(1)
    hall.do(call_next, actor, "W001")
    with pytest.raises(WindowNotReady):
        hall.do(call_next, actor, "W001")


def test_a_clerk_cannot_call_for_another_window(hall: RunningHall) -> None:
    hall.open(1)
    with pytest.raises(NotYourWindow):
        hall.do(call_next, clerk(2), "W001")


def test_two_windows_never_call_the_same_ticket(hall: RunningHall) -> None:
    a_waiting(hall)
    hall.do(call_next, hall.open(1), "W001")
    third = hall.open(3)
    with pytest.raises(NobodyWaiting):
        hall.do(call_next, third, "W003")


def test_calling_by_number_keeps_its_reason_and_whom_it_passed(hall: RunningHall) -> None:
    first, second = a_waiting(hall), a_waiting(hall)
    actor = hall.open(1)
    ticket, _, why = hall.do(call_by_number, actor, "W001", second.number, "returning", None)
    assert ticket.id == second.id
    assert (why.because, why.reason, why.passed) == (Because.BY_HAND, "returning", first.number)


def test_calling_by_number_needs_a_reason_of_the_list(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    actor = hall.open(1)
    with pytest.raises(ReasonNeeded):
        hall.do(call_by_number, actor, "W001", ticket.number, "because_i_want", None)


def test_a_number_of_another_line_cannot_be_called(hall: RunningHall) -> None:
    ticket = a_waiting(hall, "BG")
    actor = hall.open(1)
    with pytest.raises(NotServedHere):
        hall.do(call_by_number, actor, "W001", ticket.number, "returning", None)


def test_a_no_show_needs_three_calls_twenty_seconds_apart(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    actor = hall.open(1)
    hall.do(call_next, actor, "W001")
    with pytest.raises(TooFewCalls):
        hall.do(no_show, actor, ticket.id, "W001")
    called_three_times(hall, ticket, actor)
    missed, window = hall.do(no_show, actor, ticket.id, "W001")
    assert (missed.state, window.state) == (State.MISSED, WindowState.IDLE)


def test_a_recall_waits_a_moment(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    actor = hall.open(1)
    hall.do(call_next, actor, "W001")
    with pytest.raises(TooFewCalls):
        hall.do(recall, actor, ticket.id, "W001")


def test_a_revived_ticket_stands_behind_three_others(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    actor = hall.open(1)
    hall.do(call_next, actor, "W001")
    called_three_times(hall, ticket, actor)
    hall.do(no_show, actor, ticket.id, "W001")
    line = []
    for _ in range(5):
        hall.clock.pass_(seconds=30)
        line.append(a_waiting(hall))
    back = hall.do(revive, DESK, ticket.id)
    assert line[2].reference_at < back.reference_at < line[3].reference_at


def a_missed(hall: RunningHall, queue: str = "A") -> Ticket:
    """Taken at nine, called and missed at window 1."""
    ticket = a_waiting(hall, queue)
    actor = hall.open(1)
    hall.do(call_next, actor, "W001")
    called_three_times(hall, ticket, actor)
    missed: Ticket = hall.do(no_show, actor, ticket.id, "W001")[0]
    return missed


def test_a_revived_ticket_keeps_its_reference_time_where_nobody_waits_in_its_line(hall: RunningHall) -> None:
    ticket = a_missed(hall)
    hall.clock.pass_(minutes=2)
    a_waiting(hall, "B")
    back = hall.do(revive, DESK, ticket.id)
    assert back.reference_at == ticket.reference_at


def test_somebody_who_waits_for_a_booked_slot_does_not_hold_a_revived_ticket_back(hall: RunningHall) -> None:
    ticket = a_missed(hall)
    booked = replace(
        a_waiting(hall), priority=Priority.APPOINTMENT, reference_at=hall.clock.now + timedelta(minutes=14)
    )
    hall.do(lambda uow, now: uow.tickets.save(booked))
    back = hall.do(revive, DESK, ticket.id)
    assert back.reference_at == ticket.reference_at


def test_a_second_miss_ends_the_ticket(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    actor = hall.open(1)
    for _ in range(2):
        hall.do(call_next, actor, "W001")
        called_three_times(hall, ticket, actor)
        missed, _ = hall.do(no_show, actor, ticket.id, "W001")
        if missed.state is State.MISSED:
            hall.do(revive, DESK, ticket.id)
    assert (missed.state, missed.reason) == (State.VOID, "missed_again")
    with pytest.raises((WrongMoment, RevivedBefore)):
        hall.do(revive, DESK, ticket.id)


def test_an_elder_goes_before_an_ordinary_ticket_that_came_a_little_earlier(hall: RunningHall) -> None:
    ordinary = a_waiting(hall)
    hall.clock.pass_(minutes=10)
    elder = a_waiting(hall, priority=Priority.ELDERLY)
    actor = hall.open(1)
    ticket, _, why = hall.do(call_next, actor, "W001")
    assert (ticket.id, why.because, why.passed) == (elder.id, Because.PRIORITY, ordinary.number)


def test_an_elder_does_not_go_before_a_ticket_that_came_long_before(hall: RunningHall) -> None:
    ordinary = a_waiting(hall)
    hall.clock.pass_(minutes=29)
    a_waiting(hall, priority=Priority.ELDERLY)
    ticket, _, _ = hall.do(call_next, hall.open(1), "W001")
    assert ticket.id == ordinary.id
    assert hall.clock.now - ordinary.taken_at == timedelta(minutes=29)


def test_a_ticket_that_was_missed_at_another_zones_window_comes_back_to_its_own_line(
    hall: RunningHall,
) -> None:
    first, last = hall.open(1), hall.open(85)
    ticket = a_waiting(hall)
    hall.do(call_next, first, "W001")
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    hall.do(call_next, last, "W085")
    called_three_times(hall, ticket, last)
    hall.do(no_show, last, ticket.id, "W085")
    back = hall.do(revive, DESK, ticket.id)
    assert (back.zone, back.window) == ("Z1", None)
