"""The bars above and below: title and clock, how old the news is, one notice."""

from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from display_board.board import Both, both
from display_board.paging import Page
from display_board.ui import theme
from display_board.ui.ink import CENTRE, LEFT, NUMERALS, RIGHT, Ink, lower, upper
from display_board.ui.panel import Panel


class Titled(Protocol):
    """What every board has at its top."""

    @property
    def title(self) -> Both: ...
    @property
    def subtitle(self) -> Both: ...
    @property
    def summary(self) -> Both: ...
    @property
    def date(self) -> Both: ...
    @property
    def clock(self) -> str: ...


class TitleBar(Panel):
    """Name of the hall or zone, people and windows, date and clock."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("title_bar", parent)
        self._state: Titled | None = None

    def show_board(self, state: Titled) -> None:
        self._state = state
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.BACKGROUND)
        if self._state is None:
            return
        state, h = self._state, box.height()
        clock_width, date_width, counts_width = h * 3.6, h * 2.5, h * 4.2
        clock = QRectF(box.right() - clock_width - h * 0.2, box.top(), clock_width, h)
        date = QRectF(clock.left() - date_width - h * 0.25, box.top() + h * 0.08, date_width, h * 0.84)
        counts = QRectF(date.left() - counts_width - h * 0.3, date.top(), counts_width, date.height())
        title = QRectF(box.left() + h * 0.2, box.top(), counts.left() - box.left() - h * 0.5, h)
        ink.write(clock, state.clock, theme.TEXT, RIGHT, most=0.85, line=NUMERALS)
        _two_lines(ink, date, state.date, RIGHT)
        _two_lines(ink, counts, state.summary, CENTRE)
        first = QRectF(title.left(), title.top(), title.width() * 0.62, h * 0.6)
        used = ink.write(first, state.title.zh, theme.TEXT, LEFT)
        rest = upper(title, 0.6).adjusted(used + h * 0.3, h * 0.06, 0, 0)
        ink.write(rest, state.subtitle.zh, theme.SECOND, LEFT, most=0.75)
        english = f"{state.title.en} · {state.subtitle.en}"
        ink.write(lower(title, 0.36), english, theme.SECOND, LEFT, bold=False)


class StaleBar(Panel):
    """Amber, across the whole board, only while the news is old."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("stale_bar", parent)
        self._words: Both | None = None
        self.hide()

    def show_words(self, words: Both | None) -> None:
        self._words = words
        self.setVisible(words is not None)
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        if self._words is None:
            return
        ink.block(box, theme.AMBER)
        h = box.height()
        sign = QRectF(box.left() + h * 0.3, box.top(), h, h)
        ink.write(sign, "⚠", theme.INK, CENTRE, most=0.9)
        words = box.adjusted(h * 1.5, 0, -h * 0.4, 0)
        if box.width() > h * 18:
            half = words.width() * 0.55
            left, right = words.adjusted(0, 0, half - words.width(), 0), words.adjusted(half, 0, 0, 0)
            ink.write(left, self._words.zh, theme.INK, LEFT, most=0.85)
            ink.write(right, self._words.en, theme.INK, RIGHT, most=0.6)
        else:
            ink.write(upper(words, 0.58), self._words.zh, theme.INK, LEFT)
            ink.write(lower(words, 0.38), self._words.en, theme.INK, LEFT)


class NoticeBar(Panel):
    """One notice at a time; they take turns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("notice_bar", parent)
        self._page: Page[Both] | None = None

    def show_notice(self, page: Page[Both]) -> None:
        self._page = page
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.STRIPE)
        if self._page is None:
            return
        h = box.height()
        label = QRectF(box.left(), box.top(), h * 1.9, h)
        ink.block(label, theme.HEADING)
        title = both("notice_title")
        ink.write(upper(label, 0.62), title.zh, theme.TEXT, CENTRE)
        several = f" {self._page.number}/{self._page.of}" if self._page.of > 1 else ""
        ink.write(lower(label, 0.4), title.en + several, theme.TEXT, CENTRE, bold=False, most=0.9)
        words = self._page.rows[0] if self._page.rows else both("no_notice")
        inner = box.adjusted(label.width() + h * 0.3, h * 0.04, -h * 0.3, -h * 0.04)
        if not words.en:
            ink.write(inner, words.zh, theme.TEXT, LEFT, lines=2, most=0.7)
            return
        ink.write(upper(inner, 0.56), words.zh, theme.TEXT, LEFT, lines=2)
        ink.write(lower(inner, 0.42), words.en, theme.SECOND, LEFT, lines=2, bold=False)


def _two_lines(ink: Ink, box: QRectF, words: Both, align: Qt.AlignmentFlag) -> None:
    ink.write(upper(box, 0.55), words.zh, theme.TEXT, align)
    ink.write(lower(box, 0.45), words.en, theme.SECOND, align, bold=False)
