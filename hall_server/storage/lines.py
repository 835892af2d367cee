"""Each queue's line: the waiting tickets that all of its windows may call, in the order of their calls."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable
from operator import attrgetter

from hall_server.domain.call_policy import Band
from hall_server.domain.dispatch import LineKey, Placed
from hall_server.domain.names import QueueId, TicketId
from hall_server.domain.ticket import Priority, State, Ticket

Lane = tuple[Priority, Band]

by_key: Callable[[Placed], LineKey] = attrgetter("key")


class Lines:
    """Kept by lane, that is by queue, class and band, where the order is first come first served: a window
    compares a few heads and never a whole line.

    A ticket's band and key are those of the moment when it joined: a new plan does not reorder who waits.
    """

    def __init__(self, place: Callable[[Ticket], tuple[LineKey, Band]]) -> None:
        self._place = place
        self._lanes: defaultdict[QueueId, dict[Lane, list[Placed]]] = defaultdict(dict)
        self._placed: dict[TicketId, Placed] = {}

    def add(self, ticket: Ticket) -> None:
        """A ticket that does not wait, or waits for one window only, stands in no line."""
        if ticket.state is not State.WAITING:
            return
        placed = Placed(ticket, *self._place(ticket))
        self._placed[ticket.id] = placed
        if ticket.window is None:
            lane = self._lanes[ticket.queue].setdefault((ticket.priority, placed.band), [])
            insort(lane, placed, key=by_key)

    def remove(self, ticket: Ticket) -> None:
        placed = self._placed.pop(ticket.id, None)
        if placed is None or placed.ticket.window is not None:
            return
        lane = self._lanes[placed.ticket.queue][placed.ticket.priority, placed.band]
        del lane[bisect_left(lane, placed.key, key=by_key)]

    def heads(self, queue: QueueId) -> list[Placed]:
        """The first two of each lane: the one to call, and who would have been next."""
        return [placed for lane in self._lanes[queue].values() for placed in lane[:2]]

    def all(self, queue: QueueId) -> list[Placed]:
        return [placed for lane in self._lanes[queue].values() for placed in lane]

    def before(self, queue: QueueId, key: LineKey) -> int:
        """How many stand before a place."""
        return sum(bisect_left(lane, key, key=by_key) for lane in self._lanes[queue].values())

    def placed(self, ticket: TicketId) -> Placed | None:
        return self._placed.get(ticket)
