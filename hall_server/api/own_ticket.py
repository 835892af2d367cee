"""A citizen's own ticket, for the kiosk or the clerk that they show it to."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from hall_server.api import translate
from hall_server.api.callers import AT_WINDOW, OFFICIALS, Caller, allow
from hall_server.api.commands import question
from hall_server.api.context import HallDep
from hall_server.operations import citizen
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks
from hall_server.wire.words import Role

router = APIRouter(tags=["tickets"])

Asker = Annotated[Caller, Depends(allow(Role.KIOSK, *AT_WINDOW, *OFFICIALS))]


@router.post("/tickets/standing", summary="A ticket by its QR code or by its number, and what may be done")
async def standing(ask: asks.AskStanding, hall: HallDep, caller: Asker) -> answers.Standing:
    """Changes nothing, so it takes no idempotency key. The token stands in the body, where no log keeps it.

    A kiosk that names only a number may look and nothing more: every board shows numbers.
    """

    def answer(uow: UnitOfWork, now: datetime) -> answers.Standing:
        ticket = citizen.find(uow, ask.token, ask.number)
        acts = citizen.acts_of(uow, caller.actor(uow, now), ticket, ask.token)
        return translate.standing(citizen.standing_of(uow, ticket, now), acts)

    return await question(hall, caller, answer)
