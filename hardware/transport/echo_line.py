"""A two-wire RS-485 line whose adapter hears itself: what was sent comes back and is dropped."""

import time
from collections.abc import Callable

from hardware.transport.line import Line

ECHO_SECONDS = 0.5


class EchoLine:
    """Wraps a line that echoes. Bytes that are not our own echo are kept for `read`."""

    def __init__(self, line: Line, clock: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._clock = clock
        self._kept = b""

    def write(self, data: bytes) -> None:
        self._line.write(data)
        heard, give_up = b"", self._clock() + ECHO_SECONDS
        while len(heard) < len(data) and (left := give_up - self._clock()) > 0:
            heard += self._line.read(len(data) - len(heard), left)
            if not data.startswith(heard):
                break
        self._kept += b"" if data.startswith(heard) else heard

    def read(self, count: int, seconds: float) -> bytes:
        if not self._kept:
            return self._line.read(count, seconds)
        taken, self._kept = self._kept[:count], self._kept[count:]
        return taken

    def close(self) -> None:
        self._line.close()
