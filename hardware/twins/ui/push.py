"""The one kind of button on the panels: Chinese, with English beneath."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from hardware.twins.ui import look
from hardware.twins.ui.two_lines import Hand, write

ZH_PIXELS, EN_PIXELS = 14, 11


class Push(QAbstractButton):
    """`dark` is a key of a dark device body. `lit` marks what is on, with a thick rim besides the colour."""

    def __init__(self, name: str, dark: bool = False) -> None:
        super().__init__()
        self._dark = dark
        self._lit = False
        self._words: look.Both = ("", "")
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def say(self, words: look.Both) -> None:
        self._words = words
        self.setText(words[0])
        self.setAccessibleName(look.one_line(words))
        self.setProperty("shown", [part for part in words if part])
        self.updateGeometry()
        self.update()

    def light(self, lit: bool) -> None:
        self._lit = lit
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(52, 38)

    def minimumSizeHint(self) -> QSize:
        return QSize(30, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        ground, ink, rim = self._colours()
        painter.setPen(QPen(QColor(rim), 2.5 if self._lit or self.hasFocus() else 1.0))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        high = self.height()
        hand = Hand(min(ZH_PIXELS, round(high * 0.42)), min(EN_PIXELS, round(high * 0.31)), ink, ink)
        write(painter, QRectF(self.rect()).adjusted(4, 1, -4, -1), self._words, hand)

    def _colours(self) -> tuple[str, str, str]:
        """Ground, ink and rim."""
        if self._dark:
            ground = "#11161B" if self.isDown() else "#46515E"
            return ("#7A4B00" if self._lit else ground), look.BODY_INK, look.GLOW if self._lit else "#0D1116"
        if self._lit:
            return "#FFF1CC", look.INK, "#9A5B00"
        return (
            (look.PALE if self.isDown() else look.WHITE),
            look.INK,
            (look.NAVY if self.hasFocus() or self.underMouse() else look.LINE),
        )
