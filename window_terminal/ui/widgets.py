"""Small pieces that the terminal's pages share."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from window_terminal.allowed import Act
from window_terminal.keys import key_of

ACT_HEIGHT = 42


class ElidedLabel(QLabel):
    """One line that ends in … when it does not fit; the whole text is in the tool tip and in `text()`."""

    def setText(self, words: str) -> None:
        if words != self.text():
            super().setText(words)
            self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        room: QRect = self.contentsRect()
        line = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)


class ChoiceButton(QPushButton):
    """A button with a long name: it ends in … when it does not fit, and the whole is in the tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._kept_free = 0
        self.setProperty("look", "choice")
        self.setCheckable(True)
        self.setMinimumWidth(40)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def keep_free(self, pixels: int) -> None:
        """Room at the right end for a key."""
        self._kept_free = pixels

    def say(self, words: str) -> None:
        self._words = words
        self.setProperty("shown", [words])
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._fit()

    def words_width(self) -> int:
        """Pixels that the whole name wants."""
        return self._metrics().horizontalAdvance(self._words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 26 - self._kept_free
        self.setText(self._metrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _metrics(self) -> QFontMetrics:
        """Of the bold face that a chosen one has."""
        font = QFont(self.font())
        font.setBold(True)
        return QFontMetrics(font)


class ActButton(QPushButton):
    """A button of one act with its key on it."""

    def __init__(self, act: Act, pressed: Callable[[Act], None], *, with_key: bool = True) -> None:
        super().__init__()
        self.act = act
        self.setObjectName(f"act_{act.value}")
        self.setProperty("look", "act" if with_key else "quick")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(ACT_HEIGHT)
        self.clicked.connect(lambda: pressed(act))
        if with_key:
            keycap(self, key_of(act))


def keycap(button: QPushButton, key: str) -> QLabel:
    """Put a key's name at the right end of a button."""
    cap = labelled("", "key")
    cap.setText(key)
    cap.setParent(button)
    cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(button)
    row.setContentsMargins(8, 0, 10, 0)
    row.addStretch(1)
    row.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
    return cap


def labelled(name: str, look: str = "", words: str = "") -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    if look:
        label.setProperty("look", look)
    return label


def button(name: str, words: str, pressed: Callable[[], object], look: str = "") -> QPushButton:
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if look:
        made.setProperty("look", look)
    made.clicked.connect(lambda: pressed())
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """A white box and the column inside it."""
    box = QFrame()
    box.setObjectName("card")
    column = QVBoxLayout(box)
    column.setContentsMargins(14, 10, 14, 12)
    column.setSpacing(8)
    return box, column


def scrolling(inside: QWidget) -> QScrollArea:
    """Let a column of any length stand in the room that there is."""
    inside.setObjectName("scrolled")
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(inside)
    return scroll


def re_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def empty(column: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while item := column.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
