"""Writing into boxes: every text shrinks until it fits, and is never cut."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from display_board.ui import theme

LINE = 1.22
"""Height of a line in units of the letters' pixel size; holds a Chinese character and a Latin descender."""
BASELINE = 0.37
"""How far the baseline lies below the middle of the line."""
NUMERALS = 0.98
"""Height of a line that holds only capitals and digits."""
_RULER = 200

LEFT, CENTRE, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line as it was written: where it had to stay, where its ink is, how large it came out."""

    text: str
    box: QRectF
    used: QRectF
    pixels: int


class Ink:
    """Writes with a painter and keeps a record of it."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter
        self.drawn: list[Drawn] = []
        self.spoken: list[str] = []

    def also(self, sentence: str) -> None:
        """Publish a sentence that is shown by its parts."""
        self.spoken.append(sentence)

    def block(self, box: QRectF, colour: QColor, radius: float = 0.0) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(box, radius, radius)

    def frame(self, box: QRectF, colour: QColor, thickness: float) -> None:
        inset = thickness / 2
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = self.painter.pen()
        pen.setStyle(Qt.PenStyle.SolidLine)
        pen.setColor(colour)
        pen.setWidthF(thickness)
        self.painter.setPen(pen)
        self.painter.drawRect(box.adjusted(inset, inset, -inset, -inset))

    def write(
        self,
        box: QRectF,
        text: str,
        colour: QColor,
        align: Qt.AlignmentFlag = LEFT,
        *,
        most: float = 1.0,
        lines: int = 1,
        bold: bool = True,
        line: float = LINE,
        beside: tuple[str, ...] = (),
    ) -> float:
        """Write in the box, no larger than `most` of its height, in up to `lines` lines; answers the width.

        Texts `beside` it have boxes of the same size and come out in letters of the same size.
        """
        if not text:
            return 0.0
        size = (int(box.width()), int(box.height()))
        pixels, rows = _fitted(text, *size, most, lines, bold, line)
        pixels = min((pixels, *(_fitted(t, *size, most, lines, bold, line)[0] for t in beside if t)))
        font = theme.letters(pixels, bold=bold)
        metrics = QFontMetricsF(font)
        self.painter.setFont(font)
        self.painter.setPen(colour)
        top = box.center().y() - line * pixels * len(rows) / 2
        widest = 0.0
        for i, row in enumerate(rows):
            width = metrics.horizontalAdvance(row)
            widest = max(widest, width)
            x = box.left() + {LEFT: 0.0, RIGHT: box.width() - width}.get(align, (box.width() - width) / 2)
            start = QPointF(x, top + line * pixels * (i + 0.5) + BASELINE * pixels)
            self.painter.drawText(start, row)
            self.drawn.append(Drawn(row, box, metrics.tightBoundingRect(row).translated(start), pixels))
        if len(rows) > 1:
            self.also(text)
        return widest


def upper(box: QRectF, share: float) -> QRectF:
    """The top part of a box."""
    return QRectF(box.left(), box.top(), box.width(), box.height() * share)


def lower(box: QRectF, share: float) -> QRectF:
    """The bottom part of a box."""
    height = box.height() * share
    return QRectF(box.left(), box.bottom() - height, box.width(), height)


@lru_cache(maxsize=4096)
def _fitted(
    text: str, width: int, height: int, most: float, lines: int, bold: bool, line: float
) -> tuple[int, tuple[str, ...]]:
    """The largest letters, and the lines, at which a text fits a box."""
    ruler = QFontMetricsF(theme.letters(_RULER, bold=bold))
    best: tuple[int, tuple[str, ...]] = (0, (text,))
    for count in range(1, lines + 1):
        rows = _split(text, count, ruler)
        widest = max(ruler.horizontalAdvance(r) for r in rows)
        limit = min(height * most / line, height / line / len(rows), width * _RULER / max(1.0, widest))
        pixels = max(1, int(limit * 0.99))
        if pixels > best[0]:
            best = (pixels, rows)
    return best


def _split(text: str, count: int, ruler: QFontMetricsF) -> tuple[str, ...]:
    """Cut a text into lines of about equal width: between words, or anywhere between Chinese characters."""
    rows, rest = [], text
    for left in range(count, 1, -1):
        aim = ruler.horizontalAdvance(rest) / left
        cuts = [i for i in range(1, len(rest)) if _may_break(rest[i - 1], rest[i])]
        if not cuts:
            break
        cut = min(cuts, key=lambda i: abs(ruler.horizontalAdvance(rest[:i]) - aim))
        rows.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*rows, rest)


def _may_break(before: str, after: str) -> bool:
    if after in "，。、；：！？）》”％%,.;:!?)":
        return False
    return before.isspace() or (ord(before) > 0x2E7F and before not in "（《“") or ord(after) > 0x2E7F
