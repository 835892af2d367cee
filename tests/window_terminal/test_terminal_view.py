"""The terminal's window, offscreen: keys, buttons, folding, and room for every word."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from hall_server.client.device_settings import Screen
from hall_server.client.remote_control import CannotDo, RemoteControl
from hall_server.wire.words import Language, WindowState
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
)
from tests.window_terminal.terminal_shown import Shown, a_busy_desk, clipped, shown
from window_terminal.allowed import ALLOWED, Act
from window_terminal.keys import KEYS
from window_terminal.ui.style import ACCENT, DEVICE_LOOK, GROUND, INK, LINE_LOOK, MUTED, STATE_LOOK, SURFACE

PLAIN = [(key, acts[0]) for key, acts in KEYS.items()] + [
    ("F5", Act.WALK_IN_FINISHED),
    ("F10", Act.RESUME_WINDOW),
]
COMMANDS = {
    Act.OPEN: "open_window",
    Act.CALL_NEXT: "call_next",
    Act.RECALL: "recall",
    Act.START: "start",
    Act.FINISH: "finish",
    Act.NO_SHOW: "no_show",
    Act.RESUME_WINDOW: "resume_window",
    Act.CLOSE: "close_window",
    Act.WALK_IN_FINISHED: "finish_walk_in",
}


@pytest.mark.parametrize(("key", "act"), PLAIN)
def test_a_key_does_its_act_or_opens_its_page(qtbot: QtBot, key: str, act: Act) -> None:
    state = next(s for s, acts in ALLOWED.items() if act in acts)
    screen = shown(qtbot, state).signed_in(20)
    screen.press(key)
    if act in COMMANDS:
        assert screen.asked() == [COMMANDS[act]]
    else:
        assert screen.terminal.state.question is not None
        assert screen.terminal.state.question.act is act
        assert screen.widget("cancel").isEnabled()


def test_ctrl_l_signs_out_at_a_closed_window(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CLOSED).signed_in()
    screen.press("Ctrl+L")
    assert screen.terminal.hall.signed_out == 1
    assert screen.widget("sign_in").isVisible()


@pytest.mark.parametrize("state", WindowState)
def test_buttons_and_keys_of_other_states_are_off(qtbot: QtBot, state: WindowState) -> None:
    screen = shown(qtbot, state).signed_in(20)
    for act in Act:
        assert screen.widget(f"act_{act.value}").isEnabled() is (act in ALLOWED[state]), act
    for action in screen.window.actions():
        acts = KEYS.get(action.shortcut().toString())
        if acts:
            assert action.isEnabled() is bool(set(acts) & ALLOWED[state]), acts


def test_space_is_the_one_key_for_a_line_of_people(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CLOSED).signed_in()
    for _ in range(4):
        screen.press("Space")
        screen.terminal.clock.advance(1)
    assert screen.asked() == ["open_window", "call_next", "start", "finish"]


def test_space_in_a_text_field_is_a_space(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.SERVING).signed_in()
    screen.press("F9")
    note = screen.widget("note_field")
    note.setFocus()
    QTest.keyClicks(note, "ab cd")
    assert screen.terminal.state.question is not None
    assert screen.terminal.state.question.note == "ab cd"
    assert screen.asked() == []


def test_space_on_a_button_that_was_reached_with_tab_presses_that_button(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    screen.widget("act_walk_in").setFocus(Qt.FocusReason.TabFocusReason)
    screen.press("Space")
    assert screen.asked() == []
    assert screen.terminal.state.question is not None
    assert screen.terminal.state.question.act is Act.WALK_IN


def test_a_page_is_answered_with_digits_and_enter(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    screen.press("F10")
    assert not screen.widget("confirm").isEnabled()
    screen.press("2")
    screen.press("Return")
    assert screen.asked() == ["pause_window"]
    assert screen.label("window_state") == "暂停服务"
    assert screen.label("service_timer") == "还剩 1:00:00 · 午休"


def test_escape_leaves_a_page_without_asking_the_hall(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.SERVING).signed_in()
    screen.press("F9")
    QTest.keyClick(screen.widget("filter_field"), Qt.Key.Key_Escape)
    assert screen.terminal.state.question is None
    assert screen.asked() == []
    assert screen.widget("act_finish").isEnabled()


def test_f1_shows_the_legend(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    screen.press("F1")
    assert screen.label("help_title") == "快捷键一览"
    screen.press("F1")
    assert screen.widget("act_call_next").isVisible()


def test_the_bar_is_slim_and_unfolds_inside_the_screen(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE, width=1920, height=1080).signed_in()
    assert (screen.window.width(), screen.window.height()) == (1366, 768)
    screen.press("F12")
    assert (screen.window.width(), screen.window.height()) == (1366, 68)
    assert screen.window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    screen.tap("fold")
    assert screen.window.height() == 768


def test_the_folded_bar_still_does_what_the_state_allows(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CALLING).signed_in()
    screen.press("F12")
    assert screen.label("current_number") == "BG1023"
    assert screen.label("next_number") == "下一位 BG024"
    screen.tap("act_recall")
    screen.terminal.clock.advance(1)
    screen.tap("primary")
    assert screen.asked() == ["recall", "start"]
    screen.tap("act_hold")
    assert screen.window.height() == 768
    screen.tap("choose_wait")
    screen.tap("confirm")
    assert screen.asked() == ["recall", "start", "hold"]
    assert screen.window.height() == 68


def test_a_clerk_signs_in_with_the_keyboard(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CLOSED)
    screen.terminal.model.start()
    QTest.keyClicks(screen.widget("staff_number"), "1085")
    QTest.keyClicks(screen.widget("pin"), "246810")
    QTest.keyClick(screen.widget("pin"), Qt.Key.Key_Return)
    assert screen.terminal.hall.signed_in == [("1085", "246810", WINDOW)]
    assert screen.label("clerk") == "王芳 · 1085"


def test_the_pin_is_not_kept_for_the_next_clerk(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CLOSED)
    screen.terminal.model.start()
    QTest.keyClicks(screen.widget("staff_number"), "1085")
    QTest.keyClicks(screen.widget("pin"), "246810")
    screen.tap("sign_in")
    screen.press("Ctrl+L")
    pin = screen.widget("pin")
    assert isinstance(pin, QLineEdit)
    assert pin.text() == ""


def test_a_press_shows_at_once_that_it_is_under_way(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    screen.terminal.hall.cut_off = True
    screen.tap("act_call_next")
    primary = screen.widget("primary")
    assert isinstance(primary, QPushButton)
    assert primary.text() == "正在呼叫下一位…"
    assert not primary.isEnabled()
    assert "正在重试" in screen.label("calm_line")


def test_the_link_that_is_lost_is_told_folded_and_unfolded(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    screen.terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    assert "数据截至 09:00:05" in screen.label("calm_line")
    screen.press("F12")
    assert "数据截至 09:00:05" in screen.label("bar_calm_line")


def test_the_remote_control_reads_and_presses_what_a_clerk_would(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.IDLE).signed_in()
    remote = RemoteControl(screen.window, 0, lambda: None)
    assert remote.do("shows BG030")
    remote.do("key F2")
    assert screen.asked() == ["call_next"]
    with pytest.raises(CannotDo):
        remote.do("key F2")
    remote.do("key F9")
    remote.do("type filter_field 契税")
    remote.do("tap choose_BI")
    remote.do("tap choose_next_step")
    remote.do("type note_field 请核对")
    remote.do("tap confirm")
    assert screen.asked() == ["call_next", "transfer"]


@pytest.mark.parametrize("state", WindowState)
@pytest.mark.parametrize(
    ("width", "language"), [(1366, Language.ZH), (1366, Language.EN), (1080, Language.ZH)]
)
def test_every_word_has_room(qtbot: QtBot, state: WindowState, language: Language, width: int) -> None:
    screen = shown(qtbot, state, language, width).signed_in(70)
    assert clipped(screen.window) == []
    for act in sorted(ALLOWED[state] - set(COMMANDS) - {Act.SIGN_OUT}):
        screen.terminal.model.act_pressed(act)
        assert screen.terminal.state.question is not None
        assert clipped(screen.window) == [], act
        screen.terminal.model.pages.cancel()
    screen.terminal.model.pages.toggle_help()
    assert clipped(screen.window) == []
    screen.terminal.model.pages.toggle_fold()
    assert clipped(screen.window) == []
    screen.terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    assert clipped(screen.window) == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("calls", [1, 3])
def test_what_a_button_still_waits_for_has_room(qtbot: QtBot, language: Language, calls: int) -> None:
    desk = a_busy_desk(WindowState.CALLING)
    assert desk.serving is not None
    called = desk.serving.model_copy(update={"calls": calls, "last_called_at": NINE})
    screen = Shown(
        qtbot, desk.model_copy(update={"serving": called}), language, Screen(width=1366, height=768)
    )
    screen.signed_in()
    assert clipped(screen.window) == []
    screen.press("F12")
    assert clipped(screen.window) == []


@pytest.mark.parametrize("language", Language)
def test_the_sign_in_has_room(qtbot: QtBot, language: Language) -> None:
    screen = shown(qtbot, WindowState.CLOSED, language)
    screen.terminal.model.start()
    assert clipped(screen.window) == []


def test_main_text_stands_seven_to_one() -> None:
    pairs = [(INK, SURFACE), (INK, GROUND), (MUTED, SURFACE), (MUTED, GROUND), ("#FFFFFF", ACCENT)]
    pairs += [(ink, ground) for ground, ink in STATE_LOOK.values()]
    pairs += [(ink, ground) for ground, ink, _ in (*LINE_LOOK.values(), *DEVICE_LOOK.values())]
    assert [p for p in pairs if contrast(*p) < 7] == []


def contrast(one: str, other: str) -> float:
    """As WCAG counts it."""

    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
