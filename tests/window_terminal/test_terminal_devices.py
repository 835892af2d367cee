"""The devices at a window: what the keypad shows, how each of them is told, and that none is in the way."""

import pytest

from hall_server.wire.words import Language, WindowState
from hardware.call_box.interface import BLANK, Display, Key
from tests.window_terminal.terminal_alone import cut, mend
from tests.window_terminal.terminal_devices import ADDRESS, Site
from tests.window_terminal.terminal_fakes import a_problem
from window_terminal.wording import calm_line


def test_a_keypad_shows_how_many_wait_and_who_stands_here() -> None:
    site = Site().signed_in()
    assert site.shown() == Display(3, None)
    site.press(Key.NEXT)
    assert site.shown() == Display(2, 24)


def test_a_keypad_is_dark_until_somebody_signs_in_and_after() -> None:
    site = Site(WindowState.CLOSED)
    assert site.shown() == BLANK
    site.signed_in()
    assert site.shown() == Display(3, None)
    site.press(Key.CONFIRM, "9")
    assert site.shown() == BLANK


def test_without_the_link_the_count_is_dark_and_the_number_stays() -> None:
    site = Site(WindowState.SERVING).signed_in()
    cut(site.terminal)
    assert site.shown() == Display(None, 23)
    mend(site.terminal)
    assert site.shown() == Display(3, 23)


def test_the_display_is_told_only_what_is_new() -> None:
    site = Site().signed_in()
    before = len(site.box.displays[ADDRESS])
    site.terminal.clock.advance(120)
    assert len(site.box.displays[ADDRESS]) == before


def test_the_first_who_waits_for_a_free_window_is_heard() -> None:
    site = Site().signed_in()
    hall = site.terminal.hall
    line = hall.now_desk()
    hall.put(line.model_copy(update={"waiting_total": 0, "waiting": (), "next": None}))
    site.terminal.clock.advance(31)
    hall.put(line)
    site.terminal.clock.advance(31)
    assert site.beeps == [1]


def test_a_keypad_that_goes_and_comes_back_is_told_and_disturbs_nothing() -> None:
    site = Site().signed_in()
    assert site.sign("call_box") == ("ok", "设备正常")
    site.box.broken = True
    site.terminal.clock.advance(5)
    assert site.sign("call_box")[0] == "down"
    line = calm_line(site.terminal.state)
    assert (line.kind, "呼叫器没有应答" in line.words) == ("", True)
    site.terminal.model.primary_pressed()
    assert calm_line(site.terminal.state).kind == "said"
    site.box.broken = False
    site.terminal.clock.advance(5)
    assert site.sign("call_box") == ("ok", "设备正常")


def test_devices_are_told_in_the_clerks_language() -> None:
    site = Site(language=Language.EN).signed_in()
    assert site.sign("scanner") == ("ok", "The device works")


def test_another_windows_keypad_on_the_line_does_nothing_here_and_is_named() -> None:
    site = Site().signed_in()
    site.box.press(7, Key.NEXT)
    assert site.terminal.hall.asked == []
    kind, words = site.sign("call_box")
    assert (kind, words) == ("warning", "收到 7 号呼叫器的按键，本窗口设置的是 3 号")
    assert site.terminal.state.devices[0].cure.endswith("address=7")


def test_the_devices_stay_in_sight_when_the_clerk_signs_out() -> None:
    site = Site(WindowState.CLOSED).signed_in()
    site.press(Key.CONFIRM, "9")
    assert site.sign("call_box")[0] == "ok"


def test_a_closed_site_hears_nothing_more() -> None:
    site = Site().signed_in()
    site.devices.close()
    assert site.press(Key.NEXT) == []


@pytest.mark.parametrize("state", [WindowState.PAUSED, WindowState.SERVING])
def test_people_who_come_while_the_clerk_is_busy_make_no_sound(state: WindowState) -> None:
    site = Site(state).signed_in()
    hall = site.terminal.hall
    line = hall.now_desk()
    hall.put(line.model_copy(update={"waiting_total": 0}))
    site.terminal.clock.advance(31)
    hall.put(line)
    site.terminal.clock.advance(31)
    assert site.beeps == []


def test_an_unknown_code_of_a_refusal_is_still_the_halls_own_sentence() -> None:
    site = Site().signed_in()
    site.terminal.hall.refusal = a_problem("something_new", "今天不行")
    site.press(Key.NEXT)
    assert site.complaint == "今天不行"
