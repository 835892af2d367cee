"""A scanner without hardware: a test holds a code before it; a demo does so through a control port."""

from collections import deque

from hardware.scanner.interface import ScannedCode, ScannerUnplugged
from hardware.transport.simulated_plug import SimulatedPlug


class SimulatedScanner(SimulatedPlug):
    """Gives the codes that are held before it."""

    def __init__(self, control_port: int | None = None) -> None:
        self._waiting: deque[ScannedCode] = deque(maxlen=16)
        super().__init__(ScannerUnplugged, control_port)

    def scan(self, code: str) -> None:
        with self._guard:
            self._waiting.append(ScannedCode(code))

    def poll(self) -> ScannedCode | None:
        with self._guard:
            self._expect_plugged()
            return self._waiting.popleft() if self._waiting else None

    def obey(self, order: str) -> str:
        """`scan CODE`, `unplug`, `plug`, `status`. The answer does not repeat the code."""
        match order.split():
            case ["scan", code]:
                self.scan(code)
            case _ if self._obeys_plug(order):
                pass
            case _:
                return "error expected scan CODE, unplug, plug, status"
        with self._guard:
            return f"ok {'plugged' if self._plugged else 'unplugged'} {len(self._waiting)} waiting"
