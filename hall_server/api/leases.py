"""Routes for the time when a kiosk cannot ask: numbers lent to it, and those that it used."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from hall_server.api import translate
from hall_server.api.callers import Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import HallDep
from hall_server.domain.events import Actor
from hall_server.domain.ticket import Priority
from hall_server.operations import leasing
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks
from hall_server.wire.words import Role

router = APIRouter(tags=["leases"])

Kiosk = Annotated[Caller, Depends(allow(Role.KIOSK))]


@router.post("/leases", response_model=answers.Leases, summary="Numbers for a lost link")
async def lease(
    ask: asks.LeaseNumbers, request: Request, hall: HallDep, caller: Kiosk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Leases:
        return translate.leases(uow.rules, leasing.lease(uow, actor, ask.queues, now), now)

    return await command(request, hall, caller, key, act)


@router.post("/tickets/claim", response_model=answers.Changed, summary="A leased number was printed")
async def claim(
    ask: asks.ClaimTicket, request: Request, hall: HallDep, caller: Kiosk, key: Key = None
) -> Response:
    wish = leasing.OfflineWish(
        item=ask.item,
        priority=Priority(ask.priority.value),
        audience=ask.audience.value,
        language=ask.language.value,
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(leasing.claim(uow, actor, ask.ticket, wish, ask.taken_at, now))

    return await command(request, hall, caller, key, act)
