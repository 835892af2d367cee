"""The words of the wire are the words of the domain."""

from enum import Enum

import pytest

from hall_server.api import callers
from hall_server.domain import events, ticket, waiting, window
from hall_server.domain.plan_changes import VALUE_WORDS
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
        (events.Kind, words.EventKind),
    ],
    ids=["ticket states", "window states", "classes", "holds", "events"],
)
def test_a_vocabulary_is_the_same_on_both_sides(ours: type[Enum], theirs: type[Enum]) -> None:
    assert values(ours) == values(theirs)


def test_live_tickets_are_the_same_on_both_sides() -> None:
    assert {s.value for s in ticket.LIVE} == {s.value for s in words.LIVE}


def test_the_basis_of_an_estimate_is_the_same_on_both_sides() -> None:
    assert values(waiting.Basis) == set(answers.Estimate.model_fields["basis"].annotation.__args__)  # type: ignore[union-attr]


def test_every_role_that_a_route_lets_in_is_a_role() -> None:
    assert {*callers.ANYONE, *callers.OFFICIALS, *callers.AT_WINDOW} <= set(words.Role)


def test_every_role_of_staff_has_its_word_in_a_plan() -> None:
    assert {r.value for r in callers.STAFF} <= set(VALUE_WORDS)
