"""Answers that come late, for messages whose place a newer one has taken."""

from dataclasses import replace

from hardware.led.interface import Blinking, Look, Manner, StripText, Urgency
from hardware.led.wall_plan import Flight, Place, WallRules, due, failed, look_now, sent, wake_at, wanted

RULES = WallRules()
FIRST = StripText("请A001号到1号窗口", "A001", "1", 1)
SECOND = StripText("请A002号到1号窗口", "A002", "1", 1)


def flying(place: Place, token: int) -> Place:
    """The place after its message has been handed over."""
    found = due(place, RULES, 0.0)
    assert found is not None
    assert place.text is not None
    return replace(place, flight=Flight(token, place.text, found[0], place.calling))


def called_twice() -> Place:
    first = flying(wanted(Place(Manner()), FIRST, None, RULES, 0.0), 1)
    return flying(wanted(first, SECOND, None, RULES, 0.1), 2)


def test_a_late_success_of_the_older_message_is_no_success_of_the_newer() -> None:
    place = called_twice()
    assert sent(place, 1, 0.2) == place
    arrived = sent(place, 2, 0.3)
    assert arrived.shown == Look("请A002号到1号窗口", "A002", "1")
    assert (arrived.calling, arrived.blink_from) == (False, 0.3)


def test_a_late_failure_of_the_older_message_changes_nothing() -> None:
    place = called_twice()
    assert failed(place, 1, RULES, 0.2) == place
    again = failed(place, 2, RULES, 0.2)
    assert (again.shown, again.retry_at, again.calling) == (None, 1.2, True)
    assert due(again, RULES, 1.0) is None
    assert due(again, RULES, 1.2) == (Look("请A002号到1号窗口", "A002", "1"), Urgency.CALL)


def test_a_newer_text_does_not_wait_for_the_retry_of_the_older() -> None:
    place = failed(called_twice(), 2, RULES, 0.2)
    paused = wanted(place, StripText("暂停服务"), None, RULES, 0.3)
    assert due(paused, RULES, 0.3) == (Look("暂停服务"), Urgency.CHANGE)


def test_the_older_messages_success_counts_if_its_text_is_newer_by_then() -> None:
    first = flying(wanted(Place(Manner()), FIRST, None, RULES, 0.0), 1)
    moved_on = wanted(first, SECOND, None, RULES, 0.1)
    arrived = sent(moved_on, 1, 0.2)
    assert arrived.shown == Look("请A001号到1号窗口", "A001", "1")
    assert arrived.calling
    assert due(arrived, RULES, 0.2) == (Look("请A002号到1号窗口", "A002", "1"), Urgency.CALL)


def test_blinking_by_text_begins_light_and_changes_with_every_phase() -> None:
    place = sent(flying(wanted(Place(Manner()), FIRST, None, RULES, 0.0), 1), 1, 10.0)
    dark = [look_now(place, RULES, 10.0 + n / 4).dark for n in range(14)]
    assert dark == [False, False, True, True] * 3 + [False, False]
    assert wake_at(place, RULES, 10.1) == 10.5
    assert look_now(replace(place, manner=Manner(Blinking.NONE)), RULES, 10.6).dark is False


def test_a_place_with_nothing_to_show_wants_nothing() -> None:
    assert due(Place(Manner()), RULES, 0.0) is None
    assert wake_at(Place(Manner()), RULES, 0.0) == float("inf")
