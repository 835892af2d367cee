"""What a window screen says."""

from datetime import timedelta

import pytest

from display_board.board import Moment, Place
from display_board.window_sign import Mood, sign_of
from hall_server.wire.words import TicketState, WindowState

W85 = Place("window", "Z2", "W085")


@pytest.fixture
def sign(samples):
    def of(window, tickets=(), calls=(), fresh=frozenset()):
        view = samples.view(tickets=tickets, windows=[window] if window else [], calls=calls)
        return sign_of(view, samples.directory, W85, Moment(samples.now, samples.now, fresh=fresh))

    return of


def test_a_calling_window_shows_the_number_and_flashes_while_the_call_is_fresh(samples, sign):
    window = samples.window(85, WindowState.CALLING, ticket="BG023")
    shown = sign(
        window,
        [samples.ticket("BG023", TicketState.CALLED, 85)],
        [samples.call(9, "BG023", 85)],
        frozenset({9}),
    )
    assert (shown.number, shown.mood, shown.fresh) == ("BG023", Mood.CALLING, True)
    assert shown.headline.zh == "请 BG023 号到本窗口"
    assert shown.name.zh == "房屋买卖网签备案"
    assert shown.name.en == "Sale contract online filing"


def test_another_windows_fresh_call_does_not_make_this_one_flash(samples, sign):
    window = samples.window(85, WindowState.CALLING, ticket="BG023")
    assert not sign(window, calls=[samples.call(9, "BG024", 86)], fresh=frozenset({9})).fresh


def test_a_paused_window_shows_reason_and_end_and_no_number(samples, sign):
    until = samples.now + timedelta(minutes=15)
    shown = sign(samples.window(85, WindowState.PAUSED, reason="away", until=until))
    assert (shown.mood, shown.number) == (Mood.PAUSED, "")
    assert (shown.headline.zh, shown.detail.zh) == ("暂停办理", "临时离岗")
    assert shown.until is not None
    assert shown.until.zh == "预计 10:45 恢复"


def test_a_number_is_shown_even_when_its_ticket_is_not_in_sight(samples, sign):
    assert sign(samples.window(85, WindowState.SERVING, ticket="BG023")).number == "BG023"


@pytest.mark.parametrize("state", list(WindowState))
def test_every_state_has_words_in_both_languages(samples, sign, state):
    shown = sign(samples.window(85, state))
    assert shown.headline.zh
    assert shown.headline.en
    assert shown.window == 85


def test_a_window_that_the_hall_does_not_know_says_closed(samples, sign):
    shown = sign(None)
    assert (shown.mood, shown.headline.zh, shown.window) == (Mood.CLOSED, "窗口未开放", 85)
