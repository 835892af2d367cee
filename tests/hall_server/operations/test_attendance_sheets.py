"""The month's sheet: checked, locked as it was signed, adjusted with a date when something is found later."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from hall_server.domain.attendance.day import Side
from hall_server.domain.attendance.month import SheetState
from hall_server.domain.attendance.refusals import SheetNotOpen
from hall_server.domain.attendance.rules import AttendanceRules, DayRules
from hall_server.domain.events import Kind
from hall_server.domain.names import UnitId
from hall_server.domain.refusals import NotAllowed, UnknownThing
from hall_server.domain.whereabouts import Kind as Away
from hall_server.history.lane import Lane
from hall_server.operations.attendance import Correcting, correct, punch
from hall_server.operations.months import month_of, sheets_of, terms_of
from hall_server.operations.rosters import set_day, set_employment
from hall_server.operations.sheets import check, find_adjustments, lock, reopen
from hall_server.operations.whereabouts import Asked, agree, ask
from hall_server.storage.cipher import Cipher
from hall_server.storage.hall_store import HallStore
from tests.at_the_clock import (
    ADMINISTRATOR,
    CLERK,
    CLOCK,
    MANAGER,
    SUPERVISOR,
    a_punch,
    here_since,
    own,
    punched,
    turn_to,
)
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall
from tests.small_hall import RULES, SHANGHAI, WeekDays
from tests.visits import last_event

UNIT, OCTOBER = UnitId("U1"), (2026, 10)
WORKDAYS = 22
"""Mondays to Fridays of October 2026."""
THE_19TH = date(2026, 10, 19)


def a_day_of_punches(hall: RunningHall, day: date, staff: str = CLERK, first: str = "8:20") -> None:
    for clock in (first, "12:01", "13:20", "17:31"):
        punched(hall, clock, day=day, staff=staff)


def october(hall: RunningHall) -> None:
    """The clerk was there in the whole month, late on the 19th; it is November now."""
    here_since(hall)
    for n in range(31):
        day = date(2026, 10, 1) + timedelta(days=n)
        if day.weekday() < 5:
            a_day_of_punches(hall, day, first="8:40" if day == THE_19TH else "8:20")


def locked(hall: RunningHall) -> None:
    hall.do(check, SUPERVISOR, OCTOBER, UNIT)
    hall.do(lock, MANAGER, OCTOBER, UNIT)


def line(hall: RunningHall, staff: str = CLERK):
    months = month_of(hall.store.records, hall.lane.ask(terms_of).result(10), *OCTOBER)
    (found,) = [m.line.line for m in months if m.line.staff == staff]
    return found


def the_sheet(hall: RunningHall):
    sheets = sheets_of(hall.store.records, hall.lane.ask(terms_of).result(10), *OCTOBER)
    (found,) = [s for s in sheets if s.unit == UNIT]
    return found


def test_a_month_is_computed_from_what_is_on_record(any_hall: RunningHall) -> None:
    october(any_hall)
    found = line(any_hall)
    assert (found.due, found.attended) == (WORKDAYS, WORKDAYS)
    assert (found.late_times, found.late_minutes, found.missing) == (1, 10, 0)


def test_somebody_whom_the_hall_did_not_have_yet_has_no_line(hall: RunningHall) -> None:
    here_since(hall)
    months = month_of(hall.store.records, hall.lane.ask(terms_of).result(10), *OCTOBER)
    assert [m.line.staff for m in months] == [CLERK]


def test_days_before_somebody_came_and_after_they_left_are_not_due(hall: RunningHall) -> None:
    hall.do(set_employment, ADMINISTRATOR, CLERK, date(2026, 10, 5), date(2026, 10, 9))
    assert (line(hall).due, line(hall).absent) == (5, 5)


def test_a_sheet_goes_from_draft_over_checked_to_locked(any_hall: RunningHall) -> None:
    october(any_hall)
    assert the_sheet(any_hall).sheet.state is SheetState.DRAFT
    any_hall.do(check, SUPERVISOR, OCTOBER, UNIT)
    any_hall.do(reopen, MANAGER, OCTOBER, UNIT)
    with pytest.raises(SheetNotOpen):
        any_hall.do(lock, MANAGER, OCTOBER, UNIT)
    locked(any_hall)
    found = the_sheet(any_hall)
    assert found.sheet.state is SheetState.LOCKED
    assert found.sheet.locked == {CLERK: line(any_hall)}
    with pytest.raises(SheetNotOpen):
        any_hall.do(reopen, MANAGER, OCTOBER, UNIT)
    assert last_event(any_hall).event.kind is Kind.SHEET_LOCKED


def test_a_month_that_still_goes_on_cannot_be_checked(hall: RunningHall) -> None:
    with pytest.raises(SheetNotOpen) as no:
        hall.do(check, SUPERVISOR, (2026, 11), UNIT)
    assert no.value.places == {"month": "2026-11", "state": "not_over"}
    turn_to(hall, "23:59", date(2026, 11, 30))
    with pytest.raises(SheetNotOpen):
        hall.do(check, SUPERVISOR, (2026, 11), UNIT)
    turn_to(hall, "0:00", date(2026, 12, 1))
    assert hall.do(check, SUPERVISOR, (2026, 11), UNIT).state is SheetState.CHECKED


def test_a_unit_that_there_is_not_has_no_sheet(hall: RunningHall) -> None:
    with pytest.raises(UnknownThing):
        hall.do(check, SUPERVISOR, OCTOBER, UnitId("U99"))


def test_the_centre_itself_has_a_sheet_too(any_hall: RunningHall) -> None:
    assert any_hall.do(check, SUPERVISOR, OCTOBER, None).unit is None
    assert any_hall.do(lock, MANAGER, OCTOBER, None).state is SheetState.LOCKED


def test_a_clerk_checks_no_sheet(hall: RunningHall) -> None:
    with pytest.raises(NotAllowed):
        hall.do(check, own(CLERK), OCTOBER, UNIT)


def test_what_is_found_after_the_lock_is_a_dated_adjustment_and_the_signed_line_stays(
    any_hall: RunningHall,
) -> None:
    october(any_hall)
    locked(any_hall)
    signed = line(any_hall)
    turn_to(any_hall, "10:00", TUESDAY)
    day_19 = Correcting(
        staff=CLERK,
        day=THE_19TH,
        span=0,
        side=Side.IN,
        at=at("8:25", THE_19TH),
        reason="外单位证明",
        agreed_by="9001",
    )
    any_hall.do(correct, SUPERVISOR, day_19)
    found = the_sheet(any_hall)
    assert found.lines[0].line == signed
    assert [(a.column, a.signed, a.computed, a.found_at) for a in found.adjustments] == [
        ("late_times", 1, 0, at("10:00")),
        ("late_minutes", 10, 0, at("10:00")),
    ]
    assert found.people[0].line.line.late_times == 0
    assert last_event(any_hall).event.kind is Kind.SHEET_ADJUSTED


def test_a_punch_that_arrives_after_the_lock_is_an_adjustment(any_hall: RunningHall) -> None:
    here_since(any_hall)
    a_day_of_punches(any_hall, THE_19TH, first="8:40")
    locked(any_hall)
    punched(any_hall, "8:25", day=THE_19TH)
    assert {a.column for a in the_sheet(any_hall).adjustments} == {"late_times", "late_minutes"}


def test_leave_that_is_agreed_to_after_the_lock_is_an_adjustment(hall: RunningHall) -> None:
    here_since(hall)
    locked(hall)
    entry = hall.do(
        ask,
        SUPERVISOR,
        Asked(
            staff=CLERK,
            kind=Away.SICK,
            start=at("8:30", THE_19TH),
            end=at("17:30", THE_19TH),
            reason="病",
            stand_in="1002",
        ),
    )
    assert the_sheet(hall).adjustments == ()
    hall.do(agree, SUPERVISOR, entry.id)
    found = {a.column: (a.signed, a.computed) for a in the_sheet(hall).adjustments}
    assert found == {
        "absent": (WORKDAYS, WORKDAYS - 1),
        "sick": (0, 1),
    }


def test_a_second_change_is_adjusted_from_the_first(hall: RunningHall) -> None:
    here_since(hall)
    locked(hall)
    for clock in ("8:50", "8:40"):
        punched(hall, clock, day=THE_19TH)
        hall.clock.pass_(minutes=1)
    minutes = [a for a in the_sheet(hall).adjustments if a.column == "late_minutes"]
    assert [(a.signed, a.computed) for a in minutes] == [(0, 20), (20, 10)]


def test_a_change_that_changes_no_figure_is_no_adjustment(hall: RunningHall) -> None:
    october(hall)
    locked(hall)
    punched(hall, "8:21", day=date(2026, 10, 20))
    assert the_sheet(hall).adjustments == ()


def test_recomputing_from_the_same_record_finds_nothing(any_hall: RunningHall) -> None:
    october(any_hall)
    locked(any_hall)
    assert any_hall.do(find_adjustments, MANAGER, OCTOBER) == []
    assert any_hall.do(find_adjustments, MANAGER, OCTOBER) == []


def test_other_rules_after_the_lock_are_found_when_the_month_is_computed_anew(hall: RunningHall) -> None:
    october(hall)
    locked(hall)
    lenient = AttendanceRules(common=DayRules(grace_minutes=10))
    hall.lane.stop()
    store = HallStore(
        hall.engines, "small", Cipher(b"k" * 32), replace(RULES, attendance=lenient), WeekDays(), SHANGHAI
    )
    hall.store, hall.lane = store, Lane(store, hall.clock)
    hall.lane.start()
    found = hall.do(find_adjustments, MANAGER, OCTOBER)
    assert {(a.column, a.signed, a.computed) for a in found} == {
        ("late_times", 1, 0),
        ("late_minutes", 10, 0),
    }
    assert hall.do(find_adjustments, MANAGER, OCTOBER) == []


def test_a_day_set_by_hand_after_the_lock_is_an_adjustment(hall: RunningHall) -> None:
    here_since(hall)
    locked(hall)
    hall.do(set_day, SUPERVISOR, CLERK, THE_19TH, None, "in_lieu")
    found = {a.column: (a.signed, a.computed) for a in the_sheet(hall).adjustments}
    assert found == {
        "due": (WORKDAYS, WORKDAYS - 1),
        "absent": (WORKDAYS, WORKDAYS - 1),
    }


def test_exact_fractions_survive_the_lock(any_hall: RunningHall) -> None:
    here_since(any_hall)
    entry = any_hall.do(
        ask,
        SUPERVISOR,
        Asked(
            staff=CLERK,
            kind=Away.PERSONAL,
            start=at("8:30", THE_19TH),
            end=at("9:40", THE_19TH),
            reason="事",
            stand_in="1002",
        ),
    )
    any_hall.do(agree, SUPERVISOR, entry.id)
    locked(any_hall)
    assert the_sheet(any_hall).sheet.locked[CLERK].personal == Fraction(1, 6)


def test_the_present_month_looks_for_no_sheet(hall: RunningHall) -> None:
    """A punch of today costs no look at sheets: a month that goes on is not signed."""
    hall.do(punch, CLOCK, a_punch("8:20"))
    assert last_event(hall).event.kind is Kind.ATTENDANCE_PUNCHED
