"""Following a hall: a snapshot, then every later event, in order, once, over any number of broken links."""

import json
import queue
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from hall_server.client.feed import Feed, Update
from hall_server.client.link import Link, LinkState
from tests.hall_server.client.stub_hall import StubHall

PATIENCE = 10.0
AT = "2026-11-24T01:00:00Z"
ALIVE = "event: alive\ndata: {}\n\n"


def view(seq: int, **parts: Any) -> dict[str, Any]:
    return {"seq": seq, "at": AT, "day": "2026-11-24"} | parts


def window(number: int, state: str = "idle", zone: str = "Z1") -> dict[str, Any]:
    return {"id": f"W{number:03d}", "number": number, "zone": zone, "state": state, "since": AT}


def change(seq: int, **parts: Any) -> str:
    event = {"seq": seq, "at": AT, "day": "2026-11-24", "kind": "window.opened"} | parts
    return f"id: {seq}\nevent: change\ndata: {json.dumps(event)}\n\n"


class Listener:
    """What a screen would get."""

    def __init__(self, stub: StubHall, zone: str | None = None, silence_seconds: float = 5.0) -> None:
        self.updates: queue.Queue[Update] = queue.Queue()
        self.links: queue.Queue[Link] = queue.Queue()
        self.moments: list[datetime] = []
        self.feed = Feed(
            stub.url,
            lambda: "token-1",
            zone,
            self.updates.put,
            self.links.put,
            self._clock,
            retry_seconds=0.02,
            silence_seconds=silence_seconds,
        )
        self.feed.start()

    def _clock(self) -> datetime:
        self.moments.append(datetime(2026, 11, 24, 1, 0, len(self.moments) % 60, tzinfo=UTC))
        return self.moments[-1]

    def update(self) -> Update:
        return self.updates.get(timeout=PATIENCE)

    def seqs(self, count: int) -> list[int]:
        return [self.update().view.seq for _ in range(count)]

    def link(self, state: LinkState) -> Link:
        """The next link in that state; others before it are passed over."""
        while (found := self.links.get(timeout=PATIENCE)).state is not state:
            pass
        return found


@pytest.fixture
def listen(stub: StubHall) -> Iterator[Any]:
    made: list[Listener] = []

    def start(**options: Any) -> Listener:
        made.append(Listener(stub, **options))
        return made[-1]

    yield start
    stub.ended.set()
    for listener in made:
        listener.feed.stop()
        listener.feed.join(PATIENCE)


def feeds(stub: StubHall) -> list[str]:
    """From which number each feed was asked for."""
    return [h.query["after"] for h in stub.heard if h.path == "/events"]


def snapshots(stub: StubHall) -> int:
    return sum(h.path == "/hall/view" for h in stub.heard)


def test_a_screen_gets_a_snapshot_and_then_every_event(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(ALIVE, change(6, windows=[window(1)]), change(7, windows=[window(2)]), then_silent=True)
    screen = listen()
    first, second, third = screen.update(), screen.update(), screen.update()
    assert (first.view.seq, first.events) == (5, ())
    assert (second.view.seq, [e.seq for e in second.events]) == (6, [6])
    assert sorted(third.view.windows) == ["W001", "W002"]
    assert feeds(stub) == ["5"]


def test_many_events_come_in_their_order(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(0))
    stub.streams(*(change(n) for n in range(1, 101)), then_silent=True)
    assert listen().seqs(101) == list(range(101))


def test_an_event_that_was_seen_already_is_passed_over(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(change(4), change(5), change(6), change(6), change(7), then_silent=True)
    assert listen().seqs(3) == [5, 6, 7]


def test_a_gap_in_the_numbers_means_a_new_snapshot(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.says("/hall/view", view(9, windows={"W001": window(1)}))
    stub.streams(change(6), change(8), then_silent=True)
    stub.streams(change(10), then_silent=True)
    screen = listen()
    assert screen.seqs(2) == [5, 6]
    fresh = screen.update()
    assert (fresh.view.seq, fresh.events, list(fresh.view.windows)) == (9, (), ["W001"])
    assert screen.seqs(1) == [10]
    assert feeds(stub) == ["5", "9"]


def test_a_gap_that_the_server_announces_means_a_new_snapshot(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.says("/hall/view", view(9))
    stub.streams(change(6), "event: gap\ndata: {}\n\n", then_silent=True)
    stub.streams(ALIVE, then_silent=True)
    assert listen().seqs(3) == [5, 6, 9]


def test_events_that_are_no_longer_kept_mean_a_new_snapshot(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.says("/hall/view", view(60_000))
    stub.refuses("/events", "events_gone", 410)
    stub.streams(change(60_001), then_silent=True)
    assert listen().seqs(3) == [5, 60_000, 60_001]
    assert feeds(stub) == ["5", "60000"]


def test_silence_is_a_lost_link_and_the_feed_goes_on_after_its_last_number(
    stub: StubHall, listen: Any
) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(change(6), then_silent=True)
    stub.streams(change(7), then_silent=True)
    screen = listen(silence_seconds=0.3)
    assert screen.seqs(2) == [5, 6]
    lost = screen.link(LinkState.LOST)
    assert lost.as_of in screen.moments
    assert screen.seqs(1) == [7]
    assert screen.link(LinkState.LIVE).state is LinkState.LIVE
    assert (feeds(stub)[:2], snapshots(stub)) == (["5", "6"], 1)


def test_a_feed_that_the_server_ends_goes_on_after_its_last_number(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(change(6))
    stub.streams(change(7))
    stub.streams(change(8), then_silent=True)
    assert listen().seqs(4) == [5, 6, 7, 8]
    assert (feeds(stub), snapshots(stub)) == (["5", "6", "7"], 1)


def test_what_is_not_an_event_is_a_lost_link_and_nothing_is_skipped(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams("event: change\ndata: {broken\n\n", then_silent=True)
    stub.streams(change(6), then_silent=True)
    screen = listen()
    assert screen.link(LinkState.LOST)
    assert screen.seqs(2) == [5, 6]


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_a_hall_that_does_not_give_a_snapshot_is_asked_again(
    stub: StubHall, listen: Any, status: int
) -> None:
    stub.says("/hall/view", "no", status)
    stub.says("/hall/view", view(5))
    stub.streams(ALIVE, then_silent=True)
    screen = listen()
    assert screen.link(LinkState.LOST).as_of is None
    assert screen.seqs(1) == [5]


def test_a_hall_that_cannot_be_reached_is_a_lost_link(stub: StubHall, listen: Any) -> None:
    stub.close()
    screen = listen()
    assert screen.link(LinkState.CONNECTING).as_of is None
    assert screen.link(LinkState.LOST).as_of is None
    assert screen.link(LinkState.LOST)


def test_a_sign_of_life_keeps_the_link_up_to_date(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(ALIVE, ALIVE, then_silent=True)
    screen = listen()
    seen = [screen.link(LinkState.LIVE).as_of for _ in range(4)]
    assert seen == sorted(set(seen))


def test_a_kind_that_the_screen_does_not_know_is_folded_all_the_same(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(change(6, kind="window.polished", windows=[window(1)], shine=3), then_silent=True)
    screen = listen()
    assert screen.seqs(1) == [5]
    assert list(screen.update().view.windows) == ["W001"]


def test_a_screen_of_one_zone_asks_for_it_and_skips_the_numbers_of_others(
    stub: StubHall, listen: Any
) -> None:
    stub.says("/hall/view", view(5, windows={"W001": window(1), "W085": window(85, zone="Z2")}))
    stub.streams(change(9, windows=[window(85, "paused", "Z2")]), then_silent=True)
    screen = listen(zone="Z2")
    assert list(screen.update().view.windows) == ["W085"]
    assert screen.update().view.windows["W085"].state == "paused"
    assert {h.query["zone"] for h in stub.heard} == {"Z2"}


def test_every_request_carries_the_token(stub: StubHall, listen: Any) -> None:
    stub.says("/hall/view", view(5))
    stub.streams(change(6), then_silent=True)
    listen().seqs(2)
    assert {h.headers["authorization"] for h in stub.heard} == {"Bearer token-1"}
