"""Who is due on a day, and why."""

from dataclasses import replace
from datetime import date, time
from types import MappingProxyType

import pytest

from hall_server.domain.attendance.shift import FOUR_PUNCHES, BadShift, Shift
from hall_server.domain.attendance.timetable import Season, Timetable
from hall_server.domain.names import StaffNumber
from hall_server.domain.roster import (
    Duty,
    DutyKind,
    Employment,
    Ground,
    NamedDay,
    Planned,
    Roster,
    planned,
    swapped,
    weekend_duties,
)
from tests.small_hall import a_plan

PLAN = a_plan()
FRONT = next(s for s in PLAN.staff.values() if s.kind == "front")
BACK = replace(FRONT, number=StaffNumber("4001"), kind="back")
TUESDAY, SATURDAY, MAKE_UP = date(2026, 11, 24), date(2026, 11, 28), date(2026, 10, 10)


class Public:
    """Monday to Friday, but a make-up Saturday."""

    def is_workday(self, day):
        return day == MAKE_UP or day.weekday() < 5

    def ends(self):
        return date(2026, 12, 31)


def who_is_due(staff, day, roster=None) -> Planned:
    return planned(staff, day, roster or Roster(), PLAN, Public())


def test_front_and_back_have_their_own_shifts_on_working_days():
    assert who_is_due(FRONT, TUESDAY).shift.id == "four"
    assert who_is_due(BACK, TUESDAY).shift.id == "two"
    assert who_is_due(FRONT, SATURDAY).ground is Ground.DAY_OFF


def test_a_make_up_saturday_is_a_working_day():
    assert who_is_due(FRONT, MAKE_UP) == Planned(FOUR_PUNCHES, Ground.TIMETABLE)


def test_a_units_own_timetable_goes_before_that_of_a_class_and_a_season_before_the_whole_year():
    summer = Season((5, 1), (9, 30))
    shifts = MappingProxyType({i: replace(FOUR_PUNCHES, id=i) for i in ("all", "class", "unit", "summer")})
    tables = (
        Timetable("unit", unit=FRONT.unit),
        Timetable("all"),
        Timetable("class", "front"),
        Timetable("summer", "front", season=summer),
    )
    assert who_is_due(FRONT, TUESDAY, Roster(shifts, tables)).shift.id == "unit"
    assert who_is_due(FRONT, date(2026, 7, 1), Roster(shifts, tables[1:])).shift.id == "summer"
    assert who_is_due(FRONT, TUESDAY, Roster(shifts, tables[1:])).shift.id == "class"
    assert who_is_due(BACK, TUESDAY, Roster(shifts, tables[1:])).shift.id == "all"


@pytest.mark.parametrize(
    ("day", "inside"), [((12, 31), True), ((1, 1), True), ((3, 1), True), ((3, 2), False)]
)
def test_a_season_may_run_over_new_year(day, inside):
    assert Season((11, 1), (3, 1)).has(date(2026, *day)) is inside


def test_a_day_set_by_name_goes_before_calendar_and_timetable_and_on_a_day_off_it_is_overtime():
    days = {(FRONT.number, SATURDAY): NamedDay(FRONT.number, SATURDAY, "four", "周末值班")}
    plan = who_is_due(FRONT, SATURDAY, Roster(named_days=days))
    assert (plan.ground, plan.note) == (Ground.BY_NAME, "周末值班")
    assert [(d.kind, d.start, d.end) for d in plan.duties] == [
        (DutyKind.WEEKEND, time(8, 30), time(12)),
        (DutyKind.WEEKEND, time(13, 30), time(17, 30)),
    ]
    off = {(FRONT.number, TUESDAY): NamedDay(FRONT.number, TUESDAY, None, "调休")}
    assert who_is_due(FRONT, TUESDAY, Roster(named_days=off)) == Planned(None, Ground.BY_NAME, (), "调休")


def test_nobody_is_due_before_the_first_day_or_after_the_last():
    roster = Roster(employment={FRONT.number: Employment(TUESDAY, TUESDAY)})
    assert who_is_due(FRONT, TUESDAY, roster).shift
    assert who_is_due(FRONT, date(2026, 11, 23), roster).ground is Ground.NOT_EMPLOYED
    assert who_is_due(FRONT, date(2026, 11, 25), roster).ground is Ground.NOT_EMPLOYED


def test_duties_of_the_day_come_along_with_the_shift():
    noon = Duty(FRONT.number, TUESDAY, DutyKind.NOON, time(12), time(13, 30))
    others = replace(noon, staff=BACK.number)
    assert who_is_due(FRONT, TUESDAY, Roster(duties=(noon, others))).duties == (noon,)


def test_two_people_swap_their_days_each_works_the_others():
    mine, theirs = who_is_due(FRONT, TUESDAY), who_is_due(BACK, TUESDAY)
    same_day = swapped((FRONT.number, TUESDAY, mine), (BACK.number, TUESDAY, theirs), "换班")
    assert [(n.staff, n.shift) for n in same_day] == [(FRONT.number, "two"), (BACK.number, "four")]
    other_day = date(2026, 11, 29)
    days = swapped((FRONT.number, SATURDAY, mine), (BACK.number, other_day, theirs), "换班")
    assert {(n.staff, n.day, n.shift) for n in days} == {
        (FRONT.number, SATURDAY, None),
        (BACK.number, SATURDAY, "four"),
        (BACK.number, other_day, None),
        (FRONT.number, other_day, "two"),
    }


def test_weekend_duty_goes_round():
    people = [StaffNumber(n) for n in "abc"]
    rota = weekend_duties(people, [SATURDAY, date(2026, 11, 29)], 2, "four")
    assert [(n.staff, n.day.day) for n in rota] == [("a", 28), ("b", 28), ("c", 29), ("a", 29)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"middle": time(8)}, "in_from ≤ start ≤ middle"),
        ({"end": time(8, 30), "middle": time(8, 30)}, "start before end"),
        ({"rest": ((time(8), time(9)),)}, "rest"),
        ({"half_days": 3}, "half days"),
        ({"flexible_minutes": -1}, "flexible_minutes"),
    ],
)
def test_a_shift_that_cannot_be_judged_is_refused_with_its_name_and_the_cure(change, words):
    with pytest.raises(BadShift, match=f"shift x.*{words}"):
        Shift("x", "", "", (replace(FOUR_PUNCHES.spans[0], **change),))


def test_windows_of_time_of_two_spans_may_not_overlap():
    with pytest.raises(BadShift, match="span 2: in_from"):
        Shift("x", "", "", (FOUR_PUNCHES.spans[0], replace(FOUR_PUNCHES.spans[1], in_from=time(12, 30))))
