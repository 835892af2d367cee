"""The alarm of the waits: over 200 people who were told a range, by whatever method, on however many days."""

from datetime import timedelta

import pytest

from hall_server.domain.call_record import CallMade
from hall_server.domain.dispatch import Because, Credit, Why
from hall_server.domain.forecast.drift import Promise, coverage_of, drifts_of, promises_of, standing
from hall_server.domain.ticket import Ticket
from tests.small_hall import NINE
from tests.values import a_call_of, a_ticket

DAY = timedelta(days=1)


def a_promise(minute: int, kept: bool, day: int = 0) -> Promise:
    return Promise(NINE + day * DAY + timedelta(minutes=minute), kept)


def some(count: int, kept: int, day: int = 0) -> list[Promise]:
    """So many, the first of them kept."""
    return [a_promise(n, n < kept, day) for n in range(count)]


def a_call(ticket: Ticket, minutes: float) -> CallMade:
    at = NINE + timedelta(minutes=minutes)
    return CallMade(1, at, ticket, a_call_of(ticket), Why(Because.OLDEST, Credit(0.0)), "", None, None, None)


def told(number: int, basis: str, **more: object) -> Ticket:
    """Taken at nine, told 5 to 15 minutes."""
    usual = {"taken_at": NINE, "estimate_low": 5, "estimate_high": 15, "estimate_mid": 9.0}
    return a_ticket(number, 0, **(usual | {"estimate_basis": basis} | more))


@pytest.mark.parametrize(
    ("within", "share"), [(160, None), (144, None), (143, 0.715), (177, 0.885), (176, None)]
)
def test_the_alarm_is_given_outside_of_72_to_88_per_cent_of_200(within: int, share: float | None) -> None:
    stands = standing(drifts_of(some(200, within)))
    assert (stands.share if stands else None) == share


def test_too_few_promises_raise_no_alarm() -> None:
    assert drifts_of(some(199, 0)) == []
    assert len(drifts_of(some(200, 0))) == 1


def test_it_stands_while_too_few_waits_come_true_and_ends_inside_its_bounds() -> None:
    good = [a_promise(m, m % 5 != 0) for m in range(300)]
    bad = [a_promise(m, False) for m in range(300, 330)]
    again = [a_promise(m, m % 5 != 0) for m in range(330, 700)]
    (drift,) = drifts_of([*good, *bad, *again])
    assert (drift.since, drift.worst) == (NINE + timedelta(minutes=321), 0.68)
    assert drift.until is not None
    assert timedelta(minutes=500) < drift.until - NINE < timedelta(minutes=540)
    assert standing([drift]) is None
    (lasting,) = drifts_of([*good, *bad])
    assert standing([lasting]) == lasting


def test_two_small_days_are_looked_at_together() -> None:
    first, second = some(190, 57), some(190, 57, day=1)
    assert drifts_of(first) == drifts_of(second) == []
    (drift,) = drifts_of(second, first)
    assert (drift.since, drift.until) == (second[9].at, None)
    assert coverage_of(second, first) == pytest.approx((57 + 0) / 200)


def test_an_alarm_of_earlier_days_stands_before_the_first_call_of_a_new_one() -> None:
    (drift,) = drifts_of([], some(200, 60))
    assert (drift.since, drift.until, drift.share) == (None, None, 0.3)
    (over,) = drifts_of(some(200, 160, day=1), some(200, 140))
    assert over.since is None
    assert over.until is not None


def test_every_method_counts_and_nobody_who_was_told_no_range() -> None:
    calls = [
        a_call(told(1, "forecast", estimate_scale=4.0), 10),
        a_call(told(2, "recent"), 20),
        a_call(told(3, "catalogue"), 7),
        a_call(told(4, "closed"), 8),
        a_call(told(5, "forecast", estimate_mid=0.0, estimate_scale=1.0, estimate_low=0), 0),
    ]
    assert [p.kept for p in promises_of(calls)] == [True, False, True]


def test_a_promise_is_about_the_first_call() -> None:
    one = told(1, "recent")
    assert promises_of([a_call(one, 10), a_call(one, 50)]) == [a_promise(10, True)]
