"""A painted part of a board: it draws one value and publishes the words that it drew."""

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from display_board.board import Both, both
from display_board.paging import Page
from display_board.ui import theme
from display_board.ui.ink import LEFT, RIGHT, Drawn, Ink

BLINK_MILLISECONDS = 400


class Panel(QWidget):
    """Subclasses draw; everything scales with the panel's height and width."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.drawn: list[Drawn] = []

    def draw(self, ink: Ink, box: QRectF) -> None:
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = Ink(painter)
        self.draw(ink, QRectF(self.rect()))
        painter.end()
        self.drawn = ink.drawn
        words = [d.text for d in ink.drawn] + ink.spoken
        if words != self.property("shown"):
            self.setProperty("shown", words)
            self.setAccessibleName("，".join(words))


class Blinker:
    """Turns a phase over while something flashes, and leaves it steady afterwards."""

    def __init__(self, panel: QWidget) -> None:
        self._panel = panel
        self._timer = QTimer(panel)
        self._timer.setInterval(BLINK_MILLISECONDS)
        self._timer.timeout.connect(self._turn)
        self.lit = False

    @property
    def blinking(self) -> bool:
        return self._timer.isActive()

    def set_flashing(self, flashing: bool) -> None:
        if flashing and not self._timer.isActive():
            self.lit = True
            self._timer.start()
        elif not flashing:
            self._timer.stop()
            self.lit = False

    def _turn(self) -> None:
        self.lit = not self.lit
        self._panel.update()


def draw_heading(ink: Ink, box: QRectF, words: Both, page: Page[object] | None = None) -> None:
    """A band with the Chinese heading, the English one beside it, and the page when there are several."""
    ink.block(box, theme.HEADING)
    pad = box.height() * 0.35
    inner = box.adjusted(pad, 0, -pad, 0)
    if page is not None and page.of > 1:
        place = both("page", number=page.number, of=page.of).zh
        used = ink.write(_right_part(inner, 0.22), place, theme.TEXT, RIGHT, most=0.62)
        inner = inner.adjusted(0, 0, -used - pad, 0)
    used = ink.write(_left_part(inner, 0.55), words.zh, theme.TEXT, LEFT, most=0.82)
    rest = inner.adjusted(used + pad, box.height() * 0.06, 0, 0)
    ink.write(rest, words.en, theme.TEXT, LEFT, most=0.6, bold=False)


def _left_part(box: QRectF, share: float) -> QRectF:
    return QRectF(box.left(), box.top(), box.width() * share, box.height())


def _right_part(box: QRectF, share: float) -> QRectF:
    return QRectF(box.right() - box.width() * share, box.top(), box.width() * share, box.height())


def cells(box: QRectF, columns: int, rows: int, gap: float = 0.0) -> list[QRectF]:
    """Equal cells, column by column from the top left; sort by `top()` for row by row."""
    width = (box.width() - gap * (columns - 1)) / columns
    height = (box.height() - gap * (rows - 1)) / rows
    return [
        QRectF(box.left() + c * (width + gap), box.top() + r * (height + gap), width, height)
        for c in range(columns)
        for r in range(rows)
    ]
