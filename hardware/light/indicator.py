"""Keeps a light in step with a screen."""

from collections.abc import Callable

from hall_server.client.background import Background, Timer
from hardware.health import Fault
from hardware.light.interface import Light, Signal

AGAIN_SECONDS = 30.0


class Indicator:
    """Shows every change at once, and the same again now and then: a lamp forgets when its power is cut."""

    def __init__(self, light: Light, background: Background, timer: Timer) -> None:
        self._light, self._background, self._timer = light, background, timer
        self._shown: Signal | None = None
        self._still: Callable[[], None] = lambda: None

    def show(self, signal: Signal) -> None:
        if signal != self._shown:
            self._tell(signal)

    def _tell(self, signal: Signal) -> None:
        self._shown = signal
        self._still()
        self._still = self._timer.after(AGAIN_SECONDS, lambda: self._tell(signal))
        self._background.run(lambda: self._light.show(signal), lambda _: None, _ignore_fault)


def _ignore_fault(error: Exception) -> None:
    """The light's own health tells of it, and it is told again soon."""
    if not isinstance(error, Fault):
        raise error
