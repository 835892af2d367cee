"""The feed over a real socket: every event once and in order, over broken links, until the server stops."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest

from hall_server.api import feed
from hall_server.domain import events as domain
from hall_server.storage.event_log import Recorded
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView, apply
from tests.hall_server.api.api_hall import Served, good, problem, token_of
from tests.small_hall import NINE, TUESDAY

PATH = "/api/v1/events"


@dataclass(frozen=True)
class Heard:
    """One server-sent event."""

    kind: str
    id: str | None
    data: str

    @property
    def event(self) -> Event:
        return Event.model_validate_json(self.data)


@asynccontextmanager
async def listening(web: Served, query: str = "", **headers: str) -> AsyncIterator[AsyncIterator[Heard]]:
    said = {"authorization": f"Bearer {token_of('board')}"} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    async with web.http.stream("GET", f"{PATH}{query}", headers=said) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        yield _heard(response)


async def _heard(response: httpx.Response) -> AsyncIterator[Heard]:
    found: dict[str, str] = {}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            found[name] = value
        elif found:
            yield Heard(found["event"], found.get("id"), found.get("data", ""))
            found = {}


async def changes(heard: AsyncIterator[Heard], count: int) -> list[Heard]:
    """The next so many changes; signs of life are skipped."""
    got: list[Heard] = []
    if count == 0:
        return got
    async with asyncio.timeout(10):
        async for one in heard:
            if one.kind == "change":
                got.append(one)
            if len(got) == count:
                break
    return got


async def test_a_change_arrives_with_its_number(served: Served) -> None:
    async with listening(served) as heard:
        issued = await served.take()
        first, second = await changes(heard, 2)
    assert [first.event.kind, second.event.kind] == ["ticket.reserved", "ticket.waiting"]
    assert [first.id, second.id] == [str(served.seq - 1), str(served.seq)]
    assert first.event.tickets[0].id == issued["ticket"]["id"]


async def test_a_feed_begins_with_a_sign_of_life(served: Served) -> None:
    async with listening(served) as heard:
        assert (await anext(heard)).kind == "alive"


async def test_a_quiet_feed_says_at_least_every_three_seconds_that_it_is_alive(served: Served) -> None:
    async with listening(served) as heard:
        await anext(heard)
        begun = time.monotonic()
        async with asyncio.timeout(3):
            assert (await anext(heard)).kind == "alive"
        assert time.monotonic() - begun <= 3


@pytest.mark.parametrize("how", ["query", "header"])
async def test_a_feed_goes_on_behind_the_last_number_that_was_had(served: Served, how: str) -> None:
    before = served.seq
    for _ in range(3):
        await served.take()
    query, headers = (
        (f"?after={before + 2}", {}) if how == "query" else ("", {"last_event_id": str(before + 2)})
    )
    async with listening(served, query, **headers) as heard:
        got = await changes(heard, 4)
    assert [int(one.id or 0) for one in got] == [before + 3, before + 4, before + 5, before + 6]


async def test_the_last_event_id_counts_more_than_the_address_that_a_browser_repeats(served: Served) -> None:
    before = served.seq
    await served.take()
    async with listening(served, "?after=0", last_event_id=str(before + 1)) as heard:
        (got,) = await changes(heard, 1)
    assert int(got.id or 0) == before + 2


async def test_numbers_of_the_whole_hall_have_no_gap_from_history_into_the_present(served: Served) -> None:
    await served.take()
    async with listening(served, "?after=0") as heard:
        for _ in range(5):
            await served.take()
        got = await changes(heard, served.seq)
    assert [int(one.id or 0) for one in got] == list(range(1, served.seq + 1))


async def test_a_zone_hears_what_concerns_it_and_nothing_else(served: Served) -> None:
    before = served.seq
    await served.take(queue="A")
    await served.take(by="kiosk 2", queue="BG")
    good(await served.post("/api/v1/notices", {"text_zh": "全厅"}, "manager"))
    good(await served.post("/api/v1/notices", {"text_zh": "一区", "zone": "Z1"}, "manager"))
    async with listening(served, f"?after={before}&zone=Z2") as heard:
        got = await changes(heard, 3)
    assert [one.event.kind for one in got] == ["ticket.reserved", "ticket.waiting", "notice.posted"]
    assert [t.zone for one in got for t in one.event.tickets] == ["Z2", "Z2"]
    assert got[-1].event.notice is not None
    assert got[-1].event.notice.text_zh == "全厅"


async def test_the_law_of_the_fold_holds_over_http_for_the_hall_and_for_each_zone(served: Served) -> None:
    await served.open("W001", "W085")
    await served.take()
    for query in ("", "zone=Z1", "zone=Z2"):
        view = HallView.model_validate(good(await served.get(f"/api/v1/hall/view?{query}")))
        await served.served("W001")
        await served.served("W085", id_token="ab" * 32, item="I3", by="kiosk 2")
        await served.take(queue="A", priority="elderly")
        good(await served.post("/api/v1/notices", {"text_zh": "停电"}, "manager"))
        good(await served.post("/api/v1/devices/heartbeat", {"state": "down", "code": query[-2:]}, "kiosk"))
        head = served.seq
        async with listening(served, f"?after={view.seq}&{query}") as heard:
            async for one in heard:
                view = apply(view, one.event) if one.kind == "change" else view
                if view.seq >= head:
                    break
        now = HallView.model_validate(good(await served.get(f"/api/v1/hall/view?{query}")))
        assert view == now


@pytest.mark.parametrize("where", ["beyond", "too old"])
async def test_a_number_that_the_feed_does_not_have_is_gone(served: Served, where, monkeypatch) -> None:
    await served.take()
    after = served.seq + 1
    if where == "too old":
        monkeypatch.setattr(feed, "OLDEST", 3)
        after = good(await served.get("/api/v1/hall/view"))["seq"] - 4
    told = problem(await served.get(f"{PATH}?after={after}"), 410, "events_gone")
    assert told["cure"]


async def test_fifty_subscribers_hear_the_same_in_the_same_order(served: Served) -> None:
    before = served.seq

    async def follow() -> list[tuple[str | None, str]]:
        async with listening(served, f"?after={before}") as heard:
            return [(one.id, one.data) for one in await changes(heard, 40)]

    following = [asyncio.create_task(follow()) for _ in range(50)]
    await asyncio.gather(*(served.take() for _ in range(20)))
    everybody = await asyncio.gather(*following)
    assert [int(number or 0) for number, _ in everybody[0]] == list(range(before + 1, before + 41))
    assert all(one == everybody[0] for one in everybody)


async def test_a_subscriber_that_catches_up_while_much_happens_hears_everything_once(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGE", 7)
    before = served.seq
    for _ in range(10):
        await served.take()

    async def follow() -> list[int]:
        async with listening(served, f"?after={before}") as heard:
            return [int(one.id or 0) for one in await changes(heard, 120)]

    following = []
    for _ in range(10):
        following.append(asyncio.create_task(follow()))
        await asyncio.gather(*(served.take() for _ in range(5)))
    for numbers in await asyncio.gather(*following):
        assert numbers == list(range(before + 1, before + 121))


async def test_a_subscriber_that_does_not_read_is_let_go_and_comes_back_without_loss(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PENDING", 20)
    before = served.seq
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", served.http.base_url.port))
    reader, writer = await asyncio.open_connection(sock=narrow, limit=2**10)
    request = (
        f"GET {PATH}?after={before} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token_of('board')}\r\n"
    )
    writer.write(f"{request}Connection: close\r\n\r\n".encode())
    await writer.drain()
    while served.app.state.hall.feed.subscribers == 0:
        await asyncio.sleep(0.01)
    taken = 0
    while served.app.state.hall.feed.subscribers:
        await asyncio.gather(*(served.take() for _ in range(40)))
        taken += 40
        if taken % 600 == 0:
            await served.post("/api/v1/day/close", {}, "manager")
        assert taken < 20000, "nobody was let go"
    had = await reader.read()
    writer.close()
    numbers = [int(line[4:]) for line in had.decode().splitlines() if line.startswith("id: ")]
    last = numbers[-1] if numbers else before
    async with listening(served, last_event_id=str(last)) as heard:
        numbers += [int(one.id or 0) for one in await changes(heard, served.seq - last)]
    assert numbers == list(range(before + 1, served.seq + 1))


async def test_a_subscriber_that_leaves_is_forgotten(served: Served) -> None:
    async with listening(served) as heard:
        await anext(heard)
        await served.take()
        await changes(heard, 1)
        assert served.app.state.hall.feed.subscribers == 1
    async with asyncio.timeout(3):
        while served.app.state.hall.feed.subscribers:
            await asyncio.sleep(0.01)


async def test_a_stop_ends_the_feeds_and_the_server_within_five_seconds(served: Served) -> None:
    async def follow() -> str:
        async with listening(served) as heard:
            async for _ in heard:
                pass
        return "ended"

    following = [asyncio.create_task(follow()) for _ in range(10)]
    while served.app.state.hall.feed.subscribers < 10:
        await asyncio.sleep(0.01)
    begun = time.monotonic()
    await served.stop()
    assert time.monotonic() - begun < 3
    assert await asyncio.gather(*following) == ["ended"] * 10


async def test_a_view_is_never_older_than_the_answers_before_it(served: Served) -> None:
    for _ in range(20):
        issued = await served.take()
        view = good(await served.get("/api/v1/hall/view"))
        assert issued["ticket"]["id"] in view["tickets"]
        assert view["seq"] == served.seq


async def test_the_snapshot_is_what_the_tables_say(served: Served) -> None:
    await served.open("W001", "W085")
    await served.served("W001")
    waits = await served.take()
    called = await served.take(by="kiosk 2", queue="BG")
    await served.call_next("W085")
    view = good(await served.get("/api/v1/hall/view"))
    store = served.app.state.hall.log
    with store.transaction() as connection:
        tables = store.load(connection)
    assert view["seq"] == tables.seq
    assert {t: v["state"] for t, v in view["tickets"].items()} == {
        t.id: t.state.value for t in tables.tickets.live()
    }
    assert {w: (v["state"], v["ticket"]) for w, v in view["windows"].items()} == {
        w.id: (w.state.value, w.ticket) for w in tables.windows.all()
    }
    assert set(view["devices"]) == {d.id for d in tables.devices.all()}
    assert view["tickets"][waits["ticket"]["id"]]["state"] == "waiting"
    assert view["tickets"][called["ticket"]["id"]]["window"] == "W085"
    assert json.loads(json.dumps(view)) == view


# The feed alone, with a log whose publisher can be held back


def recorded(seq: int) -> Recorded:
    return Recorded(seq, NINE, TUESDAY, domain.Event(kind=domain.Kind.STAFF_SIGNED_IN))


class Log:
    """Knows more events than the feed has published yet, until the gate opens."""

    def __init__(self, published: int) -> None:
        self.last, self._published = published, published
        self.gate = threading.Event()

    def read_after(self, seq: int, most: int) -> list[Recorded]:
        if seq == self._published:
            assert self.gate.wait(10)
        return [recorded(n) for n in range(seq + 1, min(self.last, seq + most) + 1)]


async def test_what_a_subscriber_read_from_the_log_is_not_told_again_when_it_is_published() -> None:
    log = Log(published=3)
    log.last = 5
    lone = feed.Feed(log.read_after)
    await lone.start(HallView(seq=3, at=NINE, day=TUESDAY))
    frames = lone.follow(0, feed.of_zone(None))
    async with asyncio.timeout(10), aclosing(frames):
        had = [(await anext(frames)).seq for _ in range(6)]
        following = asyncio.create_task(anext(frames))
        await asyncio.sleep(0)
        log.last = 6
        log.gate.set()
        had.append((await following).seq)
    await lone.stop()
    assert had == [0, 1, 2, 3, 4, 5, 6]


async def test_a_feed_that_cannot_read_the_log_for_a_moment_goes_on_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed, "RETRY_SECONDS", 0.01)
    tries = iter([OSError("the database is away"), OSError("still"), None])

    def read_after(seq: int, most: int) -> list[Recorded]:
        if (trouble := next(tries, None)) is not None:
            raise trouble
        return [recorded(n) for n in range(seq + 1, 3)]

    lone = feed.Feed(read_after)
    await lone.start(HallView(seq=0, at=NINE, day=TUESDAY))
    frames = lone.follow(0, feed.of_zone(None))
    async with asyncio.timeout(10), aclosing(frames):
        assert [(await anext(frames)).seq for _ in range(3)] == [0, 1, 2]
    await lone.stop()
