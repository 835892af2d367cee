"""The web application: routes, problems, limits. Everything it needs is handed in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hall_server.api import devices, hall, health, people, phone, tickets, windows
from hall_server.api.callers import Allow
from hall_server.api.problems import add_problem_answers, read_problem
from hall_server.wire.words import Language

BODY_LIMIT = 65536
"""Bytes; the largest honest request has a few hundred."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(lifespan: Lifespan) -> FastAPI:
    app = FastAPI(
        title="OneHall",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    for part in (tickets, windows, people, devices, hall):
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(health.router)
    app.include_router(phone.router)
    add_problem_answers(app)
    app.add_middleware(LimitedBody)
    return app


class TooLarge(Exception):
    """The body goes on beyond the limit."""


class LimitedBody:
    """Refuses a body beyond the limit before anything reads it whole."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > BODY_LIMIT:
            await read_problem("too_large", 413, Language.ZH, limit=BODY_LIMIT)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > BODY_LIMIT:
                raise TooLarge
            return message

        try:
            await self._app(scope, counted, send)
        except TooLarge:
            await read_problem("too_large", 413, Language.ZH, limit=BODY_LIMIT)(scope, receive, send)


def roles_of(route: APIRoute) -> tuple[str, ...]:
    """The roles that a route declares; empty when it declares none."""
    stack, found = [route.dependant], []
    while stack:
        dependant = stack.pop()
        stack += dependant.dependencies
        if isinstance(dependant.call, Allow):
            found += list(dependant.call.roles)
    return tuple(found)
