"""The range: it covers what it says, whatever the forecast is worth; and how people are told it."""

from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.forecast.conformal import Calibration, Range, Raw, Scores, bucket_of, raw_of
from hall_server.domain.forecast.told import moved, passed, told

minutes = st.floats(0, 300)
raws = st.builds(Raw, minutes, st.floats(1, 100))


@pytest.mark.parametrize(("factor", "spread"), [(1.0, 0.3), (0.5, 0.3), (1.6, 0.8), (1.0, 0.05)])
def test_waits_that_could_change_places_are_covered_four_times_of_five(factor: float, spread: float) -> None:
    """However biased and over-confident the raw forecast is."""
    rng, calibration, covered = Random(1), Calibration(), []
    for n in range(5000):
        raw = Raw(rng.uniform(9, 19), 3.0)
        wait = raw.point * factor * rng.lognormvariate(0, spread)
        found = calibration.of(raw, False)
        if n > 1000:
            covered.append(found.low <= wait <= found.high)
        calibration.note(raw, False, wait)
    assert 0.78 <= fmean(covered) <= 0.82


def test_waits_that_are_often_none_are_covered_too_though_nothing_can_be_below() -> None:
    rng, calibration, covered = Random(3), Calibration(), []
    for n in range(6000):
        raw = Raw(1.0, 1.0)
        wait = 0.0 if rng.random() < 0.5 else rng.expovariate(0.25)
        found = calibration.of(raw, False)
        if n > 1500:
            covered.append(found.low <= wait <= found.high)
        calibration.note(raw, False, wait)
    assert 0.78 <= fmean(covered) <= 0.82


def test_after_a_drift_the_coverage_comes_back() -> None:
    rng, calibration, covered = Random(2), Calibration(), []
    for n in range(4000):
        raw = Raw(15.0, 3.0)
        wait = rng.gauss(15 if n < 2000 else 25, 4)
        found = calibration.of(raw, True)
        covered.append(found.low <= wait <= found.high)
        calibration.note(raw, True, wait)
    assert fmean(covered[2000:2100]) < 0.6
    assert 0.75 <= fmean(covered[3000:]) <= 0.86


@given(st.lists(st.tuples(raws, minutes), max_size=60), raws, st.booleans())
def test_the_range_is_in_order_and_never_negative(
    before: list[tuple[Raw, float]], raw: Raw, privileged: bool
) -> None:
    calibration = Calibration()
    for one, wait in before:
        calibration.note(one, privileged, wait)
    found = calibration.of(raw, privileged)
    assert 0 <= found.low <= found.mid <= found.high


def test_with_few_outcomes_the_raw_band_is_doubled() -> None:
    assert Calibration().of(Raw(10.0, 4.0), False) == Range(2.0, 10.0, 18.0)


def test_priority_tickets_are_calibrated_apart() -> None:
    assert bucket_of(Raw(10.0, 1.0), True) != bucket_of(Raw(10.0, 1.0), False)
    sizes = [bucket_of(Raw(x, 1.0), False)[0] for x in (0.1, 2, 2.1, 8, 20, 40, 41)]
    assert sizes == [0, 0, 1, 1, 2, 3, 4]


def test_those_who_are_called_at_once_do_not_narrow_the_ranges_of_others() -> None:
    free, short = Raw(0.0, 1.0), Raw(0.0, 1.5)
    assert (free.at_once, short.at_once, Raw(0.2, 1.0).at_once) == (True, False, False)
    calibration = Calibration()
    for _ in range(200):
        calibration.note(free, False, 0.0)
    for n in range(200):
        calibration.note(short, False, n % 10)
    assert calibration.of(free, False) == Range(0.0, 0.0, 0.0)
    assert calibration.of(short, False).high > 6


def test_waits_for_windows_to_open_are_calibrated_apart_from_waits_for_people() -> None:
    """Before the opening the raw band is too wide for what is known: the ranges of the others stay."""
    calibration, rng = Calibration(), Random(4)
    closed, served = Raw(15.0, 4.0, attended=False), Raw(15.0, 4.0)
    for _ in range(400):
        calibration.note(closed, False, rng.gauss(15, 1))
        calibration.note(served, False, rng.gauss(15, 6))
    early, later = (calibration.of(raw, False) for raw in (closed, served))
    assert early.high - early.low < 4
    assert later.high - later.low > 12
    assert calibration.of(Raw(50.0, 4.0, attended=False), False).high - 50 < 3


def test_only_the_newest_scores_count() -> None:
    scores = Scores()
    for n in range(700):
        scores.add(float(n))
    assert scores.ordered[0] == 100.0
    assert len(scores.ordered) == 600


def test_the_raw_forecast_is_the_median_and_half_of_the_middle_band() -> None:
    assert raw_of(tuple(float(x) for x in range(11))) == Raw(5.0, 4.0)
    assert raw_of((7.0,) * 50) == Raw(7.0, 1.0)


@given(minutes, minutes, minutes)
def test_people_are_told_whole_minutes_that_the_next_minute_does_not_break(
    a: float, b: float, c: float
) -> None:
    low, mid, high = sorted((a, b, c))
    shown = told(Range(low, mid, high))
    assert 0 <= shown[0] < shown[1]
    assert shown[1] >= 3 or high < 3 or shown[1] - shown[0] >= 1
    assert abs(shown[0] - low) <= 2.5 or high < 3
    assert abs(shown[1] - high) <= 2.5 or shown[1] == shown[0] + 1 or high < 3


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Range(0, 1, 2.9), (0, 3)),
        (Range(0, 1, 3.2), (0, 4)),
        (Range(1.2, 2, 3.2), (1, 3)),
        (Range(4.4, 7, 11.6), (4, 12)),
        (Range(12.6, 18, 26.9), (13, 25)),
        (Range(16, 20, 17), (15, 16)),
        (Range(41, 55, 73), (40, 75)),
    ],
)
def test_examples_of_what_people_are_told(found: Range, shown: tuple[int, int]) -> None:
    assert told(found) == shown


def test_a_shown_number_changes_only_when_it_has_moved() -> None:
    before = Range(10, 20, 30)
    assert not moved(before, Range(9, 18, 28))
    assert moved(before, Range(10, 24, 30))
    assert passed(before, 12) == Range(0, 8, 18)
