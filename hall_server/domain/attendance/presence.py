"""Who should be here at this moment, who is, and which windows wait for their clerk: the live wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.domain.attendance.day import DayRecord, Side, Verdict
from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.names import StaffNumber, UnitId, WindowId
from hall_server.domain.roster import Planned
from hall_server.domain.whereabouts import Kind, Treatment, Whereabouts
from hall_server.domain.window import Window, WindowState


class Presence(Enum):
    NOT_DUE = "not_due"
    """Off today, or not due at this moment."""
    HERE = "here"
    """实到"""
    ON_LEAVE = "on_leave"
    """请假"""
    AWAY_ON_WORK = "away_on_work"
    """公出"""
    NOT_HERE = "not_here"
    """未到: due, and nothing explains where the person is."""


def presence(
    plan: Planned,
    record: DayRecord,
    absences: Iterable[Whereabouts],
    treatment_of: dict[Kind, Treatment],
    now: datetime,
) -> Presence:
    """Where one person is at `now`, as far as punches and the form tell. `now` is in the hall's time zone.

    Who has clocked in for the present span is here, also before it begins, until the clock-out.
    """
    for entry in absences:
        if entry.counts and entry.start <= now < entry.until:
            leave = treatment_of[entry.kind] is Treatment.LEAVE
            return Presence.ON_LEAVE if leave else Presence.AWAY_ON_WORK
    spans = plan.shift.spans if plan.shift else ()
    assert now.tzinfo is not None
    for number, span in enumerate(spans):
        opens, _, closes = span.window(now.date(), now.tzinfo)
        if not opens <= now < closes:
            continue
        marks = {m.side: m for m in record.marks if m.span == number}
        came = marks[Side.IN].punch is not None
        gone = marks[Side.OUT].punch is not None and marks[Side.OUT].verdict is not Verdict.NOT_YET
        if came and not gone:
            return Presence.HERE
        due = any(start <= now < end for start, end in span.due(now.date(), now.tzinfo))
        return Presence.NOT_HERE if due and not came else Presence.NOT_DUE
    return Presence.NOT_DUE


@dataclass(frozen=True, slots=True)
class UnitCount:
    """应到, 实到, 请假, 公出, 未到 of one unit."""

    unit: UnitId | None
    due: int
    here: int
    on_leave: int
    away_on_work: int
    not_here: int


def by_unit(people: Sequence[tuple[Staff, Presence]]) -> tuple[UnitCount, ...]:
    """Counts by unit, in the order in which units appear. Due is everybody but those who are not."""
    units = list(dict.fromkeys(staff.unit for staff, _ in people))
    found = []
    for unit in units:
        there = [p for staff, p in people if staff.unit == unit]
        found.append(
            UnitCount(
                unit,
                sum(p is not Presence.NOT_DUE for p in there),
                there.count(Presence.HERE),
                there.count(Presence.ON_LEAVE),
                there.count(Presence.AWAY_ON_WORK),
                there.count(Presence.NOT_HERE),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class EmptyWindow:
    """A window that should be open while its clerk is not here."""

    window: WindowId
    staff: StaffNumber
    presence: Presence


def empty_windows(
    plan: HallPlan, windows: Iterable[Window], presences: dict[StaffNumber, Presence]
) -> tuple[EmptyWindow, ...]:
    """Closed windows whose usual clerk is due. Where somebody else has signed in, the window is not empty."""
    usual = {s.window: s for s in plan.staff.values() if s.window is not None}
    found = []
    for window in windows:
        clerk = usual.get(window.id)
        if clerk is None or window.state is not WindowState.CLOSED or window.staff is not None:
            continue
        where = presences.get(clerk.number, Presence.NOT_DUE)
        if where is not Presence.NOT_DUE:
            found.append(EmptyWindow(window.id, clerk.number, where))
    return tuple(found)
