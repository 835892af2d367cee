"""Many screens, a process of its own: feeds held open over TCP, each event's way timed from its moment to
here.

The event's `at` is taken in the lane before its commit, on the same machine's clock and cut to
milliseconds, so the
lag that is told is never too small. Texts are parsed once for all screens, as most get the same bytes.
"""

import asyncio
import json
import sys
import time
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from hall_server.cli.bench_wire import run

SETTLE_SECONDS = 0.5
"""For what is under way when the changes end."""
FRAME_ENDS = b"\n\n\r\n"
"""Of a server-sent event that fills a chunk."""


@lru_cache(maxsize=4096)
def moments_in(text: bytes) -> tuple[tuple[int, float], ...]:
    """Number and moment (seconds since 1970) of each change in a piece of a feed."""
    found = []
    for part in text.split(b"\nevent: change\ndata: ")[1:]:
        change = json.loads(part.partition(b"\n")[0])
        found.append((int(change["seq"]), datetime.fromisoformat(change["at"]).timestamp()))
    return tuple(found)


class Screen(asyncio.Protocol):
    """One open feed."""

    def __init__(self, request: bytes) -> None:
        self._request, self._buffer = request, b""
        self.lags: list[tuple[int, float]] = []
        """Number of the event, seconds."""
        self.live = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.time()
        self._buffer += data
        if not self._buffer.endswith(FRAME_ENDS):
            return
        text, self._buffer = self._buffer, b""
        if not self.live.done():
            self.live.set_result(None)
        self.lags += [(seq, now - at) for seq, at in moments_in(text)]

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.live.done():
            self.live.set_exception(OSError("the feed was refused"))


async def main() -> None:
    order = json.loads(sys.stdin.readline())
    request = (
        f"GET /api/v1/events HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {order['board']}\r\n\r\n"
    ).encode()
    loop, screens = asyncio.get_running_loop(), list[Screen]()
    for _ in range(order["subscribers"]):
        _, screen = await loop.create_connection(lambda: Screen(request), "127.0.0.1", order["port"])
        await screen.live
        screens.append(screen)
    _say({"open": len(screens)})
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.sleep(SETTLE_SECONDS)
    for screen in screens:
        screen.lags.clear()
    _say({"counting": True})
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.sleep(SETTLE_SECONDS)
    _say(_summary(screens))
    for screen in screens:
        screen.transport.abort()


def _summary(screens: list[Screen]) -> dict[str, Any]:
    """What came since the warm-up."""
    got = [[seq for seq, _ in s.lags] for s in screens]
    most = max(got, key=len)
    lags = [round(lag * 1000, 2) for s in screens for _, lag in s.lags]
    return {"lags": lags, "lost": sum(s.lost for s in screens), "uneven": sum(g != most for g in got)}


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    run(main())
