"""The forecaster beside a running hall: what it foresees, learns and leaves alone. The arithmetic runs here
in the test's own process; a few tests start the real worker."""

import subprocess
import sys
from concurrent.futures import Future

import pytest

from hall_server.domain.events import Actor
from hall_server.domain.names import DeviceId
from hall_server.domain.ticket import Priority, Ticket
from hall_server.domain.waiting import Basis
from hall_server.domain.window import WindowState
from hall_server.forecasting.forecaster import Forecaster, Settings, look
from hall_server.forecasting.jobs import do
from hall_server.forecasting.learnt import Learnt
from hall_server.forecasting.parts import parts_of
from hall_server.operations.calling import call_next
from hall_server.operations.outlook import queue_outlook, wait_of
from hall_server.operations.serving import finish, start
from hall_server.operations.taking import Wish, confirm_print, take
from hall_server.storage.hall_store import HallStore
from tests.conftest import RunningHall
from tests.small_hall import RULES, SHANGHAI, a_plan

KIOSK = Actor("kiosk", device=DeviceId("K1"))


def a_forecaster(hall: RunningHall, **more: object) -> Forecaster:
    store: HallStore = hall.store
    settings = Settings(paths=20)
    return Forecaster(hall.lane, store.forecasts, store.past_tickets, SHANGHAI, settings, do=do, **more)  # type: ignore[arg-type]


def a_number(hall: RunningHall, queue: str = "A", priority: Priority = Priority.ORDINARY) -> Ticket:
    issue = hall.do(take, KIOSK, Wish(queue=queue, priority=priority))
    waits: Ticket = hall.do(confirm_print, KIOSK, issue.ticket.id)
    return waits


def a_visit(hall: RunningHall, clerk: Actor, minutes: float) -> None:
    called = hall.do(call_next, clerk, clerk.window)[0]
    hall.clock.pass_(seconds=30)
    hall.do(start, clerk, called.id, clerk.window)
    hall.clock.pass_(minutes=minutes)
    hall.do(finish, clerk, called.id, clerk.window, ())


def test_before_any_play_the_cheap_formula_answers_and_says_so(hall: RunningHall) -> None:
    hall.open(1)
    assert hall.do(take, KIOSK, Wish(queue="A")).estimate.basis is Basis.CATALOGUE


def test_after_a_play_numbers_are_told_a_forecast_and_keep_it(hall: RunningHall) -> None:
    hall.open(1)
    a_number(hall)
    a_forecaster(hall).round()
    issue = hall.do(take, KIOSK, Wish(queue="A"))
    assert issue.estimate.basis is Basis.FORECAST
    kept = hall.ask(lambda uow: uow.tickets.get(issue.ticket.id))
    assert (kept.estimate_basis, kept.estimate_windows) == ("forecast", 1)
    assert (kept.estimate_mid, kept.estimate_scale) == (issue.estimate.raw.point, issue.estimate.raw.scale)
    assert (kept.estimate_low, kept.estimate_high) == (issue.estimate.low, issue.estimate.high)


def test_a_ticket_that_waits_is_told_less_as_time_passes(hall: RunningHall) -> None:
    hall.open(3)
    for _ in range(4):
        last = a_number(hall)
    a_forecaster(hall).round()
    before = hall.ask(lambda uow: wait_of(uow, last, hall.clock.now))
    hall.clock.pass_(seconds=80)
    after = hall.ask(lambda uow: wait_of(uow, last, hall.clock.now))
    assert before.basis is after.basis is Basis.FORECAST
    assert after.mid < before.mid


def test_an_old_forecast_is_not_told(hall: RunningHall) -> None:
    hall.open(1)
    a_forecaster(hall).round()
    hall.clock.pass_(minutes=2)
    assert hall.do(take, KIOSK, Wish(queue="A")).estimate.basis is Basis.CATALOGUE


def test_those_who_came_since_the_play_make_the_wait_longer(hall: RunningHall) -> None:
    hall.open(1)
    a_number(hall)
    a_forecaster(hall).round()
    told = [hall.do(take, KIOSK, Wish(queue="A")) for _ in range(2)]
    for issue in told:
        hall.do(confirm_print, KIOSK, issue.ticket.id)
    later = hall.do(take, KIOSK, Wish(queue="A")).estimate
    assert later.mid > told[0].estimate.mid


def test_a_priority_class_is_told_less(hall: RunningHall) -> None:
    hall.open(1)
    for _ in range(6):
        a_number(hall)
    a_forecaster(hall).round()
    ordinary, elderly = (
        hall.do(take, KIOSK, Wish(queue="A", priority=p)).estimate
        for p in (Priority.ORDINARY, Priority.DISABLED)
    )
    assert elderly.mid < ordinary.mid


def test_with_no_window_and_none_known_to_come_no_number_is_told(hall: RunningHall) -> None:
    a_forecaster(hall).round()
    seen = hall.ask(lambda uow: queue_outlook(uow, "A", hall.clock.now))
    assert seen.estimate.basis is Basis.CLOSED


def test_a_part_where_nothing_happened_is_not_played_again_at_once(hall: RunningHall) -> None:
    hall.open(1)
    forecaster = a_forecaster(hall)
    forecaster.round()
    forecaster.round()
    assert forecaster.plays == 2
    a_number(hall)
    forecaster.round()
    assert forecaster.plays == 3
    hall.clock.pass_(seconds=30)
    forecaster.round()
    assert forecaster.plays == 5


def test_what_came_is_compared_with_what_was_told(hall: RunningHall) -> None:
    clerk = hall.open(1)
    a_number(hall)
    forecaster = a_forecaster(hall)
    forecaster.round()
    a_number(hall)
    for _ in range(2):
        a_visit(hall, clerk, 8)
    forecaster.round()
    assert sum(len(s.newest) for s in forecaster.learnt.calibration.buckets.values()) == 1


def test_a_server_that_starts_again_has_learnt_the_same(hall: RunningHall) -> None:
    clerk = hall.open(1)
    first = a_forecaster(hall)
    for minutes in (5, 9, 30, 12):
        a_number(hall)
        first.round()
        a_visit(hall, clerk, minutes)
    first.round()
    second = a_forecaster(hall)
    second.round()
    for learnt in (first.learnt, second.learnt):
        learnt.relearn()
    assert second.learnt.speeds == first.learnt.speeds
    assert same_scores(first.learnt, second.learnt)
    assert second.learnt.misses.curve() == first.learnt.misses.curve()


def same_scores(one: Learnt, other: Learnt) -> bool:
    return {b: list(s.newest) for b, s in one.calibration.buckets.items()} == {
        b: list(s.newest) for b, s in other.calibration.buckets.items()
    }


def test_a_look_at_the_hall_holds_only_frozen_values(hall: RunningHall) -> None:
    a_number(hall)
    seen = hall.ask(lambda uow: look(uow, hall.clock.now))
    a_number(hall)
    assert len(seen.tickets) == 1
    assert all(w.state is WindowState.CLOSED for w in seen.windows)


def test_queues_that_share_a_window_are_one_part() -> None:
    assert [p.queues for p in parts_of(a_plan(), RULES)] == [("A", "B"), ("BG",)]


def test_the_worker_plays_in_a_process_of_its_own_and_can_be_stopped(hall: RunningHall) -> None:
    hall.open(1)
    a_number(hall)
    forecaster = a_forecaster(hall)
    forecaster.do = None
    forecaster.round()
    assert hall.do(take, KIOSK, Wish(queue="A")).estimate.basis is Basis.FORECAST
    forecaster.stop()


def test_a_worker_that_was_killed_is_started_again(hall: RunningHall) -> None:
    hall.open(1)
    forecaster = a_forecaster(hall)
    forecaster.do = None
    forecaster.round()
    assert forecaster._worker._process is not None
    forecaster._worker._process.kill()
    forecaster._worker._process.wait()
    a_number(hall)
    forecaster.round()
    assert forecaster.plays == 3
    forecaster.stop()


def test_a_worker_ends_when_its_input_ends() -> None:
    command = [sys.executable, "-m", "hall_server.forecasting.worker"]
    assert subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False).returncode == 0


def test_a_lane_that_does_not_answer_is_not_waited_for_for_ever() -> None:
    class Stuck:
        def ask(self, question: object) -> "Future[object]":
            return Future()

    forecaster = Forecaster(Stuck(), HallStore.__new__(HallStore), list, SHANGHAI, do=do)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hall_server.forecasting.forecaster.PATIENCE_SECONDS", 0.01)
        with pytest.raises(TimeoutError):
            forecaster.round()
