"""Windows that have paused, and numbers that nobody answered."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from display_board.board import PausedRow, both
from display_board.paging import Page
from display_board.ui import theme
from display_board.ui.ink import CENTRE, LEFT, NUMERALS, RIGHT, Ink, lower, upper
from display_board.ui.panel import Panel, cells, draw_heading


class PausedPanel(Panel):
    """Each paused window with its reason and its expected end."""

    def __init__(self, rows: int, parent: QWidget | None = None) -> None:
        super().__init__("paused_windows", parent)
        self._rows = rows
        self._page: Page[PausedRow] | None = None

    def show_paused(self, page: Page[PausedRow]) -> None:
        self._page = page
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        if self._page is None:
            return
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.22, 76))
        draw_heading(ink, heading, both("paused_title"), self._page)
        body = box.adjusted(0, heading.height(), 0, 0)
        if not self._page.rows:
            draw_nothing(ink, body, "none_paused")
        for row, cell in zip(self._page.rows, cells(body, 1, self._rows), strict=False):
            self._draw_row(ink, cell, row)

    @staticmethod
    def _draw_row(ink: Ink, cell: QRectF, row: PausedRow) -> None:
        h, w = cell.height(), cell.width()
        tag = QRectF(cell.left() + w * 0.01, cell.top() + h * 0.07, w * 0.25, h * 0.86)
        ink.block(tag, theme.PAUSED)
        bar = min(h * 0.12, w * 0.015)
        for left in (1.2, 3.2):
            sign = QRectF(tag.left() + bar * left, tag.center().y() - h * 0.22, bar, h * 0.44)
            ink.block(sign, theme.TEXT)
        window = both("window_number", number=row.window)
        words = tag.adjusted(bar * 5.2, 0, -bar, 0)
        ink.write(words, window.zh, theme.TEXT, LEFT, most=0.85, beside=("888号窗口",))
        until = both("until_short", time=row.until) if row.until else both("until_unknown")
        right = QRectF(cell.right() - w * 0.25, cell.top(), w * 0.235, h)
        ink.write(upper(right, 0.6), until.zh, theme.TEXT, RIGHT)
        ink.write(lower(right, 0.4), until.en, theme.SECOND, RIGHT, bold=False)
        reason = QRectF(tag.right() + w * 0.02, cell.top(), w * 0.46, h)
        ink.write(upper(reason, 0.6), row.reason.zh, theme.TEXT, LEFT)
        ink.write(lower(reason, 0.4), row.reason.en, theme.SECOND, LEFT, bold=False)
        ink.also(f"{row.window} {row.reason.zh} {until.zh}")


class MissedPanel(Panel):
    """Numbers that were called and not answered, latest first, and what their holders can do."""

    def __init__(self, columns: int, rows: int, parent: QWidget | None = None) -> None:
        super().__init__("missed_numbers", parent)
        self._columns, self._rows = columns, rows
        self._page: Page[str] | None = None

    def show_missed(self, page: Page[str]) -> None:
        self._page = page
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        if self._page is None:
            return
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.24, 76))
        draw_heading(ink, heading, both("missed_title"), self._page)
        hint = QRectF(box.left(), box.bottom() - heading.height(), box.width(), heading.height())
        body = QRectF(box.left(), heading.bottom(), box.width(), hint.top() - heading.bottom())
        words = both("missed_hint")
        pad = box.width() * 0.02
        ink.write(upper(hint, 0.55).adjusted(pad, 0, -pad, 0), words.zh, theme.TEXT, CENTRE)
        ink.write(lower(hint, 0.45).adjusted(pad, 0, -pad, 0), words.en, theme.SECOND, CENTRE, bold=False)
        if not self._page.rows:
            draw_nothing(ink, body, "none_missed")
        grid = sorted(cells(body, self._columns, self._rows), key=lambda c: (c.top(), c.left()))
        for i, number in enumerate(self._page.rows):
            cell = grid[i]
            ink.write(
                cell.adjusted(pad / 2, 0, -pad / 2, 0),
                number,
                theme.NUMBER,
                CENTRE,
                line=NUMERALS,
                most=0.8,
                beside=self._page.rows,
            )


def draw_nothing(ink: Ink, box: QRectF, key: str) -> None:
    """A calm line where a list is empty."""
    words = both(key)
    height = min(box.height() * 0.3, 64)
    first = QRectF(box.left() + box.width() * 0.05, box.center().y() - height, box.width() * 0.9, height)
    ink.write(first, words.zh, theme.SECOND, CENTRE, most=0.9)
    ink.write(first.translated(0, height), words.en, theme.SECOND, CENTRE, most=0.65, bold=False)
