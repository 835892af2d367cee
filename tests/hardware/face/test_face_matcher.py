"""Who is recognised, who is asked for a number, who is unknown, and why."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.face.matching.decision import AskForNumber, Doubt, Reason, Recognised, Unknown
from hardware.face.matching.gallery import Gallery
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.thresholds import UNMEASURED, Thresholds, usual
from tests.hardware.face.face_people import SIZE, Vector, direction, hall, template

HALL = hall(60)
MATCHER = Matcher(Gallery.of(HALL))
FEW = settings(max_examples=25, deadline=None)


def frames(person: int, count: int = 2) -> list[Vector]:
    return [template(person, 100 + number) for number in range(count)]


def test_somebody_enrolled_is_recognised_with_the_figures_behind_it() -> None:
    decision = MATCHER.identify(frames(7))
    assert isinstance(decision, Recognised)
    assert decision.staff == "0007"
    figures = decision.figures
    assert figures.distance < 0.35
    assert figures.score is not None
    assert figures.score > 3
    assert figures.margin is not None
    assert figures.strength is not None
    assert figures.strength > Thresholds().identify


def test_a_stranger_is_nobody() -> None:
    for person in range(100, 140):
        assert not isinstance(MATCHER.identify(frames(person)), Recognised)


def test_a_face_that_resembles_nobody_at_all_is_unknown() -> None:
    away = direction(0) * 1.25 + direction(9, 9) * 0.9
    decision = MATCHER.identify([away])
    assert isinstance(decision, Unknown)
    assert decision.why is Reason.LIKE_NOBODY


def test_a_poor_picture_of_somebody_asks_for_the_number() -> None:
    decision = MATCHER.identify([template(7, 100, noise=0.62)])
    assert isinstance(decision, AskForNumber)
    assert decision.why is Doubt.WEAK


def test_two_who_look_alike_are_asked_for_the_number() -> None:
    twin = [template(7, 50 + number) for number in range(3)]
    matcher = Matcher(Gallery.of(HALL | {"twin": twin}))
    decision = matcher.identify(frames(7))
    assert isinstance(decision, AskForNumber)
    assert decision.why is Doubt.CLOSE_TO_SECOND


def test_frames_of_two_people_are_not_taken_for_one() -> None:
    lenient = replace(Thresholds(), identify=-50.0, margin=0.0, farthest=9.0)
    decision = Matcher(MATCHER.gallery, lenient).identify([template(7, 100), template(8, 100)])
    assert isinstance(decision, AskForNumber)
    assert decision.why is Doubt.FRAMES_DISAGREE


def test_one_odd_frame_out_of_three_does_no_harm() -> None:
    odd = [*frames(7), template(7, 100, noise=0.9)]
    assert MATCHER.identify(odd) == Recognised("0007", MATCHER.best(odd).figures)


def test_in_an_empty_hall_nobody_is_enrolled() -> None:
    matcher = Matcher(Gallery.of({}))
    assert matcher.identify(frames(7)) == Unknown(Reason.NOBODY_ENROLLED)
    assert matcher.verify("0007", frames(7)) == Unknown(Reason.NOT_ENROLLED)


def test_in_a_small_gallery_the_distance_alone_decides() -> None:
    matcher = Matcher(Gallery.of(hall(6)))
    found = matcher.identify(frames(3))
    assert isinstance(found, Recognised)
    assert found.staff == "0003"
    assert found.figures.score is None
    doubtful = matcher.identify([template(3, 100, noise=0.5)])
    assert isinstance(doubtful, AskForNumber)
    assert doubtful.why is Doubt.SMALL_GALLERY


def test_a_single_enrolled_person_is_not_everybody() -> None:
    matcher = Matcher(Gallery.of(hall(1)))
    assert isinstance(matcher.identify(frames(0)), Recognised)
    assert isinstance(matcher.identify(frames(1)), AskForNumber)


def test_in_a_small_gallery_two_alike_are_asked_and_frames_must_agree() -> None:
    twins = Matcher(Gallery.of(hall(6) | {"twin": [template(3, 50)]})).identify(frames(3))
    assert isinstance(twins, AskForNumber)
    assert twins.why is Doubt.CLOSE_TO_SECOND
    lenient = replace(Thresholds(), small_identify=9.0, small_margin=0.0)
    mixed = Matcher(Gallery.of(hall(6)), lenient).identify([template(3, 100), template(4, 100)])
    assert isinstance(mixed, AskForNumber)
    assert mixed.why is Doubt.FRAMES_DISAGREE


def test_a_number_is_confirmed_by_its_own_face_only() -> None:
    own = MATCHER.verify("0007", frames(7))
    assert isinstance(own, Recognised)
    other = MATCHER.verify("0007", frames(8))
    assert isinstance(other, Unknown)
    assert other.why is Reason.NOT_THIS_PERSON
    assert MATCHER.verify("9999", frames(7)) == Unknown(Reason.NOT_ENROLLED)


def test_in_a_small_gallery_a_number_is_confirmed_by_distance() -> None:
    matcher = Matcher(Gallery.of(hall(4)))
    assert isinstance(matcher.verify("0002", frames(2)), Recognised)
    assert isinstance(matcher.verify("0002", frames(3)), Unknown)


@pytest.mark.parametrize(
    "wrong",
    [[], [np.zeros(64, np.float32)], [np.full(SIZE, np.nan, np.float32)], [np.zeros((2, 2), np.float32)]],
    ids=["none", "another size", "no number", "no template"],
)
def test_what_is_no_template_is_refused(wrong: list[Vector]) -> None:
    with pytest.raises(ValueError, match="template"):
        MATCHER.identify(wrong)
    with pytest.raises(ValueError, match="template"):
        MATCHER.verify("0007", wrong)


def test_a_small_gallery_has_no_best() -> None:
    with pytest.raises(ValueError, match="too few"):
        Matcher(Gallery.of(hall(5))).best(frames(1))


def test_of_an_engine_that_nobody_measured_more_is_asked() -> None:
    assert usual("dlib") == usual("fake") == Thresholds()
    assert usual("opencv") == UNMEASURED
    unit = {person: [t / np.linalg.norm(t) for t in each] for person, each in HALL.items()}
    matcher = Matcher(Gallery.of(unit), UNMEASURED)
    assert isinstance(matcher.identify([t / np.linalg.norm(t) for t in frames(7)]), Recognised)
    assert not isinstance(Matcher(Gallery.of(hall(5)), UNMEASURED).identify(frames(1)), Recognised)
    assert not isinstance(Matcher(Gallery.of(hall(5)), UNMEASURED).verify("0001", frames(1)), Recognised)


@FEW
@given(st.permutations(range(60)), st.integers(0, 59))
def test_the_order_of_enrolment_does_not_matter(order: list[int], person: int) -> None:
    shuffled = {f"{each:04}": HALL[f"{each:04}"] for each in order}
    assert Matcher(Gallery.of(shuffled)).identify(frames(person)) == MATCHER.identify(frames(person))


@FEW
@given(st.integers(0, 59), st.integers(1000, 9000))
def test_one_more_person_never_makes_a_wrong_identity(person: int, newcomer: int) -> None:
    matcher = Matcher(MATCHER.gallery.with_person("new", [template(newcomer, 1), template(newcomer, 2)]))
    decision = matcher.identify(frames(person))
    assert isinstance(decision, Recognised)
    assert decision.staff == f"{person:04}"


@FEW
@given(st.integers(0, 59), st.integers(1, 5), st.integers(0, 50))
def test_equal_frames_are_one_frame(person: int, count: int, picture: int) -> None:
    one = template(person, picture)
    single, many = MATCHER.identify([one]), MATCHER.identify([one] * count)
    assert type(single) is type(many)
    assert single.figures is not None
    assert many.figures is not None
    assert many.figures.strength == pytest.approx(single.figures.strength, abs=1e-2)


@FEW
@given(st.integers(0, 90), st.floats(0.1, 0.8), st.floats(-5, 12), st.floats(0, 5))
def test_a_stricter_threshold_never_recognises_more(
    person: int, noise: float, low: float, more: float
) -> None:
    probe = [template(person, 100, noise)]
    for field in ("identify", "margin", "verify"):
        lenient = Matcher(MATCHER.gallery, replace(Thresholds(), **{field: low}))
        strict = Matcher(MATCHER.gallery, replace(Thresholds(), **{field: low + more}))
        if isinstance(strict.identify(probe), Recognised):
            assert isinstance(lenient.identify(probe), Recognised)
        if isinstance(strict.verify("0007", probe), Recognised):
            assert isinstance(lenient.verify("0007", probe), Recognised)


@FEW
@given(st.integers(0, 90), st.floats(0.1, 0.8))
def test_the_quick_way_finds_the_same_best_as_comparing_everybody(person: int, noise: float) -> None:
    probe = template(person, 100, noise)
    strengths = MATCHER.strengths(probe)
    best = MATCHER.best([probe])
    assert MATCHER.gallery.people[int(strengths.argmax())] == best.staff
    without_margin = best.strength - Thresholds().weight_margin * best.margin
    assert without_margin == pytest.approx(float(strengths.max()), abs=1e-3)
    verified = MATCHER.verify(best.staff, [probe]).figures
    assert verified is not None
    assert verified.strength == pytest.approx(without_margin, abs=1e-3)


def test_thresholds_are_read_by_name_and_unknown_names_are_told() -> None:
    assert Thresholds.of({"identify": 6}) == replace(Thresholds(), identify=6.0)
    assert Thresholds.of(Thresholds().numbers()) == Thresholds()
    with pytest.raises(ValueError, match="unknown thresholds identity; known are agree,"):
        Thresholds.of({"identity": 6})
