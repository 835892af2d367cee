"""Keys that come from no clerk's fingers, or from the numeric pad, taken before the window's shortcuts see
them."""

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from hall_server.client.background import Timer
from window_terminal.pad import Pad

PAD = {
    **{Qt.Key(Qt.Key.Key_0 + digit): str(digit) for digit in range(10)},
    Qt.Key.Key_Plus: "+",
    Qt.Key.Key_Minus: "-",
    Qt.Key.Key_Asterisk: "*",
    Qt.Key.Key_Slash: "/",
    Qt.Key.Key_Period: ".",
    Qt.Key.Key_Comma: ".",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Backspace: "backspace",
    Qt.Key.Key_Escape: "escape",
}
"""Keys of the pad by what Qt calls them; some pads have a comma for the point."""
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
END_KEYS = "\r\n\t"
PATIENCE = 1.2
"""Of a scanner's longest gap: until then its next key must have come."""
NO_SCANNERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.KeypadModifier
)


class PadFilter(QObject):
    """Gives the pad its keys; what is typed into a field stays there."""

    def __init__(self, window: QWidget, pad: Pad) -> None:
        super().__init__(window)
        self._window, self._pad = window, pad
        _watch_keys(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not _offered(self._window, watched, event):
            return False
        symbol = PAD.get(Qt.Key(event.key()))
        on_pad = bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier)
        if symbol is None or _in_a_field() or not self._pad.wants(symbol, on_pad=on_pad):
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        elif not event.isAutoRepeat():
            self._pad.press(symbol)
        return True


class Wedge(Protocol):
    """A scanner that types; `hardware.scanner.wedge.WedgeScanner` is one."""

    @property
    def gap(self) -> float:
        """Seconds after a key at which to call `waited`."""

    def pressed(self, key: str) -> str:
        """A key; what a person typed before it, for the filter to pass on."""

    def waited(self) -> str:
        """No more keys for a while; what a person typed."""


class WedgeFilter(QObject):
    """Holds every typed key back for a moment, to tell a scanner from a person by its speed."""

    def __init__(self, window: QWidget, scanner: Wedge, timer: Timer) -> None:
        super().__init__(window)
        self._window, self._scanner, self._timer = window, scanner, timer
        self._passing = False
        _watch_keys(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._passing or not isinstance(event, QKeyEvent):
            return False
        key = _typed(event) if _offered(self._window, watched, event) else None
        if key is None or event.isAutoRepeat():
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._pass_on(self._scanner.pressed(key))
            self._timer.after(self._scanner.gap * PATIENCE, lambda: self._pass_on(self._scanner.waited()))
        return True

    def _pass_on(self, typed: str) -> None:
        """What a person typed goes where it would have gone: to a field, or to a shortcut."""
        self._passing = True
        try:
            for key in typed:
                into_a_field = _in_a_field() and key not in END_KEYS
                if into_a_field or not _shortcut(self._window, key):
                    _send(QApplication.focusWidget() or self._window, key)
        finally:
            self._passing = False


def _watch_keys(filter_: QObject) -> None:
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(filter_)


def _offered(window: QWidget, watched: QObject, event: QKeyEvent) -> bool:
    """A key on its way to the window, before its shortcuts or after. Each is offered to the platform's window
    as well; it counts once, at the widget."""
    if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        return False
    return isinstance(watched, QWidget) and watched.window() is window


def _in_a_field() -> bool:
    return isinstance(QApplication.focusWidget(), QLineEdit)


def _typed(event: QKeyEvent) -> str | None:
    """The character of a key that a scanner could send."""
    if event.modifiers() & NO_SCANNERS:
        return None
    if event.key() in ENDS:
        return "\t" if event.key() == Qt.Key.Key_Tab else "\r"
    text = event.text()
    return text if len(text) == 1 and text.isprintable() else None


def _send(focus: QWidget, key: str) -> None:
    codes = {"\r": Qt.Key.Key_Return, "\n": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}
    code = codes.get(key) or (Qt.Key(ord(key.upper())) if key.isascii() else Qt.Key.Key_unknown)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(focus, QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, key))


def _shortcut(window: QWidget, key: str) -> bool:
    """Do what the window has bound to this key alone, if it may be done now."""
    wanted = QKeySequence({"\r": "Return", "\n": "Return", "\t": "Tab", " ": "Space"}.get(key, key.upper()))
    for action in window.findChildren(QAction):
        if wanted in action.shortcuts() and action.isEnabled():
            action.trigger()
            return True
    for shortcut in window.findChildren(QShortcut):
        place = shortcut.parent()
        if shortcut.key() == wanted and isinstance(place, QWidget) and place.isVisible():
            shortcut.activated.emit()
            return True
    return False
