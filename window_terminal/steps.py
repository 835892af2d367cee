"""The steps of a service that the terminal takes by itself while the link is lost, and tells later."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from hall_server.wire.answers import Changed, Desk
from hall_server.wire.asks import Finish, Hold, Start
from hall_server.wire.views import TicketView
from hall_server.wire.words import HoldKind, TicketState, WindowState
from window_terminal.allowed import ALONE, Act
from window_terminal.desk import desk_after
from window_terminal.hall import WindowHall
from window_terminal.orders import unfit
from window_terminal.state import TerminalState

LEADS_TO: dict[Act, tuple[TicketState, WindowState]] = {
    Act.START: (TicketState.SERVING, WindowState.SERVING),
    Act.FINISH: (TicketState.FINISHED, WindowState.IDLE),
    Act.HOLD: (TicketState.HELD, WindowState.IDLE),
}
"""The life of the ticket and of the window, as far as the terminal walks it alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """What the clerk did with the ticket at the window. Asked now or sent later, its text is the same, letter
    by letter: under one key the hall takes no other."""

    act: Act
    ticket: TicketView
    ask: Start | Finish | Hold
    acted_at: datetime

    @property
    def path(self) -> str:
        return f"/tickets/{self.ticket.id}/{self.act.value}"

    @property
    def body(self) -> str:
        return self.ask.model_dump_json(exclude_unset=True)

    def tell(self, hall: WindowHall, key: str) -> Changed:
        match self.ask:
            case Finish():
                return hall.finish(self.ticket.id, self.ask, key)
            case Hold():
                return hall.hold(self.ticket.id, self.ask, key)
        return hall.start(self.ticket.id, self.ask.window, key, self.ask.acted_at)


def step_for(state: TerminalState, act: Act, now: datetime) -> Step | None:
    """The step of an act, as answered on its page; None for an act that the terminal cannot do alone.

    Raises Unfit when the clerk typed something that the hall's wire does not carry.
    """
    desk, question = state.desk, state.question
    if act not in ALONE or desk is None or desk.serving is None:
        return None
    window = desk.window.id
    ask: Start | Finish | Hold
    match act:
        case Act.START:
            ask = Start(window=window, acted_at=now)
        case Act.FINISH:
            ask = Finish(window=window, acted_at=now, items_done=state.items_done)
        case _:
            if question is None or question.act is not act or question.chosen is None:
                return None
            note = question.note.strip() or None
            try:
                ask = Hold(window=window, acted_at=now, kind=HoldKind(question.chosen), note=note)
            except ValidationError as error:
                raise unfit(error, state.language) from error
    return Step(act, desk.serving, ask, now)


def desk_after_step(desk: Desk, step: Step) -> Desk:
    """The desk as the terminal knows it to be, before the hall has been told."""
    in_state, window_state = LEADS_TO[step.act]
    at, here = step.acted_at, step.act is Act.START
    changes: dict[str, object] = {"state": in_state, "since": at}
    if here:
        changes["started_at"] = at
    if isinstance(step.ask, Hold):
        changes["hold"] = step.ask.kind
    ticket = step.ticket.model_copy(update=changes)
    window = desk.window.model_copy(
        update={"state": window_state, "since": at, "ticket": ticket.id if here else None}
    )
    after = desk_after(desk, Changed(ticket=ticket, window=window))
    return after.model_copy(update={"held": (*after.held, ticket)}) if step.act is Act.HOLD else after


def number_in(path: str) -> tuple[str, Act] | None:
    """The ticket's number and the act in a step's path; a ticket's id is its day and its number. None for
    what is no step of the clerk's."""
    _, _, ticket, verb = path.split("/")
    return (ticket.partition("-")[2], Act(verb)) if verb in set(Act) else None
