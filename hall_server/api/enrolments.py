"""Routes of faces and of plans by name: enrolment with its consent, withdrawal, days, duties, employment."""

from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from hall_server.api import translate_attendance
from hall_server.api.callers import OFFICIALS, Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import HallDep
from hall_server.domain.events import Actor
from hall_server.domain.roster import DutyKind
from hall_server.operations import enrolment, rosters
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers
from hall_server.wire import attendance as wire
from hall_server.wire import rosters as plans
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance", tags=["enrolment"])

Administrator = Annotated[Caller, Depends(allow(Role.ADMINISTRATOR))]
Official = Annotated[Caller, Depends(allow(*OFFICIALS))]


@router.post("/enrolments", response_model=answers.Done, summary="Enrol a face, with the consent to it")
async def enrol(
    ask: wire.Enrol, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    """The templates take the place of earlier ones. They are kept encrypted; no picture is ever sent. A face
    close to a colleague's is refused, with the number, unless a reason is given in `despite`."""
    faces = [enrolment.NewFace(t.model, t.version, t.values) for t in ask.templates]
    given = enrolment.Agreement(ask.consent_version, ask.consent_on, ask.signature_mark)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        enrolment.enrol(uow, actor, ask.staff, faces, given, now, hall.faces, ask.despite)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post(
    "/consents/withdraw", response_model=wire.Receipt, summary="Withdraw a consent: delete the face for good"
)
async def withdraw(
    ask: wire.WithdrawConsent, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    """Clocks drop it when they next ask for the roster; card, and number with PIN, go on as before."""

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.Receipt:
        return translate_attendance.receipt(enrolment.withdraw(uow, actor, ask.staff, now))

    return await command(request, hall, caller, key, act)


@router.post("/named-days", response_model=answers.Done, summary="Set one day of one person by hand")
async def set_day(
    ask: plans.NameDay, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        rosters.set_day(uow, actor, ask.staff, ask.day, ask.shift, ask.why, now, ask.withdrawn)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/duties", response_model=answers.Done, summary="Work besides the shift")
async def set_duty(
    ask: plans.NameDuty, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    kind, start, end = DutyKind(ask.kind.value), time.fromisoformat(ask.start), time.fromisoformat(ask.end)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        rosters.set_duty(uow, actor, ask.staff, ask.day, kind, start, end, now, ask.withdrawn)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/swaps", response_model=answers.Done, summary="Two people exchange their shifts")
async def swap(
    ask: plans.SwapDays, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        rosters.swap(uow, actor, ask.staff, ask.day, ask.other, ask.other_day, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/employment", response_model=answers.Done, summary="Since when somebody works here, until when")
async def set_employment(
    ask: plans.SetEmployment, request: Request, hall: HallDep, caller: Administrator, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        rosters.set_employment(uow, actor, ask.staff, ask.first, ask.last, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)
