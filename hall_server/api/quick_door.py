"""The short way in for commands that are in order: straight from the socket to their route.

FastAPI's own way works out the same dependencies anew for each request, which costs more than the command
itself. The routes stay declared to FastAPI; here they are only called. A request that is not in order in any
way (unknown address, missing key, a body that does not fit) takes the long way and gets its problem there.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import signature
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from fastapi import Request, Response
from fastapi.params import Depends
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from hall_server.api.bodies import again
from hall_server.api.callers import Allow
from hall_server.api.commands import Key
from hall_server.api.context import Hall, hall_of
from hall_server.api.problems import refusal_answer
from hall_server.domain.refusals import Refusal
from hall_server.history.lane import RefusedBefore
from hall_server.wire.message import Ask

KEY: TypeAdapter[str | None] = TypeAdapter(Key)
Endpoint = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Door:
    """One command's route, and how its arguments are made."""

    endpoint: Endpoint
    allow: Allow
    allow_name: str
    ask: type[Ask]
    name: str | None
    """Of the one argument in the address, if there is one."""
    check_name: TypeAdapter[Any] | None


class QuickDoor:
    """ASGI: commands in order go to their route, everything else goes on."""

    def __init__(self, app: ASGIApp, routes: Iterable[tuple[str, APIRoute]]) -> None:
        self._app = app
        self._doors = dict(doors(routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" and scope["method"] == "POST" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        door, name = found
        request = Request(scope, receive)
        body = await request.body()
        arguments = await _arguments(door, name, request, body)
        if arguments is None:
            await self._app(scope, again(body, receive), send)
            return
        try:
            answer = await door.endpoint(**arguments)
        except (Refusal, RefusedBefore) as no:
            answer = await refusal_answer(request, no)
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> tuple[Door, str] | None:
        """The route of an address, with the name in it; None when there is none, or more is asked."""
        path = scope["path"]
        if scope["query_string"]:
            return None
        if door := self._doors.get(path):
            return door, ""
        rest, _, verb = path.rpartition("/")
        base, _, name = rest.rpartition("/")
        door = self._doors.get(f"{base}/{{}}/{verb}")
        return (door, name) if door else None


async def _arguments(door: Door, name: str, request: Request, body: bytes) -> dict[str, Any] | None:
    """What the route is called with; None when something is not in order."""
    keys = [v for k, v in request.scope["headers"] if k == b"idempotency-key"]
    if len(keys) != 1:
        return None
    try:
        found: dict[str, Any] = {
            "key": KEY.validate_python(keys[0].decode("latin-1")),
            "ask": door.ask.model_validate_json(body),
        }
        if door.name is not None and door.check_name is not None:
            found[door.name] = door.check_name.validate_python(name)
    except ValidationError:
        return None
    found["request"], found["hall"] = request, hall_of(request)
    found[door.allow_name] = await door.allow(request)
    return found


def doors(routes: Iterable[tuple[str, APIRoute]]) -> Iterator[tuple[str, Door]]:
    for path, route in routes:
        door = _door(route)
        if door and route.methods == {"POST"}:
            yield (path.replace(f"{{{door.name}}}", "{}") if door.name else path), door


def _door(route: APIRoute) -> Door | None:
    """None for a route that needs more than a command does."""
    hints = get_type_hints(route.endpoint, include_extras=True)
    names = list(signature(route.endpoint).parameters)
    ask = hints.get("ask")
    if hints.get("return") is not Response or not (isinstance(ask, type) and issubclass(ask, Ask)):
        return None
    allows = {n: a for n in names if (a := _allow(hints[n])) is not None}
    rest = [n for n in names if n not in ("ask", "request", "hall", "key") and n not in allows]
    in_order = (
        len(allows) == 1
        and len(rest) <= 1
        and all(f"{{{n}}}" in route.path for n in rest)
        and route.path.count("{") == len(rest)
        and hints.get("key") == Key
        and {"request", "hall", "key"} <= set(names)
        and get_args(hints["hall"])[0] is Hall
        and not route.dependencies
    )
    if not in_order:
        return None
    name = rest[0] if rest else None
    ((allow_name, allow),) = allows.items()
    check = TypeAdapter(hints[name]) if name else None
    return Door(route.endpoint, allow, allow_name, ask, name, check)


def _allow(hint: Any) -> Allow | None:  # noqa: ANN401 - any annotation
    if get_origin(hint) is not Annotated:
        return None
    given = [d.dependency for d in get_args(hint)[1:] if isinstance(d, Depends)]
    return next((d for d in given if isinstance(d, Allow)), None)
