"""What simulated displays hold in their memory, and what ails them."""

import threading
from dataclasses import dataclass, field
from typing import Protocol

MOST_HEARD = 20_000
"""Bytes that a display keeps while it waits for the end of a message: no message is so long."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One text on a display. `colours` has a letter for each character: r g y b c m w."""

    text: str
    colours: str


def plain(text: str, colour: str = "r") -> Shown:
    return Shown(text, colour * len(text))


@dataclass
class Screen:
    """All displays of one port, by address and row. `oddities` are bytes that no display should be sent."""

    texts: dict[tuple[int, int], Shown] = field(default_factory=dict)
    history: list[tuple[int, int, str]] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)
    dead: set[int] = field(default_factory=set)
    power_cuts: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def show(self, address: int, row: int, shown: Shown) -> None:
        """A dead display shows nothing new."""
        with self.lock:
            if address not in self.dead:
                self.texts[address, row] = shown
                self.history.append((address, row, shown.text))

    def drop(self, address: int, row: int | None = None) -> None:
        """Take a text away, or all of one card."""
        with self.lock:
            for key in [key for key in self.texts if key[0] == address and row in (None, key[1])]:
                del self.texts[key]

    def cut_power(self) -> None:
        with self.lock:
            self.texts.clear()
            self.power_cuts += 1

    def text(self, address: int, row: int = 0) -> str | None:
        with self.lock:
            shown = self.texts.get((address, row))
            return None if shown is None else shown.text


class SimulatedWire(Protocol):
    """A protocol as the device sees it: it keeps what has come in part, and gives the bytes it answers."""

    def receive(self, data: bytes) -> bytes:
        """Any piece of the stream."""
