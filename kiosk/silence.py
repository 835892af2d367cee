"""Since when the hall has not been heard."""

from collections.abc import Callable

OFFLINE_AFTER_SECONDS = 8.0
"""So long a citizen waits for the hall before a leased number is printed."""


class Silence:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since: float | None = None

    def began(self, at: float | None = None) -> None:
        """The hall did not answer, at least since `at`. What lasts already goes on."""
        if self._since is None:
            self._since = self._clock() if at is None else at

    def ended(self) -> None:
        """The hall was heard."""
        self._since = None

    @property
    def is_long(self) -> bool:
        return self._since is not None and self._clock() - self._since >= OFFLINE_AFTER_SECONDS
