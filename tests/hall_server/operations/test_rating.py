"""Ratings on record: once for each service, with reasons and source, in the row and in the history."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_server.domain.events import Actor, Kind
from hall_server.domain.names import DeviceId, StaffNumber, WindowId
from hall_server.domain.refusals import (
    NotRateable,
    NotYourTicket,
    NotYourWindow,
    RatingReasonNeeded,
    ReasonNeeded,
    Refusal,
)
from hall_server.domain.rules import BAD_LEVELS, RATING_REASONS, Reason
from hall_server.domain.ticket import Source, State, Ticket
from hall_server.history.lane import Lane
from hall_server.operations.serving import finish, rate
from tests.conftest import RunningHall
from tests.hall_server.laws import ratings_say_why
from tests.hall_server.operations.conftest import HallWith
from tests.visits import DESK, KIOSK, a_serving, as_it_is, last_event

PUBLIC = Actor("public")
EVALUATOR = Actor("evaluator", window=WindowId("W001"), device=DeviceId("evaluator-001"))
GATEWAY = Actor("evaluator", device=DeviceId("evaluator-002"))


def a_finished(hall: RunningHall, number: int = 1) -> Ticket:
    actor = hall.open(number)
    ticket = a_serving(hall, actor)
    done: Ticket = hall.do(finish, actor, ticket.id, actor.window, ())[0]
    return done


def rated(
    hall: RunningHall,
    actor: Actor,
    ticket: Ticket,
    stars: int,
    *reasons: str,
    source: Source | None = None,
    comment: str | None = None,
) -> Ticket:
    told = partial(rate, reasons=reasons, source=source)
    judged: Ticket = hall.do(
        lambda uow, now: told(uow, actor, uow.tickets.get(ticket.id), stars, comment, now)
    )
    return judged


def test_a_bad_rating_keeps_its_reasons_its_source_and_its_words(any_hall: RunningHall) -> None:
    ticket = a_finished(any_hall)
    judged = rated(any_hall, EVALUATOR, ticket, 2, "process", "attitude", source=Source.TOUCH, comment="慢")
    assert (judged.state, judged.stars, judged.rated_through) == (State.RATED, 2, Source.TOUCH)
    assert judged.rating_reasons == ("attitude", "process")
    event = last_event(any_hall).event
    assert (event.kind, event.note, event.actor) == (Kind.TICKET_RATED, "慢", EVALUATOR)
    assert event.tickets == (replace(judged, person=None, token=""),)


def test_reasons_are_there_again_after_a_restart(any_hall: RunningHall) -> None:
    ticket = a_finished(any_hall)
    judged = rated(any_hall, PUBLIC, ticket, 1, "turned_away")
    any_hall.lane.stop()
    any_hall.lane = Lane(any_hall.store, any_hall.clock)
    any_hall.lane.start()
    assert as_it_is(any_hall, ticket) == judged


def test_a_bad_rating_without_a_reason_leaves_the_service_unrated(hall: RunningHall) -> None:
    ticket = a_finished(hall)
    before = hall.store.last_seq()
    for actor in (PUBLIC, KIOSK, EVALUATOR, DESK):
        with pytest.raises(RatingReasonNeeded):
            rated(hall, actor, ticket, 1)
    assert (as_it_is(hall, ticket), hall.store.last_seq()) == (ticket, before)


def test_keys_rate_without_a_reason(hall: RunningHall) -> None:
    judged = rated(hall, GATEWAY, a_finished(hall), 1, source=Source.KEYED)
    assert (judged.stars, judged.rating_reasons, judged.rated_through) == (1, (), Source.KEYED)


def test_the_hall_says_which_reasons_there_are(hall_with: HallWith) -> None:
    hall = hall_with(rating_reasons=(Reason("queue_jump", "插队", "Queue jumping", levels=BAD_LEVELS),))
    ticket = a_finished(hall)
    with pytest.raises(ReasonNeeded):
        rated(hall, PUBLIC, ticket, 2, "attitude")
    assert rated(hall, PUBLIC, ticket, 2, "queue_jump").rating_reasons == ("queue_jump",)


def test_an_evaluator_tells_only_what_was_served_at_its_window(hall: RunningHall) -> None:
    ticket = a_finished(hall, 3)
    with pytest.raises(NotYourTicket) as refused:
        rated(hall, EVALUATOR, ticket, 5)
    assert refused.value.places == {"number": ticket.number, "window": 1}
    assert rated(hall, GATEWAY, ticket, 5).state is State.RATED


def test_a_clerk_passes_on_only_what_was_told_at_their_window(hall: RunningHall) -> None:
    ticket = a_finished(hall, 3)
    with pytest.raises(NotYourTicket):
        rated(hall, Actor("clerk", StaffNumber("1001"), WindowId("W001")), ticket, 5)
    with pytest.raises(NotYourWindow):
        rated(hall, Actor("clerk", StaffNumber("1001")), ticket, 5)
    here = Actor("clerk", StaffNumber("1003"), WindowId("W003"))
    assert rated(hall, here, ticket, 2, source=Source.KEYED).rated_through is Source.KEYED


def test_a_service_that_nobody_judged_stays_unrated(hall: RunningHall) -> None:
    ticket = a_finished(hall)
    hall.clock.pass_(hours=30)
    now = as_it_is(hall, ticket)
    assert (now.state, now.stars, now.rated_through) == (State.FINISHED, None, None)


ATTEMPTS = st.tuples(
    st.sampled_from([PUBLIC, KIOSK, EVALUATOR, GATEWAY, DESK, Actor("board")]),
    st.integers(1, 5),
    st.lists(st.sampled_from([*(r.code for r in RATING_REASONS), "weather"]), max_size=3),
    st.none() | st.sampled_from(Source),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts=st.lists(ATTEMPTS, min_size=1, max_size=6))
def test_however_often_it_is_tried_a_service_is_rated_at_most_once(
    hall: RunningHall, attempts: list[Any]
) -> None:
    ticket = a_finished(hall) if hall.store.last_seq() < 2 else _another(hall)
    first = hall.store.last_seq()
    taken: list[Ticket] = []
    late: list[Refusal] = []
    for actor, stars, reasons, source in attempts:
        try:
            taken.append(rated(hall, actor, ticket, stars, *reasons, source=source))
        except Refusal as refusal:
            late += [refusal] if taken else []
    assert all(isinstance(refusal, NotRateable) for refusal in late)
    events = [r.event for r in hall.store.read_after(first)]
    assert [e.kind for e in events] == [Kind.TICKET_RATED] * len(taken)
    assert len(taken) <= 1
    ratings_say_why([as_it_is(hall, ticket)])
    assert as_it_is(hall, ticket) == (taken[0] if taken else ticket)


def _another(hall: RunningHall) -> Ticket:
    actor = Actor("clerk", StaffNumber("1001"), WindowId("W001"))
    done: Ticket = hall.do(finish, actor, a_serving(hall, actor).id, "W001", ())[0]
    return done
