"""The card reader: a pad with the card that lies on it, and the sample cards beneath."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from hardware.twins.card_reader import CARDS, ReaderState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, pushed
from hardware.twins.ui.push import Push
from hardware.twins.ui.two_lines import Hand, write

_GROUNDS = {
    "hmt": "#DDEBF9",
    "foreign2017": "#E3F2E1",
    "foreign2023": "#DCF1EC",
    "expired": "#E4E0DA",
    "unreadable": "#D9DCE0",
}
_CARD_SHAPE = 85.6 / 54.0
"""ISO 7810 ID-1."""


class Taps(Protocol):
    """What a tap does."""

    def card_tapped(self, card: str) -> None: ...

    def take_off_tapped(self) -> None: ...

    def plug_tapped(self) -> None: ...


class Pad(QWidget):
    """The place for one card."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pad")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(56)
        self._state: ReaderState | None = None

    def show_state(self, state: ReaderState) -> None:
        self._state = state
        words = look.both(f"card_{state.lying}" if state.lying else "no_card")
        self.setProperty("shown", list(words))
        self.setAccessibleName(look.one_line(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(look.BODY_EDGE), 1.5))
        painter.setBrush(QColor(look.BODY))
        painter.drawRoundedRect(body, 9, 9)
        high = min(body.height() - 14, (body.width() - 24) / _CARD_SHAPE)
        place = QRectF(0, 0, high * _CARD_SHAPE, high)
        place.moveCenter(body.center())
        if self._state.lying:
            _paint_card(painter, place, self._state.lying)
            return
        painter.setPen(QPen(QColor("#8B97A5"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(QColor("#20262D"))
        painter.drawRoundedRect(body.adjusted(8, 6, -8, -6), 7, 7)
        write(
            painter,
            body.adjusted(8, 0, -8, 0),
            look.both("no_card"),
            Hand(14, 11, look.BODY_INK, look.BODY_QUIET),
        )


def _paint_card(painter: QPainter, place: QRectF, card: str) -> None:
    """A card as far as a passer-by may see it: its kind, no person."""
    painter.setPen(QPen(QColor("#7E8C9C"), 1))
    painter.setBrush(QColor(_GROUNDS.get(card, "#F4EEDF")))
    painter.drawRoundedRect(place, 7, 7)
    above = place.height() - 44
    photo = QRectF(place.right() - above * 0.8 - 10, place.top() + 6, above * 0.8, above)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#8FA3B8"))
    head = QPointF(photo.center().x(), photo.top() + photo.height() * 0.3)
    painter.drawEllipse(head, photo.width() * 0.25, photo.width() * 0.28)
    painter.drawRoundedRect(photo.adjusted(0, photo.height() * 0.58, 0, 0), photo.width() * 0.4, 8)
    lines = QRectF(place.left() + 10, place.top() + 12, place.width() * 0.52, 6)
    for number in range(max(round(above) // 13, 1)):
        painter.drawRoundedRect(lines.adjusted(0, number * 13, -18 * number, number * 13), 3, 3)
    foot = QRectF(place.left() + 8, place.bottom() - 40, place.width() - 16, 36)
    write(painter, foot, look.both(f"card_{card}"), Hand(13, 10, left=True))


class ReaderPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str) -> None:
        column = QVBoxLayout()
        super().__init__("id_reader", place, column)
        self._pad = Pad()
        self._take_off = Push("take_off")
        self._take_off.say(look.both("take_off"))
        self._take_off.setFixedHeight(36)
        self._cards = {card: Push(f"card_{card}") for card in CARDS}
        grid = QGridLayout()
        grid.setSpacing(5)
        for number, (card, button) in enumerate(self._cards.items()):
            button.say(look.both(f"card_{card}"))
            grid.addWidget(button, *divmod(number, 2))
        column.setSpacing(6)
        column.addWidget(self._pad, 3)
        column.addWidget(self._take_off)
        column.addLayout(grid, 4)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        pushed(self._take_off, taps.take_off_tapped)
        for card, button in self._cards.items():
            pushed(button, partial(taps.card_tapped, card))

    def show_state(self, state: ReaderState) -> None:
        self.show_status(state.status, state.plugged)
        self._pad.show_state(state)
        self._take_off.setEnabled(state.lying is not None)
        for card, button in self._cards.items():
            button.light(card == state.lying)
