"""A person's whole month from what is on record: Februaries, the order of things, half days for approval."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.attendance.book import (
    OnRecord,
    Terms,
    days_of,
    half_days_between,
    month_of_person,
    plans_of,
)
from hall_server.domain.attendance.day import Correction, Side, Status
from hall_server.domain.attendance.month import line_of
from hall_server.domain.attendance.punch import Means, Punch
from hall_server.domain.attendance.rules import AttendanceRules
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import Duty, DutyKind, Employment, NamedDay, Roster, days_of_month, planned
from hall_server.domain.whereabouts import TREATMENTS, Kind, State, Whereabouts
from tests.attendance import HERE, TUESDAY, WHO, at
from tests.small_hall import WeekDays, a_plan

UNIT = UnitId("U1")
FRONT, BACK = (Staff(WHO, "样", UNIT, kind) for kind in ("front", "back"))
TERMS = Terms(a_plan(), AttendanceRules(), WeekDays(), HERE, datetime(2028, 6, 1, tzinfo=HERE))
LEAP_FEBRUARY, FEBRUARY = (2028, 2), (2027, 2)


def on_record(days: tuple[date, ...], staff: Staff = FRONT, **parts) -> OnRecord:
    return OnRecord(staff=staff, employment=Employment(date(2020, 1, 1)), **parts)


def full_day(day: date) -> list[Punch]:
    return [
        Punch(id=f"{day}-{c}", staff=WHO, device_at=at(c, day), received_at=at(c, day), means=Means.FACE)
        for c in ("8:25", "12:01", "13:20", "17:31")
    ]


@pytest.mark.parametrize(("month", "days", "due"), [(FEBRUARY, 28, 20), (LEAP_FEBRUARY, 29, 21)])
def test_a_february_is_judged_to_its_last_day(month, days, due):
    calendar = days_of_month(*month)
    person = on_record(calendar, punches={day: full_day(day) for day in calendar})
    found = month_of_person(person, calendar, TERMS)
    assert len(found.days) == days
    assert (found.line.line.due, found.line.line.attended) == (due, due)
    gone = replace(person, punches={day: full_day(day) for day in calendar[:-1]})
    # The last day of both Februaries here is a working day or not, as the calendar says.
    absent = month_of_person(gone, calendar, TERMS).line.line.absent
    assert absent == (1 if calendar[-1].weekday() < 5 else 0)


@st.composite
def somebodys_february(draw) -> OnRecord:
    """Punches, absences, corrections, duties and days by name, anywhere in a leap February."""
    days = days_of_month(*LEAP_FEBRUARY)
    moments = st.builds(
        lambda day, minute: datetime(day.year, day.month, day.day, tzinfo=HERE) + timedelta(minutes=minute),
        st.sampled_from(days),
        st.integers(0, 1439),
    )
    punches = defaultdict(list)
    for number, moment in enumerate(draw(st.lists(moments, max_size=40))):
        late = timedelta(days=draw(st.sampled_from([0, 3])))
        punches[moment.date()].append(
            Punch(id=f"p{number}", staff=WHO, device_at=moment, received_at=moment + late, means=Means.FACE)
        )
    stretches = draw(st.lists(st.tuples(moments, moments), max_size=3))
    absences = [
        Whereabouts(
            id=f"a{n}",
            staff=WHO,
            kind=draw(st.sampled_from(Kind)),
            start=min(pair),
            end=max(pair) + timedelta(minutes=1),
            reason="",
            state=State.AGREED,
        )
        for n, pair in enumerate(stretches)
    ]
    corrections = [
        Correction(
            id=f"c{n}",
            staff=WHO,
            day=moment.date(),
            span=0,
            side=draw(st.sampled_from(Side)),
            at=moment,
            reason="",
            by=StaffNumber("5001"),
            agreed_by=StaffNumber("6001"),
            recorded_at=moment + timedelta(days=n),
        )
        for n, moment in enumerate(draw(st.lists(moments, max_size=3)))
    ]
    named = draw(st.dictionaries(st.sampled_from(days), st.sampled_from(["four", "two", None]), max_size=3))
    duties = [
        Duty(WHO, day, DutyKind.DELAYED, at("17:30").time(), at("18:30").time())
        for day in draw(st.sets(st.sampled_from(days), max_size=2))
    ]
    return on_record(
        days,
        draw(st.sampled_from([FRONT, BACK])),
        punches=punches,
        absences=absences,
        corrections=corrections,
        named_days=[NamedDay(WHO, day, shift, "swap") for day, shift in named.items()],
        duties=duties,
    )


@settings(max_examples=40, deadline=None)
@given(somebodys_february(), st.randoms())
def test_a_month_comes_out_the_same_again_and_in_whatever_order_it_arrived(person, chance):
    days = days_of_month(*LEAP_FEBRUARY)
    first = month_of_person(person, days, TERMS)
    assert month_of_person(person, days, TERMS) == first

    def shuffled(things):
        return chance.sample(list(things), len(things))

    other = replace(
        person,
        punches={day: shuffled(told) for day, told in shuffled(person.punches.items())},
        absences=shuffled(person.absences),
        corrections=shuffled(person.corrections),
        named_days=shuffled(person.named_days),
        duties=shuffled(person.duties),
    )
    assert month_of_person(other, days, TERMS).line.line == first.line.line
    assert [d.status for d in days_of(other, days, TERMS)] == [d.status for d in first.days]


@settings(max_examples=40, deadline=None)
@given(somebodys_february())
def test_each_day_of_a_month_is_one_thing_and_the_month_is_their_sum(person):
    days = days_of_month(*LEAP_FEBRUARY)
    found = month_of_person(person, days, TERMS)
    assert [record.day for record in found.days] == list(days)
    assert all(isinstance(record.status, Status) for record in found.days)
    assert found.line.line == line_of(found.days, TREATMENTS)
    halves = sum((line_of([day], TREATMENTS) for day in found.days), start=line_of([], TREATMENTS))
    assert found.line.line == halves
    line = found.line.line
    leave = line.personal + line.sick + line.annual + line.other_leave
    assert line.attended + line.absent + leave >= line.due
    assert 0 <= line.attended <= line.due


@pytest.mark.parametrize("staff", [FRONT, BACK], ids=["front", "back"])
def test_what_everybody_of_a_class_shares_is_what_is_planned_for_each(staff):
    """The timetables' days are looked up once for a class and unit; nobody's own days are mixed in."""
    days = days_of_month(2026, 11)
    terms = replace(TERMS, usual={})
    roster = Roster(employment={WHO: Employment(date(2026, 11, 10), date(2026, 11, 20))})
    expected = [(day, planned(staff, day, roster, terms.plan, terms.workdays)) for day in days]
    by_name = replace(
        on_record(days, staff), named_days=[NamedDay(WHO, day, None, "in_lieu") for day in days]
    )
    for _ in range(2):
        person = OnRecord(staff=staff, employment=Employment(date(2026, 11, 10), date(2026, 11, 20)))
        assert list(plans_of(person, days, terms)) == expected
        assert all(plan.shift is None for _, plan in plans_of(by_name, days, terms))


@pytest.mark.parametrize("staff", [FRONT, BACK], ids=["front", "back"])
@pytest.mark.parametrize(
    ("start", "end", "half_days"),
    [
        ("8:30", "12:00", 1),
        ("13:30", "17:30", 1),
        ("9:00", "9:20", 1),
        ("11:30", "14:00", 2),
        ("12:00", "13:30", 0),
        ("0:00", "23:59", 2),
    ],
)
def test_a_morning_or_an_afternoon_asks_for_the_word_of_a_half_day(staff, start, end, half_days):
    person = on_record((TUESDAY,), staff)
    assert half_days_between(person, at(start), at(end), TERMS) == half_days
