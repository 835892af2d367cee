"""The words of the wire are the words of the domain."""

from enum import Enum

import pytest

from hall_server.api import callers
from hall_server.domain import events, issuing, rating, ticket, waiting, window
from hall_server.domain.plan_changes import VALUE_WORDS
from hall_server.operations import citizen
from hall_server.wire import answers, words


def values(vocabulary: type[Enum]) -> set[str]:
    return {member.value for member in vocabulary}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ticket.State, words.TicketState),
        (window.WindowState, words.WindowState),
        (ticket.Priority, words.PriorityClass),
        (ticket.HoldKind, words.HoldKind),
        (ticket.Source, words.RatingSource),
        (events.Kind, words.EventKind),
        (issuing.Arrival, words.Arrival),
        (citizen.Act, words.TicketAct),
    ],
    ids=["ticket states", "window states", "classes", "holds", "sources", "events", "arrivals", "acts"],
)
def test_a_vocabulary_is_the_same_on_both_sides(ours: type[Enum], theirs: type[Enum]) -> None:
    assert values(ours) == values(theirs)


def test_live_tickets_are_the_same_on_both_sides() -> None:
    assert {s.value for s in ticket.LIVE} == {s.value for s in words.LIVE}


def test_the_basis_of_an_estimate_is_the_same_on_both_sides() -> None:
    assert values(waiting.Basis) == set(answers.Estimate.model_fields["basis"].annotation.__args__)  # type: ignore[union-attr]


def test_every_role_that_a_route_lets_in_is_a_role() -> None:
    assert {*callers.ANYONE, *callers.OFFICIALS, *callers.AT_WINDOW} <= set(words.Role)


def test_every_role_that_may_rate_is_a_role_and_the_public() -> None:
    assert set(rating.SOURCES) <= {role.value for role in words.Role}


def test_every_role_of_staff_has_its_word_in_a_plan() -> None:
    assert {r.value for r in callers.STAFF} <= set(VALUE_WORDS)
