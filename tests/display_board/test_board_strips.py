"""What LED strips and the rows of a LED board show."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display_board.board import Moment
from display_board.strips import (
    Story,
    StripPlan,
    changed,
    columns_of,
    fitting,
    neutral_strips,
    not_followed,
    rows_of,
    still_news,
    strips_of,
)
from hall_server.wire.hall_view import apply
from hall_server.wire.words import Language, TicketState, WindowState
from hardware.led.interface import StripText
from hardware.led.led_text import Charset, encoded

STRIP = StripPlan({"W085": 16})


@pytest.fixture
def strip(samples):
    def of(state, plan=STRIP, tickets=(), calls=(), **window):
        view = samples.view(windows=[samples.window(85, state, **window)], tickets=tickets, calls=calls)
        return strips_of(view, samples.directory, samples.now, plan)["W085"]

    return of


def test_a_calling_window_names_the_ticket_and_itself(samples, strip):
    shown = strip(WindowState.CALLING, ticket="BG023", calls=[samples.call(9, "BG023", 85)])
    assert shown == StripText("请BG023到85窗口", "BG023", "85", calls=1)


def test_a_recall_counts_on_so_that_the_strip_blinks_again(samples, strip):
    calls = [samples.call(9, "BG023", 85), samples.call(10, "BG023", 85, count=2)]
    assert strip(WindowState.CALLING, ticket="BG023", calls=calls).calls == 2


def test_a_call_that_is_no_longer_on_the_list_counts_as_its_ticket_says(samples, strip):
    ticket = samples.ticket("BG023", TicketState.CALLED, 85).model_copy(update={"calls": 3})
    assert strip(WindowState.CALLING, ticket="BG023", tickets=[ticket]).calls == 3


def test_the_number_of_who_is_served_stands_and_does_not_blink(strip):
    assert strip(WindowState.SERVING, ticket="BG023") == StripText("BG023 正在办理", "BG023", "85")


@pytest.mark.parametrize(
    ("state", "more", "words"),
    [
        (WindowState.WALK_IN, {}, "正在办理"),
        (WindowState.PAUSED, {"reason": "lunch"}, "暂停服务 午休"),
        (WindowState.INTERNAL_TASK, {"reason": "task"}, "内部任务暂停叫号"),
        (WindowState.CLOSED, {}, "窗口未开放"),
        (WindowState.IDLE, {}, "房屋买卖网签备案"),
    ],
)
def test_a_window_that_calls_nobody_says_why_and_shows_no_number(strip, state, more, words):
    assert strip(state, **more) == StripText(words, window="85")


def test_a_pause_tells_its_reason_and_its_end_as_far_as_there_is_room(samples, strip):
    def pause(columns, reason):
        until = samples.now + timedelta(minutes=15)
        plan = StripPlan({"W085": columns})
        return strip(WindowState.PAUSED, plan, reason=reason, until=until).text

    assert pause(24, "lunch") == "暂停服务 午休 至10:45"
    assert pause(16, "lunch") == "暂停服务 午休"
    assert pause(16, "back_office") == "暂停服务 至10:45"
    assert pause(10, "back_office") == "暂停服务"


def test_a_longer_strip_says_the_whole_sentence(samples, strip):
    shown = strip(WindowState.CALLING, StripPlan({"W085": 24}), ticket="BG023")
    assert shown.text == "请BG023号到85号窗口"


def test_a_strip_may_speak_english(strip):
    plan = replace(STRIP, language=Language.EN)
    assert strip(WindowState.CALLING, plan, ticket="BG023").text == "BG023 Win 85"
    assert strip(WindowState.IDLE, plan).text == "Window 85"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("columns", [8, 16, 24])
def test_every_text_of_every_window_fits_and_the_font_card_knows_it(samples, language, columns):
    view = samples.crowded_noon()
    plan = StripPlan({w.id: columns for w in samples.directory.windows}, (columns,) * 8, None, language)
    calling = [samples.window(n, WindowState.CALLING, ticket="BG1023") for n in (1, 85, 207)]
    view = view.model_copy(update={"windows": {**view.windows, **{w.id: w for w in calling}}})
    story = Story(view, samples.directory, Moment(samples.now, samples.now), view.calls)
    shown = [
        *strips_of(view, samples.directory, samples.now, plan).values(),
        *rows_of(story, plan, news=True),
    ]
    assert len(shown) == 215
    for each in shown:
        assert each.text
        assert columns_of(each.text) <= columns
        assert encoded(each.text, Charset.GB2312, 120).decode("gb2312") == each.text
        if each.calls:
            assert each.number in each.text


@settings(max_examples=60)
@given(st.integers(1, 40), st.lists(st.text(alphabet="A1 请窗口", max_size=30), max_size=4))
def test_a_fitting_text_fits_and_is_the_first_that_does(columns, sentences):
    shown = fitting(columns, *sentences)
    assert columns_of(shown) <= columns
    whole = [s for s in sentences if s and columns_of(s) <= columns]
    assert not whole or shown == whole[0]


def test_without_news_a_strip_shows_whose_window_it_is_and_no_number(samples):
    assert neutral_strips(samples.directory, STRIP) == {"W085": StripText("房屋买卖网签备案", window="85")}


def test_before_anything_is_known_a_strip_asks_for_patience():
    assert neutral_strips(None, STRIP) == {"W085": StripText("请稍候")}


def test_a_number_is_news_for_as_long_as_the_hall_was_heard_in_time(samples):
    limit = timedelta(seconds=5)

    def heard(seconds_ago, lost=True):
        at = samples.now - timedelta(seconds=seconds_ago)
        return still_news(Moment(samples.now, at, lost), limit)

    assert [heard(0), heard(5), heard(6), heard(6, lost=False)] == [True, True, False, False]
    assert not still_news(Moment(samples.now, None), limit)


def test_a_clock_that_was_put_back_makes_no_old_number_young(samples):
    ahead = samples.now + timedelta(hours=1)
    assert not still_news(Moment(samples.now, ahead, lost=True), timedelta(seconds=5))
    assert still_news(Moment(samples.now, ahead), timedelta(seconds=5))


def test_windows_that_the_hall_or_the_zone_does_not_have_are_found(samples):
    plan = StripPlan({"W085": 16, "W001": 16, "W999": 16})
    assert not_followed(samples.directory, plan) == {"W999"}
    assert not_followed(samples.directory, replace(plan, zone="Z2")) == {"W001", "W999"}


def test_a_strip_of_an_unknown_window_says_so_and_one_of_another_zone_claims_nothing(samples):
    plan = StripPlan({"W001": 16, "W999": 16}, zone="Z2")
    shown = strips_of(samples.view(zone="Z2"), samples.directory, samples.now, plan)
    assert shown["W999"].text == "未登记的窗口"
    assert shown["W001"].text == "1号 供水业务"


def test_only_windows_of_which_an_event_tells_are_changed(samples):
    before = samples.crowded_noon(10)
    plan = StripPlan({w.id: 16 for w in samples.directory.windows})
    called = apply(before, samples.called(11, "BG023", 85))
    assert set(changed(before, called, plan).windows) == {"W085"}
    assert set(changed(called, apply(called, samples.called(12, "BG023", 85, count=2)), plan).windows) == {
        "W085"
    }
    assert changed(called, called, plan).windows == {}


BOARD = StripPlan(rows=(16, 16, 16))


def rows(samples, calls, news=True, as_of=None, plan=BOARD):
    moment = Moment(samples.now, as_of or samples.now)
    story = Story(samples.view(), samples.directory, moment, tuple(calls))
    return rows_of(story, plan, news=news)


def test_a_row_board_lists_the_newest_calls_first(samples):
    calls = [samples.call(n, f"BG{n:03}", 80 + n) for n in range(1, 6)]
    assert [row.text for row in rows(samples, calls)] == [
        "请BG005到85窗口",
        "请BG004到84窗口",
        "请BG003到83窗口",
    ]


def test_a_ticket_that_is_called_again_stands_once_and_on_top(samples):
    calls = [
        samples.call(1, "BG001", 81),
        samples.call(2, "BG002", 82),
        samples.call(3, "BG001", 81, count=2),
    ]
    shown = rows(samples, calls)
    assert [(row.number, row.calls) for row in shown] == [("BG001", 2), ("BG002", 1)]


def test_a_row_board_without_news_says_since_when(samples):
    shown = rows(samples, [samples.call(1, "BG001", 81)], news=False)
    assert [row.text for row in shown] == ["数据截至 10:30", "请BG001到81窗口"]


def test_a_row_board_that_never_heard_the_hall_asks_for_patience(samples):
    story = Story(None, None, Moment(samples.now, None))
    assert [row.text for row in rows_of(story, BOARD, news=False)] == ["请稍候"]


def test_a_row_board_of_a_zone_lists_its_own_calls(samples):
    calls = [samples.call(1, "AA001", 1), samples.call(2, "BG001", 85)]
    assert [row.number for row in rows(samples, calls, plan=replace(BOARD, zone="Z2"))] == ["BG001"]
