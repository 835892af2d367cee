"""What earlier days teach of late openings, breaks and daily rests; shrunk towards the usual figures."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.forecast.habits import AWAY, LATE, LEFT, LONGEST, Habits, Rest

NOON = 12 * 60.0


def rested(*begun: float | None, minutes: float = 45.0) -> Habits:
    """Somebody who worked on so many days; None: without a rest."""
    habits = Habits()
    for day, at in enumerate(begun):
        habits.worked("Li", day, 400.0)
        if at is not None:
            habits.away("Li", day, at, minutes, 0.0)
    return habits


def test_with_no_history_the_usual_figures_hold() -> None:
    habits = Habits()
    assert (habits.late, habits.left, habits.lengthening()) == (LATE, LEFT, 1 + AWAY)
    assert habits.rest("Li", 0) is None


def test_openings_on_time_make_the_spread_smaller_and_late_ones_greater() -> None:
    punctual, late = Habits(), Habits()
    for _ in range(600):
        punctual.opened(-5.0)
        late.opened(9.0)
    assert punctual.late < 1.5
    assert late.late > 8.0


def test_a_window_that_opens_in_the_middle_of_the_day_was_not_late() -> None:
    habits = Habits()
    for _ in range(600):
        habits.opened(90.0)
    assert habits.late == LATE


def test_the_spread_of_late_openings_is_found() -> None:
    rng, habits = Random(1), Habits()
    for _ in range(3000):
        habits.opened(abs(rng.gauss(0, 2)))
    assert habits.late == pytest.approx(2.0, abs=0.15)


def test_a_break_that_has_outlasted_its_end_lasts_as_long_as_such_breaks_did() -> None:
    habits = Habits()
    for day in range(400):
        habits.away("Li", day, 600.0, 25.0, 15.0)
        habits.away("Li", day, 700.0, 10.0, -2.0)
    assert habits.left == pytest.approx(15.0, abs=0.5)


def test_breaks_that_nobody_plans_lengthen_every_service() -> None:
    habits = Habits()
    for clerk in range(50):
        for day in range(12):
            habits.worked(f"{clerk}", day, 360.0)
            habits.away(f"{clerk}", day, 500.0 + 40 * (day % 7), 36.0, 0.0)
    assert habits.lengthening() == pytest.approx(1.1, abs=0.003)


def test_a_rest_at_the_same_time_of_most_days_is_expected_and_is_no_lost_time() -> None:
    habits = rested(NOON, NOON + 6, NOON + 2, None, NOON + 9)
    assert habits.rest("Li", 5) == Rest(NOON + 2, 45.0)
    assert habits.lengthening() < 1 + AWAY


@pytest.mark.parametrize(
    "begun",
    [(NOON, NOON + 3), (NOON, 600.0, 820.0, 900.0), (NOON, None, None, NOON, None, NOON)],
    ids=["two days", "another time each day", "on half of the days"],
)
def test_no_rest_is_expected_of_somebody_without_a_time_of_their_own(begun: tuple[float | None, ...]) -> None:
    assert rested(*begun).rest("Li", 9) is None


def test_short_breaks_are_no_rest() -> None:
    assert rested(NOON, NOON, NOON, NOON, minutes=10.0).rest("Li", 9) is None


def test_a_rest_that_has_been_taken_today_is_not_expected_again() -> None:
    habits = rested(NOON, NOON, NOON, NOON)
    assert habits.rest("Li", 3) is None
    assert habits.rest("Li", 4) == Rest(NOON, 45.0)
    habits.away("Li", 4, NOON - 200, 30.0, 0.0)
    assert habits.rest("Li", 4) == Rest(NOON, 45.0)


def test_a_new_time_takes_the_place_of_the_old_one() -> None:
    assert rested(*[NOON] * 12, *[NOON + 60] * 12).rest("Li", 30) == Rest(NOON + 60, 45.0)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.floats(0, 1440), st.floats(-50, 2000), st.floats(-50, 2000)))
)
def test_whatever_is_noted_the_figures_stay_possible(noted: list[tuple[int, float, float, float]]) -> None:
    habits = Habits()
    for day, at, minutes, overdue in noted:
        habits.opened(overdue)
        habits.worked("Li", day, minutes)
        habits.away("Li", day, at, minutes, overdue)
    assert 0 < habits.late <= 15
    assert 0 < habits.left <= LONGEST
    assert habits.lengthening() >= 1
