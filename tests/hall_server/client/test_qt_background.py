"""Work off the GUI thread, and what becomes of it when the program ends."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from hall_server.client.qt_bridge import QtBackground


def test_results_and_errors_come_back_on_the_gui_thread_in_order(qtbot: QtBot) -> None:
    background, heard = QtBackground(), list[object]()

    def told(what: object) -> None:
        heard.append((what, threading.current_thread() is threading.main_thread()))

    def fail() -> int:
        raise ValueError("no")

    background.run(lambda: 1, told, told)
    background.run(fail, told, lambda error: told(str(error)))
    qtbot.waitUntil(lambda: len(heard) == 2)
    background.close()
    assert heard == [(1, True), ("no", True)]


@pytest.mark.parametrize("waiting", [0, 3])
def test_after_the_end_nothing_is_delivered_neither_what_ran_nor_what_still_waited(
    qtbot: QtBot, waiting: int
) -> None:
    background, heard, go = QtBackground(), list[object](), threading.Event()
    ended = threading.Event()

    def job() -> int:
        go.wait(10)
        ended.set()
        return 1

    background.run(job, heard.append, heard.append)
    for _ in range(waiting):
        background.run(lambda: 2, heard.append, heard.append)
    background.close()
    go.set()
    assert ended.wait(10)
    background.run(lambda: 3, heard.append, heard.append)
    qtbot.wait(30)
    assert heard == []
