"""The estimates on simulated halls: a few thousand tickets of the proof that docs/estimates.md states at
length."""

from statistics import fmean

import pytest

from hall_server.domain.forecast.conformal import Range, Raw
from hall_server.domain.ticket import Priority
from tests.proofs.estimates import Estimator, Outcome, Played
from tests.proofs.estimates_page import ENOUGH, KEYS, groups, mae, page, ranged, ratio, simple_errors
from tests.proofs.statements import played
from tests.proofs.surprise import EVERY, LEARN_DAYS, SURPRISES, WARM_DAYS, Curve, hall_of, replicate
from tests.proofs.surprise_chart import normal_after
from tests.proofs.trial_day import TrialDay
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


def test_a_window_that_closes_by_surprise_calls_nobody_any_more_and_a_bus_brings_everybody() -> None:
    day, begun, came = TrialDay(TrialHall(3, 0.9), 0), [], []
    day.closes(0, 630.0)
    day.bus(day.hall.windows[0].primary, 640.0, 60, 4.0)
    day.served = lambda day, window, comer, minutes: begun.append((window, day.now - minutes))
    day.taken = lambda day, comer: came.append(comer) if comer.id.startswith("bus") else None
    day.run()
    assert max(at for window, at in begun if window == 0) <= 630
    assert max(at for window, at in begun if window != 0) > 900
    assert len(came) == 60
    assert all(640 <= c.at <= 644 and c.called is not None for c in came)


def curve_of(*relative: float, coverage: float = 0.8) -> Curve:
    minutes = tuple(range(0, EVERY * len(relative), EVERY))
    return Curve(minutes, relative, relative, (coverage,) * len(relative))


def test_back_to_normal_is_said_when_it_lasts() -> None:
    usual = curve_of(*[0.2] * 12)
    assert normal_after(usual, curve_of(0.9, 0.2, 0.9, *[0.22] * 9)) == 3 * EVERY
    assert normal_after(usual, curve_of(*[0.9] * 12)) is None
    assert normal_after(usual, curve_of(*[0.2] * 12, coverage=0.7)) is None
    assert normal_after(usual, curve_of(*[0.2] * 12, coverage=0.78)) == 0


def test_the_page_tells_each_aim_beside_what_was_measured() -> None:
    told, raw = Range(5.0, 10.0, 15.0), Raw(10.0, 3.0)
    outcomes = [
        Outcome(0, Priority.ORDINARY, 600.0, raw, told, {"a": 30.0, "b": 20.0}, (8.0, 9.0), 3, float(wait))
        for wait in (8, 10, 12, 14, 20)
    ]
    text = page({0.9: [Played(outcomes * 300, 0.85, 1.0)]}, 30, "oldest", [])
    assert "1,500 tickets in all" in text
    assert "0.500: met" in text
    assert "80.0%: met" in text
    assert "80.0% (ordinary) to 80.0%" in text


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_thousand_tickets_are_told_the_truth_four_times_of_five() -> None:
    """Two days of one hall: days differ, so the bounds are wider than those of the page."""
    found: list[Outcome] = [o for day in played(40, 0.95, 20, days=2) for o in day.outcomes]
    assert len(found) >= 5_000
    assert ratio(found) <= 0.55, simple_errors(found)
    told = ranged(found)
    assert 0.74 <= fmean(o.covered for o in told) <= 0.86
    assert fmean(o.covered_on_paper for o in told) >= 0.74
    for key in ("class", "zone"):
        for name, some in groups(told, KEYS[key]).items():
            if len(some) >= ENOUGH:
                assert 0.68 <= fmean(o.covered for o in some) <= 0.90, name


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_soon_after_a_surprise_the_live_ranges_come_true_again() -> None:
    estimator = hall_of(40, 0.9)
    first = LEARN_DAYS + WARM_DAYS
    days = [replicate(estimator, first)]
    for surprise in SURPRISES:
        later = [t.covered for day in days for t in day[surprise] if t.minute >= 20]
        assert fmean(later) >= 0.68, surprise
