"""Staff signing in and out, and what follows from wrong PINs."""

from dataclasses import replace
from typing import Any

import pytest

from hall_server.domain.events import Kind
from hall_server.domain.refusals import LockedOut, SignInFailed, UnknownThing, WindowNotReady, WindowTaken
from hall_server.domain.ticket import State
from hall_server.domain.window import WindowState
from hall_server.history.lane import Lane
from hall_server.operations.people import check_not_locked, note_failure, sign_in, sign_out
from hall_server.operations.windows import open_window
from tests.conftest import RunningHall, clerk
from tests.visits import a_called, a_serving, as_it_is, last_event


def signed_in(hall: RunningHall, number: str, digest: str, window: str | None) -> Any:
    return hall.do(sign_in, number, digest, window)[0]


def is_open(hall: RunningHall, digest: str) -> bool:
    login = hall.ask(lambda uow: uow.accounts.login(digest))
    return login is not None and not login.ended


def a_wrong_pin(hall: RunningHall, number: str = "1001") -> None:
    hall.do(lambda uow, now: note_failure(uow, number, now))


def test_a_clerk_signs_in_at_a_window(any_hall: RunningHall) -> None:
    login = signed_in(any_hall, "1001", "d1", "W001")
    assert (login.staff, login.window, login.roles, login.ended) == ("1001", "W001", ("clerk",), False)
    assert (login.expires_at - any_hall.clock.now).total_seconds() == 12 * 3600
    assert last_event(any_hall).event.kind is Kind.STAFF_SIGNED_IN


def test_signing_in_does_not_open_the_window(hall: RunningHall) -> None:
    signed_in(hall, "1001", "d1", "W001")
    assert hall.ask(lambda uow: uow.windows.get("W001")).state is WindowState.CLOSED


def test_somebody_unknown_cannot_sign_in(hall: RunningHall) -> None:
    with pytest.raises(SignInFailed):
        signed_in(hall, "4711", "d1", None)


def test_nobody_signs_in_at_a_window_that_does_not_exist(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        signed_in(hall, "1001", "d1", "W999")


def test_a_window_where_another_clerk_serves_is_taken(any_hall: RunningHall) -> None:
    signed_in(any_hall, "1001", "d1", "W001")
    any_hall.open(1)
    with pytest.raises(WindowTaken) as no:
        signed_in(any_hall, "1003", "d3", "W001")
    assert no.value.places == {"window": 1}
    assert not is_open(any_hall, "d3")


def test_a_clerk_comes_back_to_the_window_that_is_still_open(hall: RunningHall) -> None:
    signed_in(hall, "1001", "d1", "W001")
    hall.open(1)
    ticket = a_serving(hall, clerk(1))
    signed_in(hall, "1001", "d2", "W001")
    assert as_it_is(hall, ticket).state is State.SERVING
    assert (is_open(hall, "d1"), is_open(hall, "d2")) == (False, True)


def test_a_second_sign_in_moves_the_clerk_and_closes_the_first_window(any_hall: RunningHall) -> None:
    signed_in(any_hall, "1001", "d1", "W001")
    any_hall.open(1)
    ticket = a_called(any_hall, clerk(1))
    signed_in(any_hall, "1001", "d2", "W003")
    assert (is_open(any_hall, "d1"), is_open(any_hall, "d2")) == (False, True)
    assert any_hall.ask(lambda uow: uow.windows.get("W001")).state is WindowState.CLOSED
    assert as_it_is(any_hall, ticket).state is State.WAITING


def test_a_clerk_who_serves_somebody_does_not_move(hall: RunningHall) -> None:
    signed_in(hall, "1001", "d1", "W001")
    hall.open(1)
    a_serving(hall, clerk(1))
    with pytest.raises(WindowNotReady):
        signed_in(hall, "1001", "d2", "W003")
    assert (is_open(hall, "d1"), is_open(hall, "d2")) == (True, False)


def test_signing_out_closes_the_window(any_hall: RunningHall) -> None:
    signed_in(any_hall, "1001", "d1", "W001")
    any_hall.open(1)
    ticket = a_called(any_hall, clerk(1))
    any_hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    assert not is_open(any_hall, "d1")
    assert any_hall.ask(lambda uow: uow.windows.get("W001")).state is WindowState.CLOSED
    assert as_it_is(any_hall, ticket).state is State.WAITING
    assert last_event(any_hall).event.kind is Kind.STAFF_SIGNED_OUT


def test_a_clerk_who_serves_somebody_does_not_sign_out(hall: RunningHall) -> None:
    signed_in(hall, "1001", "d1", "W001")
    hall.open(1)
    a_serving(hall, clerk(1))
    with pytest.raises(WindowNotReady):
        hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    assert is_open(hall, "d1")


def test_signing_out_twice_changes_nothing(hall: RunningHall) -> None:
    signed_in(hall, "1001", "d1", "W001")
    hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    before = hall.store.last_seq()
    hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    assert hall.store.last_seq() == before


def test_signing_out_leaves_a_colleagues_window_alone(hall: RunningHall) -> None:
    """Both signed in at the closed window; the second one opened it."""
    signed_in(hall, "1001", "d1", "W001")
    signed_in(hall, "1003", "d3", "W001")
    other = replace(clerk(3), window=clerk(1).window)
    hall.do(open_window, other, "W001")
    hall.do(lambda uow, now: sign_out(uow, clerk(1), "d1", now))
    assert hall.ask(lambda uow: uow.windows.get("W001")).staff == "1003"


def test_five_wrong_pins_lock_the_number_out(any_hall: RunningHall) -> None:
    for _ in range(4):
        a_wrong_pin(any_hall)
    any_hall.do(lambda uow, now: check_not_locked(uow, "1001", now))
    a_wrong_pin(any_hall)
    with pytest.raises(LockedOut) as no:
        signed_in(any_hall, "1001", "d1", None)
    assert no.value.places == {"minutes": 10}


def test_a_lock_out_ends_by_itself(hall: RunningHall) -> None:
    for _ in range(5):
        a_wrong_pin(hall)
    hall.clock.pass_(minutes=9, seconds=59)
    with pytest.raises(LockedOut):
        signed_in(hall, "1001", "d1", None)
    hall.clock.pass_(seconds=1)
    assert signed_in(hall, "1001", "d1", None)


def test_a_lock_out_concerns_one_number_only(hall: RunningHall) -> None:
    for _ in range(5):
        a_wrong_pin(hall)
    assert signed_in(hall, "1003", "d3", None)


def test_a_right_pin_forgives_the_wrong_ones_before_it(hall: RunningHall) -> None:
    for _ in range(4):
        a_wrong_pin(hall)
    signed_in(hall, "1001", "d1", None)
    for _ in range(4):
        a_wrong_pin(hall)
    assert signed_in(hall, "1001", "d2", None)


def test_wrong_pins_are_counted_over_a_restart(hall: RunningHall) -> None:
    for _ in range(5):
        a_wrong_pin(hall)
    hall.lane.stop()
    hall.lane = Lane(hall.store, hall.clock)
    hall.lane.start()
    with pytest.raises(LockedOut):
        signed_in(hall, "1001", "d1", None)
