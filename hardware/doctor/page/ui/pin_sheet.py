"""The keys for the PIN, and the sheet that stands there when none can be asked for."""

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hall_server.wire.words import Language
from hardware.doctor.page import wording
from hardware.doctor.page.state import PageState
from hardware.doctor.page.ui.look import marked, painted
from hardware.doctor.page.ui.parts import button, label
from hardware.doctor.page.view_model import TechnicianPage
from hardware.health import HealthState

DOT = "●"


class PinSheet(QWidget):
    """Keys for a finger; a keyboard types as well (the window hears it)."""

    def __init__(self, taps: TechnicianPage, language: Language, scale: float) -> None:
        super().__init__()
        self._scale = scale
        key = QSize(round(104 * scale), round(72 * scale))
        self.title = label("technician_pin_title", "title", centred=True)
        self.title.setText(wording.said("pin_title", language))
        self.digits = label("technician_digits", "digits", wrap=False, centred=True)
        self.digits.setFixedHeight(round(60 * scale))
        self.line = label("technician_pin_line", "line", centred=True)
        self.line.setMinimumHeight(round(52 * scale))
        self.keys = [
            button(f"technician_key_{n}", n, partial(taps.digit_pressed, n), key, "key")
            for n in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0")
        ]
        rub_out = wording.said("key_rub_out", language)
        enter = wording.said("key_enter", language)
        self.rub_out = button("technician_rub_out", rub_out, taps.rub_out_pressed, key)
        self.enter = button("technician_enter", enter, taps.enter_pressed, key, "main")
        self.leave = button("technician_leave", wording.said("close", language), taps.close, key)
        self._lay_out()

    def _lay_out(self) -> None:
        gap = round(12 * self._scale)
        grid = QGridLayout()
        grid.setSpacing(gap)
        for place, each in enumerate(self.keys[:9]):
            grid.addWidget(each, place // 3, place % 3)
        for column, each in enumerate((self.rub_out, self.keys[9], self.enter)):
            each.setMinimumHeight(self.keys[0].minimumHeight())
            grid.addWidget(each, 3, column)
        _centre(self, [self.title, self.digits, self.line, grid, self.leave], gap, round(460 * self._scale))

    def show_state(self, state: PageState) -> None:
        self.digits.setText(DOT * state.typed)
        self.digits.setAccessibleName(wording.said("pin_typed", state.about.language, count=state.typed))
        self.line.setText(wording.pin_line(state))
        bad = state.wrong or bool(state.locked_seconds)
        self.line.setStyleSheet(painted(HealthState.DOWN, self._scale) if bad else "")
        free = not state.trying and not state.locked_seconds
        for each in (*self.keys, self.rub_out):
            each.setEnabled(free)
        self.enter.setEnabled(free and state.typed > 0)


class NoticeSheet(QWidget):
    """One line that says what to do first."""

    def __init__(self, taps: TechnicianPage, language: Language, scale: float) -> None:
        super().__init__()
        self.title = label("technician_notice_title", "title", centred=True)
        self.line = label("technician_notice", "", centred=True)
        size = QSize(round(160 * scale), round(64 * scale))
        self.leave = button("technician_notice_close", wording.said("close", language), taps.close, size)
        _centre(self, [self.title, self.line, self.leave], round(24 * scale), round(640 * scale))

    def show_state(self, state: PageState) -> None:
        title, line = wording.notice(state)
        self.title.setText(title)
        self.line.setText(line)


def _centre(sheet: QWidget, parts: list[QWidget | QGridLayout], gap: int, width: int) -> None:
    """A card in the middle of the sheet."""
    card = QFrame()
    marked(card, "card")
    card.setMaximumWidth(width)
    inner = QVBoxLayout(card)
    inner.setContentsMargins(2 * gap, 2 * gap, 2 * gap, 2 * gap)
    inner.setSpacing(gap)
    for part in parts:
        if isinstance(part, QWidget):
            inner.addWidget(part)
        else:
            inner.addLayout(part)
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(card, 100)
    middle.addStretch(1)
    outer = QVBoxLayout(sheet)
    outer.addStretch(1)
    outer.addLayout(middle)
    outer.addStretch(1)
    outer.setAlignment(Qt.AlignmentFlag.AlignCenter)
