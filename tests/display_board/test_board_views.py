"""What is painted: nothing is clipped, nothing too small, a flash ends steady."""

import sys
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from display_board.board import Moment, Place, board_of, both
from display_board.ui.frame import BoardFrame
from display_board.view_model import Starting
from display_board.window_sign import sign_of
from hall_server.client.device_settings import Screen
from hall_server.client.remote_control import RemoteControl
from hall_server.wire.hall_view import for_zone
from hall_server.wire.words import TicketState, WindowState
from tests.display_board.painted import (
    assert_nothing_overlaps,
    assert_whole_and_readable,
    draw,
    texts,
)

SIZES = {"hall": (3840, 1080), "zone": (1920, 1080), "window": (1024, 600)}
PLACES = {"hall": Place("hall"), "zone": Place("zone", "Z2")}
LEAST_PIXELS = {"hall": 16, "zone": 15, "window": 13}


@pytest.fixture
def frame(qtbot, request):
    width, height = SIZES[request.param]
    made = BoardFrame(request.param, Screen(width=width, height=height))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("crowded", [True, False])
@pytest.mark.parametrize("frame", ["hall", "zone"], indirect=True)
def test_a_board_is_whole_readable_and_in_order_full_and_empty(samples, frame, crowded, lost):
    layout = "hall" if frame.width() > 2000 else "zone"
    view = samples.crowded_noon() if crowded else samples.empty_morning()
    for second in (0, 8):
        moment = Moment(samples.now + timedelta(seconds=second), samples.now, lost=lost)
        draw(frame, board_of(view, samples.directory, PLACES[layout], moment))
        assert_whole_and_readable(frame, LEAST_PIXELS[layout])
        assert_nothing_overlaps(frame)


@pytest.mark.parametrize("frame", ["zone"], indirect=True)
def test_every_zone_of_the_hall_fits_its_board(samples, frame):
    view = samples.crowded_noon()
    for zone in samples.directory.zones:
        place = Place("zone", zone.id)
        moment = Moment(samples.now, samples.now)
        draw(frame, board_of(for_zone(view, zone.id), samples.directory, place, moment))
        assert_whole_and_readable(frame, LEAST_PIXELS["zone"])
        assert_nothing_overlaps(frame)


@pytest.mark.parametrize("frame", ["window"], indirect=True)
def test_the_screen_of_every_window_fits_in_every_state(samples, frame):
    for entry in samples.directory.windows[::3]:
        for state in WindowState:
            window = samples.window(
                entry.number, state, reason="back_office", until=samples.now, ticket="BG1023"
            )
            view = samples.view(tickets=[samples.ticket("BG1023", TicketState.CALLED)], windows=[window])
            lost = entry.number % 2 == 0
            moment = Moment(samples.now, samples.now, lost=lost)
            draw(frame, sign_of(view, samples.directory, Place("window", None, entry.id), moment))
            assert_whole_and_readable(frame, LEAST_PIXELS["window"])
            assert_nothing_overlaps(frame)


@pytest.mark.parametrize("frame", ["zone"], indirect=True)
def test_a_notice_as_long_as_allowed_is_whole(samples, frame):
    notice = samples.crowded_noon().notices["n1"]
    long = notice.model_copy(
        update={"text_zh": "请注意" * 66, "text_en": ("please note " * 17)[:200].strip()}
    )
    moment = Moment(samples.now, samples.now)
    draw(frame, board_of(samples.view(notices=[long]), samples.directory, PLACES["zone"], moment))
    assert_whole_and_readable(frame, 13)
    assert long.text_zh in texts(frame)


@pytest.mark.parametrize("frame", ["hall", "zone"], indirect=True)
def test_a_fresh_call_blinks_with_a_mark_and_then_stands_still(samples, frame, qtbot):
    layout = "hall" if frame.width() > 2000 else "zone"
    view = samples.view(calls=[samples.call(7, "BG023", 85)])

    def at(fresh):
        moment = Moment(samples.now, samples.now, fresh=frozenset({7} if fresh else ()))
        draw(frame, board_of(view, samples.directory, PLACES[layout], moment))

    calls = frame.board.calls
    at(fresh=True)
    assert calls.blinker.blinking
    lit = calls.grab().toImage()
    qtbot.waitUntil(lambda: not calls.blinker.lit)
    dark = calls.grab().toImage()
    assert lit != dark
    at(fresh=False)
    assert not calls.blinker.blinking
    steady = calls.grab().toImage()
    assert steady not in (lit, dark)
    assert "BG023 → 85" in texts(frame)


@pytest.mark.parametrize("frame", ["zone"], indirect=True)
def test_old_news_is_told_in_amber_across_the_board(samples, frame):
    moment = Moment(samples.now, samples.now, lost=True)
    draw(frame, board_of(samples.view(), samples.directory, PLACES["zone"], moment))
    bar = frame.board.stale
    assert bar.isVisible()
    assert any("数据截至 10:30:00" in t for t in bar.property("shown"))
    colour = bar.grab().toImage().pixelColor(2, 2)
    assert (colour.red(), colour.green(), colour.blue()) == (255, 179, 0)
    draw(frame, board_of(samples.view(), samples.directory, PLACES["zone"], Moment(samples.now, samples.now)))
    assert not bar.isVisible()


@pytest.mark.parametrize("frame", ["window"], indirect=True)
def test_pairing_and_connecting_have_their_screen(frame):
    frame.show_pairing("482915")
    frame.grab()
    assert "482915" in texts(frame)
    draw(frame, Starting(both("connecting"), "10:30:00"))
    assert "正在连接大厅服务器…" in texts(frame)
    frame.show_pairing_refused("名称已被使用")
    frame.grab()
    assert any("名称已被使用" in t for t in texts(frame))
    assert_whole_and_readable(frame, 13)


@pytest.mark.parametrize("frame", ["zone"], indirect=True)
def test_a_driver_of_tests_reads_the_painted_words(samples, frame):
    control = RemoteControl(frame, 0, lambda: None)
    moment = Moment(samples.now, samples.now)
    view = samples.view(calls=[samples.call(7, "BG023", 85)])
    draw(frame, board_of(view, samples.directory, PLACES["zone"], moment))
    assert control.do("shows BG023") is True
    assert control.do("shows BG024") is False


def test_the_window_takes_exactly_its_rectangle(qtbot):
    frame = BoardFrame("zone", Screen(x=64, y=32, width=640, height=360, frameless=True, on_top=True))
    qtbot.addWidget(frame)
    frame.show()
    assert (frame.x(), frame.y(), frame.width(), frame.height()) == (64, 32, 640, 360)
    assert frame.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert frame.minimumSize() == frame.maximumSize()


def test_painting_for_days_leaks_no_references(samples, qtbot):
    """Some builds of Qt for Python give None away too often; that ends in a crash after a day or two."""
    frame = BoardFrame("window", Screen(width=320, height=200))
    qtbot.addWidget(frame)
    frame.show()
    before = sys.getrefcount(None)
    for _ in range(300):
        frame.update()
    assert sys.getrefcount(None) > before - 200
