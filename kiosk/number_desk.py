"""From what was chosen to the number on paper."""

from collections.abc import Callable

from hall_server.wire.answers import Issued, QueueOutlook
from hall_server.wire.asks import ByHolder
from hardware.printer.slip import Slip
from kiosk.hall import Hall, Holder
from kiosk.issuing import Issuing, Means, Outcome, PrinterDown
from kiosk.journey import Step
from kiosk.leased import queue_of
from kiosk.path import Path
from kiosk.rules import news_of, ticket_ask
from kiosk.slip import slip_of


class NumberDesk:
    def __init__(self, path: Path, hall: Hall, means: Means, report_printer: Callable[[str], None]) -> None:
        self._path, self._hall, self._means, self._report_printer = path, hall, means, report_printer
        self._issuing: Issuing | None = None
        self.holder: Holder | None = None
        """Whose number it will be, if a card was shown."""

    def lacks_card(self) -> bool:
        item = self._path.state.item
        return item is not None and item.id_card_required and self.holder is None

    def ask_outlook(self, queue: str | None = None) -> None:
        """What whoever takes a number of this queue, or else of the chosen item, would meet."""
        item = self._path.state.item
        name = queue or (item.queue if item else None)
        if name is None:
            return
        self._path.become(outlook=None, offline=False)

        def arrived(outlook: QueueOutlook) -> None:
            self._path.become(outlook=outlook, offline=False)

        def alone() -> None:
            may = self._path.state.appointment is None and self._means.offline.has(name)
            self._path.become(offline=may)

        self._path.ask(lambda: self._hall.queue_outlook(name), arrived, alone=alone)

    def take(self, step: Step) -> None:
        """The chosen number, if `step` leads to its printing from here."""
        ask = ticket_ask(self._path.state, self.holder.id_token if self.holder else None)
        if self._path.step(step):
            self._new_issuing().take(ask, queue_of(self._path.state.directory, ask))

    def reprint(self, ticket: str, token: str | None = None) -> None:
        """For whoever showed the ticket's QR code (`token`), a card or an appointment."""
        visit = self._path.state.visit
        if self._path.step(Step.REPRINT):
            id_token = self.holder.id_token if self.holder else None
            shown = ByHolder(token=token, id_token=id_token, appointment=visit.code if visit else None)
            self._new_issuing().reprint(ticket, shown)

    def give_up(self) -> None:
        """The citizen no longer waits."""
        if self._issuing is not None:
            self._issuing.give_up()
            self._issuing = None

    def forget(self) -> None:
        """The citizen is gone."""
        self._issuing = self.holder = None

    def _new_issuing(self) -> Issuing:
        self._path.become(progress=None, issued=None, taken_offline=False, lapsed=False, voided=False)
        self._issuing = Issuing(
            self._means, self._slip, lambda p: self._path.become(progress=p), self._issued
        )
        return self._issuing

    def _slip(self, issued: Issued, offline: bool) -> Slip:
        state = self._path.state
        assert state.directory is not None  # no number is asked for before the directory has come
        number = self.holder.id_number if self.holder and not offline else ""
        return slip_of(issued, state.directory, state.language, number, offline)

    def _issued(self, outcome: Outcome) -> None:
        self._issuing = None
        self._path.touched()
        step, news = news_of(outcome)
        self._path.step(step, **news)
        if isinstance(outcome, PrinterDown):
            self._report_printer(outcome.code)
