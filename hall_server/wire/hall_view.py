"""The fold: what a screen knows of the hall is a snapshot and every later event applied to it.

Law, and a test: the snapshot at n with events n+1 … m applied equals the snapshot at m.
"""

from datetime import date

from pydantic import Field

from hall_server.wire.events import Event
from hall_server.wire.message import Instant, Message
from hall_server.wire.views import CallView, DeviceView, NoticeView, TicketView, WindowView
from hall_server.wire.words import LIVE, EventKind

CALLS_KEPT = 16
"""Calls of each zone that a view remembers; more than any board shows."""


class FeedGap(Exception):
    """An event is missing; take a snapshot again."""


class HallView(Message):
    """The hall, or one zone of it, at one moment of its history."""

    seq: int
    at: Instant
    day: date
    zone: str | None = None
    tickets: dict[str, TicketView] = Field(default_factory=dict)
    """Tickets that still concern somebody, by id."""
    windows: dict[str, WindowView] = Field(default_factory=dict)
    calls: tuple[CallView, ...] = ()
    """Newest last."""
    notices: dict[str, NoticeView] = Field(default_factory=dict)
    devices: dict[str, DeviceView] = Field(default_factory=dict)

    def waiting(self, queue: str) -> list[TicketView]:
        """Tickets that wait in a queue, by seniority."""
        there = (t for t in self.tickets.values() if t.queue == queue and t.state == "waiting")
        return sorted(there, key=lambda t: (t.reference_at, t.id))


def apply(view: HallView, event: Event) -> HallView:
    """The view after one more event. An event already seen changes nothing.

    Raises FeedGap when the event is not the next one. A feed of one zone leaves out the numbers of other
    zones' events, so there a gap cannot be seen here: the server sends what concerns the zone in order.
    """
    if event.seq <= view.seq:
        return view
    if view.zone is None and event.seq != view.seq + 1:
        raise FeedGap(f"event {event.seq} came after {view.seq}")
    return HallView.model_construct(
        seq=event.seq,
        at=event.at,
        day=event.day,
        zone=view.zone,
        tickets=_tickets_after(view, event),
        windows=_windows_after(view, event),
        calls=_calls_after(view, event),
        notices=_notices_after(view, event),
        devices=_devices_after(view, event),
    )


def for_zone(view: HallView, zone: str) -> HallView:
    """The part of a whole hall's view that one zone needs."""
    return HallView(
        seq=view.seq,
        at=view.at,
        day=view.day,
        zone=zone,
        tickets={k: t for k, t in view.tickets.items() if t.zone == zone},
        windows={k: w for k, w in view.windows.items() if w.zone == zone},
        calls=tuple(c for c in view.calls if c.zone == zone),
        notices={k: n for k, n in view.notices.items() if n.zone in (None, zone)},
        devices=view.devices,
    )


def _tickets_after(view: HallView, event: Event) -> dict[str, TicketView]:
    tickets = view.tickets
    if event.kind == EventKind.DAY_CLOSED:
        tickets = {k: t for k, t in tickets.items() if t.day >= event.day}
    if not event.tickets:
        return tickets
    tickets = dict(tickets)
    for ticket in event.tickets:
        if ticket.state in LIVE and view.zone in (None, ticket.zone):
            tickets[ticket.id] = ticket
        else:
            tickets.pop(ticket.id, None)
    return tickets


def _windows_after(view: HallView, event: Event) -> dict[str, WindowView]:
    if not event.windows:
        return view.windows
    windows = dict(view.windows)
    for window in event.windows:
        if view.zone in (None, window.zone):
            windows[window.id] = window
        else:
            windows.pop(window.id, None)
    return windows


def _calls_after(view: HallView, event: Event) -> tuple[CallView, ...]:
    if event.kind == EventKind.DAY_CLOSED:
        return ()
    if event.call is None or view.zone not in (None, event.call.zone):
        return view.calls
    of_zone = [c for c in view.calls if c.zone == event.call.zone]
    forgotten = of_zone[0] if len(of_zone) >= CALLS_KEPT else None
    return (*(c for c in view.calls if c is not forgotten), event.call)


def _notices_after(view: HallView, event: Event) -> dict[str, NoticeView]:
    notice = event.notice
    if notice is None or not (view.zone is None or notice.zone in (None, view.zone)):
        return view.notices
    others = {k: n for k, n in view.notices.items() if k != notice.id}
    return others if notice.withdrawn else others | {notice.id: notice}


def _devices_after(view: HallView, event: Event) -> dict[str, DeviceView]:
    return view.devices | {event.device.id: event.device} if event.device else view.devices
