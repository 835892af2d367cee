"""The tickets of the business day, in memory, by everything that the rules ask for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from itertools import islice

from hall_server.domain.call_policy import Band
from hall_server.domain.dispatch import LineKey
from hall_server.domain.names import PersonHash, QueueId, TicketId, WindowId
from hall_server.domain.ticket import LIVE, State, Ticket
from hall_server.storage.lines import Lines
from hall_server.storage.shelf import Journal, Shelf

Index = dict[TicketId, Ticket]
DONE = frozenset({State.FINISHED, State.RATED})


class TicketShelf(Shelf[TicketId, Ticket]):
    """Every index holds the rows themselves, in the order in which they came."""

    def __init__(self, journal: Journal, place: Callable[[Ticket], tuple[LineKey, Band]]) -> None:
        super().__init__(journal, lambda t: t.id)
        self.lines = Lines(place)
        self.waiting: defaultdict[QueueId, Index] = defaultdict(dict)
        self.reserved: Index = {}
        self.live: Index = {}
        self.live_in_queue: defaultdict[QueueId, Index] = defaultdict(dict)
        self.bound: defaultdict[WindowId, Index] = defaultdict(dict)
        self.of_person: defaultdict[PersonHash, Index] = defaultdict(dict)
        self.of_queue: defaultdict[QueueId, Index] = defaultdict(dict)
        self.done_in_queue: defaultdict[QueueId, Index] = defaultdict(dict)
        self.done_at_window: defaultdict[WindowId, Index] = defaultdict(dict)
        self.by_token: dict[str, Ticket] = {}
        self.by_number: dict[str, Ticket] = {}

    def _places(self, t: Ticket) -> Iterable[Index]:
        yield self.of_queue[t.queue]
        if t.state is State.WAITING:
            yield self.waiting[t.queue]
        if t.state is State.RESERVED:
            yield self.reserved
        if t.state in LIVE:
            yield self.live
            yield self.live_in_queue[t.queue]
            if t.window:
                yield self.bound[t.window]
        if t.person:
            yield self.of_person[t.person]
        if t.state in DONE:
            yield self.done_in_queue[t.queue]
            if t.window:
                yield self.done_at_window[t.window]

    def _added(self, value: Ticket) -> None:
        for index in self._places(value):
            index[value.id] = value
        self.lines.add(value)
        self.by_token[value.token] = value
        self.by_number[value.number] = value

    def _removed(self, value: Ticket) -> None:
        for index in self._places(value):
            index.pop(value.id, None)
        self.lines.remove(value)
        self.by_token.pop(value.token, None)
        self.by_number.pop(value.number, None)

    def recent_minutes(self, queue: QueueId, most: int) -> list[float]:
        """Lengths of the last services, newest first."""
        last = islice(reversed(self.done_in_queue[queue].values()), most)
        return [t.served_seconds / 60 for t in last if t.served_seconds > 0]

    def taken_between(self, queue: QueueId, start: datetime, end: datetime) -> int:
        gone = (State.VOID, State.CANCELLED)
        return sum(start <= t.taken_at < end and t.state not in gone for t in self.of_queue[queue].values())

    def all(self) -> Collection[Ticket]:
        return self.rows.values()
