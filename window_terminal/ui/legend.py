"""F1: what each key does."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.keys import FOLD, HELP, KEYS
from window_terminal.ui.widgets import button, card, labelled
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import act_name

TOLD_APART = {"F10": "help_pause", "Ctrl+W": "help_walk_in", "Ctrl+L": "help_close_window"}
ROWS = 9


class LegendPage(QWidget):
    """A page in the place of the acts."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        box, column = card()
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(labelled("help_title", "heading", text("terminal.help_title", language)))
        column.addWidget(labelled("help_space", "", text("terminal.help_space", language)))
        grid = QGridLayout()
        grid.setVerticalSpacing(9)
        grid.setHorizontalSpacing(12)
        for n, (key, words) in enumerate(legend(language)):
            row, place = n % ROWS, n // ROWS * 2
            grid.addWidget(labelled("", "key", key), row, place, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(labelled("", "", words), row, place + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        column.addSpacing(8)
        column.addLayout(grid)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        close = button("help_close", text("terminal.help_close", language), terminal.pages.toggle_help)
        close.setFixedSize(110, 46)
        foot.addWidget(close)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(box)


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
