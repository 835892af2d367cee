"""The citizen's judgement: when it is asked for, what it needs, and where it goes.

Laws, and tests: a question is asked once for each finished ticket of this window; a bad level needs a reason;
silence sends nothing; an answer is on record once, however often the link or this program breaks.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.wire.asks import Rate
from hall_server.wire.catalogue import text
from hall_server.wire.directory import Directory, ReasonEntry
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import EventKind, Language, RatingSource
from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.state import Page, TouchState
from hardware.evaluator.touch.unsent import Fate, Outcome

ASK_SECONDS, REASON_SECONDS, THANKS_SECONDS = 30, 60, 4
RETRY_SECONDS = 3.0
LATER_AFTER_SECONDS = 4.0
"""So long a citizen watches an answer being sent; then it is promised for later."""
_ASKING = (Page.FACES, Page.REASONS)


class Ratings(Protocol):
    """Where answers go; `unsent.Answers` in service. Every method blocks."""

    def give(self, ticket: str, ask: Rate, key: str) -> Outcome:
        """Keep an answer and try to send it."""

    def send_kept(self) -> int:
        """Try those that wait once more; how many still do."""


class TouchViewModel:
    """One page at one window. `show` gets every new state."""

    def __init__(
        self,
        window: str,
        language: Language,
        ratings: Ratings,
        background: Background,
        timer: Timer,
        new_key: Callable[[], str],
        show: Callable[[TouchState], None],
        ask_seconds: int = ASK_SECONDS,
    ) -> None:
        self._window, self._home_language, self._ratings = window, language, ratings
        self._background, self._timer, self._new_key, self._show = background, timer, new_key, show
        self._ask_seconds = ask_seconds
        self._state = TouchState(language)
        self._reasons: tuple[ReasonEntry, ...] = ()
        self._retrying = False
        self._stop_clock: Callable[[], None] = lambda: None
        self._promise: Callable[[], None] = lambda: None

    @property
    def state(self) -> TouchState:
        return self._state

    # What the hall says

    def pairing_code_arrived(self, code: str) -> None:
        self._become(page=Page.PAIRING, pairing_code=code)

    def let_in(self) -> None:
        """The device has its token. What it kept of its last run goes out now."""
        if self._state.page is Page.PAIRING:
            self._go_home()
        self._send_kept()

    def directory_arrived(self, directory: Directory) -> None:
        self._reasons = directory.rating_reasons

    def hall_changed(self, view: HallView, events: tuple[Event, ...]) -> None:
        window = view.windows.get(self._window)
        ticket = view.tickets.get(window.ticket) if window and window.ticket else None
        self._become(
            window_number=window.number if window else None,
            window_state=window.state if window else None,
            at_window=ticket.number if ticket else "",
        )
        for event in events:
            self._happened(event)

    def link_lost(self, as_of: datetime | None) -> None:
        self._become(connected=False, as_of=as_of)

    def link_live(self) -> None:
        if not self._state.connected:
            self._become(connected=True, as_of=None)

    # What the citizen taps

    def face_tapped(self, stars: Stars) -> None:
        if self._state.page is not Page.FACES:
            return
        offered = tuple(reason for reason in self._reasons if int(stars) in reason.levels)
        if stars.is_bad:
            self._ask(Page.REASONS, REASON_SECONDS, stars=stars, offered=offered, reasons=())
        else:
            self._answer(stars, ())

    def reason_tapped(self, reason: str) -> None:
        """Choose it, or take it back."""
        offered = [each.code for each in self._state.offered]
        if self._state.page is not Page.REASONS or reason not in offered:
            return
        chosen = {*self._state.reasons} ^ {reason}
        self._ask(Page.REASONS, REASON_SECONDS, reasons=tuple(each for each in offered if each in chosen))

    def submit_tapped(self) -> None:
        if self._state.may_submit and self._state.stars is not None:
            self._answer(self._state.stars, self._state.reasons)

    def back_tapped(self) -> None:
        if self._state.page is Page.REASONS:
            self._ask(Page.FACES, self._ask_seconds, stars=None, offered=(), reasons=())

    def decline_tapped(self) -> None:
        if self._state.page in _ASKING:
            self._go_home()

    def language_tapped(self) -> None:
        other = Language.EN if self._state.language is Language.ZH else Language.ZH
        if self._state.page in _ASKING:
            seconds = self._ask_seconds if self._state.page is Page.FACES else REASON_SECONDS
            self._ask(self._state.page, seconds, language=other)
        else:
            self._become(language=other)

    # How

    def _happened(self, event: Event) -> None:
        here = any(window.id == self._window for window in event.windows)
        if event.kind == EventKind.TICKET_FINISHED and here and event.tickets:
            ticket = event.tickets[0]
            self._ask(
                Page.FACES,
                self._ask_seconds,
                asks=ticket.id,
                asks_number=ticket.number,
                stars=None,
                reasons=(),
                language=self._home_language,
            )
        elif event.kind == EventKind.TICKET_STARTED and here and self._state.page in _ASKING:
            # The next citizen stands here, and must not judge the service of the one before.
            self._go_home()
        elif event.kind == EventKind.TICKET_RATED and self._is_asked(event):
            self._go_home()

    def _is_asked(self, event: Event) -> bool:
        rated = any(ticket.id == self._state.asks for ticket in event.tickets)
        return rated and self._state.page in _ASKING

    def _ask(self, page: Page, seconds: int, **changes: object) -> None:
        self._stop_clock()
        self._become(page=page, seconds_left=seconds, **changes)
        self._stop_clock = self._timer.after(1.0, self._second_passed)

    def _second_passed(self) -> None:
        left = self._state.seconds_left - 1
        if left <= 0:
            self._go_home()
            return
        self._become(seconds_left=left)
        self._stop_clock = self._timer.after(1.0, self._second_passed)

    def _answer(self, stars: Stars, reasons: tuple[str, ...]) -> None:
        ask = Rate(stars=int(stars), reasons=reasons, source=RatingSource.TOUCH)
        ticket, key = self._state.asks, self._new_key()
        self._stop_clock()
        self._become(page=Page.SENDING, seconds_left=0, stars=stars)
        self._promise = self._timer.after(LATER_AFTER_SECONDS, self._say_later)
        self._background.run(
            lambda: self._ratings.give(ticket, ask, key),
            lambda outcome: self._settled(ticket, outcome),
            lambda error: self._failed(ticket, error),
        )

    def _settled(self, ticket: str, outcome: Outcome) -> None:
        if outcome.fate is Fate.KEPT:
            self._try_later()
        if self._state.page is not Page.SENDING or self._state.asks != ticket:
            return
        self._promise()
        match outcome.fate:
            case Fate.ON_RECORD:
                self._say(Page.THANKS, "")
            case Fate.KEPT:
                self._say(Page.THANKS_LATER, "")
            case Fate.REFUSED:
                self._say(Page.REFUSED, outcome.detail)
            case Fate.LOST:
                self._say(Page.REFUSED, text("evaluator.not_kept", self._state.language))

    def _failed(self, ticket: str, error: Exception) -> None:
        self._settled(ticket, Outcome(Fate.REFUSED))
        raise error

    def _try_later(self) -> None:
        if not self._retrying:
            self._retrying = True
            self._timer.after(RETRY_SECONDS, self._send_kept)

    def _send_kept(self) -> None:
        self._retrying = True
        self._background.run(self._ratings.send_kept, self._tried, self._not_tried)

    def _tried(self, left: int) -> None:
        self._retrying = False
        if left:
            self._try_later()

    def _not_tried(self, error: Exception) -> None:
        self._retrying = False
        raise error

    def _say_later(self) -> None:
        if self._state.page is Page.SENDING:
            self._say(Page.THANKS_LATER, "")

    def _say(self, page: Page, refusal: str) -> None:
        self._become(page=page, refusal=refusal)
        self._stop_clock()
        self._stop_clock = self._timer.after(THANKS_SECONDS, self._go_home)

    def _go_home(self) -> None:
        self._stop_clock()
        self._become(
            page=Page.WELCOME,
            asks="",
            asks_number="",
            stars=None,
            offered=(),
            reasons=(),
            seconds_left=0,
            pairing_code="",
            refusal="",
            language=self._home_language,
        )

    def _become(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show(self._state)
