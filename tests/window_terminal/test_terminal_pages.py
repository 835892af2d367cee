"""Pages, folding, and the words on the screen."""

from datetime import timedelta

import pytest

from hall_server.wire.catalogue import sentences
from hall_server.wire.words import Language, WindowState
from tests.window_terminal.terminal_fakes import NINE, a_directory, a_terminal, a_ticket
from window_terminal.allowed import Act
from window_terminal.clock_text import in_minutes, mean_length, stopwatch, time_of_day
from window_terminal.hall_clock import HallClock
from window_terminal.names import window_name
from window_terminal.state import offer
from window_terminal.ui.legend import legend
from window_terminal.wording import subject_line


def test_a_page_unfolds_the_bar_for_as_long_as_it_is_open() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.pages.toggle_fold()
    terminal.model.act_pressed(Act.PAUSE)
    assert not terminal.state.folded
    terminal.model.pages.cancel()
    assert terminal.state.folded
    terminal.model.act_pressed(Act.PAUSE)
    terminal.model.pages.choose("away")
    terminal.model.confirm_pressed()
    assert terminal.state.folded
    assert terminal.state.window_state is WindowState.PAUSED


def test_an_open_panel_stays_open_after_a_page() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.PAUSE)
    terminal.model.pages.cancel()
    assert not terminal.state.folded


def test_while_a_page_is_open_no_other_act_is_possible() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.WALK_IN)
    assert not any(offer(terminal.state, act).enabled for act in Act)
    terminal.model.pages.toggle_fold()
    terminal.model.pages.toggle_help()
    assert not terminal.state.folded
    assert not terminal.state.help_open


def test_choosing_another_reason_brings_its_usual_minutes() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.PAUSE)
    for reason, minutes in (("lunch", 60), ("away", 10)):
        terminal.model.pages.choose(reason)
        assert terminal.state.question is not None
        assert terminal.state.question.minutes == minutes


def test_an_unknown_reason_changes_nothing() -> None:
    terminal = a_terminal(WindowState.IDLE)
    terminal.model.act_pressed(Act.PAUSE)
    terminal.model.pages.choose("holiday")
    assert terminal.state.question is not None
    assert terminal.state.question.chosen is None


def test_the_present_ticket_is_told_with_its_item_its_class_and_its_calls() -> None:
    assert subject_line(a_terminal(WindowState.SERVING).state) == "新建商品房网签备案 · 老年人 · 已呼叫 1 次"


@pytest.mark.parametrize("language", Language)
def test_the_legend_has_every_key_once(language: Language) -> None:
    keys = [key for key, _ in legend(language)]
    assert len(keys) == len(set(keys))
    assert {f"F{n}" for n in range(1, 13)} <= set(keys)
    assert all(words for _, words in legend(language))


def test_every_sentence_of_the_terminal_stands_in_both_languages_with_the_same_places() -> None:
    ours = {k: v for k, v in sentences().items() if k.startswith("terminal.")}
    assert ours
    for key, both in ours.items():
        zh, en = both[Language.ZH], both[Language.EN]
        assert zh, key
        assert en, key
        assert {w.split("}")[0] for w in zh.split("{")[1:]} == {w.split("}")[0] for w in en.split("{")[1:]}, (
            key
        )


def test_durations_read_naturally() -> None:
    assert stopwatch(timedelta(seconds=252)) == "04:12"
    assert stopwatch(timedelta(hours=1, minutes=4, seconds=12)) == "1:04:12"
    assert stopwatch(timedelta(seconds=-3)) == "00:00"
    assert in_minutes(65, Language.ZH) == "1 小时 5 分"
    assert mean_length(45, Language.ZH) == "45 秒"
    assert mean_length(540, Language.EN) == "9 min"
    assert mean_length(None, Language.ZH) == "—"
    assert time_of_day(NINE, "Asia/Shanghai", seconds=True) == "09:00:00"


def test_the_windows_number_is_not_said_twice() -> None:
    window = next(w for w in a_directory().windows if w.number == 85)
    assert window_name(window, Language.ZH) == "房屋买卖网签备案"
    assert window_name(window, Language.EN) == "Sales contracts"


def test_the_halls_clock_takes_the_quickest_answer_and_follows_a_clock_that_was_set() -> None:
    at = [NINE]
    clock = HallClock(lambda: at[0])
    clock.heard(NINE + timedelta(seconds=60))
    clock.heard(NINE + timedelta(seconds=58))
    assert clock.now() == NINE + timedelta(seconds=60)
    at[0] = NINE + timedelta(hours=1)
    clock.heard(NINE + timedelta(seconds=70))
    assert clock.now() == NINE + timedelta(seconds=70)


def test_nobody_can_mark_items_while_the_answer_is_unknown() -> None:
    terminal = a_terminal(WindowState.SERVING)
    terminal.hall.cut_off = True
    terminal.model.act_pressed(Act.TRANSFER)
    terminal.model.pages.target_picked("BH")
    terminal.model.pages.choose("next_step")
    terminal.model.confirm_pressed()
    assert terminal.state.pending is not None
    terminal.model.pages.toggle_item("I102")
    assert terminal.state.items_done == (a_ticket().item,)
