"""Services without a ticket, from the log: who stood in the window's lines at that moment."""

import pytest

from hall_server.domain.walk_ins import walk_ins
from hall_server.operations.serving import Target, transfer
from hall_server.operations.windows import finish_walk_in, start_walk_in
from tests.conftest import RunningHall
from tests.small_hall import TUESDAY, a_plan
from tests.visits import a_reserved, a_serving, a_waiting, the_next

COUNTERS = a_plan().counters


def without_a_ticket(hall: RunningHall, clerk: object, reason: str = "green_channel") -> None:
    hall.do(start_walk_in, clerk, clerk.window, reason, "note")  # type: ignore[attr-defined]


def test_it_is_told_how_many_waited_for_the_window_and_who_the_longest(any_hall: RunningHall) -> None:
    """Window 1 works for A and B. One more was called, one has no paper yet, one stands for window 85, and
    one comes afterwards."""
    hall, clerk = any_hall, any_hall.open(1)
    called = a_waiting(hall)
    hall.clock.pass_(minutes=1)
    oldest = a_waiting(hall, "B")
    hall.clock.pass_(minutes=7)
    a_reserved(hall)
    a_waiting(hall, "BG")
    a_waiting(hall)
    assert the_next(hall, hall.open(3)).number == called.number
    hall.clock.pass_(seconds=20)
    without_a_ticket(hall, clerk)
    a_waiting(hall)
    (found,) = walk_ins(hall.store.until_walk_ins(TUESDAY), COUNTERS)
    assert (found.waiting, found.oldest) == (2, oldest.number)
    assert found.oldest_minutes == pytest.approx(7 + 1 / 3)
    assert (found.window_number, found.staff, found.reason, found.note) == (
        1,
        "1001",
        "green_channel",
        "note",
    )
    assert found.at == hall.clock.now


def test_who_was_sent_to_a_window_waits_for_that_one_only(hall: RunningHall) -> None:
    clerks = [hall.open(n) for n in (1, 3)]
    ticket = a_serving(hall, clerks[0])
    hall.do(transfer, clerks[0], ticket.id, "W001", Target(window="W003"), "other_skill", None)
    for clerk in clerks:
        without_a_ticket(hall, clerk)
    found = walk_ins(hall.store.until_walk_ins(TUESDAY), COUNTERS)
    assert [(one.window_number, one.waiting) for one in found] == [(1, 0), (3, 1)]


def test_nobody_has_to_wait(hall: RunningHall) -> None:
    clerk = hall.open(1)
    for _ in range(2):
        without_a_ticket(hall, clerk, "enquiry")
        hall.do(finish_walk_in, clerk, clerk.window)
    found = walk_ins(hall.store.until_walk_ins(TUESDAY), COUNTERS)
    assert [(one.reason, one.waiting, one.oldest, one.oldest_minutes) for one in found] == [
        ("enquiry", 0, None, 0.0)
    ] * 2
