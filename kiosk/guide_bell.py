"""A citizen's call for a guide: a bell or a lamp at the guide's desk, on an output of a relay board."""

from collections.abc import Callable
from enum import Enum

from hall_server.client.background import Background, Timer
from hardware.health import Fault, Health, HealthState
from hardware.light.interface import OFF, Colour, Light, Signal

RING_SECONDS, CHECK_SECONDS = 20.0, 1.5
"""How long it rings, and after how long the board must have obeyed."""
ON = Signal(Colour.GREEN)


class Bell(Enum):
    """What the screen says of it."""

    READY = "ready"
    RINGING = "ringing"
    FAILED = "failed"
    """The board did not obey; nobody has heard anything."""


class GuideBell:
    """One press rings once, whoever presses again meanwhile. `show` gets every change."""

    def __init__(
        self, bell: Light, background: Background, timer: Timer, show: Callable[[Bell], None]
    ) -> None:
        self._bell, self._background, self._timer, self._show = bell, background, timer, show
        self._rings = False

    def start(self) -> None:
        self._show(Bell.READY)

    def press(self) -> None:
        if self._rings:
            return
        self._rings = True
        self._show(Bell.RINGING)
        self._tell(ON)
        self._timer.after(CHECK_SECONDS, self._check)
        self._timer.after(RING_SECONDS, self._stop)

    def _check(self) -> None:
        self._background.run(self._bell.health, self._checked, _unforeseen)

    def _checked(self, health: Health) -> None:
        if self._rings and health.state is HealthState.DOWN:
            self._show(Bell.FAILED)

    def _stop(self) -> None:
        self._rings = False
        self._tell(OFF)
        self._show(Bell.READY)

    def _tell(self, signal: Signal) -> None:
        self._background.run(lambda: self._bell.show(signal), lambda _: None, _told_by_health)


def _told_by_health(error: Exception) -> None:
    if not isinstance(error, Fault):
        raise error


def _unforeseen(error: Exception) -> None:
    raise error
