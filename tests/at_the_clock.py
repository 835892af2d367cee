"""People of the small hall at a clock: punches on the hall's own time, told as a clock tells them."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hall_server.domain.attendance.book import OnRecord
from hall_server.domain.attendance.day import DayRecord
from hall_server.domain.attendance.punch import Means
from hall_server.domain.events import Actor
from hall_server.domain.names import DeviceId, StaffNumber
from hall_server.operations.attendance import Greeted, NewPunch, punch, undo
from hall_server.operations.months import month_of, terms_of
from hall_server.operations.rosters import set_employment
from tests.attendance import TUESDAY, at
from tests.conftest import RunningHall

CLOCK = Actor("clock", device=DeviceId("clock-001"))
OTHER_CLOCK = Actor("clock", device=DeviceId("clock-002"))
MANAGER, ADMINISTRATOR, SUPERVISOR = (
    Actor(role, StaffNumber(number))
    for role, number in (("manager", "9001"), ("administrator", "9002"), ("supervisor", "9003"))
)
CLERK, COLLEAGUE = StaffNumber("1001"), StaffNumber("1002")
_NUMBERS = count(1)


def own(staff: StaffNumber) -> Actor:
    """A clerk who acts for himself."""
    return Actor("clerk", staff)


def a_punch(
    clock: str = "8:29",
    day: date = TUESDAY,
    staff: str = CLERK,
    name: str = "",
    means: Means = Means.FACE,
    offset: timedelta | None = timedelta(),
    jumped: bool = False,
    offset_age: timedelta = timedelta(),
) -> NewPunch:
    return NewPunch(
        id=name or f"punch-{next(_NUMBERS):06d}",
        staff=staff,
        means=means,
        device_at=at(clock, day),
        offset=offset,
        jumped=jumped,
        offset_age=offset_age,
    )


def punched(hall: RunningHall, clock: str, by: Actor = CLOCK, **more: Any) -> Greeted:
    """Somebody punches; the hall's own clock is wherever the test has put it."""
    return hall.do(punch, by, a_punch(clock, **more))


def taken_back(hall: RunningHall, greeted: Greeted, seconds: float = 3, by: Actor = CLOCK) -> Greeted:
    return hall.do(undo, by, greeted.punch.id, greeted.punch.device_at + timedelta(seconds=seconds))


def turn_to(hall: RunningHall, clock: str, day: date = TUESDAY) -> None:
    hall.clock.now = at(clock, day)


def here_since(hall: RunningHall, first: date = date(2026, 1, 1), *staff: str) -> None:
    """Employed long before the small hall was made."""
    for number in staff or (CLERK,):
        hall.do(set_employment, ADMINISTRATOR, number, first, None)


def on_record(hall: RunningHall, staff: StaffNumber = CLERK, day: date = TUESDAY) -> OnRecord:
    """What the database has, read as a question reads it."""
    (person,) = hall.store.records.people(day, day, [staff])
    return person


def the_day(hall: RunningHall, staff: StaffNumber = CLERK, day: date = TUESDAY) -> DayRecord:
    """As the month has it."""
    months = month_of(hall.store.records, hall.lane.ask(terms_of).result(10), day.year, day.month)
    (mine,) = [m for m in months if m.line.staff == staff]
    return mine.days[day.day - 1]


def moment(clock: str, day: date = TUESDAY) -> datetime:
    return at(clock, day)
