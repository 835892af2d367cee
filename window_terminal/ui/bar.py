"""The slim bar: the window, its state, who is here, who is next, and the next sensible step."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from window_terminal import wording
from window_terminal.allowed import NEXT_STEP, QUICK, Act
from window_terminal.names import window_name
from window_terminal.state import TerminalState, next_step, offer
from window_terminal.ui.style import LINE_LOOK, STATE_LOOK, painted
from window_terminal.ui.widgets import ActButton, ElidedLabel, button, labelled, re_look
from window_terminal.view_model import WindowTerminal
from window_terminal.wording import say

BAR_HEIGHT = 68
ROOM_FOR_QUICK = 1200
"""Narrower screens get no quick buttons in the folded bar."""


class Bar(QFrame):
    """Always there; the panel hangs below it."""

    def __init__(self, terminal: WindowTerminal, language: Language) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setFixedHeight(BAR_HEIGHT)
        self._grip: QPoint | None = None
        self.number = labelled("window_number")
        self.window_name, self.clerk = ElidedLabel(), ElidedLabel()
        self.state, self.timer = labelled("window_state"), ElidedLabel()
        self.current, self.next = labelled("current_number"), labelled("next_number")
        self.count, self.why, self.calm = labelled("waiting_count", "muted"), ElidedLabel(), ElidedLabel()
        self.link, self.unsent = labelled("link"), labelled("unsent")
        for label, name in (
            (self.window_name, "window_name"),
            (self.clerk, "clerk"),
            (self.timer, "service_timer"),
            (self.why, "next_why"),
            (self.calm, "bar_calm_line"),
        ):
            label.setObjectName(name)
        re_look(self.clerk, "look", "muted")
        re_look(self.why, "look", "muted")
        self.quick = [ActButton(act, terminal.act_pressed, with_key=False) for act in _quick_acts()]
        self.primary = button("primary", "", terminal.primary_pressed, "primary")
        self.fold = button("fold", text("terminal.fold", language), terminal.pages.toggle_fold)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 12, 4)
        row.setSpacing(10)
        row.addWidget(self.number)
        row.addWidget(_pair(self.window_name, self.clerk, 128))
        row.addWidget(_pair(self.state, self.timer, 172, snug=True))
        self.current.setMinimumWidth(112)
        self.current.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.current)
        row.addWidget(self._coming(), 1)
        for quick in self.quick:
            quick.setFixedSize(118, 48)
            row.addWidget(quick)
        self.primary.setFixedSize(196, 52)
        row.addWidget(self.primary)
        self.fold.setFixedSize(72, 48)
        row.addWidget(self.fold)

    def _coming(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(12)
        for label in (self.next, self.count, self.unsent, self.link):
            first.addWidget(label)
        first.addStretch(1)
        column.addLayout(first)
        column.addWidget(self.why)
        column.addWidget(self.calm)
        return box

    def show_state(self, state: TerminalState) -> None:
        self._show_window(state)
        self._show_coming(state)
        self._show_buttons(state)

    def _show_window(self, state: TerminalState) -> None:
        self.number.setText(str(state.window.number) if state.window else "")
        self.window_name.setText(_name(state))
        who = state.clerk
        self.clerk.setText(say("clerk", state, name=who.name, staff=who.staff) if who else "")
        shown = state.window_state
        self.state.setText(wording.state_text(state) if who else say("signed_out", state))
        self.state.setStyleSheet(painted(*STATE_LOOK[shown]))
        self.timer.setText(wording.timer_text(state))
        re_look(self.timer, "overdue", wording.overdue(state))
        self.current.setText(wording.current_number(state) if who else "")

    def _show_coming(self, state: TerminalState) -> None:
        desk = state.desk
        self.next.setText(wording.next_text(state))
        self.count.setText(say("waiting_count", state, count=desk.waiting_total) if desk else "")
        self.link.setText(wording.link_short(state))
        self.link.setStyleSheet(
            painted(*LINE_LOOK["lost"][:2]) + "padding: 0 6px;" if state.link.lost else ""
        )
        unsent = wording.unsent_text(state)
        self.unsent.setText(unsent)
        self.unsent.setStyleSheet(painted(*LINE_LOOK["unsent"][:2]) + "padding: 0 6px; font-weight: 600;")
        self.unsent.setVisible(bool(unsent))
        self.why.setText(wording.next_why(state))
        line = wording.calm_line(state)
        ground, ink, mark = LINE_LOOK[line.kind]
        self.calm.setText(f"{mark} {line.words}".strip())
        self.calm.setStyleSheet(painted(ground, ink) + "padding: 0 6px; border-radius: 3px;")
        instead = state.folded and line.kind != ""
        beside = state.link.lost and line.kind != "lost"
        self.link.setVisible(beside)
        self.count.setVisible(not unsent and not (beside and state.folded))
        self.calm.setVisible(instead)
        self.why.setVisible(not instead)

    def _show_buttons(self, state: TerminalState) -> None:
        step = next_step(state)
        busy = state.pending is not None
        name = wording.act_name(state.pending.act if state.pending else step, state.language)
        self.primary.setText(say("busy_act", state, act=name) if busy else name)
        offered = offer(state, step)
        self.primary.setEnabled(offered.enabled)
        self.primary.setToolTip(wording.limit_hint(offered, state.language))
        self.primary.setAccessibleName(say("primary_name", state, act=name))
        self.primary.setVisible(state.clerk is not None)
        room = state.folded and state.clerk is not None and self.width() >= ROOM_FOR_QUICK
        for quick in self.quick:
            offered = offer(state, quick.act)
            quick.setText(wording.caption(quick.act, offered, state.language))
            quick.setEnabled(offered.enabled)
            quick.setVisible(room and quick.act in QUICK[state.window_state])
        self.fold.setText(say("unfold" if state.folded else "fold", state))
        self.fold.setAccessibleName(self.fold.text())
        self.fold.setEnabled(state.question is None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grip = event.globalPosition().toPoint() - self.window().pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.window().move(event.globalPosition().toPoint() - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None


def _name(state: TerminalState) -> str:
    if state.window:
        return window_name(state.window, state.language)
    return say("window_none", state) if state.directory else ""


def _quick_acts() -> list[Act]:
    """Each act that some state offers in the folded bar, in the table's order."""
    found = dict.fromkeys(act for acts in QUICK.values() for act in acts)
    return [act for act in found if act not in NEXT_STEP.values()]


def _pair(upper: QLabel, lower: QLabel, width: int, *, snug: bool = False) -> QWidget:
    box = QWidget()
    box.setFixedWidth(width)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(2)
    column.addWidget(upper, 0, Qt.AlignmentFlag.AlignLeft if snug else Qt.AlignmentFlag(0))
    column.addWidget(lower)
    return box
