"""From a press to the question for the hall; what is sent is what was on the screen at the press."""

from collections.abc import Callable
from datetime import timedelta

from pydantic import ValidationError

from hall_server.wire.answers import Desk
from hall_server.wire.asks import CallByNumber, Pause, Transfer, WalkIn
from hall_server.wire.catalogue import text
from hall_server.wire.views import TicketView
from hall_server.wire.words import Language
from window_terminal.allowed import Act
from window_terminal.hall import Answer, WindowHall
from window_terminal.questions import Question, TargetKind
from window_terminal.state import TerminalState, Trouble

Order = Callable[[str], Answer]
"""Asks the hall with the given key."""


class Unfit(Exception):
    """What was typed cannot be sent; `trouble` says what to mend."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.detail)
        self.trouble = trouble


def order_for(hall: WindowHall, state: TerminalState, act: Act) -> Order | None:
    """The order of an act that only the hall can do, or None when the state lacks what it is about.

    Raises Unfit when the clerk typed something that the hall's wire does not carry.
    """
    desk = state.desk
    if desk is None:
        return None
    try:
        return (
            _about_window(hall, desk.window.id, act)
            or _about_present_ticket(hall, desk, act)
            or _answered(hall, desk, state, act)
        )
    except ValidationError as error:
        raise unfit(error, state.language) from error


def _about_window(hall: WindowHall, window: str, act: Act) -> Order | None:
    match act:
        case Act.OPEN:
            return lambda key: hall.open_window(window, key)
        case Act.CALL_NEXT:
            return lambda key: hall.call_next(window, key)
        case Act.RESUME_WINDOW:
            return lambda key: hall.resume_window(window, key)
        case Act.CLOSE:
            return lambda key: hall.close_window(window, key)
        case Act.WALK_IN_FINISHED:
            return lambda key: hall.finish_walk_in(window, key)
    return None


def _about_present_ticket(hall: WindowHall, desk: Desk, act: Act) -> Order | None:
    if desk.serving is None:
        return None
    ticket, window = desk.serving.id, desk.window.id
    match act:
        case Act.RECALL:
            return lambda key: hall.recall(ticket, window, key)
        case Act.NO_SHOW:
            return lambda key: hall.no_show(ticket, window, key)
    return None


def _answered(hall: WindowHall, desk: Desk, state: TerminalState, act: Act) -> Order | None:
    """Orders that follow from a page's answers."""
    question, window = state.question, desk.window.id
    if question is None or question.act is not act or not question.ready or question.chosen is None:
        return None
    chosen, note = question.chosen, question.note.strip() or None
    match act:
        case Act.PAUSE | Act.INTERNAL_TASK:
            until = state.now + timedelta(minutes=question.minutes or 0)
            pause = Pause(reason=chosen, until=until, note=note)
            send = hall.pause_window if act is Act.PAUSE else hall.internal_task
            return lambda key: send(window, pause, key)
        case Act.WALK_IN:
            walk_in = WalkIn(reason=chosen, note=note)
            return lambda key: hall.start_walk_in(window, walk_in, key)
        case Act.CALL_BY_NUMBER:
            by_number = CallByNumber(number=(question.number or "").strip().upper(), reason=chosen, note=note)
            return lambda key: hall.call_by_number(window, by_number, key)
        case Act.RESUME_TICKET:
            return _resume(hall, _ticket(desk.held, chosen), window)
        case Act.REVIVE:
            return _revive(hall, _ticket(desk.missed, chosen))
    return _away(hall, desk, question, chosen, note)


def _resume(hall: WindowHall, ticket: str | None, window: str) -> Order | None:
    return (lambda key: hall.resume_ticket(ticket, window, key)) if ticket else None


def _revive(hall: WindowHall, ticket: str | None) -> Order | None:
    return (lambda key: hall.revive(ticket, key)) if ticket else None


def _away(hall: WindowHall, desk: Desk, question: Question, chosen: str, note: str | None) -> Order | None:
    """A transfer: the present ticket leaves the window."""
    if desk.serving is None:
        return None
    ticket, window = desk.serving.id, desk.window.id
    target = question.target
    match question.target_kind:
        case TargetKind.QUEUE:
            transfer = Transfer(window=window, queue=target, reason=chosen, note=note)
        case TargetKind.ITEM:
            transfer = Transfer(window=window, item=target, reason=chosen, note=note)
        case TargetKind.WINDOW:
            transfer = Transfer(window=window, to_window=target, reason=chosen, note=note)
        case None:
            return None
    return lambda key: hall.transfer(ticket, transfer, key)


def _ticket(tickets: tuple[TicketView, ...], number: str) -> str | None:
    return next((t.id for t in tickets if t.number == number), None)


def unfit(error: ValidationError, language: Language) -> Unfit:
    """What to tell the clerk about the field that does not fit."""
    field = error.errors()[0]["loc"][:1]
    if field == ("number",):
        return Unfit(
            Trouble(text("terminal.bad_number", language), text("terminal.bad_number_cure", language))
        )
    return Unfit(Trouble(text("terminal.bad_note", language)))
