"""The link is lost: what the window shows of it, and which of its buttons and keys still work."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from hall_server.wire.answers import Problem
from hall_server.wire.words import Language, WindowState
from tests.window_terminal.terminal_fakes import NINE
from tests.window_terminal.terminal_shown import clipped, shown
from window_terminal.allowed import Act

TOO_LATE = Problem(type="x", title="x", status=409, code="wrong_moment", detail="BG1023号已办结，不能办结")


@pytest.mark.parametrize(
    ("width", "language"), [(1366, Language.ZH), (1366, Language.EN), (1080, Language.ZH)]
)
def test_what_the_hall_does_not_know_has_room(qtbot: QtBot, language: Language, width: int) -> None:
    screen = shown(qtbot, WindowState.CALLING, language, width).signed_in(20)
    screen.terminal.hall.cut_off = True
    screen.terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    for act in (Act.START, Act.FINISH):
        screen.terminal.model.act_pressed(act)
        assert clipped(screen.window) == [], act
        screen.terminal.model.pages.toggle_fold()
        assert clipped(screen.window) == [], act
        screen.terminal.model.pages.toggle_fold()
    screen.terminal.hall.cut_off, screen.terminal.hall.refusal = False, TOO_LATE
    screen.terminal.model.link_changed(False, screen.terminal.clock())
    assert screen.widget("dismiss").isVisible()
    assert clipped(screen.window) == []
    screen.terminal.model.pages.toggle_fold()
    assert clipped(screen.window) == []


def test_the_keys_of_what_needs_the_hall_are_off_while_the_link_is_lost(qtbot: QtBot) -> None:
    screen = shown(qtbot, WindowState.CALLING).signed_in(20)
    screen.terminal.hall.cut_off = True
    screen.terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    for key in ("F3", "F9", "F10", "F11", "Ctrl+L"):
        screen.press(key)
    assert screen.asked() == []
    assert screen.terminal.state.question is None
    assert "联网" in screen.widget("act_recall").toolTip()
    screen.press("F4")
    assert screen.label("window_state") == "办理中 · 未上传"
    assert screen.label("unsent") == "1 项未上传"
    screen.terminal.clock.advance(1)
    screen.press("Space")
    assert screen.label("window_state") == "空闲 · 未上传"
    assert "联网" in screen.widget("primary").toolTip()


@pytest.mark.parametrize("by_key", [False, True])
def test_what_was_refused_is_dismissed_with_its_button_or_escape(qtbot: QtBot, by_key: bool) -> None:
    screen = shown(qtbot, WindowState.SERVING).signed_in(20)
    screen.terminal.hall.cut_off = True
    screen.terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    screen.press("F5")
    screen.terminal.hall.cut_off, screen.terminal.hall.refusal = False, TOO_LATE
    screen.terminal.model.link_changed(False, screen.terminal.clock())
    assert "BG1023 办结（BG1023号已办结" in screen.label("calm_line")
    if by_key:
        screen.press("Esc")
    else:
        screen.tap("dismiss")
    assert "BG1023号已办结" not in screen.label("calm_line")
