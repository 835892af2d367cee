"""From a scanned code to the ticket that a citizen at the window shows, and what can be done with it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from hall_server.client.background import Background
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Desk
from hall_server.wire.asks import AskStanding
from hall_server.wire.catalogue import text
from hall_server.wire.views import TicketView
from hall_server.wire.words import TicketState
from window_terminal.allowed import Act
from window_terminal.beside import Beside
from window_terminal.hall import WindowHall
from window_terminal.pages import Pages
from window_terminal.state import Found, Screen, TerminalState, offer

TICKET_PAGE = re.compile(r"/t/([A-Za-z0-9_\-]{8,64})/?(?:[?#].*)?$")
NUMBER = re.compile(r"[A-Za-z]{1,4}[0-9]{1,6}")
APPOINTMENT = re.compile(r"[A-Za-z0-9_.\-]{1,40}")


def asked_by(code: str) -> AskStanding | str | None:
    """The ticket that a code names, the code of an appointment, or None for a code that is none of ours."""
    if page := TICKET_PAGE.search(code):
        return AskStanding(token=page[1])
    if NUMBER.fullmatch(code):
        return AskStanding(number=code)
    return code if APPOINTMENT.fullmatch(code) else None


def look_up(hall: WindowHall, asked: AskStanding | str) -> Found:
    """Blocks; raises Refused and LinkLost. What looks like a number may also be an appointment's code."""
    if isinstance(asked, AskStanding):
        try:
            return Found(hall.standing(asked).ticket)
        except Refused as no:
            if asked.number is None or no.problem.code != "unknown_ticket":
                raise
            try:
                return look_up(hall, asked.number)
            except Refused:
                raise no from None
    visit = hall.appointment(asked)
    ticket = hall.standing(AskStanding(number=visit.number)).ticket if visit.number else None
    return Found(ticket, visit)


def on_desk(desk: Desk, asked: AskStanding | str) -> TicketView | None:
    """Without the hall: a number that stands on the desk."""
    if not isinstance(asked, AskStanding) or asked.number is None:
        return None
    known = (*(w.ticket for w in desk.waiting), *desk.held, *desk.missed, *filter(None, (desk.serving,)))
    return next((t for t in known if t.number == asked.number.upper()), None)


def followed(found: Found | None, tickets: Iterable[TicketView]) -> Found | None:
    """The found ticket as it is after some of the hall's tickets have changed."""
    if found is None or found.ticket is None:
        return found
    mine = found.ticket.id
    return next((replace(found, ticket=t) for t in tickets if t.id == mine), found)


def ways(state: TerminalState) -> tuple[Act, ...]:
    """What this window can do with the ticket that was found, whether or not it can at this moment."""
    ticket, desk = state.found.ticket if state.found else None, state.desk
    if ticket is None or desk is None:
        return ()
    match ticket.state:
        case TicketState.MISSED if any(t.id == ticket.id for t in desk.missed):
            return (Act.REVIVE,)
        case TicketState.HELD if any(t.id == ticket.id for t in desk.held):
            return (Act.RESUME_TICKET,)
        case TicketState.CALLED if desk.serving and desk.serving.id == ticket.id:
            return (Act.START,)
        case TicketState.WAITING if _may_be_called_here(state, ticket):
            return (Act.CALL_BY_NUMBER,)
    return ()


def way_open(state: TerminalState) -> Act | None:
    """The way that can be gone at this moment."""
    return next((act for act in ways(state) if offer(state, act).enabled), None)


def _may_be_called_here(state: TerminalState, ticket: TicketView) -> bool:
    window = state.window
    if window is None:
        return False
    return ticket.window == window.id or (
        ticket.window is None and ticket.queue in (*window.primary, *window.backups)
    )


class Finding:
    """Asks the hall for what was scanned, beside everything else."""

    def __init__(
        self, hall: WindowHall, background: Background, screen: Screen, pages: Pages, beside: Beside
    ) -> None:
        self._hall, self._background, self._screen = hall, background, screen
        self._pages, self._beside = pages, beside
        self._newest = 0

    def scanned(self, code: str) -> None:
        """A code was held before the scanner. With the page of a call by number open, it fills its field."""
        state, asked = self._screen.state, asked_by(code)
        if state.clerk is None:
            return
        if asked is None:
            self._say("scan_unknown")
        elif state.pending or (state.question and state.question.number is None):
            self._say("page_open" if state.question else "still_busy")
        elif state.link.lost:
            self._without_hall(state, asked)
        else:
            self._newest = this = self._newest + 1
            self._background.run(
                lambda: look_up(self._hall, asked),
                lambda found: self._found(this, found),
                lambda error: self._failed(this, error),
            )

    def _without_hall(self, state: TerminalState, asked: AskStanding | str) -> None:
        ticket = on_desk(state.desk, asked) if state.desk else None
        if ticket is None:
            self._say("scan_lost")
        else:
            self._show(Found(ticket))

    def _found(self, asked: int, found: Found) -> None:
        if asked == self._newest and self._screen.state.clerk:
            self._show(found)

    def _show(self, found: Found) -> None:
        state = self._screen.state
        if state.question and state.question.number is not None and found.ticket:
            self._pages.number_typed(found.ticket.number)
        elif state.question is None:
            # A person stands at the desk: the page must be in sight.
            fresh = replace(state, found=found, help_open=False, folded=False, trouble=None)
            self._screen.become(fresh)

    def _failed(self, asked: int, error: Exception) -> None:
        match error:
            case LinkLost():
                self._say("scan_lost")
            case Refused() if asked == self._newest:
                self._beside.complain(error.problem.detail, error.problem.cure or "")
            case Refused():
                pass  # the newer scan is on the screen
            case _:
                raise error

    def _say(self, key: str) -> None:
        language = self._screen.state.language
        self._beside.complain(text(f"terminal.{key}", language))
