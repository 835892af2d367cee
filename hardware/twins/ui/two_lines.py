"""Words on a panel: Chinese, and English beneath it, in letters that fit."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hardware.twins.ui import look

SMALLEST = 9
_ZH_RISE, _ZH_LINE, _EN_RISE, _EN_LINE = 0.88, 1.12, 0.86, 1.2
"""Of the letters' size: from the top of a line to its baseline, and to the next line."""


@dataclass(frozen=True, slots=True)
class Hand:
    """How two lines are written: sizes in pixels, colours, and whether they stand at the left."""

    zh: int = 14
    en: int = 11
    zh_ink: str = look.INK
    en_ink: str = look.INK
    left: bool = False


def write(painter: QPainter, place: QRectF, words: look.Both, hand: Hand) -> None:
    """In the middle of a place, from its top to its bottom. An empty line takes no room."""
    lines = [
        (part, _fitting(part, size, bold, place.width()), bold, ink, rise, line)
        for part, size, bold, ink, rise, line in (
            (words[0], hand.zh, True, hand.zh_ink, _ZH_RISE, _ZH_LINE),
            (words[1], hand.en, False, hand.en_ink, _EN_RISE, _EN_LINE),
        )
        if part
    ]
    top = place.center().y() - sum(size * line for _, size, _, _, _, line in lines) / 2
    for part, size, bold, ink, rise, line in lines:
        font = look.font(size, bold)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        wide = QFontMetrics(font).horizontalAdvance(part)
        left = place.left() if hand.left else place.center().x() - wide / 2
        painter.drawText(QPointF(left, top + size * rise), part)
        top += size * line


def _fitting(words: str, largest: int, bold: bool, width: float) -> int:
    def fits(pixels: int) -> bool:
        return QFontMetrics(look.font(pixels, bold)).horizontalAdvance(words) <= width

    return look.fitting(fits, largest, SMALLEST)


class TwoLines(QWidget):
    """A label of two lines. It takes what room there is, and asks for its own width at most."""

    def __init__(self, name: str, hand: Hand, wanted: int = 0) -> None:
        super().__init__()
        self.setObjectName(name)
        self._hand, self._words = hand, ("", "")
        self._wanted = wanted
        policy = QSizePolicy.Policy.Fixed if wanted else QSizePolicy.Policy.Expanding
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    def say(self, words: look.Both) -> None:
        self._words = words
        self.setProperty("shown", [part for part in words if part])
        self.setAccessibleName(look.one_line(words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._wanted or 40, 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        write(painter, QRectF(self.rect()), self._words, self._hand)
