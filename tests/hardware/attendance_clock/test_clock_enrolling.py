"""Enrolment at the clock: by whom, of whom, with what consent, and what speaks against it."""

import base64

import numpy as np
import pytest

from hardware.attendance_clock.enrolling import CONSENT_VERSION, Fit
from hardware.attendance_clock.glances import Gather, Gathered, Guiding, Hint, Rest
from hardware.attendance_clock.state import Enrolment, EnrolStep, Page
from tests.hardware.attendance_clock.clock_fakes import AClock

FIVE = tuple(np.full(128, n, np.float32) for n in range(5))


def step(clock: AClock) -> EnrolStep:
    return enrolment(clock).step


def enrolment(clock: AClock) -> Enrolment:
    assert clock.state.enrolment is not None
    return clock.state.enrolment


def signed_in() -> AClock:
    clock = AClock()
    clock.taps.enrol_tapped()
    clock.types("7001")
    clock.types("2468")
    return clock


def before_the_camera() -> AClock:
    clock = signed_in()
    clock.types("1003")
    clock.taps.enter_tapped()
    clock.types("0113")
    return clock


def test_an_administrator_signs_in_first() -> None:
    clock = signed_in()
    assert clock.admin.signed_in == "7001"
    assert step(clock) is EnrolStep.PERSON


def test_a_wrong_pin_of_an_administrator_is_told_in_the_halls_own_words() -> None:
    clock = AClock()
    clock.taps.enrol_tapped()
    clock.types("7001")
    clock.types("0000")
    assert (step(clock), enrolment(clock).refusal) == (EnrolStep.ADMIN_NUMBER, "工号或密码不正确")


def test_who_is_no_administrator_enrols_nobody() -> None:
    clock = AClock()
    clock.admin.may_enrol = False
    clock.taps.enrol_tapped()
    clock.types("1001")
    clock.types("2468")
    assert (step(clock), enrolment(clock).why) == (EnrolStep.ADMIN_NUMBER, "not_administrator")


def test_a_person_consents_before_the_camera_looks() -> None:
    clock = signed_in()
    clock.types("1003")
    assert (step(clock), enrolment(clock).name) == (EnrolStep.CONSENT, "王敏")
    assert clock.task == Rest()
    clock.taps.enter_tapped()
    assert step(clock) is EnrolStep.MARK
    clock.taps.enter_tapped()
    assert step(clock) is EnrolStep.MARK
    clock.types("0113")
    assert clock.task == Gather(5, 1)


def test_the_templates_go_to_the_hall_with_the_consent() -> None:
    clock = before_the_camera()
    clock.taps.seen(Guiding(1, Hint.OTHER_SIDE, None, 4))
    assert (enrolment(clock).hint, enrolment(clock).done) == (Hint.OTHER_SIDE, 4)
    clock.taps.seen(Gathered(FIVE))
    ((ask, _),) = clock.admin.enrolled
    assert (ask.staff, ask.consent_version, ask.signature_mark) == ("1003", CONSENT_VERSION, "0113")
    assert ask.consent_on == clock.time.stamp().at.date()
    assert np.frombuffer(base64.b64decode(ask.templates[3].values), "<f4").tolist() == FIVE[3].tolist()
    assert (step(clock), clock.refetched) == (EnrolStep.DONE, 1)


def test_templates_that_differ_too_much_are_taken_anew() -> None:
    clock = before_the_camera()
    clock.faces.fits = Fit(spread=True)
    clock.taps.seen(Gathered(FIVE))
    assert (step(clock), enrolment(clock).why) == (EnrolStep.NOT_DONE, "spread")
    clock.taps.enter_tapped()
    assert clock.task == Gather(5, 2)


def test_a_face_too_close_to_a_colleagues_is_refused_and_named_to_the_administrator_only() -> None:
    clock = before_the_camera()
    clock.faces.fits = Fit(close_to="1002")
    clock.taps.seen(Gathered(FIVE))
    assert (step(clock), enrolment(clock).close_to) == (EnrolStep.NOT_DONE, "1002")
    assert clock.admin.enrolled == []
    assert "1002" not in repr(clock.state)
    clock.taps.home_tapped()
    assert clock.state.enrolment is None


def test_a_lost_link_keeps_the_templates_and_the_key() -> None:
    clock = before_the_camera()
    clock.admin.reached = False
    clock.taps.seen(Gathered(FIVE))
    assert enrolment(clock).why == "link"
    clock.admin.reached = True
    clock.taps.enter_tapped()
    assert step(clock) is EnrolStep.DONE
    assert len(clock.admin.enrolled) == 1


def test_an_administrator_who_went_away_is_signed_out() -> None:
    clock = signed_in()
    clock.timer.advance(120)
    assert (clock.admin.signed_in, clock.state.page) == ("", Page.WAITING)


@pytest.mark.parametrize("typed", ["", "4711"])
def test_an_unknown_person_is_told(typed: str) -> None:
    clock = signed_in()
    clock.types(typed)
    assert step(clock) is EnrolStep.PERSON
    assert enrolment(clock).why == ("unknown_number" if typed else "")


def test_a_card_before_the_reader_punches_nobody_meanwhile() -> None:
    clock = signed_in()
    clock.taps.card_read("card1001")
    assert clock.punched() == []


def test_without_the_hall_nobody_is_enrolled() -> None:
    clock = AClock(connected=False)
    clock.taps.enrol_tapped()
    assert clock.state.page is Page.WAITING
