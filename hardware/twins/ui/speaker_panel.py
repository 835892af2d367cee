"""The loudspeaker: what is being said, large; what was said, beneath."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hardware.twins.loudspeaker import SpeakerState
from hardware.twins.ui import look
from hardware.twins.ui.panel import Panel

LARGEST, SMALLEST, ENGLISH, BEFORE = 17, 10, 0.75, 12
"""Pixels of the Chinese letters of what is said now, the part of it that the English ones have, and pixels of
what was said before."""
WRAPPED = int(Qt.TextFlag.TextWordWrap)


class Cone(QWidget):
    """A loudspeaker's cone; waves come from it while it speaks."""

    def __init__(self) -> None:
        super().__init__()
        self._speaks = False
        self.setFixedSize(58, 58)

    def show_speaking(self, speaks: bool) -> None:
        self._speaks = speaks
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(look.BODY_EDGE), 1.5))
        painter.setBrush(QColor(look.BODY))
        painter.drawRoundedRect(box, 8, 8)
        middle = box.center()
        for radius, colour in ((22.0, "#11161B"), (15.0, "#46515E"), (6.0, "#11161B")):
            painter.setBrush(QColor(colour))
            painter.drawEllipse(middle, radius, radius)
        if self._speaks:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.GLOW), 2.5))
            for radius in (10.0, 17.0, 24.0):
                painter.drawEllipse(QPointF(middle), radius, radius)


class Transcript(QWidget):
    """What is said now, in the largest letters that fit; beneath, whole lines of what was said before."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transcript")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._now: look.Both = ("", "")
        self._before: tuple[str, ...] = ()

    def say(self, now: look.Both, before: tuple[str, ...]) -> None:
        self._now, self._before = now, before
        self.setProperty("shown", [part for part in (*now, *before) if part])
        self.setAccessibleName(look.one_line(now))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(look.INK))
        pixels = look.fitting(lambda size: self._high(size) <= self.height(), LARGEST, SMALLEST)
        top = 0.0
        for words, font in self._written(pixels):
            painter.setFont(font)
            place = QRectF(0, top, self.width(), self._high_of(words, font))
            painter.drawText(place, WRAPPED, words)
            top += place.height()
        self._draw_before(painter, top)

    def _draw_before(self, painter: QPainter, top: float) -> None:
        painter.setFont(look.font(BEFORE))
        painter.setPen(QColor(look.QUIET))
        metrics = QFontMetricsF(painter.font())
        for words in self._before:
            top += metrics.lineSpacing()
            if top > self.height():
                break
            line = metrics.elidedText(f"·  {words}", Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, top - metrics.descent()), line)

    def _written(self, pixels: int) -> list[tuple[str, QFont]]:
        fonts = look.font(pixels, bold=True), look.font(max(round(pixels * ENGLISH), SMALLEST))
        return [(words, font) for words, font in zip(self._now, fonts, strict=True) if words]

    def _high(self, pixels: int) -> float:
        return sum(self._high_of(words, font) for words, font in self._written(pixels))

    def _high_of(self, words: str, font: QFont) -> float:
        return QFontMetricsF(font).boundingRect(QRectF(0, 0, self.width(), 9999), WRAPPED, words).height()


class SpeakerPanel(Panel):
    """`show_state` as often as it changes; there is nothing to press."""

    def __init__(self, place: str) -> None:
        row = QHBoxLayout()
        super().__init__("loudspeaker", place, row)
        self.plug.hide()
        self._cone, self._transcript = Cone(), Transcript()
        row.setSpacing(10)
        row.addWidget(self._cone, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._transcript, 1)

    def show_state(self, state: SpeakerState) -> None:
        self.show_status(state.status, True)
        self.plug.hide()
        self._cone.show_speaking(state.now is not None)
        said = state.now.utterance if state.now else None
        now = (said.zh, said.en) if said else look.both("silence")
        self._transcript.say(now, tuple(each.utterance.zh for each in state.before))
