"""Listens to the code scanner again and again, never on the screen's thread."""

from collections.abc import Callable

from hall_server.client.background import Background, Timer
from hardware.health import Fault, Health
from hardware.scanner.interface import CodeScanner, ScannedCode

POLL_SECONDS = 0.1
FAULT_SECONDS = 3.0


class ScanWatch:
    """Hands over each code, and at every look how the scanner is."""

    def __init__(
        self,
        scanner: CodeScanner,
        background: Background,
        timer: Timer,
        on_code: Callable[[str], None],
        on_scanner: Callable[[Health], None],
    ) -> None:
        self._scanner, self._background, self._timer = scanner, background, timer
        self._on_code, self._on_scanner = on_code, on_scanner

    def start(self) -> None:
        self._background.run(self._scanner.poll, self._polled, self._failed)

    def _polled(self, code: ScannedCode | None) -> None:
        self._timer.after(POLL_SECONDS, self.start)
        self._on_scanner(Health.ok())
        if code is not None:
            self._on_code(code.text)

    def _failed(self, error: Exception) -> None:
        self._timer.after(FAULT_SECONDS, self.start)
        if not isinstance(error, Fault):
            raise error
        self._on_scanner(error.health)
