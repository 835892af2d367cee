"""Routes of the hall as a whole: its plan, its view, its feed, its day, its notices and bookings."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from hall_server.api import directory, translate
from hall_server.api.callers import ANYONE, AT_WINDOW, OFFICIALS, WATCHERS, Caller, allow
from hall_server.api.commands import Key, command, question
from hall_server.api.context import HallDep
from hall_server.api.feed import FeedResponse, of_zone
from hall_server.domain.events import Actor
from hall_server.domain.names import PersonHash
from hall_server.operations import appointments, closing, notices, outlook
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks, views
from hall_server.wire.directory import Directory
from hall_server.wire.hall_view import HallView
from hall_server.wire.words import Role

router = APIRouter(tags=["hall"])

Name = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
ZoneQuery = Annotated[str | None, Query(max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
Somebody = Annotated[Caller, Depends(allow(*ANYONE))]
Watcher = Annotated[Caller, Depends(allow(*WATCHERS))]
Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]
Official = Annotated[Caller, Depends(allow(*OFFICIALS))]
Receiver = Annotated[Caller, Depends(allow(Role.KIOSK, *AT_WINDOW, *OFFICIALS))]
"""To whom a citizen shows the code of an appointment."""
Manager = Annotated[Caller, Depends(allow(Role.MANAGER, Role.ADMINISTRATOR))]


async def _let_in(hall: HallDep, caller: Watcher, zone: ZoneQuery = None) -> str | None:
    """Whoever had an answer before finds it in the view: the feed is a moment behind the lane."""

    def ask(uow: UnitOfWork, now: datetime) -> answers.Done:
        if zone is not None:
            uow.plan.zone(zone)
        return answers.Done(seq=uow.seq)

    await hall.feed.reach((await question(hall, caller, ask)).seq)
    return zone


ZoneLetIn = Annotated[str | None, Depends(_let_in)]
"""The zone asked for, one that the hall has, or None for the whole hall; whoever asks may know of it."""


@router.get("/hall/directory", summary="What the hall consists of")
async def hall_directory(hall: HallDep, caller: Everyone) -> Directory:
    """What hangs on the wall of the building anyway; a terminal needs it before anybody signs in."""
    return await question(hall, caller, lambda uow, now: directory.of(uow))


@router.get(
    "/hall/view", response_model=HallView, summary="The hall now: the snapshot that the feed goes on from"
)
async def hall_view(hall: HallDep, zone: ZoneLetIn) -> Response:
    return Response(hall.feed.snapshot(zone), media_type="application/json")


@router.get("/events", summary="Every later event, as server-sent events", response_class=Response)
async def events(
    hall: HallDep,
    zone: ZoneLetIn,
    after: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    last_event_id: Annotated[str | None, Header(pattern=r"^[0-9]{1,16}$")] = None,
) -> Response:
    """`id` is the number of the event; `change` events carry it, `alive` events only say that the link is."""
    start = int(last_event_id) if last_event_id else (hall.feed.view.seq if after is None else after)
    return FeedResponse(hall.feed.follow(start, of_zone(zone)))


@router.get("/queues/{queue}/outlook", summary="What somebody would meet who took a number now")
async def queue_outlook(queue: Name, hall: HallDep, caller: Somebody) -> answers.QueueOutlook:
    def ask(uow: UnitOfWork, now: datetime) -> answers.QueueOutlook:
        return translate.queue_outlook(uow, outlook.queue_outlook(uow, queue, now))

    return await question(hall, caller, ask)


@router.post("/notices", response_model=views.NoticeView, summary="Put a line on the boards")
async def post_notice(
    ask: asks.PostNotice, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> views.NoticeView:
        posted = notices.post(uow, actor, ask.text_zh, ask.text_en, ask.zone, ask.until, now)
        return translate.notice(posted)

    return await command(request, hall, caller, key, act)


@router.post("/notices/{notice}/withdraw", response_model=views.NoticeView, summary="Take it off again")
async def withdraw_notice(
    notice: Name, ask: asks.Nothing, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> views.NoticeView:
        return translate.notice(notices.withdraw(uow, actor, notice))

    return await command(request, hall, caller, key, act)


@router.post("/appointments", response_model=answers.AppointmentView, summary="Hand over a booking")
async def book(
    ask: asks.BookAppointment, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    person = PersonHash(ask.id_token) if ask.id_token else None

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.AppointmentView:
        return translate.appointment(
            appointments.book(uow, actor, ask.code, ask.item, ask.slot_at, person, now)
        )

    return await command(request, hall, caller, key, act)


@router.get("/appointments/{code}", summary="A booking by its code, and what it is good for now")
async def appointment(code: Name, hall: HallDep, caller: Receiver) -> answers.BookedVisit:
    def ask(uow: UnitOfWork, now: datetime) -> answers.BookedVisit:
        return translate.visit(appointments.visit(uow, code, now))

    return await question(hall, caller, ask)


@router.post(
    "/appointments/{code}/cancel", response_model=answers.AppointmentView, summary="Cancel a booking"
)
async def cancel_booking(
    code: Name, ask: asks.Nothing, request: Request, hall: HallDep, caller: Official, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.AppointmentView:
        return translate.appointment(appointments.cancel_booking(uow, actor, code))

    return await command(request, hall, caller, key, act)


@router.post("/day/close", response_model=answers.Done, summary="Close the business day")
async def close_day(
    ask: asks.Nothing, request: Request, hall: HallDep, caller: Manager, key: Key = None
) -> Response:
    """Windows close and what nobody served is void. Numbers go on counting if somebody opens again today."""

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        closing.close_day(uow, actor, uow.day, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)
