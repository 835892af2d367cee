"""The screen above one window."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from display_board.board import both
from display_board.ui import theme
from display_board.ui.bars import StaleBar
from display_board.ui.ink import CENTRE, LEFT, RIGHT, Ink, lower, upper
from display_board.ui.panel import Blinker, Panel
from display_board.window_sign import Mood, WindowSign


class SignPanel(Panel):
    """Window number and business on top, the number or the reason in the middle, the clock below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("window_sign", parent)
        self._sign: WindowSign | None = None
        self.blinker = Blinker(self)

    def show_sign(self, sign: WindowSign) -> None:
        self._sign = sign
        self.blinker.set_flashing(sign.fresh)
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.BACKGROUND)
        if self._sign is None:
            return
        h = box.height()
        self._draw_top(ink, upper(box, 0.22), self._sign)
        body = box.adjusted(0, h * 0.22, 0, -h * 0.12)
        if self._sign.mood is Mood.PAUSED:
            self._draw_pause(ink, body, self._sign)
        elif self._sign.number:
            self._draw_number(ink, body, self._sign)
        else:
            self._draw_words(ink, body, self._sign)
        self._draw_foot(ink, lower(box, 0.12), self._sign)

    @staticmethod
    def _draw_top(ink: Ink, box: QRectF, sign: WindowSign) -> None:
        ink.block(box, theme.HEADING)
        h = box.height()
        number = QRectF(box.left() + h * 0.15, box.top() + h * 0.04, h * 1.75, h * 0.92)
        used = ink.write(number, str(sign.window or "–"), theme.TEXT, LEFT)
        words = both("window_number", number="").zh
        label = QRectF(number.left() + used + h * 0.08, box.top() + h * 0.1, h * 1.1, h * 0.8)
        ink.write(upper(label, 0.6), words, theme.TEXT, LEFT)
        ink.write(lower(label, 0.4), both("window_column").en, theme.TEXT, LEFT, bold=False)
        name = QRectF(label.right() + h * 0.15, label.top(), box.right() - label.right() - h * 0.35, h * 0.8)
        ink.write(upper(name, 0.6), sign.name.zh, theme.TEXT, RIGHT)
        ink.write(lower(name, 0.38), sign.name.en, theme.TEXT, RIGHT, bold=False)

    def _draw_number(self, ink: Ink, box: QRectF, sign: WindowSign) -> None:
        lit = self.blinker.lit
        h, w = box.height(), box.width()
        if lit:
            ink.block(box, theme.NUMBER)
        if sign.fresh:
            ink.frame(box, theme.TEXT, h * 0.04)
        number, second = (theme.INK, theme.INK) if lit else (theme.NUMBER, theme.TEXT)
        inner = box.adjusted(w * 0.04, h * 0.03, -w * 0.04, -h * 0.05)
        ink.write(upper(inner, 0.62), sign.number, number, CENTRE)
        words = lower(inner, 0.36)
        ink.write(upper(words, 0.58), sign.headline.zh, second, CENTRE)
        ink.write(lower(words, 0.4), sign.headline.en, second, CENTRE, bold=False)

    @staticmethod
    def _draw_pause(ink: Ink, box: QRectF, sign: WindowSign) -> None:
        h, w = box.height(), box.width()
        ink.block(box, theme.PAUSED)
        inner = box.adjusted(w * 0.04, h * 0.04, -w * 0.04, -h * 0.04)
        top = upper(inner, 0.43)
        bar = h * 0.07
        for i in (0.0, 1.8):
            ink.block(
                QRectF(top.left() + bar * i, top.top() + h * 0.08, bar, top.height() - h * 0.16), theme.TEXT
            )
        words = top.adjusted(bar * 4, 0, 0, 0)
        ink.write(upper(words, 0.66), sign.headline.zh, theme.TEXT, CENTRE)
        ink.write(lower(words, 0.32), sign.headline.en, theme.TEXT, CENTRE, bold=False)
        rest = lower(inner, 0.54)
        reason, until = rest, sign.until or both("until_unknown")
        _pair(ink, upper(reason, 0.51), sign.detail.zh, sign.detail.en, theme.TEXT)
        _pair(ink, lower(reason, 0.46), until.zh, until.en, theme.NUMBER)

    @staticmethod
    def _draw_words(ink: Ink, box: QRectF, sign: WindowSign) -> None:
        h, w = box.height(), box.width()
        colour = theme.SECOND if sign.mood is Mood.CLOSED else theme.WINDOW
        inner = box.adjusted(w * 0.06, h * 0.08, -w * 0.06, -h * 0.08)
        top = upper(inner, 0.6)
        ink.write(upper(top, 0.68), sign.headline.zh, colour, CENTRE)
        ink.write(lower(top, 0.3), sign.headline.en, colour, CENTRE, bold=False)
        _pair(ink, lower(inner, 0.3), sign.detail.zh, sign.detail.en, theme.TEXT)

    @staticmethod
    def _draw_foot(ink: Ink, box: QRectF, sign: WindowSign) -> None:
        ink.block(box, theme.STRIPE)
        h, w = box.height(), box.width()
        inner = box.adjusted(h * 0.3, h * 0.08, -h * 0.3, -h * 0.08)
        if sign.staff:
            staff = both("staff_number", staff=sign.staff)
            left = QRectF(inner.left(), inner.top(), w * 0.4, inner.height())
            ink.write(left, f"{staff.zh}  {staff.en}", theme.TEXT, LEFT, most=0.7)
        right = QRectF(inner.right() - w * 0.5, inner.top(), w * 0.5, inner.height())
        ink.write(right, f"{sign.date.zh}  {sign.clock}", theme.TEXT, RIGHT, most=0.9)


def _pair(ink: Ink, box: QRectF, zh: str, en: str, colour: QColor) -> None:
    ink.write(upper(box, 0.66), zh, colour, CENTRE)
    ink.write(lower(box, 0.34), en, colour, CENTRE, bold=False)


class WindowScreen(QWidget):
    """The sign, and the amber bar above it while the news is old."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("window_screen")
        self.sign, self.stale = SignPanel(self), StaleBar(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.stale, 15)
        whole.addWidget(self.sign, 85)

    def show_sign(self, sign: WindowSign) -> None:
        self.stale.show_words(sign.stale)
        self.sign.show_sign(sign)
