"""Rows of the hall as every screen may see them: no names, no ID numbers."""

from datetime import date

from hall_server.wire.message import Instant, Message
from hall_server.wire.words import DeviceState, HoldKind, PriorityClass, Role, TicketState, WindowState


class TicketView(Message):
    """One citizen's place in the hall."""

    id: str
    """Business day and number, `20261124-BG023`; unique for ever."""
    number: str
    day: date
    zone: str
    queue: str
    item: str | None = None
    priority: PriorityClass = PriorityClass.ORDINARY
    state: TicketState
    since: Instant
    """When the present state was entered."""
    taken_at: Instant
    reference_at: Instant
    """The moment that seniority is counted from; kept through transfers."""
    window: str | None = None
    """Where it is called or served; while held with papers or sent to one window, the window it must
    return to."""
    calls: int = 0
    called_at: Instant | None = None
    last_called_at: Instant | None = None
    started_at: Instant | None = None
    hold: HoldKind | None = None


class WindowView(Message):
    """A counter as it stands now; its name and queues are in the directory."""

    id: str
    number: int
    zone: str
    state: WindowState
    since: Instant
    ticket: str | None = None
    staff: str | None = None
    """Staff number of the clerk who is signed in."""
    reason: str | None = None
    """Code of the public reason of a pause or an internal task."""
    note: str | None = None
    until: Instant | None = None
    """Expected end of a pause or an internal task."""


class CallView(Message):
    """One call to a window: what a board shows and a speaker says."""

    seq: int
    at: Instant
    ticket: str
    number: str
    window: str
    window_number: int
    zone: str
    """The zone of the window that calls."""
    count: int
    """1 for the first call of a ticket at this window, 2 and more for recalls."""
    priority: PriorityClass = PriorityClass.ORDINARY


class NoticeView(Message):
    """A line that a manager put on the boards."""

    id: str
    zone: str | None = None
    text_zh: str
    text_en: str = ""
    posted_at: Instant
    until: Instant | None = None
    withdrawn: bool = False


class DeviceView(Message):
    """A device of the hall and how it is."""

    id: str
    role: Role
    name: str
    zone: str | None = None
    state: DeviceState
    code: str = ""
    """What is wrong, `paper_out` for instance; empty when nothing is. `led_silent__led2` names the part of
    the device behind two underscores."""
    since: Instant
    window: str | None = None
    """The one window that it belongs to."""
