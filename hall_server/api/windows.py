"""Routes of a window's life, and of calling."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from hall_server.api import translate
from hall_server.api.callers import AT_WINDOW, OFFICIALS, Caller, allow
from hall_server.api.commands import Key, command, question
from hall_server.api.context import HallDep
from hall_server.domain.events import Actor
from hall_server.operations import calling, outlook, windows
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import answers, asks

router = APIRouter(prefix="/windows", tags=["windows"])

WindowName = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
Clerk = Annotated[Caller, Depends(allow(*AT_WINDOW))]
DeskReader = Annotated[Caller, Depends(allow(*AT_WINDOW, *OFFICIALS))]


@router.get("/{window}/desk", summary="What a clerk has before them")
async def desk(window: WindowName, hall: HallDep, caller: DeskReader) -> answers.Desk:
    def ask(uow: UnitOfWork, now: datetime) -> answers.Desk:
        return translate.desk(outlook.desk(uow, window, now), uow.rules, now)

    return await question(hall, caller, ask)


@router.post("/{window}/call-next", response_model=answers.Called, summary="Call the next ticket")
async def call_next(
    window: WindowName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Called:
        return translate.called(uow, *calling.call_next(uow, actor, window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{window}/call", response_model=answers.Called, summary="Call a number, with a reason")
async def call_by_number(
    window: WindowName,
    ask: asks.CallByNumber,
    request: Request,
    hall: HallDep,
    caller: Clerk,
    key: Key = None,
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Called:
        called = calling.call_by_number(uow, actor, window, ask.number, ask.reason, ask.note, now)
        return translate.called(uow, *called)

    return await command(request, hall, caller, key, act)


@router.post("/{window}/open", response_model=answers.WindowChanged, summary="Open the window")
async def open_window(
    window: WindowName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(windows.open_window(uow, actor, window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{window}/pause", response_model=answers.WindowChanged, summary="Pause, with a public reason")
async def pause(
    window: WindowName, ask: asks.Pause, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(*windows.pause(uow, actor, window, ask.reason, ask.until, ask.note, now))

    return await command(request, hall, caller, key, act)


@router.post(
    "/{window}/internal-task", response_model=answers.WindowChanged, summary="Work without the public"
)
async def internal_task(
    window: WindowName,
    ask: asks.InternalTask,
    request: Request,
    hall: HallDep,
    caller: Clerk,
    key: Key = None,
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        stopped = windows.internal_task(uow, actor, window, ask.reason, ask.until, ask.note, now)
        return translate.stopped(*stopped)

    return await command(request, hall, caller, key, act)


@router.post("/{window}/resume", response_model=answers.WindowChanged, summary="End a pause")
async def resume(
    window: WindowName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(windows.resume_window(uow, actor, window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{window}/close", response_model=answers.WindowChanged, summary="Close the window")
async def close(
    window: WindowName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(*windows.close_window(uow, actor, window, now))

    return await command(request, hall, caller, key, act)


@router.post("/{window}/walk-in", response_model=answers.WindowChanged, summary="Serve without a ticket")
async def walk_in(
    window: WindowName, ask: asks.WalkIn, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(windows.start_walk_in(uow, actor, window, ask.reason, ask.note, now))

    return await command(request, hall, caller, key, act)


@router.post(
    "/{window}/walk-in-finished", response_model=answers.WindowChanged, summary="End of such a service"
)
async def walk_in_finished(
    window: WindowName, ask: asks.Nothing, request: Request, hall: HallDep, caller: Clerk, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.WindowChanged:
        return translate.stopped(windows.finish_walk_in(uow, actor, window, now))

    return await command(request, hall, caller, key, act)
