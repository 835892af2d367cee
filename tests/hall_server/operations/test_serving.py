"""Serving: start, finish, hold, resume, transfer; rate and void afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.dispatch import Because
from hall_server.domain.refusals import (
    BoundElsewhere,
    NobodyWaiting,
    NotRateable,
    NotServedHere,
    NotYourTicket,
    OneTarget,
    ReasonNeeded,
    SentElsewhere,
    TargetNotOpen,
    UnknownThing,
    WindowNotReady,
    WrongMoment,
)
from hall_server.domain.ticket import HoldKind, State, Ticket
from hall_server.domain.window import Window, WindowState
from hall_server.operations.calling import call_by_number, call_next
from hall_server.operations.outlook import desk, wait_of
from hall_server.operations.serving import Target, finish, hold, rate, resume, start, transfer, void
from hall_server.operations.windows import pause
from tests.conftest import RunningHall, clerk
from tests.visits import DESK, a_called, a_serving, a_waiting, as_it_is, last_event, the_next


def the_window(hall: RunningHall, number: int) -> Window:
    window: Window = hall.ask(lambda uow: uow.windows.get(f"W{number:03d}"))
    return window


def a_held(hall: RunningHall, kind: HoldKind, number: int = 1, queue: str = "A") -> Ticket:
    actor = hall.open(number)
    ticket = a_serving(hall, actor, queue)
    held: Ticket = hall.do(hold, actor, ticket.id, actor.window, kind, None)[0]
    return held


def test_a_service_starts_at_the_window_that_called(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_called(any_hall, actor)
    any_hall.clock.pass_(seconds=15)
    serving, window = any_hall.do(start, actor, ticket.id, "W001")
    assert (serving.state, serving.started_at, serving.staff) == (State.SERVING, any_hall.clock.now, "1001")
    assert (window.state, window.ticket) == (WindowState.SERVING, ticket.id)


def test_a_service_cannot_start_at_another_window(hall: RunningHall) -> None:
    ticket = a_called(hall, hall.open(1))
    third = hall.open(3)
    with pytest.raises(NotYourTicket):
        hall.do(start, third, ticket.id, "W003")


def test_a_finished_service_keeps_its_items_and_its_seconds(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_serving(any_hall, actor)
    any_hall.clock.pass_(minutes=7, seconds=30)
    done, window = any_hall.do(finish, actor, ticket.id, "W001", ("I1", "I2"))
    assert (done.state, done.finished_at, done.served_seconds) == (
        State.FINISHED,
        any_hall.clock.now,
        450.0,
    )
    assert done.items_done == ("I1", "I2")
    assert (window.state, window.ticket) == (WindowState.IDLE, None)


def test_without_items_the_one_that_was_asked_for_counts_as_done(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_serving(hall, actor)
    assert hall.do(finish, actor, ticket.id, "W001", ())[0].items_done == ()
    hall.do(transfer, actor, a_called(hall, actor).id, "W001", Target(item="I1"), "wrong_item", None)
    again = the_next(hall, actor)
    hall.do(start, actor, again.id, "W001")
    assert hall.do(finish, actor, again.id, "W001", ())[0].items_done == ("I1",)


def test_an_unknown_item_cannot_be_done(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_serving(hall, actor)
    with pytest.raises(UnknownThing) as no:
        hall.do(finish, actor, ticket.id, "W001", ("I9",))
    assert no.value.field == "items_done"


def test_a_called_ticket_cannot_be_finished(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_called(hall, actor)
    with pytest.raises(WrongMoment):
        hall.do(finish, actor, ticket.id, "W001", ())


@pytest.mark.parametrize("kind", list(HoldKind), ids=lambda k: k.value)
def test_a_held_ticket_frees_the_window(any_hall: RunningHall, kind: HoldKind) -> None:
    held = a_held(any_hall, kind)
    assert (held.state, held.hold) == (State.HELD, kind)
    assert (the_window(any_hall, 1).state, the_window(any_hall, 1).ticket) == (WindowState.IDLE, None)


@pytest.mark.parametrize("kind", [HoldKind.WITHOUT_PAPERS, HoldKind.WAIT], ids=lambda k: k.value)
def test_a_citizen_with_their_papers_may_go_on_at_any_window_of_the_queue(
    hall: RunningHall, kind: HoldKind
) -> None:
    held = a_held(hall, kind)
    third = hall.open(3)
    back, window = hall.do(resume, third, held.id, "W003")
    assert (back.state, back.window, back.hold, back.staff) == (State.SERVING, "W003", None, "1003")
    assert (window.state, window.ticket) == (WindowState.SERVING, held.id)


def test_a_citizen_whose_papers_stay_goes_on_at_that_window_only(hall: RunningHall) -> None:
    held = a_held(hall, HoldKind.PAPERS_STAY)
    third = hall.open(3)
    with pytest.raises(BoundElsewhere) as no:
        hall.do(resume, third, held.id, "W003")
    assert no.value.places == {"number": "A001", "window": 1}
    assert hall.do(resume, clerk(1), held.id, "W001")[0].state is State.SERVING


def test_a_window_that_does_not_serve_the_queue_cannot_resume(hall: RunningHall) -> None:
    held = a_held(hall, HoldKind.WAIT)
    second = hall.open(2)
    with pytest.raises(NotServedHere):
        hall.do(resume, second, held.id, "W002")


def test_a_window_that_serves_somebody_cannot_resume_another(hall: RunningHall) -> None:
    held = a_held(hall, HoldKind.WAIT)
    a_serving(hall, clerk(1))
    with pytest.raises(WindowNotReady):
        hall.do(resume, clerk(1), held.id, "W001")


def test_the_time_of_a_hold_is_not_charged_to_the_clerk(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_serving(any_hall, actor)
    any_hall.clock.pass_(minutes=4)
    any_hall.do(hold, actor, ticket.id, "W001", HoldKind.WAIT, None)
    any_hall.clock.pass_(minutes=30)
    any_hall.do(resume, actor, ticket.id, "W001")
    any_hall.clock.pass_(minutes=2)
    done, _ = any_hall.do(finish, actor, ticket.id, "W001", ())
    assert done.served_seconds == timedelta(minutes=6).total_seconds()


def test_a_clerks_note_on_a_hold_is_kept_for_the_inspector(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_serving(hall, actor)
    hall.do(hold, actor, ticket.id, "W001", HoldKind.WAIT, "刻章")
    assert (last_event(hall).event.note, last_event(hall).event.reason) == ("刻章", "wait")


def test_a_transfer_to_another_queue_keeps_the_seniority(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_called(any_hall, actor)
    any_hall.clock.pass_(minutes=9)
    younger = a_waiting(any_hall, "B")
    moved, window = any_hall.do(transfer, actor, ticket.id, "W001", Target(queue="B"), "wrong_item", None)
    assert (moved.queue, moved.state, moved.reference_at) == ("B", State.WAITING, ticket.reference_at)
    assert (moved.calls, moved.window, window.state) == (0, None, WindowState.IDLE)
    second = any_hall.open(2)
    assert the_next(any_hall, second).id == ticket.id
    assert as_it_is(any_hall, younger).state is State.WAITING


def test_a_transfer_to_an_item_goes_to_its_queue_and_zone(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_serving(hall, actor)
    hall.clock.pass_(minutes=3)
    moved, _ = hall.do(transfer, actor, ticket.id, "W001", Target(item="I3"), "next_step", None)
    assert (moved.item, moved.queue, moved.zone, moved.unit) == ("I3", "BG", "Z2", "U1")
    assert moved.served_seconds == 180.0


def test_a_transfer_to_a_window_binds_the_ticket_to_it(hall: RunningHall) -> None:
    first, there = hall.open(1), hall.open(85)
    ticket = a_called(hall, first)
    moved, _ = hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    assert (moved.window, moved.zone, moved.queue) == ("W085", "Z2", "A")
    with pytest.raises(NobodyWaiting):
        hall.do(call_next, first, "W001")
    with pytest.raises(SentElsewhere) as no:
        hall.do(call_by_number, first, "W001", ticket.number, "returning", None)
    assert no.value.places == {"number": "A001", "window": 85}
    called, _, why = hall.do(call_next, there, "W085")
    assert (called.id, why.because) == (ticket.id, Because.ONLY)


def test_nothing_is_sent_to_a_window_that_does_not_work_where_nobody_could_call_it(hall: RunningHall) -> None:
    first = hall.open(1)
    ticket = a_called(hall, first)
    with pytest.raises(TargetNotOpen):
        hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    assert as_it_is(hall, ticket).state is State.CALLED
    there = hall.open(85)
    hall.do(pause, there, "W085", "away", hall.clock.now + timedelta(minutes=5), None)
    with pytest.raises(TargetNotOpen):
        hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)


def test_a_ticket_that_was_sent_to_this_window_is_not_passed_by_its_own_line(hall: RunningHall) -> None:
    """Window 1 serves A, and B as a backup; a long line of A presses, and helps the one who was sent too."""
    here = hall.open(1)
    ticket = a_called(hall, here)
    hall.do(transfer, here, ticket.id, "W001", Target(window="W001"), "other_skill", None)
    hall.clock.pass_(minutes=14)
    for _ in range(20):
        a_waiting(hall)
    called, _, _ = hall.do(call_next, here, "W001")
    assert called.id == ticket.id


def test_the_wait_of_a_ticket_that_was_sent_to_a_window_counts_that_window_alone(hall: RunningHall) -> None:
    here = hall.open(1)
    ticket = a_called(hall, here)
    hall.open(3)
    hall.do(transfer, here, ticket.id, "W001", Target(window="W001"), "other_skill", None)
    waits = as_it_is(hall, ticket)
    assert hall.ask(lambda uow: wait_of(uow, waits, hall.clock.now)).windows_open == 1
    assert hall.ask(lambda uow: wait_of(uow, replace(waits, window=None), hall.clock.now)).windows_open == 2


def test_a_clerk_sees_the_ticket_that_was_sent_to_the_window(hall: RunningHall) -> None:
    first = hall.open(1)
    hall.open(85)
    ticket = a_called(hall, first)
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    seen = hall.ask(lambda uow: desk(uow, "W085", hall.clock.now))
    assert [t.id for t in seen.waiting] == [ticket.id]
    assert seen.next
    assert seen.next.ticket.id == ticket.id


def test_a_clerk_sees_a_held_ticket_that_was_sent_to_the_window(hall: RunningHall) -> None:
    first, last = hall.open(1), hall.open(85)
    ticket = a_called(hall, first)
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    the_next(hall, last)
    hall.do(start, last, ticket.id, "W085")
    hall.do(hold, last, ticket.id, "W085", HoldKind.PAPERS_STAY, None)
    seen = hall.ask(lambda uow: desk(uow, "W085", hall.clock.now))
    assert [t.id for t in seen.held] == [ticket.id]


def test_what_a_clerk_sees_next_is_who_is_called_next(hall: RunningHall) -> None:
    for queue in ("B", "A", "B", "A"):
        a_waiting(hall, queue)
        hall.clock.pass_(minutes=2)
    actor = hall.open(1)
    seen = hall.ask(lambda uow: desk(uow, "W001", hall.clock.now))
    assert the_next(hall, actor).id == seen.next.ticket.id


def test_a_transfer_names_exactly_one_target(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_called(hall, actor)
    for target in (Target(), Target(queue="B", window="W003")):
        with pytest.raises(OneTarget):
            hall.do(transfer, actor, ticket.id, "W001", target, "wrong_item", None)
    assert as_it_is(hall, ticket) == ticket


def test_a_transfer_needs_a_reason_of_the_list(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_called(hall, actor)
    with pytest.raises(ReasonNeeded):
        hall.do(transfer, actor, ticket.id, "W001", Target(queue="B"), "tired", None)


def test_a_waiting_ticket_is_not_transferred_by_a_window_that_has_not_called_it(hall: RunningHall) -> None:
    ticket, actor = a_waiting(hall), hall.open(1)
    with pytest.raises(NotYourTicket):
        hall.do(transfer, actor, ticket.id, "W001", Target(queue="B"), "wrong_item", None)


def test_a_held_ticket_is_transferred_without_touching_the_window(hall: RunningHall) -> None:
    held = a_held(hall, HoldKind.PAPERS_STAY)
    moved, window = hall.do(transfer, clerk(1), held.id, "W001", Target(queue="BG"), "next_step", None)
    assert (moved.state, moved.hold, moved.window) == (State.WAITING, None, None)
    assert window.state is WindowState.IDLE


def test_a_held_ticket_whose_papers_are_elsewhere_is_not_transferred_from_here(hall: RunningHall) -> None:
    held = a_held(hall, HoldKind.PAPERS_STAY)
    third = hall.open(3)
    with pytest.raises(NotYourTicket):
        hall.do(transfer, third, held.id, "W003", Target(queue="BG"), "next_step", None)


def test_a_finished_service_is_rated_once(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_serving(any_hall, actor)
    done, _ = any_hall.do(finish, actor, ticket.id, "W001", ())
    rated = any_hall.do(rate, DESK, done, 5, "很满意")
    assert (rated.state, rated.stars) == (State.RATED, 5)
    assert last_event(any_hall).event.note == "很满意"
    with pytest.raises(NotRateable):
        any_hall.do(rate, DESK, as_it_is(any_hall, ticket), 1, None)


def test_an_unfinished_service_is_not_rated(hall: RunningHall) -> None:
    ticket = a_serving(hall, hall.open(1))
    with pytest.raises(NotRateable):
        hall.do(rate, DESK, ticket, 5, None)


def test_a_void_ticket_frees_its_window(hall: RunningHall) -> None:
    ticket = a_called(hall, hall.open(1))
    gone = hall.do(void, DESK, ticket.id, "scalper", None)
    assert (gone.state, gone.reason) == (State.VOID, "scalper")
    assert (the_window(hall, 1).state, the_window(hall, 1).ticket) == (WindowState.IDLE, None)


def test_a_ticket_in_service_is_not_void(hall: RunningHall) -> None:
    ticket = a_serving(hall, hall.open(1))
    with pytest.raises(WrongMoment):
        hall.do(void, DESK, ticket.id, "scalper", None)


def test_the_desk_counts_what_the_window_finished(hall: RunningHall) -> None:
    actor = hall.open(1)
    for minutes in (4, 6):
        ticket = a_serving(hall, actor)
        hall.clock.pass_(minutes=minutes)
        hall.do(finish, actor, ticket.id, "W001", ())
    seen = hall.ask(lambda uow: desk(uow, "W001", hall.clock.now))
    assert (seen.finished_today, seen.issued_today, seen.mean_service_seconds) == (2, 2, 300)
