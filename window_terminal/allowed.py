"""Which act a window allows in which state, as data. It mirrors the hall's tables; the hall decides."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hall_server.wire.views import TicketView
from hall_server.wire.words import WindowState


class Act(StrEnum):
    """What a clerk can do; the value is the second half of the button's name."""

    OPEN = "open"
    CALL_NEXT = "call_next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "no_show"
    HOLD = "hold"
    RESUME_TICKET = "resume_ticket"
    TRANSFER = "transfer"
    PAUSE = "pause"
    INTERNAL_TASK = "internal_task"
    RESUME_WINDOW = "resume_window"
    CLOSE = "close"
    WALK_IN = "walk_in"
    WALK_IN_FINISHED = "walk_in_finished"
    CALL_BY_NUMBER = "call_by_number"
    REVIVE = "revive"
    SIGN_OUT = "sign_out"


BESIDE_THE_LIFE = frozenset({Act.REVIVE, Act.SIGN_OUT})
"""Acts that do not change the window's state: a missed ticket comes back, a clerk leaves a closed window."""

ALLOWED: dict[WindowState, frozenset[Act]] = {
    WindowState.CLOSED: frozenset({Act.OPEN, Act.SIGN_OUT}),
    WindowState.IDLE: frozenset(
        {
            Act.CALL_NEXT,
            Act.CALL_BY_NUMBER,
            Act.RESUME_TICKET,
            Act.WALK_IN,
            Act.PAUSE,
            Act.INTERNAL_TASK,
            Act.CLOSE,
            Act.REVIVE,
        }
    ),
    WindowState.CALLING: frozenset(
        {
            Act.START,
            Act.NO_SHOW,
            Act.RECALL,
            Act.TRANSFER,
            Act.PAUSE,
            Act.INTERNAL_TASK,
            Act.CLOSE,
            Act.REVIVE,
        }
    ),
    WindowState.SERVING: frozenset({Act.FINISH, Act.HOLD, Act.TRANSFER, Act.REVIVE}),
    WindowState.WALK_IN: frozenset({Act.WALK_IN_FINISHED, Act.REVIVE}),
    WindowState.PAUSED: frozenset({Act.RESUME_WINDOW, Act.CLOSE, Act.REVIVE}),
    WindowState.INTERNAL_TASK: frozenset({Act.RESUME_WINDOW, Act.CLOSE, Act.REVIVE}),
}

ALONE = frozenset({Act.START, Act.FINISH, Act.HOLD})
"""What the terminal does without the hall and tells later: the citizen stands here already. Whoever calls
must ask: two windows that cannot ask must not call the same person."""

NEXT_STEP: dict[WindowState, Act] = {
    WindowState.CLOSED: Act.OPEN,
    WindowState.IDLE: Act.CALL_NEXT,
    WindowState.CALLING: Act.START,
    WindowState.SERVING: Act.FINISH,
    WindowState.WALK_IN: Act.WALK_IN_FINISHED,
    WindowState.PAUSED: Act.RESUME_WINDOW,
    WindowState.INTERNAL_TASK: Act.RESUME_WINDOW,
}
"""What the big button does."""

QUICK: dict[WindowState, tuple[Act, ...]] = {
    WindowState.CLOSED: (Act.SIGN_OUT,),
    WindowState.IDLE: (Act.RESUME_TICKET, Act.PAUSE),
    WindowState.CALLING: (Act.RECALL, Act.NO_SHOW),
    WindowState.SERVING: (Act.HOLD, Act.TRANSFER),
    WindowState.WALK_IN: (),
    WindowState.PAUSED: (Act.CLOSE,),
    WindowState.INTERNAL_TASK: (Act.CLOSE,),
}
"""What the folded bar offers beside the big button."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Why an act that the table allows must still wait; all zero when it need not."""

    seconds: int = 0
    calls: int = 0
    """How many more calls are wanted first."""

    @property
    def passed(self) -> bool:
        return not self.seconds and not self.calls


NO_LIMIT = Limit()


def recall_limit(ticket: TicketView, seconds_wanted: int, now: datetime) -> Limit:
    """A call must have been heard before it is repeated."""
    return Limit(seconds=_seconds_left(ticket, seconds_wanted, now))


def no_show_limit(ticket: TicketView, calls_wanted: int, seconds_wanted: int, now: datetime) -> Limit:
    """A citizen is missed only after enough calls, and some seconds after the last of them."""
    if missing := max(0, calls_wanted - ticket.calls):
        return Limit(calls=missing)
    return Limit(seconds=_seconds_left(ticket, seconds_wanted, now))


def _seconds_left(ticket: TicketView, wanted: int, now: datetime) -> int:
    if ticket.last_called_at is None:
        return 0
    return max(0, math.ceil(wanted - (now - ticket.last_called_at).total_seconds()))
