"""The record of the estimates: what counts, what came true, what simpler rules would have said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.forecast.record import by, outcomes, score, together, told_closed
from hall_server.domain.names import QueueId, TicketId, ZoneId
from hall_server.domain.ticket import Priority, State, Ticket
from tests.small_hall import NINE, TUESDAY


def a_ticket(number: int, taken: float, called: float | None, served: float = 8.0, **more: object) -> Ticket:
    """Taken and called so many minutes after nine; told 5 to 15 minutes, 9 before the rounding."""
    at = NINE + timedelta(minutes=taken)
    ticket = Ticket(
        id=TicketId(f"A{number:03d}"),
        day=TUESDAY,
        number=f"A{number:03d}",
        queue=QueueId("A"),
        zone=ZoneId("Z1"),
        item=None,
        unit=None,
        audience="both",
        language="zh",
        priority=Priority.ORDINARY,
        token=f"t{number}",
        taken_at=at,
        reference_at=at,
        since=at,
        estimate_low=5,
        estimate_mid=9.0,
        estimate_high=15,
        estimate_basis="forecast",
        estimate_windows=1,
    )
    if called is not None:
        begin = NINE + timedelta(minutes=called)
        ticket = replace(
            ticket,
            state=State.FINISHED,
            called_at=begin,
            finished_at=begin + timedelta(minutes=served),
            served_seconds=served * 60,
        )
    return replace(ticket, **more)  # type: ignore[arg-type]


def test_a_day_of_three_is_scored() -> None:
    found = score(outcomes([a_ticket(1, 0, 9), a_ticket(2, 1, 20), a_ticket(3, 30, 31)]))
    assert (found.count, found.coverage) == (3, pytest.approx(1 / 3))
    assert found.error == pytest.approx((0 + 10 + 8) / 3)
    assert found.bias == pytest.approx((0 - 10 + 8) / 3)


def a_free_window(number: int) -> Ticket:
    """One that was told to come at once, and was called at once."""
    return a_ticket(number, 0, 0, estimate_mid=0.0, estimate_scale=1.0, estimate_low=0, estimate_high=3)


def test_coverage_is_of_those_who_were_told_a_range_and_says_how_many_they_were() -> None:
    """Not of those who found a window free."""
    found = score(outcomes([a_free_window(1), a_ticket(2, 1, 10), a_ticket(3, 30, 31)]))
    assert (found.count, found.ranged, found.coverage) == (3, 2, pytest.approx(0.5))
    alone = score(outcomes([a_free_window(1)]))
    assert (alone.count, alone.ranged, alone.coverage) == (1, 0, None)


def test_scores_of_groups_are_put_together_by_their_people() -> None:
    ours, others, free = [a_ticket(1, 1, 10), a_ticket(2, 1, 40)], [a_ticket(3, 30, 31)], [a_free_window(4)]
    whole = together([score(outcomes(some)) for some in (ours, others, free)])
    assert (whole.count, whole.ranged, whole.coverage) == (4, 3, pytest.approx(1 / 3))
    assert whole.error == pytest.approx(score([*outcomes(ours), *outcomes(others), *outcomes(free)]).error)


def test_who_read_that_no_window_was_open_was_promised_nothing_and_is_counted_apart() -> None:
    closed = [a_ticket(n, 0, 5, estimate_low=0, estimate_high=8, estimate_basis="closed") for n in (1, 2)]
    waits = a_ticket(3, 0, None, estimate_basis="closed")
    tickets = [*closed, waits, a_ticket(4, 0, 60)]
    assert [o.ticket.number for o in outcomes(tickets)] == ["A004"]
    assert told_closed(tickets) == 2


@pytest.mark.parametrize(
    "one",
    [
        a_ticket(1, 0, None),
        a_ticket(1, 0, 5, revivals=1),
        a_ticket(1, 0, 5, estimate_high=None),
    ],
    ids=["still waits", "came back", "was told nothing"],
)
def test_what_has_no_wait_to_compare_does_not_count(one: Ticket) -> None:
    assert outcomes([one]) == []


def test_simple_predictors_know_only_what_stood_there() -> None:
    """Two wait, the first for ten minutes, when the fourth comes; one was called after six minutes."""
    tickets = [
        a_ticket(1, 0, 6),
        a_ticket(2, 10, 40),
        a_ticket(3, 15, 50),
        a_ticket(4, 20, 60),
        a_ticket(5, 100, 101),
    ]
    simple = {o.ticket.number: o.simple for o in outcomes(reversed(tickets))}
    assert simple["A004"] == {
        "people_ahead": pytest.approx(3 * 8),
        "last_wait": pytest.approx(6),
        "head_of_line": pytest.approx(10),
        "peer": pytest.approx(0.9 * 24),
    }
    assert simple["A005"]["people_ahead"] == 0


def test_a_number_that_was_given_back_stands_before_nobody() -> None:
    gone = a_ticket(1, 0, None, state=State.CANCELLED, since=NINE + timedelta(minutes=2))
    assert outcomes([gone, a_ticket(2, 5, 6)])[0].simple["people_ahead"] == 0


def test_groups_are_told_apart() -> None:
    tickets = [a_ticket(1, 0, 9), a_ticket(2, 1, 60, priority=Priority.ELDERLY)]
    found = by(outcomes(tickets), lambda o: o.ticket.priority.value)
    assert {name: one.coverage for name, one in found.items()} == {"elderly": 0.0, "ordinary": 1.0}
