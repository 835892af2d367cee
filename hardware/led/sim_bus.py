"""A simulated bus of window strips: hears at the speed of a serial line, and notes when texts are there."""

import time
from dataclasses import dataclass

from hardware.led.card import BITS_PER_BYTE
from hardware.led.sim_screen import Screen
from hardware.led.sim_strips import StripsOnBus
from hardware.transport.wire_end import TcpEnd

BAUD = 9600


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text that a strip shows since `at`; its message began at `began`. Both of the monotonic clock."""

    began: float
    at: float
    address: int
    text: str


class TimedBus:
    """Listens on a TCP port, as a serial server does, from construction to `close`."""

    def __init__(self, baud: int = BAUD) -> None:
        self.arrivals: list[Arrival] = []
        self._byte_seconds = BITS_PER_BYTE / baud
        self._screen = Screen()
        self._strips = StripsOnBus(self._screen)
        self._free_at = self._message_began = 0.0
        self._end = TcpEnd(self._receive)

    @property
    def url(self) -> str:
        return self._end.url

    @property
    def oddities(self) -> list[str]:
        return self._screen.oddities

    def close(self) -> None:
        self._end.close()

    def _receive(self, data: bytes) -> None:
        """What comes while the line still sends waits in the server's memory, and follows without a gap."""
        at = max(time.monotonic(), self._free_at)
        self._message_began = self._message_began or at
        for byte in data:
            at += self._byte_seconds
            self._strips.receive(bytes((byte,)))
            if self._screen.history:
                address, _, text = self._screen.history.pop()
                self.arrivals.append(Arrival(self._message_began, at, address, text))
                self._message_began = at
        self._free_at = at
        if self.arrivals and self.arrivals[-1].at == at:
            self._message_began = 0.0
