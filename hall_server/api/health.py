"""Whether the server lives, whether it can work, and how it does."""

import asyncio
import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from hall_server.api.callers import Caller, allow
from hall_server.api.context import HallDep, Log
from hall_server.wire.message import Message
from hall_server.wire.words import Role

router = APIRouter(tags=["health"])
log = logging.getLogger("onehall.api")

Everyone = Annotated[Caller, Depends(allow(Role.PUBLIC))]


class Alive(Message):
    status: str


@router.get("/healthz", summary="The process answers")
async def healthz(caller: Everyone) -> Alive:
    return Alive(status="ok")


@router.get("/readyz", response_model=Alive, summary="The lane runs and the database answers")
async def readyz(hall: HallDep, caller: Everyone) -> Response:
    ready = hall.lane.alive and await asyncio.to_thread(_answers, hall.log)
    body = Alive(status="ok" if ready else "not ready").model_dump_json()
    return Response(body, 200 if ready else 503, media_type="application/json")


def _answers(database: Log) -> bool:
    """Whether it can be read. A fault is an answer here: no."""
    try:
        return database.reachable()
    except Exception as fault:  # noqa: BLE001 - told as 503, and in the log by its kind
        log.warning("the database does not answer: %s", type(fault).__name__)
        return False


@router.get("/metrics", summary="Prometheus metrics", response_class=Response)
async def metrics(hall: HallDep, caller: Everyone) -> Response:
    """Numbers about the hall as a whole; nothing about a person."""
    view, registry = hall.feed.view, CollectorRegistry()
    states: dict[str, int] = {}
    for ticket in view.tickets.values():
        states[ticket.state] = states.get(ticket.state, 0) + 1
    tickets = Gauge("onehall_tickets", "Live tickets by state", ["state"], registry=registry)
    for state, count in states.items():
        tickets.labels(state).set(count)
    windows = Gauge("onehall_windows", "Windows by state", ["state"], registry=registry)
    for state in {w.state for w in view.windows.values()}:
        windows.labels(state).set(sum(w.state == state for w in view.windows.values()))
    for name, said, value in (
        ("onehall_events", "Number of the newest event", view.seq),
        ("onehall_feed_subscribers", "Open feeds", hall.feed.subscribers),
        ("onehall_lane_backlog", "Commands that wait to be run", hall.lane.backlog()),
        ("onehall_lane_commands", "Commands run since the start", hall.lane.commands),
        ("onehall_lane_groups", "Commits since the start", hall.lane.groups),
        ("onehall_waits_play_seconds", "Seconds of a core spent on forecasts", hall.forecasts.seconds),
        ("onehall_waits_drift", "1: coverage of the estimates has drifted", hall.forecasts.drift is not None),
    ):
        Gauge(name, said, registry=registry).set(value)
    if hall.forecasts.coverage is not None:
        said = "Share of the last waits that were within what was told"
        Gauge("onehall_waits_coverage", said, registry=registry).set(hall.forecasts.coverage)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
