"""What is on record of one person over a stretch of days, and the days and months computed from it.

The same record under the same terms gives the same days: recomputing is idempotent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from math import ceil
from types import MappingProxyType

from hall_server.domain.attendance.day import Correction, DayRecord, Facts, Note, day_record
from hall_server.domain.attendance.month import SheetLine, line_of
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.attendance.rules import AttendanceRules, DayRules
from hall_server.domain.calendar import Workdays
from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.names import UnitId
from hall_server.domain.roster import (
    NOT_EMPLOYED,
    Duty,
    DutyKind,
    Employment,
    NamedDay,
    Planned,
    Roster,
    planned,
)
from hall_server.domain.whereabouts import Whereabouts


class KnownWorkdays:
    """The public calendar, each day of it looked up once: a month asks for the same days of everybody."""

    def __init__(self, public: Workdays) -> None:
        self._public = public
        self._known: dict[date, bool | None] = {}

    def is_workday(self, day: date) -> bool | None:
        if day not in self._known:
            self._known[day] = self._public.is_workday(day)
        return self._known[day]

    def ends(self) -> date:
        return self._public.ends()


@dataclass(frozen=True, slots=True)
class Terms:
    """What days are judged by, as it is in force at `now`."""

    plan: HallPlan
    rules: AttendanceRules
    workdays: Workdays
    zone: tzinfo
    now: datetime
    usual: dict[tuple[str, UnitId | None, date], Planned] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What the timetables plan for a class of a unit, each day of it looked up once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """One person with everything that is on record for some days. `staff` is as planned at their end."""

    staff: Staff
    employment: Employment
    punches: Mapping[date, Sequence[Punch]] = field(default_factory=lambda: MappingProxyType({}))
    """By the day on the hall's clock; all of them, whatever they count for."""
    undone: frozenset[str] = frozenset()
    absences: Sequence[Whereabouts] = ()
    corrections: Sequence[Correction] = ()
    sign_ins: Mapping[date, Sequence[datetime]] = field(default_factory=lambda: MappingProxyType({}))
    """Moments at which the person was seen at a window's terminal."""
    named_days: Sequence[NamedDay] = ()
    duties: Sequence[Duty] = ()


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A line of the sheet, with the days that it is the sum of."""

    line: SheetLine
    days: tuple[DayRecord, ...]


def plans_of(person: OnRecord, days: Iterable[date], terms: Terms) -> tuple[tuple[date, Planned], ...]:
    """What was planned for the person, day by day."""
    days = tuple(days)
    if not person.named_days and not person.duties:
        return tuple((day, _usual(person, day, terms)) for day in days)
    number, shifts = person.staff.number, terms.rules.shifts
    # Where the settings no longer have the shift of a day set by name, the timetable holds.
    named_days = [n for n in person.named_days if n.shift is None or n.shift in shifts]
    roster = Roster(
        shifts=shifts,
        timetables=terms.rules.timetables,
        named_days={(number, named.day): named for named in named_days},
        duties=tuple(person.duties),
        employment={number: person.employment},
    )
    return tuple((day, planned(person.staff, day, roster, terms.plan, terms.workdays)) for day in days)


def _usual(person: OnRecord, day: date, terms: Terms) -> Planned:
    """The plan of a day that nobody has set by hand: the same for everybody of a class and unit."""
    staff, here = person.staff, person.employment
    if not here.first <= day <= (here.last or date.max):
        return NOT_EMPLOYED
    key = staff.kind, staff.unit, day
    if key not in terms.usual:
        roster = Roster(shifts=terms.rules.shifts, timetables=terms.rules.timetables)
        terms.usual[key] = planned(staff, day, roster, terms.plan, terms.workdays)
    return terms.usual[key]


def days_of(person: OnRecord, days: Iterable[date], terms: Terms) -> tuple[DayRecord, ...]:
    """The person's days as they stand."""
    rules = _day_rules(person.staff, terms.rules)
    return tuple(
        day_record(
            person.staff.number,
            day,
            plan,
            Facts(
                punches=person.punches.get(day, ()),
                undone=person.undone,
                absences=_touching(person.absences, day, terms.zone),
                corrections=person.corrections,
                sign_ins=person.sign_ins.get(day, ()),
            ),
            rules,
            terms.rules.treatments,
            terms.zone,
            terms.now,
        )
        for day, plan in plans_of(person, days, terms)
    )


def month_of_person(person: OnRecord, days: Iterable[date], terms: Terms) -> PersonMonth:
    """The person's line of the sheet; `days` are those of the month."""
    records = days_of(person, days, terms)
    remarks: dict[Note | DutyKind, None] = {}
    for record in records:
        remarks |= dict.fromkeys((*record.notes, *record.overtime))
    staff = person.staff
    total = line_of(records, terms.rules.treatments)
    return PersonMonth(
        SheetLine(staff.number, staff.name, staff.unit, staff.kind, total, tuple(remarks)), records
    )


def half_days_between(person: OnRecord, start: datetime, end: datetime, terms: Terms) -> int:
    """How many half days of the person's due time a stretch takes; a begun half day is a whole one."""
    first, last = start.astimezone(terms.zone).date(), end.astimezone(terms.zone).date()
    count = 0
    for day, plan in plans_of(person, _from_to(first, last), terms):
        for span in plan.shift.spans if plan.shift else ():
            count += sum(ceil(part) for part in span.taken(day, terms.zone, [(start, end)]))
    return count


def _from_to(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _day_rules(staff: Staff, rules: AttendanceRules) -> DayRules:
    """Whoever has no window of their own is not looked for at one."""
    found = rules.of(staff.kind)
    return found if staff.window is not None else replace(found, sign_in_within_minutes=None)


def _touching(absences: Sequence[Whereabouts], day: date, zone: tzinfo) -> Sequence[Whereabouts]:
    if not absences:
        return ()
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    end = start + timedelta(days=1)
    return [entry for entry in absences if entry.start < end and start < entry.until]
