"""From a request to the lane and back: the same few steps for every command and every question."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Header, Request, Response
from pydantic import BaseModel

from hall_server.api.callers import Caller
from hall_server.api.context import Hall
from hall_server.domain.events import Actor
from hall_server.domain.refusals import KeyMissing
from hall_server.history.lane import Command
from hall_server.operations.ports import UnitOfWork

M = TypeVar("M", bound=BaseModel)
Act = Callable[[UnitOfWork, Actor, datetime], BaseModel]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[A-Za-z0-9_\-]+$",
        description="Unique for each command, the same on every retry of it.",
    ),
]


async def command(request: Request, hall: Hall, caller: Caller, key: str | None, act: Act) -> Response:
    """Run an operation in the lane; answer once it is on disk. The first answer to a key is the answer to
    it."""
    if key is None:
        raise KeyMissing(field="Idempotency-Key")
    said = hashlib.sha256(f"{request.scope['path']}\n".encode() + await request.body()).hexdigest()

    def admit(uow: UnitOfWork, now: datetime) -> None:
        caller.actor(uow, now)

    def run(uow: UnitOfWork, now: datetime) -> str:
        return act(uow, caller.actor(uow, now), now).model_dump_json()

    answer = await hall.lane.run(Command(run, key, said, admit))
    return Response(answer, media_type="application/json")


async def question(hall: Hall, caller: Caller, ask: Callable[[UnitOfWork, datetime], M]) -> M:
    """Ask the hall as it stands between two commands."""

    def answer(uow: UnitOfWork, now: datetime) -> M:
        caller.actor(uow, now)
        return ask(uow, now)

    return await hall.lane.answer(answer)
