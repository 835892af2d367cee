"""Steps of a visit that many tests take: a number, its paper, a call, a service."""

from typing import Any

from hall_server.domain.events import Actor
from hall_server.domain.names import DeviceId, PersonHash
from hall_server.domain.ticket import Priority, Ticket
from hall_server.operations.calling import call_by_number, call_next, no_show, recall
from hall_server.operations.serving import start
from hall_server.operations.taking import Wish, confirm_print, take
from tests.conftest import RunningHall

DESK = Actor("supervisor")
"""A guide desk; it may grant any class."""
KIOSK = Actor("kiosk", device=DeviceId("kiosk-001"))
LI = PersonHash("a" * 64)
WANG = PersonHash("b" * 64)


def a_reserved(hall: RunningHall, queue: str = "A", actor: Actor = DESK, **wish: Any) -> Ticket:
    ticket: Ticket = hall.do(take, actor, Wish(queue=queue, **wish)).ticket
    return ticket


def a_waiting(
    hall: RunningHall, queue: str = "A", priority: Priority = Priority.ORDINARY, **wish: Any
) -> Ticket:
    reserved = a_reserved(hall, queue, priority=priority, **wish)
    ticket: Ticket = hall.do(confirm_print, DESK, reserved.id)
    return ticket


def a_called(hall: RunningHall, actor: Actor, queue: str = "A", **wish: Any) -> Ticket:
    """A new ticket, called at the actor's window."""
    waiting = a_waiting(hall, queue, **wish)
    called: Ticket = hall.do(call_by_number, actor, actor.window, waiting.number, "returning", None)[0]
    return called


def a_serving(hall: RunningHall, actor: Actor, queue: str = "A", **wish: Any) -> Ticket:
    called = a_called(hall, actor, queue, **wish)
    serving: Ticket = hall.do(start, actor, called.id, actor.window)[0]
    return serving


def the_next(hall: RunningHall, actor: Actor) -> Ticket:
    called: Ticket = hall.do(call_next, actor, actor.window)[0]
    return called


def missed(hall: RunningHall, actor: Actor, ticket: Ticket) -> Ticket:
    """Called in vain until it may be put aside."""
    for _ in range(2):
        hall.clock.pass_(seconds=20)
        hall.do(recall, actor, ticket.id, actor.window)
    hall.clock.pass_(seconds=20)
    gone: Ticket = hall.do(no_show, actor, ticket.id, actor.window)[0]
    return gone


def as_it_is(hall: RunningHall, ticket: Ticket) -> Ticket:
    now: Ticket = hall.ask(lambda uow: uow.tickets.get(ticket.id))
    return now


def last_event(hall: RunningHall) -> Any:
    """The newest event on record, with its number, moment and day."""
    return hall.store.read_after(hall.store.last_seq() - 1)[-1]
