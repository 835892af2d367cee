"""Routes of 去向报备: asking to be away, agreeing to it, coming back."""

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
from hall_server.domain.attendance.offices import looks_after, offices_over
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber
from hall_server.domain.whereabouts import Kind, State, Whereabouts
from hall_server.operations import whereabouts
from hall_server.operations.months import terms_of
from hall_server.operations.ports import UnitOfWork
from hall_server.wire import attendance as wire
from hall_server.wire.asks import Nothing
from hall_server.wire.words import Role

router = APIRouter(prefix="/attendance/whereabouts", tags=["whereabouts"])

Member = Annotated[Caller, Depends(allow(*MEMBERS))]
Approver = Annotated[Caller, Depends(allow(Role.UNIT_HEAD, Role.SUPERVISOR, Role.MANAGER))]
EntryName = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_\-]+$")]


@router.get("", summary="Entries that wait, run, or lie ahead: one's own, and those that one looks after")
async def entries(hall: HallDep, caller: Member) -> wire.WhereaboutsList:
    def ask(uow: UnitOfWork, now: datetime) -> tuple[Actor, Terms]:
        return caller.actor(uow, now), terms_of(uow, now)

    actor, terms = await hall.lane.answer(ask)
    midnight = terms.now.astimezone(terms.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = await asyncio.to_thread(hall.records.open_whereabouts, midnight)
    return wire.WhereaboutsList(entries=tuple(_seen(found, actor, terms)))


def _seen(found: list[Whereabouts], actor: Actor, terms: Terms) -> list[wire.WhereaboutsDetail]:
    reader = terms.plan.staff.get(actor.staff or StaffNumber(""))
    seen = []
    for entry in found:
        person = terms.plan.staff.get(entry.staff)
        if person is None or not (actor.role == Role.AUDITOR or (reader and looks_after(reader, person))):
            continue
        seen.append(translate_attendance.whereabouts_detail(entry, _is_next(reader, person, entry, terms)))
    return seen


def _is_next(reader: Staff | None, person: Staff, entry: Whereabouts, terms: Terms) -> bool:
    if reader is None or entry.state is not State.REQUESTED:
        return False
    return entry.waits_for in offices_over(reader, person, terms.plan)


@router.post("", response_model=wire.WhereaboutsView, summary="Ask to be away")
async def ask_to_be_away(
    ask: wire.AskWhereabouts, request: Request, hall: HallDep, caller: Member, key: Key = None
) -> Response:
    asked = whereabouts.Asked(
        staff=ask.staff,
        kind=Kind(ask.kind.value),
        start=ask.start,
        end=ask.end,
        reason=ask.reason,
        place=ask.place or "",
        stand_in=ask.stand_in,
    )

    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.WhereaboutsView:
        return translate_attendance.whereabouts(whereabouts.ask(uow, actor, asked, now))

    return await command(request, hall, caller, key, act)


@router.post(
    "/{entry}/agree", response_model=wire.WhereaboutsView, summary="Agree, in the office whose turn it is"
)
async def agree(
    entry: EntryName, ask: Nothing, request: Request, hall: HallDep, caller: Approver, key: Key = None
) -> Response:
    return await _step(whereabouts.agree, entry, request, hall, caller, key)


@router.post("/{entry}/decline", response_model=wire.WhereaboutsView, summary="Decline it")
async def decline(
    entry: EntryName, ask: Nothing, request: Request, hall: HallDep, caller: Approver, key: Key = None
) -> Response:
    return await _step(whereabouts.decline, entry, request, hall, caller, key)


@router.post("/{entry}/cancel", response_model=wire.WhereaboutsView, summary="Take the entry back")
async def cancel(
    entry: EntryName, ask: Nothing, request: Request, hall: HallDep, caller: Member, key: Key = None
) -> Response:
    return await _step(whereabouts.cancel, entry, request, hall, caller, key)


@router.post("/{entry}/return", response_model=wire.WhereaboutsView, summary="销假: back, as of now")
async def come_back(
    entry: EntryName, ask: Nothing, request: Request, hall: HallDep, caller: Member, key: Key = None
) -> Response:
    return await _step(whereabouts.come_back, entry, request, hall, caller, key)


Step = Callable[[UnitOfWork, Actor, str, datetime], Whereabouts]


async def _step(
    step: Step, entry: str, request: Request, hall: Hall, caller: Caller, key: str | None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> wire.WhereaboutsView:
        return translate_attendance.whereabouts(step(uow, actor, entry, now))

    return await command(request, hall, caller, key, act)
