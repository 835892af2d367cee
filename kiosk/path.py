"""The one state of the kiosk and the steps that change its page, shared by the parts of the view-model."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import Refused
from kiosk import journey
from kiosk.asking import Asking
from kiosk.idle import IdleWatch
from kiosk.journey import Page, Step
from kiosk.rules import arrival, idle_limit
from kiosk.silence import Silence
from kiosk.state import KioskState

T = TypeVar("T")


class Path:
    """Where the citizen is. Every change of the state is shown at once."""

    def __init__(
        self,
        state: KioskState,
        show: Callable[[KioskState], None],
        background: Background,
        timer: Timer,
        silence: Silence,
        idle_seconds: float,
        on_idle: Callable[[], None],
    ) -> None:
        self._state, self._show = state, show
        self._asking = Asking(background, timer, self._waiting, silence)
        self._idle = IdleWatch(
            timer, lambda: idle_limit(self._state, idle_seconds), self._seconds_left, on_idle
        )

    @property
    def state(self) -> KioskState:
        return self._state

    def start(self) -> None:
        self._idle.start()
        self._show(self._state)

    def touched(self) -> None:
        """Somebody is there."""
        self._idle.touched()

    def become(self, **changes: object) -> None:
        self.show_instead(replace(self._state, **changes))  # type: ignore[arg-type]

    def show_instead(self, state: KioskState) -> None:
        if state != self._state:
            self._state = state
            self._show(state)

    def step(self, step: Step, **news: object) -> bool:
        """Take a step if the page knows it, with what it brings. An open question ends with its page."""
        page = journey.after(self._state.page, step)
        if page is None:
            return False
        self._asking.drop()
        self.become(**arrival(page, step) | news)
        self._idle.touched()
        return True

    def ask(
        self,
        question: Callable[[], T],
        answered: Callable[[T], None],
        refused: Callable[[Refused], None] | None = None,
        alone: Callable[[], None] = lambda: None,
    ) -> None:
        """Put a question of this page to the hall; a refusal is shown on the page. See Asking."""
        self._asking.ask(question, answered, refused or self.refused, alone)

    def refused(self, error: Refused) -> None:
        self.become(problem=error.problem)

    def _waiting(self, *, busy: bool, asking_again: bool) -> None:
        problem = None if busy else self._state.problem
        self.become(busy=busy, asking_again=asking_again, problem=problem)

    def _seconds_left(self, seconds: int | None) -> None:
        self.become(seconds_left=None if self._state.page is Page.ATTRACT else seconds)
