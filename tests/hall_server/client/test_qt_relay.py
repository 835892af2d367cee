"""What other threads hand to the screen, and what becomes of it when the program has ended."""

import threading

from pytestqt.qtbot import QtBot

from hall_server.client.qt_bridge import QtBackground, QtRelay


def handed_over(relay: QtRelay, *values: object) -> None:
    """From another thread, as a feed or a voice does."""
    thread = threading.Thread(target=lambda: [relay(value) for value in values])
    thread.start()
    thread.join()


def test_what_another_thread_says_arrives_in_order(qtbot: QtBot) -> None:
    heard: list[object] = []
    relay = QtRelay(heard.append)
    handed_over(relay, 1, 2, 3)
    qtbot.waitUntil(lambda: heard == [1, 2, 3])


def test_a_closed_relay_drops_what_is_still_on_its_way(qtbot: QtBot) -> None:
    heard, later = list[object](), list[object]()
    relay, other = QtRelay(heard.append), QtRelay(later.append)
    handed_over(relay, 1)
    relay.close()
    handed_over(other, 2)
    qtbot.waitUntil(lambda: later == [2])
    assert heard == []


def test_a_closed_background_hands_no_result_to_a_screen_that_is_gone(qtbot: QtBot) -> None:
    heard, later = list[object](), list[object]()
    background, relay, ended = QtBackground(), QtRelay(later.append), threading.Event()
    background.run(ended.set, heard.append, heard.append)
    assert ended.wait(10)
    background.close()
    background._worker.shutdown(wait=True)
    handed_over(relay, 1)
    qtbot.waitUntil(lambda: later == [1])
    assert heard == []
