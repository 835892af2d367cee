"""Routes for clocks: punches and what a clock needs to know to make them."""

import asyncio
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from hall_server.api import translate_attendance
from hall_server.api.callers import Caller, allow, token_of
from hall_server.api.commands import Key, command
from hall_server.api.context import HallDep
from hall_server.api.people import check_pin
from hall_server.api.translate_faces import told_to_clocks
from hall_server.domain.attendance.punch import Means
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import StaffNumber
from hall_server.history.lane import Command
from hall_server.operations import attendance, clock_events, people
from hall_server.operations.attendance_ports import Calibration, Records, Template
from hall_server.operations.calibrations import in_force
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.cipher import ClockSeal
from hall_server.wire import answers
from hall_server.wire import attendance as wire
from hall_server.wire.clock_events import ClockEvent
from hall_server.wire.words import Role

router = APIRouter(tags=["clocks"])

Clock = Annotated[Caller, Depends(allow(Role.CLOCK))]
PunchName = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]


@router.post("/punches", response_model=wire.Punched, summary="A clock-in or clock-out")
async def punch(ask: wire.Punch, request: Request, hall: HallDep, caller: Clock, key: Key = None) -> Response:
    """Send the punch's own id as the key. A punch that is told again, with whatever key, counts once."""
    offset = None if ask.offset_ms is None else timedelta(milliseconds=ask.offset_ms)
    told = attendance.NewPunch(
        id=ask.id,
        staff=ask.staff,
        means=Means(ask.means.value),
        device_at=ask.device_at,
        offset=offset,
        jumped=ask.jumped,
        offset_age=timedelta(milliseconds=ask.offset_age_ms or 0),
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.Punched:
        return translate_attendance.punched(attendance.punch(uow, actor, told, now), uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/punches/{punch}/undo", response_model=wire.Punched, summary="不是我: take a greeting back")
async def undo(
    punch: PunchName,
    ask: wire.UndoPunch,
    request: Request,
    hall: HallDep,
    caller: Clock,
    key: Key = None,
) -> Response:
    """Measured on the clock's own times, so that a clock may tell it after days without a link."""
    figures = _figures(ask.figures)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.Punched:
        found = attendance.undo(uow, actor, punch, ask.undone_at, now, figures)
        return translate_attendance.punched(found, uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/clock-events", response_model=answers.Done, summary="What happened at a clock and is no punch")
async def clock_event(
    ask: ClockEvent, request: Request, hall: HallDep, caller: Clock, key: Key = None
) -> Response:
    """Send the event's own id as the key. An event that is told again, with whatever key, counts once."""
    told = clock_events.NewClockEvent(
        id=ask.id,
        kind=ask.kind.value,
        at=ask.at,
        device_at=ask.device_at,
        staff=ask.staff,
        figures=_figures(ask.figures),
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        clock_events.note(uow, actor, told, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/attendance/pin", summary="Check a staff number and PIN typed at a clock")
async def pin(ask: wire.CheckPin, hall: HallDep, caller: Clock) -> answers.Done:
    """Every try is a new one, so it takes no idempotency key. Wrong ones lock the number, as at a
    terminal."""
    await hall.lane.answer(lambda uow, now: caller.actor(uow, now))
    await check_pin(hall, ask.staff, ask.pin)

    def right(uow: UnitOfWork, now: datetime) -> str:
        people.forgive(uow, ask.staff)
        return answers.Done(seq=uow.seq).model_dump_json()

    return answers.Done.model_validate_json(await hall.lane.run(Command(right)))


@router.get("/attendance/roster", summary="Everybody who may punch, for this clock")
async def roster(request: Request, hall: HallDep, caller: Clock) -> wire.ClockRoster:
    """Templates are sealed with a key made from the token that asks: another clock cannot open them."""
    seal = ClockSeal(token_of(request))

    def ask(uow: UnitOfWork, now: datetime) -> tuple[HallPlan, datetime]:
        caller.actor(uow, now)
        return uow.plan, now

    plan, now = await hall.lane.answer(ask)
    today = now.astimezone(hall.zone_info).date()
    here = frozenset(p.staff.number for p in await asyncio.to_thread(hall.records.people, today, today))
    templates, calibration = await asyncio.to_thread(_faces, hall.records)
    return translate_attendance.clock_roster(
        plan,
        templates,
        here,
        hall.rules.attendance,
        seal,
        hall.cipher.card_key,
        _version(plan, here, templates, told_to_clocks(hall.rules.attendance.clock, calibration)),
        calibration,
        now,
    )


def _faces(records: Records) -> tuple[dict[StaffNumber, list[Template]], Calibration | None]:
    """Everybody's templates, and what was found on those of their model."""
    found: dict[StaffNumber, list[Template]] = {}
    for template in records.templates():
        found.setdefault(template.staff, []).append(template)
    models = {(t.model, t.version) for theirs in found.values() for t in theirs}
    return found, in_force(records.calibrations(), models)


def _figures(told: wire.FaceFigures | None) -> clock_events.FaceFigures:
    if told is None:
        return clock_events.FaceFigures()
    return clock_events.FaceFigures(told.distance, told.score, told.margin)


def _version(
    plan: HallPlan,
    here: frozenset[StaffNumber],
    templates: dict[StaffNumber, list[Template]],
    settings: tuple[object, ...],
) -> int:
    """A number for what a clock is told: the same content has the same one."""
    people = [
        (s.number, s.name, s.unit, s.card, [t.id for t in templates.get(s.number, ())])
        for s in plan.staff.values()
        if s.number in here
    ]
    return int.from_bytes(sha256(repr((sorted(people), settings)).encode()).digest()[:6], "big")
