"""What the windows' states teach of those who work there: of the log and of the live hall alike."""

from collections.abc import Sequence
from datetime import time, timedelta

import pytest

from hall_server.domain.forecast.habits import LATE, Habits, Rest
from hall_server.domain.names import StaffNumber, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.domain.window import Window, WindowAction, WindowState
from hall_server.forecasting.forecaster import Forecaster, Settings, look
from hall_server.forecasting.jobs import do
from hall_server.forecasting.now import asked_of
from hall_server.forecasting.window_days import WindowDays
from hall_server.operations.windows import close_window, pause, resume_window
from tests.conftest import RunningHall
from tests.small_hall import NINE, SHANGHAI

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
THROUGHOUT = Rules(hours=((time(9), time(17)),))
WITH_NOON = Rules(hours=((time(9), time(12)), (time(13, 30), time(17))))
EIGHT = NINE - 60 * MINUTE
LI = StaffNumber("1001")

Step = tuple[float, WindowAction]
"""Minutes after nine."""


def seen(*days: Sequence[Step], rules: Rules = THROUGHOUT, away: float = 10.0) -> Habits:
    """After the days of one clerk at one window; breaks are announced for `away` minutes."""
    habits = Habits()
    watched = WindowDays(habits, SHANGHAI)
    window = Window(id=WindowId("W001"), number=1, zone=ZoneId("Z1"), since=EIGHT)
    watched.see([window], rules)
    for day, steps in enumerate(days):
        for minutes, action in steps:
            at = NINE + day * DAY + minutes * MINUTE
            window = window.after(action, at)
            until = at + away * MINUTE if window.state is WindowState.PAUSED else None
            staff = None if window.state is WindowState.CLOSED else LI
            window = Window(
                id=window.id,
                number=1,
                zone=window.zone,
                since=at,
                state=window.state,
                staff=staff,
                until=until,
            )
            watched.see([window], rules)
    return habits


def a_day(late: float, *breaks: tuple[float, float]) -> list[Step]:
    steps: list[Step] = [(late, WindowAction.OPEN)]
    for begun, minutes in breaks:
        steps += [(begun, WindowAction.PAUSE), (begun + minutes, WindowAction.RESUME)]
    return [*steps, (480.0, WindowAction.CLOSE)]


def test_a_window_that_opens_after_the_hall_was_late() -> None:
    assert seen(*[a_day(10.0)] * 12).late > LATE
    assert seen(*[a_day(0.0)] * 12).late < LATE


def test_services_between_two_breaks_are_one_stretch_of_work() -> None:
    busy: list[Step] = [(0, WindowAction.OPEN)]
    for n in range(40):
        busy += [
            (10 * n + 1, WindowAction.CALL),
            (10 * n + 2, WindowAction.START),
            (10 * n + 9, WindowAction.FREE),
        ]
    assert seen([*busy, (480, WindowAction.CLOSE)]).lengthening() == seen(a_day(0.0)).lengthening()


def test_a_rest_at_the_same_time_every_day_becomes_the_clerks() -> None:
    habits = seen(*[a_day(0.0, (165.0 + day, 45.0)) for day in range(5)], away=45.0)
    assert habits.rest("1001", 10**6) == Rest(12 * 60 - 14, 45.0)
    assert habits.rest("W001", 10**6) is None


def test_a_break_counts_as_overdue_by_what_it_outlasted_its_announced_end() -> None:
    assert seen(*[a_day(0.0, (60.0, 40.0))] * 12, away=10.0).left > 12
    assert seen(*[a_day(0.0, (60.0, 9.0))] * 12, away=10.0).left == 8.0


def test_a_break_while_the_hall_rests_is_none_of_the_clerks() -> None:
    habits = seen(*[a_day(0.0, (185.0, 85.0))] * 5, rules=WITH_NOON, away=85.0)
    assert habits.rest("1001", 10**6) is None
    assert habits.lengthening() < 1.025


def test_a_window_that_opens_for_the_afternoon_is_as_late_as_after_the_second_opening() -> None:
    steps = [(0.0, WindowAction.OPEN), (180.0, WindowAction.CLOSE), (270.0, WindowAction.OPEN)]
    assert seen(*[[*steps, (480.0, WindowAction.CLOSE)]] * 12, rules=WITH_NOON).late < LATE


def test_who_goes_home_from_a_break_teaches_no_length_of_breaks() -> None:
    gone = [(0.0, WindowAction.OPEN), (60.0, WindowAction.PAUSE), (200.0, WindowAction.CLOSE)]
    assert seen(*[gone] * 12).left == 8.0


def days_of_rest(hall: RunningHall, count: int) -> None:
    """A clerk opens at nine and rests from 10:00 to 10:40, day after day."""
    for _ in range(count):
        actor = hall.open(1)
        hall.clock.pass_(minutes=60)
        hall.do(pause, actor, actor.window, "away", hall.clock.now + 40 * MINUTE, None)
        hall.clock.pass_(minutes=40)
        hall.do(resume_window, actor, actor.window)
        hall.clock.pass_(minutes=80)
        hall.do(close_window, actor, actor.window)
        hall.clock.pass_(minutes=24 * 60 - 180)


def test_a_server_that_starts_learns_the_habits_from_the_log(any_hall: RunningHall) -> None:
    days_of_rest(any_hall, 4)
    habits = Habits()
    WindowDays(habits, SHANGHAI).see(any_hall.store.past_windows(), Rules(hours=THROUGHOUT.hours))
    assert habits.rest("1001", 10**6) == Rest(10 * 60.0, 40.0)


@pytest.mark.parametrize(("minutes", "breaks"), [(0.0, ((60.0, 40.0),)), (75.0, ((0.0, 40.0),)), (95.0, ())])
def test_the_forecast_expects_the_daily_rest_while_it_is_to_come(
    hall: RunningHall, minutes: float, breaks: tuple[tuple[float, float], ...]
) -> None:
    days_of_rest(hall, 4)
    store = hall.store
    forecaster = Forecaster(
        hall.lane, store.forecasts, store.past_tickets, SHANGHAI, Settings(), do, store.past_windows
    )
    hall.open(1)
    hall.clock.pass_(minutes=minutes)
    forecaster.round()
    now = hall.lane.ask(look).result(10)
    part = next(p for p in forecaster._parts if "A" in p.queues)
    windows = {w.id: w for w in now.windows}
    scene = asked_of(now, part, [], windows, forecaster.learnt, {}, SHANGHAI).scene
    assert {p.name: p.breaks for p in scene.posts}["W001"] == breaks
