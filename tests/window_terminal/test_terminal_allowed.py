"""The table of acts, and the rules that count calls and seconds."""

from datetime import timedelta

import pytest

from hall_server.wire.words import WindowState
from tests.window_terminal.terminal_fakes import NINE, a_terminal, a_ticket
from window_terminal.allowed import (
    ALLOWED,
    BESIDE_THE_LIFE,
    NEXT_STEP,
    QUICK,
    Act,
    Limit,
    no_show_limit,
    recall_limit,
)
from window_terminal.keys import KEYS, key_of
from window_terminal.state import offer


def test_every_state_has_a_row_a_next_step_and_quick_acts() -> None:
    assert set(ALLOWED) == set(NEXT_STEP) == set(QUICK) == set(WindowState)


@pytest.mark.parametrize("state", WindowState)
def test_what_the_big_button_and_the_bar_offer_is_allowed(state: WindowState) -> None:
    assert {NEXT_STEP[state], *QUICK[state]} <= ALLOWED[state]


def test_every_act_is_allowed_somewhere_and_has_a_key() -> None:
    assert frozenset().union(*ALLOWED.values()) == set(Act)
    assert {act for act in Act if key_of(act)} == set(Act)


@pytest.mark.parametrize("acts", [acts for acts in KEYS.values() if len(acts) > 1])
def test_a_key_of_two_acts_never_has_to_choose(acts: tuple[Act, ...]) -> None:
    for allowed in ALLOWED.values():
        assert len(allowed & set(acts)) <= 1


def test_a_window_that_serves_must_finish_or_hold_before_it_pauses_or_closes() -> None:
    for state in (WindowState.SERVING, WindowState.WALK_IN):
        assert not ALLOWED[state] & {Act.PAUSE, Act.INTERNAL_TASK, Act.CLOSE, Act.CALL_NEXT}


def test_a_paused_window_can_only_resume_or_close() -> None:
    for state in (WindowState.PAUSED, WindowState.INTERNAL_TASK):
        assert ALLOWED[state] - BESIDE_THE_LIFE == {Act.RESUME_WINDOW, Act.CLOSE}


def test_a_closed_window_can_only_open_or_be_left() -> None:
    assert ALLOWED[WindowState.CLOSED] == {Act.OPEN, Act.SIGN_OUT}


def test_a_recall_waits_ten_seconds() -> None:
    ticket = a_ticket(last_called_at=NINE, calls=1)
    assert recall_limit(ticket, 10, NINE + timedelta(seconds=3.2)) == Limit(seconds=7)
    assert recall_limit(ticket, 10, NINE + timedelta(seconds=10)).passed


def test_a_no_show_needs_three_calls_and_twenty_seconds_after_the_last() -> None:
    after = NINE + timedelta(seconds=8)
    assert no_show_limit(a_ticket(calls=1, last_called_at=NINE), 3, 20, after) == Limit(calls=2)
    thrice = a_ticket(calls=3, last_called_at=NINE)
    assert no_show_limit(thrice, 3, 20, after) == Limit(seconds=12)
    assert no_show_limit(thrice, 3, 20, NINE + timedelta(seconds=20)).passed


@pytest.mark.parametrize("state", WindowState)
def test_a_press_outside_the_table_asks_the_hall_nothing(state: WindowState) -> None:
    terminal = a_terminal(state, held=(a_ticket("BG011"),), missed=(a_ticket("BG012"),))
    for act in set(Act) - ALLOWED[state]:
        assert not offer(terminal.state, act).enabled
        terminal.model.act_pressed(act)
    assert terminal.hall.asked == []
    assert terminal.state.question is None
    assert terminal.hall.signed_out == 0


def test_an_empty_list_offers_nobody_to_resume_or_revive() -> None:
    state = a_terminal(WindowState.IDLE).state
    assert not offer(state, Act.RESUME_TICKET).enabled
    assert not offer(state, Act.REVIVE).enabled
