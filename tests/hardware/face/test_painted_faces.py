"""The fake engine reads painted faces as a real one reads real ones."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.face.fake_engine import FakeEngine, person_vector
from hardware.face.interface import Picture, Quality, Template
from hardware.face.painted import PEOPLE, PaintedFace, bits_of, paint, person_of
from hardware.face.quality import Flaw, QualityLimits, flaws, limits_of, pose

ENGINE = FakeEngine()
FEW = settings(max_examples=25, deadline=None)


def seen(picture: Picture) -> tuple[Flaw, ...]:
    (face,) = ENGINE.detect(picture)
    return flaws(ENGINE.quality(picture, face), QualityLimits())


def template_of(picture: Picture) -> Template:
    return ENGINE.template(picture, ENGINE.detect(picture)[0])


@FEW
@given(st.integers(0, PEOPLE - 1), st.integers(120, 300), st.integers(0, 99))
def test_whoever_is_painted_is_found_where_they_are(person: int, size: int, seed: int) -> None:
    painted = PaintedFace(person, left=100, top=50, size=size)
    picture = paint([painted], seed=seed)
    (face,) = ENGINE.detect(picture)
    assert abs(face.box.left - 100) <= 2
    assert abs(face.box.width - size) <= 3
    assert face.score > 1
    assert np.linalg.norm(template_of(picture) - template_of(paint([painted], seed=seed + 1))) < 0.5


def test_the_same_picture_gives_the_same_template_and_another_moment_another() -> None:
    face = PaintedFace(7)
    assert np.array_equal(template_of(paint([face])), template_of(paint([face])))
    assert not np.array_equal(template_of(paint([face], seed=1)), template_of(paint([face], seed=2)))


def test_two_pictures_of_one_person_lie_closer_than_two_people() -> None:
    own = [template_of(paint([PaintedFace(7)], seed=seed)) for seed in range(6)]
    others = [template_of(paint([PaintedFace(person)])) for person in range(100, 130)]
    same = max(float(np.linalg.norm(a - b)) for a in own for b in own)
    apart = min(float(np.linalg.norm(own[0] - other)) for other in others)
    assert same < 0.4 < 0.6 < apart


def test_a_jpeg_of_a_camera_is_read_too() -> None:
    picture = paint([PaintedFace(4711)])
    _, written = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 75])
    read = cv2.imdecode(written, cv2.IMREAD_COLOR)
    assert np.linalg.norm(template_of(read) - template_of(picture)) < 0.5


def test_the_largest_of_several_comes_first() -> None:
    near, far = PaintedFace(1, left=20, size=220), PaintedFace(2, left=400, size=120)
    faces = ENGINE.detect(paint([far, near]))
    assert [round(face.box.width, -1) for face in faces] == [220, 120]


def test_an_empty_room_holds_nobody() -> None:
    assert ENGINE.detect(paint([])) == ()
    assert ENGINE.detect(np.zeros((480, 640, 3), np.uint8)) == ()


@pytest.mark.parametrize(
    ("face", "light", "blur", "flaw"),
    [
        (PaintedFace(7, size=90), 1.0, 0.0, Flaw.TOO_FAR),
        (PaintedFace(7), 0.15, 0.0, Flaw.TOO_DARK),
        (PaintedFace(7, turn=0.2), 1.0, 0.0, Flaw.TURNED),
        (PaintedFace(7, turn=-0.2), 1.0, 0.0, Flaw.TURNED),
        (PaintedFace(7), 1.0, 5.0, Flaw.BLURRED),
        (PaintedFace(7, masked=True), 1.0, 0.0, Flaw.UNCLEAR),
    ],
    ids=lambda value: value if isinstance(value, Flaw) else "",
)
def test_what_is_wrong_is_told_first(face: PaintedFace, light: float, blur: float, flaw: Flaw) -> None:
    assert seen(paint([face], light=light, blur=blur))[0] is flaw


@pytest.mark.parametrize(
    ("measure", "value", "flaw"),
    [
        ("size", 80, Flaw.TOO_FAR),
        ("light", 0.1, Flaw.TOO_DARK),
        ("light", 0.95, Flaw.TOO_BRIGHT),
        ("contrast", 0.03, Flaw.FLAT),
        ("turn", -0.2, Flaw.TURNED),
        ("tilt", 25.0, Flaw.TILTED),
        ("sharpness", 20.0, Flaw.BLURRED),
        ("score", 0.1, Flaw.UNCLEAR),
    ],
)
def test_each_measure_has_its_word(measure: str, value: float, flaw: Flaw) -> None:
    good = Quality(180, 2.0, 300.0, 0.0, 0.0, 0.5, 0.2)
    assert flaws(good, QualityLimits()) == ()
    assert flaws(replace(good, **{measure: value}), QualityLimits()) == (flaw,)


def test_a_face_straight_ahead_has_no_flaw() -> None:
    assert seen(paint([PaintedFace(7)])) == ()
    assert seen(paint([PaintedFace(7, eyes=0.0, nod=0.05)])) == ()


def test_a_turned_head_is_measured() -> None:
    for turn in (-0.3, -0.1, 0.0, 0.2):
        picture = paint([PaintedFace(7, turn=turn)])
        quality = ENGINE.quality(picture, ENGINE.detect(picture)[0])
        assert quality.turn == pytest.approx(turn, abs=0.03)


def test_turn_and_tilt_follow_from_the_points() -> None:
    points = np.array([[60, 30], [50, 30], [20, 30], [30, 30], [40, 50]], np.float32)
    assert pose(points) == (0.0, 0.0)
    turned = points.copy()
    turned[4, 0] = 46
    assert pose(turned)[0] == pytest.approx(0.2)
    spun = points @ np.array([[0.866, 0.5], [-0.5, 0.866]], np.float32)
    turn, tilt = pose(spun)
    assert turn == pytest.approx(0.0, abs=1e-3)
    assert tilt == pytest.approx(30.0, abs=0.1)
    assert pose(np.zeros((5, 2), np.float32)) == (0.0, 0.0)


def test_a_covered_face_is_nobody() -> None:
    own, covered = template_of(paint([PaintedFace(7)])), template_of(paint([PaintedFace(7, masked=True)]))
    assert np.linalg.norm(own - covered) > 0.6


def test_a_face_at_the_edge_is_looked_at_without_a_fault() -> None:
    picture = paint([PaintedFace(7, left=-60, top=-40), PaintedFace(8, left=560, top=400)])
    for face in ENGINE.detect(picture):
        ENGINE.quality(picture, face)
        assert ENGINE.template(picture, face).shape == (ENGINE.info.size,)


@FEW
@given(st.integers(0, PEOPLE - 1))
def test_a_number_is_read_from_its_cells(person: int) -> None:
    assert person_of(bits_of(person)) == person
    assert len(bits_of(person)) == 24


def test_a_damaged_pattern_holds_nobody() -> None:
    bits = bits_of(7)
    damaged = [person_of([bit != (place == wrong) for place, bit in enumerate(bits)]) for wrong in range(24)]
    assert damaged == [None] * 24


def test_people_are_unlike_one_another() -> None:
    assert np.linalg.norm(person_vector(1) - person_vector(2)) > 0.5
    assert limits_of("opencv").score > limits_of("dlib").score
