"""The call keypad: a small grey display over rubber keys."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hardware.call_box.interface import Key
from hardware.twins.keypad import KeypadState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, device_box, pushed
from hardware.twins.ui.push import Push
from hardware.twins.ui.two_lines import Hand, write

KEYS: tuple[tuple[int | Key | None, ...], ...] = (
    (1, 2, 3, Key.NEXT, Key.RECALL),
    (4, 5, 6, Key.EVALUATE, Key.TRANSFER),
    (7, 8, 9, Key.PAUSE, Key.LINE),
    (None, 0, Key.CANCEL, Key.CONFIRM),
)
"""From the top left; None clears what was typed. The last key is twice as wide."""
_LCD, _LCD_INK = "#B9C7A6", "#1C2416"
_SMALL = Hand(11, 11, _LCD_INK, _LCD_INK, left=True)
_DIGITS = Hand(30, 11, _LCD_INK, _LCD_INK, left=True)
_SAID = Hand(14, 11, _LCD_INK, _LCD_INK)


class Taps(Protocol):
    """What a tap does."""

    def digit_tapped(self, digit: int) -> None: ...

    def clear_tapped(self) -> None: ...

    def key_tapped(self, key: Key) -> None: ...

    def plug_tapped(self) -> None: ...


class Lcd(QWidget):
    """Two numbers of three places, what is being typed, and the sound."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lcd")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(52)
        self._state: KeypadState | None = None

    def show_state(self, state: KeypadState) -> None:
        self._state = state
        waiting, number = _places(state.waiting), _places(state.number)
        said = look.both(state.said)[0] if state.said else ""
        shown = [waiting, number, state.typed, look.both("beep")[0] if state.beeping else "", said]
        self.setProperty("shown", [part for part in shown if part])
        zh = f"{look.both('lcd_waiting')[0]} {waiting} {look.both('lcd_number')[0]} {number}"
        self.setAccessibleName(zh)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self._state
        if state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        glass = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor("#0D1116"), 2))
        painter.setBrush(QColor(look.GLOW if state.beeping else _LCD))
        painter.drawRoundedRect(glass, 5, 5)
        third = glass.width() / 3
        for place, (key, number) in enumerate((("lcd_waiting", state.waiting), ("lcd_number", state.number))):
            box = QRectF(glass.left() + place * third + 8, glass.top(), third - 8, glass.height())
            name = look.one_line(look.both(key)), ""
            write(painter, QRectF(box.left(), box.top() + 3, box.width(), 15), name, _SMALL)
            write(painter, box.adjusted(0, 16, 0, 0), (_places(number), ""), _DIGITS)
        last = QRectF(glass.left() + 2 * third + 8, glass.top() + 3, third - 12, glass.height() - 6)
        if state.typed:
            write(painter, last.adjusted(0, 13, 0, 3), (f"{state.typed}_", ""), _DIGITS)
        elif state.beeping or state.said:
            write(painter, last, look.both("beep" if state.beeping else state.said), _SAID)


def _places(number: int | None) -> str:
    return "---" if number is None else f"{number:03}"


class KeypadPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str) -> None:
        column = QVBoxLayout()
        super().__init__("keypad", place, column)
        body = device_box()
        self._lcd = Lcd()
        self._keys: dict[int | Key | None, Push] = {}
        grid = QGridLayout()
        grid.setSpacing(4)
        for row, keys in enumerate(KEYS):
            for place_in_row, key in enumerate(keys):
                button = self._keys[key] = _key(key)
                grid.addWidget(button, row, place_in_row, 1, 2 if key is Key.CONFIRM else 1)
        for place_in_row in range(5):
            grid.setColumnStretch(place_in_row, 2 if place_in_row < 3 else 3)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.setSpacing(6)
        inside.addWidget(self._lcd)
        inside.addLayout(grid, 1)
        column.addWidget(body)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        for key, button in self._keys.items():
            match key:
                case None:
                    pushed(button, taps.clear_tapped)
                case Key():
                    pushed(button, partial(taps.key_tapped, key))
                case digit:
                    pushed(button, partial(taps.digit_tapped, digit))

    def show_state(self, state: KeypadState) -> None:
        self.show_status(state.status, state.plugged)
        self._lcd.show_state(state)
        self._keys[Key.EVALUATE].light(state.asks)


def _key(key: int | Key | None) -> Push:
    match key:
        case None:
            button = Push("key_clear", dark=True)
            button.say(look.both("key_clear"))
        case Key():
            button = Push(f"key_{key.value}", dark=True)
            button.say(look.both(f"key_{key.value}"))
        case digit:
            button = Push(f"digit_{digit}", dark=True)
            button.say((str(digit), ""))
    return button
