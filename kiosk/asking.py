"""Questions to the hall: asked until it answers, or until the citizen has gone elsewhere."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from kiosk.silence import Silence

RETRY_SECONDS = 2.0

T = TypeVar("T")


class OnWaiting(Protocol):
    def __call__(self, *, busy: bool, asking_again: bool) -> None: ...


class Asking:
    """At most one question counts; a newer one makes the older stale."""

    def __init__(self, background: Background, timer: Timer, on_waiting: OnWaiting, silence: Silence) -> None:
        self._background, self._timer, self._on_waiting = background, timer, on_waiting
        self._silence = silence
        self._current = 0

    def drop(self) -> None:
        """Whatever is still answered concerns nobody."""
        self._current += 1

    def ask(
        self,
        question: Callable[[], T],
        answered: Callable[[T], None],
        refused: Callable[[Refused], None],
        alone: Callable[[], None] = lambda: None,
    ) -> None:
        """Put a question; the same one again, with the same key, for as long as the link is lost.

        `alone` is what can be done without the answer: called after each try, once the silence is long.
        """
        self._current += 1
        mine = self._current
        self._on_waiting(busy=True, asking_again=False)

        def done(answer: T) -> None:
            self._silence.ended()
            if mine == self._current:
                self._on_waiting(busy=False, asking_again=False)
                answered(answer)

        def failed(error: Exception) -> None:
            if isinstance(error, LinkLost):
                self._silence.began()
            if mine != self._current:
                return
            if isinstance(error, LinkLost):
                self._on_waiting(busy=True, asking_again=True)
                self._timer.after(RETRY_SECONDS, put)
                if self._silence.is_long:
                    alone()
                return
            self._silence.ended()
            self._on_waiting(busy=False, asking_again=False)
            if not isinstance(error, Refused):
                raise error
            refused(error)

        def put() -> None:
            if mine == self._current:
                self._background.run(question, done, failed)

        put()
