"""Keys of a keyboard on the clock: a card reader types as well, only faster."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

SLACK = 1.5
"""Of the longest pause between two keys of a reader: until then the next one must have come."""
SYMBOLS = {
    Qt.Key.Key_Return: "\r",
    Qt.Key.Key_Enter: "\r",
    Qt.Key.Key_Tab: "\t",
    Qt.Key.Key_Backspace: "\b",
    Qt.Key.Key_Escape: "\x1b",
}


class TypingReader(Protocol):
    """A reader that types; `hardware.scanner.wedge.WedgeScanner` is one. Gives back what a person typed."""

    @property
    def gap(self) -> float: ...
    def pressed(self, key: str) -> str: ...
    def waited(self) -> str: ...


class Keys(QObject):
    """Hands on a person's keys, one after the other."""

    def __init__(self, parent: QObject, person: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._person = person
        self._reader: TypingReader | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._waited)

    def listen_for(self, reader: TypingReader) -> None:
        self._reader = reader
        self._pause.setInterval(round(reader.gap * SLACK * 1000))

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key means anything here."""
        symbol = SYMBOLS.get(Qt.Key(event.key()), event.text())
        if len(symbol) != 1 or event.isAutoRepeat():
            return False
        if self._reader is None:
            self._pass_on(symbol)
        else:
            self._pass_on(self._reader.pressed(symbol))
            self._pause.start()
        return True

    def _waited(self) -> None:
        if self._reader is not None:
            self._pass_on(self._reader.waited())

    def _pass_on(self, typed: str) -> None:
        for symbol in typed:
            self._person(symbol)
