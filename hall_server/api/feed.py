"""The feed: a cursor on the event log. One task reads what is new, makes each text once and hands it to all.

A subscriber that reads too slowly is let go; it comes back and resumes from its own last number.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from itertools import islice

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
"""Events that may wait for one subscriber before it is let go."""
PAGE = 500
"""Events that are read at once."""
RETRY_SECONDS = 1.0
PATIENCE_SECONDS = 2.0

log = logging.getLogger("onehall.feed")

ReadAfter = Callable[[int, int], list[Recorded]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as it goes out."""

    seq: int
    event: Event
    text: bytes


Wants = Callable[[Event], bool]
"""Whether an event is to go to a subscriber. Called for every event and subscriber, so it must be quick."""


def of_zone(zone: str | None) -> Wants:
    """Everything that concerns a zone; everything at all without one."""
    return lambda event: zone is None or not event.zones or zone in event.zones


def frame(event: Event) -> Frame:
    text = f"id: {event.seq}\nevent: change\ndata: {event.model_dump_json()}\n\n"
    return Frame(event.seq, event, text.encode())


ALIVE = Frame(0, Event.model_construct(seq=0), b"event: alive\ndata: {}\n\n")
"""Says only that the link is."""


class Subscriber:
    """One open feed that has caught up with event `after`."""

    def __init__(self, wants: Wants, after: int) -> None:
        self.wants, self.after = wants, after
        self.frames: asyncio.Queue[Frame | None] = asyncio.Queue()
        self.ended = False

    def offer(self, made: Frame) -> bool:
        """False when it is too far behind. What it has had already it does not get again."""
        if made.seq and (made.seq <= self.after or not self.wants(made.event)):
            return True
        if self.frames.qsize() >= PENDING:
            return False
        self.frames.put_nowait(made)
        return True

    def end(self) -> None:
        """Nothing more comes, and what still waits is dropped: it is fetched by number on the way back."""
        self.ended = True
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait(None)


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
        self._stopped = False
        self._moved = asyncio.Event()
        """Set, and replaced by a fresh one, when the view has moved on."""

    async def start(self, view: HallView) -> None:
        self._loop, self._view = asyncio.get_running_loop(), view
        self._tasks = [asyncio.create_task(self._publish()), asyncio.create_task(self._keep_alive())]
        self._rung.set()

    async def stop(self) -> None:
        """End every open feed, so that the server can stop; clients come back later. Safe to repeat."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for subscriber in list(self._subscribers):
            subscriber.end()

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

    async def reach(self, seq: int) -> None:
        """Wait until event `seq` is in the view; not for long, as a late view is better than none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self.view.seq < seq and not self._stopped:
                    await self._moved.wait()

    def snapshot(self, zone: str | None) -> bytes:
        """The view of the hall or of one of its zones, as JSON; made once for each change."""
        view = self.view
        made = self._snapshots.get(zone)
        if made is None or made[0] != view.seq:
            text = (for_zone(view, zone) if zone else view).model_dump_json().encode()
            made = self._snapshots[zone] = (view.seq, text)
        return made[1]

    def follow(self, after: int, wants: Wants) -> AsyncGenerator[Frame, None]:
        """Every later event that is wanted, then new ones as they come. Raises EventsGone for a gap."""
        if after > self.view.seq or self.view.seq - after > OLDEST:
            raise EventsGone(oldest=max(0, self.view.seq - OLDEST))
        return self._follow(after, wants)

    async def _follow(self, after: int, wants: Wants) -> AsyncGenerator[Frame, None]:
        yield ALIVE
        while after < self.view.seq and not self._stopped:
            for made in await self._later(after):
                after = made.seq
                if wants(made.event):
                    yield made
        subscriber = Subscriber(wants, after)
        if self._stopped:
            return
        self._subscribers.add(subscriber)
        try:
            while (next_frame := await subscriber.frames.get()) is not None:
                yield next_frame
        finally:
            self._subscribers.discard(subscriber)

    async def _later(self, after: int) -> list[Frame]:
        """The next events behind a number, from memory as far as they are kept there."""
        if self._frames and self._frames[0].seq <= after + 1:
            start = after + 1 - self._frames[0].seq
            return list(islice(self._frames, start, start + PAGE))
        return [frame(translate.event(r)) for r in await asyncio.to_thread(self._read_after, after, PAGE)]

    async def _publish(self) -> None:
        while True:
            await self._wait()
            self._rung.clear()
            try:
                full = True
                while full:  # a page that is not full was the last; whatever is committed later rings anew
                    recorded = await asyncio.to_thread(self._read_after, self.view.seq, PAGE)
                    full = len(recorded) == PAGE
                    for one in recorded:
                        self._send(translate.event(one))
                    self._moved.set()
                    self._moved = asyncio.Event()
            except Exception:
                log.exception("the feed could not read what is new; it tries again")
                await asyncio.sleep(RETRY_SECONDS)
                self._rung.set()

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
        self._offer_all(made)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(ALIVE_SECONDS)
            self._offer_all(ALIVE)

    def _offer_all(self, made: Frame) -> None:
        for subscriber in list(self._subscribers):
            if not subscriber.offer(made):
                self._subscribers.discard(subscriber)
                subscriber.end()


Say = Callable[[Frame], bytes | None]
"""What a frame is to this client: a text, maybe empty, or None to end the feed."""


class FeedResponse(Response):
    """An open feed over ASGI."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[Frame, None], say: Say = lambda made: made.text) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._frames, self._say = frames, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sending = asyncio.create_task(self._send_all(send))
        leaving = asyncio.create_task(_client_gone(receive))
        await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in (sending, leaving):
            task.cancel()
        await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send_all(self, send: Send) -> None:
        async with aclosing(self._frames):
            async for made in self._frames:
                text = self._say(made)
                if text is None:
                    break
                if text:
                    await send({"type": "http.response.body", "body": text, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
