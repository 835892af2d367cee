"""What the clock decides, by policy, and what it says when something stands in the way."""

from datetime import timedelta

import pytest

from hall_server.wire.attendance import FaceFigures, PunchMeans
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import (
    Anyone,
    Blind,
    Challenged,
    Found,
    Guiding,
    Hint,
    Nobody,
    NotAlive,
    Only,
    Recognised,
    Rest,
    Unsure,
)
from hardware.attendance_clock.staff import CONVENIENT, STRICT
from hardware.attendance_clock.state import Notice, Page, Trouble
from tests.hardware.attendance_clock.clock_fakes import AClock, a_problem


def test_a_face_with_strong_evidence_punches_and_greets_without_a_tap() -> None:
    clock = AClock(CONVENIENT)
    assert clock.task == Anyone()
    clock.sees("1001")
    assert clock.punched() == [("1001", "face")]
    assert clock.state.page is Page.GREETING
    greeting = clock.state.greeting
    assert greeting is not None
    assert (greeting.name, greeting.seconds_left) == ("陈静", 5)
    assert greeting.answer is not None
    assert greeting.answer.marks[0].verdict == "kept"


def test_a_strict_hall_looks_at_nobody_until_a_card_or_a_number_is_given() -> None:
    clock = AClock(STRICT)
    assert clock.tasks == []
    clock.taps.card_read("card1001")
    assert clock.looks_for("1001")
    clock.sees("1001")
    assert clock.punched() == [("1001", "number_and_face")]


def test_a_number_is_followed_by_the_face_of_that_person() -> None:
    clock = AClock(STRICT)
    clock.taps.number_tapped()
    assert clock.state.page is Page.NUMBER
    clock.types("1002")
    assert clock.state.page is Page.FACE_CHECK
    assert clock.looks_for("1002")
    clock.sees("1002")
    assert clock.punched() == [("1002", "number_and_face")]


def test_weak_evidence_asks_for_the_number() -> None:
    clock = AClock(CONVENIENT)
    clock.taps.seen(Found(1, Unsure(), Anyone(), 0.6))
    assert clock.state.page is Page.NUMBER
    assert clock.punched() == []


def test_a_stranger_is_told_of_the_other_ways() -> None:
    clock = AClock(CONVENIENT)
    clock.sees(None)
    assert (clock.state.page, clock.state.notice) == (Page.NOTICE, Notice.UNKNOWN_FACE)
    assert clock.punched() == []
    clock.timer.advance(8)
    assert clock.state.page is Page.WAITING
    assert clock.task == Anyone()


def test_a_colleagues_card_does_not_punch() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1001")
    clock.sees(None)
    assert clock.state.notice is Notice.NOT_THAT_PERSON
    assert clock.punched() == []


def test_whose_face_was_not_recognised_may_try_once_more() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1001")
    clock.sees(None)
    clock.taps.again_tapped()
    assert clock.looks_for("1001")
    clock.sees("1001")
    assert clock.punched() == [("1001", "number_and_face")]


def test_a_card_that_nobody_has_is_told() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("stray")
    assert clock.state.notice is Notice.UNKNOWN_CARD


def test_who_has_no_face_enrolled_punches_by_card_alone() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1003")
    assert clock.punched() == [("1003", "card")]


def test_who_has_no_face_enrolled_is_asked_for_the_pin_after_the_number() -> None:
    clock = AClock(CONVENIENT)
    clock.taps.number_tapped()
    clock.types("1003")
    assert (clock.state.page, clock.state.notice) == (Page.PIN, Notice.NO_FACE_ENROLLED)
    clock.types("1357")
    assert clock.punched() == [("1003", "pin")]


def test_number_and_pin_stand_in_for_the_face() -> None:
    clock = AClock(CONVENIENT)
    clock.taps.pin_tapped()
    clock.types("1001")
    assert clock.state.page is Page.PIN
    clock.types("2468")
    assert clock.punched() == [("1001", "pin")]


def test_a_wrong_pin_is_told_in_the_halls_own_words_and_kept_nowhere() -> None:
    clock = AClock()
    clock.taps.pin_tapped()
    clock.types("1001")
    clock.types("9999")
    assert (clock.state.notice, clock.state.words) == (Notice.REFUSED, "工号或密码不正确")
    assert clock.punched() == []
    assert all("9999" not in repr(state) for state in clock.shown)


def test_a_locked_number_is_told_in_the_halls_own_words() -> None:
    clock = AClock()
    clock.hall.pin_problem = a_problem("locked_out", 429, "密码错误次数过多，请 10 分钟后再试")
    clock.taps.pin_tapped()
    clock.types("1001")
    clock.types("9999")
    assert clock.state.words == "密码错误次数过多，请 10 分钟后再试"


def test_without_the_server_a_pin_is_not_asked_for() -> None:
    clock = AClock(connected=False)
    clock.taps.pin_tapped()
    assert clock.state.notice is Notice.PIN_NEEDS_SERVER


def test_without_the_server_faces_and_cards_go_on() -> None:
    clock = AClock(connected=False)
    clock.sees("1001")
    clock.taps.card_read("card1003")
    assert clock.punched() == [("1001", "face"), ("1003", "card")]
    assert clock.state.waiting == 2
    assert clock.state.greeting is not None
    assert clock.state.greeting.answer is None


def test_what_was_kept_goes_out_when_the_server_is_back() -> None:
    clock = AClock(connected=False)
    clock.sees("1001", track=1)
    clock.sees("1002", track=2)
    clock.hall.reached = True
    clock.taps.link_live()
    assert [each.staff for each in clock.hall.taken] == ["1001", "1002"]
    assert clock.state.waiting == 0


def test_a_number_of_nobody_is_told_where_it_was_typed() -> None:
    clock = AClock()
    clock.taps.number_tapped()
    clock.types("4711")
    assert (clock.state.page, clock.state.notice, clock.state.typed) == (
        Page.NUMBER,
        Notice.UNKNOWN_NUMBER,
        "",
    )


def test_a_full_disk_refuses_the_punch_instead_of_greeting() -> None:
    clock = AClock()
    clock.box.full = True
    clock.sees("1001")
    assert (clock.state.page, clock.state.notice) == (Page.NOTICE, Notice.NOT_KEPT)
    assert Trouble.DISK in clock.state.troubles
    clock.box.full = False
    clock.timer.advance(8)
    clock.sees("1001", track=2)
    assert clock.punched() == [("1001", "face")]
    assert Trouble.DISK not in clock.state.troubles


def test_the_same_person_is_not_punched_twice_within_a_minute() -> None:
    clock = AClock()
    clock.sees("1001", track=1)
    clock.timer.advance(20)
    clock.sees("1001", track=2)
    assert clock.punched() == [("1001", "face")]
    assert clock.state.greeting is not None
    assert clock.state.greeting.again


def test_who_stands_there_all_the_time_is_not_punched_again() -> None:
    clock = AClock()
    clock.sees("1001", track=1)
    clock.timer.advance(600)
    clock.sees("1001", track=1)
    assert clock.punched() == [("1001", "face")]
    assert clock.state.page is Page.WAITING


def test_who_comes_back_later_punches_again() -> None:
    clock = AClock()
    clock.sees("1001", track=1)
    clock.timer.advance(3600)
    clock.sees("1001", track=2)
    assert len(clock.punched()) == 2


def test_a_queue_of_people_flows_without_a_tap() -> None:
    clock = AClock()
    clock.sees("1001", track=1)
    clock.timer.advance(1)
    clock.taps.seen(Guiding(2, Hint.GOOD))
    assert clock.state.page is Page.GREETING
    clock.sees("1002", track=2)
    assert clock.punched() == [("1001", "face"), ("1002", "face")]
    state = clock.state
    assert state.greeting is not None
    assert state.before is not None
    assert (state.greeting.staff, state.before.staff, state.before.seconds_left) == ("1002", "1001", 4)


def test_not_me_takes_back_the_punch_and_asks_for_the_number() -> None:
    clock = AClock()
    clock.sees("1001")
    assert clock.state.greeting is not None
    clock.taps.not_me_tapped(clock.state.greeting.punch)
    assert clock.box.undos == [clock.box.kept[0].id]
    assert (clock.state.page, clock.state.notice) == (Page.NUMBER, Notice.UNDONE)
    clock.types("1002")
    clock.sees("1002", track=2)
    assert clock.punched() == [("1001", "face"), ("1002", "number_and_face")]


def test_the_one_greeted_before_may_still_say_not_me() -> None:
    clock = AClock()
    clock.sees("1001", track=1)
    clock.sees("1002", track=2)
    assert clock.state.before is not None
    clock.taps.not_me_tapped(clock.state.before.punch)
    assert clock.box.undos == [clock.box.kept[0].id]


def test_not_me_comes_too_late_after_its_seconds() -> None:
    clock = AClock()
    clock.sees("1001")
    assert clock.state.greeting is not None
    punch = clock.state.greeting.punch
    clock.timer.advance(5)
    assert clock.state.page is Page.WAITING
    clock.taps.not_me_tapped(punch)
    assert clock.box.undos == []


def test_a_punch_that_the_hall_will_not_have_says_so_in_the_greeting() -> None:
    clock = AClock()
    clock.hall.refuses["1001"] = a_problem("staff_has_left", 409, "该人员已离职")
    clock.sees("1001")
    assert clock.state.greeting is not None
    assert clock.state.greeting.refusal == "该人员已离职"
    assert Trouble.REFUSED in clock.state.troubles


@pytest.mark.parametrize(
    ("policy", "page"), [(CONVENIENT, Page.GREETING), (STRICT, Page.PIN)], ids=["convenient", "strict"]
)
def test_without_a_camera_a_card_alone_is_enough_by_policy(policy: str, page: Page) -> None:
    clock = AClock(policy)
    clock.taps.seen(Blind("camera_missing"))
    assert clock.state.camera_code == "camera_missing"
    clock.taps.card_read("card1001")
    assert clock.state.page is page
    assert clock.punched() == ([("1001", "card")] if policy == CONVENIENT else [])


def test_without_a_camera_a_number_is_followed_by_the_pin() -> None:
    clock = AClock(STRICT)
    clock.taps.seen(Blind("camera_missing"))
    clock.taps.number_tapped()
    clock.types("1001")
    assert clock.state.page is Page.PIN


def test_a_camera_that_is_back_is_told_no_more() -> None:
    clock = AClock()
    clock.taps.seen(Blind("camera_missing"))
    clock.taps.seen(Nobody())
    assert Trouble.CAMERA not in clock.state.troubles


def test_a_dark_picture_is_told() -> None:
    clock = AClock()
    clock.taps.seen(Nobody(dark=True))
    assert Trouble.DARK in clock.state.troubles


def test_who_stands_there_is_guided_until_they_go() -> None:
    clock = AClock()
    clock.taps.seen(Guiding(1, Hint.COME_CLOSER))
    assert (clock.state.page, clock.state.hint) == (Page.LOOKING, Hint.COME_CLOSER)
    clock.taps.seen(Nobody())
    assert clock.state.page is Page.WAITING


def test_a_challenge_is_shown_and_a_failed_one_told() -> None:
    clock = AClock()
    clock.taps.seen(Guiding(1, Hint.GOOD))
    clock.taps.seen(Challenged(1, "blink", None, 4))
    assert (clock.state.page, clock.state.act, clock.state.act_seconds) == (Page.CHALLENGE, "blink", 4)
    clock.taps.seen(NotAlive(1))
    assert clock.state.notice is Notice.NOT_ALIVE


def test_a_verdict_about_another_question_comes_too_late() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1001")
    clock.taps.home_tapped()
    clock.taps.seen(Found(1, Recognised("1001"), Only("1001"), 0.4))
    clock.taps.card_read("card1002")
    clock.taps.seen(Found(1, Recognised("1001"), Only("1001"), 0.4))
    assert clock.punched() == []


def test_who_is_no_longer_on_the_roster_is_known_by_nothing() -> None:
    clock = AClock(CONVENIENT)
    clock.staff(CONVENIENT, without="1001")
    clock.sees("1001")
    assert clock.state.notice is Notice.UNKNOWN_FACE
    clock.taps.card_read("card1001")
    assert clock.state.notice is Notice.UNKNOWN_CARD
    assert clock.punched() == []


def test_who_leaves_the_roster_while_the_clock_looks_is_not_punched() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1001")
    clock.staff(STRICT, without="1001")
    assert clock.state.page is Page.WAITING
    clock.taps.seen(Found(1, Recognised("1001"), Only("1001"), 0.4))
    assert clock.punched() == []


def test_without_a_roster_nobody_is_known_and_the_screen_says_so() -> None:
    clock = AClock(roster=False)
    assert Trouble.NO_ROSTER in clock.state.troubles
    clock.taps.card_read("card1001")
    assert clock.state.notice is Notice.NO_ROSTER


def test_a_clock_that_is_not_paired_shows_its_code_and_looks_at_nobody() -> None:
    clock = AClock()
    clock.taps.pairing_code_arrived("123456")
    assert (clock.state.page, clock.state.pairing_code) == (Page.PAIRING, "123456")
    assert clock.task == Rest()
    clock.taps.card_read("card1001")
    clock.taps.number_tapped()
    assert clock.state.page is Page.PAIRING
    clock.taps.let_in()
    assert clock.state.page is Page.WAITING


def test_a_punch_carries_both_times_and_what_is_known_of_its_clock() -> None:
    clock = AClock()
    clock.time.jumped = True
    clock.sees("1001")
    (kept,) = clock.box.kept
    assert (kept.offset_ms, kept.jumped) == (2000, True)
    clock.time.offset = None
    clock.sees("1002", track=2)
    assert clock.box.kept[1].offset_ms is None
    assert clock.box.kept[0].device_at == clock.box.kept[1].device_at


def test_a_clock_whose_own_time_is_doubtful_says_so() -> None:
    clock = AClock()
    clock.time.jumped = True
    clock.taps.time_seen(clock.time.stamp())
    assert clock.state.troubles == (Trouble.TIME_JUMPED,)
    clock.time.jumped, clock.time.offset = False, None
    clock.taps.time_seen(clock.time.stamp())
    assert clock.state.troubles == (Trouble.TIME_NEVER_SET,)
    clock.time.offset = timedelta(seconds=2)
    clock.taps.time_seen(clock.time.stamp())
    assert clock.state.troubles == ()


def test_a_clock_that_counts_on_with_an_earlier_measure_says_how_old_it_is() -> None:
    clock = AClock()
    clock.time.age = timedelta(hours=3, minutes=5)
    clock.taps.time_seen(clock.time.stamp())
    assert (clock.state.troubles, clock.state.time_age) == ((Trouble.TIME_OLD,), 185)
    clock.sees("1001")
    (kept,) = clock.box.kept
    assert (kept.offset_ms, kept.offset_age_ms, kept.jumped) == (2000, 185 * 60_000, False)


def test_the_undo_tells_who_was_claimed_and_how_sure_the_clock_was() -> None:
    clock, sure = AClock(), FaceFigures(distance=0.31, score=4.2, margin=1.6)
    clock.sees("1001", figures=sure)
    assert clock.state.greeting is not None
    clock.taps.not_me_tapped(clock.state.greeting.punch)
    (undone,) = clock.box.undone
    assert (undone.staff, undone.means, undone.figures) == ("1001", PunchMeans.FACE, sure)
    assert clock.news == []


def test_not_me_to_somebody_who_had_punched_before_is_told_without_an_undo() -> None:
    clock, sure = AClock(), FaceFigures(distance=0.38, score=3.1, margin=0.9)
    clock.sees("1001")
    clock.timer.advance(20)
    clock.sees("1001", track=2, figures=sure)
    assert clock.state.greeting is not None
    assert clock.state.greeting.again
    clock.taps.not_me_tapped(clock.state.greeting.punch)
    assert (clock.box.undone, clock.news) == ([], [("not_me", "1001")])
    assert clock.box.news[0].figures == sure


def test_what_was_typed_is_gone_when_nobody_goes_on() -> None:
    clock = AClock()
    clock.taps.digit_tapped("1")
    assert (clock.state.page, clock.state.typed) == (Page.NUMBER, "1")
    clock.timer.advance(24)
    clock.taps.digit_tapped("0")
    clock.timer.advance(24)
    assert clock.state.typed == "10"
    clock.timer.advance(1)
    assert (clock.state.page, clock.state.typed) == (Page.WAITING, "")


def test_nobody_who_shows_a_face_in_time_is_told_and_may_try_again() -> None:
    clock = AClock(STRICT)
    clock.taps.card_read("card1001")
    clock.timer.advance(15)
    assert clock.state.notice is Notice.NOT_SEEN
    clock.taps.again_tapped()
    assert clock.looks_for("1001")


def test_the_next_person_finds_the_halls_own_language() -> None:
    clock = AClock()
    clock.taps.number_tapped()
    clock.taps.language_tapped()
    assert clock.state.language is Language.EN
    clock.taps.home_tapped()
    assert clock.state.language is Language.ZH


def test_the_moment_that_is_greeted_is_the_halls() -> None:
    clock = AClock()
    clock.sees("1001")
    assert clock.state.greeting is not None
    assert clock.state.greeting.at - clock.box.kept[0].device_at == timedelta(seconds=2)


def test_a_language_that_nobody_needs_any_more_is_given_up() -> None:
    clock = AClock()
    clock.taps.language_tapped()
    assert clock.state.language is Language.EN
    clock.timer.advance(30)
    assert clock.state.language is Language.ZH
