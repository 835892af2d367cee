"""Thresholds from the enrolled hall itself."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.face.matching.calibration import Caution, Target, TooFew, calibrate
from hardware.face.matching.calibration_file import BadCalibration, Dated, from_json, to_json
from hardware.face.matching.curves import svg
from hardware.face.matching.decision import Recognised
from hardware.face.matching.gallery import Gallery
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.rates import Share
from hardware.face.matching.tally import Tally
from hardware.face.matching.thresholds import Thresholds
from tests.hardware.face.face_people import direction, hall

FEW = settings(max_examples=30, deadline=None)


def alike(people: int, first: int = 0, ways: int = 10) -> dict[str, list[np.ndarray]]:
    """People who differ in a few ways only, and so resemble one another: a harder hall."""

    def own(person: int) -> np.ndarray:
        shares = np.random.default_rng(person).standard_normal(ways)
        return sum(s * direction(7, way) for way, s in enumerate(shares / np.linalg.norm(shares))) * 0.55

    return {
        f"{person:04}": [
            (direction(0) + own(person) + direction(8, person, picture) * 0.2).astype(np.float32)
            for picture in range(4)
        ]
        for person in range(first, first + people)
    }


def test_an_easy_hall_keeps_the_usual_thresholds_and_says_so() -> None:
    calibration = calibrate(hall(50))
    assert calibration.thresholds.identify == Thresholds().identify
    assert Caution.HELD_AT_LOOSEST in calibration.cautions
    assert calibration.people == 50
    assert calibration.templates == 150
    assert calibration.identify.strangers.trials == 50
    assert calibration.identify.missed.rate < 0.05
    assert calibration.identify.colleagues.events == 0


def test_a_hall_of_people_who_look_alike_gets_stricter_thresholds() -> None:
    easy, hard = calibrate(hall(50)), calibrate(alike(50))
    assert hard.identify.threshold > easy.identify.threshold
    assert hard.verify.threshold > easy.verify.threshold


def test_the_calibrated_hall_lets_in_no_more_strangers_than_was_allowed() -> None:
    calibration = calibrate(alike(100), target=Target(strangers=0.02))
    matcher = Matcher(Gallery.of(alike(100)), calibration.thresholds)
    strangers = alike(200, first=1000)
    let_in = sum(isinstance(matcher.identify(each[:2]), Recognised) for each in strangers.values())
    assert let_in <= 0.03 * len(strangers)


def test_given_strangers_are_tried_too() -> None:
    with_more = calibrate(hall(40), strangers=hall(25, first=500))
    assert with_more.identify.strangers.trials == 40 + 25


def test_a_rarer_target_is_never_laxer() -> None:
    thresholds = [calibrate(alike(40), target=Target(t, t / 20)) for t in (0.2, 0.05, 0.01, 0.001)]
    identify = [each.identify.threshold for each in thresholds]
    verify = [each.verify.threshold for each in thresholds]
    assert identify == sorted(identify)
    assert verify == sorted(verify)
    assert Caution.EXTRAPOLATED in thresholds[-1].cautions


def test_the_same_hall_gives_the_same_calibration() -> None:
    shuffled = dict(reversed(hall(40).items()))
    assert calibrate(hall(40)) == calibrate(shuffled)


def test_too_few_people_or_templates_are_told() -> None:
    with pytest.raises(TooFew, match="12 people are enrolled; calibration needs 30"):
        calibrate(hall(12))
    with pytest.raises(TooFew, match="nobody has two templates"):
        calibrate(hall(40, pictures=1))
    assert Caution.FEW_TRIED in calibrate(hall(40, pictures=1) | hall(3, first=90)).cautions


def test_it_is_kept_with_its_date_and_read_again() -> None:
    dated = Dated(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "painted", "1", calibrate(hall(40)))
    assert from_json(to_json(dated)) == dated
    assert json.loads(to_json(dated))["thresholds"]["identify"] == dated.calibration.thresholds.identify


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made_at": "yesterday"}', "null"])
def test_what_is_no_calibration_is_refused(text: str) -> None:
    with pytest.raises(BadCalibration):
        from_json(text)


def test_its_curves_are_a_drawing() -> None:
    drawing = ET.fromstring(svg(calibrate(hall(40)), "2026-11-24 <40 & more>"))
    words = [each.text for each in drawing.iter() if each.tag.endswith("text")]
    assert "2026-11-24 <40 & more>" in words
    assert "1:N 识别 identification" in words
    assert len([each for each in drawing.iter() if each.tag.endswith("polyline")]) == 8


@FEW
@given(st.lists(st.floats(-20, 20), min_size=1, max_size=300), st.floats(0.001, 0.5))
def test_the_threshold_for_a_share_is_reached_by_no_more_than_it(strengths: list[float], rate: float) -> None:
    tally = Tally()
    tally.add(np.array(strengths))
    reached = tally.reaching(tally.threshold_for(rate))
    assert reached.trials == len(strengths)
    assert reached.rate <= rate
    assert tally.missing(3.0).events + tally.reaching(3.0).events == len(strengths)


def test_what_no_threshold_would_accept_counts_as_a_trial() -> None:
    tally = Tally()
    tally.add(np.array([-np.inf] * 95 + [2.0, 2.5, 3.0, 3.5, 4.0]))
    assert tally.trials == 100
    assert 3.5 < tally.threshold_for(0.01) < 8
    assert Tally().threshold_for(0.01) == float("inf")


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [(0, 100, 0.0, 0.037), (1, 100, 0.0018, 0.0545), (50, 100, 0.404, 0.596), (100, 100, 0.963, 1.0)],
)
def test_limits_of_a_share(events: int, trials: int, low: float, high: float) -> None:
    assert Share(events, trials).limits() == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_of_no_trials_nothing_is_known() -> None:
    assert Share(0, 0).limits() == (0.0, 1.0)
