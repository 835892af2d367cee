"""One of the five levels as a button that is a face."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hardware.evaluator.interface import Stars

NAVY, WHITE, INK, LINE, CHOSEN = "#0A2E5C", "#FFFFFF", "#12233A", "#B9C6D6", "#DCE8F7"
FACES = {5: "#CDEBD8", 4: "#DDF0DF", 3: "#F6EFC9", 2: "#F9DDC2", 1: "#F5CFC8"}


class Face(QAbstractButton):
    """A level as a face with its words; the mouth tells the level, the colour only adds to it."""

    def __init__(self, stars: Stars) -> None:
        super().__init__()
        self._stars = stars
        self.setObjectName(f"face_{int(stars)}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, words: str) -> None:
        self.setText(words)
        self.setAccessibleName(words)
        self.setProperty("shown", [words])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        down = self.isDown()
        painter.setPen(QPen(QColor(NAVY if down or self.hasFocus() else LINE), 3))
        painter.setBrush(QColor(CHOSEN if down else WHITE))
        painter.drawRoundedRect(card, 14, 14)
        words = card.height() * 0.34
        side = min(card.width() * 0.74, card.height() - words - 24)
        round_face = QRectF(0, 0, side, side)
        round_face.moveCenter(QPointF(card.center().x(), card.top() + (card.height() - words) / 2 + 6))
        paint_face(painter, round_face, self._stars, QColor(FACES[int(self._stars)]))
        painter.setPen(QColor(INK))
        painter.setFont(self.font())
        place = QRectF(card.left() + 6, card.bottom() - words, card.width() - 12, words - 8)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.text())


def paint_face(painter: QPainter, place: QRectF, stars: Stars, ground: QColor) -> None:
    """Only the face, without a button around it."""
    pen = QPen(QColor(INK), max(2.0, place.width() * 0.045))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(ground)
    painter.drawEllipse(place)
    width, height, eye = place.width(), place.height(), place.width() * 0.055
    painter.setBrush(QColor(INK))
    for side in (0.33, 0.67):
        painter.drawEllipse(QPointF(place.left() + width * side, place.top() + height * 0.38), eye, eye)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    bend = {5: 0.34, 4: 0.22, 3: 0.0, 2: 0.2, 1: 0.32}[int(stars)] * height
    left, right = place.left() + width * 0.28, place.left() + width * 0.72
    level = place.top() + height * 0.66
    if not bend:
        painter.drawLine(QPointF(left, level), QPointF(right, level))
    elif stars > Stars.FAIRLY_SATISFIED:
        smile = QRectF(left, level - bend * 0.75, right - left, bend)
        painter.drawArc(smile, 180 * 16, 180 * 16)
    else:
        frown = QRectF(left, level - bend * 0.1, right - left, bend)
        painter.drawArc(frown, 0, 180 * 16)
