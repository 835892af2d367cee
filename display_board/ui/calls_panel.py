"""The calls: newest first, flashing for a moment, then steady."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPolygonF
from PySide6.QtWidgets import QWidget

from display_board.board import CallRow, both
from display_board.ui import theme
from display_board.ui.ink import CENTRE, LEFT, NUMERALS, RIGHT, Ink
from display_board.ui.panel import Blinker, Panel, cells, draw_heading


class CallsPanel(Panel):
    """Newest at the top left, column by column; with `zones` each row names the window's floor and zone."""

    def __init__(self, columns: int, rows: int, *, zones: bool, parent: QWidget | None = None) -> None:
        super().__init__("calls", parent)
        self._columns, self._rows, self._zones = columns, rows, zones
        self._calls: tuple[CallRow, ...] = ()
        self.blinker = Blinker(self)

    def show_calls(self, calls: tuple[CallRow, ...]) -> None:
        self._calls = calls
        self.blinker.set_flashing(any(c.fresh for c in calls))
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.085, 76))
        draw_heading(ink, heading, both("now_calling"))
        body = box.adjusted(0, heading.height(), 0, 0)
        if not self._calls:
            nobody = both("no_calls_yet")
            middle = body.adjusted(body.width() * 0.08, body.height() * 0.36, -body.width() * 0.08, 0)
            first = QRectF(middle.left(), middle.top(), middle.width(), body.height() * 0.13)
            ink.write(first, nobody.zh, theme.SECOND, CENTRE)
            ink.write(
                first.translated(0, first.height()), nobody.en, theme.SECOND, CENTRE, most=0.6, bold=False
            )
            return
        gap = box.height() * 0.006
        for i, (row, cell) in enumerate(
            zip(self._calls, cells(body, self._columns, self._rows, gap), strict=False)
        ):
            self._draw_row(ink, cell, row, newest=i == 0, striped=i % 2 == 1)

    def _draw_row(self, ink: Ink, cell: QRectF, row: CallRow, *, newest: bool, striped: bool) -> None:
        lit = row.fresh and self.blinker.lit
        plain = theme.NEWEST if newest else theme.STRIPE if striped else theme.PANEL
        ink.block(cell, theme.NUMBER if lit else plain)
        if row.fresh or newest:
            ink.frame(cell, theme.TEXT if row.fresh else theme.NUMBER, cell.height() * 0.05)
        if row.fresh:
            self._draw_arrow(ink, cell, theme.INK if lit else theme.NUMBER)
        number, window, second = (theme.INK,) * 3 if lit else (theme.NUMBER, theme.WINDOW, theme.SECOND)
        places = _places(cell, zones=self._zones)
        numbers = tuple(c.number for c in self._calls)
        ink.write(places.number, row.number, number, LEFT, line=NUMERALS, most=0.86, beside=numbers)
        self._draw_marks(ink, places.marks, row, theme.INK if lit else theme.TEXT)
        words = both("window_number", number=row.window)
        names = tuple(both("window_number", number=c.window).zh for c in self._calls)
        ink.write(places.window, words.zh, window, LEFT, beside=names)
        if self._zones:
            floor = f"{row.where.zh.rpartition(' ')[0]}  {row.where.en}  {row.at}"
            ink.write(places.under, floor, second, LEFT, bold=False)
        else:
            ink.write(places.under, words.en, second, LEFT, bold=False)
            ink.write(places.time, row.at, second, RIGHT, most=0.75)
        ink.also(f"{row.number} → {row.window}")

    @staticmethod
    def _draw_arrow(ink: Ink, cell: QRectF, colour: QColor) -> None:
        """The mark of a new call beside its colour."""
        h = cell.height()
        size, x, y = min(h * 0.32, cell.width() * 0.035), cell.left() + h * 0.12, cell.center().y()
        ink.painter.setBrush(colour)
        ink.painter.drawPolygon(QPolygonF([QPointF(x, y - size), QPointF(x, y + size), QPointF(x + size, y)]))

    @staticmethod
    def _draw_marks(ink: Ink, box: QRectF, row: CallRow, colour: QColor) -> None:
        words = [both("call_again").zh] if row.again else []
        words += [row.mark.zh] if row.mark.zh else []
        height = box.height() / 2
        for i, word in enumerate(words):
            top = box.top() + (box.height() - height * len(words)) / 2 + i * height
            ink.write(QRectF(box.left(), top, box.width(), height), word, colour, CENTRE, most=0.9)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the parts of a row stand."""

    number: QRectF
    marks: QRectF
    window: QRectF
    under: QRectF
    time: QRectF


def _places(cell: QRectF, *, zones: bool) -> _Places:
    h, w = cell.height(), cell.width()
    left = cell.left() + min(h * 0.55, w * 0.07)
    number, window, time = (0.44, 0.36, 0.0) if zones else (0.38, 0.34, 0.12)
    marks_at = left + w * (number + 0.01)
    window_at = marks_at + w * 0.1
    return _Places(
        number=QRectF(left, cell.top() + h * 0.04, w * number, h * 0.92),
        marks=QRectF(marks_at, cell.top() + h * 0.1, w * 0.085, h * 0.8),
        window=QRectF(window_at, cell.top() + h * 0.04, w * window, h * 0.62),
        under=QRectF(window_at, cell.top() + h * 0.65, w * window, h * 0.31),
        time=QRectF(cell.right() - w * (time + 0.015), cell.top() + h * 0.2, w * time, h * 0.6),
    )
