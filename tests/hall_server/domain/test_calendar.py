from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_server.domain.calendar import (
    DAYS_AHEAD,
    WHOLE_DAY,
    Workdays,
    is_open,
    is_open_day,
    next_opening,
    opening_hours,
    slot_of,
)
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import HallId, UnitId, ZoneId
from hall_server.domain.rules import Hours, Rules
from hall_server.halls.public_calendar import PublicCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINA = PublicCalendar()
ZONE, UNIT = ZoneId("Z1"), UnitId("U1")
RULES = Rules()
MORNING: Hours = ((time(9), time(11)),)
LATE: Hours = ((time(18), time(20)),)


class Nothing:
    """A calendar that has not been published."""

    def is_workday(self, day: date) -> bool | None:
        return None

    def ends(self) -> date:
        return date(2020, 12, 31)


class NeverOpen(Nothing):
    def is_workday(self, day: date) -> bool | None:
        return False


def a_plan(overrides: dict[date, bool] | None = None) -> HallPlan:
    return HallPlan(HallId("h"), "厅", "Hall", {}, {}, {}, {}, {}, {}, day_overrides=overrides or {})


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), SHANGHAI)


def hours(day: date, plan: HallPlan | None = None, rules: Rules = RULES, calendar: Workdays = CHINA) -> Hours:
    return opening_hours(day, ZONE, UNIT, plan or a_plan(), rules, calendar)


def opens(moment: datetime, plan: HallPlan | None = None, rules: Rules = RULES) -> datetime | None:
    return next_opening(moment, ZONE, UNIT, plan or a_plan(), rules, CHINA)


NATIONAL_DAY = date(2026, 10, 1)
MAKE_UP_SATURDAY = date(2026, 10, 10)
TUESDAY = date(2026, 11, 24)
IN_2027 = date(2027, 3, 1)


def test_the_hall_works_on_the_make_up_saturday_after_national_day() -> None:
    assert MAKE_UP_SATURDAY.weekday() == 5
    assert hours(MAKE_UP_SATURDAY) == RULES.hours
    assert hours(MAKE_UP_SATURDAY + timedelta(days=1)) == ()


def test_the_hall_rests_on_public_holidays() -> None:
    assert [hours(NATIONAL_DAY + timedelta(days=n)) for n in range(7)] == [()] * 7
    assert hours(NATIONAL_DAY + timedelta(days=7)) == RULES.hours


def test_beyond_the_public_calendar_it_is_monday_to_friday() -> None:
    assert [is_open_day(IN_2027 + timedelta(days=n), a_plan(), Nothing()) for n in range(7)] == [True] * 5 + [
        False
    ] * 2


def test_the_halls_own_days_go_before_the_public_calendar() -> None:
    plan = a_plan({NATIONAL_DAY: True, MAKE_UP_SATURDAY: False, IN_2027: False})
    assert hours(NATIONAL_DAY, plan) == RULES.hours
    assert hours(MAKE_UP_SATURDAY, plan) == ()
    assert hours(IN_2027, plan) == ()


def test_a_units_hours_go_before_its_zones_and_these_before_the_halls() -> None:
    rules = Rules(zone_hours=MappingProxyType({ZONE: MORNING}), unit_hours=MappingProxyType({UNIT: LATE}))
    plan = a_plan()
    assert opening_hours(TUESDAY, ZONE, UNIT, plan, rules, CHINA) == LATE
    assert opening_hours(TUESDAY, ZONE, None, plan, rules, CHINA) == MORNING
    assert opening_hours(TUESDAY, ZONE, UnitId("U2"), plan, rules, CHINA) == MORNING
    assert opening_hours(TUESDAY, ZoneId("Z2"), None, plan, rules, CHINA) == rules.hours


def test_a_unit_that_issues_no_numbers_is_closed_although_its_zone_is_open() -> None:
    rules = Rules(unit_hours=MappingProxyType({UNIT: ()}))
    assert hours(TUESDAY, rules=rules) == ()
    assert opens(at(TUESDAY, 9), rules=rules) is None


def test_a_hall_that_is_always_open_is_open_at_any_moment_of_a_holiday() -> None:
    rules = Rules(always_open=True)
    assert hours(NATIONAL_DAY, a_plan({NATIONAL_DAY: False}), rules) == WHOLE_DAY
    last = datetime.combine(NATIONAL_DAY, time.max, SHANGHAI)
    assert all(is_open(moment, WHOLE_DAY) for moment in (at(NATIONAL_DAY, 0), at(NATIONAL_DAY, 12), last))
    assert opens(last, rules=rules) == last


@pytest.mark.parametrize(
    ("moment", "is_it"),
    [
        (time(8, 29, 59, 999999), False),
        (time(8, 30), True),
        (time(11, 59, 59, 999999), True),
        (time(12, 0), False),
        (time(13, 59, 59), False),
        (time(14, 0), True),
        (time(17, 29, 59), True),
        (time(17, 30), False),
    ],
)
def test_it_opens_with_the_first_moment_and_closes_with_the_last(moment: time, is_it: bool) -> None:
    assert is_open(datetime.combine(TUESDAY, moment, SHANGHAI), RULES.hours) is is_it


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (at(TUESDAY, 7), at(TUESDAY, 8, 30)),
        (at(TUESDAY, 8, 30), at(TUESDAY, 8, 30)),
        (at(TUESDAY, 10, 15), at(TUESDAY, 10, 15)),
        (at(TUESDAY, 12), at(TUESDAY, 14)),
        (at(TUESDAY, 17, 30), at(TUESDAY + timedelta(days=1), 8, 30)),
        (at(date(2026, 11, 27), 18), at(date(2026, 11, 30), 8, 30)),
        (at(date(2026, 9, 30), 17, 30), at(date(2026, 10, 8), 8, 30)),
        (at(date(2026, 10, 9), 18), at(MAKE_UP_SATURDAY, 8, 30)),
        (at(date(2026, 12, 31), 18), at(date(2027, 1, 1), 8, 30)),
    ],
)
def test_the_next_opening_is_found_over_lunch_nights_weekends_and_holidays(
    now: datetime, opening: datetime
) -> None:
    assert opens(now) == opening


def test_nobody_is_promised_an_opening_that_is_too_far_away() -> None:
    plan = a_plan({TUESDAY + timedelta(days=n): False for n in range(DAYS_AHEAD)})
    assert opens(at(TUESDAY, 9), plan) == at(TUESDAY + timedelta(days=DAYS_AHEAD), 8, 30)
    further = a_plan({TUESDAY + timedelta(days=n): False for n in range(DAYS_AHEAD + 1)})
    assert opens(at(TUESDAY, 9), further) is None
    assert next_opening(at(TUESDAY, 9), ZONE, UNIT, a_plan(), RULES, NeverOpen()) is None


def test_slots_are_half_hours_of_the_clock() -> None:
    assert slot_of(at(TUESDAY, 9, 0), 30) == (at(TUESDAY, 9), at(TUESDAY, 9, 30))
    assert slot_of(at(TUESDAY, 9, 29, 59), 30) == (at(TUESDAY, 9), at(TUESDAY, 9, 30))
    assert slot_of(at(TUESDAY, 9, 30), 30) == (at(TUESDAY, 9, 30), at(TUESDAY, 10))
    assert slot_of(at(TUESDAY, 23, 59), 30)[1] == at(TUESDAY + timedelta(days=1), 0)


def test_a_slot_has_at_least_a_minute() -> None:
    with pytest.raises(ValueError, match="0 minutes"):
        slot_of(at(TUESDAY, 9), 0)


moments = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def stretches(draw: st.DrawFn) -> Hours:
    edges = sorted(draw(st.lists(clocks, unique=True, max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@given(moments, st.integers(1, 24 * 60))
def test_every_moment_lies_in_one_slot_of_its_day(moment: datetime, minutes: int) -> None:
    start, end = slot_of(moment, minutes)
    assert start <= moment < end
    assert start.date() == moment.date()
    assert end - start <= timedelta(minutes=minutes)
    assert slot_of(start, minutes) == (start, end)
    if end.date() == moment.date():
        assert slot_of(end, minutes)[0] == end


@given(moments, stretches(), st.dictionaries(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.booleans()))
def test_the_next_opening_is_open_and_nothing_before_it_is(
    moment: datetime, own: Hours, days: dict[date, bool]
) -> None:
    plan, rules = a_plan(days), Rules(hours=own)
    opening = opens(moment, plan, rules)
    until = opening or moment + timedelta(days=DAYS_AHEAD)
    if opening:
        assert opening >= moment
        assert is_open(opening, hours(opening.date(), plan, rules))
    probe = moment
    while probe < until:
        assert not is_open(probe, hours(probe.date(), plan, rules))
        probe += timedelta(hours=1, minutes=7)
