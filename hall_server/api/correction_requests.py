"""Routes of 补签申请: asking that a punch of one's own be put right, vouching for a colleague's."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from hall_server.api import translate_attendance
from hall_server.api.callers import MEMBERS, Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import Hall, HallDep
from hall_server.domain.attendance.book import Terms
from hall_server.domain.attendance.correction_request import CorrectionRequest
from hall_server.domain.attendance.day import Side
from hall_server.domain.attendance.offices import looks_after, offices_over
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber
from hall_server.operations import correction_requests
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import attendance as wire
from hall_server.wire.asks import Nothing
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance/correction-requests", tags=["attendance"])

Member = Annotated[Caller, Depends(allow(*MEMBERS))]
Voucher = Annotated[Caller, Depends(allow(Role.SUPERVISOR, Role.MANAGER, Role.UNIT_HEAD))]
RequestName = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")]


@router.get("", summary="Requests that wait for a name: one's own, and of those that one looks after")
async def waiting(hall: HallDep, caller: Member) -> wire.CorrectionRequests:
    def ask(uow: UnitOfWork, now: datetime) -> tuple[Actor, Terms]:
        return caller.actor(uow, now), terms_of(uow, now)

    actor, terms = await hall.lane.answer(ask)
    found = await asyncio.to_thread(hall.records.open_correction_requests)
    return wire.CorrectionRequests(requests=tuple(_seen(found, actor, terms)))


def _seen(found: list[CorrectionRequest], actor: Actor, terms: Terms) -> list[wire.CorrectionRequestDetail]:
    plan = terms.plan
    reader = plan.staff.get(actor.staff or StaffNumber(""))
    seen = []
    for each in found:
        person = plan.staff.get(each.staff)
        if person is None or reader is None:
            continue
        if actor.role == Role.AUDITOR or looks_after(reader, person):
            mine = each.may_be_settled_by(reader.number, offices_over(reader, person, plan))
            seen.append(translate_attendance.correction_request_detail(each, mine))
    return seen


@router.post("", response_model=wire.CorrectionRequestView, summary="补签申请 for a punch of one's own")
async def request_correction(
    ask: wire.AskCorrection, request: Request, hall: HallDep, caller: Member, key: Key = None
) -> Response:
    """It counts once two others have vouched for it: the chief of the unit, then the centre."""
    asked = correction_requests.Requesting(
        day=ask.day, span=ask.span, side=Side(ask.side.value), at=ask.at, reason=ask.reason
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.CorrectionRequestView:
        found = correction_requests.request(uow, actor, asked, now)
        return translate_attendance.correction_request(found)

    return await command(request, hall, caller, key, act)


@router.post("/{name}/vouch", response_model=wire.CorrectionRequestView, summary="Put one's name to it")
async def vouch(
    name: RequestName, ask: Nothing, request: Request, hall: HallDep, caller: Voucher, key: Key = None
) -> Response:
    return await _step(correction_requests.vouch, name, request, hall, caller, key)


@router.post("/{name}/decline", response_model=wire.CorrectionRequestView, summary="Decline it")
async def decline(
    name: RequestName, ask: Nothing, request: Request, hall: HallDep, caller: Voucher, key: Key = None
) -> Response:
    return await _step(correction_requests.decline, name, request, hall, caller, key)


@router.post("/{name}/cancel", response_model=wire.CorrectionRequestView, summary="Take the own one back")
async def cancel(
    name: RequestName, ask: Nothing, request: Request, hall: HallDep, caller: Member, key: Key = None
) -> Response:
    return await _step(correction_requests.cancel, name, request, hall, caller, key)


Step = Callable[[UnitOfWork, Actor, str, datetime], CorrectionRequest]


async def _step(
    step: Step, name: str, request: Request, hall: Hall, caller: Caller, key: str | None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.CorrectionRequestView:
        return translate_attendance.correction_request(step(uow, actor, name, now))

    return await command(request, hall, caller, key, act)
