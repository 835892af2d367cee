"""Routes of attendance: the live wall, days with what they rest on, the month's sheets, corrections."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from hall_server.api import explain, translate_attendance
from hall_server.api.callers import MEMBERS, OFFICIALS, Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import Hall, HallDep
from hall_server.domain.attendance.book import OnRecord, Terms
from hall_server.domain.attendance.day import Side
from hall_server.domain.attendance.month import Sheet
from hall_server.domain.attendance.offices import looks_after
from hall_server.domain.attendance.refusals import UnknownStaff
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.refusals import NotAllowed
from hall_server.domain.roster import days_of_month
from hall_server.domain.window import Window
from hall_server.halls.layout import NO_UNIT
from hall_server.operations import attendance, sheets
from hall_server.operations.months import months_of, sheets_of, terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.wall import live_wall
from hall_server.operations.who import CARERS
from hall_server.wire import answers
from hall_server.wire import attendance as wire
from hall_server.wire import attendance_days as days
from hall_server.wire.asks import Nothing
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance", tags=["attendance"])

Watching = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR, Role.UNIT_HEAD, Role.BOARD))]
Anybody = Annotated[Caller, Depends(allow(*MEMBERS))]
Reading = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR, Role.UNIT_HEAD))]
Caring = Annotated[Caller, Depends(allow(*OFFICIALS, Role.UNIT_HEAD))]
Checking = Annotated[Caller, Depends(allow(Role.UNIT_HEAD, Role.SUPERVISOR, Role.MANAGER))]
Signing = Annotated[Caller, Depends(allow(Role.MANAGER, Role.ADMINISTRATOR))]
MonthPath = Annotated[wire.Month, Path()]
UnitPath = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
Number = Annotated[str, Query(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_\-]+$")]


@router.get("/wall", summary="Who should be here and who is, by unit; windows that wait for their clerk")
async def wall(hall: HallDep, caller: Watching) -> wire.Wall:
    """Counts only. Who is missing at a window is told to officials, not to boards. Boards ask every ten
    seconds: it changes with every minute and so has no place in the feed."""

    def ask(uow: UnitOfWork, now: datetime) -> tuple[Actor, Terms, list[Window]]:
        return caller.actor(uow, now), terms_of(uow, now), uow.windows.all()

    actor, terms, windows = await hall.lane.answer(ask)
    found = await asyncio.to_thread(live_wall, hall.records, windows, terms)
    seen_by_public = actor.role not in (*OFFICIALS, Role.AUDITOR)
    return translate_attendance.wall(found, masked=seen_by_public)


@router.get("/days", summary="One person's month, day by day, with the punches and rules behind it")
async def person_days(
    hall: HallDep, caller: Anybody, staff: Number, month: Annotated[wire.Month, Query()]
) -> days.PersonDays:
    """One's own; of the unit for its head; of everybody for the centre and the auditor."""
    actor, terms = await _terms(hall, caller)
    year_month = wire.year_and_month(month)
    first, *_, last = days_of_month(*year_month)
    people = await asyncio.to_thread(hall.records.people, first, last, [StaffNumber(staff)])
    if not people:
        raise UnknownStaff(field="staff", staff=staff)
    _check_may_read(actor, people[0], terms)
    (found,) = months_of(people, terms, *year_month)
    return explain.person_days(people[0], found, year_month, terms)


@router.get("/months/{month}", summary="The month's sheets, unit by unit")
async def month_sheets(month: MonthPath, hall: HallDep, caller: Reading) -> days.MonthSheets:
    """Signed lines where a sheet is locked, computed ones before. A head of unit gets the own unit's."""
    actor, terms = await _terms(hall, caller)
    found = await asyncio.to_thread(sheets_of, hall.records, terms, *wire.year_and_month(month))
    if actor.role == Role.UNIT_HEAD:
        head = terms.plan.staff.get(actor.staff or StaffNumber(""))
        found = [sheet for sheet in found if head and sheet.unit is not None and sheet.unit == head.unit]
    return days.MonthSheets(
        month=month, units=tuple(translate_attendance.unit_sheet(s) for s in found), at=terms.now
    )


@router.post(
    "/months/{month}/units/{unit}/check",
    response_model=wire.MonthState,
    summary="The unit stands by its sheet",
)
async def check(
    month: MonthPath,
    unit: UnitPath,
    ask: Nothing,
    request: Request,
    hall: HallDep,
    caller: Checking,
    key: Key = None,
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.MonthState:
        return _state(uow, sheets.check(uow, actor, wire.year_and_month(month), _unit(unit), now))

    return await command(request, hall, caller, key, act)


@router.post("/months/{month}/units/{unit}/reopen", response_model=wire.MonthState, summary="Back to a draft")
async def reopen(
    month: MonthPath,
    unit: UnitPath,
    ask: Nothing,
    request: Request,
    hall: HallDep,
    caller: Signing,
    key: Key = None,
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.MonthState:
        return _state(uow, sheets.reopen(uow, actor, wire.year_and_month(month), _unit(unit), now))

    return await command(request, hall, caller, key, act)


@router.post("/months/{month}/units/{unit}/lock", response_model=wire.MonthState, summary="Sign and lock it")
async def lock(
    month: MonthPath,
    unit: UnitPath,
    ask: Nothing,
    request: Request,
    hall: HallDep,
    caller: Signing,
    key: Key = None,
) -> Response:
    """Its lines stay as they are now. Whatever is found later is an adjustment with its date."""

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.MonthState:
        return _state(uow, sheets.lock(uow, actor, wire.year_and_month(month), _unit(unit), now))

    return await command(request, hall, caller, key, act)


@router.post("/corrections", response_model=answers.Done, summary="补签: two people vouch for a punch")
async def correct(
    ask: wire.Correct, request: Request, hall: HallDep, caller: Caring, key: Key = None
) -> Response:
    correcting = attendance.Correcting(
        staff=ask.staff,
        day=ask.day,
        span=ask.span,
        side=Side(ask.side.value),
        at=ask.at,
        reason=ask.reason,
        agreed_by=ask.agreed_by,
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        attendance.correct(uow, actor, correcting, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post(
    "/paper-sheets", response_model=wire.PaperEntered, summary="Enter a signed sheet of a day without a clock"
)
async def enter_paper(
    ask: wire.PaperSheet, request: Request, hall: HallDep, caller: Caring, key: Key = None
) -> Response:
    entries = [attendance.PaperEntry(e.staff, e.at) for e in ask.entries]

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.PaperEntered:
        new = attendance.enter_paper(uow, actor, ask.day, entries, ask.agreed_by, ask.reason, now)
        return wire.PaperEntered(new=new, seq=uow.seq)

    return await command(request, hall, caller, key, act)


async def _terms(hall: Hall, caller: Caller) -> tuple[Actor, Terms]:
    """Who asks, and what days are judged by; what is on record is then read beside the lane."""
    return await hall.lane.answer(lambda uow, now: (caller.actor(uow, now), terms_of(uow, now)))


def _check_may_read(actor: Actor, person: OnRecord, terms: Terms) -> None:
    if actor.role == Role.AUDITOR:
        return
    reader = terms.plan.staff.get(actor.staff or StaffNumber(""))
    if reader is None or not looks_after(reader, person.staff):
        raise NotAllowed(roles=CARERS)


def _state(uow: UnitOfWork, sheet: Sheet) -> wire.MonthState:
    found = uow.attendance.adjustments(sheet.month, sheet.unit)
    return translate_attendance.month_state(sheet, len({(a.staff, a.column) for a in found}))


def _unit(name: str) -> UnitId | None:
    """The centre itself goes by a name of its own."""
    return None if name == NO_UNIT else UnitId(name)
