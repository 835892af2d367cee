"""What every protocol of LED cards and strips can do on an open line, and what a message costs."""

from dataclasses import dataclass
from typing import Protocol

from hardware.led.interface import Look, Manner, Spot
from hardware.transport.line import Line

BITS_PER_BYTE = 10
"""8N1: a start bit, eight of the byte, a stop bit."""


@dataclass(frozen=True, slots=True)
class MessageCost:
    """One text on the line: bytes there and back, and seconds of silence and of the device's thinking."""

    bytes_sent: int
    bytes_answered: int = 0
    gap: float = 0.0
    thinking: float = 0.0


SAMPLE = Look("请A001号到3号窗口", number="A001", window="3")


class LedCard(Protocol):
    """One protocol. It may block for seconds, so only the owner of the port calls it."""

    manner: Manner
    answers: bool

    def greet(self, line: Line) -> None:
        """What must be said first on a line that has just been opened. Raises Fault."""

    def show(self, line: Line, spot: Spot, look: Look) -> None:
        """Raises Fault; a display that answers has shown it when this returns."""

    def lost(self, line: Line, address: int, spots: frozenset[Spot]) -> frozenset[Spot]:
        """Those of the spots, all on one card, whose text the card no longer holds. Raises Fault."""

    def cost(self) -> MessageCost:
        """Of a usual call."""
