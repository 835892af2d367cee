"""A hall whose last events are dated too late goes back to the right day, if nobody is passed by it."""

from datetime import date, datetime, timedelta

import pytest

from hall_server.domain.events import Kind
from hall_server.history.day_again import ClockNotBelieved, believe
from hall_server.simulation.replay import read_day
from hall_server.storage.event_log import breaks, entries_of
from tests.conftest import RunningHall
from tests.hall_server.history.lane_steps import restarted
from tests.small_hall import NINE, TUESDAY
from tests.visits import a_serving, a_waiting


def next_year(hall: RunningHall) -> date:
    """The clock was wrong by a year; what was taken has lapsed at the end of a day."""
    hall.clock.pass_(days=364)
    a_waiting(hall)
    hall.clock.pass_(days=1)
    hall.open(1)
    return (NINE + timedelta(days=365)).date()


def believed(hall: RunningHall, now: datetime) -> None:
    """The server starts again, with the computer's clock set right."""
    hall.lane.stop()
    hall.clock.now = now
    believe(hall.store, now)
    restarted(hall)


def test_the_right_day_begins_and_can_be_replayed(any_hall: RunningHall) -> None:
    a_waiting(any_hall)
    wrong = next_year(any_hall)
    believed(any_hall, NINE + timedelta(days=1))
    assert a_waiting(any_hall).number == "A001"
    assert any_hall.store.last_moment() == any_hall.clock.now
    assert any_hall.store.last_moment(wrong) == NINE + timedelta(days=365)
    wednesday = TUESDAY + timedelta(days=1)
    steps = read_day(wednesday, *entries_of(any_hall.engines.read, "small", wednesday))
    assert steps[0].event.kind is Kind.DAY_CLOSED
    assert list(breaks(any_hall.engines.read, "small")) == []


def test_a_day_that_goes_on_gives_no_number_twice(hall: RunningHall) -> None:
    assert a_waiting(hall).number == "A001"
    next_year(hall)
    believed(hall, NINE + timedelta(hours=1))
    assert a_waiting(hall).number == "A002"


def test_time_does_not_go_back_over_the_heads_of_those_who_wait(hall: RunningHall) -> None:
    next_year(hall)
    a_waiting(hall)
    before = hall.store.last_seq()
    with pytest.raises(ClockNotBelieved, match="1 numbers are not finished"):
        believe(hall.store, NINE)
    assert hall.store.last_seq() == before


def test_a_day_s_record_is_not_mixed_up(hall: RunningHall) -> None:
    hall.clock.pass_(hours=2)
    hall.open(1)
    with pytest.raises(ClockNotBelieved, match="the record of 2026-11-24 goes to 11:00:00"):
        believe(hall.store, NINE + timedelta(hours=1))


def test_nothing_happens_while_the_clock_is_not_behind(hall: RunningHall) -> None:
    a_serving(hall, hall.open(1))
    before = hall.store.last_seq()
    believe(hall.store, NINE)
    assert hall.store.last_seq() == before
