"""Whatever clients do, in whatever order, a hall does each thing once: random visits, real operations."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from hall_server.api.callers import digest
from hall_server.domain.events import Actor
from hall_server.operations import devices, people
from tests.conftest import build_hall
from tests.hall_server.clients_of_a_hall import HALL_RULES, VisitsOfAHall
from tests.small_hall import TurnedClock


@pytest.fixture(scope="module")
def empty_hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall with its plan, two kiosks and a desk that are let in for good; copied for each run."""
    folder = tmp_path_factory.mktemp("empty")
    hall = build_hall(f"sqlite:///{folder}/hall.db", TurnedClock(), HALL_RULES)
    for n in (1, 2):
        device = hall.do(devices.add_device, Actor("administrator"), "kiosk", f"{n}号取号机", "Z1")
        hall.do(lambda u, now, d=device, n=n: devices.give_token(u, d.id, digest(f"kiosk-{n}")))
    hall.do(people.sign_in, "9003", digest("desk"), None)
    login = hall.ask(lambda u: u.accounts.login(digest("desk")))
    hall.do(lambda u, now: u.accounts.save_login(replace(login, expires_at=None)))
    hall.lane.stop()
    hall.engines.dispose()
    for rest in folder.glob("hall.db-*"):
        assert rest.stat().st_size == 0 or rest.name.endswith("-shm"), "the write-ahead log was not closed"
    return folder / "hall.db"


def visits(empty_hall: Path) -> type[VisitsOfAHall]:
    return type("Visits", (VisitsOfAHall,), {"empty_hall": empty_hall})


QUICK = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def days_of(visits_of: type[VisitsOfAHall], hours: int, random: Random) -> None:
    machine = visits_of()
    try:
        machine.a_hall_opens()
        for _ in range(hours):
            machine.a_busy_hour(random)
    finally:
        machine.teardown()


def test_a_hall_does_everything_exactly_once(empty_hall: Path) -> None:
    profile = settings(QUICK, max_examples=10, stateful_step_count=25)
    run_state_machine_as_test(visits(empty_hall), settings=profile)


@settings(QUICK, max_examples=8)
@given(random=st.randoms(use_true_random=True))
def test_a_busy_hall_does_everything_exactly_once(empty_hall: Path, random: Random) -> None:
    days_of(visits(empty_hall), 8, random)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hall_does_everything_exactly_once_whatever_is_tried(empty_hall: Path) -> None:
    profile = settings(QUICK, max_examples=400, stateful_step_count=80)
    run_state_machine_as_test(visits(empty_hall), settings=profile)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(QUICK, max_examples=200)
@given(random=st.randoms(use_true_random=True))
def test_a_busy_hall_does_everything_exactly_once_over_long_days(empty_hall: Path, random: Random) -> None:
    days_of(visits(empty_hall), 40, random)
