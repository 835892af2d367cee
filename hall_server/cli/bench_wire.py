"""The smallest client that can load a server: HTTP/1.1 on a kept-alive asyncio connection, no library in
between.

A client library such as httpx takes longer for a request than the server takes to answer it, and would
measure
itself. This one builds the request as bytes, looks for `Content-Length` in the answer and hands the body
over.
"""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, cast

ENDS = b"\r\n\r\n"
LENGTH = b"content-length: "


class Broken(Exception):
    """The server closed the connection or answered something that is not understood."""


class Wire(asyncio.Protocol):
    """One connection; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(ENDS)
        if not found or self._answer is None:
            return
        _, _, length = head.partition(LENGTH)
        if len(body) >= int(length.partition(b"\r")[0]):
            self._buffer = b""
            self._answer.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Broken(f"the connection ended: {exc}"))

    async def post(self, path: str, token: str, key: str, body: str) -> tuple[int, bytes]:
        """Status and body of a command's answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(
            f"POST /api/v1{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            f"\r\n\r\n{body}".encode()
        )
        return await self._answer

    def close(self) -> None:
        assert self._transport is not None
        self._transport.close()


async def connect(port: int) -> Wire:
    _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
    return wire


def run(work: Coroutine[Any, Any, None]) -> None:
    """On the loop that the server uses too, where there is one."""
    if sys.platform == "win32":
        asyncio.run(work)
        return
    import uvloop

    uvloop.run(work)
