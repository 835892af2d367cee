"""What becomes of an appointment whose holder is here: a number, a card that is asked for, or a reason why
not."""

from zoneinfo import ZoneInfo

from hall_server.wire.answers import BookedVisit, Problem
from hall_server.wire.words import Arrival, PriorityClass
from kiosk.hall import Hall
from kiosk.journey import Page, Step
from kiosk.number_desk import NumberDesk
from kiosk.path import Path
from kiosk.rules import is_code, item_of, own_class, own_problem
from kiosk.state import KioskState

_GOOD = (Arrival.ON_TIME, Arrival.LATE)


class VisitDesk:
    def __init__(self, path: Path, hall: Hall, numbers: NumberDesk) -> None:
        self._path, self._hall, self._numbers = path, hall, numbers

    def entered(self) -> None:
        """The typed code."""
        state = self._path.state
        code = "".join(state.typed.split())
        if state.page is not Page.APPOINTMENT or not code or state.busy:
            return
        if is_code(code):
            self._ask(code)
        else:
            self._path.become(problem=own_problem("no_such_code", state.language))

    def chosen(self, code: str) -> None:
        """One of the appointments of the card's holder."""
        state = self._path.state
        held = state.greeting.appointments if state.greeting else ()
        if state.page is Page.WELCOME and not state.busy and any(a.code == code for a in held):
            self._ask(code)

    def found(self, visit: BookedVisit, at_once: bool = False) -> None:
        """`at_once`: print without another tap if there is nothing that the citizen should know before."""
        state = self._path.state
        if visit.arrival not in _GOOD:
            no = _refusal(visit, state)
            self._path.step(Step.REFUSED, problem=no, item=None, appointment=None, visit=visit)
            return
        on_time = visit.arrival is Arrival.ON_TIME
        self._path.become(
            item=item_of(state.directory, visit.item),
            appointment=visit.code,
            visit=visit,
            priority=PriorityClass.APPOINTMENT if on_time else own_class(state),
        )
        if visit.card_needed and self._numbers.holder is None:
            self._path.step(Step.CARD_MISSING)
        elif at_once and on_time and not is_elsewhere(visit, state):
            self._numbers.take(Step.CHECK_IN)
        elif self._path.step(Step.APPOINTMENT_FOUND):
            self._numbers.ask_outlook(visit.queue)

    def _ask(self, code: str) -> None:
        self._path.ask(lambda: self._hall.appointment(code), self.found)


def is_elsewhere(visit: BookedVisit, state: KioskState) -> bool:
    """Whether the citizen has to go to another zone than that of this kiosk."""
    return state.zone is not None and visit.zone != state.zone


def _refusal(visit: BookedVisit, state: KioskState) -> Problem:
    assert state.directory is not None  # nothing is asked before the directory has come
    local = ZoneInfo(state.directory.time_zone)
    slot = visit.slot_at.astimezone(local)
    key, ticket = f"visit_{visit.arrival}", visit.ticket
    if visit.arrival is Arrival.ARRIVED and ticket is None:
        key = "visit_used"
    return own_problem(
        key,
        state.language,
        ticket,
        number=visit.number or "",
        month=slot.month,
        day=slot.day,
        time=f"{slot:%H:%M}",
        opens=f"{visit.opens_at.astimezone(local):%H:%M}",
        closes=f"{visit.closes_at.astimezone(local):%H:%M}",
    )
