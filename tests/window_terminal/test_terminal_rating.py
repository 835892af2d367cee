"""The citizen's judgement after a service: asked once, sent once, never invented."""

import json

import pytest

from hall_server.wire.words import WindowState
from hardware.call_box.interface import Key
from hardware.evaluator.interface import Stars
from tests.window_terminal.terminal_alone import cut, mend
from tests.window_terminal.terminal_devices import ADDRESS, Site
from tests.window_terminal.terminal_fakes import Terminal, a_problem
from window_terminal.allowed import Act
from window_terminal.rating import RATING_SECONDS


def ratings(terminal: Terminal) -> list[tuple[str, dict[str, object]]]:
    return [(key, json.loads(body)) for verb, body, key in terminal.hall.stored if verb == "rate"]


def finished(*presses: Stars | None, with_evaluator: bool = True) -> Site:
    """A service has just been finished; these are the citizens' presses to come."""
    site = Site(WindowState.SERVING, with_evaluator=with_evaluator).signed_in()
    site.evaluator.presses.extend(presses)
    site.press(Key.EVALUATE)
    return site


def test_a_press_after_the_service_is_the_tickets_rating_through_a_keyed_evaluator() -> None:
    site = finished(Stars.SATISFIED)
    assert site.sign("evaluator") == ("asking", "等待 BG023 评价")
    site.citizen.work()
    assert site.evaluator.asked == [RATING_SECONDS]
    assert [ask for _, ask in ratings(site.terminal)] == [{"stars": 4, "source": "keyed"}]
    assert site.sign("evaluator") == ("ok", "设备正常")


def test_the_clerk_is_not_shown_how_they_were_judged() -> None:
    site = finished(Stars.VERY_DISSATISFIED)
    before = site.terminal.state.said
    site.citizen.work()
    assert (site.terminal.state.said, site.complaint) == (before, "")


def test_the_button_asks_as_the_key_does() -> None:
    site = Site(WindowState.SERVING).signed_in()
    site.terminal.model.act_pressed(Act.FINISH)
    site.citizen.work()
    assert len(site.evaluator.asked) == 1


def test_silence_is_not_rated_and_sends_nothing() -> None:
    site = finished(None)
    site.citizen.work()
    assert ratings(site.terminal) == []


def test_the_next_call_ends_the_question_and_a_late_press_counts_for_nobody() -> None:
    site = finished(Stars.VERY_SATISFIED)
    site.press(Key.NEXT)
    site.citizen.work()
    assert ratings(site.terminal) == []
    assert site.sign("evaluator")[0] == "ok"


def test_a_transfer_asks_nobody() -> None:
    site = Site(WindowState.SERVING).signed_in()
    site.press(Key.TRANSFER, "86")
    site.press(Key.CONFIRM, "1")
    site.citizen.work()
    assert site.evaluator.asked == []


def test_an_evaluator_that_is_away_disturbs_nothing() -> None:
    site = Site(WindowState.SERVING).signed_in()
    site.evaluator.broken = True
    site.press(Key.EVALUATE)
    site.citizen.work()
    assert site.press(Key.NEXT) == ["call_next"]
    site.terminal.clock.advance(5)
    assert site.sign("evaluator")[0] == "down"


def test_a_rating_that_the_link_lost_is_kept_and_sent_once_with_its_key() -> None:
    site = finished(Stars.SATISFIED)
    site.terminal.hall.cut_off = True
    site.citizen.work()
    assert site.terminal.state.unsent_here == 1
    mend(site.terminal)
    site.terminal.clock.advance(3)
    assert site.terminal.state.unsent_here == 0
    assert len(ratings(site.terminal)) == 1
    assert len({key for key, _ in ratings(site.terminal)}) == 1


def test_a_service_finished_without_the_hall_is_told_before_its_rating() -> None:
    site = Site(WindowState.SERVING).signed_in()
    cut(site.terminal)
    site.evaluator.presses.append(Stars.SATISFIED)
    site.press(Key.EVALUATE)
    site.citizen.work()
    assert site.terminal.state.unsent_here == 2
    mend(site.terminal)
    site.terminal.clock.advance(3)
    assert [verb for verb, _, _ in site.terminal.hall.stored] == ["finish", "rate"]


def test_a_rating_that_the_hall_refuses_is_nothing_for_the_clerk() -> None:
    site = finished(Stars.SATISFIED)
    cut(site.terminal)
    site.citizen.work()
    site.terminal.hall.refusal = a_problem("not_rateable")
    mend(site.terminal)
    site.terminal.clock.advance(3)
    assert site.terminal.state.unsent_here == 0
    assert site.terminal.state.refused == ()


@pytest.mark.parametrize(("score", "stars"), [(0, 5), (3, 2)])
def test_the_evaluator_that_hangs_on_the_keypad_is_asked_where_there_is_no_other(
    score: int, stars: int
) -> None:
    site = finished(with_evaluator=False)
    assert site.box.evaluations == [ADDRESS]
    site.box.score(ADDRESS, score)
    site.box.score(ADDRESS, 0)
    assert [ask["stars"] for _, ask in ratings(site.terminal)] == [stars]


def test_a_score_after_the_time_is_over_is_not_a_rating() -> None:
    site = finished(with_evaluator=False)
    site.terminal.clock.advance(RATING_SECONDS + 1)
    site.box.score(ADDRESS, 0)
    assert ratings(site.terminal) == []


def test_a_score_that_nobody_asked_for_is_not_a_rating() -> None:
    site = Site(with_evaluator=False).signed_in()
    site.box.score(ADDRESS, 0)
    assert ratings(site.terminal) == []


def test_who_signs_out_takes_the_open_question_along() -> None:
    site = finished(Stars.SATISFIED)
    site.press(Key.CONFIRM, "9")
    site.press(Key.CONFIRM, "9")
    site.citizen.work()
    assert ratings(site.terminal) == []
