"""What time alone does: notices end, a business day ends, another begins."""

from datetime import date, timedelta

import pytest

from hall_server.domain.events import Actor, Kind
from hall_server.domain.refusals import UnknownTicket, WrongMoment
from hall_server.domain.ticket import HoldKind, State, Ticket
from hall_server.domain.waiting import Basis
from hall_server.domain.window import WindowState
from hall_server.operations.citizen import standing
from hall_server.operations.closing import close_day, tick
from hall_server.operations.outlook import desk, queue_outlook
from hall_server.operations.serving import finish, hold, rate
from hall_server.operations.taking import cancel, reprint
from hall_server.operations.windows import pause
from tests.conftest import RunningHall
from tests.small_hall import TUESDAY
from tests.visits import (
    DESK,
    LI,
    a_called,
    a_reserved,
    a_serving,
    a_waiting,
    as_it_is,
    last_event,
    missed,
)

WEDNESDAY = TUESDAY + timedelta(days=1)


def a_night(hall: RunningHall) -> None:
    """Nine in the morning of the next day; the clock strikes."""
    hall.clock.pass_(days=1)
    hall.do(tick)


def a_finished(hall: RunningHall, actor: Actor, minutes: float = 6) -> Ticket:
    ticket = a_serving(hall, actor)
    hall.clock.pass_(minutes=minutes)
    done: Ticket = hall.do(finish, actor, ticket.id, actor.window, ())[0]
    return done


def test_the_first_command_of_a_new_day_turns_it(any_hall: RunningHall) -> None:
    a_waiting(any_hall)
    any_hall.clock.pass_(days=1)
    first = a_reserved(any_hall)
    assert (first.number, first.day, first.id) == ("A001", WEDNESDAY, "20261125-A001")
    assert any_hall.ask(lambda uow: uow.day) == WEDNESDAY


def test_the_day_turns_at_midnight_of_the_halls_own_time_zone(hall: RunningHall) -> None:
    hall.clock.pass_(hours=14, minutes=59, seconds=59)
    hall.do(tick)
    assert hall.ask(lambda uow: uow.day) == TUESDAY
    hall.clock.pass_(seconds=1)
    hall.do(tick)
    assert hall.ask(lambda uow: uow.day) == WEDNESDAY


def test_what_nobody_served_is_void_and_kept(any_hall: RunningHall) -> None:
    clerk = any_hall.open(1)
    left = [missed(any_hall, clerk, a_called(any_hall, clerk))]
    held = a_serving(any_hall, clerk)
    left.append(any_hall.do(hold, clerk, held.id, "W001", HoldKind.PAPERS_STAY, None)[0])
    left += [a_called(any_hall, clerk), a_waiting(any_hall), a_reserved(any_hall)]
    a_night(any_hall)
    for ticket in left:
        gone = as_it_is(any_hall, ticket)
        assert (gone.state, gone.reason, gone.day) == (State.VOID, "day_closed", TUESDAY)
        assert gone.number == ticket.number


def test_a_service_that_was_under_way_counts_as_finished(hall: RunningHall) -> None:
    ticket = a_serving(hall, hall.open(1))
    hall.clock.pass_(hours=15)
    hall.do(tick)
    done = as_it_is(hall, ticket)
    assert (done.state, done.finished_at) == (State.FINISHED, hall.clock.now)
    assert done.served_seconds == timedelta(hours=15).total_seconds()


def test_every_window_is_closed_in_the_morning(any_hall: RunningHall) -> None:
    first, second = any_hall.open(1), any_hall.open(3)
    a_serving(any_hall, first)
    any_hall.do(pause, second, "W003", "away", any_hall.clock.now + timedelta(minutes=5), "茶")
    a_night(any_hall)
    for window in any_hall.ask(lambda uow: uow.windows.all()):
        assert (window.state, window.ticket, window.staff) == (WindowState.CLOSED, None, None)
        assert (window.reason, window.note, window.until) == (None, None, None)


def test_one_event_tells_what_the_end_of_the_day_changed(hall: RunningHall) -> None:
    ticket = a_called(hall, hall.open(1))
    a_night(hall)
    recorded = last_event(hall)
    assert (recorded.event.kind, recorded.day) == (Kind.DAY_CLOSED, WEDNESDAY)
    assert [t.id for t in recorded.event.tickets] == [ticket.id]
    assert [w.id for w in recorded.event.windows] == ["W001"]
    assert recorded.event.actor == Actor("clock")


def test_a_day_is_closed_once(hall: RunningHall) -> None:
    a_night(hall)
    before = hall.store.last_seq()
    hall.do(tick)
    hall.do(tick)
    assert hall.store.last_seq() == before


def test_a_long_holiday_turns_into_the_day_that_it_is(hall: RunningHall) -> None:
    hall.clock.pass_(days=9)
    hall.do(tick)
    assert hall.ask(lambda uow: uow.day) == date(2026, 12, 3)


def test_a_clock_that_is_set_back_does_not_bring_yesterday_again(hall: RunningHall) -> None:
    a_night(hall)
    a_reserved(hall)
    hall.clock.pass_(days=-1)
    hall.do(tick)
    assert hall.ask(lambda uow: uow.day) == WEDNESDAY
    assert a_reserved(hall).id == "20261125-A002"


def test_estimates_are_warm_from_the_day_before(any_hall: RunningHall) -> None:
    clerk = any_hall.open(1)
    for _ in range(6):
        a_finished(any_hall, clerk, minutes=4)
    a_night(any_hall)
    any_hall.open(1)
    a_waiting(any_hall)
    seen = any_hall.ask(lambda uow: queue_outlook(uow, "A", any_hall.clock.now))
    assert (seen.estimate.basis, seen.estimate.mid) == (Basis.RECENT, 6)


def test_todays_services_come_before_those_of_yesterday(hall: RunningHall) -> None:
    clerk = hall.open(1)
    for minutes in (1, 2):
        a_finished(hall, clerk, minutes)
    a_night(hall)
    clerk = hall.open(1)
    for minutes in (3, 4):
        a_finished(hall, clerk, minutes)
    assert hall.ask(lambda uow: uow.tickets.recent_minutes("A")) == [4.0, 3.0, 2.0, 1.0]


def test_yesterdays_numbers_are_not_called_today(hall: RunningHall) -> None:
    a_waiting(hall)
    a_night(hall)
    with pytest.raises(UnknownTicket):
        hall.ask(lambda uow: uow.tickets.by_number("A001"))
    assert hall.ask(lambda uow: uow.tickets.live()) == []


def test_a_ticket_of_yesterday_cannot_be_cancelled_or_printed_again(hall: RunningHall) -> None:
    ticket = a_waiting(hall)
    a_night(hall)
    with pytest.raises(WrongMoment):
        hall.do(cancel, DESK, ticket.id, None)
    with pytest.raises(WrongMoment):
        hall.do(reprint, DESK, ticket.id)


def test_a_service_of_yesterday_may_still_be_rated(any_hall: RunningHall) -> None:
    done = a_finished(any_hall, any_hall.open(1))
    a_night(any_hall)
    yesterdays = any_hall.ask(lambda uow: uow.tickets.by_token(done.token))
    any_hall.do(rate, Actor("public"), yesterdays, 4, None)
    assert as_it_is(any_hall, done).stars == 4


def test_rating_a_service_of_yesterday_changes_nothing_of_today(any_hall: RunningHall) -> None:
    done = a_finished(any_hall, any_hall.open(1))
    a_night(any_hall)
    today = a_waiting(any_hall, person=LI)
    any_hall.do(rate, Actor("public"), as_it_is(any_hall, done), 4, None)
    any_hall.open(1)
    assert any_hall.ask(lambda uow: uow.tickets.by_number("A001")) == today
    seen = any_hall.ask(lambda uow: desk(uow, "W001", any_hall.clock.now))
    assert (seen.finished_today, seen.issued_today) == (0, 1)


def test_a_citizen_may_look_at_the_ticket_of_yesterday(hall: RunningHall) -> None:
    done = a_finished(hall, hall.open(1))
    a_night(hall)
    seen = hall.ask(lambda uow: standing(uow, done.token, hall.clock.now))
    assert (seen.ticket.id, seen.estimate) == (done.id, None)


def test_closing_the_day_by_hand_names_every_ticket_that_ended(hall: RunningHall) -> None:
    waiting = a_waiting(hall)
    ended = hall.do(lambda uow, now: close_day(uow, Actor("manager"), WEDNESDAY, now))
    assert ended == (waiting.id,)
    assert last_event(hall).event.actor == Actor("manager")
