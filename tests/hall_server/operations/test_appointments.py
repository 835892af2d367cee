"""Booked visits: booking, arriving, giving the number back."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.events import Actor
from hall_server.domain.issuing import Appointment
from hall_server.domain.refusals import (
    AppointmentNotNow,
    AppointmentOfSomeoneElse,
    AppointmentTaken,
    AppointmentUsed,
    EndInThePast,
    UnknownAppointment,
    UnknownThing,
)
from hall_server.domain.ticket import Priority
from hall_server.operations.appointments import book, cancel_booking
from hall_server.operations.closing import tick
from hall_server.operations.taking import Wish, cancel, take
from tests.conftest import RunningHall, build_hall
from tests.small_hall import RULES, TurnedClock
from tests.visits import KIOSK, LI, WANG

BOOKING = Actor("administrator")


def booked(hall: RunningHall, minutes: float = 0, code: str = "Y1", **facts: Any) -> Appointment:
    slot = hall.clock.now + timedelta(minutes=minutes)
    done: Appointment = hall.do(book, BOOKING, code, facts.get("item", "I1"), slot, facts.get("person"))
    return done


def state_of(hall: RunningHall, code: str = "Y1") -> tuple[str, str | None]:
    a = hall.ask(lambda uow: uow.appointments.get(code))
    return a.state, a.ticket


def test_an_arrival_on_time_has_the_class_of_appointments(any_hall: RunningHall) -> None:
    booked(any_hall, 10)
    ticket = any_hall.do(take, KIOSK, Wish(appointment="Y1")).ticket
    assert (ticket.priority, ticket.item, ticket.appointment) == (Priority.APPOINTMENT, "I1", "Y1")
    assert state_of(any_hall) == ("arrived", ticket.id)


def test_an_arrival_after_the_grace_is_ordinary(hall: RunningHall) -> None:
    booked(hall)
    hall.clock.pass_(minutes=16)
    assert hall.do(take, KIOSK, Wish(appointment="Y1")).ticket.priority is Priority.ORDINARY


def test_an_arrival_before_the_grace_is_refused(hall: RunningHall) -> None:
    booked(hall, 16)
    with pytest.raises(AppointmentNotNow):
        hall.do(take, KIOSK, Wish(appointment="Y1"))
    assert state_of(hall) == ("booked", None)


@pytest.mark.parametrize(
    ("minutes", "better"),
    [(0, Priority.APPOINTMENT), (14, Priority.ELDERLY), (-16, Priority.ELDERLY)],
    ids=["at the slot", "long before it", "too late for it"],
)
def test_an_elder_who_booked_gets_what_stands_further_in_front(
    hall: RunningHall, minutes: float, better: Priority
) -> None:
    """An appointment's head start is greater, but begins at its slot."""
    booked(hall, max(minutes, 0))
    hall.clock.pass_(minutes=max(-minutes, 0))
    ticket = hall.do(take, KIOSK, Wish(appointment="Y1", priority=Priority.ELDERLY)).ticket
    assert (ticket.priority, ticket.reference_at) == (better, hall.clock.now)


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_who_booked_and_comes_on_time_is_an_appointment_under_every_policy(
    clock: TurnedClock, tmp_path: Path, profile: str
) -> None:
    hall = build_hall(f"sqlite:///{tmp_path}/hall.db", clock, replace(RULES, policy=PROFILES[profile]))
    slot = booked(hall, 10).slot_at
    ticket = hall.do(take, KIOSK, Wish(appointment="Y1")).ticket
    hall.lane.stop()
    assert (ticket.priority, ticket.reference_at) == (Priority.APPOINTMENT, slot)


def test_the_number_belongs_to_who_booked(hall: RunningHall) -> None:
    booked(hall, person=LI)
    with pytest.raises(AppointmentOfSomeoneElse):
        hall.do(take, KIOSK, Wish(appointment="Y1", person=WANG))
    assert hall.do(take, KIOSK, Wish(appointment="Y1")).ticket.person == LI


def test_an_appointment_is_used_once(hall: RunningHall) -> None:
    booked(hall)
    ticket = hall.do(take, KIOSK, Wish(appointment="Y1")).ticket
    with pytest.raises(AppointmentUsed) as no:
        hall.do(take, KIOSK, Wish(appointment="Y1"))
    assert no.value.ticket == ticket.id


def test_an_appointment_comes_back_when_its_number_could_not_be_printed(any_hall: RunningHall) -> None:
    booked(any_hall)
    ticket = any_hall.do(take, KIOSK, Wish(appointment="Y1")).ticket
    any_hall.do(cancel, KIOSK, ticket.id, "print_failed")
    assert state_of(any_hall) == ("booked", None)
    assert any_hall.do(take, KIOSK, Wish(appointment="Y1")).ticket.number == "A002"


def test_an_appointment_comes_back_when_its_number_lapses(hall: RunningHall) -> None:
    booked(hall)
    hall.do(take, KIOSK, Wish(appointment="Y1"))
    hall.clock.pass_(seconds=31)
    hall.do(tick)
    assert state_of(hall) == ("booked", None)


def test_an_unknown_code_is_refused(hall: RunningHall) -> None:
    with pytest.raises(UnknownAppointment):
        hall.do(take, KIOSK, Wish(appointment="Y9"))


def test_a_code_is_booked_once(hall: RunningHall) -> None:
    booked(hall)
    with pytest.raises(AppointmentTaken):
        booked(hall)


def test_a_slot_that_is_over_is_not_booked(hall: RunningHall) -> None:
    with pytest.raises(EndInThePast):
        booked(hall, -15)
    assert booked(hall, -14.9).state == "booked"


def test_an_unknown_item_is_not_booked(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        booked(hall, item="I9")


def test_a_booking_is_cancelled_before_the_arrival_only(any_hall: RunningHall) -> None:
    booked(any_hall)
    booked(any_hall, code="Y2")
    any_hall.do(take, KIOSK, Wish(appointment="Y2"))
    gone = any_hall.do(lambda uow, now: cancel_booking(uow, BOOKING, "Y1"))
    assert gone.state == "cancelled"
    for code in ("Y1", "Y2"):
        with pytest.raises(AppointmentUsed):
            any_hall.do(lambda uow, now, code=code: cancel_booking(uow, BOOKING, code))


def test_a_persons_appointments_are_found(hall: RunningHall) -> None:
    booked(hall, person=LI)
    booked(hall, code="Y2", person=WANG)
    assert [a.code for a in hall.ask(lambda uow: uow.appointments.of_person(LI))] == ["Y1"]
