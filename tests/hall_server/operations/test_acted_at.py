"""A step that a window tells later than it happened: the seconds of service are those of the window."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from pydantic import ValidationError

from hall_server.domain.events import Kind
from hall_server.domain.refusals import WrongMoment
from hall_server.domain.ticket import HoldKind, State, Ticket
from hall_server.domain.window import Window
from hall_server.operations.serving import finish, hold, resume, start
from hall_server.wire.asks import AtWindow, Finish, Hold, Start, Transfer
from tests.conftest import RunningHall, clerk
from tests.small_hall import NINE
from tests.visits import a_called, as_it_is, last_event

CLERK = clerk(1)


def seconds(count: float) -> datetime:
    return NINE + timedelta(seconds=count)


def started(hall: RunningHall, acted_at: datetime | None = None) -> Ticket:
    """Called at nine and started."""
    called = a_called(hall, hall.open(1))
    hall.clock.pass_(minutes=30)
    ticket: Ticket = hall.do(partial(start, acted_at=acted_at), CLERK, called.id, "W001")[0]
    return ticket


def finished(hall: RunningHall, ticket: Ticket, acted_at: datetime | None = None) -> tuple[Ticket, Window]:
    done: tuple[Ticket, Window] = hall.do(partial(finish, acted_at=acted_at), CLERK, ticket.id, "W001", ())
    return done


def test_a_service_told_half_an_hour_later_has_the_seconds_that_it_took(any_hall: RunningHall) -> None:
    ticket = started(any_hall, acted_at=seconds(40))
    assert (ticket.started_at, ticket.since) == (seconds(40), seconds(40))
    done, window = finished(any_hall, ticket, acted_at=seconds(400))
    assert (done.served_seconds, done.finished_at, window.since) == (360.0, seconds(400), seconds(400))
    assert as_it_is(any_hall, ticket) == done


def test_the_history_keeps_the_moment_at_which_the_hall_was_told(hall: RunningHall) -> None:
    finished(hall, started(hall, acted_at=seconds(40)), acted_at=seconds(400))
    entry = last_event(hall)
    assert (entry.event.kind, entry.at) == (Kind.TICKET_FINISHED, seconds(1800))
    assert entry.event.tickets[0].finished_at == seconds(400)


def test_a_hold_told_later_charges_only_the_time_before_it(hall: RunningHall) -> None:
    ticket = started(hall, acted_at=seconds(10))
    act = partial(hold, acted_at=seconds(100))
    held, window = hall.do(act, CLERK, ticket.id, "W001", HoldKind.WAIT, None)
    assert (held.state, held.served_seconds, held.since) == (State.HELD, 90.0, seconds(100))
    assert window.since == seconds(100)
    hall.do(resume, CLERK, ticket.id, "W001")
    hall.clock.pass_(seconds=60)
    assert finished(hall, ticket)[0].served_seconds == 150.0


def test_a_service_did_not_start_before_its_call(hall: RunningHall) -> None:
    assert started(hall, acted_at=seconds(-3600)).started_at == NINE


def test_a_service_did_not_end_before_it_started(hall: RunningHall) -> None:
    ticket = started(hall, acted_at=seconds(500))
    done, _ = finished(hall, ticket, acted_at=seconds(400))
    assert (done.finished_at, done.served_seconds) == (seconds(500), 0.0)


def test_nothing_happened_later_than_now(hall: RunningHall) -> None:
    ticket = started(hall, acted_at=seconds(86_400))
    assert ticket.started_at == hall.clock.now
    hall.clock.pass_(seconds=30)
    done, _ = finished(hall, ticket, acted_at=seconds(86_400))
    assert (done.finished_at, done.served_seconds) == (hall.clock.now, 30.0)


def test_without_a_moment_the_halls_own_counts(hall: RunningHall) -> None:
    ticket = started(hall)
    assert (ticket.started_at, ticket.since) == (seconds(1800), seconds(1800))
    hall.clock.pass_(seconds=45)
    done, window = finished(hall, ticket)
    assert (done.finished_at, done.served_seconds, window.since) == (seconds(1845), 45.0, seconds(1845))


def test_a_moment_in_the_past_opens_no_way_around_the_ticket_s_life(hall: RunningHall) -> None:
    ticket = started(hall, acted_at=seconds(40))
    finished(hall, ticket, acted_at=seconds(400))
    with pytest.raises(WrongMoment):
        finished(hall, ticket, acted_at=seconds(50))


def test_only_the_steps_of_a_service_have_a_moment() -> None:
    for ask in (Start, Finish, Hold):
        assert "acted_at" in ask.model_fields
    for other in (AtWindow, Transfer):
        with pytest.raises(ValidationError):
            other.model_validate(
                {"window": "W001", "reason": "wrong_item", "acted_at": "2026-11-24T01:00:00Z"}
            )
