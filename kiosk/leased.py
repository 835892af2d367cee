"""A leased number as a number that was issued, as far as a kiosk can know without the hall."""

from datetime import datetime

from hall_server.wire.answers import Estimate, Issued, LeasedNumber
from hall_server.wire.asks import TakeTicket
from hall_server.wire.directory import Directory
from hall_server.wire.views import TicketView
from hall_server.wire.words import TicketState

ALL_ZONES_QUEUES = 20
"""A hall with no more queues lends each kiosk numbers of all zones, a larger one those of its own zone."""
MOST_QUEUES = 100
"""In one request."""

_UNKNOWN = Estimate(low=0, mid=0, high=0, ahead=0, windows_open=0, basis="closed")


def queues_offered(directory: Directory, zone: str | None) -> tuple[str, ...]:
    """The queues that a kiosk holds numbers of."""
    every = tuple(queue.id for queue in directory.queues)
    if zone is None or len(every) <= ALL_ZONES_QUEUES:
        return every[:MOST_QUEUES]
    return tuple(queue.id for queue in directory.queues if queue.zone == zone)[:MOST_QUEUES]


def queue_of(directory: Directory | None, ask: TakeTicket) -> str | None:
    """The queue of what a citizen chose; None for an appointment, which only the hall can look up."""
    if directory is None or ask.appointment is not None:
        return None
    return next((item.queue for item in directory.items if item.id == ask.item), ask.queue)


def as_issued(number: LeasedNumber, ask: TakeTicket, directory: Directory, taken_at: datetime) -> Issued:
    """Everything but the people ahead and the wait, which nobody can tell now."""
    item = next((i for i in directory.items if i.id == ask.item), None)
    queue = next((q for q in directory.queues if q.id == number.queue), None)
    zone = queue.zone if queue else ""
    served = [w for w in directory.windows if number.queue in w.primary]
    served += [w for w in directory.windows if number.queue in w.backups and w not in served]
    ticket = TicketView(
        id=number.ticket,
        number=number.number,
        day=number.day,
        zone=zone,
        queue=number.queue,
        item=ask.item,
        priority=ask.priority,
        state=TicketState.WAITING,
        since=taken_at,
        taken_at=taken_at,
        reference_at=taken_at,
    )
    return Issued(
        ticket=ticket,
        estimate=_UNKNOWN,
        language=ask.language,
        audience=ask.audience,
        unit=item.unit if item else None,
        item=ask.item,
        zone=zone,
        windows=tuple(w.number for w in served),
        url=number.url,
        expires_at=taken_at,
    )
