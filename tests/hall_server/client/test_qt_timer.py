"""The timer on the GUI thread."""

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from hall_server.client.qt_bridge import QtTimer


def test_a_timer_fires_once_and_can_still_be_cancelled_afterwards(qtbot: QtBot) -> None:
    timer, fired = QtTimer(), list[int]()
    cancel = timer.after(0.01, lambda: fired.append(1))
    qtbot.waitUntil(lambda: fired == [1])
    qtbot.waitUntil(lambda: timer.findChildren(QTimer) == [])
    cancel()
    qtbot.wait(30)
    assert fired == [1]


def test_a_cancelled_timer_never_fires_and_is_gone(qtbot: QtBot) -> None:
    timer, fired = QtTimer(), list[int]()
    cancel = timer.after(0.01, lambda: fired.append(1))
    cancel()
    cancel()
    qtbot.waitUntil(lambda: timer.findChildren(QTimer) == [])
    qtbot.wait(30)
    assert fired == []


def test_a_timer_may_cancel_itself_while_it_fires(qtbot: QtBot) -> None:
    timer, fired = QtTimer(), list[int]()

    def act() -> None:
        cancel()
        fired.append(1)

    cancel = timer.after(0.01, act)
    qtbot.waitUntil(lambda: fired == [1])


def test_a_closed_timer_fires_nothing_neither_what_was_set_nor_what_is_set_later(qtbot: QtBot) -> None:
    timer, fired = QtTimer(), list[int]()
    cancel = timer.after(0.01, lambda: fired.append(1))
    timer.close()
    timer.after(0.01, lambda: fired.append(2))
    qtbot.wait(30)
    cancel()
    assert fired == []
