"""What services teach: convergence, shrinkage, forgotten ends, absences, arrivals."""

from random import Random

import pytest

from hall_server.domain.call_policy import Band
from hall_server.domain.forecast.ground import MINUTE_US
from hall_server.domain.forecast.learner import (
    Arrivals,
    Misses,
    Pace,
    Rejoins,
    Service,
    gathered,
    learn,
    longest,
    once_more,
    still_coming,
)
from hall_server.domain.forecast.scene import Arriving
from hall_server.domain.ticket import Priority


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


def days_of(*totals: int) -> Arrivals:
    arrivals = Arrivals()
    for total in totals:
        for n in range(total):
            arrivals.note(540 + n % 460)
        arrivals.turn_day()
    return arrivals


def test_today_counts_the_more_the_more_whole_days_have_differed() -> None:
    alike, different = days_of(*[600] * 12), days_of(*[400, 800] * 6)
    assert different.prior < 50 < 200 < alike.prior
    for arrivals in (alike, different):
        for n in range(200):
            arrivals.note(540 + n % 60)
    usual, more = (arrivals.rates(600, 615)[0][1] for arrivals in (alike, different))
    assert more > usual > 1.4


def test_what_comes_is_the_better_known_the_later_it_is() -> None:
    arrivals = days_of(500, 650, 550)
    for n in range(300):
        arrivals.note(540 + n)
    spreads = [arrivals.spread(minute) for minute in (540, 660, 840)]
    assert spreads == sorted(spreads, reverse=True)
    assert 0.04 < spreads[2] < spreads[0] < 0.2
    assert 0.05 < Arrivals().spread(600) < 0.2


def test_kinds_of_newcomers_are_gathered_with_their_weight_and_mean_minutes() -> None:
    first = [Arriving(0, Priority.ORDINARY, Band.USUAL, m) for m in (8.0, 12.0)]
    found = gathered([*first, Arriving(1, Priority.ELDERLY, Band.QUICK, 5.0)])
    assert [(a.queue, a.minutes, a.weight) for a in found] == [(0, 10.0, 2.0), (1, 5.0, 1.0)]


def test_those_who_join_again_are_told_apart_by_their_seniority() -> None:
    again = [Arriving(1, Priority.ORDINARY, Band.USUAL, 6.0, seniority_us=m * MINUTE_US) for m in (40, 41, 0)]
    assert sorted(a.weight for a in once_more([], again)) == [1.0, 2.0]


def test_while_nobody_was_seen_to_join_again_they_are_as_the_others_with_a_usual_seniority() -> None:
    assert once_more([], []) == ()
    found = once_more([Arriving(0, Priority.ORDINARY, Band.USUAL, 8.0)], [])
    assert [(a.queue, a.seniority_us // MINUTE_US) for a in found] == [(0, 30)]


def test_how_often_somebody_joins_again_is_learnt_for_each_call() -> None:
    """One more of ten people: then there are eleven calls."""
    assert Rejoins().chance == pytest.approx(0.06 / 1.06)
    assert Rejoins(came=60_000, again=6000).chance == pytest.approx(1 / 11, rel=0.01)


def test_who_is_late_is_less_likely_to_come() -> None:
    chances = [still_coming(0.95, late, 4.0) for late in (0, 4, 8, 12)]
    assert chances[0] == pytest.approx(0.95)
    assert chances == sorted(chances, reverse=True)
    assert (still_coming(0.0, 5, 4.0), still_coming(1.0, 50, 4.0)) == (0.0, 1.0)


def test_the_longest_service_of_an_item_grows_with_what_is_usual() -> None:
    assert (longest(5.0), longest(30.0)) == (120.0, 300.0)
