"""Routes for people: staff who sign in, citizens who show an ID card."""

import asyncio
import re
import secrets
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from stdnum.cn import ric

from hall_server.api import translate
from hall_server.api.callers import ANYONE, OFFICIALS, Caller, allow, digest
from hall_server.api.commands import Key, command, question
from hall_server.api.context import Hall, HallDep
from hall_server.domain.events import Actor
from hall_server.domain.issuing import priority_by_age
from hall_server.domain.names import PersonHash, StaffNumber
from hall_server.domain.refusals import BadIdNumber, SignInFailed
from hall_server.domain.ticket import LIVE, Priority
from hall_server.history.lane import Command
from hall_server.operations import people
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.pins import matches
from hall_server.wire import answers, asks
from hall_server.wire.masking import masked_name
from hall_server.wire.words import PriorityClass, Role

router = APIRouter(tags=["people"])

Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]
SignedIn = Annotated[Caller, Depends(allow(*ANYONE, Role.MEMBER))]
Kiosk = Annotated[Caller, Depends(allow(Role.KIOSK, *OFFICIALS))]


@router.post("/sessions", summary="Sign in with staff number and PIN")
async def sign_in(ask: asks.SignIn, hall: HallDep, caller: Everyone) -> answers.Session:
    """Every try is a new one, so it takes no idempotency key. An earlier session of the clerk ends."""
    await check_pin(hall, ask.staff, ask.pin)
    return await open_session(hall, ask)


async def open_session(hall: Hall, ask: asks.SignIn) -> answers.Session:
    """The PIN was right."""
    token = secrets.token_urlsafe(32)

    def run(uow: UnitOfWork, now: datetime) -> str:
        login, staff = people.sign_in(uow, ask.staff, digest(token), ask.window, now)
        assert login.expires_at is not None
        return answers.Session(
            token=token,
            staff=staff.number,
            name=masked_name(staff.name),
            roles=tuple(Role(r) for r in login.roles if r in set(Role)),
            window=login.window,
            expires_at=login.expires_at,
        ).model_dump_json()

    answer = await hall.lane.run(Command(run))
    return answers.Session.model_validate_json(answer)


@router.post("/sessions/end", response_model=answers.Done, summary="Sign out")
async def sign_out(
    ask: asks.Nothing, request: Request, hall: HallDep, caller: SignedIn, key: Key = None
) -> Response:
    def act(uow: UnitOfWork, actor: Actor, now: datetime) -> answers.Done:
        assert caller.digest is not None
        people.sign_out(uow, actor, caller.digest, now)
        return answers.Done(seq=uow.seq)

    return await command(request, hall, caller, key, act)


@router.post("/persons", summary="What the hall knows of the holder of an ID number")
async def find_person(ask: asks.FindPerson, hall: HallDep, caller: Kiosk) -> answers.Person:
    """Changes nothing and keeps nothing: the number becomes a keyed hash and is forgotten."""
    birth = birth_of(ask.id_number)
    person = PersonHash(hall.cipher.person(ask.id_number))

    def find(uow: UnitOfWork, now: datetime) -> answers.Person:
        today = now.astimezone(uow.zone_info).date()
        priority = priority_by_age(birth, today, uow.rules) if birth else Priority.ORDINARY
        booked = [
            a
            for a in uow.appointments.of_person(person)
            if a.state == "booked" and a.slot_at.astimezone(uow.zone_info).date() == today
        ]
        return answers.Person(
            id_token=person,
            priority=PriorityClass(priority.value),
            tickets=tuple(translate.ticket(t) for t in uow.tickets.of_person(person) if t.state in LIVE),
            appointments=tuple(translate.appointment(a) for a in booked),
        )

    return await question(hall, caller, find)


def birth_of(number: str) -> date | None:
    """Birth date in an 18-character resident number (GB 11643), or None for a permanent residence number.

    The area code is not looked up: cards carry codes of counties that no longer exist. Raises BadIdNumber
    when the check character or the date is wrong.
    """
    if len(number) == 15 and number.isalnum():
        return None
    number = number.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or ric.calc_check_digit(number) != number[-1]:
        raise BadIdNumber(field="id_number")
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise BadIdNumber(field="id_number") from None


async def check_pin(hall: Hall, number: str, pin: str) -> None:
    """Raises SignInFailed for a wrong PIN, which is counted, and LockedOut after too many of them."""
    pin_hash = await hall.lane.answer(lambda uow, now: _pin_hash(uow, number, now))
    if await asyncio.to_thread(matches, pin, pin_hash):
        return

    def failed(uow: UnitOfWork, now: datetime) -> str:
        people.note_failure(uow, number, now)
        return ""

    await hall.lane.run(Command(failed))
    raise SignInFailed(field="pin")


def _pin_hash(uow: UnitOfWork, number: str, now: datetime) -> str | None:
    people.check_not_locked(uow, number, now)
    staff = uow.plan.staff.get(StaffNumber(number))
    return staff.pin_hash if staff else None
