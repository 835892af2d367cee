"""The hall's clock as this machine knows it; office computers are often minutes wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta

STEPPED = timedelta(seconds=5)
"""A difference larger than any delay of an answer: one of the clocks was set."""


class HallClock:
    """The machine's clock, moved by what the hall's answers say.

    Every answer is a little late, so the largest difference seen is the truest one.
    """

    def __init__(self, machine: Callable[[], datetime]) -> None:
        self._machine = machine
        self._ahead: timedelta | None = None

    def now(self) -> datetime:
        return self.in_hall(self._machine())

    def in_hall(self, moment: datetime) -> datetime:
        """A moment of this machine on the hall's clock."""
        return moment + (self._ahead or timedelta())

    def heard(self, said_at: datetime) -> None:
        """The hall has just answered that it is `said_at`."""
        ahead = said_at - self._machine()
        if self._ahead is None or abs(ahead - self._ahead) > STEPPED:
            self._ahead = ahead
        else:
            self._ahead = max(self._ahead, ahead)
