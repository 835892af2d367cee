"""A log is read by technicians: it says what went wrong, and holds no name, number, PIN or token."""

import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_server.bootstrap import set_up_logs
from tests.hall_server.api.api_hall import (
    ID_NUMBER,
    NAMES,
    PIN,
    Browser,
    configuration_in,
    good,
    serving,
    token_of,
)
from tests.hall_server.api.test_api_phone import page_of
from tests.hall_server.api.test_api_sessions import bearer, sign_in
from tests.small_hall import TurnedClock

COMMENT = "样戊辰说很好"


@pytest.fixture(params=["text", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that the server would write, from the finest level up."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logs(request.param)
    said = io.StringIO()
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(said)
    root.setLevel(logging.DEBUG)
    for client in ("httpx", "httpcore"):  # the browser's own
        logging.getLogger(client).setLevel(logging.WARNING)
    yield said
    root.handlers[:] = before
    root.setLevel(level)
    for name in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.NOTSET)


async def a_whole_visit(web: Browser) -> list[str]:
    """A citizen with an ID card, from sign-in to rating; what of it must be in no log."""
    await sign_in(web, "1085", "9753", "W085")
    session = good(await sign_in(web, "1085", PIN, "W085"))
    clerk = bearer(session["token"])
    person = good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}, "kiosk 2"))["id_token"]
    issued = await web.take("kiosk 2", item="I3", id_token=person)
    ticket = issued["ticket"]["id"]
    await web.get(page_of(issued), None)
    good(await web.post("/api/v1/windows/W085/open", {}, None, **clerk))
    good(await web.post("/api/v1/windows/W085/call-next", {}, None, **clerk))
    for action in ("start", "finish"):
        good(await web.post(f"/api/v1/tickets/{ticket}/{action}", {"window": "W085"}, None, **clerk))
    judged = {"stars": 2, "reasons": ["other"], "comment": COMMENT}
    good(await web.post(f"/api/v1/tickets/{ticket}/rate", judged, "kiosk 2"))
    await web.http.post(f"{page_of(issued)}/rate", data={"stars": "5"})
    await web.get("/t/some-token-that-is-none", None)
    await web.post("/api/v1/sessions", {"staff": "1085", "pin": "97531x"}, None)
    await web.post("/api/v1/persons", {"id_number": ID_NUMBER[:-1] + "0"}, "kiosk 2")
    return [
        ID_NUMBER, ID_NUMBER[:-1], person, session["token"], token_of("kiosk 2"), page_of(issued)[3:],
        PIN, "9753", COMMENT, "some-token-that-is-none", *NAMES,
    ]  # fmt: skip


async def test_a_whole_visit_leaves_nothing_of_a_person_in_the_log(
    folder: Path, clock: TurnedClock, log: io.StringIO
) -> None:
    async with serving(configuration_in(folder), clock) as web:
        secrets = await a_whole_visit(web)
    said = log.getvalue()
    assert "is open for its devices" in said
    assert [s for s in secrets if s in said] == []


async def test_a_database_that_fails_is_logged_without_what_was_to_be_written(
    folder: Path, clock: TurnedClock, log: io.StringIO
) -> None:
    async with serving(configuration_in(folder), clock) as web:
        secrets = await a_whole_visit(web)
        with sqlite3.connect(folder / "hall.db") as database:
            database.execute("ALTER TABLE tickets RENAME TO gone")
        ask = {"item": "I3", "id_token": secrets[2]}
        response = await web.post("/api/v1/tickets", ask, "kiosk 2")
        assert response.status_code == 500
        assert response.json()["code"] == "fault"
        phone = await web.get(f"/t/{secrets[5]}", None)
        assert phone.status_code == 500
    said = log.getvalue()
    assert "no such table" in said
    assert [s for s in secrets if s in said] == []


async def test_a_fault_names_the_route_and_tells_the_client_nothing_of_the_inside(
    folder: Path, clock: TurnedClock, log: io.StringIO
) -> None:
    async with serving(configuration_in(folder), clock) as web:
        with sqlite3.connect(folder / "hall.db") as database:
            database.execute("ALTER TABLE tickets RENAME TO gone")
        response = await web.get("/t/some-token-that-is-none", None)
        assert response.status_code == 500
        assert "sqlite" not in response.text.lower()
        assert "Traceback" not in response.text
    assert "/t/{token} failed" in log.getvalue()


async def test_every_line_is_an_object_when_machines_read_it(
    folder: Path, clock: TurnedClock, log: io.StringIO
) -> None:
    async with serving(configuration_in(folder), clock) as web:
        with sqlite3.connect(folder / "hall.db") as database:
            database.execute("ALTER TABLE answers RENAME TO gone")
        await web.post("/api/v1/tickets", {"queue": "A"})
    lines = log.getvalue().splitlines()
    if lines[0].startswith("{"):
        events = [json.loads(line) for line in lines]
        assert all({"event", "level", "timestamp"} <= set(event) for event in events)
        assert any("could not be written" in event["event"] for event in events)
    else:
        assert any("could not be written" in line for line in lines)
