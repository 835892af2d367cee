"""The link is back: what the hall did not know is told in order and once, by the clerk whose act it was."""

import json
from datetime import timedelta
from pathlib import Path

from hall_server.client.outbox import Outbox
from hall_server.wire.answers import Problem, Session
from hall_server.wire.words import Role, TicketState, WindowState
from tests.window_terminal.terminal_alone import at_work, cut, finish_alone, mend, sent
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
    Later,
    Terminal,
    a_desk,
    a_line,
    a_ticket,
    a_window,
)
from window_terminal.allowed import Act
from window_terminal.state import Unsent, offer
from window_terminal.wording import calm_line, state_text

TOO_LATE = Problem(type="x", title="x", status=409, code="wrong_moment", detail="BG023号已办结，不能办结")
SIGNED_OUT = Problem(type="x", title="x", status=401, code="not_signed_in", detail="请先登录")


def test_on_the_links_return_the_steps_go_first_in_order_and_then_the_desk_is_fetched() -> None:
    terminal = at_work()
    cut(terminal)
    finish_alone(terminal)
    terminal.hall.heard.clear()
    mend(terminal)
    assert terminal.hall.heard == ["start", "finish", "desk"]
    assert terminal.state.unsent == ()
    assert calm_line(terminal.state).words == "离线操作已上传 2 项"
    assert offer(terminal.state, Act.CALL_NEXT).enabled


def test_each_step_carries_the_moment_at_which_it_happened() -> None:
    terminal = at_work()
    cut(terminal)
    started_at = terminal.clock()
    finish_alone(terminal)
    terminal.clock.advance(3600)
    mend(terminal)
    moments = [json.loads(body)["acted_at"] for _, body, _ in terminal.hall.stored]
    assert moments == ["2026-11-24T01:00:01Z", "2026-11-24T01:05:01Z"]
    assert started_at == NINE + timedelta(seconds=1)


def test_the_halls_picture_replaces_the_terminals_own() -> None:
    terminal = at_work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    terminal.hall.cut_off = False
    mine = terminal.state.desk
    terminal.model.link_changed(False, terminal.clock())
    assert terminal.state.desk == terminal.hall.now_desk()
    assert terminal.state.desk != mine
    assert state_text(terminal.state) == "办理中"


def test_a_step_that_had_reached_the_hall_before_the_link_broke_is_done_once() -> None:
    terminal = at_work(WindowState.SERVING)
    hears = terminal.hall.finish

    def hears_but_is_not_heard(*asked: object) -> object:
        hears(*asked)  # type: ignore[arg-type]
        terminal.hall.cut_off = True
        return terminal.hall.desk(WINDOW)

    terminal.hall.finish = hears_but_is_not_heard  # type: ignore[assignment,method-assign]
    terminal.model.act_pressed(Act.FINISH)
    terminal.hall.finish = hears  # type: ignore[method-assign]
    assert terminal.state.unsent_here == 1
    mend(terminal)
    assert sent(terminal) == [("finish", "key-1")]
    assert [key for _, _, key in terminal.hall.asked] == ["key-1"]
    assert terminal.state.refused == ()
    assert terminal.state.unsent_here == 0


def test_without_the_feeds_word_the_steps_are_tried_every_two_seconds() -> None:
    terminal = at_work()
    terminal.hall.cut_off = True
    terminal.model.act_pressed(Act.START)
    terminal.clock.advance(6)
    assert terminal.state.unsent_here == 1
    terminal.hall.cut_off = False
    terminal.clock.advance(2)
    assert terminal.state.unsent_here == 0
    assert sent(terminal) == [("start", "key-1")]


def test_a_step_taken_while_the_last_one_is_on_its_way_is_sent_before_the_desk_is_fetched() -> None:
    terminal = at_work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    works = terminal.hall.start

    def start_and_press(*asked: object) -> object:
        answer = works(*asked)  # type: ignore[arg-type]
        terminal.model.act_pressed(Act.FINISH)
        return answer

    terminal.hall.start = start_and_press  # type: ignore[assignment,method-assign]
    terminal.hall.heard.clear()
    mend(terminal)
    assert terminal.hall.heard == ["start", "finish", "desk"]
    assert terminal.state.unsent_here == 0


def test_a_step_taken_while_earlier_ones_are_being_sent_goes_after_them() -> None:
    slow = Later()
    ticket = a_ticket(state=TicketState.CALLED, window=WINDOW, calls=1, last_called_at=NINE)
    desk = a_desk(a_window(WindowState.CALLING, ticket=ticket.id), a_line(), serving=ticket)
    terminal = Terminal(desk, background=slow)
    terminal.model.start()
    slow.work()
    terminal.model.session.sign_in("1085", "246810")
    slow.work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    mend(terminal)
    assert calm_line(terminal.state).words == "连接已恢复，正在上传 1 项离线操作…"
    assert not offer(terminal.state, Act.TRANSFER).enabled, "the hall must be told first"
    terminal.model.act_pressed(Act.FINISH)
    assert terminal.state.unsent_here == 2
    slow.work()
    slow.work()
    assert [verb for verb, _ in sent(terminal)] == ["start", "finish"]
    assert terminal.state.unsent_here == 0
    assert terminal.state.window_state is WindowState.IDLE


def test_a_link_that_breaks_again_while_sending_leaves_the_rest_in_order() -> None:
    terminal = at_work()
    cut(terminal)
    finish_alone(terminal)
    works = terminal.hall.finish

    def breaks(*asked: object) -> object:
        terminal.hall.cut_off = True
        return terminal.hall.desk(WINDOW)

    terminal.hall.finish = breaks  # type: ignore[assignment,method-assign]
    mend(terminal)
    assert terminal.state.unsent_here == 1
    assert terminal.state.window_state is WindowState.IDLE, "its own picture still counts"
    terminal.hall.finish = works  # type: ignore[method-assign]
    terminal.hall.cut_off = False
    terminal.clock.advance(2)
    assert terminal.state.unsent_here == 0


def test_a_refused_step_is_told_with_its_number_until_it_is_dismissed() -> None:
    terminal = at_work(WindowState.SERVING)
    cut(terminal)
    terminal.model.act_pressed(Act.FINISH)
    terminal.hall.refusal = TOO_LATE
    mend(terminal)
    assert terminal.state.unsent_here == 0
    line = calm_line(terminal.state)
    assert line.kind == "refused"
    assert line.words == "离线操作未被接受：BG023 办结（BG023号已办结，不能办结）"
    terminal.hall.refusal = None
    terminal.clock.advance(60)
    assert calm_line(terminal.state) == line
    assert terminal.state.window_state is WindowState.SERVING, "the hall's picture"
    terminal.model.act_pressed(Act.HOLD)
    terminal.model.pages.cancel()
    assert calm_line(terminal.state) == line, "leaving a page is not reading the line"
    terminal.model.pages.cancel()
    assert calm_line(terminal.state).kind != "refused"
    terminal.clock.advance(60)
    assert len(terminal.hall.stored) == 1, "it stays set aside"


def test_a_refused_step_nobody_has_read_about_is_told_after_a_restart(tmp_path: Path) -> None:
    terminal = at_work(WindowState.SERVING, kept=Outbox(tmp_path / "outbox.db"))
    cut(terminal)
    terminal.model.act_pressed(Act.FINISH)
    terminal.hall.refusal = TOO_LATE
    mend(terminal)
    again = at_work(WindowState.SERVING, kept=Outbox(tmp_path / "outbox.db"))
    assert calm_line(again.state).kind == "refused"
    again.model.pages.cancel()
    third = at_work(WindowState.SERVING, kept=Outbox(tmp_path / "outbox.db"))
    assert calm_line(third.state).kind != "refused"


def left_by_1085(tmp_path: Path) -> Outbox:
    """A terminal went off with a finished service that the hall does not know."""
    before = at_work(WindowState.SERVING, kept=Outbox(tmp_path / "outbox.db"))
    cut(before)
    before.model.act_pressed(Act.FINISH)
    return Outbox(tmp_path / "outbox.db")


def test_after_a_restart_the_steps_are_sent_when_the_same_clerk_signs_in(tmp_path: Path) -> None:
    ticket = a_ticket(state=TicketState.SERVING, window=WINDOW, started_at=NINE)
    desk = a_desk(a_window(WindowState.SERVING, ticket=ticket.id), a_line(), serving=ticket)
    terminal = Terminal(desk, kept=left_by_1085(tmp_path))
    terminal.model.start()
    assert terminal.hall.stored == []
    assert terminal.state.left_behind == (Unsent("1085", WINDOW, 1),)
    assert calm_line(terminal.state).words == (
        "本机有工号 1085 在 85 号窗口的 1 项操作未上传，须本人在该窗口登录后上传"
    )
    terminal.model.session.sign_in("1085", "246810")
    assert [verb for verb, _ in sent(terminal)] == ["finish"]
    assert terminal.state.unsent == ()
    assert terminal.state.window_state is WindowState.IDLE


def test_another_clerks_sign_in_leaves_them_and_says_so(tmp_path: Path) -> None:
    kept = left_by_1085(tmp_path)
    terminal = Terminal(kept=kept)
    terminal.hall.sign_in = lambda staff, pin, window: Session(  # type: ignore[method-assign]
        token="t-2", staff=staff, name="李强", roles=(Role.CLERK,), window=window, expires_at=NINE
    )
    terminal.model.start()
    terminal.model.session.sign_in("1086", "246810")
    terminal.clock.advance(30)
    assert terminal.hall.stored == []
    assert "工号 1085" in calm_line(terminal.state).words
    assert state_text(terminal.state) == "未开放", "what waits is not this clerk's"
    assert offer(terminal.state, Act.OPEN).enabled
    assert len(kept.waiting(f"1085@{WINDOW}")) == 1


def test_the_same_clerk_at_another_window_leaves_them_too(tmp_path: Path) -> None:
    terminal = Terminal(kept=left_by_1085(tmp_path), window="W086")
    terminal.model.start()
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.hall.stored == []
    assert "85 号窗口" in calm_line(terminal.state).words


def test_a_session_that_has_ended_meanwhile_keeps_the_steps_for_the_next_sign_in() -> None:
    terminal = at_work(WindowState.SERVING)
    cut(terminal)
    terminal.model.act_pressed(Act.FINISH)
    terminal.hall.refusal = SIGNED_OUT
    mend(terminal)
    assert terminal.state.clerk is None
    assert "登录已失效" in calm_line(terminal.state).words
    assert terminal.state.left_behind == (Unsent("1085", WINDOW, 1),)
    terminal.hall.refusal = None
    terminal.clock.advance(30)
    assert len(terminal.hall.stored) == 1, "nothing is sent while nobody is signed in"
    terminal.model.session.sign_in("1085", "246810")
    assert terminal.state.unsent == ()
    assert [key for _, key in sent(terminal)] == ["key-1", "key-1"]
