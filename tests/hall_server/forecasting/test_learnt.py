"""What a hall learns from its tickets, and that it starts warm: a new day, a new queue, a new clerk."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from hall_server.domain.events import Actor
from hall_server.domain.forecast.conformal import UNATTENDED, Raw
from hall_server.domain.names import DeviceId, ItemId, QueueId, StaffNumber, TicketId, WindowId, ZoneId
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.waiting import Basis
from hall_server.domain.window import Window
from hall_server.forecasting.forecaster import Forecaster, Settings
from hall_server.forecasting.jobs import do
from hall_server.forecasting.learnt import Learnt
from hall_server.forecasting.now import Seen, asked_of
from hall_server.forecasting.parts import parts_of
from hall_server.operations.taking import Wish, take
from tests.conftest import RunningHall
from tests.small_hall import NINE, RULES, SHANGHAI, TUESDAY, a_plan

PLAN = a_plan()
PARTS = parts_of(PLAN, RULES)
NAMES = {q: p.name for p in PARTS for q in p.queues}
DAY = timedelta(days=1)


def a_ticket(number: int, day: int = 0, minutes: float = 8.0, **more: object) -> Ticket:
    """One that window 1 served for so long, ten minutes after it was taken."""
    at = NINE + day * DAY + timedelta(minutes=number)
    called = at + timedelta(minutes=10)
    usual = {
        "id": TicketId(f"{day}-A{number:03d}"), "day": TUESDAY + day * DAY, "number": f"A{number:03d}",
        "queue": QueueId("A"), "zone": ZoneId("Z1"), "item": ItemId("I1"), "unit": None, "audience": "both",
        "language": "zh", "priority": Priority.ORDINARY, "token": "", "taken_at": at, "reference_at": at,
        "since": called, "state": State.FINISHED, "called_at": called, "started_at": called,
        "finished_at": called + timedelta(minutes=minutes), "served_seconds": 60 * minutes,
        "window": WindowId("W001"), "staff": StaffNumber("1001"), "estimate_low": 5, "estimate_high": 15,
        "estimate_mid": 10.0, "estimate_scale": 2.0, "estimate_basis": "forecast",
    }  # fmt: skip
    return Ticket(**(usual | more))  # type: ignore[arg-type]


def taught(*tickets: Ticket) -> Learnt:
    learnt = Learnt(SHANGHAI)
    learnt.note(tickets, PLAN, NAMES)
    learnt.relearn()
    return learnt


def a_day(day: int, minutes: float = 16.0) -> list[Ticket]:
    return [a_ticket(n, day, minutes) for n in range(60)]


def scene_at(learnt: Learnt, minutes: float, day: int = 0, waiting: tuple[Ticket, ...] = ()):
    """The first part so many minutes after nine, every window closed."""
    now = NINE + day * DAY + timedelta(minutes=minutes)
    windows = {
        c.id: Window(id=c.id, number=c.number, zone=c.zone, since=NINE) for c in PLAN.counters.values()
    }
    hours = {str(z): RULES.hours for z in PLAN.zones}
    seen = Seen(now, TUESDAY + day * DAY, PLAN, RULES, waiting, tuple(windows.values()), hours)
    return asked_of(seen, PARTS[0], waiting, windows, learnt, {}, SHANGHAI).scene


def test_a_new_day_begins_with_all_that_the_earlier_ones_taught() -> None:
    learnt = taught(*a_day(0), *a_day(1))
    before = learnt.speeds, learnt.calibration.of(Raw(10.0, 2.0), False)
    learnt.note([a_ticket(0, 2, state=State.WAITING, called_at=None)], PLAN, NAMES)
    assert (learnt.speeds, learnt.calibration.of(Raw(10.0, 2.0), False)) == before
    assert learnt.arrivals["A"].rates(9 * 60, 12 * 60)
    assert learnt.presence(WindowId("W001")) > 0.9


def test_a_queue_that_nobody_was_served_in_takes_what_its_catalogue_says_times_the_halls_pace() -> None:
    learnt = taught(*a_day(0))
    assert learnt.speeds.minutes("B", 10.0) == pytest.approx(10.0 * learnt.speeds.hall)
    assert learnt.speeds.hall > 1.2


def test_a_clerk_whom_nobody_has_seen_is_as_fast_as_usual() -> None:
    learnt = taught(*a_day(0))
    assert learnt.speeds.clerk("4711") == 1.0
    assert learnt.speeds.clerk("1001") != 1.0


def test_before_the_opening_windows_that_usually_work_are_expected_when_the_hall_opens() -> None:
    learnt = taught(*a_day(0), *a_day(1))
    posts = {p.name: p for p in scene_at(learnt, -60, day=2).posts}
    usual, never = posts["W001"], posts["W002"]
    assert (usual.away, usual.back_minutes) == (True, pytest.approx(30.0))
    assert usual.presence > 0.9 > 0.2 > never.presence


def test_a_number_taken_before_any_window_has_opened_is_told_a_forecast(hall: RunningHall) -> None:
    """Half past eight of the third day; the windows come within minutes, as on the days before."""
    past = [*a_day(-2), *a_day(-1)]
    forecaster = Forecaster(hall.lane, hall.store.forecasts, lambda: past, SHANGHAI, Settings(paths=20), do)
    hall.clock.now = NINE - timedelta(minutes=30)
    forecaster.round()
    told = hall.do(take, Actor("kiosk", device=DeviceId("K1")), Wish(queue="A")).estimate
    assert told.basis is Basis.FORECAST
    assert told.high < 25
    assert told.raw is not None
    assert not told.raw.attended


def test_what_was_told_while_nobody_worked_for_the_queue_is_calibrated_apart() -> None:
    learnt = taught(a_ticket(1, estimate_windows=0), a_ticket(2, estimate_windows=2))
    assert {size for size, _ in learnt.calibration.buckets} == {UNATTENDED, 2}


def test_a_window_that_is_late_is_less_and_less_likely_to_come() -> None:
    learnt = taught(*a_day(0), *a_day(1))
    chances = [scene_at(learnt, minutes, day=2).posts[0].presence for minutes in (-60, -28, -22, -17)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.9
    assert chances[-1] < 0.3


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(900.0, "A007: a service of 900 min counts as 120 min"), (-4.0, "A007: a service of -240.0 s teaches")],
)
def test_an_absurd_service_is_clamped_or_left_out_with_a_line_that_names_it(
    minutes: float, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "onehall.forecasts"):
        learnt = taught(a_ticket(7, minutes=minutes))
    assert said in caplog.text
    assert all(0 < s.minutes <= 120.3 for s in learnt.services)
    assert len(learnt.services) == (minutes > 0)


def test_who_is_sent_on_is_foreseen_with_their_seniority() -> None:
    served = a_ticket(3)
    moved = replace(
        served, queue=QueueId("B"), state=State.WAITING, since=served.called_at + timedelta(minutes=20),
        called_at=None, window=None,
    )  # fmt: skip
    learnt = taught(served, moved, moved)
    assert (learnt.rejoins.came, learnt.rejoins.again) == (1, 1)
    again = scene_at(learnt, 60).again
    assert [(a.queue, a.seniority_us) for a in again] == [(1, 30 * 60_000_000)]


def test_an_appointment_that_comes_early_is_foreseen_to_stand_where_its_slot_is() -> None:
    booked = a_ticket(3, priority=Priority.APPOINTMENT)
    booked = replace(booked, reference_at=booked.taken_at + timedelta(minutes=10))
    first = scene_at(taught(booked), 60).mix[0]
    assert (first.priority, first.seniority_us) == (Priority.APPOINTMENT, -10 * 60_000_000)


def test_whoever_was_sent_on_teaches_nothing_of_the_wait_and_the_last_service_only() -> None:
    called = NINE + timedelta(minutes=50)
    done = called + timedelta(minutes=8)
    moved = a_ticket(1, minutes=30.0, called_at=called, started_at=called, finished_at=done)
    moved = replace(moved, number="B001")
    learnt = taught(moved)
    assert not learnt.calibration.buckets
    assert [round(s.minutes, 1) for s in learnt.services] == [8.3]
    assert taught(a_ticket(1)).calibration.buckets
