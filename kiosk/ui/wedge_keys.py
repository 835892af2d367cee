"""Takes the keys of a scanner that types like a keyboard out of what reaches the screen."""

import time
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_END_KEYS = {
    Qt.Key.Key_Return.value: "\r",
    Qt.Key.Key_Enter.value: "\r",
    Qt.Key.Key_Tab.value: "\t",
}
_END_OF = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
_BETWEEN = frozenset(
    key.value
    for key in (
        Qt.Key.Key_Shift,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
    )
)
"""What a scanner presses for a capital letter is part of its code."""
_SLACK = 1.5


class TypingScanner(Protocol):
    """Tells a scanner's keys from a person's by their speed."""

    @property
    def gap(self) -> float: ...
    def pressed(self, key: str, at: float) -> str:
        """Gives back what a person typed, for the program to have."""

    def waited(self, now: float) -> str: ...


def moment_of(event: QKeyEvent) -> float:
    """Seconds, as the window system saw the key: a screen that was busy hears of several at once."""
    stamp = event.timestamp()
    return stamp / 1000 if stamp else time.monotonic()


class WedgeKeys(QObject):
    """Install it on the application. Every key is held back for a moment; a person's come through, a little
    later and in their order, a scanner's do not."""

    def __init__(self, scanner: TypingScanner, moment_of: Callable[[QKeyEvent], float] = moment_of) -> None:
        super().__init__()
        self._scanner, self._moment_of = scanner, moment_of
        self._last = 0.0
        self._passing_on = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(scanner.gap * _SLACK * 1000))
        self._pause.timeout.connect(self._waited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing_on or not isinstance(event, QKeyEvent):
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
            return False
        key = _key_of(event)
        if key is None:
            if event.type() == QEvent.Type.KeyPress and int(event.key()) not in _BETWEEN:
                # An arrow or a deletion is a person's, and so is what came just before it.
                self._pass_on(self._scanner.waited(self._moment_of(event)))
            return False
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self._last = self._moment_of(event)
            self._pass_on(self._scanner.pressed(key, self._last))
            self._pause.start()
        return True

    def _waited(self) -> None:
        self._pass_on(self._scanner.waited(self._last + self._scanner.gap * _SLACK))

    def _pass_on(self, typed: str) -> None:
        target = QApplication.focusWidget()
        if target is None or not typed:
            return
        self._passing_on = True
        try:
            for letter in typed:
                code = _END_OF.get(letter, Qt.Key.Key_unknown)
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(
                        target, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                    )
        finally:
            self._passing_on = False


def _key_of(event: QKeyEvent) -> str | None:
    """The character of a key; None for one that types nothing."""
    end = _END_KEYS.get(int(event.key()))
    if end is not None:
        return end
    letter = event.text()
    return letter if len(letter) == 1 and letter.isprintable() else None
