"""F1: what each key does, on the keyboard and on the pad."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.keys import FOLD, HELP, KEYS
from window_terminal.pad import pad_legend
from window_terminal.ui.widgets import button, card, labelled
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import act_name

TOLD_APART = {"F10": "help_pause", "Ctrl+W": "help_walk_in", "Ctrl+L": "help_close_window"}
ROWS = 9


class LegendPage(QWidget):
    """A page in the place of the acts: the keyboard's keys, and on its back those of the pad."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self._language = language
        box, column = card()
        column.setContentsMargins(18, 14, 18, 14)
        self.sides = QStackedWidget()
        self.sides.addWidget(_side("help", "help_space", legend(language), language))
        self.sides.addWidget(_side("pad", "pad_hint", pad_legend(language), language))
        column.addWidget(self.sides, 1)
        self.turn = button("help_turn", "", self._turned)
        close = button("help_close", text("terminal.help_close", language), terminal.pages.toggle_help)
        self.turn.setFixedHeight(46)
        close.setFixedSize(110, 46)
        foot = QHBoxLayout()
        foot.addWidget(self.turn)
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box)
        self._name_turn()

    def _turned(self) -> None:
        self.sides.setCurrentIndex(1 - self.sides.currentIndex())
        self._name_turn()

    def _name_turn(self) -> None:
        other = "help_title" if self.sides.currentIndex() else "pad_title"
        self.turn.setText(text(f"terminal.{other}", self._language))
        self.turn.setAccessibleName(self.turn.text())


def legend(language: Language) -> list[tuple[str, str]]:
    """Every key with what it does."""
    acts = [
        (
            key,
            text(f"terminal.{TOLD_APART[key]}", language)
            if key in TOLD_APART
            else act_name(does[0], language),
        )
        for key, does in KEYS.items()
    ]
    return [
        (HELP, text("terminal.help_help", language)),
        *acts,
        (FOLD, text("terminal.help_fold", language)),
    ]


def _side(name: str, hint: str, entries: list[tuple[str, str]], language: Language) -> QWidget:
    """A title, a sentence, and two columns of keys with their words."""
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(labelled(f"{name}_title", "heading", text(f"terminal.{name}_title", language)))
    sentence = labelled(hint, "", text(f"terminal.{hint}", language))
    sentence.setWordWrap(True)
    column.addWidget(sentence)
    grid = QGridLayout()
    grid.setVerticalSpacing(9)
    grid.setHorizontalSpacing(12)
    for n, (key, words) in enumerate(entries):
        row, place = n % ROWS, n // ROWS * 2
        told = labelled("", "", words)
        told.setWordWrap(True)
        grid.addWidget(labelled("", "key", key), row, place, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(told, row, place + 1)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    column.addSpacing(8)
    column.addLayout(grid)
    column.addStretch(1)
    return side
