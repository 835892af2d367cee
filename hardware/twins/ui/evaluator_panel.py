"""The evaluator: keys with faces on a dark box, lit while the citizen is asked."""

from functools import partial
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from hardware.evaluator.interface import Stars
from hardware.evaluator.touch.face import FACES, paint_face
from hardware.twins.rating_keys import EvaluatorState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel, device_box, pushed
from hardware.twins.ui.two_lines import Hand, write


class Taps(Protocol):
    """What a tap does."""

    def key_tapped(self, stars: Stars) -> None: ...

    def plug_tapped(self) -> None: ...


class FaceKey(QAbstractButton):
    """A key with a face and the words of its level; the mouth tells the level, the colour only adds to it."""

    def __init__(self, stars: Stars) -> None:
        super().__init__()
        self._stars = stars
        self._lit = self._pressed = False
        self._words = look.both(f"level_{int(stars)}")
        self.setObjectName(f"face_{int(stars)}")
        self.setText(self._words[0])
        self.setAccessibleName(look.one_line(self._words))
        self.setProperty("shown", list(self._words))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(46, 64)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def light(self, lit: bool, pressed: bool) -> None:
        self._lit, self._pressed = lit, pressed
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        key = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        down = self._pressed or self.isDown()
        painter.setPen(QPen(QColor(look.GLOW if self._lit or down else "#0D1116"), 3.0 if down else 2.0))
        painter.setBrush(QColor("#11161B" if down else "#39434E"))
        painter.drawRoundedRect(key, 8, 8)
        words = 32.0
        side = min(key.width() - 12, key.height() - words - 8)
        face = QRectF(0, 0, side, side)
        face.moveCenter(QPointF(key.center().x(), key.top() + (key.height() - words) / 2 + 2))
        ground = QColor(FACES[int(self._stars)])
        paint_face(painter, face, self._stars, ground if self._lit or down else ground.darker(150))
        foot = QRectF(key.left() + 2, key.bottom() - words, key.width() - 4, words - 2)
        write(painter, foot, self._words, Hand(13, 10, look.BODY_INK, look.BODY_INK))


class EvaluatorPanel(Panel):
    """`connect_taps` once, `show_state` as often as it changes."""

    def __init__(self, place: str, keys: tuple[Stars, ...]) -> None:
        column = QVBoxLayout()
        super().__init__("evaluator", place, column)
        self._faces = {stars: FaceKey(stars) for stars in keys}
        self._asks = QLabel()
        self._asks.setObjectName("asks")
        self._asks.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = device_box()
        inside, row = QVBoxLayout(body), QHBoxLayout()
        inside.setContentsMargins(8, 4, 8, 8)
        inside.setSpacing(4)
        row.setSpacing(5)
        for face in self._faces.values():
            row.addWidget(face)
        inside.addWidget(self._asks)
        inside.addLayout(row, 1)
        column.addWidget(body)

    def connect_taps(self, taps: Taps) -> None:
        pushed(self.plug, taps.plug_tapped)
        for stars, face in self._faces.items():
            face.clicked.connect(partial(_face_clicked, taps, stars))

    def show_state(self, state: EvaluatorState) -> None:
        self.show_status(state.status, state.plugged)
        words = look.both("asks" if state.asks else "not_asking")
        self._asks.setText(look.one_line(words))
        self._asks.setProperty("lit", state.asks)
        self._asks.style().polish(self._asks)
        for stars, face in self._faces.items():
            face.light(state.asks, stars == state.pressed)


def _face_clicked(taps: Taps, stars: Stars, checked: bool = False) -> None:
    taps.key_tapped(stars)
