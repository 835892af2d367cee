"""What a run is measured by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hall_server.domain.call_policy import CallPolicy
from hall_server.domain.dispatch import Candidate, Placed, breaks_bound
from hall_server.domain.forecast.record import by, outcomes
from hall_server.domain.names import TicketId, WindowId
from hall_server.domain.ticket import State, Ticket
from hall_server.simulation.day import moment_of
from hall_server.simulation.memory_hall import MemoryHall
from hall_server.simulation.presence import Guest
from hall_server.simulation.result import Result, WindowUse

Guests = Mapping[TicketId, Guest]


def look(result: Result, policy: CallPolicy, ticket: Ticket, line: Sequence[Placed]) -> None:
    """At a call: whom of the line it passed."""
    mine = next((p for p in line if p.ticket.id == ticket.id), None)
    earlier = [p for p in line if p.ticket.reference_at < ticket.reference_at]
    result.passes += len(earlier)
    if mine is None or not earlier:
        return
    lane = (mine.ticket.queue, mine.ticket.priority, mine.band)
    result.lane_breaks += sum((p.ticket.queue, p.ticket.priority, p.band) == lane for p in earlier)
    others = [Candidate(p.ticket, False, p.band) for p in earlier]
    if policy.bound_minutes is not None:
        result.bound_breaks += len(breaks_bound(Candidate(ticket, False, mine.band), others, policy))
    oldest = min(p.ticket.reference_at for p in earlier)
    result.longest_pass = max(result.longest_pass, (ticket.reference_at - oldest) / timedelta(minutes=1))


def summed_up(
    result: Result, hall: MemoryHall, guests: Guests, uses: dict[WindowId, WindowUse], midnight: datetime
) -> None:
    """When the day is over."""
    waiting = [t for t in hall.tickets.today() if t.state is State.WAITING]
    result.unserved = len(waiting) + sum(t.state is State.HELD for t in hall.tickets.today())
    never = [guests[t.id] for t in waiting if guests[t.id].first_call is None]
    result.never_called = [(g.visit.legs[0].queue, g.visit.at) for g in never]
    result.told = by(outcomes(_first_calls(hall, guests, midnight)), lambda o: str(o.ticket.estimate_basis))
    result.windows = uses


def _first_calls(hall: MemoryHall, guests: Guests, midnight: datetime) -> Iterator[Ticket]:
    """Tickets as they were first called: what they had been told was about that."""
    for ticket in hall.tickets.today():
        guest = guests.get(ticket.id)
        if guest is not None and guest.first_call is not None:
            at, queue = moment_of(midnight, guest.first_call), guest.visit.legs[0].queue
            ticket = replace(ticket, called_at=at, queue=queue, revivals=0)
        yield ticket
