"""The few parts that every page is made of: words that always fit, large buttons, cards, columns."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.ui import look
from kiosk.ui.icons import draw_icon
from kiosk.ui.look import Look, colour, font, largest_fitting

GAP = 24
_WRAP = Qt.TextFlag.TextWordWrap


def fits(words: str, pixels: int, bold: bool, width: int, height: int, wrap: bool = True) -> bool:
    """Whether words of that size stand whole in an area."""
    flags = (_WRAP if wrap else Qt.TextFlag.TextSingleLine) | Qt.AlignmentFlag.AlignLeft
    needed = QFontMetrics(font(pixels, bold)).boundingRect(QRect(0, 0, width, 10_000), flags, words)
    return needed.width() <= width and needed.height() <= height


class Words(QLabel):
    """Wrapped words. When the room is small the letters become smaller instead of being cut."""

    def __init__(
        self,
        words: str,
        pixels: int,
        ink: str = look.INK,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(words)
        self._pixels, self._bold, self._ink = pixels, bold, ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(font(pixels, bold))
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, look.SMALLEST_LETTERS)

    def size_that_fits(self) -> tuple[int, bool]:
        return largest_fitting(
            lambda p: fits(self.text(), p, self._bold, self.width(), self.height() + 2), self._pixels
        )

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        pixels, _fits = self.size_that_fits()
        painter.setFont(font(pixels, self._bold))
        painter.setPen(colour(self._ink))
        painter.drawText(self.rect(), int(self.alignment()) | int(_WRAP), self.text())


class Icon(QWidget):
    """One line icon."""

    def __init__(self, name: str, side: int, ink: str = look.BLUE, ground: str | None = None) -> None:
        super().__init__()
        self._name, self._ink, self._ground = name, ink, ground
        self.setFixedSize(side, side)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._ground))
            painter.drawEllipse(self.rect())
        inset = self.width() * (0.25 if self._ground else 0.05)
        draw_icon(
            painter, self._name, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), colour(self._ink)
        )


class Tile(QPushButton):
    """A large button: an icon, a title, a quieter note under it. Its title never loses a letter."""

    def __init__(
        self,
        name: str,
        title: str,
        pressed: Callable[[], object],
        *,
        note: str = "",
        icon: str = "",
        pixels: int = 34,
        height: int = look.SMALLEST_TARGET,
        primary: bool = False,
        dark: bool = False,
        chosen: bool = False,
        centred: bool = False,
        spoken: str = "",
    ) -> None:
        super().__init__(f"{title}\n{note}" if note else title)
        self.setObjectName(name)
        self.setAccessibleName(title or spoken)
        self.setAccessibleDescription(note)
        self._title, self._note, self._icon, self._pixels = title, note, icon, pixels
        self._primary, self._dark, self._chosen, self._centred = primary, dark, chosen, centred
        self.setMinimumSize(max(height, look.SMALLEST_TARGET), max(height, look.SMALLEST_TARGET))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(height, look.SMALLEST_TARGET))
        # Reached by a keyboard, but no frame stays where a finger was.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: pressed())

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.height())

    def fits(self) -> bool:
        """Whether title and note stand whole in the button."""
        title, note = self._text_areas()
        return not self._title or (
            self._size_of(self._title, self._pixels, True, title)[1]
            and (not self._note or self._size_of(self._note, self._note_pixels(), False, note)[1])
        )

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, quiet, edge = self._colours()
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        radius = min(28.0, box.height() / 4)
        painter.setPen(QPen(edge, 4 if self._chosen or self.hasFocus() else 2))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, radius, radius)
        if self._icon:
            self._paint_icon(painter, ink)
        title, note = self._text_areas()
        align = Qt.AlignmentFlag.AlignHCenter if self._centred else Qt.AlignmentFlag.AlignLeft
        self._paint_words(painter, self._title, self._pixels, True, ink, title, align)
        if self._note:
            self._paint_words(painter, self._note, self._note_pixels(), False, quiet, note, align)

    def _paint_words(
        self,
        painter: QPainter,
        words: str,
        largest: int,
        bold: bool,
        ink: QColor,
        area: QRect,
        align: Qt.AlignmentFlag,
    ) -> None:
        painter.setFont(font(self._size_of(words, largest, bold, area)[0], bold))
        painter.setPen(ink)
        if not self._note:
            upright = Qt.AlignmentFlag.AlignVCenter
        else:
            upright = Qt.AlignmentFlag.AlignBottom if words is self._title else Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(align) | int(upright) | int(_WRAP), words)

    @staticmethod
    def _size_of(words: str, largest: int, bold: bool, area: QRect) -> tuple[int, bool]:
        return largest_fitting(lambda p: fits(words, p, bold, area.width(), area.height() + 2), largest)

    def _note_pixels(self) -> int:
        return max(look.SMALLEST_LETTERS + 2, round(self._pixels * 0.74))

    def _icon_side(self) -> int:
        if not self._icon:
            return 0
        return min(round(self.height() * 0.5), 92)

    def _is_upright(self) -> bool:
        """A tall tile carries its icon above the words."""
        return bool(self._icon) and self._centred and self.height() >= 260

    def _paint_icon(self, painter: QPainter, ink: QColor) -> None:
        side = self._icon_side()
        if self._is_upright():
            place = QRectF((self.width() - side) / 2, self.height() * 0.14, side, side)
        elif not self._title:
            place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        else:
            place = QRectF(self._icon_left(), (self.height() - side) / 2, side, side)
        if not self._primary and not self._dark and self.height() >= 130:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(look.PALE))
            painter.drawEllipse(place)
            place = place.adjusted(side * 0.22, side * 0.22, -side * 0.22, -side * 0.22)
        draw_icon(painter, self._icon, place, ink)

    def _inset(self) -> int:
        return 10 if self._centred else min(36, max(14, self.height() // 5))

    def _icon_left(self) -> int:
        """In a centred tile the icon stands close to its words."""
        if not self._centred:
            return self._inset()
        words = QFontMetrics(font(self._pixels, True)).horizontalAdvance(self._title)
        return max(self._inset() + 14, (self.width() - words) // 2 - self._icon_side() - 24)

    def _text_areas(self) -> tuple[QRect, QRect]:
        inset, pad = self._inset(), 10
        left, top = inset, pad
        if self._is_upright():
            pad = self.height() // 12
            top = round(self.height() * 0.14) + self._icon_side() + 8
        elif self._icon:
            left = inset + self._icon_side() + max(12, inset // 2) + (14 if self._centred else 0)
        right = left if self._centred else inset
        whole = QRect(left, top, max(1, self.width() - left - right), max(1, self.height() - top - pad))
        if not self._note:
            return whole, QRect()
        share = round(whole.height() * 0.6)
        return (
            QRect(whole.left(), whole.top(), whole.width(), share - 2),
            QRect(whole.left(), whole.top() + share + 2, whole.width(), whole.height() - share - 2),
        )

    def _colours(self) -> tuple[QColor, QColor, QColor, QColor]:
        pressed = self.isDown()
        if not self.isEnabled():
            return colour("#E1E6ED"), colour("#4A5668"), colour("#4A5668"), colour(look.LINE)
        if self._dark:
            return (
                colour(look.BLUE if pressed else look.NAVY),
                colour(look.WHITE),
                colour(look.WHITE),
                colour("#5F80AB"),
            )
        if self._primary or self._chosen:
            ground = look.NAVY if pressed else look.BLUE
            return (
                colour(ground),
                colour(look.WHITE),
                colour(look.WHITE),
                colour(look.AMBER if self.hasFocus() else ground),
            )
        edge = look.BLUE if pressed or self.hasFocus() else look.LINE
        return (
            colour(look.PALE if pressed else look.WHITE),
            colour(look.NAVY),
            colour(look.QUIET),
            colour(edge),
        )


class Card(QWidget):
    """A white sheet with round corners."""

    def __init__(self, ground: str = look.WHITE, edge: str = look.LINE, radius: int = 28) -> None:
        super().__init__()
        self._ground, self._edge, self._radius = ground, edge, radius

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(self._edge), 2))
        painter.setBrush(colour(self._ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self._radius, self._radius)


Child = QWidget | QLayout | int | None


def _fill(box: QVBoxLayout | QHBoxLayout, children: Iterable[Child], gap: int, margin: int) -> None:
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(gap)
    for child in children:
        if child is None:
            box.addStretch(1)
        elif isinstance(child, int):
            box.addSpacing(child)
        elif isinstance(child, QLayout):
            box.addLayout(child)
        else:
            box.addWidget(child)


def column(*children: Child, gap: int = GAP, margin: int = 0) -> QVBoxLayout:
    """From top to bottom; None is a spring, a number a gap."""
    box = QVBoxLayout()
    _fill(box, children, gap, margin)
    return box


def row(*children: Child, gap: int = GAP, margin: int = 0) -> QHBoxLayout:
    """From left to right; None is a spring, a number a gap."""
    box = QHBoxLayout()
    _fill(box, children, gap, margin)
    return box


def carded(*children: Child, gap: int = 16, margin: int = 36, ground: str = look.WHITE) -> Card:
    card = Card(ground=ground)
    card.setLayout(column(*children, gap=gap, margin=margin))
    return card


def page(at: Look, *children: Child) -> QWidget:
    """A page: children from top to bottom inside the margins."""
    made = QWidget()
    box = column(*children, gap=20 if at.compact else 32)
    top = 24 if at.compact else 48
    box.setContentsMargins(at.margin, top, at.margin, top // 2)
    made.setLayout(box)
    return made


def heading(at: Look, title: str, note: str = "") -> QVBoxLayout:
    words: list[Child] = [Words(title, at.px(42 if at.compact else 58), look.NAVY, bold=True)]
    if note:
        words.append(Words(note, at.px(30), look.QUIET))
    return column(*words, gap=8)


def choices(at: Look, tiles: list[Tile]) -> QLayout:
    """A few large tiles: side by side on a wide screen, one under the other on a tall one."""
    return row(*tiles) if at.wide else column(*tiles, gap=20 if at.compact else 36)


def choice_height(at: Look, count: int) -> int:
    if at.wide:
        return 400
    return min(300, (at.height - (260 if at.compact else 520)) // max(count, 2) - 20)


def grid(tiles: list[Tile], columns: int) -> QGridLayout:
    box = QGridLayout()
    box.setSpacing(20)
    for place, tile in enumerate(tiles):
        box.addWidget(tile, place // columns, place % columns)
    for number in range(columns):
        box.setColumnStretch(number, 1)
    return box
