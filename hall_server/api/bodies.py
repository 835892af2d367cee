"""What may come in as a body: bounded, one JSON object where JSON is due, every key once."""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hall_server.api.context import language_of
from hall_server.api.problems import read_problem

BODY_LIMIT = 65536
"""Bytes; the largest honest request has a few hundred."""
JSON_PATHS = "/api/"


class BadBody(Exception):
    """The body cannot be taken; `code` is a key of problems.toml."""

    def __init__(self, code: str, status: int, field: str = "body") -> None:
        super().__init__(code)
        self.code, self.status, self.field = code, status, field


class CheckedBody:
    """Reads a body within the limit, refuses what is not right, and hands the rest on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            body = await _read(request, receive)
            if body and scope["path"].startswith(JSON_PATHS):
                check_json(request.headers.get("content-type", ""), body)
        except BadBody as bad:
            answer = read_problem(bad.code, bad.status, language_of(request), bad.field, BODY_LIMIT)
            await answer(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, again(body, receive), send)


async def _read(request: Request, receive: Receive) -> bytes | None:
    """The whole body; None when the client has gone."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or int(declared) > BODY_LIMIT:
        raise BadBody("too_large", 413)
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > BODY_LIMIT:
            raise BadBody("too_large", 413)
        if not message.get("more_body", False):
            return body


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body once, then whatever comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_message


def check_json(content_type: str, body: bytes) -> None:
    """Raises BadBody unless this is one JSON object in UTF-8 that can be read in one way only."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise BadBody("media_type", 415, "Content-Type")
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadBody("not_json", 400) from None
    if not isinstance(found, dict):
        raise BadBody("not_object", 400)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise BadBody("twice", 400, next(n for n in names if names.count(n) > 1))
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
