"""The hall's time when the computer's clock jumps."""

from datetime import timedelta

import pytest

from hall_server.history.steady_clock import SteadyClock
from tests.small_hall import NINE, TurnedClock


class Computer:
    """A clock that may be set, and the seconds since boot that may not."""

    def __init__(self) -> None:
        self.clock, self.seconds = TurnedClock(NINE), 100.0
        self.hall = SteadyClock(self.clock, lambda: self.seconds)

    def live(self, seconds: float) -> None:
        self.clock.pass_(seconds=seconds)
        self.seconds += seconds

    def set(self, **by: float) -> None:
        self.clock.pass_(**by)

    def since(self) -> float:
        return (self.hall() - NINE) / timedelta(seconds=1)


@pytest.fixture
def computer() -> Computer:
    return Computer()


def test_the_hall_s_time_is_the_computer_s(computer: Computer, caplog: pytest.LogCaptureFixture) -> None:
    for passed in (0.5, 60.0, 7200.0):
        computer.live(passed)
        assert computer.hall() == computer.clock.now
    assert caplog.records == []


def test_time_runs_on_when_the_clock_is_set_back_and_a_line_says_so(
    computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    computer.live(60)
    assert computer.since() == 60
    computer.set(hours=-3)
    computer.live(5)
    assert [computer.since(), computer.since()] == [65, 65]
    computer.live(5)
    assert computer.since() == 70
    assert len(caplog.records) == 1
    assert "set back from 2026-11-24 01:01:05 UTC to 2026-11-23 22:01:05 UTC" in caplog.text


def test_a_clock_that_is_set_right_by_a_second_stands_still_for_it(
    computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    computer.live(10)
    assert computer.since() == 10
    computer.set(seconds=-1)
    assert computer.since() == 10
    computer.live(3)
    assert computer.since() == 12
    assert caplog.records == []


def test_a_leap_to_another_day_is_not_believed_at_once_and_is_told(
    computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    computer.set(days=1)
    computer.live(30)
    assert computer.since() == 30
    assert "leapt ahead from 2026-11-24 01:00:30 UTC to 2026-11-25 01:00:30 UTC" in caplog.text
    computer.set(days=-1)
    computer.live(30)
    assert computer.since() == 60
    assert len(caplog.records) == 1


def test_a_leap_that_lasts_is_believed(computer: Computer, caplog: pytest.LogCaptureFixture) -> None:
    computer.set(days=1)
    for _ in range(11):
        computer.live(60)
        computer.hall()
    assert computer.hall() == computer.clock.now
    assert "believed" in caplog.records[-1].message


def test_time_never_goes_back_whatever_the_clock_does(computer: Computer) -> None:
    told = []
    for number in range(200):
        computer.set(seconds=(-1) ** number * (number % 17) ** 3)
        computer.live(number % 3)
        told.append(computer.hall())
    assert told == sorted(told)


def started(computer: Computer, **last_event: float) -> None:
    """The server starts; the hall's last event is so much later than the computer's clock tells."""
    since = computer.clock.now + timedelta(**last_event)
    computer.hall = SteadyClock(computer.clock, lambda: computer.seconds, since)


def test_a_restart_with_the_clock_behind_goes_on_from_the_last_event_and_says_so(
    computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    started(computer, hours=4)
    assert computer.since() == 4 * 3600
    computer.live(30)
    assert computer.since() == 4 * 3600 + 30
    assert len(caplog.records) == 1
    assert "from 2026-11-24 05:00:00 UTC (the hall's last event) to 2026-11-24 01:00:00 UTC" in caplog.text


def test_a_restart_after_the_last_event_is_no_news(
    computer: Computer, caplog: pytest.LogCaptureFixture
) -> None:
    started(computer, days=-3)
    computer.live(1)
    assert computer.since() == 1
    started(computer, seconds=1)
    assert computer.since() == 2
    computer.live(5)
    assert computer.hall() == computer.clock.now
    assert caplog.records == []


def test_a_restart_after_events_of_next_year_does_not_stand_still(computer: Computer) -> None:
    started(computer, days=365)
    computer.live(600)
    assert computer.hall() == computer.clock.now + timedelta(days=365)


def test_a_clock_that_is_set_right_after_such_a_restart_is_followed_again(computer: Computer) -> None:
    started(computer, minutes=20)
    computer.live(60)
    computer.hall()
    computer.set(minutes=30)
    assert computer.hall() == computer.clock.now
