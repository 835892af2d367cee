"""Signing in and out."""

from hall_server.client.trouble import Refused
from hall_server.wire.answers import Problem, Session
from hall_server.wire.words import WindowState
from tests.window_terminal.terminal_fakes import WINDOW, Later, Terminal, a_terminal
from window_terminal.allowed import Act
from window_terminal.wording import calm_line


def test_a_clerk_signs_in_at_the_terminals_own_window() -> None:
    terminal = Terminal().signed_in()
    assert terminal.hall.signed_in == [("1085", "246810", WINDOW)]
    assert terminal.hall.token == "t-1"
    assert terminal.follower.zones == ["B"]
    assert terminal.state.clerk is not None
    assert terminal.state.clerk.name == "王芳"
    assert terminal.state.desk is not None


def test_a_terminal_of_no_window_asks_for_its_number() -> None:
    terminal = Terminal(window=None)
    terminal.model.start()
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.hall.signed_in == []
    terminal.model.session.window_typed("86")
    assert terminal.state.window is not None
    assert terminal.state.window.id == "W086"
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.hall.signed_in == [("1085", "246810", "W086")]


def test_the_settings_may_name_the_window_by_its_number() -> None:
    terminal = Terminal(window="85").signed_in()
    assert terminal.hall.signed_in == [("1085", "246810", WINDOW)]


def test_a_window_that_the_hall_does_not_have_is_told() -> None:
    terminal = Terminal(window="W999")
    terminal.model.start()
    assert "W999" in calm_line(terminal.state).words


def test_a_malformed_number_or_pin_is_not_sent() -> None:
    terminal = Terminal()
    terminal.model.start()
    for staff, pin in (("", "246810"), ("1085", "12"), ("1085", "secret"), ("王芳", "246810")):
        terminal.model.session.sign_in(staff, pin)
        assert "格式不对" in calm_line(terminal.state).words
    assert terminal.hall.signed_in == []


def test_a_refused_sign_in_says_why() -> None:
    terminal = Terminal()
    terminal.model.start()

    def locked(staff: str, pin: str, window: str | None) -> Session:
        raise Refused(
            Problem(type="x", title="x", status=401, code="x", detail="工号或密码不对", cure="请重新输入")
        )

    terminal.hall.sign_in = locked  # type: ignore[method-assign]
    terminal.model.session.sign_in("1085", "111111")
    assert calm_line(terminal.state).words == "工号或密码不对 · 请重新输入"
    assert not terminal.state.signing_in


def test_a_second_press_while_signing_in_is_ignored() -> None:
    slow = Later()
    terminal = Terminal(background=slow)
    terminal.model.start()
    slow.work()
    terminal.model.session.sign_in("1085", "246810")
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.state.signing_in
    slow.work()
    assert len(terminal.hall.signed_in) == 1


def test_without_a_server_the_terminal_says_so_and_tries_again() -> None:
    terminal = Terminal()
    terminal.hall.cut_off = True
    terminal.model.start()
    assert calm_line(terminal.state).words == "连不上大厅服务器，正在重试"
    terminal.hall.cut_off = False
    terminal.clock.advance(2)
    assert terminal.state.directory is not None
    assert calm_line(terminal.state).kind == ""


def test_a_link_that_breaks_while_signing_in_can_simply_be_pressed_again() -> None:
    terminal = Terminal()
    terminal.model.start()
    terminal.hall.cut_off = True
    terminal.model.session.sign_in("1085", "246810")
    assert "登录没有完成" in calm_line(terminal.state).words
    terminal.hall.cut_off = False
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.state.clerk is not None


def test_a_clerk_leaves_a_closed_window() -> None:
    terminal = a_terminal(WindowState.CLOSED)
    terminal.model.act_pressed(Act.SIGN_OUT)
    assert terminal.hall.signed_out == 1
    assert terminal.state.clerk is None
    assert terminal.state.desk is None
    assert terminal.hall.token is None
    assert terminal.follower.zones == ["B", None]
    asked = terminal.hall.desks_asked
    terminal.clock.advance(60)
    assert terminal.hall.desks_asked == asked


def test_a_sign_out_that_was_heard_but_not_answered_is_complete_when_the_hall_knows_no_session() -> None:
    terminal = a_terminal(WindowState.CLOSED)
    terminal.hall.cut_off = True
    terminal.model.act_pressed(Act.SIGN_OUT)
    assert terminal.state.clerk is not None

    def gone() -> object:
        raise Refused(Problem(type="x", title="x", status=401, code="x", detail="未登录"))

    terminal.hall.sign_out = gone  # type: ignore[assignment,method-assign]
    terminal.clock.advance(2)
    assert terminal.state.clerk is None
    assert terminal.state.trouble is None


def test_another_clerk_signs_in_after_the_first() -> None:
    terminal = a_terminal(WindowState.CLOSED)
    terminal.model.act_pressed(Act.SIGN_OUT)
    terminal.model.session.sign_in("1086", "135790")
    assert terminal.state.clerk is not None
    assert terminal.state.desk is not None
    assert terminal.follower.zones == ["B", None, "B"]
