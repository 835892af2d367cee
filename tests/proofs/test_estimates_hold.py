"""The estimates on simulated halls: a few thousand tickets of the proof that docs/estimates.md states at
length."""

from statistics import fmean

import pytest

from tests.proofs.estimates import Estimator, Outcome
from tests.proofs.statements import ENOUGH, KEYS, groups, mae, played, ratio, simple_errors
from tests.proofs.trial_hall import TrialHall


def test_a_trial_day_is_the_same_every_time() -> None:
    one, other = (Estimator(TrialHall(3, 0.9)) for _ in range(2))
    one.day(0, False)
    other.day(0, False)
    assert one.services == other.services
    assert len(one.services) > 2000


def test_a_ticket_is_told_what_its_hall_knew() -> None:
    """Fifty tickets of one morning: in order, estimated from what stood there, and better than nothing."""
    estimator = Estimator(TrialHall(3, 0.95), paths=10)
    for number in range(2):
        estimator.day(number, False)
    count = iter(range(10_000))
    estimator.asked = lambda day, comer: next(count) % 60 == 0
    found = estimator.day(2, True)
    assert len(found) > 50
    assert all(o.told.low <= o.told.mid <= o.told.high and o.wait >= 0 for o in found)
    assert mae(o.told.mid - o.wait for o in found) < mae(o.wait for o in found)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_ten_thousand_tickets_are_told_the_truth_four_times_of_five() -> None:
    found: list[Outcome] = [o for day in played(100, 1.0, 20, days=3) for o in day.outcomes]
    assert len(found) >= 10_000
    assert ratio(found) <= 0.55, simple_errors(found)
    assert 0.77 <= fmean(o.covered for o in found) <= 0.83
    assert fmean(o.covered_on_paper for o in found) >= 0.77
    for key in ("class", "zone"):
        for name, some in groups(found, KEYS[key]).items():
            if len(some) >= ENOUGH:
                assert 0.70 <= fmean(o.covered for o in some) <= 0.90, name
