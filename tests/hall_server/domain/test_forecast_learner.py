"""What services teach: convergence, shrinkage, forgotten ends, absences, arrivals."""

from random import Random

import pytest

from hall_server.domain.forecast.learner import Arrivals, Misses, Pace, Service, learn


def services(count: int, items: dict[str, float], clerks: dict[str, float], seed: int = 1) -> list[Service]:
    """Each item is said to take ten minutes."""
    rng = Random(seed)
    found = []
    for _ in range(count):
        item, clerk = rng.choice(sorted(items)), rng.choice(sorted(clerks))
        minutes = items[item] * clerks[clerk] * rng.lognormvariate(-0.125, 0.5)
        found.append(Service(item, clerk, minutes, 10.0))
    return found


def test_many_services_show_the_items_and_the_clerks() -> None:
    learnt = learn(services(6000, {"a": 8.0, "b": 16.0}, {"quick": 0.8, "slow": 1.25}))
    assert learnt.minutes("b", 10.0) / learnt.minutes("a", 10.0) == pytest.approx(2.0, rel=0.06)
    assert learnt.clerk("slow") / learnt.clerk("quick") == pytest.approx(1.25 / 0.8, rel=0.06)
    assert learnt.sigma == pytest.approx(0.5, abs=0.04)


def test_without_history_the_catalogue_holds() -> None:
    nothing = learn([])
    assert (nothing.minutes("a", 12.0), nothing.clerk("x"), nothing.clerk(None)) == (12.0, 1.0, 1.0)


def test_few_services_move_little() -> None:
    few = learn([Service("a", "x", 30.0, 10.0)] * 2)
    assert 10.0 < few.minutes("a", 10.0) < 15.0
    assert few.clerk("x") < 1.5


def test_an_item_that_nobody_has_seen_takes_what_the_hall_takes() -> None:
    learnt = learn(services(3000, {"a": 15.0}, {"x": 1.0}))
    assert learnt.minutes("new", 10.0) == pytest.approx(15.0, rel=0.05)


def test_a_service_whose_end_nobody_pressed_counts_as_a_long_one() -> None:
    honest = services(2000, {"a": 10.0}, {"x": 1.0})
    forgotten = [*honest, *[Service("a", "x", 600.0, 10.0)] * 8]
    assert learn(forgotten).minutes("a", 10.0) == pytest.approx(learn(honest).minutes("a", 10.0), rel=0.04)


def test_more_history_comes_nearer_to_the_truth() -> None:
    """And portions do not matter: what is learnt depends on the services, not on when it was asked for."""
    far, near = (
        abs(learn(services(n, {"a": 20.0}, {"x": 1.0})).minutes("a", 10.0) - 20.0) for n in (10, 2000)
    )
    assert near < far


def test_backups_are_told_from_the_windows_own_work() -> None:
    own = [Service("a", "x", 10.0, 10.0)] * 500
    other = [Service("a", "y", 13.0, 10.0, backup=True)] * 500
    assert learn(own + other).expected(other[0]) == pytest.approx(13.0, rel=0.06)


def test_the_pace_of_today_moves_half_way() -> None:
    pace = Pace()
    assert pace.factor == 1.0
    for _ in range(120):
        pace.note(15.0, 10.0)
    assert pace.factor == pytest.approx(1.25)


def test_a_single_odd_service_hardly_moves_the_pace() -> None:
    pace = Pace()
    pace.note(600.0, 10.0)
    assert pace.factor < 1.1


def test_absences_grow_with_the_wait_and_are_learnt() -> None:
    misses = Misses()
    curve = misses.curve()
    assert list(curve) == sorted(curve)
    for _ in range(500):
        misses.note(12.0, came=False)
    assert misses.curve()[1] > 0.9
    assert misses.curve()[0] == curve[0]


def test_the_first_day_goes_on_as_its_last_hour() -> None:
    arrivals = Arrivals()
    for minute in range(540, 600):
        arrivals.note(minute)
    assert arrivals.rates(600, 720) == ((120, pytest.approx(1.0)),)
    assert Arrivals().rates(600, 720) == ()


def test_later_days_follow_the_profile_of_the_earlier_ones() -> None:
    arrivals = Arrivals()
    for _ in range(10):
        for minute in range(540, 1000):
            arrivals.note(minute)
            if 600 <= minute < 660:
                arrivals.note(minute)
        arrivals.turn_day()
    rates = arrivals.rates(590, 700)
    assert rates[0][0] == pytest.approx(10)
    assert rates[1][1] / rates[0][1] == pytest.approx(2.0)
    assert rates[-1][0] == pytest.approx(110)
