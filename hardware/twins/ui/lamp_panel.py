"""An indicator light: a column of coloured lamps."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRadialGradient
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hardware.light.interface import Colour
from hardware.twins.signal_lamp import SignalState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.two_lines import Hand, write

_SHINES = {Colour.GREEN: "#21D46B", Colour.AMBER: "#FFB52B", Colour.RED: "#FF4536"}


class Taps(Protocol):
    """What a tap does."""

    def plug_tapped(self) -> None: ...


class Tower(QWidget):
    """One lamp a colour, each with its name and whether it is on."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("tower")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._state: SignalState | None = None

    def show_state(self, state: SignalState) -> None:
        self._state = state
        shown = [f"{look.both(c.value)[0]} {look.both('lit')[0]}" for c in state.colours if c in state.lit]
        self.setProperty("shown", shown)
        self.setAccessibleName(" ".join(shown) or look.both("dark")[0])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self._state
        if state is None or not state.colours:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(look.BODY_EDGE), 1.5))
        painter.setBrush(QColor(look.BODY))
        painter.drawRoundedRect(body, 9, 9)
        upright = body.height() > body.width() * 0.6
        part = (body.height() if upright else body.width()) / len(state.colours)
        for number, colour in enumerate(state.colours):
            down, across = (number * part, 0.0) if upright else (0.0, number * part)
            wide, high = (body.width(), part) if upright else (part, body.height())
            cell = QRectF(body.left() + across, body.top() + down, wide, high)
            _paint_lamp(painter, cell, colour, colour in state.lit)


def _paint_lamp(painter: QPainter, cell: QRectF, colour: Colour, lit: bool) -> None:
    radius = min(cell.height() - 12, cell.width() * 0.42) / 2
    middle = QPointF(cell.left() + radius + 12, cell.center().y())
    shine = QColor(_SHINES[colour])
    glow = QRadialGradient(middle, radius)
    glow.setColorAt(0, shine.lighter(150) if lit else shine.darker(330))
    glow.setColorAt(1, shine if lit else shine.darker(420))
    painter.setPen(QPen(QColor("#FFFFFF" if lit else "#5A6673"), 2))
    painter.setBrush(glow)
    painter.drawEllipse(middle, radius, radius)
    name, state = look.both(colour.value), look.both("lit" if lit else "dark")
    left = middle.x() + radius + 10
    ink = look.BODY_INK if lit else look.BODY_QUIET
    words = QRectF(left, cell.top(), cell.right() - left - 4, cell.height())
    write(painter, words, (name[0] + state[0], f"{name[1]} {state[1]}"), Hand(15, 11, ink, ink, left=True))


class LampPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str) -> None:
        column = QVBoxLayout()
        super().__init__("lamp", place, column)
        self._tower = Tower()
        column.addWidget(self._tower)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)

    def show_state(self, state: SignalState) -> None:
        self.show_status(state.status, state.plugged)
        self._tower.show_state(state)
