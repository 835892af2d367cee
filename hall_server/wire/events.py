"""One step of the hall's history, as it goes out on the feed."""

from datetime import date

from hall_server.wire.message import Instant, Message
from hall_server.wire.views import CallView, DeviceView, NoticeView, TicketView, WindowView
from hall_server.wire.words import EventKind


class Event(Message):
    """Carries the rows as they stand after it, so a fold needs no rules: it only puts the rows in place."""

    seq: int
    at: Instant
    day: date
    """The business day of the hall at this moment."""
    kind: EventKind | str
    zones: tuple[str, ...] = ()
    """The zones that it concerns; empty means all."""
    tickets: tuple[TicketView, ...] = ()
    windows: tuple[WindowView, ...] = ()
    call: CallView | None = None
    notice: NoticeView | None = None
    device: DeviceView | None = None
    reason: str | None = None
