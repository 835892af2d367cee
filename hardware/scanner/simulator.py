"""A scanner without hardware: a test holds a code before it; a demo does so through a control port."""

import threading
from collections import deque

from hardware.health import Health
from hardware.scanner.interface import ScannedCode, ScannerUnplugged
from hardware.transport.control_port import ControlPort


class SimulatedScanner:
    """May be used from several threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[ScannedCode] = deque(maxlen=16)
        self._plugged = True

    def scan(self, code: str) -> None:
        with self._guard:
            self._waiting.append(ScannedCode(code))

    def unplug(self) -> None:
        with self._guard:
            self._plugged = False

    def plug(self) -> None:
        with self._guard:
            self._plugged = True

    def poll(self) -> ScannedCode | None:
        with self._guard:
            if not self._plugged:
                raise ScannerUnplugged
            return self._waiting.popleft() if self._waiting else None

    def health(self) -> Health:
        with self._guard:
            return Health.ok() if self._plugged else Health.down(ScannerUnplugged.code)

    def obey(self, order: str) -> str:
        """`scan CODE`, `unplug`, `plug`, `status`. The answer does not repeat the code."""
        match order.split():
            case ["scan", code]:
                self.scan(code)
            case ["unplug"]:
                self.unplug()
            case ["plug"]:
                self.plug()
            case ["status"]:
                pass
            case _:
                return "error expected scan CODE, unplug, plug, status"
        with self._guard:
            return f"ok {'plugged' if self._plugged else 'unplugged'} {len(self._waiting)} waiting"


class ControlledScanner(SimulatedScanner):
    """A simulated scanner that also takes its orders from a TCP port on this machine."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._control = ControlPort(port, self.obey)

    @property
    def control_port(self) -> int:
        return self._control.port

    def close(self) -> None:
        self._control.close()
