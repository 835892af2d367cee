"""Routes of those who look after the clocks: thresholds of faces, how often clocks were wrong, what they
told, cards and PINs of people."""

import asyncio
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from hall_server.api import translate_faces
from hall_server.api.callers import OFFICIALS, Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import Hall, HallDep
from hall_server.domain.events import Actor
from hall_server.domain.roster import days_of_month
from hall_server.operations import calibrations, staff_keys
from hall_server.operations.attendance_ports import Calibration
from hall_server.operations.calibrations import in_force
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.pins import hashed
from hall_server.wire import answers
from hall_server.wire import faces as wire
from hall_server.wire.attendance import Month, year_and_month
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance", tags=["clocks"])

Administrator = Annotated[Caller, Depends(allow(Role.ADMINISTRATOR))]
Reader = Annotated[Caller, Depends(allow(*OFFICIALS, Role.AUDITOR))]
OfMonth = Annotated[Month, Query()]


@router.post(
    "/calibrations", response_model=answers.Done, summary="Put thresholds in force that the hall's faces gave"
)
async def store_calibration(
    ask: wire.StoreCalibration, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    """Clocks are given them with their next roster."""
    told = translate_faces.new_calibration(ask)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        calibrations.store(uow, actor, told, hall.faces.threshold_names, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.get("/calibrations", summary="Thresholds that were in force, with their dates and what they rest on")
async def all_calibrations(hall: HallDep, caller: Reader) -> wire.Calibrations:
    await _let_in(hall, caller)

    def read() -> tuple[list[Calibration], Calibration | None]:
        found = hall.records.calibrations()
        return found, in_force(found, {(t.model, t.version) for t in hall.records.templates()})

    found, used = await asyncio.to_thread(read)
    return wire.Calibrations(calibrations=tuple(translate_faces.calibration(c, c == used) for c in found))


@router.get("/greetings", summary="How often clocks took a face for somebody, and how often that was denied")
async def greetings(hall: HallDep, caller: Reader, month: OfMonth) -> wire.GreetingCounts:
    """By clock. Whoever says 不是我 after a greeting by face has measured a wrong identity."""

    def names(uow: UnitOfWork, now: datetime) -> dict[str, str]:
        caller.actor(uow, now)
        return {device.id: device.name for device in uow.devices.all()}

    named = await hall.lane.answer(names)
    found = await asyncio.to_thread(hall.records.greetings, year_and_month(month))
    return translate_faces.greetings(month, found, named)


@router.get("/clock-events", summary="What clocks told in a month besides punches")
async def clock_events(hall: HallDep, caller: Reader, month: OfMonth) -> wire.ClockEvents:
    await _let_in(hall, caller)
    first, *_, last = days_of_month(*year_and_month(month))
    return translate_faces.clock_events(await asyncio.to_thread(hall.records.clock_events, first, last))


@router.post("/cards", response_model=answers.Done, summary="Give somebody a card, or withdraw it")
async def set_card(
    ask: wire.SetCard, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    """Only a keyed hash of the number is kept."""
    card = hall.cipher.card(ask.card) if ask.card else ""

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        staff_keys.set_card(uow, actor, ask.staff, card, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/pins", response_model=answers.Done, summary="Give somebody a PIN, or withdraw it")
async def set_pin(
    ask: wire.SetPin, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    """The same PIN opens a terminal. Sessions that are open go on."""
    pin_hash = await asyncio.to_thread(hashed, ask.pin) if ask.pin else ""

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        staff_keys.set_pin(uow, actor, ask.staff, pin_hash, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


async def _let_in(hall: Hall, caller: Caller) -> None:
    await hall.lane.answer(lambda uow, now: caller.actor(uow, now))
