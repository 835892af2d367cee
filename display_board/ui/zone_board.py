"""The board of one zone, for a screen of 1920 × 1080."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from display_board.board import CALL_ROWS, PAUSED_PAGE
from display_board.ui.call_board import CallBoard
from display_board.ui.calls_panel import CallsPanel
from display_board.ui.queues_panel import QueuesPanel
from display_board.ui.side_panels import MissedPanel, PausedPanel


class ZoneBoard(CallBoard):
    """Calls on the left; waiting, paused and missed on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("zone_board", parent)
        self.calls = CallsPanel(1, CALL_ROWS["zone"], zones=False, parent=self)
        self.queues = QueuesPanel(english=True, parent=self)
        self.paused = PausedPanel(PAUSED_PAGE["zone"], parent=self)
        self.missed = MissedPanel(5, 2, parent=self)

        side = QVBoxLayout()
        side.addWidget(self.queues, 48)
        side.addWidget(self.paused, 27)
        side.addWidget(self.missed, 25)
        middle = QHBoxLayout()
        middle.addWidget(self.calls, 57)
        middle.addLayout(side, 43)
        whole = QVBoxLayout(self)
        for layout in (side, middle, whole):
            layout.setSpacing(8)
        whole.setContentsMargins(10, 6, 10, 8)
        whole.addWidget(self.title, 9)
        whole.addWidget(self.stale, 8)
        whole.addLayout(middle, 82)
        whole.addWidget(self.notice, 9)
