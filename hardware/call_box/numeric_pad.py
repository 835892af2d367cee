"""A USB numeric pad is a keyboard: which of its keys means what. Used on Linux without a screen, and by any
program that gets the same keys through its window."""

from hardware.call_box.interface import Key, KeyPress

DIGITS = "0123456789"
ENTER, BACKSPACE, ESCAPE = "enter", "backspace", "escape"
MEANINGS = {
    "+": Key.RECALL,
    "-": Key.NO_SHOW,
    "*": Key.PAUSE,
    "/": Key.TRANSFER,
    ".": Key.EVALUATE,
    ESCAPE: Key.CANCEL,
}
LONGEST = 12


class PadTyping:
    """Collects digits until another key ends them. Enter alone calls the next, after digits it confirms."""

    def __init__(self, address: int = 1) -> None:
        self._address = address
        self._typed = ""

    @property
    def typed(self) -> str:
        """Digits that wait for the key that ends them."""
        return self._typed

    def press(self, key: str) -> KeyPress | None:
        """One of `DIGITS`, `MEANINGS`, ENTER or BACKSPACE; anything else is nobody's key."""
        if len(key) == 1 and key in DIGITS:
            self._typed = (self._typed + key)[-LONGEST:]
            return None
        if key == BACKSPACE:
            self._typed = self._typed[:-1]
            return None
        meaning = Key.CONFIRM if key == ENTER and self._typed else MEANINGS.get(key)
        if key == ENTER and meaning is None:
            meaning = Key.NEXT
        if meaning is None:
            return None
        typed, self._typed = self._typed, ""
        return KeyPress(self._address, meaning, "" if meaning is Key.CANCEL else typed)
