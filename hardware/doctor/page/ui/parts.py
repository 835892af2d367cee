"""Labels and buttons of the page."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from hardware.doctor.page.ui.look import marked


def label(name: str, look: str = "", *, wrap: bool = True, centred: bool = False) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if centred:
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    if look:
        marked(made, look)
    return made


def button(name: str, words: str, pressed: Callable[[], object], size: QSize, look: str = "") -> QPushButton:
    made = QPushButton(words)
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setMinimumSize(size)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    # Keys of a keyboard belong to the page; Tab still reaches every button.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: pressed())
    if look:
        marked(made, look)
    return made
