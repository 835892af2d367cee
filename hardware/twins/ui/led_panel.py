"""LED strips and boards, lamp by lamp."""

from functools import cache
from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from hardware.led.sim_picture import ROW_LAMPS, lamps_of
from hardware.led.sim_screen import Shown
from hardware.twins.led_display import LedState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.push import Push

_UNLIT = (42, 26, 24)
_CASE, _FRAME = QColor("#08080A"), QColor("#1B1E22")
_ROW_GAP_LAMPS = 2


class Taps(Protocol):
    """What a tap does."""

    def power_tapped(self) -> None: ...

    def plug_tapped(self) -> None: ...


class Matrix(QWidget):
    """`columns` lamps across, a row of sixteen for each text. As large as fits in whole pixels."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self.setObjectName("matrix")
        self._columns, self._rows = columns, rows
        self._pictures: tuple[QImage, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rows(self, rows: tuple[Shown, ...]) -> None:
        self._pictures = tuple(_lamps(shown, self._columns) for shown in rows)
        self.setProperty("shown", [shown.text for shown in rows if shown.text.strip()])
        self.setAccessibleName(" / ".join(shown.text for shown in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._columns * 3 + 16, self._lamps_down * 3 + 16)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._columns * 2 + 8, self._lamps_down * 2 + 8)

    @property
    def _lamps_down(self) -> int:
        return self._rows * (ROW_LAMPS + _ROW_GAP_LAMPS) - _ROW_GAP_LAMPS

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pitch = max(min((self.width() - 8) // self._columns, (self.height() - 8) // self._lamps_down), 1)
        wide, high = self._columns * pitch, self._lamps_down * pitch
        left, top = (self.width() - wide) // 2, (self.height() - high) // 2
        painter.setPen(QPen(QColor("#000000"), 1))
        painter.setBrush(_FRAME)
        painter.drawRoundedRect(QRectF(left - 4, top - 4, wide + 8, high + 8), 4, 4)
        for number, picture in enumerate(self._pictures):
            row = QRect(left, top + number * (ROW_LAMPS + _ROW_GAP_LAMPS) * pitch, wide, ROW_LAMPS * pitch)
            painter.drawImage(row, picture)
            painter.drawTiledPixmap(row, _mask(pitch))


def _lamps(shown: Shown, columns: int) -> QImage:
    """One pixel a lamp; an unlit lamp is still a lamp."""
    lit = lamps_of(shown, columns, _UNLIT)
    return QImage(lit.tobytes(), lit.width, lit.height, lit.width * 3, QImage.Format.Format_RGB888).copy()


@cache
def _mask(pitch: int) -> QPixmap:
    """The black between round lamps."""
    tile = QImage(pitch, pitch, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(_CASE)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_CASE)
    gap = pitch * 0.08
    painter.drawEllipse(QRectF(gap, gap, pitch - 2 * gap, pitch - 2 * gap))
    painter.end()
    return QPixmap.fromImage(tile)


class LedPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str, columns: int, rows: int) -> None:
        column = QVBoxLayout()
        super().__init__("led", place, column)
        self._matrix = Matrix(columns, rows)
        self._power = Push("power")
        self._power.setFixedSize(56, 32)
        self.beside_plug(self._power)
        column.setContentsMargins(2, 2, 2, 2)
        column.addWidget(self._matrix)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        pushed(self._power, taps.power_tapped)

    def show_state(self, state: LedState) -> None:
        self.show_status(state.status, state.plugged)
        self._matrix.show_rows(state.rows)
        self._power.say(look.both("power_off" if state.powered else "power_on"))
        self._power.light(not state.powered)
