"""The link is lost and the citizen stands at the window: the service goes on."""

import json

import httpx
import pytest

from hall_server.client.http import HttpHall
from hall_server.client.outbox import NotKept
from hall_server.wire.words import Language, WindowState
from tests.window_terminal.terminal_alone import at_work, cut, mend
from tests.window_terminal.terminal_fakes import (
    WINDOW,
    Terminal,
    a_desk,
    a_line,
    a_window,
)
from window_terminal.allowed import ALONE, Act
from window_terminal.state import offer
from window_terminal.wording import calm_line, limit_hint, state_text, timer_text, unsent_text


def test_a_service_is_started_and_finished_without_the_hall() -> None:
    terminal = at_work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    assert terminal.state.window_state is WindowState.SERVING
    assert terminal.state.desk is not None
    assert terminal.state.desk.serving is not None
    assert terminal.state.desk.serving.started_at == terminal.clock()
    terminal.clock.advance(65)
    assert timer_text(terminal.state) == "已办理 01:05"
    terminal.model.act_pressed(Act.FINISH)
    assert state_text(terminal.state) == "空闲 · 未上传"
    assert terminal.state.desk.serving is None
    assert terminal.state.pending is None
    assert terminal.hall.asked == [], "the hall cannot be asked, and nobody waits for a time-out"


def test_what_the_hall_does_not_know_is_marked_with_its_count() -> None:
    terminal = at_work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    assert state_text(terminal.state) == "办理中 · 未上传"
    terminal.model.act_pressed(Act.FINISH)
    assert state_text(terminal.state) == "空闲 · 未上传"
    assert unsent_text(terminal.state) == "2 项未上传"
    line = calm_line(terminal.state)
    assert line.kind == "lost"
    assert "数据截至 09:00:01" in line.words
    assert "2 项未上传" in line.words
    assert "叫号须等连接恢复" in line.words


def test_a_held_ticket_is_on_the_list_although_the_hall_does_not_know() -> None:
    terminal = at_work(WindowState.SERVING)
    cut(terminal)
    terminal.model.act_pressed(Act.HOLD)
    terminal.model.pages.choose("papers_stay")
    terminal.model.pages.note_typed("缺房产证")
    terminal.model.confirm_pressed()
    assert terminal.state.question is None
    assert terminal.state.window_state is WindowState.IDLE
    assert terminal.state.desk is not None
    assert [(t.number, t.hold) for t in terminal.state.desk.held] == [("BG023", "papers_stay")]
    mend(terminal)
    ((verb, body, _),) = terminal.hall.stored
    assert verb == "hold"
    assert json.loads(body)["note"] == "缺房产证"


@pytest.mark.parametrize("state", [WindowState.IDLE, WindowState.CALLING, WindowState.SERVING])
def test_everything_that_needs_the_hall_waits_and_says_so(state: WindowState) -> None:
    terminal = Terminal(a_desk(a_window(state, ticket=None), a_line())).signed_in()
    if state is not WindowState.IDLE:
        terminal = at_work(state)
    before = {act for act in Act if offer(terminal.state, act).enabled}
    cut(terminal)
    for act in before:
        offered = offer(terminal.state, act)
        assert offered.enabled is (act in ALONE), act
        assert ("联网" in limit_hint(offered, Language.ZH)) is (act not in ALONE), act
        if act not in ALONE:
            terminal.model.act_pressed(act)
    assert terminal.hall.asked == []


def test_two_windows_that_cannot_ask_do_not_call() -> None:
    terminal = at_work(WindowState.SERVING)
    cut(terminal)
    terminal.model.act_pressed(Act.FINISH)
    terminal.clock.advance(1)
    terminal.model.primary_pressed()
    terminal.model.act_pressed(Act.CALL_NEXT)
    terminal.model.act_pressed(Act.CALL_BY_NUMBER)
    assert terminal.state.window_state is WindowState.IDLE
    assert terminal.state.question is None
    mend(terminal)
    assert [what for what, _, _ in terminal.hall.asked] == ["finish"]


def test_a_page_that_was_open_when_the_link_broke_is_not_sent() -> None:
    terminal = at_work(WindowState.SERVING)
    terminal.model.act_pressed(Act.TRANSFER)
    terminal.model.pages.target_picked("BH")
    terminal.model.pages.choose("next_step")
    cut(terminal)
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    assert "联网" in calm_line(terminal.state).words
    assert terminal.state.question is not None, "the answers stay"
    mend(terminal)
    terminal.model.confirm_pressed()
    assert [what for what, _, _ in terminal.hall.asked] == ["transfer"]


def test_the_desk_does_not_replace_the_picture_while_something_is_unsent() -> None:
    terminal = at_work()
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    asked = terminal.hall.desks_asked
    terminal.model.hall_changed([])
    terminal.clock.advance(60)
    assert terminal.hall.desks_asked == asked
    assert terminal.state.window_state is WindowState.SERVING


def test_a_first_try_without_an_answer_goes_on_with_the_same_key_and_the_same_words() -> None:
    terminal = at_work()
    terminal.hall.cut_off = True
    terminal.model.act_pressed(Act.START)
    assert [(what, key) for what, _, key in terminal.hall.asked] == [("start", "key-1")]
    assert terminal.state.window_state is WindowState.SERVING
    assert calm_line(terminal.state).kind == "lost"
    (stored,) = terminal.kept.waiting(f"1085@{WINDOW}")
    assert stored.key == "key-1"
    assert stored.body == '{"window":"W085","acted_at":"2026-11-24T01:00:01Z"}'


@pytest.mark.parametrize("act", sorted(ALONE))
def test_what_is_kept_is_letter_by_letter_what_was_asked(act: Act) -> None:
    terminal = at_work(WindowState.CALLING if act is Act.START else WindowState.SERVING)
    went_out: list[httpx.Request] = []

    def no_answer(request: httpx.Request) -> httpx.Response:
        went_out.append(request)
        raise httpx.ReadTimeout("nothing came back")

    over_http = HttpHall("http://hall")
    over_http._http = httpx.Client(base_url="http://hall/api/v1", transport=httpx.MockTransport(no_answer))
    terminal.hall.start = over_http.start  # type: ignore[method-assign]
    terminal.hall.finish = over_http.finish  # type: ignore[method-assign]
    terminal.hall.hold = over_http.hold  # type: ignore[method-assign]
    terminal.model.act_pressed(act)
    if act is Act.HOLD:
        terminal.model.pages.choose("wait")
        terminal.model.pages.note_typed("等待刻章")
        terminal.model.confirm_pressed()
    (request,), (stored,) = went_out, terminal.kept.waiting(f"1085@{WINDOW}")
    assert (stored.path, stored.body.encode()) == (
        request.url.path.removeprefix("/api/v1"),
        request.content,
    )
    assert stored.key == request.headers["Idempotency-Key"]


def test_a_step_that_cannot_be_kept_is_not_shown_as_taken() -> None:
    terminal = at_work(WindowState.SERVING)
    cut(terminal)
    terminal.kept.close()
    with pytest.raises(NotKept):
        terminal.model.act_pressed(Act.FINISH)
    assert terminal.state.window_state is WindowState.SERVING
    assert "NotKept" in calm_line(terminal.state).words


def test_the_english_sentences_are_complete() -> None:
    terminal = at_work(language=Language.EN)
    cut(terminal)
    terminal.model.act_pressed(Act.START)
    assert state_text(terminal.state) == "Serving · not sent"
    assert calm_line(terminal.state).words.endswith(
        "1 not yet sent · Start, finish and hold go on; calling needs the link"
    )
