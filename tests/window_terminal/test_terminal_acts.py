"""Every act of a clerk, from the press to what the hall was asked and what the screen shows."""

from datetime import timedelta

import pytest

from hall_server.wire.asks import CallByNumber, Finish, Hold, Pause, Transfer, WalkIn
from hall_server.wire.words import HoldKind, Language, TicketState, WindowState
from tests.window_terminal.terminal_fakes import (
    NINE,
    WINDOW,
    Terminal,
    a_desk,
    a_line,
    a_terminal,
    a_ticket,
    a_window,
)
from window_terminal.allowed import Act
from window_terminal.questions import TargetKind, targets
from window_terminal.state import offer
from window_terminal.wording import caption, current_number, timer_text

AT_THE_PRESS = NINE + timedelta(seconds=1)
"""`signed_in` lets a second pass."""


def last_asked(terminal: Terminal) -> tuple[str, object]:
    what, about, _ = terminal.hall.asked[-1]
    return what, about


def test_one_button_takes_a_clerk_through_a_whole_service() -> None:
    terminal = a_terminal(WindowState.CLOSED)
    for _ in range(4):
        terminal.model.primary_pressed()
        terminal.clock.advance(1)
    assert [what for what, _, _ in terminal.hall.asked] == ["open_window", "call_next", "start", "finish"]
    assert terminal.state.window_state is WindowState.IDLE


def test_calling_the_next_shows_its_number_and_tells_why_it_is_the_one() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert current_number(terminal.state) == "BG024"
    assert terminal.state.said == "已呼叫 BG024：等候最久：已等 12 分钟"
    assert timer_text(terminal.state).startswith("第 1 次呼叫")


def test_the_outcome_of_an_act_stays_in_sight_for_some_seconds() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.CALL_NEXT)
    terminal.clock.advance(7)
    assert terminal.state.said
    terminal.clock.advance(3)
    assert terminal.state.said == ""


def test_a_call_by_number_wants_a_number_and_a_reason() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.CALL_BY_NUMBER)
    terminal.model.pages.choose("returning")
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    terminal.model.pages.number_typed(" bg031 ")
    terminal.model.pages.note_typed("补交身份证 ")
    terminal.model.confirm_pressed()
    assert last_asked(terminal) == (
        "call_by_number",
        CallByNumber(number="BG031", reason="returning", note="补交身份证"),
    )
    assert terminal.state.question is None


def test_a_number_that_is_none_is_told_without_asking_the_hall() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.CALL_BY_NUMBER)
    terminal.model.pages.number_typed("第三位")
    terminal.model.pages.choose("returning")
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    assert terminal.state.trouble is not None
    assert "票号" in terminal.state.trouble.detail
    assert terminal.state.question is not None
    assert terminal.state.question.number == "第三位"


def test_a_recall_waits_ten_seconds_and_the_button_counts_down() -> None:
    terminal = a_terminal(WindowState.CALLING)
    terminal.model.act_pressed(Act.RECALL)
    assert terminal.hall.asked == []
    assert caption(Act.RECALL, offer(terminal.state, Act.RECALL), Language.ZH) == "重呼 (9s)"
    terminal.clock.advance(9)
    terminal.model.act_pressed(Act.RECALL)
    assert last_asked(terminal)[0] == "recall"
    assert terminal.state.desk is not None
    assert terminal.state.desk.serving is not None
    assert terminal.state.desk.serving.calls == 2


def test_a_no_show_is_possible_after_enough_calls_and_seconds() -> None:
    terminal = a_terminal(WindowState.CALLING)
    assert caption(Act.NO_SHOW, offer(terminal.state, Act.NO_SHOW), Language.ZH) == "过号 (再呼2次)"
    for _ in range(2):
        terminal.clock.advance(10)
        terminal.model.act_pressed(Act.RECALL)
    terminal.clock.advance(8)
    assert caption(Act.NO_SHOW, offer(terminal.state, Act.NO_SHOW), Language.ZH) == "过号 (12s)"
    terminal.clock.advance(12)
    terminal.model.act_pressed(Act.NO_SHOW)
    assert last_asked(terminal)[0] == "no_show"
    assert terminal.state.desk is not None
    assert [t.number for t in terminal.state.desk.missed] == ["BG023"]


def test_finish_sends_the_item_that_the_ticket_was_taken_for() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.act_pressed(Act.FINISH)
    assert last_asked(terminal) == (
        "finish",
        Finish(window=WINDOW, acted_at=AT_THE_PRESS, items_done=("I101",)),
    )


def test_a_clerk_marks_more_items_or_other_ones_as_done() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.pages.toggle_item("I101")
    terminal.model.pages.toggle_item("I103")
    terminal.model.pages.toggle_item("I102")
    terminal.model.act_pressed(Act.FINISH)
    assert last_asked(terminal) == (
        "finish",
        Finish(window=WINDOW, acted_at=AT_THE_PRESS, items_done=("I103", "I102")),
    )


def test_the_items_of_one_citizen_are_not_those_of_the_next() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.pages.toggle_item("I102")
    terminal.model.act_pressed(Act.FINISH)
    terminal.model.act_pressed(Act.CALL_NEXT)
    assert terminal.state.items_done == ("I101",)


@pytest.mark.parametrize("kind", HoldKind)
def test_a_ticket_is_held_in_one_of_three_ways(kind: HoldKind) -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.act_pressed(Act.HOLD)
    terminal.model.pages.choose(kind.value)
    terminal.model.confirm_pressed()
    assert last_asked(terminal) == ("hold", Hold(window=WINDOW, acted_at=AT_THE_PRESS, kind=kind, note=None))
    assert terminal.state.desk is not None
    assert [t.hold for t in terminal.state.desk.held] == [kind]


def test_the_only_held_ticket_is_chosen_already() -> None:
    terminal = a_terminal(WindowState.IDLE, held=(a_ticket("BG011", state=TicketState.HELD),))
    terminal.model.act_pressed(Act.RESUME_TICKET)
    terminal.model.confirm_pressed()
    assert last_asked(terminal) == ("resume_ticket", "20261124-BG011")
    assert terminal.state.window_state is WindowState.SERVING


def test_one_press_beside_a_held_ticket_resumes_just_that_one() -> None:
    held = (a_ticket("BG011", state=TicketState.HELD), a_ticket("BG012", state=TicketState.HELD))
    terminal = a_terminal(WindowState.IDLE, held=held)
    terminal.model.ticket_pressed(Act.RESUME_TICKET, "BG012")
    assert last_asked(terminal) == ("resume_ticket", "20261124-BG012")
    assert current_number(terminal.state) == "BG012"


def test_a_missed_ticket_comes_back_while_another_one_is_served() -> None:
    terminal = a_terminal(WindowState.SERVING, missed=(a_ticket("BG015", state=TicketState.MISSED),))
    terminal.model.ticket_pressed(Act.REVIVE, "BG015")
    assert last_asked(terminal) == ("revive", "20261124-BG015")
    assert current_number(terminal.state) == "BG023"


@pytest.mark.parametrize(
    ("kind", "code", "field"),
    [
        (TargetKind.QUEUE, "BH", "queue"),
        (TargetKind.ITEM, "I104", "item"),
        (TargetKind.WINDOW, "W086", "to_window"),
    ],
)
@pytest.mark.parametrize("state", [WindowState.CALLING, WindowState.SERVING])
def test_a_ticket_goes_to_a_queue_an_item_or_a_window(
    state: WindowState, kind: TargetKind, code: str, field: str
) -> None:
    terminal = a_terminal(state)
    terminal.model.act_pressed(Act.TRANSFER)
    terminal.model.pages.target_kind_picked(kind)
    terminal.model.pages.choose("next_step")
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    terminal.model.pages.target_picked(code)
    terminal.model.confirm_pressed()
    wanted = Transfer.model_validate({"window": WINDOW, field: code, "reason": "next_step", "note": None})
    assert last_asked(terminal) == ("transfer", wanted)
    assert terminal.state.window_state is WindowState.IDLE


def test_a_transfer_is_sent_with_exactly_one_target() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.model.act_pressed(Act.TRANSFER)
    terminal.model.pages.target_picked("BH")
    terminal.model.pages.choose("next_step")
    terminal.model.pages.target_kind_picked(TargetKind.WINDOW)
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    terminal.model.pages.target_picked("W086")
    terminal.model.confirm_pressed()
    _, ask = last_asked(terminal)
    assert isinstance(ask, Transfer)
    assert (ask.queue, ask.item, ask.to_window) == (None, None, "W086")


def test_typed_words_and_pinyin_narrow_the_targets_and_the_ticket_never_goes_where_it_is() -> None:
    state = a_terminal(WindowState.SERVING).state
    assert state.directory is not None
    assert state.desk is not None

    def found(kind: TargetKind, words: str) -> list[str]:
        assert state.directory is not None
        assert state.desk is not None
        return [c.code for c in targets(state.directory, state.desk, kind, words, Language.ZH)[0]]

    assert found(TargetKind.QUEUE, "") == ["BH", "BI"]
    assert found(TargetKind.QUEUE, "契税") == ["BI"]
    assert found(TargetKind.ITEM, "ZYDJ") == ["I104"]
    assert found(TargetKind.WINDOW, "86") == ["W086"]
    assert "W085" not in found(TargetKind.WINDOW, "")


def test_a_pause_lasts_as_long_as_its_reason_usually_does() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.PAUSE)
    terminal.model.pages.choose("lunch")
    terminal.model.confirm_pressed()
    until = NINE + timedelta(seconds=1, minutes=60)
    assert last_asked(terminal) == ("pause_window", Pause(reason="lunch", until=until, note=None))
    assert timer_text(terminal.state) == "还剩 1:00:00 · 午休"


def test_a_clerk_sets_another_length_and_never_none() -> None:
    terminal = a_terminal(WindowState.CALLING)
    terminal.model.act_pressed(Act.INTERNAL_TASK)
    terminal.model.pages.choose("assigned")
    terminal.model.pages.minutes_typed("")
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    terminal.model.pages.minutes_typed("20")
    terminal.model.pages.minutes_added(5)
    terminal.model.confirm_pressed()
    what, ask = last_asked(terminal)
    assert what == "internal_task"
    assert isinstance(ask, Pause)
    assert ask.until == NINE + timedelta(seconds=1, minutes=25)


def test_a_pause_while_calling_says_whose_ticket_went_back() -> None:
    terminal = a_terminal(WindowState.CALLING)
    terminal.model.act_pressed(Act.PAUSE)
    terminal.model.pages.choose("away")
    terminal.model.confirm_pressed()
    assert "BG023" in terminal.state.said
    assert current_number(terminal.state) == "—"


def test_a_pause_longer_than_it_was_announced_counts_up() -> None:
    window = a_window(WindowState.PAUSED, reason="away", until=NINE + timedelta(minutes=10))
    terminal = Terminal(a_desk(window, a_line())).signed_in()
    terminal.clock.advance(12 * 60)
    assert timer_text(terminal.state) == "已超时 02:01 · 临时离岗"


def test_a_paused_window_resumes_and_closes() -> None:
    terminal = a_terminal(WindowState.PAUSED)
    terminal.model.act_pressed(Act.RESUME_WINDOW)
    terminal.model.act_pressed(Act.CLOSE)
    assert [what for what, _, _ in terminal.hall.asked] == ["resume_window", "close_window"]


def test_a_service_without_a_ticket_needs_a_reason_and_has_an_end() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.WALK_IN)
    terminal.model.confirm_pressed()
    assert terminal.hall.asked == []
    terminal.model.pages.choose("enquiry")
    terminal.model.confirm_pressed()
    assert last_asked(terminal) == ("start_walk_in", WalkIn(reason="enquiry", note=None))
    assert current_number(terminal.state) == "无票"
    terminal.model.act_pressed(Act.WALK_IN_FINISHED)
    assert last_asked(terminal)[0] == "finish_walk_in"


def test_the_service_timer_runs_with_the_halls_clock() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.clock.advance(251)
    assert timer_text(terminal.state) == "已办理 04:12"


def test_a_wrong_clock_on_the_clerks_computer_does_not_matter() -> None:
    terminal = Terminal(a_desk(a_window(WindowState.IDLE), a_line()))
    terminal.clock.at = NINE - timedelta(minutes=7)
    terminal.hall.clock = lambda: terminal.clock.at + timedelta(minutes=7)
    terminal.signed_in()
    assert timer_text(terminal.state) == "已空闲 00:01"
