"""What the clock's two loops do: look at the camera's newest picture, listen to the card reader."""

from collections.abc import Callable
from typing import Protocol

from hardware.attendance_clock.glances import Glance
from hardware.health import Fault
from hardware.scanner.interface import CodeScanner

LOOK_SECONDS = 0.03
LISTEN_SECONDS, FAULT_SECONDS = 0.1, 3.0


class Looks(Protocol):
    def step(self) -> Glance | None: ...


class FaceWatch:
    """Tells each glance that differs from the one before."""

    def __init__(self, sight: Looks, tell: Callable[[Glance], None]) -> None:
        self._sight, self._tell = sight, tell
        self._last: Glance | None = None

    def step(self) -> float:
        glance = self._sight.step()
        if glance is not None and glance != self._last:
            self._last = glance
            self._tell(glance)
        return LOOK_SECONDS


class CardWatch:
    """Tells each card, and each change of the reader's own condition: an empty code means that it works."""

    def __init__(
        self, reader: CodeScanner, on_card: Callable[[str], None], on_reader: Callable[[str], None]
    ) -> None:
        self._reader, self._on_card, self._on_reader = reader, on_card, on_reader
        self._code = ""

    def step(self) -> float:
        try:
            read = self._reader.poll()
        except Fault as fault:
            self._is(fault.code)
            return FAULT_SECONDS
        self._is("")
        if read is not None:
            self._on_card(read.text)
        return LISTEN_SECONDS

    def _is(self, code: str) -> None:
        if code != self._code:
            self._code = code
            self._on_reader(code)
