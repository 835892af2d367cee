"""A window's life: the table says everything that may happen, and only that."""

from datetime import timedelta

import pytest

from hall_server.domain.refusals import WindowNotReady
from hall_server.domain.window import WINDOW_LIFE, WORKING, WindowAction, WindowState, picture
from tests.small_hall import NINE
from tests.values import a_window

LATER = NINE + timedelta(minutes=5)
PAIRS = [(state, action) for state in WindowState for action in WindowAction]


def a_pair(pair: tuple[WindowState, WindowAction]) -> str:
    return f"{pair[0].value}-{pair[1].value}"


@pytest.mark.parametrize("pair", PAIRS, ids=a_pair)
def test_an_act_is_in_the_table_or_refused(pair: tuple[WindowState, WindowAction]) -> None:
    state, action = pair
    window = a_window(85, state=state)
    if action in WINDOW_LIFE[state]:
        after = window.after(action, LATER)
        assert (after.state, after.since) == (WINDOW_LIFE[state][action], LATER)
        return
    with pytest.raises(WindowNotReady) as no:
        window.after(action, LATER)
    assert no.value.places == {"window": 85, "action": action.value, "state": state.value}


def test_every_state_has_a_row() -> None:
    assert set(WINDOW_LIFE) == set(WindowState)


def test_every_act_is_possible_somewhere() -> None:
    assert {action for row in WINDOW_LIFE.values() for action in row} == set(WindowAction)


def test_every_window_can_come_back_to_closed() -> None:
    for start in WindowState:
        reached = {start}
        while more := {after for state in reached for after in WINDOW_LIFE[state].values()} - reached:
            reached |= more
        assert WindowState.CLOSED in reached, start


@pytest.mark.parametrize("state", [WindowState.PAUSED, WindowState.INTERNAL_TASK], ids=lambda s: s.value)
def test_a_stopped_window_can_only_go_on_or_close(state: WindowState) -> None:
    assert set(WINDOW_LIFE[state]) == {WindowAction.RESUME, WindowAction.CLOSE}


@pytest.mark.parametrize("action", [WindowAction.PAUSE, WindowAction.CLOSE, WindowAction.INTERNAL_TASK])
def test_a_window_that_serves_somebody_cannot_stop(action: WindowAction) -> None:
    assert action not in WINDOW_LIFE[WindowState.SERVING]


def test_closed_and_stopped_windows_do_not_count_as_working() -> None:
    stopped = {WindowState.CLOSED, WindowState.PAUSED, WindowState.INTERNAL_TASK}
    assert set(WindowState) - WORKING == stopped


def test_the_picture_has_one_arrow_for_each_entry_of_the_table() -> None:
    arrows = [line.strip() for line in picture().splitlines() if "-->" in line]
    expected = {
        f"{a.value} --> {b.value}: {x.value}" for a, row in WINDOW_LIFE.items() for x, b in row.items()
    }
    assert set(arrows[1:]) == expected
    assert len(arrows) == 1 + len(expected)
