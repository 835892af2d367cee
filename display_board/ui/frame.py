"""The board's one window, at its rectangle; it shows whatever the state is for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QStackedWidget, QWidget

from display_board.board import BoardState, Both, both
from display_board.ui import theme
from display_board.ui.hall_board import HallBoard
from display_board.ui.waiting_screen import WaitingScreen
from display_board.ui.wall_board import WallBoard
from display_board.ui.window_screen import WindowScreen
from display_board.ui.zone_board import ZoneBoard
from display_board.view_model import Shown, Starting
from display_board.wall import WallState
from display_board.window_sign import WindowSign
from hall_server.client.device_settings import Screen

LAYOUTS: dict[str, type[HallBoard] | type[ZoneBoard] | type[WindowScreen] | type[WallBoard]] = {
    "hall": HallBoard,
    "zone": ZoneBoard,
    "window": WindowScreen,
    "attendance": WallBoard,
}


class BoardFrame(QStackedWidget):
    """Without a frame it mirrors pixel for pixel onto the wall behind a sending card."""

    def __init__(self, layout: str, screen: Screen, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        self.setWindowTitle(both("hall_board").zh)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint, screen.frameless)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, screen.on_top)
        self.setGeometry(screen.x, screen.y, screen.width, screen.height)
        if screen.frameless:
            self.setFixedSize(screen.width, screen.height)
            self.setCursor(Qt.CursorShape.BlankCursor)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.BACKGROUND)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.waiting = WaitingScreen(self)
        self.board = LAYOUTS[layout](self)
        self.addWidget(self.waiting)
        self.addWidget(self.board)
        leave = QAction(self)
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.triggered.connect(self.close)
        self.addAction(leave)

    def show_state(self, state: Shown | WallState) -> None:
        match state, self.board:
            case Starting(), _:
                self.waiting.show_words(state.words, state.clock, Both("", ""))
                self.setCurrentWidget(self.waiting)
            case BoardState(), HallBoard() | ZoneBoard() as board:
                board.show_board(state)
                self.setCurrentWidget(board)
            case WindowSign(), WindowScreen() as screen:
                screen.show_sign(state)
                self.setCurrentWidget(screen)
            case WallState(), WallBoard() as wall:
                wall.show_wall(state)
                self.setCurrentWidget(wall)

    def show_pairing(self, code: str) -> None:
        """The code that an administrator has to approve; empty while it is being asked for."""
        hint = both("pairing_hint") if code else both("pairing_waiting")
        self.waiting.show_words(both("pairing_title"), code, hint)
        self.setCurrentWidget(self.waiting)

    def show_pairing_refused(self, reason: str) -> None:
        self.waiting.show_words(both("pairing_title"), "", both("pairing_refused", reason=reason))
        self.setCurrentWidget(self.waiting)
