"""What the terminal offers is what the hall allows: the two tables agree, cell by cell."""

import pytest

from hall_server.domain.ticket import LIFE, Action, State
from hall_server.domain.window import WINDOW_LIFE, WindowAction
from hall_server.domain.window import WindowState as HallState
from hall_server.wire.words import WindowState
from window_terminal.allowed import ALLOWED, BESIDE_THE_LIFE, Act

MEANS: dict[Act, tuple[WindowAction | None, Action | None]] = {
    Act.OPEN: (WindowAction.OPEN, None),
    Act.CALL_NEXT: (WindowAction.CALL, None),
    Act.CALL_BY_NUMBER: (WindowAction.CALL, None),
    Act.RECALL: (None, Action.RECALL),
    Act.START: (WindowAction.START, Action.START),
    Act.FINISH: (WindowAction.FREE, Action.FINISH),
    Act.NO_SHOW: (WindowAction.FREE, Action.NO_SHOW),
    Act.HOLD: (WindowAction.FREE, Action.HOLD),
    Act.TRANSFER: (WindowAction.FREE, Action.TRANSFER),
    Act.RESUME_TICKET: (WindowAction.RESUME_TICKET, None),
    Act.PAUSE: (WindowAction.PAUSE, None),
    Act.INTERNAL_TASK: (WindowAction.INTERNAL_TASK, None),
    Act.RESUME_WINDOW: (WindowAction.RESUME, None),
    Act.CLOSE: (WindowAction.CLOSE, None),
    Act.WALK_IN: (WindowAction.WALK_IN, None),
    Act.WALK_IN_FINISHED: (WindowAction.FINISH_WALK_IN, None),
}
"""Each act as a step of the window's life and, where a ticket stands at the window, of that ticket's."""
TICKET_AT = {HallState.CALLING: State.CALLED, HallState.SERVING: State.SERVING}


def test_every_act_is_compared_or_beside_the_life() -> None:
    assert set(MEANS) | BESIDE_THE_LIFE == set(Act)


@pytest.mark.parametrize("state", HallState, ids=lambda s: s.value)
@pytest.mark.parametrize("act", MEANS, ids=lambda a: a.value)
def test_an_act_is_offered_exactly_when_both_lives_have_the_step(state: HallState, act: Act) -> None:
    of_window, of_ticket = MEANS[act]
    window_may = of_window is None or of_window in WINDOW_LIFE[state]
    ticket_may = of_ticket is None or (state in TICKET_AT and of_ticket in LIFE[TICKET_AT[state]])
    assert (act in ALLOWED[WindowState(state.value)]) == (window_may and ticket_may)
