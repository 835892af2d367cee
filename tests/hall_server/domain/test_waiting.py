"""How long somebody will wait: laws of the estimate, and its examples."""

from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.waiting import Basis, Estimate, estimate

people = st.integers(0, 300)
shares = st.floats(0, 12)
counts = st.integers(0, 12)
samples = st.lists(st.floats(0.1, 120), max_size=25)
means = st.floats(0.5, 120)


@given(people, shares, counts, samples, means)
def test_the_range_lies_around_the_middle_and_is_never_negative(
    ahead: int, share: float, windows: int, recent: list[float], mean: float
) -> None:
    found = estimate(ahead, share, windows, recent, mean)
    assert 0 <= found.low <= found.mid <= found.high


@given(people, shares, counts, samples, means)
def test_one_more_person_ahead_never_makes_the_wait_shorter(
    ahead: int, share: float, windows: int, recent: list[float], mean: float
) -> None:
    one, more = (estimate(n, share, windows, recent, mean) for n in (ahead, ahead + 1))
    assert one.low <= more.low
    assert one.mid <= more.mid
    assert one.high <= more.high


@given(people, shares, shares, samples, means)
def test_more_windows_never_make_the_wait_longer(
    ahead: int, share: float, more: float, recent: list[float], mean: float
) -> None:
    few, many = (estimate(ahead, s, 1, recent, mean) for s in (share, share + more))
    assert many.mid <= few.mid
    assert many.high <= few.high


@given(people, shares, samples, means)
def test_with_no_window_open_the_estimate_says_so(
    ahead: int, share: float, recent: list[float], mean: float
) -> None:
    assert estimate(ahead, share, 0, recent, mean).basis is Basis.CLOSED


def test_five_recent_services_are_enough() -> None:
    assert estimate(1, 1.0, 1, [8.0] * 5, 10.0).basis is Basis.RECENT
    assert estimate(1, 1.0, 1, [8.0] * 4, 10.0).basis is Basis.CATALOGUE


def test_the_catalogue_fills_up_a_small_sample() -> None:
    assert estimate(3, 1.0, 1, [5.0, 5.0], 10.0).mid == round(3.5 * (2 * 5 + 3 * 10) / 5)


def test_ten_people_before_two_windows_of_ten_minutes() -> None:
    found = estimate(10, 2.0, 2, [10.0] * 20, 10.0)
    assert (found.mid, found.ahead, found.windows_open, found.basis) == (52, 10, 2, Basis.RECENT)
    assert found.low < 45 < 60 < found.high


def test_nobody_ahead_means_half_a_service() -> None:
    assert estimate(0, 1.0, 1, [10.0] * 20, 10.0) == Estimate(0, 5, 10, 0, 1, Basis.RECENT)


def test_a_small_share_of_a_window_counts_as_half_a_window() -> None:
    assert estimate(4, 0.01, 1, [], 10.0) == estimate(4, 0.5, 1, [], 10.0)
