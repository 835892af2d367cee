"""Opening, pausing and closing a window, work that is not on a ticket, and the complaint about window 85."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.events import Kind
from hall_server.domain.refusals import (
    EndInThePast,
    NotYourWindow,
    ReasonNeeded,
    WindowNotReady,
    WindowTaken,
)
from hall_server.domain.ticket import HoldKind, State
from hall_server.domain.window import Window, WindowState
from hall_server.operations.calling import call_next
from hall_server.operations.serving import Target, hold, resume, start, transfer
from hall_server.operations.windows import (
    close_window,
    finish_walk_in,
    internal_task,
    open_window,
    pause,
    resume_window,
    start_walk_in,
)
from hall_server.storage.event_log import Recorded
from tests.conftest import RunningHall, clerk
from tests.small_hall import NINE
from tests.visits import DESK, a_called, a_serving, a_waiting, as_it_is, last_event, the_next

Stop = Callable[..., tuple[Window, tuple[object, ...]]]


def in_minutes(hall: RunningHall, minutes: float) -> object:
    return hall.clock.now + timedelta(minutes=minutes)


def paused(hall: RunningHall, number: int) -> Window:
    actor = clerk(number)
    window: Window = hall.do(pause, actor, actor.window, "away", in_minutes(hall, 10), None)[0]
    return window


def test_an_open_window_has_its_clerk(any_hall: RunningHall) -> None:
    any_hall.open(1)
    window = any_hall.ask(lambda uow: uow.windows.get("W001"))
    assert (window.state, window.staff, window.since) == (WindowState.IDLE, "1001", NINE)
    assert last_event(any_hall).event.kind is Kind.WINDOW_OPENED


def test_an_open_window_is_not_opened_again(hall: RunningHall) -> None:
    actor = hall.open(1)
    with pytest.raises(WindowNotReady):
        hall.do(open_window, actor, "W001")


def test_a_clerk_opens_only_the_window_of_the_session(hall: RunningHall) -> None:
    with pytest.raises(NotYourWindow):
        hall.do(open_window, clerk(2), "W001")


def test_a_window_obeys_only_the_clerk_who_opened_it(hall: RunningHall) -> None:
    hall.open(1)
    other = replace(clerk(3), window=clerk(1).window)
    for act in (call_next, close_window):
        with pytest.raises(WindowTaken):
            hall.do(act, other, "W001")


def test_a_pause_shows_its_reason_and_its_end(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    until = in_minutes(any_hall, 10)
    window, returned = any_hall.do(pause, actor, "W001", "lunch", until, "食堂")
    assert (window.state, window.reason, window.until, window.note) == (
        WindowState.PAUSED,
        "lunch",
        until,
        "食堂",
    )
    assert returned == ()


@pytest.mark.parametrize("stop", [pause, internal_task], ids=["pause", "task"])
def test_a_stop_needs_a_reason_of_its_list(hall: RunningHall, stop: Stop) -> None:
    actor = hall.open(1)
    with pytest.raises(ReasonNeeded):
        hall.do(stop, actor, "W001", "no_mood", in_minutes(hall, 10), None)


@pytest.mark.parametrize("stop", [pause, internal_task], ids=["pause", "task"])
@pytest.mark.parametrize("minutes", [0, -1])
def test_a_stop_ends_in_the_future(hall: RunningHall, stop: Stop, minutes: float) -> None:
    actor = hall.open(1)
    with pytest.raises(EndInThePast):
        hall.do(stop, actor, "W001", "training", in_minutes(hall, minutes), None)


def test_a_called_ticket_returns_to_its_line_when_the_window_pauses(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_called(any_hall, actor)
    any_hall.clock.pass_(minutes=4)
    younger = a_waiting(any_hall)
    window, returned = any_hall.do(pause, actor, "W001", "away", in_minutes(any_hall, 10), None)
    assert (window.ticket, [t.id for t in returned]) == (None, [ticket.id])
    back = as_it_is(any_hall, ticket)
    assert (back.state, back.window, back.calls, back.reference_at) == (State.WAITING, None, 0, NINE)
    assert the_next(any_hall, any_hall.open(3)).id == ticket.id
    assert as_it_is(any_hall, younger).state is State.WAITING


def test_a_ticket_sent_to_a_window_returns_to_its_line_and_zone_when_it_pauses(hall: RunningHall) -> None:
    first, last = hall.open(1), hall.open(85)
    ticket = a_called(hall, first)
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    hall.do(pause, last, "W085", "away", in_minutes(hall, 10), None)
    back = as_it_is(hall, ticket)
    assert (back.window, back.zone, back.reference_at) == (None, "Z1", ticket.reference_at)
    assert the_next(hall, first).id == ticket.id


def test_papers_that_stay_keep_their_window_through_a_pause(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_serving(any_hall, actor)
    any_hall.do(hold, actor, ticket.id, "W001", HoldKind.PAPERS_STAY, None)
    _, returned = any_hall.do(pause, actor, "W001", "away", in_minutes(any_hall, 10), None)
    assert returned == ()
    assert as_it_is(any_hall, ticket).window == "W001"


def test_papers_that_stay_are_free_when_the_window_closes(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    ticket = a_serving(any_hall, actor)
    any_hall.do(hold, actor, ticket.id, "W001", HoldKind.PAPERS_STAY, None)
    _, returned = any_hall.do(close_window, actor, "W001")
    assert [t.id for t in returned] == [ticket.id]
    held = as_it_is(any_hall, ticket)
    assert (held.state, held.window) == (State.HELD, None)
    assert any_hall.do(resume, any_hall.open(3), ticket.id, "W003")[0].state is State.SERVING


def test_a_closed_window_returns_what_it_called_and_loses_its_clerk(hall: RunningHall) -> None:
    actor = hall.open(1)
    ticket = a_called(hall, actor)
    window, returned = hall.do(close_window, actor, "W001")
    assert (window.state, window.ticket, window.staff) == (WindowState.CLOSED, None, None)
    assert [t.id for t in returned] == [ticket.id]


@pytest.mark.parametrize("stop", [pause, internal_task], ids=["pause", "task"])
def test_a_window_that_serves_somebody_cannot_stop(hall: RunningHall, stop: Stop) -> None:
    actor = hall.open(1)
    a_serving(hall, actor)
    with pytest.raises(WindowNotReady):
        hall.do(stop, actor, "W001", "training", in_minutes(hall, 10), None)


def test_a_window_that_serves_somebody_cannot_close(hall: RunningHall) -> None:
    actor = hall.open(1)
    a_serving(hall, actor)
    with pytest.raises(WindowNotReady):
        hall.do(close_window, actor, "W001")


@pytest.mark.parametrize("stop", [pause, internal_task], ids=["pause", "task"])
def test_a_stopped_window_cannot_call_start_or_serve(hall: RunningHall, stop: Stop) -> None:
    actor = hall.open(1)
    held = a_serving(hall, actor)
    hall.do(hold, actor, held.id, "W001", HoldKind.WAIT, None)
    ticket = a_called(hall, actor)
    hall.do(stop, actor, "W001", "training", in_minutes(hall, 10), None)
    with pytest.raises(WindowNotReady):
        hall.do(call_next, actor, "W001")
    with pytest.raises(WindowNotReady):
        hall.do(resume, actor, held.id, "W001")
    with pytest.raises(WindowNotReady):
        hall.do(start_walk_in, actor, "W001", "enquiry", None)
    with pytest.raises(Exception, match="wrong_moment"):
        hall.do(start, actor, ticket.id, "W001")


def test_a_paused_window_goes_on(hall: RunningHall) -> None:
    actor = hall.open(1)
    paused(hall, 1)
    window = hall.do(resume_window, actor, "W001")
    assert (window.state, window.reason, window.until, window.staff) == (
        WindowState.IDLE,
        None,
        None,
        "1001",
    )


def test_a_paused_window_is_resumed_before_it_pauses_again(hall: RunningHall) -> None:
    actor = hall.open(1)
    paused(hall, 1)
    with pytest.raises(WindowNotReady):
        hall.do(pause, actor, "W001", "lunch", in_minutes(hall, 10), None)


def test_somebody_without_a_ticket_is_served_for_a_reason(any_hall: RunningHall) -> None:
    actor = any_hall.open(1)
    busy = any_hall.do(start_walk_in, actor, "W001", "supplement", "补章")
    assert (busy.state, busy.reason) == (WindowState.WALK_IN, "supplement")
    assert last_event(any_hall).event.reason == "supplement"
    free = any_hall.do(finish_walk_in, actor, "W001")
    assert (free.state, free.reason) == (WindowState.IDLE, None)


def test_a_walk_in_needs_a_reason_of_the_list(hall: RunningHall) -> None:
    actor = hall.open(1)
    with pytest.raises(ReasonNeeded):
        hall.do(start_walk_in, actor, "W001", "friend", None)


def test_a_window_with_a_walk_in_cannot_call(hall: RunningHall) -> None:
    actor = hall.open(1)
    a_waiting(hall)
    hall.do(start_walk_in, actor, "W001", "enquiry", None)
    with pytest.raises(WindowNotReady):
        hall.do(call_next, actor, "W001")


def test_a_ticket_cannot_be_held_for_a_window_that_has_no_clerk_to_serve_it(hall: RunningHall) -> None:
    """A ticket that was sent to a window which then closes may be called by its own line's windows again."""
    first, last = hall.open(1), hall.open(85)
    ticket = a_called(hall, first)
    hall.do(transfer, first, ticket.id, "W001", Target(window="W085"), "other_skill", None)
    hall.do(close_window, last, "W085")
    assert the_next(hall, first).id == ticket.id


def test_the_complaint_about_window_85_can_be_answered_from_the_log_alone(any_hall: RunningHall) -> None:
    """Told "stopped", the window was then seen working, and others were served first.

    The log shows that the ticket went back to its line with its seniority when the window stopped, what
    the window did then and why, and who was called in which order for which reason.
    """
    hall, clock = any_hall, any_hall.clock
    actor = hall.open(85)
    complainant = a_called(hall, actor, "BG")
    clock.pass_(minutes=1)
    later = a_waiting(hall, "BG")
    hall.do(pause, actor, "W085", "system_fault", clock.now + timedelta(minutes=30), "网签系统无响应")
    clock.pass_(minutes=5)
    hall.do(resume_window, actor, "W085")
    hall.do(start_walk_in, actor, "W085", "assigned", "领导交办")
    clock.pass_(minutes=3)
    hall.do(finish_walk_in, actor, "W085")
    called = the_next(hall, actor)
    hall.do(start, actor, called.id, "W085")

    history = [r for r in hall.store.read_after(0) if "W085" in [w.id for w in r.event.windows]]
    steps = [(r.event.kind, r.event.windows[0].state, r.event.reason) for r in about_service(history)]
    assert steps == [
        (Kind.WINDOW_OPENED, WindowState.IDLE, None),
        (Kind.TICKET_CALLED, WindowState.CALLING, "returning"),
        (Kind.WINDOW_PAUSED, WindowState.PAUSED, "system_fault"),
        (Kind.WINDOW_RESUMED, WindowState.IDLE, None),
        (Kind.WINDOW_WALK_IN_STARTED, WindowState.WALK_IN, "assigned"),
        (Kind.WINDOW_WALK_IN_FINISHED, WindowState.IDLE, "assigned"),
        (Kind.TICKET_CALLED, WindowState.CALLING, None),
        (Kind.TICKET_STARTED, WindowState.SERVING, None),
    ]
    stopped = next(r for r in history if r.event.kind is Kind.WINDOW_PAUSED)
    assert (stopped.event.note, stopped.event.actor.staff) == ("网签系统无响应", "1085")
    assert stopped.event.windows[0].until == stopped.at + timedelta(minutes=30)
    assert [(t.id, t.state, t.reference_at) for t in stopped.event.tickets] == [
        (complainant.id, State.WAITING, complainant.reference_at)
    ]
    assert (stopped.at - NINE, history[-1].at - NINE) == (timedelta(minutes=1), timedelta(minutes=9))
    call = next(r for r in reversed(history) if r.event.call)
    assert call.event.call
    assert (call.event.call.number, call.event.why) == (
        complainant.number,
        "oldest waited=9 primary=12 lead=1 next=BG002 next_waited=8",
    )
    assert as_it_is(hall, later).state is State.WAITING


def about_service(history: list[Recorded]) -> list[Recorded]:
    return [r for r in history if r.event.kind is not Kind.PLAN_CHANGED]


def test_nobody_at_the_desk_can_act_for_a_window(hall: RunningHall) -> None:
    hall.open(1)
    with pytest.raises(NotYourWindow):
        hall.do(call_next, DESK, "W001")
