"""The live wall of attendance: sums on top, units below, windows without their clerk on the right."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from display_board.board import both
from display_board.paging import Page
from display_board.ui import theme
from display_board.ui.bars import StaleBar, TitleBar
from display_board.ui.ink import CENTRE, LEFT, NUMERALS, RIGHT, Ink, lower, upper
from display_board.ui.panel import Panel, cells, draw_heading
from display_board.ui.side_panels import draw_nothing
from display_board.wall import Presences, UnitLine, WallShape, WallState

FIGURES: tuple[tuple[str, QColor], ...] = (
    ("due", theme.TEXT),
    ("here", theme.WINDOW),
    ("on_leave", theme.SECOND),
    ("away", theme.SECOND),
    ("not_here", theme.AMBER),
)
NAME_SHARE = 0.4
"""Of a unit's row, for its name."""


class TotalsPanel(Panel):
    """Five large numbers, each under its word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("attendance_totals", parent)
        self._totals: Presences | None = None

    def show_totals(self, totals: Presences) -> None:
        self._totals = totals
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        if self._totals is None:
            return
        values = {key: str(getattr(self._totals, key)) for key, _ in FIGURES}
        for (key, colour), cell in zip(
            FIGURES, cells(box, len(FIGURES), 1, box.height() * 0.08), strict=True
        ):
            ink.block(cell, theme.PANEL)
            words = both(f"wall_{key}")
            pad = cell.height() * 0.15
            label = QRectF(cell.left() + pad, cell.top() + pad, cell.width() * 0.42, cell.height() - 2 * pad)
            number = cell.adjusted(cell.width() * 0.45, pad * 0.4, -pad, -pad * 0.4)
            ink.write(upper(label, 0.62), words.zh, theme.TEXT, LEFT, most=0.95)
            ink.write(lower(label, 0.36), words.en, theme.SECOND, LEFT, bold=False)
            shade = theme.SECOND if values[key] == "0" else colour
            ink.write(number, values[key], shade, RIGHT, line=NUMERALS, beside=tuple(values.values()))
            ink.also(f"{words.zh} {values[key]}")


class UnitsPanel(Panel):
    """Units in columns, a row each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("attendance_units", parent)
        self._page: Page[UnitLine] | None = None
        self._shape: WallShape | None = None

    def show_units(self, page: Page[UnitLine], shape: WallShape) -> None:
        self._page, self._shape = page, shape
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        if self._page is None or self._shape is None:
            return
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.09, 76))
        draw_heading(ink, heading, both("wall_units"), self._page)
        gap = box.height() * 0.012
        body = box.adjusted(gap, heading.height() + gap, -gap, -gap)
        rows = self._shape.rows + 1
        if not self._page.rows:
            draw_nothing(ink, body, "wall_nobody_due")
        grid = cells(body, self._shape.columns, rows, gap / 2)
        shown = self._page.rows
        for column in range(self._shape.columns):
            mine = shown[column * self._shape.rows : (column + 1) * self._shape.rows]
            if mine:
                self._draw_words(ink, grid[column * rows])
            for place, line in enumerate(mine, 1):
                self._draw_unit(ink, grid[column * rows + place], line, striped=place % 2 == 0)

    @staticmethod
    def _draw_words(ink: Ink, cell: QRectF) -> None:
        ink.block(cell, theme.NEWEST)
        name, figures = _parts(cell)
        unit = both("wall_unit")
        ink.write(upper(name, 0.57), unit.zh, theme.TEXT, LEFT)
        ink.write(lower(name, 0.43), unit.en, theme.SECOND, LEFT, bold=False)
        english = tuple(both(f"wall_{key}").en for key, _ in FIGURES)
        for (key, _), part in zip(FIGURES, figures, strict=True):
            words = both(f"wall_{key}")
            ink.write(upper(part, 0.57), words.zh, theme.TEXT, CENTRE)
            ink.write(lower(part, 0.43), words.en, theme.SECOND, CENTRE, bold=False, beside=english)

    def _draw_unit(self, ink: Ink, cell: QRectF, line: UnitLine, *, striped: bool) -> None:
        if striped:
            ink.block(cell, theme.STRIPE)
        name, figures = _parts(cell)
        ink.write(name, line.name.zh, theme.TEXT, LEFT, lines=2, most=0.62)
        for (key, colour), part in zip(FIGURES, figures, strict=True):
            value = getattr(line.counts, key)
            if key == "not_here" and value:
                # A frame besides the colour: whoever sees no amber sees the frame.
                ink.frame(part.adjusted(2, 2, -2, -2), theme.AMBER, max(2.0, cell.height() * 0.05))
            ink.write(part, str(value), colour if value else theme.SECOND, CENTRE, most=0.8, line=NUMERALS)
        counts = line.counts
        ink.also(
            f"{line.name.zh} {counts.due} {counts.here} {counts.on_leave} {counts.away} {counts.not_here}"
        )


class EmptyWindowsPanel(Panel):
    """Numbers of windows that wait for their clerk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("empty_windows", parent)
        self._page: Page[int] | None = None
        self._shape: WallShape | None = None

    def show_windows(self, page: Page[int], shape: WallShape) -> None:
        self._page, self._shape = page, shape
        self.update()

    def draw(self, ink: Ink, box: QRectF) -> None:
        ink.block(box, theme.PANEL)
        if self._page is None or self._shape is None:
            return
        heading = QRectF(box.left(), box.top(), box.width(), min(box.height() * 0.09, 76))
        draw_heading(ink, heading, both("wall_empty_windows"), self._page)
        gap = box.width() * 0.02
        body = box.adjusted(gap, heading.height() + gap, -gap, -gap)
        if not self._page.rows:
            draw_nothing(ink, body, "wall_no_empty_window")
        numbers = tuple(str(n) for n in self._page.rows)
        grid = sorted(
            cells(body, self._shape.window_columns, self._shape.window_rows, gap),
            key=lambda c: (c.top(), c.left()),
        )
        for number, cell in zip(numbers, grid, strict=False):
            ink.block(cell, theme.PAUSED)
            inner = cell.adjusted(gap, 0, -gap, 0)
            ink.write(inner, number, theme.TEXT, CENTRE, line=NUMERALS, most=0.66, beside=("888",))


def _parts(cell: QRectF) -> tuple[QRectF, list[QRectF]]:
    """The place of the name and those of the figures."""
    pad = cell.height() * 0.15
    width = cell.width() * NAME_SHARE
    name = QRectF(cell.left() + pad, cell.top(), width - 2 * pad, cell.height())
    rest = QRectF(cell.left() + width, cell.top(), cell.width() - width, cell.height())
    return name, cells(rest, len(FIGURES), 1)


class WallBoard(QWidget):
    """Title, sums, units and windows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attendance_board")
        self.title, self.stale = TitleBar(self), StaleBar(self)
        self.totals, self.units = TotalsPanel(self), UnitsPanel(self)
        self.windows = EmptyWindowsPanel(self)
        middle = QHBoxLayout()
        middle.addWidget(self.units, 78)
        middle.addWidget(self.windows, 22)
        whole = QVBoxLayout(self)
        for layout in (middle, whole):
            layout.setSpacing(10)
        whole.setContentsMargins(14, 8, 14, 12)
        whole.addWidget(self.title, 10)
        whole.addWidget(self.stale, 7)
        whole.addWidget(self.totals, 14)
        whole.addLayout(middle, 76)

    def show_wall(self, state: WallState) -> None:
        self.title.show_board(state)
        self.stale.show_words(state.stale)
        self.totals.show_totals(state.totals)
        self.units.show_units(state.units, state.shape)
        self.windows.show_windows(state.windows, state.shape)
