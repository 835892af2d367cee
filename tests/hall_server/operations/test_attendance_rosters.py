"""Days by name, duties, swaps, employment: who is due when it is not as the timetable says."""

from datetime import date, time, timedelta

import pytest

from hall_server.domain.attendance.day import Status
from hall_server.domain.attendance.refusals import BadDuty, StaffHasLeft, SwapNotPossible, UnknownStaff
from hall_server.domain.refusals import UnknownThing
from hall_server.domain.roster import DutyKind, Ground
from hall_server.operations.rosters import set_day, set_duty, set_employment, swap
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    COLLEAGUE,
    SUPERVISOR,
    on_record,
    punched,
    the_day,
    turn_to,
)
from tests.attendance import TUESDAY
from tests.conftest import RunningHall

SATURDAY, SUNDAY = TUESDAY + timedelta(days=4), TUESDAY + timedelta(days=5)


def day_set(hall: RunningHall, day: date, shift: str | None, staff: str = CLERK, **more) -> None:
    hall.do(lambda uow, now: set_day(uow, SUPERVISOR, staff, day, shift, "weekend_duty", now, **more))


def planned(hall: RunningHall, day: date = TUESDAY, staff=CLERK):
    return the_day(hall, staff, day).planned


def test_a_day_set_by_hand_goes_before_the_timetable(any_hall: RunningHall) -> None:
    day_set(any_hall, TUESDAY, "two")
    found = planned(any_hall)
    assert (found.shift.id, found.ground, found.note) == ("two", Ground.BY_NAME, "weekend_duty")


def test_a_day_that_is_given_back_follows_the_timetable_again(any_hall: RunningHall) -> None:
    day_set(any_hall, TUESDAY, None)
    assert planned(any_hall).shift is None
    day_set(any_hall, TUESDAY, None, withdrawn=True)
    assert planned(any_hall).ground is Ground.TIMETABLE


def test_the_newest_word_on_a_day_holds(hall: RunningHall) -> None:
    day_set(hall, TUESDAY, None)
    day_set(hall, TUESDAY, "two")
    assert planned(hall).shift.id == "two"


def test_a_shift_on_a_day_off_is_weekend_duty_and_overtime(hall: RunningHall) -> None:
    day_set(hall, SATURDAY, "four")
    turn_to(hall, "18:00", SATURDAY)
    for clock in ("8:20", "12:01", "13:20", "17:31"):
        punched(hall, clock, day=SATURDAY)
    turn_to(hall, "23:59:59", SATURDAY)
    day = the_day(hall, day=SATURDAY)
    assert (day.status, sum(day.overtime.values())) == (Status.ATTENDED, 450)


def test_a_duty_is_overtime_besides_the_shift(any_hall: RunningHall) -> None:
    any_hall.do(set_duty, SUPERVISOR, CLERK, TUESDAY, DutyKind.NOON, time(12), time(13, 30))
    turn_to(any_hall, "18:00")
    for clock in ("8:20", "17:31"):
        punched(any_hall, clock)
    assert the_day(any_hall).overtime == {DutyKind.NOON: 90}


def test_a_duty_can_be_taken_off_again(hall: RunningHall) -> None:
    for withdrawn in (False, True):
        hall.do(
            lambda uow, now, gone=withdrawn: set_duty(
                uow, SUPERVISOR, CLERK, TUESDAY, DutyKind.NOON, time(12), time(13), now, gone
            )
        )
    assert planned(hall).duties == ()


def test_two_people_exchange_weekend_duties(any_hall: RunningHall) -> None:
    day_set(any_hall, SATURDAY, "four")
    day_set(any_hall, SUNDAY, "two", COLLEAGUE)
    any_hall.do(swap, SUPERVISOR, CLERK, SATURDAY, COLLEAGUE, SUNDAY)
    assert planned(any_hall, SATURDAY).shift is None
    assert planned(any_hall, SATURDAY, COLLEAGUE).shift.id == "four"
    assert planned(any_hall, SUNDAY).shift.id == "two"
    assert planned(any_hall, SUNDAY, COLLEAGUE).shift is None


def test_nobody_takes_over_a_day_on_which_they_are_due_themselves(hall: RunningHall) -> None:
    with pytest.raises(SwapNotPossible) as no:
        hall.do(swap, SUPERVISOR, CLERK, TUESDAY, COLLEAGUE, TUESDAY + timedelta(days=1))
    assert no.value.places["staff"] == CLERK


def test_shifts_of_one_day_are_simply_exchanged(hall: RunningHall) -> None:
    day_set(hall, TUESDAY, "two", COLLEAGUE)
    hall.do(swap, SUPERVISOR, CLERK, TUESDAY, COLLEAGUE, TUESDAY)
    assert (planned(hall).shift.id, planned(hall, staff=COLLEAGUE).shift.id) == ("two", "four")


def test_nobody_is_due_outside_their_employment(any_hall: RunningHall) -> None:
    any_hall.do(set_employment, ADMINISTRATOR, CLERK, TUESDAY + timedelta(days=2), None)
    assert planned(any_hall).ground is Ground.NOT_EMPLOYED
    assert planned(any_hall, TUESDAY + timedelta(days=2)).ground is Ground.TIMETABLE


def test_without_another_word_somebody_is_employed_from_the_first_plan_that_has_them(
    any_hall: RunningHall,
) -> None:
    assert on_record(any_hall).employment.first == TUESDAY
    assert any_hall.store.records.people(TUESDAY - timedelta(days=9), TUESDAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        ((set_day, CLERK, TUESDAY, "night", "x"), UnknownThing),
        ((set_day, "4711", TUESDAY, None, "x"), UnknownStaff),
        ((set_duty, CLERK, TUESDAY, DutyKind.NOON, time(13), time(12)), BadDuty),
        ((set_duty, "4711", TUESDAY, DutyKind.NOON, time(12), time(13)), UnknownStaff),
        ((swap, CLERK, SATURDAY, "4711", SUNDAY), UnknownStaff),
        ((set_employment, CLERK, TUESDAY, TUESDAY - timedelta(days=1)), BadDuty),
    ],
)
def test_what_cannot_be_is_refused(hall: RunningHall, act: tuple, refusal: type) -> None:
    before = hall.store.last_seq()
    with pytest.raises(refusal):
        hall.do(act[0], SUPERVISOR, *act[1:])
    assert hall.store.last_seq() == before


def test_nobody_is_put_on_a_day_after_their_last(hall: RunningHall) -> None:
    hall.do(set_employment, ADMINISTRATOR, CLERK, TUESDAY, TUESDAY)
    with pytest.raises(StaffHasLeft):
        day_set(hall, SATURDAY, "four")
