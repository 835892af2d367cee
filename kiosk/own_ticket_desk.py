"""The page of a ticket that its holder showed: kept true while it is looked at, and acted on."""

from collections.abc import Callable

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Standing
from hall_server.wire.asks import AskStanding, ByHolder
from hall_server.wire.words import TicketAct
from kiosk.hall import Hall
from kiosk.journey import Page, Step
from kiosk.path import Path

REFRESH_SECONDS = 5.0


class OwnTicketDesk:
    def __init__(
        self, path: Path, hall: Hall, background: Background, timer: Timer, new_key: Callable[[], str]
    ) -> None:
        self._path, self._hall, self._new_key = path, hall, new_key
        self._background, self._timer = background, timer
        self._asked: AskStanding | None = None

    def found(self, standing: Standing, asked: AskStanding) -> None:
        if self._path.step(Step.TICKET_FOUND, standing=standing, told=None):
            self._asked = asked
            self._later(asked)

    @property
    def token(self) -> str | None:
        """What the QR code of the ticket on the screen says, if it was that which was shown."""
        return self._asked.token if self._asked else None

    def forget(self) -> None:
        """The citizen is gone."""
        self._asked = None

    def revive(self) -> None:
        ticket = self._ticket_that_may(TicketAct.REVIVE)
        if ticket is not None and self._path.state.page is Page.TICKET:
            key, shown = self._new_key(), ByHolder(token=self.token)
            self._act(TicketAct.REVIVE, lambda: self._hall.revive(ticket, key, shown))

    def give_back_asked(self) -> None:
        if self._ticket_that_may(TicketAct.CANCEL) is not None:
            self._path.step(Step.GIVE_BACK, told=None)

    def give_back(self) -> None:
        """Confirmed."""
        ticket, token = self._ticket_that_may(TicketAct.CANCEL), self.token
        if ticket is not None and token is not None and self._path.state.page is Page.GIVE_BACK:
            key = self._new_key()
            self._act(TicketAct.CANCEL, lambda: self._hall.give_back(ticket, token, key))

    def _ticket_that_may(self, act: TicketAct) -> str | None:
        state = self._path.state
        standing = state.standing
        return standing.ticket.id if standing and act in standing.acts and not state.busy else None

    def _act(self, act: TicketAct, do: Callable[[], object]) -> None:
        asked = self._asked
        assert asked is not None  # a ticket is on the screen

        def job() -> Standing:
            do()
            return self._hall.standing(asked)

        def done(standing: Standing) -> None:
            self._path.step(Step.KEEP)
            self._path.become(standing=standing, told=act, problem=None)
            self._path.touched()

        def refused(error: Refused) -> None:
            self._path.step(Step.KEEP)
            self._path.become(problem=error.problem, told=None)
            self._look(asked)

        self._path.ask(job, done, refused)

    # What happens to the ticket meanwhile

    def _later(self, asked: AskStanding) -> None:
        self._timer.after(REFRESH_SECONDS, lambda: self._tick(asked))

    def _tick(self, asked: AskStanding) -> None:
        if self._asked is not asked:
            return
        self._later(asked)
        state = self._path.state
        if state.page in (Page.TICKET, Page.GIVE_BACK) and not state.busy and not state.link.lost:
            self._look(asked)

    def _look(self, asked: AskStanding) -> None:
        def seen(standing: Standing) -> None:
            state = self._path.state
            if self._asked is not asked or state.busy:
                return
            changed = state.standing is not None and state.standing.ticket.state != standing.ticket.state
            self._path.become(standing=standing, told=None if changed else state.told)
            if TicketAct.CANCEL not in standing.acts:
                self._path.step(Step.KEEP)

        self._background.run(lambda: self._hall.standing(asked), seen, _wait_for_the_next)


def _wait_for_the_next(error: Exception) -> None:
    """What stands on the screen was true a moment ago, and a lost link is shown by itself."""
    if not isinstance(error, (LinkLost, Refused)):
        raise error
