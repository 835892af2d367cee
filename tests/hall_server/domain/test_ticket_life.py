"""A ticket's life: the table says everything that may happen, and only that."""

from datetime import timedelta

import pytest

from hall_server.domain.names import QueueId
from hall_server.domain.refusals import WrongMoment
from hall_server.domain.ticket import AT_A_WINDOW, LIFE, LIVE, Action, State, number_of, picture, ticket_id
from tests.small_hall import NINE, TUESDAY
from tests.values import a_ticket

LATER = NINE + timedelta(minutes=5)
PAIRS = [(state, action) for state in State for action in Action]


def a_pair(pair: tuple[State, Action]) -> str:
    return f"{pair[0].value}-{pair[1].value}"


@pytest.mark.parametrize("pair", PAIRS, ids=a_pair)
def test_an_act_is_in_the_table_or_refused(pair: tuple[State, Action]) -> None:
    state, action = pair
    ticket = a_ticket(state=state)
    if action in LIFE[state]:
        after = ticket.after(action, LATER)
        assert (after.state, after.since) == (LIFE[state][action], LATER)
        return
    with pytest.raises(WrongMoment) as no:
        ticket.after(action, LATER)
    assert no.value.places == {"number": "A001", "action": action.value, "state": state.value}


def test_every_state_has_a_row() -> None:
    assert set(LIFE) == set(State)


def test_every_act_is_possible_somewhere() -> None:
    assert {action for row in LIFE.values() for action in row} == set(Action)


def test_every_state_is_reached_from_a_reserved_number() -> None:
    reached = {State.RESERVED}
    while more := {after for state in reached for after in LIFE[state].values()} - reached:
        reached |= more
    assert reached == set(State)


def test_a_ticket_that_has_ended_never_lives_again() -> None:
    assert not {after for state in set(State) - LIVE for after in LIFE[state].values()} & LIVE


def test_a_live_ticket_can_always_come_to_an_end() -> None:
    for state in LIVE:
        assert {Action.CANCEL, Action.VOID, Action.FINISH, Action.TRANSFER} & set(LIFE[state]), state


def test_only_called_and_served_tickets_stand_at_a_window() -> None:
    assert {State.CALLED, State.SERVING} == AT_A_WINDOW


def test_only_waiting_tickets_are_called() -> None:
    assert [state for state in State if Action.CALL in LIFE[state]] == [State.WAITING]


def test_an_act_changes_nothing_but_the_state_and_its_moment() -> None:
    ticket = a_ticket(calls=2, revivals=1)
    assert (after := ticket.after(Action.CALL, LATER)).id == ticket.id
    assert (after.calls, after.revivals, after.reference_at) == (2, 1, ticket.reference_at)


def test_the_picture_has_one_arrow_for_each_entry_of_the_table() -> None:
    arrows = [line.strip() for line in picture().splitlines() if "-->" in line]
    expected = {f"{a.value} --> {b.value}: {x.value}" for a, row in LIFE.items() for x, b in row.items()}
    assert picture().startswith("stateDiagram-v2")
    assert set(arrows[1:]) == expected
    assert len(arrows) == 1 + len(expected)


@pytest.mark.parametrize(
    ("counter", "number"), [(1, "BG001"), (23, "BG023"), (999, "BG999"), (1000, "BG1000"), (4321, "BG4321")]
)
def test_a_number_has_three_digits_and_four_past_999(counter: int, number: str) -> None:
    assert number_of(QueueId("BG"), counter) == number


def test_a_tickets_id_is_its_day_and_its_number() -> None:
    assert ticket_id(TUESDAY, "BG023") == "20261124-BG023"
