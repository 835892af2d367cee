"""From the keypads on a line to their windows, and from the hall back to the keypads."""

import logging
from collections.abc import Callable, Mapping

from hall_server.client.feed import Update
from hall_server.client.link import Link, LinkState
from hall_server.wire.directory import WindowEntry
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import TicketState, WindowState
from hardware.call_box.acts import Typing, order_of
from hardware.call_box.gateway.counter import Counter
from hardware.call_box.gateway.settings import Habits
from hardware.call_box.interface import BLANK, CallBox, Display, Heard, Key, KeyPress, Score

Submit = Callable[[Callable[[], None]], object]
"""Runs work for one window, in order, off the line's thread."""

log = logging.getLogger(__name__)


def display_of(view: HallView, entry: WindowEntry) -> Display:
    """How many wait for this window, and the number that stands there."""
    queues = {*entry.primary, *entry.backups}
    waiting = sum(
        ticket.state == TicketState.WAITING
        and (ticket.window == entry.id or (ticket.window is None and ticket.queue in queues))
        for ticket in view.tickets.values()
    )
    window = view.windows.get(entry.id)
    ticket = view.tickets.get(window.ticket) if window and window.ticket else None
    return Display.of(waiting, ticket.number if ticket else "")


class Gateway:
    """`heard` is called on the line's thread, `hall_changed` and `link_changed` on the feed's; none waits."""

    def __init__(
        self,
        box: CallBox,
        counters: Mapping[int, tuple[Counter, Submit]],
        entries: Mapping[int, WindowEntry],
        habits: Habits | None = None,
    ) -> None:
        self._box, self._counters, self._entries = box, counters, entries
        self._habits = habits or Habits()
        self._typing = {address: Typing() for address in counters}
        self._shown: dict[int, Display] = {}
        self._live = False
        self._view: HallView | None = None

    def start(self) -> None:
        """Listen; sign in the windows whose clerks are in the settings."""
        for counter, submit in self._counters.values():
            submit(_safely(counter.sign_in_by_settings))
        self._show_all()
        self._box.listen(self.heard)

    def heard(self, heard: Heard) -> None:
        if heard.address not in self._counters:
            log.warning("keypad %d belongs to no window in the settings", heard.address)
            return
        counter, submit = self._counters[heard.address]
        if isinstance(heard, Score):
            score = heard.score
            submit(_safely(lambda: counter.scored(score)))
            return
        whole = self._typing[heard.address].whole(heard)
        if whole is not None:
            submit(_safely(lambda: self._pressed(counter, whole)))

    def _pressed(self, counter: Counter, press: KeyPress) -> None:
        if not counter.signed_in and press.key is Key.CONFIRM and press.digits:
            counter.typed(press.digits)
        else:
            counter.obey(order_of(press, self._habits.confirmed))

    def hall_changed(self, update: Update) -> None:
        self._view = update.view
        self._show_all()

    def link_changed(self, link: Link) -> None:
        live = link.state is LinkState.LIVE
        if live != self._live:
            self._live = live
            self._show_all()

    def _show_all(self) -> None:
        """Without the link the displays are dark: an old number would look like a true one."""
        for address, entry in self._entries.items():
            view = self._view if self._live else None
            display = BLANK if view is None else display_of(view, entry)
            before, self._shown[address] = self._shown.get(address), display
            if before != display:
                self._box.show(address, display)
            begins = before is not None and before.waiting == 0 and bool(display.waiting)
            if begins and view is not None and self._habits.beep_for_first and _is_free(view, entry):
                self._box.beep(address)


def _safely(work: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        try:
            work()
        except Exception:
            # The edge of a window's worker: one window's trouble must not silence its next key.
            log.exception("a key could not be carried out")

    return run


def _is_free(view: HallView, entry: WindowEntry) -> bool:
    window = view.windows.get(entry.id)
    return window is not None and window.state == WindowState.IDLE
