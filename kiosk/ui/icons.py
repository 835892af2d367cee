"""Line icons, drawn in a square of 24 units."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

UNITS = 24.0


def draw_icon(painter: QPainter, name: str, area: QRectF, ink: QColor) -> None:
    """Draw one of ICONS into the largest square in the middle of `area`."""
    side = min(area.width(), area.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center().x() - side / 2, area.center().y() - side / 2)
    painter.scale(side / UNITS, side / UNITS)
    pen = QPen(ink, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ICONS[name](painter)
    painter.restore()


def _lines(painter: QPainter, *points: tuple[float, float]) -> None:
    painter.drawPolyline([QPointF(x, y) for x, y in points])


def _box(painter: QPainter, x: float, y: float, width: float, height: float, radius: float = 2) -> None:
    painter.drawRoundedRect(QRectF(x, y, width, height), radius, radius)


def _circle(painter: QPainter, x: float, y: float, radius: float) -> None:
    painter.drawEllipse(QPointF(x, y), radius, radius)


def _card(painter: QPainter) -> None:
    _box(painter, 2, 5, 20, 14)
    _circle(painter, 8, 10.5, 2)
    painter.drawArc(QRectF(4.8, 13.2, 6.4, 5), 0, 180 * 16)
    _lines(painter, (14, 10), (19, 10))
    _lines(painter, (14, 14), (18, 14))


def _calendar(painter: QPainter) -> None:
    _box(painter, 3, 5, 18, 16)
    _lines(painter, (3, 10), (21, 10))
    _lines(painter, (8, 3), (8, 7))
    _lines(painter, (16, 3), (16, 7))
    _lines(painter, (8, 15.5), (11, 18), (16, 13))


def _ticket(painter: QPainter) -> None:
    _box(painter, 5, 2.5, 14, 19)
    _lines(painter, (9, 7), (15, 7))
    _lines(painter, (9, 11), (15, 11))
    _lines(painter, (9, 16.5), (12, 16.5))


def _scan(painter: QPainter) -> None:
    for x, inner in ((3, 8), (21, 16)):
        for y, near in ((3, 8), (21, 16)):
            _lines(painter, (inner, y), (x, y), (x, near))
    for left, top in ((7.5, 7.5), (13.5, 7.5), (7.5, 13.5)):
        _box(painter, left, top, 3, 3, 0.5)
    _lines(painter, (14, 14), (14, 16.5), (16.5, 16.5))


def _person(painter: QPainter) -> None:
    _circle(painter, 12, 8, 4)
    painter.drawArc(QRectF(4, 14, 16, 14), 0, 180 * 16)


def _building(painter: QPainter) -> None:
    _lines(painter, (3, 21), (21, 21))
    _lines(painter, (5, 21), (5, 4), (15, 4), (15, 21))
    _lines(painter, (15, 10), (19, 10), (19, 21))
    for y in (8, 12, 16):
        _lines(painter, (8, y), (8.4, y))
        _lines(painter, (11.6, y), (12, y))


def _hall(painter: QPainter) -> None:
    _lines(painter, (3, 9), (12, 3.5), (21, 9), (3, 9))
    for x in (6, 10, 14, 18):
        _lines(painter, (x, 12), (x, 17))
    _lines(painter, (3, 20.5), (21, 20.5))


def _grid(painter: QPainter) -> None:
    for x in (3.5, 13.5):
        for y in (3.5, 13.5):
            _box(painter, x, y, 7, 7, 1.5)


def _search(painter: QPainter) -> None:
    _circle(painter, 10.5, 10.5, 6.5)
    _lines(painter, (15.5, 15.5), (21, 21))


def _home(painter: QPainter) -> None:
    _lines(painter, (3, 11.5), (12, 4), (21, 11.5))
    _lines(painter, (5.5, 10), (5.5, 20), (18.5, 20), (18.5, 10))


def _back(painter: QPainter) -> None:
    _lines(painter, (11, 5), (4, 12), (11, 19))
    _lines(painter, (4, 12), (20, 12))


def _next(painter: QPainter) -> None:
    _lines(painter, (13, 5), (20, 12), (13, 19))
    _lines(painter, (4, 12), (20, 12))


def _globe(painter: QPainter) -> None:
    _circle(painter, 12, 12, 9)
    painter.drawEllipse(QPointF(12, 12), 4, 9)
    _lines(painter, (3, 12), (21, 12))


def _letters(painter: QPainter) -> None:
    _lines(painter, (2.5, 19), (8, 5), (13.5, 19))
    _lines(painter, (4.5, 14.5), (11.5, 14.5))
    _lines(painter, (18.5, 9), (18.5, 17))
    _lines(painter, (14.5, 13), (22.5, 13))


def _wheelchair(painter: QPainter) -> None:
    _circle(painter, 10, 3.8, 1.6)
    _lines(painter, (10, 7), (10, 13), (16, 13), (18.5, 19), (20.5, 18.5))
    _lines(painter, (10, 9.5), (15, 9.5))
    painter.drawArc(QRectF(4, 10, 11, 11), 110 * 16, 235 * 16)


def _printer(painter: QPainter) -> None:
    _lines(painter, (7, 8), (7, 3), (17, 3), (17, 8))
    _box(painter, 3, 8, 18, 9)
    _box(painter, 7, 14, 10, 7, 1)


def _warning(painter: QPainter) -> None:
    _lines(painter, (12, 3.5), (22, 20.5), (2, 20.5), (12, 3.5))
    _lines(painter, (12, 10), (12, 14.5))
    _lines(painter, (12, 17.6), (12, 17.8))


def _check(painter: QPainter) -> None:
    _circle(painter, 12, 12, 9.5)
    _lines(painter, (7.5, 12.5), (11, 16), (17, 9))


def _clock(painter: QPainter) -> None:
    _circle(painter, 12, 12, 9)
    _lines(painter, (12, 6.5), (12, 12), (16, 14))


def _place(painter: QPainter) -> None:
    path = QPainterPath(QPointF(12, 21.5))
    path.cubicTo(QPointF(5, 14), QPointF(5, 11), QPointF(5, 9.5))
    path.arcTo(QRectF(5, 2.5, 14, 14), 180, -180)
    path.cubicTo(QPointF(19, 11), QPointF(19, 14), QPointF(12, 21.5))
    painter.drawPath(path)
    _circle(painter, 12, 9.5, 2.6)


def _people(painter: QPainter) -> None:
    _circle(painter, 9, 8.5, 3.4)
    painter.drawArc(QRectF(2.5, 14, 13, 12), 0, 180 * 16)
    painter.drawArc(QRectF(13, 5, 7, 7), -100 * 16, 230 * 16)
    painter.drawArc(QRectF(12.5, 14, 9.5, 12), 0, 80 * 16)


def _link(painter: QPainter) -> None:
    for radius in (4, 8, 12):
        painter.drawArc(QRectF(12 - radius, 18 - radius, 2 * radius, 2 * radius), 45 * 16, 90 * 16)
    _circle(painter, 12, 18, 0.6)
    _lines(painter, (4, 4), (20, 21))


def _delete(painter: QPainter) -> None:
    _lines(painter, (8, 5), (21, 5), (21, 19), (8, 19), (2.5, 12), (8, 5))
    _lines(painter, (11.5, 9), (17, 15))
    _lines(painter, (17, 9), (11.5, 15))


def _space(painter: QPainter) -> None:
    _lines(painter, (3, 11), (3, 16), (21, 16), (21, 11))


def _again(painter: QPainter) -> None:
    painter.drawArc(QRectF(4, 4, 16, 16), 40 * 16, 290 * 16)
    x, y = 12 + 8 * math.cos(math.radians(40)), 12 - 8 * math.sin(math.radians(40))
    _lines(painter, (x + 0.6, y - 4.4), (x, y), (x - 4.6, y - 0.4))


ICONS: dict[str, Callable[[QPainter], None]] = {
    "card": _card,
    "calendar": _calendar,
    "ticket": _ticket,
    "scan": _scan,
    "person": _person,
    "building": _building,
    "hall": _hall,
    "grid": _grid,
    "search": _search,
    "home": _home,
    "back": _back,
    "next": _next,
    "globe": _globe,
    "letters": _letters,
    "wheelchair": _wheelchair,
    "printer": _printer,
    "warning": _warning,
    "check": _check,
    "clock": _clock,
    "place": _place,
    "people": _people,
    "link": _link,
    "delete": _delete,
    "again": _again,
    "space": _space,
}
