"""One line that tells what went wrong or was done; it never stands in the way."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from window_terminal import wording
from window_terminal.ui.style import LINE_LOOK, painted
from window_terminal.ui.widgets import ElidedLabel


class CalmLine(QWidget):
    """Keeps its place when it is empty, so that nothing jumps."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFixedHeight(34)
        self.words = ElidedLabel()
        self.words.setObjectName(name)
        self.words.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)

    def show_line(self, line: wording.CalmLine) -> None:
        ground, ink, mark = LINE_LOOK[line.kind]
        self.words.setText(f"{mark}  {line.words}".strip())
        self.words.setStyleSheet(
            f"{painted(ground, ink)} padding: 0 12px; border-radius: 5px; font-size: 16px;"
        )
