"""What stands on the wall before the board knows its hall: pairing, or connecting."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from display_board.board import Both
from display_board.ui import theme
from display_board.ui.ink import CENTRE, Ink, lower, upper
from display_board.ui.panel import Panel


class WaitingScreen(Panel):
    """A heading, a code when there is one, and what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("waiting_screen", parent)
        self._heading, self._code, self._hint = Both("", ""), "", Both("", "")

    def show_words(self, heading: Both, code: str, hint: Both) -> None:
        self._heading, self._code, self._hint = heading, code, hint
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.BACKGROUND)
        w, h = box.width(), box.height()
        inner = box.adjusted(w * 0.06, h * 0.12, -w * 0.06, -h * 0.12)
        top, bottom = upper(inner, 0.28), lower(inner, 0.24)
        middle = QRectF(inner.left(), top.bottom(), inner.width(), bottom.top() - top.bottom())
        ink.write(upper(top, 0.6), self._heading.zh, theme.TEXT, CENTRE)
        ink.write(lower(top, 0.38), self._heading.en, theme.SECOND, CENTRE, bold=False)
        ink.write(middle, self._code, theme.NUMBER, CENTRE, most=0.9)
        ink.write(upper(bottom, 0.58), self._hint.zh, theme.TEXT, CENTRE, most=0.85)
        ink.write(lower(bottom, 0.4), self._hint.en, theme.SECOND, CENTRE, most=0.8, bold=False)
