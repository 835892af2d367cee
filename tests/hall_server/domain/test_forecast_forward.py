"""Playing a zone forward: the same calls as the hall's own, and laws of the waits."""

from datetime import timedelta
from random import Random
from statistics import fmean, median, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain import dispatch
from hall_server.domain.call_policy import PROFILES, Band, CallPolicy
from hall_server.domain.dispatch import Candidate
from hall_server.domain.forecast.forward import Path, forecast, lateness, newcomers_only, next_call
from hall_server.domain.forecast.ground import Ground, shape
from hall_server.domain.forecast.scene import Arriving, Line, Newcomer, Post, Scene, Standing
from hall_server.domain.ticket import Priority
from tests.proofs.trial_day import Comer
from tests.proofs.trial_hall import TrialItem
from tests.small_hall import NINE

US = 60_000_000
QUEUES = 3
NOBODY = CallPolicy()

standings = st.lists(
    st.tuples(
        st.integers(0, QUEUES - 1),
        st.integers(-90 * 60, 0).map(lambda seconds: seconds * 1_000_000),
        st.sampled_from(Priority),
        st.sampled_from(Band),
        st.sampled_from([None, None, None, 0]),
    ),
    max_size=25,
)
skills = st.lists(
    st.permutations(range(QUEUES)).flatmap(
        lambda order: st.integers(1, QUEUES).map(lambda n: tuple(order[:n]))
    ),
    min_size=1,
    max_size=5,
)


def a_line(number: int, minutes: float = 10.0) -> Line:
    return Line(f"Q{number}", minutes)


def waiting(number: int, queue: int = 0, minutes_ago: float = 0.0, **more: object) -> Standing:
    usual: dict[str, object] = {"priority": Priority.ORDINARY, "band": Band.USUAL, "minutes": 10.0}
    return Standing(f"T{number:03d}", queue, -round(minutes_ago * US), **(usual | more))  # type: ignore[arg-type]


def one_line(people: int, posts: int = 1, **more: object) -> Scene:
    scene = Scene(
        CallPolicy(),
        (a_line(0),),
        tuple(Post(f"W{n}", (0,)) for n in range(posts)),
        tuple(waiting(n, minutes_ago=people - n) for n in range(people)),
        (Newcomer(0, Priority.ORDINARY, Band.USUAL),),
    )
    return scene._replace(**more)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PROFILES)), standings, skills, st.data())
def test_a_play_calls_whom_the_hall_itself_would_call(
    profile: str,
    people: list[tuple[int, int, Priority, Band, int | None]],
    windows: list[tuple[int, ...]],
    data: st.DataObject,
) -> None:
    policy = PROFILES[profile]
    means = [7.0, 12.5, 21.0]
    posts = tuple(Post(f"W{n}", own[:1], own[1:]) for n, own in enumerate(windows))
    standing = tuple(
        Standing(f"T{n:03d}", queue, reference, priority, band, 10.0, post)
        for n, (queue, reference, priority, band, post) in enumerate(people)
    )
    scene = Scene(policy, tuple(Line(f"Q{i}", m) for i, m in enumerate(means)), posts, standing)
    at = data.draw(st.integers(0, len(posts) - 1))
    assert next_call(scene, at) == by_the_hall(scene, at)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_a_play_calls_whom_a_full_hall_would_call(profile: str) -> None:
    """Crowded lines, where every term decides now and then."""
    rng, policy = Random(profile), PROFILES[profile]
    for _ in range(60):
        windows = [rng.sample(range(QUEUES), rng.randint(1, QUEUES)) for _ in range(rng.randint(1, 6))]
        posts = tuple(Post(f"W{n}", tuple(own[:1]), tuple(own[1:])) for n, own in enumerate(windows))
        standing = tuple(
            Standing(
                f"T{n:03d}",
                rng.choice((0, 0, 0, 1, 2)),
                -rng.randrange(0, 40 * US),
                rng.choice(list(Priority)),
                rng.choice(list(Band)),
                10.0,
                rng.choice((None,) * 9 + (0,)),
            )
            for n in range(rng.randint(2, 30))
        )
        lines = tuple(a_line(i, rng.uniform(0.5, 8)) for i in range(QUEUES))
        scene = Scene(policy, lines, posts, standing)
        for at in range(len(posts)):
            assert next_call(scene, at) == by_the_hall(scene, at)


def by_the_hall(scene: Scene, at: int) -> str | None:
    """All that the window may call, ranked by `dispatch`, with pressures as `outlook` computes them."""
    post, policy = scene.posts[at], scene.policy
    queues = post.primary + post.backups
    found = []
    for one in scene.standing:
        if one.post == at and one.queue not in queues:
            found.append(Candidate(ticket(one), True, one.band))
        elif one.post in (None, at) and one.queue in queues:
            pressure = pressure_of(scene, one.queue, at) if len(queues) > 1 else 0.0
            own, turn = one.queue in post.primary, queues.index(one.queue)
            found.append(Candidate(ticket(one), own, one.band, pressure, turn))
    decision = dispatch.choose_next(found, policy, NINE)
    return str(decision.ticket.id) if decision else None


def pressure_of(scene: Scene, queue: int, at: int) -> float:
    others = (p for n, p in enumerate(scene.posts) if n != at and queue in p.primary + p.backups)
    share = sum(1 / len(p.primary + p.backups) for p in others)
    work = sum(s.queue == queue for s in scene.standing) * scene.lines[queue].mean_minutes
    return scene.policy.pressure(work, share)


class Waiting(Comer):
    """What `dispatch` looks at, with a number to tell it by."""

    number = ""

    @property
    def reference_at(self):
        return NINE + timedelta(microseconds=self.reference)


def ticket(one: Standing):
    item = TrialItem("", 0, 1, 1, 1, 1, one.band)
    return Waiting(one.name, one.queue, item, one.priority, 0, one.reference_us, True)


def test_nobody_before_and_an_idle_window_means_at_once() -> None:
    assert set(forecast(one_line(0), "a").newcomers[0]) == {0.0}


def test_the_same_seed_gives_the_same_waits() -> None:
    scene = one_line(6, rates=((300.0, 0.1),), mix=(Arriving(0, Priority.ELDERLY, Band.USUAL, 10.0),))
    assert forecast(scene, "t1") == forecast(scene, "t1")
    assert forecast(scene, "t1") != forecast(scene, "t2")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 12), st.integers(1, 4), st.integers(0, 99))
def test_one_more_person_ahead_never_shortens_the_wait(people: int, posts: int, seed: int) -> None:
    """One path, the same draws in the same order: whoever is added has only to be served as well."""
    few, more = (forecast(one_line(n, posts), str(seed), paths=1) for n in (people, people + 1))
    assert few.newcomers[0] <= more.newcomers[0]


def test_who_joins_again_comes_when_a_service_ends_and_goes_before_those_who_came_later() -> None:
    """Sent on with an hour's seniority: each lengthens the wait of all who stand there, whatever arrives."""
    senior = (Arriving(0, Priority.ORDINARY, Band.USUAL, 10.0, seniority_us=60 * US),)
    plain = one_line(8, 2)
    joined = plain._replace(rejoin=0.3, again=senior)
    before, after = (median(forecast(s, "x", 200).newcomers[0]) for s in (plain, joined))
    assert after == pytest.approx(before / 0.7, rel=0.15)


def test_without_anybody_known_to_join_again_nobody_does() -> None:
    assert forecast(one_line(8, 2, rejoin=0.3), "x", 20) == forecast(one_line(8, 2), "x", 20)


def test_ten_people_before_one_window_take_ten_services() -> None:
    waits = forecast(one_line(10), "a", paths=400).newcomers[0]
    assert 94 < fmean(waits) < 106


def test_a_newcomer_who_is_asked_about_changes_nobodys_turn() -> None:
    scene = one_line(5, 2)
    with_them = forecast(scene, "a", paths=30)
    without = forecast(scene._replace(newcomers=()), "a", paths=30)
    assert with_them.standing == without.standing


def test_asking_for_the_newcomer_alone_gives_the_same_wait() -> None:
    scene = one_line(5, 2)
    assert newcomers_only(scene, "a", paths=30).newcomers == forecast(scene, "a", paths=30).newcomers


def test_somebody_who_stands_last_waits_as_long_as_a_newcomer() -> None:
    """Both ways of asking agree: to be there, and to be asked about."""
    asked = forecast(one_line(8, 2), "a", paths=300).newcomers[0]
    there = forecast(one_line(9, 2, newcomers=()), "b", paths=300).standing[8]
    assert abs(fmean(asked) - fmean(there)) < 2.5


def test_the_first_of_an_empty_line_is_helped_by_its_pressure_as_if_it_stood_there() -> None:
    """Windows of two queues, a crowd in the one; asking about the other is as being there."""
    posts = tuple(Post(f"W{n}", (0,), (1,), busy_minutes=1.0, busy_mean=10.0) for n in range(2))
    crowd = tuple(waiting(n, minutes_ago=20.0 - n) for n in range(8))
    scene = one_line(0)._replace(lines=(a_line(0), a_line(1)), posts=posts, standing=crowd)
    newcomer = (Newcomer(1, Priority.ORDINARY, Band.USUAL),)
    asked = newcomers_only(scene._replace(newcomers=newcomer), "a", paths=400).newcomers[0]
    here = scene._replace(standing=(*crowd, waiting(8, queue=1)), newcomers=())
    there = forecast(here, "b", paths=400).standing[8]
    assert abs(fmean(asked) - fmean(there)) < 1.5


def test_nobody_passes_the_head_of_their_own_line_by_the_pressure_that_they_add() -> None:
    posts = (Post("W", (0,), (1,)),)
    scene = one_line(1)._replace(lines=(a_line(0, 8.0), a_line(1)), posts=posts)
    assert min(newcomers_only(scene, "a", paths=50).newcomers[0]) > 0


def test_those_who_come_too_late_to_pass_anybody_are_left_out_and_nothing_changes() -> None:
    mix = (Arriving(0, Priority.ORDINARY, Band.USUAL, 10.0),)
    scene = one_line(12, 2, rates=((300.0, 0.2),), mix=mix)
    ground = Ground(scene)
    assert ground.last_to_matter(for_standing=False) == 12 * US
    short = newcomers_only(scene, "a", paths=300).newcomers[0]
    rng, long = Random(5), []
    for _ in range(300):
        path = Path(ground, rng, for_standing=False)
        path.play(480.0)
        long.append(path.new_waits[0])
    assert abs(fmean(short) - fmean(long)) < 3.0


def test_what_is_not_known_of_the_day_makes_the_waits_spread() -> None:
    """Ten people before one window: known to the minute, but for the pace; then for those who come."""
    steady = one_line(10, sigma=0.3)
    unsure = steady._replace(pace_spread=0.3)
    assert spread_of(unsure) > 1.5 * spread_of(steady)
    elders = {"rates": ((300.0, 0.05),), "mix": (Arriving(0, Priority.ELDERLY, Band.USUAL, 10.0),)}
    coming = one_line(10, sigma=0.3, **elders)
    assert spread_of(coming._replace(rate_spread=0.6)) > 1.1 * spread_of(coming)


def spread_of(scene: Scene) -> float:
    return stdev(newcomers_only(scene, "a", 300).newcomers[0])


def test_a_window_that_is_late_already_is_not_expected_to_be_as_late_again() -> None:
    rng, late = Random(1), Post("W", (0,), spread_minutes=4.0, late_minutes=6.0)
    fresh = fmean(lateness(late._replace(late_minutes=0.0), rng) for _ in range(500))
    left = [lateness(late, rng) for _ in range(500)]
    assert min(left) >= 0
    assert fmean(left) < fresh
    assert lateness(late._replace(late_minutes=60.0), rng) < 30


def test_a_head_start_shortens_the_wait() -> None:
    people = tuple(Newcomer(0, p, Band.USUAL) for p in (Priority.ORDINARY, Priority.ELDERLY))
    ordinary, elderly = forecast(one_line(10, newcomers=people), "a").newcomers
    assert median(elderly) < median(ordinary)


def test_a_long_service_under_way_has_a_rest_that_grows_with_its_age() -> None:
    """Of a lognormal service: what has lasted long will last."""
    usual, old = (fmean(forecast(busy(m), "a", 400).newcomers[0]) for m in (8.0, 40.0))
    assert usual < old


def busy(minutes: float) -> Scene:
    return one_line(0)._replace(posts=(Post("W", (0,), busy_minutes=minutes, busy_mean=10.0),))


def test_a_window_on_a_planned_break_calls_nobody_until_it_is_over() -> None:
    lunch = (Post("W", (0,), breaks=((0.0, 45.0),)),)
    assert min(forecast(one_line(0)._replace(posts=lunch), "a").newcomers[0]) == 45.0


def test_before_the_opening_the_wait_lasts_until_a_window_comes() -> None:
    closed = (Post("W", (0,), away=True, back_minutes=20.0, spread_minutes=4.0),)
    waits = forecast(one_line(0)._replace(posts=closed), "a").newcomers[0]
    assert 20.0 <= min(waits) < max(waits) < 40.0


def test_with_no_window_that_may_come_nobody_is_called() -> None:
    gone = (Post("W", (0,), away=True, back_minutes=0.0, presence=0.0),)
    assert min(forecast(one_line(0)._replace(posts=gone), "a").newcomers[0]) >= 300


def test_a_ticket_bound_to_a_window_waits_for_that_one() -> None:
    posts = (Post("W0", (0,)), Post("W1", (0,), busy_minutes=0.0, busy_mean=10.0))
    bound = (waiting(0, minutes_ago=5, post=1),)
    waits = forecast(one_line(0)._replace(posts=posts, standing=bound), "a").standing[0]
    assert min(waits) > 0


def test_the_table_of_services_has_the_mean_one() -> None:
    for sigma in (0.3, 0.6, 0.9):
        assert abs(fmean(shape(sigma)) - 1) < 0.01


def test_people_who_come_later_with_a_head_start_are_foreseen() -> None:
    elders = {"rates": ((300.0, 0.08),), "mix": (Arriving(0, Priority.ELDERLY, Band.USUAL, 10.0),)}
    alone, overtaken = forecast(one_line(3), "a", 100), forecast(one_line(3, **elders), "a", 100)
    assert fmean(overtaken.newcomers[0]) > fmean(alone.newcomers[0]) + 5


def test_absent_people_shorten_the_wait() -> None:
    here = forecast(one_line(10), "a", 100).newcomers[0]
    assert fmean(forecast(one_line(10, misses=(0.5,)), "a", 100).newcomers[0]) < fmean(here) - 20
