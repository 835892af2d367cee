"""A window's life, as one table."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from hall_server.domain.names import StaffNumber, TicketId, WindowId, ZoneId
from hall_server.domain.refusals import WindowNotReady


class WindowState(Enum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    WALK_IN = "walk_in"
    PAUSED = "paused"
    INTERNAL_TASK = "internal_task"


class WindowAction(Enum):
    OPEN = "open"
    CALL = "call"
    START = "start"
    RESUME_TICKET = "resume_ticket"
    FREE = "free"
    """The ticket left: finished, missed, held, transferred or cancelled."""
    WALK_IN = "walk_in"
    FINISH_WALK_IN = "finish_walk_in"
    PAUSE = "pause"
    INTERNAL_TASK = "internal_task"
    RESUME = "resume"
    CLOSE = "close"


WINDOW_LIFE: dict[WindowState, dict[WindowAction, WindowState]] = {
    WindowState.CLOSED: {WindowAction.OPEN: WindowState.IDLE},
    WindowState.IDLE: {
        WindowAction.CALL: WindowState.CALLING,
        WindowAction.RESUME_TICKET: WindowState.SERVING,
        WindowAction.WALK_IN: WindowState.WALK_IN,
        WindowAction.PAUSE: WindowState.PAUSED,
        WindowAction.INTERNAL_TASK: WindowState.INTERNAL_TASK,
        WindowAction.CLOSE: WindowState.CLOSED,
    },
    WindowState.CALLING: {
        WindowAction.START: WindowState.SERVING,
        WindowAction.FREE: WindowState.IDLE,
        WindowAction.PAUSE: WindowState.PAUSED,
        WindowAction.INTERNAL_TASK: WindowState.INTERNAL_TASK,
        WindowAction.CLOSE: WindowState.CLOSED,
    },
    WindowState.SERVING: {WindowAction.FREE: WindowState.IDLE},
    WindowState.WALK_IN: {WindowAction.FINISH_WALK_IN: WindowState.IDLE},
    WindowState.PAUSED: {WindowAction.RESUME: WindowState.IDLE, WindowAction.CLOSE: WindowState.CLOSED},
    WindowState.INTERNAL_TASK: {
        WindowAction.RESUME: WindowState.IDLE,
        WindowAction.CLOSE: WindowState.CLOSED,
    },
}

WORKING = frozenset({WindowState.IDLE, WindowState.CALLING, WindowState.SERVING, WindowState.WALK_IN})
"""States in which the window takes part in serving its queues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A counter as it stands now; its name and queues are in the plan."""

    id: WindowId
    number: int
    zone: ZoneId
    since: datetime
    state: WindowState = WindowState.CLOSED
    ticket: TicketId | None = None
    staff: StaffNumber | None = None
    reason: str | None = None
    note: str | None = None
    until: datetime | None = None
    """Expected end of a pause or an internal task."""

    def after(self, action: WindowAction, now: datetime) -> "Window":
        """The window in the next state of its life. Raises WindowNotReady where the table has no entry."""
        try:
            state = WINDOW_LIFE[self.state][action]
        except KeyError:
            raise WindowNotReady(window=self.number, action=action.value, state=self.state.value) from None
        return replace(self, state=state, since=now)


def picture() -> str:
    """The table as a Mermaid diagram; the README holds a copy and a test compares them."""
    arrows = [
        f"    {a.value} --> {b.value}: {x.value}" for a, row in WINDOW_LIFE.items() for x, b in row.items()
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> closed", *arrows])
