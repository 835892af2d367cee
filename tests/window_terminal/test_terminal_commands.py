"""Pressed twice, cut off, refused: a command is done once, and the clerk is told."""

import pytest

from hall_server.client.background import ManualTimer
from hall_server.wire.answers import Problem
from hall_server.wire.words import WindowState
from tests.window_terminal.terminal_fakes import Later, Terminal, a_desk, a_line, a_terminal, a_window
from window_terminal.allowed import Act
from window_terminal.commands import Command, Commands
from window_terminal.state import Pending, offer
from window_terminal.wording import calm_line

NOT_OPEN = Problem(
    type="urn:onehall:refusal:x", title="x", status=409, code="x", detail="该窗口未开放", cure="请换一个窗口"
)
SIGNED_OUT = Problem(type="urn:onehall:refusal:y", title="y", status=401, code="y", detail="未登录")


def a_slow_terminal() -> tuple[Terminal, Later]:
    slow = Later()
    terminal = Terminal(a_desk(a_window(WindowState.IDLE), a_line()), background=slow)
    terminal.model.start()
    slow.work()
    terminal.model.session.sign_in("1085", "246810")
    slow.work()
    terminal.clock.advance(1)
    return terminal, slow


def test_a_press_is_seen_at_once_and_everything_else_waits_for_the_answer() -> None:
    terminal, slow = a_slow_terminal()
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.pending == Pending(Act.CALL_NEXT)
    assert terminal.shown[-1] is terminal.state
    assert not any(offer(terminal.state, act).enabled for act in Act)
    slow.work()
    assert terminal.state.pending is None
    assert terminal.state.window_state is WindowState.CALLING


def test_a_double_press_sends_one_command() -> None:
    terminal, slow = a_slow_terminal()
    terminal.model.act_pressed(Act.CALL_NEXT)
    terminal.model.act_pressed(Act.CALL_NEXT)
    terminal.model.primary_pressed()
    slow.work()
    assert [what for what, _, _ in terminal.hall.asked] == ["call_next"]


def test_a_nervous_second_press_does_not_start_what_the_first_one_called() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.primary_pressed()
    terminal.clock.advance(0.2)
    terminal.model.primary_pressed()
    assert [what for what, _, _ in terminal.hall.asked] == ["call_next"]
    terminal.clock.advance(1)
    terminal.model.primary_pressed()
    assert [what for what, _, _ in terminal.hall.asked] == ["call_next", "start"]


def test_of_two_commands_at_once_the_second_is_not_sent() -> None:
    asked: list[str] = []
    slow = Later()
    commands = Commands(slow, ManualTimer(), lambda pending: None)
    command = Command(
        Act.CALL_NEXT, asked.append, lambda answer: None, lambda problem: None, lambda error: None
    )
    assert commands.send(command)
    assert not commands.send(command)
    slow.work()
    assert len(asked) == 1
    assert commands.send(command)


def test_each_press_has_its_own_key() -> None:
    terminal = a_terminal(WindowState.CLOSED)
    terminal.model.act_pressed(Act.OPEN)
    terminal.model.act_pressed(Act.CALL_NEXT)
    keys = [key for _, _, key in terminal.hall.asked]
    assert len(set(keys)) == 2


def test_a_lost_link_is_asked_again_every_two_seconds_with_the_same_key() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.cut_off = True
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.pending == Pending(Act.CALL_NEXT, retrying=True)
    assert calm_line(terminal.state).words == "“呼叫下一位”未获答复，正在重试"
    terminal.clock.advance(4)
    assert not any(offer(terminal.state, act).enabled for act in Act)
    terminal.hall.cut_off = False
    terminal.clock.advance(2)
    assert [(what, key) for what, _, key in terminal.hall.asked] == [("call_next", "key-1")] * 4
    assert terminal.state.pending is None
    assert terminal.state.window_state is WindowState.CALLING


def test_a_refusal_is_told_with_its_cure_and_blocks_nothing() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.refusal = NOT_OPEN
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert calm_line(terminal.state).words == "该窗口未开放 · 请换一个窗口"
    assert terminal.state.pending is None
    terminal.hall.refusal = None
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.trouble is None
    assert terminal.state.window_state is WindowState.CALLING


def test_what_the_clerk_typed_stays_when_the_hall_refuses() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.act_pressed(Act.TRANSFER)
    terminal.model.pages.target_picked("BH")
    terminal.model.pages.choose("next_step")
    terminal.model.pages.note_typed("已核对合同原件")
    terminal.hall.refusal = NOT_OPEN
    terminal.model.confirm_pressed()
    question = terminal.state.question
    assert question is not None
    assert (question.note, question.chosen, question.target) == ("已核对合同原件", "next_step", "BH")
    terminal.hall.refusal = None
    terminal.model.confirm_pressed()
    assert terminal.state.question is None


def test_a_refused_command_makes_the_desk_fresh() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.refusal = NOT_OPEN
    terminal.hall.put(a_desk(a_window(WindowState.CLOSED), a_line()))
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.window_state is WindowState.CLOSED


def test_an_ended_session_leads_back_to_the_sign_in() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.refusal = SIGNED_OUT
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.clerk is None
    assert terminal.hall.token is None
    assert terminal.follower.zones[-1] is None
    assert "登录已失效" in calm_line(terminal.state).words


def test_a_fault_of_ours_is_told_and_the_terminal_stays_usable() -> None:
    terminal = a_terminal(WindowState.IDLE)
    works = terminal.hall.call_next

    def broken(window: str, key: str) -> object:
        raise ValueError("not JSON")

    terminal.hall.call_next = broken  # type: ignore[assignment,method-assign]
    with pytest.raises(ValueError, match="not JSON"):
        terminal.model.act_pressed(Act.CALL_NEXT)
    assert "ValueError" in calm_line(terminal.state).words
    terminal.hall.call_next = works  # type: ignore[method-assign]
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.window_state is WindowState.CALLING
