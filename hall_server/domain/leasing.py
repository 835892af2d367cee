"""Numbers lent to a kiosk for the time when it cannot ask: a band of counters, each lent once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from hall_server.domain.names import DeviceId, QueueId, TicketId
from hall_server.domain.ticket import number_of, ticket_id


@dataclass(frozen=True, slots=True)
class Band:
    """The counters of every queue and day that are lent; ordinary numbering leaves them out."""

    first: int = 901
    last: int = 999
    each: int = 6
    """Unused numbers of one queue that a kiosk holds; 0 lends none, and nothing is left out."""

    def __contains__(self, counter: int) -> bool:
        return self.each > 0 and self.first <= counter <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One number of one business day, lent to one device. It becomes a ticket when the device claims it."""

    ticket: TicketId
    """The ticket's id, should it be claimed."""
    day: date
    queue: QueueId
    counter: int
    device: DeviceId
    token: str
    """Opens the citizen's phone page, once the number is claimed."""
    granted_at: datetime

    @property
    def number(self) -> str:
        return number_of(self.queue, self.counter)


def lease_of(
    queue: QueueId, day: date, counter: int, device: DeviceId, token: str, granted_at: datetime
) -> Lease:
    name = ticket_id(day, number_of(queue, counter))
    return Lease(
        ticket=name, day=day, queue=queue, counter=counter, device=device, token=token, granted_at=granted_at
    )


def next_lease(taken: Iterable[int], wanted: int, band: Band) -> tuple[int, ...]:
    """The lowest counters of the band that nobody has, at most `wanted`; fewer when the band runs out."""
    gone = set(taken)
    free = (c for c in range(band.first, band.last + 1) if c in band and c not in gone)
    return tuple(islice(free, wanted))


def short_of(unused: Sequence[Lease], band: Band) -> int:
    """How many numbers a device lacks that holds these of a queue."""
    return max(0, band.each - len(unused))


def next_counter(last: int, lent: Iterable[int], band: Band) -> int:
    """The ordinary counter behind `last`: the band and whatever else is lent are passed over."""
    gone, counter = frozenset(lent), last + 1
    while counter in band or counter in gone:
        counter += 1
    return counter


def taken_when(told: datetime, lease: Lease, now: datetime) -> datetime:
    """The moment that seniority is counted from: as the device told it, within what is possible."""
    return min(max(told, lease.granted_at), now)
