"""What a scanned code brings: the citizen's own ticket, an appointment, or a sentence about neither."""

from hall_server.client.trouble import Refused
from hall_server.wire.answers import BookedVisit, Standing
from hall_server.wire.asks import AskStanding
from kiosk.codes import Reading, readings_of
from kiosk.hall import Hall
from kiosk.journey import Page, Step
from kiosk.own_ticket_desk import OwnTicketDesk
from kiosk.path import Path
from kiosk.rules import may_scan, own_problem
from kiosk.visit_desk import VisitDesk

UNKNOWN = 404


class ScanDesk:
    def __init__(self, path: Path, hall: Hall, visits: VisitDesk, tickets: OwnTicketDesk) -> None:
        self._path, self._hall, self._visits, self._tickets = path, hall, visits, tickets

    def scanned(self, text: str) -> None:
        """Nothing happens in the middle of what somebody else does."""
        state = self._path.state
        looks_up = state.busy and state.page is not Page.SCAN
        if looks_up or not may_scan(state) or not self._path.step(Step.SCANNED):
            return
        readings = readings_of(text, state.directory)
        if not readings:
            self._path.become(problem=own_problem("unknown_code", state.language))
            return

        def refused(error: Refused) -> None:
            if error.problem.status == UNKNOWN:
                by_page = isinstance(readings[-1], AskStanding)
                key = "unknown_page" if by_page else "unknown_code"
                self._path.become(problem=own_problem(key, self._path.state.language))
            else:
                self._path.refused(error)

        def found(answer: tuple[Reading, Standing | BookedVisit]) -> None:
            match answer:
                case AskStanding() as asked, Standing() as standing:
                    self._tickets.found(standing, asked)
                case _, BookedVisit() as visit:
                    self._visits.found(visit, at_once=True)

        self._path.ask(lambda: look_up(self._hall, readings), found, refused)


def look_up(hall: Hall, readings: tuple[Reading, ...]) -> tuple[Reading, Standing | BookedVisit]:
    """What the first of the readings says that the hall knows. Blocks. Raises Refused, LinkLost."""
    first, *others = readings
    try:
        answer = hall.standing(first) if isinstance(first, AskStanding) else hall.appointment(first)
    except Refused as no:
        if no.problem.status != UNKNOWN or not others:
            raise
        return look_up(hall, tuple(others))
    return first, answer
