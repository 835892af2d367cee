"""The feed: a cursor on the event log. One task reads what is new, makes each event's text once, and hands it to all.

A subscriber that reads too slowly is let go; it comes back and resumes from its own last number.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hall_server.api import translate
from hall_server.domain.refusals import EventsGone
from hall_server.storage.event_log import Recorded
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView, apply, for_zone

KEPT = 5000
"""Events that are kept as ready text."""
OLDEST = 50_000
"""A subscriber further behind takes a snapshot instead."""
ALIVE_SECONDS = 2.0
PENDING = 2000
"""Texts that may wait for one subscriber before it is let go."""
ALIVE = b"event: alive\ndata: {}\n\n"

ReadAfter = Callable[[int, int], list[Recorded]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it goes out."""

    seq: int
    zones: tuple[str, ...]
    text: bytes

    def concerns(self, zone: str | None) -> bool:
        return zone is None or not self.zones or zone in self.zones


def frame(event: Event) -> Frame:
    text = f"id: {event.seq}\nevent: change\ndata: {event.model_dump_json()}\n\n"
    return Frame(event.seq, event.zones, text.encode())


class Subscriber:
    """One open feed."""

    def __init__(self, zone: str | None) -> None:
        self.zone = zone
        self.texts: asyncio.Queue[bytes | None] = asyncio.Queue()

    def offer(self, text: bytes | None) -> bool:
        """False when it is too far behind."""
        if self.texts.qsize() >= PENDING:
            return False
        self.texts.put_nowait(text)
        return True


class Feed:
    """Lives on the server's event loop. Only `ring` may be called on another thread."""

    def __init__(self, read_after: ReadAfter, poll_seconds: float | None = None) -> None:
        self._read_after, self._poll_seconds = read_after, poll_seconds
        self._view: HallView | None = None
        self._frames: deque[Frame] = deque(maxlen=KEPT)
        self._subscribers: set[Subscriber] = set()
        self._rung = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._snapshots: dict[str | None, tuple[int, bytes]] = {}

    async def start(self, view: HallView) -> None:
        self._loop, self._view = asyncio.get_running_loop(), view
        self._tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._keep_alive())]
        self._rung.set()

    async def stop(self) -> None:
        """End every open feed, so that the server can stop; clients come back by themselves."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for subscriber in list(self._subscribers):
            subscriber.texts.put_nowait(None)

    def ring(self) -> None:
        """Something was committed. Any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    @property
    def view(self) -> HallView:
        assert self._view is not None
        return self._view

    @property
    def subscribers(self) -> int:
        return len(self._subscribers)

    def snapshot(self, zone: str | None) -> bytes:
        """The view of the hall or of one zone, as JSON; made once for each change."""
        view = self.view
        made = self._snapshots.get(zone)
        if made is None or made[0] != view.seq:
            text = (for_zone(view, zone) if zone else view).model_dump_json().encode()
            made = self._snapshots[zone] = (view.seq, text)
        return made[1]

    async def follow(self, after: int, zone: str | None) -> AsyncIterator[bytes]:
        """Texts of every later event, then of new ones as they come. Raises EventsGone for a gap."""
        if after > self.view.seq or self.view.seq - after > OLDEST:
            raise EventsGone(oldest=max(0, self.view.seq - OLDEST))
        return self._follow(after, zone)

    async def _follow(self, after: int, zone: str | None) -> AsyncIterator[bytes]:
        yield ALIVE
        while not self._frames or self._frames[0].seq > after + 1:
            if after >= self.view.seq:
                break
            for recorded in await asyncio.to_thread(self._read_after, after, 500):
                after = recorded.seq
                if (made := frame(translate.event(recorded))).concerns(zone):
                    yield made.text
        subscriber = Subscriber(zone)
        for made in self._frames:
            if made.seq > after and made.concerns(zone):
                subscriber.texts.put_nowait(made.text)
        self._subscribers.add(subscriber)
        try:
            while (text := await subscriber.texts.get()) is not None:
                yield text
        finally:
            self._subscribers.discard(subscriber)

    async def _publish(self) -> None:
        while True:
            await self._wait()
            self._rung.clear()
            while recorded := await asyncio.to_thread(self._read_after, self.view.seq, 500):
                for one in recorded:
                    self._send(translate.event(one))

    async def _wait(self) -> None:
        if self._poll_seconds is None:
            await self._rung.wait()
            return
        try:
            await asyncio.wait_for(self._rung.wait(), self._poll_seconds)
        except TimeoutError:
            return

    def _send(self, event: Event) -> None:
        self._view = apply(self.view, event)
        made = frame(event)
        self._frames.append(made)
        for subscriber in list(self._subscribers):
            if made.concerns(subscriber.zone) and not subscriber.offer(made.text):
                self._let_go(subscriber)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(ALIVE_SECONDS)
            for subscriber in list(self._subscribers):
                if not subscriber.offer(ALIVE):
                    self._let_go(subscriber)

    def _let_go(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        while not subscriber.texts.empty():
            subscriber.texts.get_nowait()
        subscriber.texts.put_nowait(None)


class FeedResponse(Response):
    """An open feed over ASGI. Texts that wait together go out together."""

    media_type = "text/event-stream"

    def __init__(self, texts: AsyncIterator[bytes]) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_client_gone(receive))
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send_all(self, send: Send) -> None:
        try:
            async for text in self._texts:
                await send({"type": "http.response.body", "body": text, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            return


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
