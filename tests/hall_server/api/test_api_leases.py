"""Leased numbers over HTTP."""

from typing import Any

import pytest

from tests.hall_server.api.api_hall import Browser, good, problem

LEASES, CLAIM = "/api/v1/leases", "/api/v1/tickets/claim"
NINE = "2026-11-24T09:00:00+08:00"


async def lent(web: Browser, by: str = "kiosk", *queues: str) -> list[dict[str, Any]]:
    answer = good(await web.post(LEASES, {"queues": queues or ["A"]}, by))
    numbers: list[dict[str, Any]] = answer["numbers"]
    return numbers


async def test_a_kiosk_is_lent_six_numbers_of_each_queue(web: Browser) -> None:
    numbers = await lent(web, "kiosk", "A", "B")
    assert [one["number"] for one in numbers] == [f"{q}{n}" for q in "AB" for n in range(901, 907)]
    first = numbers[0]
    assert (first["ticket"], first["queue"], first["day"]) == ("20261124-A901", "A", "2026-11-24")
    assert first["url"].startswith("http://hall.test/t/")
    assert len({one["url"] for one in numbers}) == 12


async def test_the_answer_says_what_the_hall_takes_the_time_to_be(web: Browser) -> None:
    answer = good(await web.post(LEASES, {"queues": []}))
    assert answer == {"numbers": [], "at": "2026-11-24T01:00:00Z"}


async def test_a_claimed_number_waits_and_its_page_opens(web: Browser) -> None:
    number = (await lent(web))[0]
    page = number["url"].removeprefix("http://hall.test")
    assert (await web.get(page, None)).status_code == 404
    web.clock.pass_(minutes=20)
    ask = {"ticket": number["ticket"], "item": "I1", "priority": "elderly", "taken_at": NINE}
    ticket = good(await web.post(CLAIM, ask))["ticket"]
    assert (ticket["number"], ticket["state"], ticket["priority"]) == ("A901", "waiting", "elderly")
    assert ticket["reference_at"] == "2026-11-24T01:00:00Z"
    assert "A901" in (await web.get(page, None)).text
    view = good(await web.get("/api/v1/hall/view"))
    assert number["ticket"] in view["tickets"]


async def test_a_claim_that_is_sent_again_is_done_once(web: Browser) -> None:
    ask = {"ticket": (await lent(web))[0]["ticket"], "taken_at": NINE}
    first = await web.post(CLAIM, ask, key="one-and-the-same")
    seq = web.seq
    web.clock.pass_(minutes=1)
    again = await web.post(CLAIM, ask, key="one-and-the-same")
    assert (again.content, web.seq) == (first.content, seq)


async def test_a_number_of_another_kiosk_is_refused_with_a_sentence(web: Browser) -> None:
    ask = {"ticket": (await lent(web))[0]["ticket"], "taken_at": NINE}
    told = problem(await web.post(CLAIM, ask, "kiosk 2", accept_language="en"), 409, "not_leased")
    assert "A901" in told["detail"]
    assert told["field"] == "ticket"
    assert told["cure"]


async def test_an_unknown_queue_is_named(web: Browser) -> None:
    problem(await web.post(LEASES, {"queues": ["A", "NOPE"]}), 404, "unknown_thing")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ticket": "20261124-A901"},
        {"ticket": "A901", "taken_at": NINE},
        {"ticket": "20261124-A901", "taken_at": "nine"},
        {"ticket": "20261124-A901", "taken_at": NINE, "id_token": "ab12"},
    ],
)
async def test_a_claim_that_is_not_well_made_is_not_taken(web: Browser, body: dict[str, Any]) -> None:
    assert (await web.post(CLAIM, body)).status_code == 422
