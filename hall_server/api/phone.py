"""Routes of the citizen's phone page. The token in the address is the only key; no account, no cookie."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from hall_server.api.callers import Caller, allow
from hall_server.api.context import Hall, HallDep, LanguageDep
from hall_server.api.feed import FeedResponse
from hall_server.api.phone_page import not_found_page, page
from hall_server.domain.events import Actor
from hall_server.domain.refusals import NotRateable, UnknownTicket
from hall_server.history.lane import Command
from hall_server.operations import citizen, serving
from hall_server.operations.citizen import Standing
from hall_server.operations.ports import UnitOfWork
from hall_server.wire.words import Language, Role

router = APIRouter(prefix="/t", tags=["phone"], include_in_schema=False)

Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]
Token = Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
Wanted = Annotated[Language | None, Query(alias="lang")]


@router.get("/{token}", response_class=HTMLResponse)
async def show(
    token: Token, hall: HallDep, caller: Everyone, language: LanguageDep, wanted: Wanted = None
) -> HTMLResponse:
    language = wanted or language
    try:
        standing, now = await _standing(hall, token)
    except UnknownTicket:
        return HTMLResponse(not_found_page(language), 404)
    until = {str(w.id): f"{w.until.astimezone(hall.zone_info):%H:%M}" for w in standing.paused if w.until}
    at = f"{now.astimezone(hall.zone_info):%H:%M:%S}"
    html = page(standing, hall.rules, language, f"/t/{token}", at, until)
    return HTMLResponse(html, headers={"cache-control": "no-store", "referrer-policy": "no-referrer"})


@router.post("/{token}/rate")
async def rate(
    token: Token, request: Request, hall: HallDep, caller: Everyone, wanted: Wanted = None
) -> Response:
    """A form, so that it works without scripts. A second tap on the same button changes nothing."""
    stars = parse_qs((await request.body()).decode("ascii", "replace")).get("stars", [""])[0]
    back = RedirectResponse(f"/t/{token}" + (f"?lang={wanted.value}" if wanted else ""), 303)
    if stars not in {"1", "2", "3", "4", "5"}:
        return back

    def run(uow: UnitOfWork, now: datetime) -> str:
        serving.rate(uow, Actor("public"), uow.tickets.by_token(token), int(stars), None, now)
        return ""

    try:
        await asyncio.wrap_future(hall.lane.submit(Command(run)))
    except (NotRateable, UnknownTicket):
        return back
    return back


@router.get("/{token}/events")
async def events(token: Token, hall: HallDep, caller: Everyone) -> Response:
    """Says only that something changed in the ticket's zone; the page then asks for itself anew."""
    standing, _ = await _standing(hall, token)
    texts = await hall.feed.follow(hall.feed.view.seq, standing.ticket.zone)
    return FeedResponse(_bare(texts))


async def _bare(texts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for text in texts:
        yield b"event: change\ndata: {}\n\n" if b"event: change" in text else text


async def _standing(hall: Hall, token: str) -> tuple[Standing, datetime]:
    def ask(uow: UnitOfWork, now: datetime) -> tuple[Standing, datetime]:
        return citizen.standing(uow, token, now), now

    return await asyncio.wrap_future(hall.lane.ask(ask))
