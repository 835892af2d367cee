"""Punches as clocks tell them: each counts once, whoever is not of the hall is refused, none is changed."""

from datetime import date, timedelta

import pytest

from hall_server.domain.attendance.day import Side, Status, Verdict
from hall_server.domain.attendance.punch import Doubt, Means
from hall_server.domain.attendance.refusals import StaffHasLeft, UndoTooLate, UnknownPunch, UnknownStaff
from hall_server.domain.events import Kind
from hall_server.domain.refusals import KeyReused
from hall_server.history.lane import Lane
from hall_server.operations.attendance import Imported, bring_in, punch
from hall_server.operations.planning import replan
from hall_server.operations.rosters import set_employment
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    CLOCK,
    OTHER_CLOCK,
    a_punch,
    on_record,
    punched,
    taken_back,
    the_day,
    turn_to,
)
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall
from tests.small_hall import a_plan
from tests.visits import last_event

MONDAY = TUESDAY - timedelta(days=1)


def test_a_punch_is_on_record_as_it_was_told(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:31")
    told = a_punch("8:29:30", offset=timedelta(seconds=20), means=Means.CARD)
    any_hall.do(punch, CLOCK, told)
    (found,) = on_record(any_hall).punches[TUESDAY]
    assert (found.id, found.staff, found.means, found.device) == (told.id, CLERK, Means.CARD, CLOCK.device)
    assert (found.device_at, found.at) == (at("8:29:30"), at("8:29:50"))
    assert (found.received_at, found.doubt) == (at("8:31"), None)


def test_the_answer_says_how_today_stands(hall: RunningHall) -> None:
    turn_to(hall, "8:36")
    greeted = punched(hall, "8:36")
    first, *rest = greeted.day.marks
    assert (first.side, first.verdict, first.minutes) == (Side.IN, Verdict.LATE, 6)
    assert greeted.day.status is Status.NOT_YET
    assert {mark.verdict for mark in rest} == {Verdict.NOT_YET}


def test_the_same_punch_told_again_counts_once(any_hall: RunningHall) -> None:
    told = a_punch("8:29")
    first = any_hall.do(punch, CLOCK, told, key="one-key-of-it")
    again = any_hall.do(punch, CLOCK, told, key="another-key-of-it")
    assert again.punch == first.punch
    assert len(on_record(any_hall).punches[TUESDAY]) == 1
    events = [r.event.kind for r in any_hall.store.read_after(0)]
    assert events.count(Kind.ATTENDANCE_PUNCHED) == 1


def test_a_clock_that_was_paired_anew_may_tell_what_it_told_before(hall: RunningHall) -> None:
    told = a_punch("8:29")
    first = hall.do(punch, CLOCK, told)
    assert hall.do(punch, OTHER_CLOCK, told).punch == first.punch


def test_two_of_the_same_in_one_group_count_once(hall: RunningHall) -> None:
    told = a_punch("8:29")

    def twice(uow, now):
        return [punch(uow, CLOCK, told, now).punch.id for _ in range(2)]

    assert hall.do(twice) == [told.id] * 2
    assert len(on_record(hall).punches[TUESDAY]) == 1


@pytest.mark.parametrize("changed", [{"staff": "1002"}, {"clock": "8:28"}])
def test_another_punch_with_a_known_id_is_refused(hall: RunningHall, changed: dict) -> None:
    hall.do(punch, CLOCK, a_punch("8:29", name="the-same-id"))
    with pytest.raises(KeyReused):
        hall.do(punch, CLOCK, a_punch(**({"clock": "8:29", "name": "the-same-id"} | changed)))


def test_somebody_unknown_is_refused(hall: RunningHall) -> None:
    with pytest.raises(UnknownStaff) as no:
        punched(hall, "8:29", staff="4711")
    assert no.value.places == {"staff": "4711"}


def test_somebody_who_has_left_is_refused(any_hall: RunningHall) -> None:
    any_hall.do(set_employment, ADMINISTRATOR, CLERK, MONDAY, MONDAY)
    with pytest.raises(StaffHasLeft):
        punched(any_hall, "8:29")


def test_somebody_whom_the_plan_no_longer_has_is_refused(any_hall: RunningHall) -> None:
    staff = {n: s for n, s in a_plan().staff.items() if n != CLERK}
    turn_to(any_hall, "18:00")
    any_hall.do(replan, ADMINISTRATOR, a_plan(staff=staff))
    turn_to(any_hall, "8:00", TUESDAY + timedelta(days=1))
    with pytest.raises(StaffHasLeft):
        punched(any_hall, "8:00", day=TUESDAY + timedelta(days=1))


def test_a_punch_from_before_somebody_left_is_still_taken(hall: RunningHall) -> None:
    """The clock had no link when the person still worked here."""
    hall.do(set_employment, ADMINISTRATOR, CLERK, MONDAY, TUESDAY)
    turn_to(hall, "12:00", TUESDAY + timedelta(days=3))
    assert punched(hall, "8:20").day.day == TUESDAY


@pytest.mark.parametrize(
    ("told", "doubt"),
    [
        ({"jumped": True}, Doubt.CLOCK_JUMPED),
        ({"offset": None}, Doubt.NEVER_SET),
        ({"offset_age": timedelta(days=7, seconds=1)}, Doubt.NEVER_SET),
        ({"offset": timedelta(hours=2)}, Doubt.IN_THE_FUTURE),
    ],
)
def test_a_time_that_cannot_be_trusted_is_kept_and_does_not_count(
    hall: RunningHall, told: dict, doubt: Doubt
) -> None:
    turn_to(hall, "8:29")
    greeted = punched(hall, "8:29", **told)
    assert greeted.punch.doubt is doubt
    assert greeted.day.marks[0].punch is None


def test_an_offset_from_before_the_clock_was_switched_off_holds_for_a_week(hall: RunningHall) -> None:
    turn_to(hall, "8:29")
    assert punched(hall, "8:29", offset_age=timedelta(days=7)).punch.doubt is None


def test_a_clock_that_was_never_set_may_think_that_it_is_another_year(hall: RunningHall) -> None:
    turn_to(hall, "8:29")
    greeted = punched(hall, "8:29", day=date(2015, 1, 1), offset=None)
    assert greeted.day.day == TUESDAY


def test_a_punch_that_arrives_three_days_late_counts_on_its_day(any_hall: RunningHall) -> None:
    turn_to(any_hall, "9:00", TUESDAY + timedelta(days=3))
    greeted = punched(any_hall, "8:40")
    assert (greeted.day.day, greeted.day.marks[0].minutes) == (TUESDAY, 10)
    assert the_day(any_hall).marks[0].minutes == 10


def test_a_punch_survives_a_restart(any_hall: RunningHall) -> None:
    told = a_punch("8:29")
    any_hall.do(punch, CLOCK, told)
    any_hall.lane.stop()
    any_hall.lane = Lane(any_hall.store, any_hall.clock)
    any_hall.lane.start()
    any_hall.do(punch, CLOCK, told)
    assert len(on_record(any_hall).punches[TUESDAY]) == 1


def test_a_refused_command_leaves_no_punch(hall: RunningHall) -> None:
    def fails(uow, now):
        punch(uow, CLOCK, a_punch("8:29"), now)
        punch(uow, CLOCK, a_punch("8:29", staff="4711"), now)

    with pytest.raises(UnknownStaff):
        hall.do(fails)
    assert on_record(hall).punches == {}


def test_an_event_names_the_punch_and_nobody(hall: RunningHall) -> None:
    greeted = punched(hall, "8:29")
    event = last_event(hall).event
    assert (event.kind, event.subject, event.actor.device) == (
        Kind.ATTENDANCE_PUNCHED,
        greeted.punch.id,
        CLOCK.device,
    )
    assert event.actor.staff is None
    assert (event.reason, event.note) == (None, None)


# Taking back


def test_a_greeting_is_taken_back_and_the_raw_punch_stays(any_hall: RunningHall) -> None:
    turn_to(any_hall, "8:20")
    greeted = punched(any_hall, "8:20")
    after = taken_back(any_hall, greeted)
    assert after.day.marks[0].punch is None
    assert [p.id for p in on_record(any_hall).punches[TUESDAY]] == [greeted.punch.id]
    assert greeted.punch.id in on_record(any_hall).undone
    assert last_event(any_hall).event.kind is Kind.ATTENDANCE_UNDONE


def test_taking_back_twice_changes_nothing(hall: RunningHall) -> None:
    greeted = punched(hall, "8:20")
    taken_back(hall, greeted)
    before = hall.store.last_seq()
    taken_back(hall, greeted)
    assert hall.store.last_seq() == before


@pytest.mark.parametrize(("seconds", "allowed"), [(5, True), (10, True), (10.5, False), (-20, False)])
def test_a_greeting_can_be_taken_back_for_a_few_seconds(
    hall: RunningHall, seconds: float, allowed: bool
) -> None:
    """Five on the screen, and as many for the way."""
    greeted = punched(hall, "8:20")
    if allowed:
        taken_back(hall, greeted, seconds)
    else:
        with pytest.raises(UndoTooLate):
            taken_back(hall, greeted, seconds)


def test_taking_back_is_measured_on_the_clocks_own_time_however_late_it_comes(hall: RunningHall) -> None:
    greeted = punched(hall, "8:20")
    turn_to(hall, "8:20", TUESDAY + timedelta(days=2))
    assert taken_back(hall, greeted).day.marks[0].punch is None


def test_only_the_clock_that_greeted_takes_it_back(hall: RunningHall) -> None:
    greeted = punched(hall, "8:20")
    with pytest.raises(UnknownPunch):
        taken_back(hall, greeted, by=OTHER_CLOCK)


# Other clocks' logs


def test_a_log_of_another_clock_is_brought_in_once(any_hall: RunningHall) -> None:
    turn_to(any_hall, "18:00")
    lines = [Imported("1001", at("8:20"), "old"), Imported("4711", at("8:21"), "old")]
    first = any_hall.do(bring_in, ADMINISTRATOR, lines)
    assert (first.new, first.known, first.unknown_staff) == (1, 0, ("4711",))
    again = any_hall.do(bring_in, ADMINISTRATOR, [*lines, Imported("1001", at("12:05"), "old")])
    assert (again.new, again.known) == (1, 1)
    assert [p.means for p in on_record(any_hall).punches[TUESDAY]] == [Means.IMPORT] * 2
