"""The desk after an answer or a fresh look, and what else on the screen follows from it. Pure."""

from dataclasses import replace

from hall_server.wire.answers import Called, Changed, Desk, WindowChanged
from hall_server.wire.catalogue import text
from hall_server.wire.events import Event
from hall_server.wire.views import TicketView
from hall_server.wire.words import EventKind
from window_terminal.allowed import ALLOWED, Act
from window_terminal.hall import Answer
from window_terminal.questions import question_for
from window_terminal.state import TerminalState, Trouble, items_at_first


def desk_after(desk: Desk, answer: Answer) -> Desk:
    """The desk with what a command's answer says about this window, until the hall's whole desk has come."""
    window = answer.window
    if window is None or window.id != desk.window.id:
        return desk
    ticket = None if isinstance(answer, WindowChanged) else answer.ticket
    known = (ticket, desk.serving)
    serving = next((t for t in known if t and t.id == window.ticket), None)
    changes: dict[str, object] = {"window": window, "serving": serving}
    if isinstance(answer, Called):
        changes["next"] = None
        changes["waiting"] = tuple(w for w in desk.waiting if w.ticket.id != answer.ticket.id)
    if isinstance(answer, Changed):
        changes["held"] = _without(desk.held, answer.ticket)
    return desk.model_copy(update=changes)


def with_desk(state: TerminalState, desk: Desk) -> TerminalState:
    """The state with a new desk; a page that no longer applies is closed, and the clerk is told."""
    before, now = state.desk and state.desk.serving, desk.serving
    state = replace(state, desk=desk)
    if (before and before.id) != (now and now.id):
        state = replace(state, items_done=items_at_first(state))
    question = state.question
    if question is None or state.pending is not None:
        return state
    lists_tickets = question.act in (Act.RESUME_TICKET, Act.REVIVE)
    subject = now.number if now else ""
    gone = question.act not in ALLOWED[desk.window.state] or (
        question.subject and question.subject != subject
    )
    if lists_tickets and not gone and state.directory:
        fresh = question_for(question.act, state.directory, desk, state.language)
        gone = fresh is None or not fresh.choices
        if fresh and question.chosen in {c.code for c in fresh.choices}:
            fresh = replace(fresh, chosen=question.chosen)
        state = replace(state, question=fresh)
    if gone:
        return replace(state, question=None, trouble=Trouble(text("terminal.moved_on", state.language)))
    return state


def concerns_desk(event: Event, zone: str) -> bool:
    """Whether a desk of that zone may look different after it."""
    touches = bool(event.tickets or event.windows) or event.kind in (
        EventKind.PLAN_CHANGED,
        EventKind.DAY_CLOSED,
    )
    return touches and (not event.zones or zone in event.zones)


def _without(tickets: tuple[TicketView, ...], ticket: TicketView) -> tuple[TicketView, ...]:
    return tuple(t for t in tickets if t.id != ticket.id)
