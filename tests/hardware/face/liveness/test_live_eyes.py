import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.face.liveness.eyes import Blinks, EyeWatch, alike, eyes_of
from hardware.face.liveness.interface import Eyes
from tests.hardware.face.liveness.live_people import BRIDGE, CLOSED, OPEN

RATE = 15.0


def seen(*levels: float, rate: float = RATE, turns: tuple[float, ...] = ()) -> int:
    blinks = Blinks()
    for number, level in enumerate(levels):
        blinks.see(number / rate, level, level, turns[number] if turns else 0.0)
    return blinks.count


def test_eyes_that_close_and_open_have_blinked() -> None:
    assert seen(0.95, 0.9, 0.3, 0.2, 0.7, 0.95) == 1


def test_a_single_closed_picture_is_enough() -> None:
    assert seen(0.95, 0.3, 0.95) == 1


def test_eyes_that_stay_closed_have_not_blinked() -> None:
    assert seen(0.95, *[0.2] * 30, 0.95) == 0


def test_eyes_half_closed_have_not_blinked() -> None:
    assert seen(0.95, 0.75, 0.7, 0.72, 0.95) == 0


def test_one_eye_alone_is_no_blink() -> None:
    blinks = Blinks()
    for number, (right, left) in enumerate([(0.95, 0.95), (0.2, 0.95), (0.2, 0.95), (0.95, 0.95)]):
        blinks.see(number / RATE, right, left)
    assert blinks.count == 0


def test_a_blink_while_the_head_turns_does_not_count() -> None:
    assert seen(0.95, 0.3, 0.3, 0.95, turns=(0.0, 0.05, 0.12, 0.2)) == 0


@given(st.lists(st.floats(0.81, 1.0), max_size=80))
def test_open_eyes_never_blink(levels: list[float]) -> None:
    assert seen(*levels) == 0


def watched(*looks: Eyes) -> int:
    watch = EyeWatch()
    for number, look in enumerate(looks):
        watch.see(number / RATE, look, 0.0)
    return watch.blinks.count


AWAKE, SHUT = Eyes((OPEN, OPEN), BRIDGE), Eyes((CLOSED, CLOSED), BRIDGE)


def test_the_first_looks_teach_how_open_eyes_look() -> None:
    assert watched(*[AWAKE] * 5, SHUT, SHUT, AWAKE, AWAKE) == 1


def test_a_blink_among_the_first_looks_is_not_taken_for_open_eyes() -> None:
    assert watched(AWAKE, SHUT, *[AWAKE] * 3, SHUT, SHUT, AWAKE) == 1


def test_something_passed_over_both_eyes_is_no_blink() -> None:
    wiped = Eyes((CLOSED, CLOSED), np.roll(BRIDGE, 7, axis=1) * np.float32(0.5) + CLOSED * np.float32(0.6))
    assert watched(*[AWAKE] * 5, wiped, wiped, AWAKE, AWAKE) == 0


def test_light_that_falls_slowly_does_not_look_like_a_blink() -> None:
    fading = [Eyes((OPEN * f, OPEN * f), BRIDGE * f) for f in np.linspace(1, 0.4, 60, dtype=np.float32)]
    assert watched(*fading) == 0


def test_eyes_that_change_for_good_are_learnt_anew() -> None:
    assert watched(*[AWAKE] * 5, *[SHUT] * 40, AWAKE, AWAKE, *[SHUT] * 5) == 1


def test_likeness_does_not_depend_on_light() -> None:
    assert alike(OPEN, OPEN * np.float32(0.5) + np.float32(20)) == pytest.approx(1.0, abs=1e-5)
    assert alike(OPEN, np.full_like(OPEN, 90)) == 0.0


def test_eye_patches_are_the_same_on_a_tilted_head() -> None:
    cv2 = pytest.importorskip("cv2")
    from hardware.face.liveness.replay.portrait import drawn_portrait

    portrait = drawn_portrait(np.random.default_rng(5))
    upright = eyes_of(portrait.texture, portrait.points)
    turn = cv2.getRotationMatrix2D((160, 170), 15, 1.0)
    tilted = cv2.warpAffine(portrait.texture, turn, (320, 400))
    points = (np.c_[portrait.points, np.ones(5)] @ turn.T).astype(np.float32)
    for one, other in zip(upright.open_or_not, eyes_of(tilted, points).open_or_not, strict=True):
        assert alike(one, other) > 0.97
