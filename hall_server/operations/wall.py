"""The live wall: who should be here, who is, and which windows wait for their clerk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hall_server.domain.attendance.book import OnRecord, Terms, days_of
from hall_server.domain.attendance.presence import (
    EmptyWindow,
    Presence,
    UnitCount,
    by_unit,
    empty_windows,
    presence,
)
from hall_server.domain.names import StaffNumber
from hall_server.domain.window import Window
from hall_server.operations.attendance_ports import Records


@dataclass(frozen=True, slots=True)
class LiveWall:
    at: datetime
    units: tuple[UnitCount, ...]
    empty: tuple[EmptyWindow, ...]


def live_wall(records: Records, windows: Iterable[Window], terms: Terms) -> LiveWall:
    """As of `terms.now`. Reads beside the lane and changes nothing."""
    today = terms.now.astimezone(terms.zone).date()
    return wall_over(records.people(today, today), windows, terms)


def wall_over(people: Sequence[OnRecord], windows: Iterable[Window], terms: Terms) -> LiveWall:
    """The same, of people whose present day was read before."""
    now = terms.now.astimezone(terms.zone)
    where: dict[StaffNumber, Presence] = {}
    treatments = dict(terms.rules.treatments)
    for person in people:
        (record,) = days_of(person, [now.date()], terms)
        where[person.staff.number] = presence(record.planned, record, person.absences, treatments, now)
    counts = by_unit([(person.staff, where[person.staff.number]) for person in people])
    return LiveWall(terms.now, counts, empty_windows(terms.plan, windows, where))
