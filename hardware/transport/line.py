"""A line to a device: bytes out, bytes in, and the two ways in which a line fails."""

from collections.abc import Callable
from typing import Protocol

from hardware.health import Fault


class LineUnreachable(Fault):
    """The line could not be opened; nothing has been sent."""

    code = "line_unreachable"


class LineLost(Fault):
    """The line broke while it was in use; what has been sent may or may not have arrived."""

    code = "line_lost"


class Line(Protocol):
    """An open connection with one device. One owner; not for use by two threads."""

    def write(self, data: bytes) -> None:
        """Hand over every byte. Raises LineLost."""

    def read(self, count: int, seconds: float) -> bytes:
        """Between 1 and `count` bytes, or none if the device stays silent for `seconds`. Raises LineLost."""

    def close(self) -> None:
        """Let go of the device. Never raises; a second call does nothing."""


OpenLine = Callable[[], Line]


class MemoryLine:
    """A line whose other end is a function: what the device answers to what was written."""

    def __init__(self, answer: Callable[[bytes], bytes] = lambda data: b"") -> None:
        self.written = b""
        self.closed = False
        self._answer = answer
        self._waiting = b""

    def write(self, data: bytes) -> None:
        if self.closed:
            raise LineLost("the line is closed")
        self.written += data
        self._waiting += self._answer(data)

    def read(self, count: int, seconds: float) -> bytes:
        if self.closed:
            raise LineLost("the line is closed")
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def close(self) -> None:
        self.closed = True
