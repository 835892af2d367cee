"""Numbers that are lent: each once, and never one that ordinary numbering gives."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.leasing import Band, lease_of, next_counter, next_lease, short_of, taken_when
from hall_server.domain.names import DeviceId, QueueId
from tests.small_hall import NINE, TUESDAY

BAND = Band()
LEASE = lease_of(QueueId("A"), TUESDAY, 901, DeviceId("kiosk-001"), "token", NINE)


def test_after_900_comes_1000() -> None:
    assert next_counter(900, (), BAND) == 1000
    assert next_counter(899, (), BAND) == 900
    assert next_counter(1000, (), BAND) == 1001


def test_a_hall_that_lends_nothing_leaves_nothing_out_but_what_is_lent_already() -> None:
    assert next_counter(900, (), Band(each=0)) == 901
    assert next_counter(900, [901, 902], Band(each=0)) == 903


def test_a_lease_has_the_number_and_the_name_of_its_ticket() -> None:
    assert (LEASE.number, LEASE.ticket) == ("A901", "20261124-A901")


def test_the_lowest_free_counters_are_lent() -> None:
    assert next_lease([901, 903], 3, BAND) == (902, 904, 905)


def test_a_band_that_is_used_up_lends_no_more() -> None:
    assert next_lease(range(901, 999), 6, BAND) == (999,)
    assert next_lease((), 6, Band(each=0)) == ()


def test_a_device_is_topped_up_to_its_size() -> None:
    assert short_of([LEASE] * 2, BAND) == 4
    assert short_of([LEASE] * 9, BAND) == 0


@pytest.mark.parametrize(
    ("minutes", "counted"), [(-30, 0), (5, 5), (90, 60)], ids=["before the lease", "told", "to come"]
)
def test_seniority_is_counted_from_a_moment_that_is_possible(minutes: int, counted: int) -> None:
    now = NINE + timedelta(minutes=60)
    assert taken_when(NINE + timedelta(minutes=minutes), LEASE, now) == NINE + timedelta(minutes=counted)


@given(st.lists(st.integers(-6, 6), max_size=60), st.integers(880, 1010), st.integers(0, 20))
def test_lent_and_ordinary_counters_never_meet(steps: list[int], first: int, width: int) -> None:
    """Positive steps lend that many, the others take one ordinary number each."""
    band, given_out, lent, last = Band(first, first + width), list[int](), list[int](), 870
    for step in steps:
        if step > 0:
            lent += next_lease(lent, step, band)
        else:
            last = next_counter(last, lent, band)
            given_out.append(last)
    assert len({*given_out, *lent}) == len(given_out) + len(lent)
