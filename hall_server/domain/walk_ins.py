"""Services without a ticket: whom a window took past its lines, and who stood in them at that moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hall_server.domain.call_record import Logged
from hall_server.domain.events import Event, Kind
from hall_server.domain.hall_plan import Counter
from hall_server.domain.names import QueueId, StaffNumber, TicketId, WindowId, ZoneId
from hall_server.domain.ticket import State, Ticket
from hall_server.domain.window import Window

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WalkIn:
    seq: int
    at: datetime
    window: WindowId
    window_number: int
    zone: ZoneId
    staff: StaffNumber | None
    reason: str | None
    """Its code."""
    note: str | None
    waiting: int
    """People whom this window might have called instead."""
    oldest: str | None
    """Number of the one of them who had waited longest …"""
    oldest_minutes: float
    """… and how long."""


def walk_ins(steps: Iterable[Logged], counters: Mapping[WindowId, Counter]) -> list[WalkIn]:
    """Of a day's events from its first one on."""
    stood: dict[TicketId, Ticket] = {}
    found = []
    for step in steps:
        event = step.event
        if event.kind is Kind.WINDOW_WALK_IN_STARTED and event.windows:
            window = event.windows[0]
            counter = counters.get(window.id)
            line = _line(window, stood.values(), counter.queues if counter else ())
            found.append(_walk_in(step.seq, step.at, event, window, line))
        stood.update((t.id, t) for t in event.tickets)
    return found


def _line(window: Window, stood: Iterable[Ticket], queues: Collection[QueueId]) -> list[Ticket]:
    return [
        t
        for t in stood
        if t.state is State.WAITING and (t.window == window.id or (t.window is None and t.queue in queues))
    ]


def _walk_in(seq: int, at: datetime, event: Event, window: Window, line: list[Ticket]) -> WalkIn:
    oldest = min(line, key=lambda t: (t.reference_at, t.id), default=None)
    return WalkIn(
        seq=seq,
        at=at,
        window=window.id,
        window_number=window.number,
        zone=window.zone,
        staff=event.actor.staff,
        reason=event.reason,
        note=event.note,
        waiting=len(line),
        oldest=oldest.number if oldest else None,
        oldest_minutes=max((at - oldest.reference_at) / MINUTE, 0.0) if oldest else 0.0,
    )
