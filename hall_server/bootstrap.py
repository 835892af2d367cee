"""The composition root: builds a hall server from its settings, and nothing is built anywhere else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from socket import socket
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from fastapi import FastAPI

from hall_server.api import translate
from hall_server.api.app import create_app
from hall_server.api.context import Hall
from hall_server.api.feed import Feed
from hall_server.config import Configuration, rules_of
from hall_server.faces import FaceComparing
from hall_server.forecasting.coverage_watch import CoverageWatch
from hall_server.forecasting.forecaster import Forecaster, Settings
from hall_server.halls.public_calendar import PublicCalendar
from hall_server.history.doorbell import Doorbell
from hall_server.history.lane import TICK, Command, Lane
from hall_server.history.steady_clock import SteadyClock
from hall_server.operations.devices import note_silent
from hall_server.operations.ports import UnitOfWork
from hall_server.storage.cipher import Cipher, key_of
from hall_server.storage.engines import Engines, open_engines, sqlite_path
from hall_server.storage.hall_store import HallStore

TICK_SECONDS = 5.0
WATCH_SECONDS = 30.0
"""How often it is looked whether the waits that were told come true."""
OTHERS_POLL_SECONDS = 1.0
"""How often a server looks for what another server on the same PostgreSQL wrote, should a doorbell be
lost."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a server consists of."""

    engines: Engines
    store: HallStore
    cipher: Cipher


def wall_clock() -> datetime:
    """Now, in whole milliseconds, as everything that is kept."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def hall_clock(store: HallStore) -> SteadyClock:
    """The computer's clock, kept from jumping, and never before what the hall has on record."""
    return SteadyClock(wall_clock, since=store.last_moment())


def build_parts(configuration: Configuration) -> Parts:
    """Engines and store of a hall that `hall init` has made."""
    rules = rules_of(configuration.rules, configuration.attendance)
    engines = open_engines(configuration.server.database)
    cipher = Cipher(key_of(configuration.server.key_file))
    store = HallStore(engines, configuration.hall, cipher, rules, PublicCalendar(), ZoneInfo(rules.time_zone))
    return Parts(engines, store, cipher)


def build_app(configuration: Configuration, given: Callable[[], datetime] | None = None) -> FastAPI:
    """The web application with its lane and feed; they start and stop with it. `given`: a clock that a test
    turns, instead of the computer's."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts = build_parts(configuration)
        clock = given if given is not None else await asyncio.to_thread(hall_clock, parts.store)
        shared = sqlite_path(configuration.server.database) is None
        lane = Lane(parts.store, clock)
        await asyncio.to_thread(lane.start)
        feed = Feed(parts.store.read_after, OTHERS_POLL_SECONDS if shared else None)
        lane.ring_with(feed.ring)
        hall = Hall(
            lane=lane,
            feed=feed,
            log=parts.store,
            records=parts.store.records,
            cipher=parts.cipher,
            rules=rules_of(configuration.rules, configuration.attendance),
            zone_info=ZoneInfo(configuration.rules.time_zone),
            clock=clock,
            last_seen={},
            faces=FaceComparing(),
            forecasts=parts.store.forecasts,
        )
        app.state.hall = hall
        forecaster = build_forecaster(configuration, parts, lane)
        calls = await asyncio.to_thread(parts.store.last_calls)
        await feed.start(await lane.answer(lambda uow, now: translate.hall_view(uow, calls, now)))
        doorbell = Doorbell(configuration.server.database, feed.ring) if shared else None
        ticking = asyncio.create_task(_tick(hall, clock()))
        watching = asyncio.create_task(_watch(lane, CoverageWatch(parts.store, parts.store.forecasts)))
        if forecaster:
            forecaster.start()
        logging.getLogger("onehall").info("hall %s is open for its devices", configuration.hall)
        try:
            yield
        finally:
            for task in (ticking, watching):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            if forecaster:
                await asyncio.to_thread(forecaster.stop)
            await feed.stop()
            await asyncio.to_thread(lane.stop)
            if doorbell:
                doorbell.stop()
            parts.engines.dispose()

    return create_app(lifespan)


def build_forecaster(configuration: Configuration, parts: Parts, lane: Lane) -> Forecaster | None:
    """What plays the waits forward, unless the settings want the cheap formula."""
    estimates = configuration.estimates
    if estimates.engine != "forward":
        return None
    zone = ZoneInfo(configuration.rules.time_zone)
    settings, store = Settings(estimates.paths, estimates.share), parts.store
    return Forecaster(
        lane, store.forecasts, store.past_tickets, zone, settings, past_windows=store.past_windows
    )


async def _watch(lane: Lane, watch: CoverageWatch) -> None:
    """Look again and again; the database is read beside the lane."""
    while True:
        try:
            day = await lane.answer(lambda uow, _: uow.day)
            await asyncio.to_thread(watch.look, day)
        except Exception:
            logging.getLogger("onehall.forecasts").exception("it could not be seen how the waits came true")
        await asyncio.sleep(WATCH_SECONDS)


class HallServer(uvicorn.Server):
    """Ends the open feeds before it waits for its connections: else each stop would wait for them in vain."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        hall: Hall | None = getattr(getattr(self.config.app, "state", None), "hall", None)
        if hall is not None:
            await hall.feed.stop()
        await super().shutdown(sockets)


async def _tick(hall: Hall, since: datetime) -> None:
    """Let time pass in the hall, as commands like all others."""

    def silence(uow: UnitOfWork, now: datetime) -> str:
        note_silent(uow, dict(hall.last_seen), since, now)
        return ""

    while True:
        await asyncio.sleep(TICK_SECONDS)
        for command in (TICK, Command(silence)):
            try:
                await hall.lane.run(command)
            except Exception:  # noqa: BLE001 - the next tick tries again; the lane has logged it
                logging.getLogger("onehall").warning("a tick failed")


def set_up_logs(log_format: str) -> None:
    """One line an event on standard error: JSON for machines, or text."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = structlog.dev.ConsoleRenderer(colors=False)
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
