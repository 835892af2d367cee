"""What every act at a window begins with: is this clerk here, is this ticket here."""

from datetime import datetime, timedelta

from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter
from hall_server.domain.refusals import NotYourTicket, NotYourWindow, WindowTaken
from hall_server.domain.ticket import Action, Ticket
from hall_server.domain.window import Window, WindowState
from hall_server.operations.attendance_ports import Seen
from hall_server.operations.ports import UnitOfWork

SEEN_EVERY = timedelta(minutes=10)
"""A clerk who goes on working is noted no more often than this."""


def window_of(uow: UnitOfWork, actor: Actor, window_name: str) -> tuple[Window, Counter]:
    """The window, when the clerk is signed in there. Raises NotYourWindow, and WindowTaken when somebody
    else who is signed in there too has opened it."""
    counter = uow.plan.counter(window_name)
    if actor.window != counter.id:
        raise NotYourWindow(field="window", window=counter.number)
    window = uow.windows.get(counter.id)
    if window.state is not WindowState.CLOSED and window.staff not in (None, actor.staff):
        raise WindowTaken(field="window", window=counter.number)
    return window, counter


def ticket_at(uow: UnitOfWork, window: Window, ticket_name: str, action: Action, now: datetime) -> Ticket:
    """The ticket that stands at this window. Raises WrongMoment before NotYourTicket: a finished ticket is
    finished, wherever it was."""
    ticket = uow.tickets.get(ticket_name)
    ticket.after(action, now)
    if window.ticket != ticket.id:
        raise NotYourTicket(number=ticket.number, window=window.number)
    return ticket


def note_seen(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
    """That the clerk is at the window's terminal, for the day's record; once in a while is enough."""
    if actor.staff is None or actor.window is None:
        return
    last = uow.attendance.last_seen(actor.staff)
    if last is None or last.window != actor.window or now - last.at >= SEEN_EVERY:
        uow.attendance.save_seen(Seen(actor.staff, now, actor.window))
