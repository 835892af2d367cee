"""A keyboard on the screen, and the field that it fills."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from kiosk.ui import look
from kiosk.ui.look import Look, font
from kiosk.ui.parts import Tile, column, row

LETTER_ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
DIGIT_ROW = "1234567890"


def field(name: str, words: str, typed: Callable[[str], None], at: Look, placeholder: str) -> QLineEdit:
    """A field; a scanner or a keyboard that is plugged in types into it as well."""
    made = QLineEdit(words)
    made.setObjectName(name)
    made.setAccessibleName(placeholder)
    made.setPlaceholderText(placeholder)
    made.setFont(font(at.px(44), bold=True))
    made.setFixedHeight(88 if at.compact else 104)
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    made.setStyleSheet(
        f"QLineEdit {{ background: {look.WHITE}; color: {look.NAVY}; border: 3px solid {look.BLUE};"
        f" border-radius: 24px; padding: 0 28px; selection-background-color: {look.BLUE}; }}"
        f" QLineEdit[text=''] {{ color: {look.QUIET}; }}"
    )
    made.textEdited.connect(typed)
    return made


def keys(words: str, typed: Callable[[str], None], at: Look, digits: bool = False) -> QWidget:
    """Letters, delete and clear; each key hands over the whole new content."""
    gap = 12
    height = look.SMALLEST_TARGET if at.compact else 104
    rows = [DIGIT_ROW, *LETTER_ROWS] if digits else list(LETTER_ROWS)

    def key(letter: str) -> Tile:
        return Tile(
            f"key_{letter}",
            letter,
            lambda: typed(words + letter.lower() if not digits else words + letter),
            pixels=40,
            height=height,
            centred=True,
        )

    made = [[key(letter) for letter in line] for line in rows]
    made[-1].append(
        Tile(
            "key_space", "", lambda: typed(words + " "), icon="space", height=height, spoken=at.said("space")
        )
    )
    made[-1].append(
        Tile(
            "key_delete",
            "",
            lambda: typed(words[:-1]),
            icon="delete",
            height=height,
            spoken=at.said("delete"),
        )
    )
    made[-1].append(
        Tile("key_clear", at.said("clear"), lambda: typed(""), pixels=28, height=height, centred=True)
    )
    for line in made:
        for tile in line:
            tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            tile.setMinimumWidth(look.SMALLEST_TARGET)
    holder = QWidget()
    holder.setLayout(column(*(row(*line, gap=gap) for line in made), gap=gap))
    return holder
