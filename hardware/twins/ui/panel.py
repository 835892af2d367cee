"""What all panels have in common: the name of the device, its state lamp, its plug."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from hardware.twins.status import Lamp, Status
from hardware.twins.ui import look
from hardware.twins.ui.push import Push
from hardware.twins.ui.two_lines import Hand, TwoLines

NARROW = 230
"""A window of less width has a head of two rows."""


class StateLamp(QWidget):
    """A small round lamp. Dark is drawn hollow, so that no colour is needed to tell it."""

    def __init__(self) -> None:
        super().__init__()
        self._lamp = Lamp.DARK
        self.setFixedSize(16, 16)

    def show_lamp(self, lamp: Lamp) -> None:
        self._lamp = lamp
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        colour = QColor(look.LAMPS[self._lamp])
        painter.setPen(QPen(QColor(look.WHITE), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if self._lamp is Lamp.DARK else colour)
        painter.drawEllipse(place)


class Panel(QWidget):
    """One small window. A device's own controls go into `body`."""

    def __init__(self, device: str, place: str, body: QLayout) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(look.style_sheet())
        zh, en = look.both(f"device_{device}")
        self.setWindowTitle(f"{zh} · {place}" if place else zh)
        self._lamp = StateLamp()
        self._status = TwoLines("status", Hand(13, 10, look.WHITE, look.HEAD_QUIET, left=True), wanted=62)
        self.plug = Push("plug")
        card = QWidget()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(self.windowTitle(), en))
        body.setContentsMargins(6, 6, 6, 6)
        column.addLayout(body, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2, 2, 2, 2)
        whole.addWidget(card)

    def show_status(self, status: Status, plugged: bool) -> None:
        self._lamp.show_lamp(status.lamp)
        self._status.say(look.both(f"status_{status.word}"))
        self.plug.say(look.both("unplug" if plugged else "plug"))
        self.plug.light(not plugged)

    def beside_plug(self, button: Push) -> None:
        """A further button of the head, before the plug's."""
        self._state.insertWidget(self._state.count() - 1, button)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._head_layout.setDirection(
            QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        )

    def _head(self, title: str, english: str) -> QWidget:
        head = QWidget()
        head.setObjectName("head")
        head.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._head_layout, self._state = QBoxLayout(QBoxLayout.Direction.LeftToRight, head), QHBoxLayout()
        self._head_layout.setContentsMargins(10, 3, 6, 3)
        for layout in (self._head_layout, self._state):
            layout.setSpacing(6)
        names = TwoLines("title", Hand(14, 11, look.WHITE, look.HEAD_QUIET, left=True))
        names.say((title, english))
        self.plug.setFixedSize(56, 32)
        for widget in (self._lamp, self._status, self.plug):
            self._state.addWidget(widget)
        self._head_layout.addWidget(names, 1)
        self._head_layout.addLayout(self._state)
        return head


def device_box() -> QWidget:
    """The dark body of a device, for its keys."""
    box = QWidget()
    box.setObjectName("device")
    box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return box


def pushed(button: Push, act: Callable[[], None]) -> None:
    """What happens when a button is pressed."""
    button.clicked.connect(lambda: act())
