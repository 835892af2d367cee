"""What every route needs: the lane, the feed, the clock, the key. Built in `bootstrap`, found on the
request."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Annotated, Protocol

from fastapi import Depends, Request

from hall_server.api.feed import Feed
from hall_server.domain.forecast.drift import Promise
from hall_server.domain.names import DeviceId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Ticket
from hall_server.history.lane import Lane
from hall_server.operations.attendance_ports import Records
from hall_server.operations.enrolment import Comparing
from hall_server.operations.forecasts import Forecasts
from hall_server.reports.hall_day import HallDay
from hall_server.storage.cipher import Cipher
from hall_server.storage.event_log import Recorded
from hall_server.wire.words import Language


class Log(Protocol):
    """The part of the event log, and of the tickets on record, that the API reads."""

    def reachable(self) -> bool: ...

    def last_seq(self) -> int: ...

    def calls_of(self, day: date) -> Sequence[Recorded]: ...

    def until_walk_ins(self, day: date) -> Sequence[Recorded]: ...

    def promises_before(self, day: date) -> Sequence[Promise]: ...

    def events_naming(self, day: date, numbers: Collection[str]) -> Sequence[Recorded]: ...

    def tickets_of(self, day: date) -> Sequence[Ticket]: ...

    def day_before(self, day: date) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Hall:
    """One hall, as the routes use it."""

    lane: Lane
    feed: Feed
    log: Log
    records: Records
    """Of attendance; read beside the lane."""
    cipher: Cipher
    rules: Rules
    zone_info: tzinfo
    clock: Callable[[], datetime]
    last_seen: dict[DeviceId, datetime]
    """When each device was heard last; not history, so it is kept here only."""
    faces: Comparing
    forecasts: Forecasts = field(default_factory=Forecasts)
    finished_days: dict[date, HallDay] = field(default_factory=dict)
    """Days that are over, summed up once."""


def hall_of(request: Request) -> Hall:
    hall: Hall = request.app.state.hall
    return hall


def language_of(request: Request) -> Language:
    """English when it is asked for first, Chinese otherwise."""
    wanted = request.headers.get("accept-language", "").strip().lower()
    return Language.EN if wanted.startswith("en") else Language.ZH


async def _hall(request: Request) -> Hall:
    return hall_of(request)


async def _language(request: Request) -> Language:
    return language_of(request)


HallDep = Annotated[Hall, Depends(_hall)]
"""A coroutine, as FastAPI sends every other dependency through a thread."""
LanguageDep = Annotated[Language, Depends(_language)]
