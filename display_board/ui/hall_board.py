"""The board of the whole hall, for a wall of 3840 × 1080."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from display_board.board import CALL_ROWS, PAUSED_PAGE
from display_board.ui.call_board import CallBoard
from display_board.ui.calls_panel import CallsPanel
from display_board.ui.queues_panel import QueuesPanel
from display_board.ui.side_panels import MissedPanel, PausedPanel


class HallBoard(CallBoard):
    """Calls on the left, waiting in the middle, paused and missed on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hall_board", parent)
        self.calls = CallsPanel(2, CALL_ROWS["hall"] // 2, zones=True, parent=self)
        self.queues = QueuesPanel(english=False, parent=self)
        self.paused = PausedPanel(PAUSED_PAGE["hall"], parent=self)
        self.missed = MissedPanel(5, 4, parent=self)

        side = QVBoxLayout()
        side.addWidget(self.paused, 55)
        side.addWidget(self.missed, 45)
        middle = QHBoxLayout()
        middle.addWidget(self.calls, 38)
        middle.addWidget(self.queues, 41)
        middle.addLayout(side, 21)
        whole = QVBoxLayout(self)
        for layout in (side, middle, whole):
            layout.setSpacing(12)
        whole.setContentsMargins(16, 8, 16, 12)
        whole.addWidget(self.title, 10)
        whole.addWidget(self.stale, 8)
        whole.addLayout(middle, 81)
        whole.addWidget(self.notice, 9)
