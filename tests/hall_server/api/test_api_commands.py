"""Commands: a key each, the first answer for ever, one after another whatever comes together."""

import asyncio
from pathlib import Path

import pytest

from tests.hall_server.api.api_hall import Browser, configuration_in, good, problem, running
from tests.hall_server.api.test_api_roles import EXPECTED, PLACES
from tests.small_hall import TurnedClock

TAKE = "/api/v1/tickets"
WITHOUT_KEY = {
    "/api/v1/sessions",
    "/api/v1/persons",
    "/api/v1/tickets/standing",
    "/api/v1/devices/pair",
    "/api/v1/attendance/pin",
    "/t/{token}/rate",
    "/managers/sign-in",
    "/managers/sign-out",
}
"""Tries, questions, forms: none of them is a command with a key."""
COMMANDS = [
    (name.split(" ")[1], roles.split()[0], body)
    for name, (roles, body) in EXPECTED.items()
    if name.startswith("POST") and name.split(" ")[1] not in WITHOUT_KEY
]


@pytest.mark.parametrize(("path", "role", "body"), COMMANDS, ids=[c[0] for c in COMMANDS])
async def test_a_command_without_a_key_is_told_which_header_it_lacks(web: Browser, path, role, body) -> None:
    before = web.seq
    response = await web.post(path.format(**PLACES), body, role, None, accept_language="en")
    told = problem(response, 400, "key_missing")
    assert told["field"] == "Idempotency-Key"
    assert "Idempotency-Key" in told["cure"]
    assert web.seq == before


@pytest.mark.parametrize("key", ["short", "x" * 129, "with space in it", "äöüäöüäöü", "semi;colon;key"])
async def test_a_key_that_is_none_is_told_as_a_bad_header(web: Browser, key: str) -> None:
    before = web.seq
    response = await web.post(TAKE, {"queue": "A"}, key=None, idempotency_key=key)
    assert response.status_code == 400
    assert response.json()["field"] == "Idempotency-Key"
    assert response.json()["cure"]
    assert web.seq == before


async def test_a_repeated_key_gets_the_first_answer_letter_by_letter(web: Browser) -> None:
    first = await web.post(TAKE, {"queue": "A"}, key="one-and-the-same")
    before = web.seq
    web.clock.pass_(minutes=5)
    again = await web.post(TAKE, {"queue": "A"}, key="one-and-the-same")
    assert (again.status_code, again.content) == (200, first.content)
    assert web.seq == before


async def test_a_repeated_key_gets_the_first_answer_after_a_restart(folder: Path, clock: TurnedClock) -> None:
    async with running(configuration_in(folder), clock) as web:
        first = await web.post(TAKE, {"queue": "A"}, key="one-and-the-same")
    async with running(configuration_in(folder), clock) as web:
        before = web.seq
        again = await web.post(TAKE, {"queue": "A"}, key="one-and-the-same")
        assert (again.content, web.seq) == (first.content, before)


async def test_a_refusal_is_the_first_answer_too(web: Browser) -> None:
    await web.open("W001")
    path = "/api/v1/windows/W001/call-next"
    first = await web.post(path, {}, "W001", "nobody-is-here")
    problem(first, 409, "nobody_waiting")
    await web.take()
    again = await web.post(path, {}, "W001", "nobody-is-here")
    assert (again.status_code, again.content) == (409, first.content)
    good(await web.post(path, {}, "W001", "a-fresh-press"))


async def test_a_repeated_refusal_is_told_in_the_language_of_whoever_asks(web: Browser) -> None:
    await web.open("W001")
    path = "/api/v1/windows/W001/call-next"
    zh = problem(await web.post(path, {}, "W001", "nobody-is-here"), 409, "nobody_waiting")
    en = problem(
        await web.post(path, {}, "W001", "nobody-is-here", accept_language="en"), 409, "nobody_waiting"
    )
    assert zh["detail"] != en["detail"]
    assert en["detail"].isascii()


@pytest.mark.parametrize(
    ("path", "body", "by"),
    [
        (TAKE, {"queue": "B"}, "kiosk"),
        ("/api/v1/windows/W001/open", {}, "W001"),
        (TAKE, {"queue": "A", "language": "en"}, "kiosk"),
    ],
)
async def test_a_key_with_another_content_is_refused_and_changes_nothing(
    web: Browser, path, body, by
) -> None:
    good(await web.post(TAKE, {"queue": "A"}, key="one-and-the-same"))
    before = web.seq
    told = problem(await web.post(path, body, by, "one-and-the-same"), 409, "key_reused")
    assert told["field"] == "Idempotency-Key"
    assert web.seq == before


async def test_a_key_is_not_used_up_by_somebody_who_may_not_ask(web: Browser) -> None:
    problem(await web.post(TAKE, {"queue": "A"}, "board", "one-and-the-same"), 403, "not_allowed")
    good(await web.post(TAKE, {"queue": "A"}, "kiosk", "one-and-the-same"))


async def test_fifty_takes_at_once_give_fifty_numbers(web: Browser) -> None:
    taken = await asyncio.gather(*(web.post(TAKE, {"queue": "A"}) for _ in range(50)))
    numbers = {good(response)["ticket"]["number"] for response in taken}
    assert numbers == {f"A{n:03d}" for n in range(1, 51)}


async def test_one_key_pressed_twenty_times_at_once_takes_one_number(web: Browser) -> None:
    before = web.seq
    pressed = (web.post(TAKE, {"queue": "A"}, key="one-and-the-same") for _ in range(20))
    answers = {response.content for response in await asyncio.gather(*pressed)}
    assert (len(answers), web.seq) == (1, before + 1)


async def test_windows_that_call_at_once_never_get_the_same_ticket(web: Browser) -> None:
    await web.open("W001", "W003", "W085", "W086")
    for _ in range(3):
        await web.take(queue="A")
        await web.take(by="kiosk 2", queue="BG")
    windows = ["W001", "W003", "W085", "W086"] * 5
    presses = (web.post(f"/api/v1/windows/{w}/call-next", {}, w) for w in windows)
    answers = await asyncio.gather(*presses)
    called = [response.json()["ticket"]["id"] for response in answers if response.status_code == 200]
    assert len(called) == len(set(called)) == 4
    assert {r.json()["code"] for r in answers if r.status_code != 200} == {"window_not_ready"}


async def test_somebody_who_leaves_in_the_middle_does_not_stop_the_hall(web: Browser) -> None:
    for moment in range(20):
        leaving = [asyncio.create_task(web.post(TAKE, {"queue": "A"})) for _ in range(4)]
        staying = asyncio.create_task(web.post(TAKE, {"queue": "B"}))
        await asyncio.sleep(moment % 10 * 0.0005)
        for one in leaving:
            one.cancel()
        async with asyncio.timeout(5):
            good(await staying)
        await asyncio.gather(*leaving, return_exceptions=True)
    assert (await web.get("/readyz", None)).status_code == 200
