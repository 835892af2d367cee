"""The keys of a keypad: each does what its button does, under the same rules."""

import pytest

from hall_server.wire.asks import CallByNumber, Hold, Transfer
from hall_server.wire.words import HoldKind, WindowState
from hardware.call_box.acts import Act as PadAct
from hardware.call_box.interface import Key
from tests.window_terminal.terminal_alone import cut
from tests.window_terminal.terminal_devices import HELD, MISSED, Site, desk_with
from tests.window_terminal.terminal_fakes import Later, a_problem
from window_terminal.allowed import ALLOWED, Act
from window_terminal.desk_keys import BUTTONS
from window_terminal.state import offer

KEYS = {
    Key.NEXT: (WindowState.IDLE, "call_next"),
    Key.RECALL: (WindowState.CALLING, "recall"),
    Key.NO_SHOW: (WindowState.CALLING, "no_show"),
    Key.EVALUATE: (WindowState.SERVING, "finish"),
}
CONFIRMED = {
    "1": (WindowState.CALLING, "start"),
    "2": (WindowState.SERVING, "finish"),
    "6": (WindowState.CALLING, "no_show"),
}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_asks_the_hall_as_its_button_does(key: Key) -> None:
    state, what = KEYS[key]
    site = Site(state).signed_in()
    assert site.press(key) == [what]
    assert site.complaint == ""
    assert site.beeps == []


@pytest.mark.parametrize("digit", CONFIRMED)
def test_a_digit_and_the_confirming_key_do_their_act(digit: str) -> None:
    state, what = CONFIRMED[digit]
    site = Site(state).signed_in()
    site.box.press(3, Key.DIGITS, digit)
    assert site.press(Key.CONFIRM) == [what]


@pytest.mark.parametrize("state", WindowState)
@pytest.mark.parametrize("key", KEYS)
def test_a_key_whose_button_is_off_asks_nothing_beeps_and_says_why(key: Key, state: WindowState) -> None:
    site = Site(state).signed_in()
    acts = next(acts for acts in BUTTONS.values() if acts[0].value == KEYS[key][1])
    if any(offer(site.terminal.state, act).enabled for act in acts):
        return
    assert not ALLOWED[state] & set(acts)
    assert site.press(key) == []
    assert site.beeps == [2]
    assert "现在不能" in site.complaint


def test_the_confirming_key_alone_is_the_big_button() -> None:
    site = Site(WindowState.CLOSED).signed_in()
    asked = []
    for _ in range(4):
        asked += site.press(Key.CONFIRM)
        site.terminal.clock.advance(1)
    assert asked == ["open_window", "call_next", "start", "finish"]


def test_a_no_show_too_early_says_what_it_still_waits_for() -> None:
    called = desk_with(WindowState.CALLING)
    assert called.serving is not None
    once = called.serving.model_copy(update={"calls": 1})
    site = Site(desk=called.model_copy(update={"serving": once})).signed_in()
    assert site.press(Key.NO_SHOW) == []
    assert site.complaint == "还须再呼叫 2 次才能过号"


def test_nobody_signed_in_means_no_key() -> None:
    site = Site()
    site.terminal.model.start()
    assert site.press(Key.NEXT) == []
    assert site.beeps == [2]
    assert site.complaint.startswith("尚未登录")


def test_a_press_while_the_last_one_is_under_way_is_refused() -> None:
    hall = Later()
    site = slowly_signed_in(hall)
    site.press(Key.NEXT)
    assert site.press(Key.NEXT) == []
    assert site.complaint == "上一步操作尚未完成，请稍候"
    hall.work()
    assert [what for what, _, _ in site.terminal.hall.asked] == ["call_next"]


def test_what_the_hall_refuses_beeps_when_its_answer_comes() -> None:
    hall = Later()
    site = slowly_signed_in(hall)
    site.terminal.hall.refusal = a_problem("nobody_waiting", "暂无人等候")
    site.press(Key.NEXT)
    assert site.beeps == []
    hall.work()
    assert site.beeps == [2]
    assert site.complaint == "暂无人等候"


def test_a_refusal_is_not_heard_twice() -> None:
    hall = Later()
    site = slowly_signed_in(hall)
    site.press(Key.NEXT)
    hall.work()
    site.terminal.hall.refusal = a_problem("wrong_moment")
    site.terminal.clock.advance(20)
    site.terminal.model.act_pressed(Act.RECALL)
    hall.work()
    assert site.complaint == "查无此号"
    assert site.beeps == []


def test_a_refusal_of_a_button_does_not_beep() -> None:
    site = Site().signed_in()
    site.terminal.hall.refusal = a_problem("nobody_waiting", "暂无人等候")
    site.terminal.model.act_pressed(Act.CALL_NEXT)
    assert site.beeps == []


def test_a_hall_that_cannot_be_asked_beeps_three_times_once() -> None:
    site = Site().signed_in()
    site.terminal.hall.cut_off = True
    site.press(Key.NEXT)
    site.terminal.clock.advance(10)
    assert site.beeps == [3]


def test_without_the_link_a_key_says_what_must_wait_and_does_what_need_not() -> None:
    site = Site(WindowState.SERVING).signed_in()
    cut(site.terminal)
    assert site.press(Key.TRANSFER) == []
    assert "联网" in site.complaint
    site.press(Key.EVALUATE)
    assert site.terminal.state.window_state is WindowState.IDLE
    assert site.terminal.acted == [(Act.FINISH, "BG023")]


def test_a_key_with_a_page_opens_it_and_digits_answer_it() -> None:
    site = Site(WindowState.SERVING).signed_in()
    assert site.press(Key.CONFIRM, "0") == []
    question = site.terminal.state.question
    assert question is not None
    assert question.act is Act.HOLD
    assert site.press(Key.CONFIRM, "3") == ["hold"]
    ask = site.terminal.hall.asked[-1][1]
    assert isinstance(ask, Hold)
    assert ask.kind is HoldKind.WAIT


def test_the_place_of_a_reason_before_the_pause_key_pauses_at_once() -> None:
    site = Site().signed_in()
    assert site.press(Key.PAUSE, "2") == ["pause_window"]
    assert site.press(Key.PAUSE) == ["resume_window"]


def test_a_place_that_no_choice_has_leaves_the_page_open() -> None:
    site = Site().signed_in()
    assert site.press(Key.PAUSE, "99") == []
    assert site.terminal.state.question is not None
    assert site.complaint.startswith("没有第 99 项")


def test_a_windows_number_before_the_transfer_key_is_where_the_ticket_goes() -> None:
    site = Site(WindowState.SERVING).signed_in()
    assert site.press(Key.TRANSFER, "086") == []
    assert site.press(Key.CONFIRM, "1") == ["transfer"]
    ask = site.terminal.hall.asked[-1][1]
    assert isinstance(ask, Transfer)
    assert (ask.to_window, ask.reason) == ("W086", "wrong_item")


@pytest.mark.parametrize("number", ["99", "85"])
def test_a_transfer_to_nowhere_or_to_here_lets_the_clerk_choose_on_the_screen(number: str) -> None:
    site = Site(WindowState.SERVING).signed_in()
    site.press(Key.TRANSFER, number)
    assert site.terminal.state.question is not None
    assert site.terminal.state.question.target is None
    assert site.beeps == [2]


def test_digits_of_a_waiting_ticket_open_its_call_and_a_reason_calls_it() -> None:
    site = Site().signed_in()
    assert site.press(Key.CONFIRM, "025") == []
    assert site.press(Key.CONFIRM, "1") == ["call_by_number"]
    assert site.terminal.hall.asked[-1][1] == CallByNumber(number="BG025", reason="returning")


@pytest.mark.parametrize(("digits", "why"), [("015", "BG015 已过号"), ("777", "没有号码为 777")])
def test_digits_of_nobody_who_waits_say_why(digits: str, why: str) -> None:
    site = Site(desk=desk_with(WindowState.IDLE, missed=(MISSED,))).signed_in()
    assert site.press(Key.CONFIRM, digits) == []
    assert why in site.complaint
    assert site.terminal.state.question is None


def test_the_only_held_ticket_is_resumed_with_two_presses() -> None:
    site = Site(desk=desk_with(WindowState.IDLE, held=(HELD,))).signed_in()
    site.press(Key.CONFIRM, "3")
    assert site.press(Key.CONFIRM) == ["resume_ticket"]


def test_nobody_held_is_told() -> None:
    site = Site().signed_in()
    assert site.press(Key.CONFIRM, "3") == []
    assert site.complaint == "没有挂起的号"


def test_the_cancelling_key_closes_the_page() -> None:
    site = Site().signed_in()
    site.press(Key.PAUSE)
    site.press(Key.CANCEL)
    assert site.terminal.state.question is None


def test_another_key_does_not_pass_an_open_page() -> None:
    site = Site().signed_in()
    site.press(Key.PAUSE)
    assert site.press(Key.NEXT) == []
    assert site.complaint == "请先确定或取消当前页面"


def test_a_page_that_is_not_complete_is_not_confirmed() -> None:
    site = Site().signed_in()
    site.press(Key.PAUSE)
    assert site.press(Key.CONFIRM) == []
    assert site.complaint.startswith("本页还有未选")


def test_a_key_without_a_meaning_says_so() -> None:
    site = Site().signed_in()
    assert site.press(Key.LINE) == []
    assert site.complaint.startswith("这个按键没有对应的操作")


def test_the_leaving_digit_closes_the_window_and_then_signs_out() -> None:
    site = Site().signed_in()
    assert site.press(Key.CONFIRM, "9") == ["close_window"]
    site.press(Key.CONFIRM, "9")
    assert site.terminal.hall.signed_out == 1


def test_every_act_of_a_keypad_has_a_button_here() -> None:
    assert set(PadAct) - set(BUTTONS) == {PadAct.NOTHING}


def slowly_signed_in(hall: Later) -> Site:
    """At a hall that answers when it is let."""
    site = Site(background=hall)
    site.terminal.model.start()
    hall.work()
    site.terminal.model.session.sign_in("1085", "246810")
    hall.work()
    site.terminal.clock.advance(1)
    return site
