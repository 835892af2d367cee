"""The month sheet's life: checked by the unit, locked as it was signed, adjusted with a date afterwards."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from hall_server.domain.attendance.month import (
    Adjustment,
    Line,
    Sheet,
    SheetAction,
    SheetState,
    adjusted,
    changes,
)
from hall_server.domain.attendance.refusals import SheetNotOpen
from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.refusals import NotAllowed, UnknownThing
from hall_server.domain.roster import days_of_month
from hall_server.operations.attendance_ports import Month
from hall_server.operations.months import lines_of, months_of, terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.who import CARERS, official

KINDS = {
    SheetAction.CHECK: Kind.SHEET_CHECKED,
    SheetAction.REOPEN: Kind.SHEET_REOPENED,
    SheetAction.LOCK: Kind.SHEET_LOCKED,
}
NOT_OVER = "not_over"
"""The state, in the refusal, of a month that still goes on."""


def check(uow: UnitOfWork, actor: Actor, month: Month, unit: UnitId | None, now: datetime) -> Sheet:
    """The unit has looked at its sheet and stands by it. Raises SheetNotOpen, NotAllowed."""
    who = official(uow, actor)
    heads_it = "unit_head" in who.roles and who.unit == unit
    if not heads_it and not {"supervisor", "manager"} & set(who.roles):
        raise NotAllowed(roles=CARERS)
    return _move(uow, actor, month, unit, SheetAction.CHECK, now)


def reopen(uow: UnitOfWork, actor: Actor, month: Month, unit: UnitId | None, now: datetime) -> Sheet:
    """Back to a draft, as long as it is not locked. Raises SheetNotOpen."""
    return _move(uow, actor, month, unit, SheetAction.REOPEN, now)


def lock(uow: UnitOfWork, actor: Actor, month: Month, unit: UnitId | None, now: datetime) -> Sheet:
    """Signed: its lines stay as they are at this moment, whatever is found later. Raises SheetNotOpen."""
    return _move(uow, actor, month, unit, SheetAction.LOCK, now)


def find_adjustments(uow: UnitOfWork, actor: Actor, month: Month, now: datetime) -> list[Adjustment]:
    """Compute a month anew and record what differs from what was signed, after a change of rules for
    instance."""
    return _compare(uow, actor, month, None, now)


def note_adjustments(
    uow: UnitOfWork, actor: Actor, staff: Collection[StaffNumber], days: Iterable[date], now: datetime
) -> list[Adjustment]:
    """After any change of what is on record for these people on these days: what is different now from
    sheets that were signed before."""
    today = now.astimezone(uow.zone_info).date()
    months = sorted({(day.year, day.month) for day in days})
    # A month that still goes on is not signed.
    over = [month for month in months if month < (today.year, today.month)]
    return [found for month in over for found in _compare(uow, actor, month, staff, now)]


def _move(
    uow: UnitOfWork, actor: Actor, month: Month, unit: UnitId | None, action: SheetAction, now: datetime
) -> Sheet:
    if unit is not None and unit not in uow.plan.units:
        raise UnknownThing(field="unit", thing="unit", name=unit)
    days = days_of_month(*month)
    if days[-1] >= now.astimezone(uow.zone_info).date():
        raise SheetNotOpen(month="{}-{:02}".format(*month), state=NOT_OVER)
    sheet = uow.attendance.sheet(month, unit).after(action)
    if action is SheetAction.LOCK:
        people = uow.attendance.people(days[0], days[-1], units=[unit])
        sheet = replace(sheet, locked=lines_of(months_of(people, terms_of(uow, now), *month)))
    uow.attendance.save_sheet(sheet)
    uow.record(Event(kind=KINDS[action], subject=_name(month, unit), actor=actor))
    return sheet


def _compare(
    uow: UnitOfWork, actor: Actor, month: Month, staff: Collection[StaffNumber] | None, now: datetime
) -> list[Adjustment]:
    """Of a month's locked sheets, what came out differently; `staff` None: of everybody."""
    locked = {s.unit: s for s in uow.attendance.sheets(month) if s.state is SheetState.LOCKED}
    if not locked:
        return []
    days = days_of_month(*month)
    people = uow.attendance.people(days[0], days[-1], staff)
    computed = months_of(people, terms_of(uow, now), *month)
    found: list[Adjustment] = []
    for unit, sheet in locked.items():
        known = adjusted(sheet.locked, uow.attendance.adjustments(month, unit))
        mine = {p.line.staff: p.line.line for p in computed if p.line.unit == unit}
        before = {n: line for n, line in known.items() if staff is None or n in staff}
        found += _dated(sheet, before, mine, now)
    uow.attendance.save_adjustments(found)
    for unit in dict.fromkeys(a.unit for a in found):
        uow.record(Event(kind=Kind.SHEET_ADJUSTED, subject=_name(month, unit), actor=actor))
    return found


def _dated(
    sheet: Sheet, before: dict[StaffNumber, Line], computed: dict[StaffNumber, Line], now: datetime
) -> list[Adjustment]:
    return [
        Adjustment(
            month=sheet.month,
            unit=sheet.unit,
            staff=change.staff,
            column=change.column,
            signed=change.signed,
            computed=change.computed,
            found_at=now,
        )
        for change in changes(before, computed)
    ]


def _name(month: Month, unit: UnitId | None) -> str:
    return "{}-{:02} {}".format(*month, unit or "-")
