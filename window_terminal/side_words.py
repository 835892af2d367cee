"""Sentences beside the clerk's work: why a key was in vain, and what a scanned ticket is. Pure."""

from hall_server.wire.answers import BookedVisit
from hall_server.wire.views import TicketView
from hall_server.wire.words import Arrival, TicketState, WindowState
from window_terminal import wording
from window_terminal.allowed import ALLOWED, Act
from window_terminal.clock_text import hall_day, stopwatch, time_of_day
from window_terminal.finding import ways
from window_terminal.names import name_of
from window_terminal.state import Found, TerminalState, offer
from window_terminal.wording import act_name, say

AT_A_WINDOW = (TicketState.CALLED, TicketState.SERVING)


def why_not(state: TerminalState, act: Act) -> str:
    """Why a press of this act does nothing now."""
    if state.clerk is None:
        return say("key_signed_out", state)
    if state.desk is None:
        return say("loading", state)
    if state.pending:
        return say("still_busy", state)
    if state.question:
        return say("page_open", state)
    if act not in ALLOWED[state.window_state]:
        now = wording.state_text(state)
        return say("key_not_now", state, now=now, act=act_name(act, state.language))
    if hint := wording.limit_hint(offer(state, act), state.language):
        return hint
    return say("held_none" if act is Act.RESUME_TICKET else "missed_none", state)


def found_title(state: TerminalState, found: Found) -> str:
    if found.ticket:
        words = say(f"found_{found.ticket.state.value}", state)
        return say("found_title", state, number=found.ticket.number, life=words)
    return say("found_appointment", state, code=found.appointment.code if found.appointment else "")


def found_lines(state: TerminalState, found: Found) -> tuple[str, ...]:
    """What it is about, when it was taken, where it is."""
    zone = state.directory.time_zone if state.directory else None
    if (ticket := found.ticket) is None:
        visit = found.appointment
        return (_about(state, visit), say("found_slot", state, time=_moment(state, visit))) if visit else ()
    lines = [wording.about(state, ticket)]
    if words := wording.class_text(state, ticket):
        lines.append(words)
    taken, waited = time_of_day(ticket.taken_at, zone), stopwatch(state.now - ticket.taken_at)
    lines.append(say("found_taken", state, time=taken, length=waited))
    if found.appointment:
        lines.append(say("found_of_appointment", state, code=found.appointment.code))
    return tuple(lines)


def found_advice(state: TerminalState, found: Found) -> str:
    """What the clerk tells the person at the desk."""
    if (ticket := found.ticket) is None:
        return say(_of_visit(found.appointment), state) if found.appointment else ""
    if ticket.day != hall_day(state.now, state.directory.time_zone if state.directory else None):
        return say("found_other_day", state)
    open_ways = ways(state)
    if ticket.state is TicketState.WAITING and open_ways and state.window_state is not WindowState.IDLE:
        return say("found_waiting_later", state)
    if open_ways:
        return say(f"found_can_{open_ways[0].value}", state)
    return _where_else(state, ticket)


def _where_else(state: TerminalState, ticket: TicketView) -> str:
    number = _window_number(state, ticket)
    if ticket.state in AT_A_WINDOW and state.window and ticket.window == state.window.id:
        return say("found_here", state)
    if number and ticket.state in (*AT_A_WINDOW, TicketState.HELD, TicketState.WAITING):
        return say("found_at_window", state, number=number)
    if ticket.state in (TicketState.WAITING, TicketState.MISSED, TicketState.HELD):
        return say("found_elsewhere", state, queue=wording.queue_name(state, ticket))
    done = ticket.state in (TicketState.FINISHED, TicketState.RATED)
    return say("found_done" if done else "found_void_advice", state)


def _window_number(state: TerminalState, ticket: TicketView) -> int | None:
    windows = state.directory.windows if state.directory else ()
    return next((w.number for w in windows if w.id == ticket.window), None)


def _about(state: TerminalState, visit: BookedVisit) -> str:
    items = state.directory.items if state.directory else ()
    item = next((i for i in items if i.id == visit.item), None)
    return name_of(item, state.language) if item else visit.item


def _moment(state: TerminalState, visit: BookedVisit) -> str:
    zone = state.directory.time_zone if state.directory else None
    return f"{hall_day(visit.slot_at, zone).isoformat()} {time_of_day(visit.slot_at, zone)}"


def _of_visit(visit: BookedVisit) -> str:
    match visit.arrival:
        case Arrival.ON_TIME | Arrival.LATE:
            return "found_take_number"
        case Arrival.EARLY | Arrival.LATER_DAY:
            return "found_too_early"
        case Arrival.ARRIVED:
            return "found_number_over"
    return "found_booking_over"
