"""Whatever goes wrong at the clock has its screen in two languages, and its event for the hall."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from hall_server.wire.catalogue import text
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Blind, Guiding, Hint, Nobody, NotAlive
from hardware.attendance_clock.state import ClockState, Page, Trouble
from hardware.attendance_clock.ui.wording import Wording
from tests.hardware.attendance_clock.clock_fakes import AClock, a_problem

STRICT = "strict"
News = list[tuple[str, str | None]]


@dataclass(frozen=True)
class Case:
    """What happens, the key of what is said to the person, and what the hall hears."""

    happens: Callable[[AClock], None]
    said: str
    news: News
    policy: str = "convenient"


def looks(clock: AClock, hint: Hint) -> None:
    clock.taps.seen(Guiding(1, hint))
    clock.timer.advance(5)


def card_of_another(clock: AClock) -> None:
    clock.taps.card_read("card1001")
    clock.sees(None)


def types_pin(clock: AClock, pin: str) -> None:
    clock.taps.home_tapped()
    clock.taps.pin_tapped()
    clock.types("1003")
    clock.types(pin)


def wrong_pins(clock: AClock) -> None:
    for _ in range(4):
        types_pin(clock, "0000")
    clock.hall.pin_problem = a_problem("locked_out", 429, "密码错误次数过多，请 15 分钟后再试")
    types_pin(clock, "0000")


def wrong_pin(clock: AClock) -> None:
    clock.hall.pin_problem = a_problem("sign_in_failed", 401, "工号或密码不正确")
    types_pin(clock, "0000")


def wrong_pins_to_the_lock(clock: AClock) -> None:
    wrong_pin(clock)
    wrong_pins(clock)


def without_consent(clock: AClock) -> None:
    clock.taps.number_tapped()
    clock.types("1003")


def number_of_nobody(clock: AClock) -> None:
    clock.staff(STRICT, without="1002")
    clock.taps.number_tapped()
    clock.types("1002")


def card_of_nobody(clock: AClock) -> None:
    clock.staff(without="1002")
    clock.taps.card_read("card1002")


def left_since(clock: AClock) -> None:
    clock.hall.refuses["1001"] = a_problem("staff_has_left", 409, "已离职")
    clock.sees("1001")


def unpaired(clock: AClock) -> None:
    clock._count_unauthorised()
    clock.taps.pairing_code_arrived("493817")


def disk_full(clock: AClock) -> None:
    clock.box.full = True
    clock.sees("1001")


def time_jumps(clock: AClock) -> None:
    clock.time.jumped = True
    clock.taps.time_seen(clock.time.stamp())


def not_alive(clock: AClock) -> None:
    clock.taps.card_read("card1001")
    clock.taps.seen(NotAlive(1))


CASES = {
    "no camera": Case(lambda c: c.taps.seen(Blind("camera_missing")), "welcome_no_faces", [("blind", None)]),
    "dark": Case(lambda c: c.taps.seen(Nobody(dark=True)), "trouble_camera_dark", [("dark", None)]),
    "two faces": Case(
        lambda c: looks(c, Hint.ONE_AT_A_TIME), "hint_one_at_a_time", [("several_faces", None)]
    ),
    "masked face": Case(lambda c: looks(c, Hint.UNCOVER), "hint_uncover", [("covered_face", None)]),
    "unknown": Case(lambda c: c.sees(None), "notice_unknown_face", [("unknown_face", None)]),
    "someone else's card": Case(
        card_of_another, "notice_not_that_person", [("other_person", "1001")], STRICT
    ),
    "wrong PIN": Case(wrong_pin, "notice_refused", [("pin_wrong", "1003")]),
    "wrong PIN until it is locked": Case(
        wrong_pins_to_the_lock, "notice_refused", [("pin_wrong", "1003"), ("pin_locked", "1003")]
    ),
    "consent missing": Case(without_consent, "notice_no_face_enrolled", [("not_enrolled", "1003")], STRICT),
    "staff left, by number": Case(
        number_of_nobody, "notice_unknown_number", [("unknown_number", None)], STRICT
    ),
    "staff left, by card": Case(card_of_nobody, "notice_unknown_card", [("unknown_card", None)]),
    "staff left, and the clock had not heard": Case(
        left_since, "trouble_punch_refused", [("refused", "1001")]
    ),
    "unpaired": Case(unpaired, "pairing", [("unpaired", None)]),
    "disk full": Case(disk_full, "notice_not_kept", []),
    "system clock moved": Case(time_jumps, "trouble_clock_jumped", [("time_jumped", None)]),
    "a photograph": Case(not_alive, "notice_not_alive", [("not_alive", "1001")], STRICT),
}


def said(state: ClockState, language: Language) -> str:
    """All that the clock says of this state."""
    words = Wording(replace(state, language=language))
    main = words.main()
    return "\n".join((main.big, main.more, words.troubles()))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_said_in_both_languages_and_told_to_the_hall(case: Case) -> None:
    clock = AClock(case.policy)
    case.happens(clock)
    for language in Language:
        wanted = text(f"clock.{case.said}", language, count=1)
        assert wanted in said(clock.state, language)
    assert list(dict.fromkeys(clock.news)) == case.news


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_clock_goes_on_afterwards(case: Case) -> None:
    clock = AClock(case.policy)
    case.happens(clock)
    clock.box.full = False
    clock.hall.refuses.clear()
    clock.staff()
    clock.taps.let_in()
    clock.taps.home_tapped()
    clock.taps.seen(Nobody())
    clock.taps.card_read("card1003")
    assert clock.state.page is Page.GREETING
    assert [each.staff for each in clock.hall.taken][-1] == "1003"


def test_a_full_disk_is_told_as_soon_as_it_takes_something_again() -> None:
    clock = AClock()
    disk_full(clock)
    assert clock.news == []
    clock.box.full = False
    clock.taps.home_tapped()
    clock.sees("1001", track=2)
    assert clock.state.page is Page.GREETING
    assert clock.news == [("not_kept", None)]


def test_the_figures_go_with_an_unknown_face_and_a_typed_number_that_nobody_has_goes_nowhere() -> None:
    clock = AClock()
    clock.taps.number_tapped()
    clock.types("2468")
    assert clock.news == [("unknown_number", None)]
    assert all("2468" not in each.model_dump_json() for each in clock.box.news)


def test_what_goes_on_and_on_is_told_once_a_minute() -> None:
    clock = AClock()
    for _ in range(5):
        clock.taps.seen(Blind("camera_missing"))
        clock.taps.seen(Nobody())
        clock.timer.advance(10)
    assert clock.news == [("blind", None)]
    clock.timer.advance(60)
    clock.taps.seen(Blind("camera_missing"))
    assert clock.news == [("blind", None)] * 2


def test_two_people_who_step_apart_at_once_are_no_news() -> None:
    clock = AClock()
    clock.taps.seen(Guiding(1, Hint.ONE_AT_A_TIME))
    clock.timer.advance(2)
    clock.taps.seen(Guiding(1, Hint.GOOD))
    clock.timer.advance(10)
    assert clock.news == []


def test_a_camera_that_is_gone_is_said_with_what_to_do() -> None:
    clock = AClock()
    clock.taps.seen(Blind("camera_missing"))
    assert Trouble.CAMERA in clock.state.troubles
    assert len({said(clock.state, language) for language in Language}) == len(Language)
