"""The one frozen state that the terminal's screen draws."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hall_server.wire.answers import BookedVisit, Desk
from hall_server.wire.directory import Directory, ItemEntry, QueueEntry, WindowEntry
from hall_server.wire.views import TicketView
from hall_server.wire.words import Language, WindowState
from window_terminal.allowed import (
    ALLOWED,
    ALONE,
    NEXT_STEP,
    NO_LIMIT,
    Act,
    Limit,
    no_show_limit,
    recall_limit,
)
from window_terminal.questions import Question


@dataclass(frozen=True, slots=True)
class Link:
    lost: bool = False
    as_of: datetime | None = None
    """On the hall's clock: until when what is shown is known to be true."""


@dataclass(frozen=True, slots=True)
class Clerk:
    staff: str
    name: str


@dataclass(frozen=True, slots=True)
class Pending:
    """An act whose answer is not known yet."""

    act: Act
    retrying: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence for the clerk and what to do about it; it blocks nothing."""

    detail: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Unsent:
    """Steps that one clerk took at one window and that wait in this terminal."""

    staff: str
    window: str
    count: int


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """A step taken without the hall that the hall would not record, and why."""

    number: str
    act: Act
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceSign:
    """How a device at the window is. `kind` picks look and mark: ok, waiting, asking, warning, down."""

    name: str
    kind: str
    words: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a citizen at the window has shown to the scanner: a ticket, or an appointment without one."""

    ticket: TicketView | None
    appointment: BookedVisit | None = None


@dataclass(frozen=True, slots=True)
class TerminalState:
    language: Language
    now: datetime
    """On the hall's clock."""
    link: Link = Link()
    directory: Directory | None = None
    window: WindowEntry | None = None
    window_fixed: bool = False
    """The settings name the window; the clerk does not pick one."""
    signing_in: bool = False
    clerk: Clerk | None = None
    desk: Desk | None = None
    pending: Pending | None = None
    trouble: Trouble | None = None
    said: str = ""
    """What the last act did; for a call, why this ticket."""
    question: Question | None = None
    items_done: tuple[str, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    """Of every clerk that used this terminal."""
    refused: tuple[TurnedDown, ...] = ()
    """Of the clerk who is signed in, until they have read it."""
    help_open: bool = False
    folded: bool = False
    devices: tuple[DeviceSign, ...] = ()
    typed: str = ""
    """Digits typed on the numeric pad, until a key ends them."""
    found: Found | None = None

    @property
    def window_state(self) -> WindowState:
        return self.desk.window.state if self.desk else WindowState.CLOSED

    @property
    def unsent_here(self) -> int:
        """How many steps of the clerk who is signed in the hall does not know yet."""
        return sum(u.count for u in self.unsent if self._is_here(u))

    @property
    def left_behind(self) -> tuple[Unsent, ...]:
        """Steps of others, or of anybody while nobody is signed in."""
        return tuple(u for u in self.unsent if not self._is_here(u))

    @property
    def alone(self) -> bool:
        """The hall cannot be asked, or has not been told everything yet."""
        return self.link.lost or self.unsent_here > 0

    def _is_here(self, unsent: Unsent) -> bool:
        here = (self.clerk.staff, self.window.id) if self.clerk and self.window else None
        return (unsent.staff, unsent.window) == here


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether an act can be pressed now, and if not yet, what it waits for."""

    enabled: bool
    limit: Limit = NO_LIMIT
    needs_link: bool = False
    """It waits for the link: only the hall can do it."""


NOT_NOW = Offer(False)


def offer(state: TerminalState, act: Act) -> Offer:
    """The life table first, then the rules that count calls and seconds."""
    desk = state.desk
    if desk is None or state.clerk is None or act not in ALLOWED[desk.window.state]:
        return NOT_NOW
    free = state.pending is None and state.question is None
    limit = NO_LIMIT
    ticket, directory = desk.serving, state.directory
    if act is Act.RECALL and ticket and directory:
        limit = recall_limit(ticket, directory.seconds_before_recall, state.now)
    elif act is Act.NO_SHOW and ticket and directory:
        limit = no_show_limit(
            ticket, directory.calls_before_no_show, directory.seconds_between_calls, state.now
        )
    elif (act is Act.RESUME_TICKET and not desk.held) or (act is Act.REVIVE and not desk.missed):
        return NOT_NOW
    if state.alone and act not in ALONE:
        return Offer(False, needs_link=True)
    return Offer(free and limit.passed, limit)


def next_step(state: TerminalState) -> Act:
    return NEXT_STEP[state.window_state]


def items_of(state: TerminalState) -> tuple[ItemEntry, ...]:
    """The items that a service of the present ticket can have done."""
    if not state.desk or not state.desk.serving or not state.directory:
        return ()
    queue = state.desk.serving.queue
    return tuple(i for i in state.directory.items if i.queue == queue)


def items_at_first(state: TerminalState) -> tuple[str, ...]:
    """What is most likely being done: the item that the ticket was taken for, or the queue's only one."""
    items = items_of(state)
    ticket = state.desk.serving if state.desk else None
    if ticket and any(i.id == ticket.item for i in items):
        return (ticket.item,) if ticket.item else ()
    return (items[0].id,) if len(items) == 1 else ()


def queue_of(state: TerminalState, ticket: TicketView) -> QueueEntry | None:
    return (
        next((q for q in state.directory.queues if q.id == ticket.queue), None) if state.directory else None
    )


class Screen:
    """Keeps the state and shows every new one."""

    def __init__(self, state: TerminalState, show: Callable[[TerminalState], None]) -> None:
        self.state = state
        self._show = show

    def become(self, state: TerminalState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)
