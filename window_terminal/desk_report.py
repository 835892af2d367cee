"""Tells the hall how the devices at this window are, while a clerk is signed in there."""

from collections.abc import Callable, Sequence
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done
from hall_server.wire.words import DeviceState
from hardware.heartbeat import Part, reported

TELL_SECONDS = 10.0


class Hall(Protocol):
    def heartbeat(self, state: DeviceState, code: str = "") -> Done: ...


class DeskReport:
    """At every change, and every ten seconds. Without a clerk nobody may speak for the window."""

    def __init__(self, hall: Hall, background: Background, timer: Timer, at_work: Callable[[], bool]) -> None:
        self._hall, self._background, self._timer, self._at_work = hall, background, timer, at_work
        self._told: tuple[DeviceState, str] | None = None

    def start(self) -> None:
        """What was told holds for so long; then the next look is told again."""
        self._timer.after(TELL_SECONDS, self.start)
        self._told = None

    def seen(self, parts: Sequence[Part]) -> None:
        """How every device is at this look. A window without any has nothing to report."""
        if not parts or not self._at_work():
            self._told = None
            return
        state, code = told = reported(parts)
        if told != self._told:
            self._told = told
            self._background.run(lambda: self._hall.heartbeat(state, code), lambda _: None, _ignore_trouble)


def _ignore_trouble(error: Exception) -> None:
    """The next report comes in ten seconds; the feed shows a lost link by itself."""
    if not isinstance(error, (LinkLost, Refused)):
        raise error
