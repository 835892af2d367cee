"""The managers' pages: sign in with staff number and PIN, then one day of the hall on one page.

The session is kept in a cookie that goes to these pages only, so that no other route can be reached with it.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.responses import HTMLResponse, RedirectResponse

from hall_server.api import call_words, calls, managers_door, sentences
from hall_server.api.callers import OFFICIALS, Allow, Caller, allow, digest, token_of
from hall_server.api.context import Hall, HallDep, LanguageDep
from hall_server.api.people import check_pin, open_session
from hall_server.domain.call_record import call_made
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import StaffNumber
from hall_server.domain.refusals import NotAllowed, NotSignedIn, Refusal, SignInFailed, UnknownTicket
from hall_server.domain.walk_ins import walk_ins
from hall_server.history.lane import Command
from hall_server.operations import people
from hall_server.operations.ports import UnitOfWork
from hall_server.reports.hall_day import HallDay, hall_day
from hall_server.reports.hall_day_page import Shown, hall_day_page
from hall_server.wire import asks
from hall_server.wire.catalogue import text
from hall_server.wire.message import AskedDay
from hall_server.wire.words import Language, Role

router = APIRouter(prefix="/managers", include_in_schema=False)

READERS = (*OFFICIALS, Role.AUDITOR)
KEPT_DAYS = 10
COOKIE, PATH = "onehall_session", "/managers"


class AllowBrowser(Allow):
    """As every route, or by the cookie of these pages."""

    async def __call__(self, request: Request) -> Caller:
        token = token_of(request) or request.cookies.get(COOKIE, "")
        return Caller(digest(token) if token else None, self.roles)


Reader = Annotated[Caller, Depends(AllowBrowser(*READERS))]
Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]
NumberQuery = Annotated[str, Query(max_length=12, pattern=r"^[A-Za-z0-9_.\-]*$")]


def _wanted(language: LanguageDep, lang: Annotated[str | None, Query()] = None) -> Language:
    """The language in the address; what is none of ours counts as not given."""
    return next((known for known in Language if known.value == lang), language)


Wanted = Annotated[Language, Depends(_wanted)]


@router.get("")
async def show(
    request: Request,
    hall: HallDep,
    caller: Reader,
    language: Wanted,
    day: AskedDay | None = None,
    one: NumberQuery = "",
    other: NumberQuery = "",
) -> Response:
    """One day; with two numbers also why the one was called before the other."""
    try:
        now = await hall.lane.answer(lambda uow, at: _admitted(caller, uow, at))
    except (NotSignedIn, NotAllowed) as no:
        if "text/html" not in request.headers.get("accept", ""):
            raise
        return _door(language, _said(no, language, hall) if caller.digest else "")
    wanted = day or now.day
    earlier = await asyncio.to_thread(hall.log.day_before, wanted)
    shown = Shown(
        day=await asyncio.to_thread(_day, hall, now, wanted),
        before=await asyncio.to_thread(_day, hall, now, earlier) if earlier else None,
        today=now.day,
        plan=now.plan,
        rules=hall.rules,
        at=now.at,
        zone=hall.zone_info,
        language=language,
        path=PATH,
        why=await _why(hall, now, wanted, one, other, language),
        asked=(one, other),
    )
    page = await asyncio.to_thread(hall_day_page, shown)
    return HTMLResponse(page, headers=managers_door.HEADERS)


@router.post("/sign-in")
async def sign_in(request: Request, hall: HallDep, caller: Everyone, language: Wanted) -> Response:
    """A form, so that it works without scripts. Only somebody who may read these pages is signed in: for a
    clerk it would end the session at the window."""
    fields = parse_qs((await request.body()).decode("utf-8", "replace"))
    try:
        ask = asks.SignIn(staff=fields.get("staff", [""])[0].strip(), pin=fields.get("pin", [""])[0])
        await check_pin(hall, ask.staff, ask.pin)
        await hall.lane.answer(lambda uow, now: _check_reader(uow, ask.staff))
        session = await open_session(hall, ask)
    except ValidationError:
        return _door(language, _said(SignInFailed(field="pin"), language, hall))
    except Refusal as no:
        return _door(language, _said(no, language, hall))
    answer = RedirectResponse(f"{PATH}?lang={language.value}", 303, managers_door.HEADERS)
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, session.token, path=PATH, httponly=True, secure=secure, samesite="strict")
    return answer


@router.post("/sign-out")
async def sign_out(hall: HallDep, caller: Reader, language: Wanted) -> Response:
    def run(uow: UnitOfWork, now: datetime) -> str:
        actor = caller.actor(uow, now)
        assert caller.digest is not None
        people.sign_out(uow, actor, caller.digest, now)
        return ""

    await hall.lane.run(Command(run))
    answer = RedirectResponse(f"{PATH}?lang={language.value}", 303, managers_door.HEADERS)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


@dataclass(frozen=True, slots=True)
class _Now:
    plan: HallPlan
    day: date
    at: datetime


def _admitted(caller: Caller, uow: UnitOfWork, at: datetime) -> _Now:
    caller.actor(uow, at)
    return _Now(uow.plan, uow.day, at)


def _check_reader(uow: UnitOfWork, number: str) -> None:
    staff = uow.plan.staff.get(StaffNumber(number))
    if staff is None or not set(READERS) & set(staff.roles):
        raise NotAllowed(roles=", ".join(READERS))


def _day(hall: Hall, now: _Now, day: date) -> HallDay:
    """Seven tenths of a second for a day of 4,000 calls; a day that is over is kept."""
    if day in hall.finished_days:
        return hall.finished_days[day]
    made = [m for step in hall.log.calls_of(day) if (m := call_made(step))]
    before, tickets = hall.log.promises_before(day), hall.log.tickets_of(day)
    without_ticket = walk_ins(hall.log.until_walk_ins(day), now.plan.counters)
    found = hall_day(day, tickets, made, now.plan, hall.rules, before, without_ticket)
    if day < now.day:
        while len(hall.finished_days) >= KEPT_DAYS:
            hall.finished_days.pop(next(iter(hall.finished_days)), None)
        hall.finished_days[day] = found
    return found


async def _why(hall: Hall, now: _Now, day: date, one: str, other: str, language: Language) -> str:
    if not one or not other:
        return ""
    try:
        found = await calls.compared(hall, calls.Place(now.plan, now.day), day, one, other)
    except UnknownTicket as no:
        number = (one if no.field == "one" else other).upper()
        return text("why.compare_unknown", language, number=number, day=day)
    return call_words.compared(found, hall.rules, language, hall.zone_info)


def _door(language: Language, wrong: str) -> Response:
    return HTMLResponse(managers_door.page(language, PATH, wrong), 401, managers_door.HEADERS)


def _said(no: Refusal, language: Language, hall: Hall) -> str:
    return sentences.refusal(no.code, no.places, language, hall.zone_info)[0]
