"""Reading what clocks have told besides punches, and how often they took somebody for another."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from hall_server.domain.attendance.punch import Means
from hall_server.domain.names import DeviceId
from hall_server.domain.roster import days_of_month
from hall_server.operations.attendance_ports import Calibration, ClockEvent, Greetings, Month
from hall_server.storage.attendance_tables import ClockEventRow, PunchRow, UndoneRow

if TYPE_CHECKING:
    from hall_server.storage.attendance_records import Asking

BY_FACE = (Means.FACE, Means.NUMBER_AND_FACE)
"""Where a clock has looked at a face. Whoever takes back a punch by card or PIN denies no face."""
DENIED = "not_me"
"""Of an event: 不是我 to a greeting that made no punch."""
Clocked = tuple[str | None, Means]


def newest_first(found: Iterable[Calibration]) -> list[Calibration]:
    return sorted(found, key=lambda c: (c.stored_at, c.id), reverse=True)


def clock_event(ask: "Asking", name: str) -> ClockEvent | None:
    return next(iter(ask.all(ClockEvent, ClockEventRow.id == name)), None)


def clock_events(ask: "Asking", first: date, last: date) -> list[ClockEvent]:
    """Of these days on the hall's clock, oldest first."""
    start, end = ask.midnight(first), ask.midnight(last + timedelta(days=1))
    found = ask.all(ClockEvent, ClockEventRow.at >= start, ClockEventRow.at < end)
    return sorted(found, key=lambda e: (e.at, e.id))


def greetings(ask: "Asking", month: Month) -> list[Greetings]:
    """By clock and means; counted in the database, for a month has tens of thousands.

    Somebody who has punched already is greeted without another punch; only where they deny it does the clock
    tell, and then it counts as a greeting by face that was wrong.
    """
    first, *_, last = days_of_month(*month)
    start, end = ask.midnight(first), ask.midnight(last + timedelta(days=1))
    same = and_(UndoneRow.hall_id == PunchRow.hall_id, UndoneRow.punch == PunchRow.id)
    query = (
        select(PunchRow.device, PunchRow.means, func.count(), func.count(UndoneRow.punch))
        .outerjoin(UndoneRow, same)
        .where(
            PunchRow.hall_id == ask.hall_id,
            PunchRow.at >= start,
            PunchRow.at < end,
            PunchRow.means.in_(BY_FACE),
        )
        .group_by(PunchRow.device, PunchRow.means)
    )
    denied = (
        select(ClockEventRow.device, func.count())
        .where(
            ClockEventRow.hall_id == ask.hall_id,
            ClockEventRow.kind == DENIED,
            ClockEventRow.at >= start,
            ClockEventRow.at < end,
        )
        .group_by(ClockEventRow.device)
    )
    greeted, wrong = Counter[Clocked](), Counter[Clocked]()
    for device, means, times, taken_back in ask.connection.execute(query):
        greeted[device, means] += times
        wrong[device, means] += taken_back
    for device, times in ask.connection.execute(denied):
        greeted[device, Means.FACE] += times
        wrong[device, Means.FACE] += times
    return [
        Greetings(DeviceId(device) if device else None, means, times, wrong[device, means])
        for (device, means), times in sorted(greeted.items(), key=lambda g: (g[0][0] or "", g[0][1].value))
    ]
