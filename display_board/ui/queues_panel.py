"""How many wait, by queue."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from display_board.board import QueueColumns, QueueLine, both
from display_board.ui import theme
from display_board.ui.ink import CENTRE, LEFT, RIGHT, Ink
from display_board.ui.panel import Panel, cells, draw_heading


class QueuesPanel(Panel):
    """Columns of queues under their zones; with `english` each queue is named in both languages."""

    def __init__(self, *, english: bool, parent: QWidget | None = None) -> None:
        super().__init__("queues", parent)
        self._english = english
        self._queues: QueueColumns | None = None

    def show_queues(self, queues: QueueColumns) -> None:
        self._queues = queues
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        if self._queues is None:
            return
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.11, 76))
        draw_heading(ink, heading, both("waiting_by_queue"), self._queues.page)
        gap = box.width() * 0.008
        body = box.adjusted(gap, heading.height() + gap / 2, -gap, -gap / 2)
        rows = self._queues.rows
        grid = cells(QRectF(body), self._queues.columns, rows)
        for c, column in enumerate(self._queues.page.rows):
            for r, line in enumerate(column):
                cell = grid[c * rows + r].adjusted(gap / 2, 0, -gap / 2, 0)
                if line.heading:
                    self._draw_zone(ink, cell, line)
                else:
                    self._draw_queue(ink, cell, line, striped=r % 2 == 1)

    def _draw_zone(self, ink: Ink, cell: QRectF, line: QueueLine) -> None:
        ink.block(cell.adjusted(0, cell.height() * 0.06, 0, 0), theme.NEWEST)
        h = cell.height()
        code = QRectF(cell.left() + h * 0.1, cell.top(), h * 0.9, h)
        total = QRectF(cell.right() - h * 1.6, cell.top(), h * 1.5, h)
        name = QRectF(code.right() + h * 0.1, cell.top(), total.left() - code.right() - h * 0.2, h)
        ink.write(code, line.code, theme.WINDOW, CENTRE, most=0.85)
        ink.write(name, line.name.zh, theme.WINDOW, LEFT, most=0.8, beside=self._names(heading=True))
        ink.write(total, str(line.waiting), theme.WINDOW, RIGHT, most=0.85)

    def _draw_queue(self, ink: Ink, cell: QRectF, line: QueueLine, *, striped: bool) -> None:
        if striped:
            ink.block(cell, theme.STRIPE)
        h = cell.height()
        code = QRectF(cell.left() + h * 0.12, cell.top(), h * 1.2, h)
        number = QRectF(cell.right() - h * 1.35, cell.top(), h * 1.25, h)
        name = QRectF(code.right() + h * 0.1, cell.top(), number.left() - code.right() - h * 0.15, h)
        ink.write(code, line.code, theme.NUMBER, LEFT, most=0.85)
        ink.write(number, str(line.waiting), theme.TEXT if line.waiting else theme.SECOND, RIGHT, most=0.95)
        if not self._english:
            ink.write(name, line.name.zh, theme.TEXT, LEFT, most=0.8, beside=self._names())
            return
        middle = name.left() + name.width() * 0.5
        left = QRectF(name.left(), name.top(), middle - name.left() - h * 0.2, h)
        right = QRectF(middle, name.top(), name.right() - middle, h)
        ink.write(left, line.name.zh, theme.TEXT, LEFT, most=0.85, beside=self._names())
        ink.write(
            right,
            line.name.en,
            theme.SECOND,
            LEFT,
            lines=2,
            bold=False,
            most=0.6,
            beside=self._names(en=True),
        )

    def _names(self, *, heading: bool = False, en: bool = False) -> tuple[str, ...]:
        columns = self._queues.page.rows if self._queues else ()
        lines = [line for column in columns for line in column if line.heading is heading]
        return tuple(line.name.en if en else line.name.zh for line in lines)
