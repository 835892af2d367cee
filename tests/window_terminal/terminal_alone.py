"""A terminal whose link is cut and mended."""

from hall_server.client.outbox import Outbox
from hall_server.wire.words import Language, TicketState, WindowState
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
    Terminal,
    a_desk,
    a_line,
    a_ticket,
    a_window,
)
from window_terminal.allowed import Act


def at_work(
    state: WindowState = WindowState.CALLING, *, kept: Outbox | None = None, language: Language = Language.ZH
) -> Terminal:
    """Signed in, with a ticket that was called, or is served, at nine."""
    serving = state is WindowState.SERVING
    ticket = a_ticket(
        state=TicketState.SERVING if serving else TicketState.CALLED,
        window=WINDOW,
        calls=1,
        last_called_at=NINE,
        started_at=NINE if serving else None,
    )
    desk = a_desk(a_window(state, ticket=ticket.id), a_line(), serving=ticket)
    return Terminal(desk, kept=kept, language=language).signed_in()


def cut(terminal: Terminal) -> None:
    """The link is gone, and the feed has noticed."""
    terminal.hall.cut_off = True
    terminal.model.link_changed(True, terminal.clock())


def mend(terminal: Terminal) -> None:
    terminal.hall.cut_off = False
    terminal.model.link_changed(False, terminal.clock())


def sent(terminal: Terminal) -> list[tuple[str, str]]:
    return [(verb, key) for verb, _, key in terminal.hall.stored]


def finish_alone(terminal: Terminal) -> None:
    """Start and finish, five minutes apart, without the hall."""
    terminal.model.act_pressed(Act.START)
    terminal.clock.advance(300)
    terminal.model.act_pressed(Act.FINISH)
