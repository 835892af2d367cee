"""Routes of a ticket's life."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from hall_server.api import translate
from hall_server.api.callers import AT_WINDOW, OFFICIALS, Caller, allow
from hall_server.api.commands import Key, command
from hall_server.api.context import HallDep
from hall_server.domain.events import Actor
from hall_server.domain.names import PersonHash
from hall_server.domain.ticket import HoldKind, Priority, Source
from hall_server.operations import calling, serving, taking
from hall_server.operations.holder import Proof
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks
from hall_server.wire.words import Role

router = APIRouter(prefix="/tickets", tags=["tickets"])

TicketName = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9\-]+$")]
Kiosk = Annotated[Caller, Depends(allow(Role.KIOSK, *OFFICIALS))]
Clerk = Annotated[Caller, Depends(allow(*AT_WINDOW))]
Reviver = Annotated[Caller, Depends(allow(Role.KIOSK, *AT_WINDOW, *OFFICIALS))]
Canceller = Annotated[Caller, Depends(allow(Role.KIOSK, *OFFICIALS))]
Rater = Annotated[Caller, Depends(allow(Role.KIOSK, Role.EVALUATOR, *OFFICIALS, *AT_WINDOW))]
Official = Annotated[Caller, Depends(allow(*OFFICIALS))]


def _proof(ask: asks.ByHolder) -> Proof:
    return Proof(ask.token, PersonHash(ask.id_token) if ask.id_token else None, ask.appointment)


@router.post("", response_model=answers.Issued, summary="Reserve a number")
async def take(
    ask: asks.TakeTicket, request: Request, hall: HallDep, caller: Kiosk, key: Key = None
) -> Response:
    wish = taking.Wish(
        item=ask.item,
        queue=ask.queue,
        appointment=ask.appointment,
        priority=Priority(ask.priority.value),
        audience=ask.audience.value,
        language=ask.language.value,
        person=PersonHash(ask.id_token) if ask.id_token else None,
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Issued:
        return translate.issued(uow, taking.take(uow, actor, wish, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/confirm-print", response_model=answers.Changed, summary="The slip is printed")
async def confirm_print(
    ticket: TicketName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Kiosk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(taking.confirm_print(uow, actor, ticket, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/reprint", response_model=answers.Issued, summary="The slip once more")
async def reprint(
    ticket: TicketName, ask: asks.ByHolder, request: Request, hall: HallDep, caller: Kiosk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Issued:
        return translate.issued(uow, taking.reprint(uow, actor, ticket, now, _proof(ask)))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/cancel", response_model=answers.Changed, summary="Give a number back")
async def cancel(
    ticket: TicketName, ask: asks.Cancel, request: Request, hall: HallDep, caller: Canceller, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(taking.cancel(uow, actor, ticket, ask.reason, now, ask.token))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/void", response_model=answers.Changed, summary="Take a number out of the hall")
async def void(
    ticket: TicketName, ask: asks.Void, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(serving.void(uow, actor, ticket, ask.reason, ask.note, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/revive", response_model=answers.Changed, summary="A missed citizen came back")
async def revive(
    ticket: TicketName, ask: asks.ByHolder, request: Request, hall: HallDep, caller: Reviver, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(calling.revive(uow, actor, ticket, now, _proof(ask)))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/recall", response_model=answers.Changed, summary="Call the same ticket again")
async def recall(
    ticket: TicketName, ask: asks.AtWindow, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(*calling.recall(uow, actor, ticket, ask.window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/start", response_model=answers.Changed, summary="Service begins")
async def start(
    ticket: TicketName, ask: asks.Start, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(*serving.start(uow, actor, ticket, ask.window, now, ask.acted_at))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/finish", response_model=answers.Changed, summary="Service is complete")
async def finish(
    ticket: TicketName, ask: asks.Finish, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(
            *serving.finish(uow, actor, ticket, ask.window, ask.items_done, now, ask.acted_at)
        )

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/no-show", response_model=answers.Changed, summary="The citizen did not come")
async def no_show(
    ticket: TicketName, ask: asks.AtWindow, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(*calling.no_show(uow, actor, ticket, ask.window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/hold", response_model=answers.Changed, summary="Put a service on hold")
async def hold(
    ticket: TicketName, ask: asks.Hold, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    kind = HoldKind(ask.kind.value)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(
            *serving.hold(uow, actor, ticket, ask.window, kind, ask.note, now, ask.acted_at)
        )

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/resume", response_model=answers.Changed, summary="Go on with a held ticket")
async def resume(
    ticket: TicketName, ask: asks.AtWindow, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(*serving.resume(uow, actor, ticket, ask.window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/transfer", response_model=answers.Changed, summary="Send to another line")
async def transfer(
    ticket: TicketName, ask: asks.Transfer, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    to = serving.Target(ask.queue, ask.item, ask.to_window)

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        return translate.changed(
            *serving.transfer(uow, actor, ticket, ask.window, to, ask.reason, ask.note, now)
        )

    return await command(request, hall, caller, key, act)


@router.post("/{ticket}/rate", response_model=answers.Changed, summary="The citizen's judgement")
async def rate(
    ticket: TicketName, ask: asks.Rate, request: Request, hall: HallDep, caller: Rater, key: Key = None
) -> Response:
    source = Source(ask.source.value) if ask.source else None

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Changed:
        judged = uow.tickets.get(ticket)
        return translate.changed(
            serving.rate(uow, actor, judged, ask.stars, ask.comment, now, ask.reasons, source)
        )

    return await command(request, hall, caller, key, act)
