"""Routes of the citizen's phone page. The token in the address is the only key; no account, no cookie."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse

from hall_server.api import feed, phone_page, phone_rating, sentences
from hall_server.api.callers import Caller, allow
from hall_server.api.context import Hall, HallDep, LanguageDep
from hall_server.api.phone_look import HEADERS
from hall_server.domain.events import Actor
from hall_server.domain.refusals import NotRateable, RatingReasonNeeded, ReasonNeeded, UnknownTicket
from hall_server.history.lane import Command
from hall_server.operations import citizen, serving
from hall_server.operations.citizen import Standing
from hall_server.operations.ports import UnitOfWork
from hall_server.wire.catalogue import text
from hall_server.wire.events import Event
from hall_server.wire.words import LIVE, Language, Role, TicketState

router = APIRouter(prefix="/t", tags=["phone"], include_in_schema=False)

Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]

LINE_BEATS = 5
"""A page hears of its line with every fifth sign of life, ten seconds apart; of its own ticket at once."""
TOKEN = re.compile(r"[A-Za-z0-9_\-]{8,64}")


def _wanted(language: LanguageDep, lang: Annotated[str | None, Query()] = None) -> Language:
    """The language in the address; what is none of ours counts as not given."""
    return next((known for known in Language if known.value == lang), language)


Wanted = Annotated[Language, Depends(_wanted)]


@router.get("/{token}", response_class=HTMLResponse)
async def show(
    token: str,
    hall: HallDep,
    caller: Everyone,
    language: Wanted,
    stars: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """`stars` asks for the reasons of a bad level, where the service can still be rated."""
    return await _page(token, hall, language, phone_rating.bad_level(stars))


@router.post("/{token}/rate")
async def rate(token: str, request: Request, hall: HallDep, caller: Everyone, language: Wanted) -> Response:
    """A form, so that it works without scripts. A second tap on the same button changes nothing."""
    filled = phone_rating.read_form(await request.body())
    back = f"/t/{token}?lang={language.value}"

    def run(uow: UnitOfWork, now: datetime) -> str:
        ticket = uow.tickets.by_token(_plain(token))
        if filled is not None and not filled.asks_why:
            comment = filled.comment or None
            serving.rate(uow, Actor("public"), ticket, filled.stars, comment, now, filled.reasons)
        return ticket.token

    try:
        if filled is not None and not filled.comment_fits:
            return await _page(token, hall, language, filled, text("phone.comment_wrong", language))
        await hall.lane.run(Command(run))
    except NotRateable:
        return RedirectResponse(back, 303, HEADERS)
    except UnknownTicket:
        return await _page(token, hall, language)
    except (RatingReasonNeeded, ReasonNeeded) as no:
        wrong = sentences.refusal(no.code, no.places, language, hall.zone_info)[0]
        return await _page(token, hall, language, filled, wrong)
    why = f"&stars={filled.stars}" if filled is not None and filled.asks_why else ""
    return RedirectResponse(f"{back}{why}", 303, HEADERS)


async def _page(
    token: str, hall: Hall, language: Language, filled: phone_rating.Filled | None = None, wrong: str = ""
) -> HTMLResponse:
    look = await _look(hall, token)
    frame = phone_page.Frame(
        language=language,
        path=f"/t/{token}",
        hall_zh=look.hall_zh,
        hall_en=look.hall_en,
        at=f"{look.at.astimezone(hall.zone_info):%H:%M:%S}",
        until=_ends(look, hall),
        filled=filled,
        wrong=wrong,
    )
    if look.standing is None:
        return HTMLResponse(phone_page.not_found_page(_without_address(frame)), 404, HEADERS)
    return HTMLResponse(phone_page.page(look.standing, hall.rules, frame), 422 if wrong else 200, HEADERS)


@router.get("/{token}/events")
async def events(token: str, hall: HallDep, caller: Everyone) -> Response:
    """Says only that the ticket, or its line, changed; the page then asks for itself anew."""
    start = hall.feed.view.seq
    standing = (await _look(hall, token)).standing
    if standing is None:
        raise UnknownTicket(field="token")
    if standing.ticket.state.value not in STILL_TOLD:
        return Response(status_code=204)
    watch = Watch(
        ticket=standing.ticket.id,
        queue=standing.ticket.queue,
        windows=frozenset(c.id for c in standing.counters),
        phase=hall.feed.subscribers % LINE_BEATS,
        clock=lambda: f"{hall.clock().astimezone(hall.zone_info):%H:%M:%S}",
    )
    return feed.FeedResponse(hall.feed.follow(start, watch.wants), watch.say)


STILL_TOLD = LIVE | {TicketState.FINISHED}
"""A finished ticket can still be rated."""


@dataclass(slots=True)
class Watch:
    """What one page is told: its own ticket at once, changes of its line now and then, so that a full hall of
    phones does not storm the server. Pages have different phases, so that they do not all come at once."""

    ticket: str
    queue: str
    windows: frozenset[str]
    phase: int
    clock: Callable[[], str]
    beats: int = 0
    line_changed: bool = False
    moved: bool = False
    """The ticket is in another line now, or over: the page comes again and is told of that one."""

    def wants(self, event: Event) -> bool:
        return any(t.queue == self.queue or t.id == self.ticket for t in event.tickets) or any(
            w.id in self.windows for w in event.windows
        )

    def say(self, made: feed.Frame) -> bytes | None:
        if self.moved:
            return None
        if made is feed.ALIVE:
            self.beats += 1
            if self.line_changed and self.beats % LINE_BEATS == self.phase:
                self.line_changed = False
                return b"event: line\ndata: \n\n"
            return f"event: alive\ndata: {self.clock()}\n\n".encode()
        mine = next((t for t in made.event.tickets if t.id == self.ticket), None)
        if mine is None:
            self.line_changed = True
            return b""
        self.moved = mine.queue != self.queue or mine.state not in STILL_TOLD
        return b"event: mine\ndata: \n\n"


@dataclass(frozen=True, slots=True)
class _Look:
    """A ticket and its hall at one moment."""

    standing: Standing | None
    hall_zh: str
    hall_en: str
    at: datetime


async def _look(hall: Hall, token: str) -> _Look:
    def ask(uow: UnitOfWork, now: datetime) -> _Look:
        try:
            standing = citizen.standing(uow, _plain(token), now)
        except UnknownTicket:
            standing = None
        return _Look(standing, uow.plan.name_zh, uow.plan.name_en, now)

    return await hall.lane.answer(ask)


def _plain(token: str) -> str:
    """Raises UnknownTicket for what no ticket's token looks like."""
    if not TOKEN.fullmatch(token):
        raise UnknownTicket(field="token")
    return token


def _without_address(frame: phone_page.Frame) -> phone_page.Frame:
    """What was asked for is not repeated on a page that says that it is nothing."""
    return phone_page.Frame(frame.language, "", frame.hall_zh, frame.hall_en, frame.at, {})


def _ends(look: _Look, hall: Hall) -> dict[str, str]:
    """When paused windows are expected back, if that is still to come; with the date if on another day."""
    now = look.at.astimezone(hall.zone_info)
    ends = {}
    for window in look.standing.paused if look.standing else ():
        until = window.until.astimezone(hall.zone_info) if window.until else None
        if until and until > now:
            ends[str(window.id)] = f"{until:%H:%M}" if until.date() == now.date() else f"{until:%m-%d %H:%M}"
    return ends
