"""The terminal's one window: the bar, the panel below it, and the keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QVBoxLayout, QWidget

from hall_server.client.device_settings import Screen
from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal.allowed import Act
from window_terminal.finding import way_open
from window_terminal.keys import CANCEL, CONFIRM, FOLD, HELP, KEYS, PRIMARY
from window_terminal.state import TerminalState, next_step, offer
from window_terminal.ui.bar import BAR_HEIGHT, Bar
from window_terminal.ui.panel import WorkPage
from window_terminal.ui.sign_in import SignInPage
from window_terminal.ui.style import style_sheet
from window_terminal.view_model import WindowTerminal

WIDEST, TALLEST = 1366, 768


class TerminalWindow(QWidget):
    """Draws the state and forwards presses; decides nothing."""

    def __init__(self, terminal: WindowTerminal, language: Language, screen: Screen) -> None:
        super().__init__()
        self._terminal = terminal
        self._size = min(screen.width, WIDEST), min(screen.height, TALLEST)
        self.setObjectName("terminal")
        self.setWindowTitle(text("terminal.title", language))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if screen.frameless:
            self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
        self.setStyleSheet(style_sheet())
        self.bar = Bar(terminal, language)
        self.sign_in, self.work = SignInPage(terminal, language), WorkPage(terminal, language)
        self.panel = QStackedWidget()
        self.panel.addWidget(self.sign_in)
        self.panel.addWidget(self.work)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.panel, 1)
        self.move(screen.x, screen.y)
        self._keys: dict[str, QAction] = {}
        self._add_keys()
        self._signed_in: bool | None = None
        self.show_state(terminal.state)

    def _add_keys(self) -> None:
        for key, acts in KEYS.items():
            self._add_key(key, partial(self._press_first, acts))
        self._add_key(HELP, self._terminal.pages.toggle_help)
        self._add_key(FOLD, self._terminal.pages.toggle_fold)
        self._add_key(PRIMARY, self._space)
        self._add_key(CANCEL, self._terminal.pages.cancel)
        self._add_key(CONFIRM, self._confirm)
        self._keys[CONFIRM].setShortcuts([QKeySequence("Return"), QKeySequence("Enter")])

    def _add_key(self, key: str, does: Callable[[], object]) -> None:
        action = QAction(self)
        action.setObjectName(f"key_{key}")
        action.setShortcut(QKeySequence(key))
        action.setAutoRepeat(False)
        action.triggered.connect(lambda: does())
        self.addAction(action)
        self._keys[key] = action

    def show_state(self, state: TerminalState) -> None:
        self._fold(state)
        self.bar.show_state(state)
        self.sign_in.show_state(state)
        self.work.show_state(state)
        self._show_keys(state)
        signed_in = state.clerk is not None
        self.panel.setCurrentWidget(self.work if signed_in else self.sign_in)
        if signed_in != self._signed_in or (not signed_in and state.directory and not self._typing()):
            if signed_in:
                self.setFocus()
            else:
                self.sign_in.take_focus()
        self._signed_in = signed_in

    def _fold(self, state: TerminalState) -> None:
        width, height = self._size
        self.panel.setVisible(not state.folded)
        self.setFixedSize(width, BAR_HEIGHT if state.folded else height)

    def _show_keys(self, state: TerminalState) -> None:
        for key, acts in KEYS.items():
            self._keys[key].setEnabled(any(offer(state, act).enabled for act in acts))
        at_work, asked = state.clerk is not None, state.question is not None
        ready = state.question is not None and state.question.ready and state.pending is None
        ready = ready or (not asked and way_open(state) is not None)
        self._keys[HELP].setEnabled(at_work and not asked)
        self._keys[FOLD].setEnabled(not asked)
        self._keys[CANCEL].setEnabled(
            at_work and bool(asked or state.help_open or state.trouble or state.refused or state.found)
        )
        self._keys[CONFIRM].setEnabled(ready or (not at_work and not state.signing_in))
        self._keys[PRIMARY].setEnabled(at_work and (asked or offer(state, next_step(state)).enabled))

    def _press_first(self, acts: tuple[Act, ...]) -> None:
        for act in acts:
            if offer(self._terminal.state, act).enabled:
                self._terminal.act_pressed(act)
                return

    def _space(self) -> None:
        """Space does the next step, except on a button that the clerk has reached with Tab."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self._terminal.primary_pressed()

    def _confirm(self) -> None:
        if self._terminal.state.clerk is None:
            self.sign_in.submit()
        else:
            self._terminal.confirm_pressed()

    def _typing(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.sign_in.isAncestorOf(focus)

    def closeEvent(self, event: QCloseEvent) -> None:
        QApplication.quit()
        event.accept()
