"""A terminal with its window on the screen, for tests, and what does not fit on it."""

from collections.abc import Iterator
from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hall_server.client.device_settings import Screen
from hall_server.wire.answers import Desk
from hall_server.wire.words import Language, PriorityClass, TicketState, WindowState
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
    Terminal,
    a_desk,
    a_directory,
    a_line,
    a_ticket,
    a_window,
)
from window_terminal.ui.widgets import ChoiceButton, ElidedLabel
from window_terminal.ui.window import TerminalWindow

HELD = (
    a_ticket("BG011", state=TicketState.HELD, hold="without_papers"),
    a_ticket("BG012", state=TicketState.HELD, hold="papers_stay"),
)
MISSED = (a_ticket("BG015", state=TicketState.MISSED),)


class Shown:
    """A terminal and its window."""

    def __init__(self, qtbot: QtBot, desk: Desk, language: Language, screen: Screen) -> None:
        self.terminal = Terminal(desk, language=language)
        self.terminal.hall.plan = a_directory(queues=20)
        self.window = TerminalWindow(self.terminal.model, language, screen)
        qtbot.addWidget(self.window)
        self.terminal.listeners.append(self.window.show_state)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def signed_in(self, seconds: float = 1) -> "Shown":
        self.terminal.signed_in()
        self.terminal.clock.advance(seconds)
        return self

    def widget(self, name: str) -> QWidget:
        found = [w for w in self.window.findChildren(QWidget) if w.objectName() == name and w.isVisible()]
        assert len(found) == 1, f"{name}: {len(found)} on the screen"
        return found[0]

    def label(self, name: str) -> str:
        found = self.widget(name)
        assert isinstance(found, QLabel)
        return found.text()

    def press(self, key: str) -> None:
        QTest.keySequence(self.window.focusWidget() or self.window, QKeySequence(key))

    def tap(self, name: str) -> None:
        QTest.mouseClick(self.widget(name), Qt.MouseButton.LeftButton)

    def asked(self) -> list[str]:
        return [what for what, _, _ in self.terminal.hall.asked]


def a_busy_desk(state: WindowState) -> Desk:
    ticket = None
    if state in (WindowState.CALLING, WindowState.SERVING):
        ticket = a_ticket(
            "BG1023",
            state=TicketState.SERVING if state is WindowState.SERVING else TicketState.CALLED,
            window=WINDOW,
            calls=3,
            last_called_at=NINE - timedelta(seconds=12),
            started_at=NINE,
            priority=PriorityClass.ELDERLY,
        )
    window = a_window(
        state, ticket=ticket.id if ticket else None, reason="lunch", until=NINE + timedelta(minutes=60)
    )
    return a_desk(window, a_line(30), serving=ticket, held=HELD, missed=MISSED)


def shown(
    qtbot: QtBot, state: WindowState, language: Language = Language.ZH, width: int = 1366, height: int = 768
) -> Shown:
    return Shown(qtbot, a_busy_desk(state), language, Screen(width=width, height=height))


def clipped(window: QWidget) -> list[str]:
    """Labels and buttons that do not fit their words or stand outside the window."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    return [
        f"{w.objectName() or type(w).__name__}: {why}"
        for w in window.findChildren(QWidget)
        for why in _faults(w)
    ]


def _faults(widget: QWidget) -> Iterator[str]:
    if not widget.isVisible() or not isinstance(widget, QLabel | QPushButton | QLineEdit):
        return
    inside = widget.visibleRegion().boundingRect()
    scrolled = any(p.objectName() == "scrolled" for p in _parents(widget))
    if not scrolled and inside.size() != widget.size():
        yield f"hidden in part, {inside.size()} of {widget.size()}"
    if not widget.window().rect().contains(widget.mapTo(widget.window(), QPoint(0, 0))):
        yield "outside the window"
    if isinstance(widget, QLabel) and widget.wordWrap():
        if widget.heightForWidth(widget.width()) > widget.height():
            yield f"{widget.text()!r} needs more lines"
    elif not isinstance(widget, ElidedLabel | ChoiceButton | QLineEdit):
        words = widget.fontMetrics().horizontalAdvance(widget.text())
        if words > widget.width() - _taken(widget):
            yield f"{widget.text()!r} needs {words} of {widget.width() - _taken(widget)}"
    if not isinstance(widget, QLineEdit) and widget.fontMetrics().height() > widget.height():
        yield "too low"


def _taken(widget: QWidget) -> int:
    """Pixels that a key at the end of a button needs."""
    keys = [k for k in widget.findChildren(QLabel) if k.property("look") == "key"]
    return sum(k.width() + 14 for k in keys) + _padding(widget)


def _padding(widget: QWidget) -> int:
    if not isinstance(widget, QPushButton):
        return 0
    return {"quick": 6, "act": 14, "row": 26}.get(str(widget.property("look")), 22)


def _parents(widget: QWidget) -> Iterator[QWidget]:
    while parent := widget.parentWidget():
        yield parent
        widget = parent
