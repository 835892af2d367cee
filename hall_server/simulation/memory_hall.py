"""A hall without a database: the very working set that the server's commands read and change, in memory
only."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from hall_server.domain.calendar import Workdays
from hall_server.domain.call_policy import PROFILES
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.domain.window import Window
from hall_server.storage.attendance_records import AttendanceRecords
from hall_server.storage.live_hall import LiveHall

NO_RECORDS = cast(AttendanceRecords, None)
"""Nobody clocks in here: clerks of the simulation have no staff number, so nothing asks for records."""


class EveryDay:
    """A calendar on which all days are workdays."""

    def is_workday(self, day: date) -> bool | None:
        return True

    def ends(self) -> date:
        return date.max


class MemoryHall(LiveHall):
    """Its tokens open nothing, so they need not be unguessable, and a run stays exact."""

    def fresh_token(self) -> str:
        return f"{len(self.ticket_shelf.rows):06d}"


def memory_hall(plan: HallPlan, rules: Rules, workdays: Workdays, day: date, seq: int = 0) -> MemoryHall:
    """The hall on the morning of a day: all windows closed, nobody there."""
    zone = ZoneInfo(rules.time_zone)
    hall = MemoryHall(plan, rules, workdays, zone, day, seq, NO_RECORDS)
    since = midnight(day, zone)
    hall.window_shelf.load(
        Window(id=c.id, number=c.number, zone=c.zone, since=since) for c in plan.counters.values()
    )
    return hall


def midnight(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day of the hall, in UTC as everything that is kept."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def with_policy(rules: Rules, policy_name: str | None) -> Rules:
    """The rules with one ready policy in every zone; None leaves them as they are."""
    if policy_name is None:
        return rules
    return replace(rules, policy=PROFILES[policy_name], zone_policies={}, shadow_policies={})
