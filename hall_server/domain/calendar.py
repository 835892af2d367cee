"""When the hall is open: days off and make-up days, hours, slots. Moments are in the hall's time zone."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import UnitId, ZoneId
from hall_server.domain.rules import Hours, Rules

DAYS_AHEAD = 15
"""How far `next_opening` looks; the longest public holiday is shorter."""
WHOLE_DAY: Hours = ((time.min, time.max),)
"""A stretch that ends at `time.max` includes the last moment of the day."""


class Workdays(Protocol):
    """The public calendar of a country."""

    def is_workday(self, day: date) -> bool | None:
        """Whether offices work on that day; None where the calendar has not been published."""

    def ends(self) -> date:
        """The last day that the calendar knows."""


def is_open_day(day: date, plan: HallPlan, workdays: Workdays) -> bool:
    """The hall's own list of days first, then the public calendar; where that ends, Monday to Friday."""
    ours = plan.day_overrides.get(day)
    if ours is not None:
        return ours
    public = workdays.is_workday(day)
    return public if public is not None else day.weekday() < 5


def opening_hours(
    day: date, zone: ZoneId, unit: UnitId | None, plan: HallPlan, rules: Rules, workdays: Workdays
) -> Hours:
    """Stretches of one day in which numbers are issued for a unit in a zone; empty when the day is off.

    The unit's own hours go before its zone's, and these before the hall's.
    """
    if rules.always_open:
        return WHOLE_DAY
    if not is_open_day(day, plan, workdays):
        return ()
    if unit is not None and unit in rules.unit_hours:
        return rules.unit_hours[unit]
    return rules.zone_hours.get(zone, rules.hours)


def is_open(local_moment: datetime, hours: Hours) -> bool:
    """From the first moment of a stretch until just before its end."""
    clock = local_moment.time()
    return any(start <= clock and (clock < end or end == time.max) for start, end in hours)


def next_opening(
    local_moment: datetime,
    zone: ZoneId,
    unit: UnitId | None,
    plan: HallPlan,
    rules: Rules,
    workdays: Workdays,
) -> datetime | None:
    """The first moment from now on when it is open: now itself while it is.

    None when it does not open within `DAYS_AHEAD` days.
    """
    today = local_moment.date()
    if is_open(local_moment, opening_hours(today, zone, unit, plan, rules, workdays)):
        return local_moment
    for ahead in range(DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        starts = [
            datetime.combine(day, start, local_moment.tzinfo)
            for start, end in opening_hours(day, zone, unit, plan, rules, workdays)
            if start < end
        ]
        later = [moment for moment in starts if moment > local_moment]
        if later:
            return min(later)
    return None


def slot_of(local_moment: datetime, slot_minutes: int) -> tuple[datetime, datetime]:
    """The slot that a moment lies in: its start, and its end which no longer belongs to it.

    Slots are counted from midnight; where they do not fill the day evenly, the last one ends at midnight.
    """
    if slot_minutes < 1:
        raise ValueError(f"a slot of {slot_minutes} minutes")
    midnight = datetime.combine(local_moment.date(), time.min, local_moment.tzinfo)
    minutes = local_moment.hour * 60 + local_moment.minute
    start = minutes - minutes % slot_minutes
    end = min(start + slot_minutes, 24 * 60)
    return midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)
