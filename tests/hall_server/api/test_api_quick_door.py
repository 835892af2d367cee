"""The short way in for commands answers letter by letter what the long way answers."""

from typing import Any

import pytest

from hall_server.api.app import every_route
from hall_server.api.quick_door import doors
from tests.hall_server.api.api_hall import Browser

LONG_WAY = "?"
"""An address with a question in it is none of the quick door's; the routes themselves take no notice."""
TAKE = "/api/v1/tickets"
BUSY = {
    TAKE,
    "/api/v1/tickets/{}/confirm-print",
    "/api/v1/windows/{}/call-next",
    "/api/v1/tickets/{}/start",
    "/api/v1/tickets/{}/finish",
}
ASKED: list[tuple[str, Any, str | None, str | None]] = [
    (TAKE, {"queue": "A"}, "kiosk", "a-key-of-its-own"),
    (TAKE, {"queue": "A"}, "kiosk", None),
    (TAKE, {"queue": "A"}, "kiosk", "short"),
    (TAKE, {"queue": "A"}, "kiosk", "with space in it"),
    (TAKE, {"queue": "A"}, None, "nobody-is-asking"),
    (TAKE, {"queue": "A"}, "board", "a-board-may-not"),
    (TAKE, {"queue": "no queue"}, "kiosk", "a-bad-queue-name"),
    (TAKE, {"queue": "NONE"}, "kiosk", "an-unknown-queue"),
    (TAKE, {"queue": "A", "priority": "royal"}, "kiosk", "a-class-there-is-not"),
    (TAKE, {"queue": "A", "que": "B"}, "kiosk", "a-misspelt-field"),
    (TAKE, {"queue": 7}, "kiosk", "a-number-for-a-name"),
    (TAKE, "", "kiosk", "no-body-at-all"),
    (TAKE, "{", "kiosk", "half-a-body"),
    (TAKE, "[]", "kiosk", "a-list-for-a-body"),
    (TAKE, '{"queue": "A", "queue": "B"}', "kiosk", "a-field-twice"),
    (TAKE, b'{"queue": "\xff"}', "kiosk", "no-unicode"),
    ("/api/v1/tickets/20261124-A999/confirm-print", {}, "kiosk", "an-unknown-ticket"),
    ("/api/v1/tickets/a_b/confirm-print", {}, "kiosk", "a-bad-ticket-name"),
    (f"/api/v1/tickets/{'x' * 41}/confirm-print", {}, "kiosk", "a-long-ticket-name"),
    ("/api/v1/tickets/%2F/confirm-print", {}, "kiosk", "a-slash-for-a-name"),
    ("/api/v1/tickets//confirm-print", {}, "kiosk", "no-name-at-all"),
    ("/api/v1/tickets/20261124-A001/unknown", {}, "kiosk", "an-unknown-verb"),
    ("/api/v1/windows/W001/call-next", {}, "W001", "a-closed-window"),
    ("/api/v1/windows/W002/call-next", {}, "W001", "not-ones-own-window"),
    ("/api/v1/windows/W001/open", {}, "W001", "a-window-to-open"),
    ("/api/v1/windows/W001/pause", {"reason": "lunch", "until": "yesterday"}, "W001", "no-moment"),
    ("/api/v1/windows/W001/pause", {"reason": "lunch", "until": "2026-11-24T09:00:00"}, "W001", "no-offset"),
]


@pytest.mark.parametrize(("path", "body", "by", "key"), ASKED, ids=[str(a[3]) for a in ASKED])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_both_ways_give_the_same_answer(
    web: Browser, path: str, body: Any, by: str | None, key: str | None, language: str
) -> None:
    raw = body if isinstance(body, str | bytes) else None
    quick = await web.post(path, body if raw is None else raw, by, key, accept_language=language)
    slow = await web.post(
        path + LONG_WAY + "x=1", body if raw is None else raw, by, key, accept_language=language
    )
    assert (quick.status_code, quick.content) == (slow.status_code, slow.content)
    assert quick.headers.items() == slow.headers.items()


async def test_two_keys_at_once_are_no_business_of_the_quick_door(web: Browser) -> None:
    keys = [("idempotency-key", "the-first-of-two"), ("idempotency-key", "the-second-of-two")]
    said = [("authorization", "Bearer token-of-kiosk"), ("content-type", "application/json"), *keys]
    quick = await web.http.post(TAKE, content=b'{"queue": "A"}', headers=said)
    slow = await web.http.post(f"{TAKE}?x=1", content=b'{"queue": "A"}', headers=said)
    assert (quick.status_code, quick.content) == (slow.status_code, slow.content)


def test_the_busy_commands_have_a_quick_door() -> None:
    found = dict(doors(every_route()))
    assert found.keys() >= BUSY
    assert all("{}" in path for path, door in found.items() if door.name)
