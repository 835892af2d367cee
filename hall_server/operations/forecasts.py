"""The waits that were played forward lately, for whoever asks; kept in memory, never waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hall_server.domain.call_policy import Band, CallPolicy
from hall_server.domain.forecast.conformal import Range, Raw
from hall_server.domain.forecast.told import passed
from hall_server.domain.names import QueueId, TicketId
from hall_server.domain.ticket import Priority

GOOD_FOR = timedelta(seconds=90)
"""An older forecast is not told any more; the cheap formula answers."""
MINUTE = timedelta(minutes=1)
NEVER = 300.0
"""A wait of so many minutes means that the play saw nobody call: no number is told."""

Kind = tuple[QueueId, Priority, Band]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A wait from a moment on."""

    at: datetime
    raw: Raw
    found: Range
    ahead: int = 0
    """Of a newcomer: people of the queue before them at that moment."""
    each: float = 0.0
    """Minutes by which one more of them lengthens the wait."""

    def since(self, now: datetime) -> Range:
        """What is left of the wait of somebody who was there already."""
        return passed(self.found, max((now - self.at) / MINUTE, 0.0))

    def for_newcomer(self, ahead: int) -> "Foreseen":
        """For somebody who comes now and finds so many before them."""
        more = (ahead - self.ahead) * self.each
        low, mid, high = (max(x + more, 0.0) for x in (self.found.low, self.found.mid, self.found.high))
        raw = replace(self.raw, point=max(self.raw.point + more, 0.0))
        return Foreseen(self.at, raw, Range(low, mid, high), ahead, self.each)


class Forecasts:
    """Filled by the forecaster, part by part; read by the lane. Whole mappings are exchanged, so that neither
    waits for the other."""

    def __init__(self) -> None:
        self._tickets: Mapping[str, Mapping[TicketId, Foreseen]] = {}
        self._newcomers: Mapping[str, Mapping[Kind, Foreseen]] = {}
        self._parts: Mapping[QueueId, str] = {}
        self.coverage: float | None = None
        """Share of the last who were told a range, however it was found, whose wait was within it."""
        self.drift: float | None = None
        """The same, while the alarm of `domain.forecast.drift` stands."""
        self.seconds = 0.0
        """Of one core, spent on plays since the start."""

    def put(
        self,
        part: str,
        queues: tuple[QueueId, ...],
        tickets: Mapping[TicketId, Foreseen],
        newcomers: Mapping[Kind, Foreseen],
    ) -> None:
        """All that was foreseen for one connected part of the hall, in place of what was before."""
        self._tickets = {**self._tickets, part: tickets}
        self._newcomers = {**self._newcomers, part: newcomers}
        self._parts = {**self._parts, **dict.fromkeys(queues, part)}

    def of_ticket(self, queue: QueueId, ticket: TicketId, now: datetime) -> Foreseen | None:
        return _good(self._tickets.get(self._parts.get(queue, ""), {}).get(ticket), now)

    def of_newcomer(
        self, queue: QueueId, priority: Priority, band: Band, policy: CallPolicy, now: datetime
    ) -> Foreseen | None:
        found = self._newcomers.get(self._parts.get(queue, ""), {})
        return _good(found.get((queue, like(priority, policy), band)), now)


def like(priority: Priority, policy: CallPolicy) -> Priority:
    """The first class that the policy treats as this one: one forecast is enough for both."""
    terms = policy.class_minutes[priority], policy.weights[priority]
    return next(p for p in Priority if (policy.class_minutes[p], policy.weights[p]) == terms)


def _good(found: Foreseen | None, now: datetime) -> Foreseen | None:
    fresh = found is not None and now - found.at <= GOOD_FOR and found.raw.point < NEVER
    return found if fresh else None
