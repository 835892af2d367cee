"""What the boards of a hall and of a zone have in common: their bars, and how they show a state."""

from PySide6.QtWidgets import QWidget

from display_board.board import BoardState
from display_board.ui.bars import NoticeBar, StaleBar, TitleBar
from display_board.ui.calls_panel import CallsPanel
from display_board.ui.queues_panel import QueuesPanel
from display_board.ui.side_panels import MissedPanel, PausedPanel


class CallBoard(QWidget):
    """A board with calls, waiting, paused windows and missed numbers; each lays them out its own way."""

    calls: CallsPanel
    queues: QueuesPanel
    paused: PausedPanel
    missed: MissedPanel

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.title, self.stale, self.notice = TitleBar(self), StaleBar(self), NoticeBar(self)

    def show_board(self, state: BoardState) -> None:
        self.title.show_board(state)
        self.stale.show_words(state.stale)
        self.calls.show_calls(state.calls)
        self.queues.show_queues(state.queues)
        self.paused.show_paused(state.paused)
        self.missed.show_missed(state.missed)
        self.notice.show_notice(state.notice)
