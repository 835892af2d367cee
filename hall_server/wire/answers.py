"""What the server answers to a command or a question."""

from datetime import date
from typing import Literal

from hall_server.wire.message import Instant, Message
from hall_server.wire.views import DeviceView, TicketView, WindowView
from hall_server.wire.words import Arrival, Audience, Language, PriorityClass, Role, TicketAct


class Estimate(Message):
    """How long somebody will wait, in minutes."""

    low: int
    mid: int
    high: int
    ahead: int
    """People who will be called before."""
    windows_open: int
    basis: Literal["recent", "catalogue", "closed", "forecast"]
    """A forecast that plays the hall forward; or the cheap formula from recent services of the queue or from
    the catalogue's mean; or no window is open now."""


class Issued(Message):
    """A number that was reserved, with all that its slip says. Confirm the print, or it lapses."""

    ticket: TicketView
    estimate: Estimate
    language: Language
    audience: Audience
    unit: str | None
    item: str | None
    zone: str
    windows: tuple[int, ...]
    """Numbers of the windows that may call it, primary ones first."""
    url: str
    """Address of the citizen's phone page, in the slip's QR code."""
    expires_at: Instant
    reprint: bool = False


class LeasedNumber(Message):
    """A number that the kiosk may print while it cannot ask; good on its day only."""

    ticket: str
    """The id that it will have."""
    number: str
    queue: str
    day: date
    url: str
    """Address of the citizen's phone page, once the number is claimed."""


class Leases(Message):
    """All unused numbers of today that the kiosk holds in the queues it named, lowest first."""

    numbers: tuple[LeasedNumber, ...]
    at: Instant
    """Now, on the hall's clock."""


class Changed(Message):
    """The ticket after a command, and the window where it happened."""

    ticket: TicketView
    window: WindowView | None = None


class Called(Message):
    """The ticket that was called, and why it and no other."""

    ticket: TicketView
    window: WindowView
    why_zh: str
    why_en: str


class WindowChanged(Message):
    window: WindowView
    re_pooled: tuple[TicketView, ...] = ()
    """Tickets that went back to their queues, seniority kept."""


class QueueOutlook(Message):
    """What somebody who took a number now would meet."""

    queue: str
    open: bool
    """A number would be issued now."""
    refusal: str | None = None
    """Code of the reason why not."""
    refusal_zh: str = ""
    refusal_en: str = ""
    estimate: Estimate
    crowded: bool = False
    """The line is beyond its warning threshold."""


class Person(Message):
    """What the hall knows of the holder of an ID number: only tickets and appointments of today."""

    id_token: str
    priority: PriorityClass
    """The class that follows from the number itself: elderly from 60 years."""
    tickets: tuple[TicketView, ...] = ()
    appointments: tuple["AppointmentView", ...] = ()


class AppointmentView(Message):
    code: str
    item: str
    queue: str
    slot_at: Instant
    state: str


class BookedVisit(AppointmentView):
    """An appointment whose holder stands at a kiosk now."""

    arrival: Arrival
    opens_at: Instant
    """From here to `closes_at` an arrival is on time."""
    closes_at: Instant
    zone: str
    """Where its item is served."""
    card_needed: bool
    """The item needs an ID card, and the booking does not say whose it is."""
    ticket: str | None = None
    """The number that it has, while it is good; to offer its reprint."""
    number: str | None = None


class Standing(Message):
    """A citizen's own ticket as it stands now."""

    ticket: TicketView
    estimate: Estimate | None
    """While it waits."""
    window: int | None
    """Number of the window where it is called or served, or that it must return to."""
    windows: tuple[int, ...]
    """Numbers of the windows that may call it."""
    acts: tuple[TicketAct, ...]
    """What whoever asked may do for its holder now."""


class NextUp(Message):
    ticket: TicketView
    why_zh: str
    why_en: str


class Waiting(Message):
    ticket: TicketView
    waited_minutes: int


class Desk(Message):
    """All that a window's terminal shows beside the feed."""

    window: WindowView
    serving: TicketView | None
    next: NextUp | None
    waiting: tuple[Waiting, ...]
    """In the order in which this window would call them; at most 50."""
    waiting_total: int
    held: tuple[TicketView, ...]
    missed: tuple[TicketView, ...]
    finished_today: int
    issued_today: int
    """Tickets taken today in this window's queues."""
    mean_service_seconds: int | None
    at: Instant


class Session(Message):
    """A clerk or an official who has signed in."""

    token: str
    staff: str
    name: str
    roles: tuple[Role, ...]
    window: str | None
    expires_at: Instant


class PairingCode(Message):
    """Show `code` on the device; ask for the token with `secret` until an administrator has approved it."""

    code: str
    secret: str
    expires_at: Instant


class DeviceToken(Message):
    approved: bool
    device: str | None = None
    token: str | None = None


class DeviceList(Message):
    devices: tuple[DeviceView, ...]


class CallOnRecord(Message):
    """A call as the log has it."""

    number: str
    window: int
    at: Instant
    priority: PriorityClass
    waited_minutes: int
    why_zh: str
    why_en: str
    by_hand: str | None = None
    """Code of the reason of a call by number."""
    staff: str | None = None
    """Who called."""


class CalledFirst(Message):
    """Why one number was called before another."""

    order: str
    """`by_hand`, `by_rule`, `came_first`, `not_taken`, `not_waiting`, `bound` or `other_window`."""
    first: CallOnRecord
    """The call that is told of; of several, the last while the other waited, if there is one."""
    second: CallOnRecord | None = None
    """The next call of the other; None: it was not called after that on that day."""
    said_zh: str
    said_en: str


class Done(Message):
    """The command is on record as event `seq`; the same number for a command that changed nothing."""

    seq: int


class Problem(Message):
    """RFC 9457."""

    type: str
    """`urn:onehall:refusal:<code>`."""
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    cure: str | None = None
    ticket: str | None = None
    """The ticket that stands in the way, to offer its reprint."""
