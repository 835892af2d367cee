"""The few parts of which the clock's panels are made."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from hardware.attendance_clock.ui.look import font

SMALLEST = 20
LEAST_WIDTH = 60
FACTORS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
CENTRE = Qt.AlignmentFlag.AlignCenter


class Words(QLabel):
    """Words that take the height that they need, and become smaller rather than be cut off."""

    def __init__(
        self,
        name: str,
        pixels: int,
        bold: bool = False,
        align: Qt.AlignmentFlag = CENTRE,
        wrap: bool = True,
        most: int = 10_000,
    ) -> None:
        """`most`: the greatest height; not for words on one line, which never become smaller."""
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setAlignment(align)
        self._pixels, self._bold, self._most = pixels, bold, most
        self._factor = 1.0
        self.setFont(font(pixels, bold))
        across = QSizePolicy.Policy.Ignored if wrap else QSizePolicy.Policy.Minimum
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def say(self, words: str) -> None:
        if words == self.text():
            return
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def scale(self, factor: float) -> None:
        """All letters smaller by a factor, where a panel is low."""
        if factor == self._factor:
            return
        self._factor = factor
        if self.wordWrap():
            self._fit()
        else:
            self.setFont(font(self._largest(), self._bold))

    def _largest(self) -> int:
        return max(round(self._pixels * self._factor), SMALLEST)

    def _fit(self) -> None:
        """No word may be wider than the label, nor the whole higher than it may be."""
        if not self.wordWrap() or self.width() < LEAST_WIDTH or not self.text():
            return
        margins = self.contentsMargins()
        edges = margins.top() + margins.bottom() + 2 * self.margin()
        room = self.contentsRect().width()
        for pixels in range(self._largest(), SMALLEST - 1, -1):
            letters = QFontMetrics(font(pixels, self._bold))
            needed = letters.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), self.text())
            if needed.width() <= room and needed.height() + edges <= self._most:
                break
        self.setFont(font(pixels, self._bold))
        high = needed.height() + edges
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)


class Panel(QFrame):
    """A card; its mood gives its colours."""

    def __init__(self, margin: int = 32, gap: int = 14) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(margin, margin, margin, margin)
        self.box.setSpacing(gap)

    def fit(self) -> None:
        """Smaller letters, as far as it takes for all to stand in the panel."""
        for factor in FACTORS:
            for words in self.findChildren(Words):
                words.scale(factor)
            self.box.invalidate()
            if self.box.totalMinimumSize().height() <= self.height():
                break

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def feel(self, mood: str) -> None:
        if self.property("mood") != mood:
            self.setProperty("mood", mood)
            for part in (self, *self.findChildren(QWidget)):
                part.style().unpolish(part)
                part.style().polish(part)


class Button(QPushButton):
    """A large button; a second line is a quieter note."""

    def __init__(
        self, name: str, pressed: Callable[[], object], pixels: int = 30, height: int = 84, main: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("main", main)
        self._pixels, self._words, self._note = pixels, "", ""
        self.setFont(font(pixels, True))
        self.setMinimumSize(60, height)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: pressed())

    def say(self, words: str, note: str = "") -> None:
        self._words, self._note = words, note
        self.setText(f"{words}\n{note}" if note else words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(note)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setPen(option.palette.color(QPalette.ColorRole.ButtonText))
        room = self.rect().adjusted(8, 4, -8, -4)
        painter.setFont(font(self._fitting(self._words, self._pixels, True), True))
        if not self._note:
            painter.drawText(room, int(CENTRE | Qt.TextFlag.TextWordWrap), self._words)
            return
        upper, lower = QRect(room), QRect(room)
        upper.setBottom(room.top() + round(room.height() * 0.56))
        lower.setTop(upper.bottom())
        painter.drawText(
            upper, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), self._words
        )
        painter.setFont(font(self._fitting(self._note, max(self._pixels - 6, SMALLEST), False)))
        painter.drawText(lower, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self._note)

    def _fitting(self, words: str, pixels: int, bold: bool) -> int:
        """The largest letters in which it stands whole, on two lines if there is no note."""
        lines = 2 if " " in words and not self._note else 1
        while pixels > SMALLEST and QFontMetrics(font(pixels, bold)).horizontalAdvance(
            words
        ) > lines * 0.9 * (self.width() - 16):
            pixels -= 2
        return pixels
