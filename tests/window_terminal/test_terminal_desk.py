"""The desk follows the hall: through the feed, through broken links, and never backwards."""

from datetime import timedelta

import pytest

from hall_server.client.trouble import Refused
from hall_server.wire.answers import Desk, Problem
from hall_server.wire.events import Event
from hall_server.wire.words import EventKind, TicketState, WindowState
from tests.window_terminal.terminal_fakes import (
    DAY,
    NINE,
    Later,
    Terminal,
    a_desk,
    a_line,
    a_terminal,
    a_ticket,
    a_window,
)
from window_terminal.allowed import Act
from window_terminal.wording import calm_line, link_text, next_text, next_why, waited


def an_event(
    kind: EventKind = EventKind.TICKET_WAITING, zones: tuple[str, ...] = ("B",), rows: int = 1
) -> Event:
    return Event(seq=7, at=NINE, day=DAY, kind=kind, zones=zones, tickets=(a_ticket(),) * rows)


def test_a_new_ticket_in_the_zone_shows_in_the_line() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.put(a_desk(a_window(WindowState.IDLE), a_line(5)))
    terminal.model.hall_changed([an_event()])
    assert terminal.state.desk is not None
    assert terminal.state.desk.waiting_total == 5


@pytest.mark.parametrize(
    "event", [an_event(zones=("F",)), an_event(EventKind.DEVICE_CHANGED, (), rows=0)], ids=["zone", "device"]
)
def test_what_does_not_concern_this_zone_is_not_asked_for(event: Event) -> None:
    terminal = a_terminal(WindowState.IDLE)
    before = terminal.hall.desks_asked
    terminal.model.hall_changed([event])
    assert terminal.hall.desks_asked == before


def test_a_fresh_snapshot_makes_the_desk_fresh() -> None:
    terminal = a_terminal(WindowState.IDLE)
    before = terminal.hall.desks_asked
    terminal.model.hall_changed([])
    assert terminal.hall.desks_asked == before + 1


def a_terminal_that_reads_slowly() -> tuple[Terminal, Later]:
    slow = Later()
    terminal = Terminal(a_desk(a_window(WindowState.IDLE), a_line()), reading=slow)
    terminal.model.start()
    terminal.model.session.sign_in("1085", "246810")
    slow.work()
    terminal.clock.advance(1)
    return terminal, slow


def test_of_many_events_one_question_is_under_way_and_one_more_wanted() -> None:
    terminal, slow = a_terminal_that_reads_slowly()
    before = terminal.hall.desks_asked
    for _ in range(40):
        terminal.model.hall_changed([an_event()])
        assert slow.waiting == 1
    slow.work()
    terminal.clock.advance(1)
    slow.work()
    terminal.clock.advance(1)
    slow.work()
    assert terminal.hall.desks_asked == before + 2


def test_a_desk_that_was_asked_for_before_a_command_does_not_undo_it() -> None:
    terminal, slow = a_terminal_that_reads_slowly()
    terminal.model.hall_changed([an_event()])
    old = terminal.hall.now_desk()
    terminal.model.act_pressed(Act.CALL_NEXT)
    true_now = terminal.hall.now_desk()
    terminal.hall.put(old)
    slow.work()
    assert terminal.state.window_state is WindowState.CALLING
    terminal.hall.put(true_now)
    slow.work()
    assert terminal.state.window_state is WindowState.CALLING
    assert slow.waiting == 0


def test_a_quiet_hall_is_asked_now_and_then() -> None:
    terminal = a_terminal(WindowState.IDLE)
    before = terminal.hall.desks_asked
    terminal.clock.advance(65)
    assert terminal.hall.desks_asked == before + 2


def test_a_lost_link_says_since_when_and_the_desk_is_tried_again() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.cut_off = True
    terminal.model.link_changed(True, NINE + timedelta(seconds=5))
    assert link_text(terminal.state) == "连接中断，数据截至 09:00:05，正在重试"
    assert calm_line(terminal.state).kind == "lost"
    terminal.model.hall_changed([an_event()])
    before = terminal.hall.desks_asked
    terminal.hall.cut_off = False
    terminal.hall.put(a_desk(a_window(WindowState.IDLE), a_line(9)))
    terminal.clock.advance(2)
    assert terminal.hall.desks_asked > before
    terminal.model.link_changed(False, terminal.clock())
    assert link_text(terminal.state) == ""
    assert terminal.state.desk is not None
    assert terminal.state.desk.waiting_total == 9


def test_a_desk_that_cannot_be_had_is_told_with_the_time_of_the_last_one() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.cut_off = True
    terminal.clock.advance(31)
    assert link_text(terminal.state) == "连接中断，数据截至 09:00:00，正在重试"


def test_who_is_next_and_why_and_how_long_everyone_has_waited() -> None:
    terminal = a_terminal(WindowState.IDLE)
    assert next_text(terminal.state) == "下一位 BG024"
    assert next_why(terminal.state) == "等候最久：已等 12 分钟"
    assert terminal.state.desk is not None
    terminal.clock.advance(29)
    assert waited(terminal.state, terminal.state.desk.waiting[0]) == "14 分钟"


def test_a_page_that_no_longer_applies_is_closed_and_the_clerk_is_told() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.act_pressed(Act.HOLD)
    terminal.hall.put(a_desk(a_window(WindowState.CLOSED), a_line()))
    terminal.model.hall_changed([an_event()])
    assert terminal.state.question is None
    assert "情况已变化" in calm_line(terminal.state).words


def test_an_open_list_of_held_tickets_follows_the_hall() -> None:
    one, two = (a_ticket(n, state=TicketState.HELD) for n in ("BG011", "BG012"))
    terminal = a_terminal(WindowState.IDLE, held=(one, two))
    terminal.model.act_pressed(Act.RESUME_TICKET)
    terminal.model.pages.choose("BG012")
    terminal.hall.put(a_desk(a_window(WindowState.IDLE), a_line(), held=(two,)))
    terminal.model.hall_changed([an_event()])
    question = terminal.state.question
    assert question is not None
    assert [c.code for c in question.choices] == ["BG012"]
    assert question.chosen == "BG012"
    terminal.hall.put(a_desk(a_window(WindowState.IDLE), a_line()))
    terminal.clock.advance(1)
    terminal.model.hall_changed([an_event()])
    assert terminal.state.question is None


def test_a_plan_that_changed_is_read_again() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.hall.plan = terminal.hall.plan.model_copy(update={"version": 2})
    terminal.model.hall_changed([an_event(EventKind.PLAN_CHANGED, (), rows=0)])
    assert terminal.state.directory is not None
    assert terminal.state.directory.version == 2


def test_a_desk_that_is_refused_with_401_ends_the_session() -> None:
    terminal = a_terminal(WindowState.IDLE)

    def ended(window: str) -> Desk:
        raise Refused(Problem(type="x", title="x", status=401, code="x", detail="未登录"))

    terminal.hall.desk = ended  # type: ignore[method-assign]
    terminal.model.hall_changed([an_event()])
    assert terminal.state.clerk is None
