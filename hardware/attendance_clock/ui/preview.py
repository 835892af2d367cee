"""What the camera sees, mirrored as one knows oneself; the part that is looked at stands out."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from hardware.attendance_clock.glances import Spot
from hardware.attendance_clock.ui.look import AMBER, NAVY, WHITE, colour, font
from hardware.camera.interface import Frame

RADIUS = 24.0
BESIDE = 165
"""How dark it is beside the zone, of 255."""
CORNER = 0.22


class Preview(QWidget):
    """Keeps one frame at a time, in memory only."""

    def __init__(self, zone: Spot) -> None:
        super().__init__()
        self.setObjectName("preview")
        self._zone = zone
        self._image: QImage | None = None
        self._number = 0
        self._spot: Spot | None = None
        self._good = False
        self._words = ""
        self.setMinimumSize(320, 240)

    @property
    def has_picture(self) -> bool:
        return self._image is not None

    def show_frame(self, frame: Frame | None) -> None:
        number = frame.number if frame is not None else 0
        if number == self._number:
            return
        self._number = number
        self._image = None
        if frame is not None:
            height, width = frame.picture.shape[:2]
            data = frame.picture.tobytes()
            self._image = QImage(data, width, height, 3 * width, QImage.Format.Format_BGR888).copy()
        self.update()

    def show_spot(self, spot: Spot | None, good: bool, words: str) -> None:
        """`words`: what is shown where there is no picture."""
        self._spot, self._good, self._words = spot, good, words
        self.setProperty("shown", [words] if self._image is None and words else [])
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(whole, RADIUS, RADIUS)
        painter.setClipPath(clip)
        painter.fillRect(whole, colour(NAVY))
        if self._image is None:
            painter.setPen(colour(WHITE))
            painter.setFont(font(34))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(whole.adjusted(40, 0, -40, 0), int(flags), self._words)
            return
        place = self._place(self._image)
        painter.save()
        painter.translate(self.width(), 0)
        painter.scale(-1, 1)
        painter.drawImage(place, self._image)
        painter.restore()
        self._darken_beside(painter, clip, self._on_screen(self._zone, place))
        if self._spot is not None:
            self._frame_face(painter, self._on_screen(self._spot, place))

    def _place(self, image: QImage) -> QRectF:
        """The picture covers the widget; what does not fit is cut off evenly."""
        scale = max(self.width() / image.width(), self.height() / image.height())
        wide, high = image.width() * scale, image.height() * scale
        return QRectF((self.width() - wide) / 2, (self.height() - high) / 2, wide, high)

    @staticmethod
    def _on_screen(spot: Spot, place: QRectF) -> QRectF:
        """Mirrored."""
        left = 1 - spot.left - spot.width
        return QRectF(
            place.left() + left * place.width(),
            place.top() + spot.top * place.height(),
            spot.width * place.width(),
            spot.height * place.height(),
        )

    def _darken_beside(self, painter: QPainter, whole: QPainterPath, zone: QRectF) -> None:
        zone = zone.intersected(QRectF(self.rect())).adjusted(3, 3, -3, -3)
        hole = QPainterPath()
        hole.addRoundedRect(zone, RADIUS, RADIUS)
        painter.fillPath(whole - hole, colour(NAVY, BESIDE))
        painter.setPen(QPen(colour(WHITE), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(zone, RADIUS, RADIUS)

    def _frame_face(self, painter: QPainter, box: QRectF) -> None:
        """Four corners; whole and white when all is good, so that no colour alone tells."""
        box = box.adjusted(-box.width() * 0.08, -box.height() * 0.12, box.width() * 0.08, box.height() * 0.08)
        painter.setPen(
            QPen(colour(WHITE if self._good else AMBER), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        if self._good:
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            return
        side = box.width() * CORNER
        for x, dx in ((box.left(), side), (box.right(), -side)):
            for y, dy in ((box.top(), side), (box.bottom(), -side)):
                painter.drawLine(round(x), round(y), round(x + dx), round(y))
                painter.drawLine(round(x), round(y), round(x), round(y + dy))
