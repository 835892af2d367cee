"""The call keypad's panel: its keys, its small display, its sound."""

from collections.abc import Callable
from dataclasses import dataclass

from hall_server.client.background import Background
from hardware.call_box import frames
from hardware.call_box.interface import Key
from hardware.call_box.wire_simulator import WireKeypads
from hardware.twins.changes import Changes
from hardware.twins.status import Status, pull_or_push, status_of

MOST_DIGITS = 2
"""A frame of this keypad holds two digits and the key that ends them."""
BEEP_LOOKS = 8
"""For so many looks a beep is shown."""


@dataclass(frozen=True, slots=True)
class KeypadState:
    """`waiting` and `number` are what its display shows; None is blank. `typed` are digits not sent yet.

    `said` is a key of the twins' texts: whether the last key was acknowledged.
    """

    status: Status
    plugged: bool = True
    waiting: int | None = None
    number: int | None = None
    typed: str = ""
    beeping: bool = False
    asks: bool = False
    """The evaluator that hangs on it was started."""
    said: str = ""


class KeypadTwin:
    """One keypad of a line. A press waits for its acknowledgement: not on the screen's thread."""

    def __init__(
        self,
        keypads: WireKeypads,
        address: int,
        background: Background,
        show: Callable[[KeypadState], None],
    ) -> None:
        self._keypads, self._address, self._background = keypads, address, background
        self._typed, self._said = "", ""
        self._beeps, self._beep_looks = keypads.keypads[address].beeps, 0
        self._changes = Changes(self._seen, show)

    @property
    def url(self) -> str:
        return f"{self._keypads.end.url}?address={self._address}"

    @property
    def state(self) -> KeypadState:
        return self._changes.state

    def look(self) -> None:
        beeps = self._keypads.keypads[self._address].beeps
        self._beep_looks = BEEP_LOOKS if beeps != self._beeps else max(self._beep_looks - 1, 0)
        self._beeps = beeps
        self._changes.draw()

    def digit_tapped(self, digit: int) -> None:
        """Of more digits than a frame holds the last ones count."""
        self._typed = (self._typed + str(digit))[-MOST_DIGITS:]
        self._changes.draw()

    def clear_tapped(self) -> None:
        self._typed = ""
        self._changes.draw()

    def key_tapped(self, key: Key) -> None:
        """Sends the key, with what was typed before it."""
        data = bytes(map(int, self._typed)) + bytes((frames.CODES[key],))
        self._typed, self._said = "", "key_sending"
        self._changes.draw()
        self._background.run(
            lambda: self._keypads.press(self._address, data), self._acknowledged, self._not_sent
        )

    def plug_tapped(self) -> None:
        pull_or_push(self._keypads.end)
        self._changes.draw()

    def close(self) -> None:
        self._keypads.close()

    def _acknowledged(self, heard: bool) -> None:
        self._said = "key_heard" if heard else "key_unheard"
        self._changes.draw()

    def _not_sent(self, error: Exception) -> None:
        raise error

    def _seen(self) -> KeypadState:
        keypad, end = self._keypads.keypads[self._address], self._keypads.end
        return KeypadState(
            status_of(end),
            end.plugged,
            keypad.display.waiting,
            keypad.display.number,
            self._typed,
            self._beep_looks > 0,
            keypad.evaluating,
            self._said,
        )
