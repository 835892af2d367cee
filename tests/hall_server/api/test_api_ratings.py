"""Ratings over HTTP: reasons from the directory, refusals that name the field, sources that fit the role."""

import json
from typing import Any

import pytest

from hall_server.domain.ticket import Source, Ticket
from tests.hall_server.api.api_hall import Browser, good, problem


async def a_finished(web: Browser, window: str = "W001") -> str:
    await web.open(window)
    return str((await web.served(window))["ticket"]["id"])


async def rated(web: Browser, ticket: str, by: str, **ask: Any) -> Any:
    return await web.post(f"/api/v1/tickets/{ticket}/rate", ask, by)


async def kept(web: Browser) -> Ticket:
    """The ticket of the newest event, as the history has it."""
    (ticket,) = web.app.state.hall.log.read_after(web.seq - 1)[-1].event.tickets
    found: Ticket = ticket
    return found


async def test_the_directory_gives_the_reasons_in_both_languages_with_their_levels(web: Browser) -> None:
    reasons = good(await web.get("/api/v1/hall/directory", None))["rating_reasons"]
    assert {"code": "attitude", "text_zh": "服务态度不好", "text_en": "Unfriendly staff"}.items() <= (
        reasons[0].items()
    )
    for level in (1, 2):
        assert len([r for r in reasons if level in r["levels"]]) >= 5


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_bad_rating_without_a_reason_is_refused_with_the_field(web: Browser, language: str) -> None:
    ticket = await a_finished(web)
    before = web.seq
    response = await web.post(
        f"/api/v1/tickets/{ticket}/rate", {"stars": 2}, "kiosk", accept_language=language
    )
    told = problem(response, 422, "rating_reason_needed")
    assert (told["field"], web.seq) == ("reasons", before)
    assert ("原因" in told["detail"]) == (language == "zh")
    assert told["cure"]


async def test_an_unknown_reason_is_refused_with_the_field(web: Browser) -> None:
    ticket = await a_finished(web)
    told = problem(
        await rated(web, ticket, "evaluator", stars=1, reasons=["attitude", "weather"]), 422, "reason_needed"
    )
    assert told["field"] == "reasons"
    assert "weather" in told["detail"]


async def test_a_rating_with_reasons_goes_on_record_and_not_on_the_feed(web: Browser) -> None:
    ticket = await a_finished(web)
    ask = {"stars": 1, "reasons": ["not_told", "attitude"], "source": "touch", "comment": "材料退了三次"}
    answer = good(await rated(web, ticket, "evaluator", **ask))
    assert answer["ticket"]["state"] == "rated"
    assert not {"stars", "rating_reasons", "comment"} & set(answer["ticket"])
    found = await kept(web)
    assert (found.stars, found.rating_reasons) == (1, ("attitude", "not_told"))
    assert found.rated_through is Source.TOUCH
    told = web.app.state.hall.feed.view.model_dump_json()
    assert "not_told" not in told


@pytest.mark.parametrize(
    ("who", "source"), [("kiosk", "kiosk"), ("evaluator", "touch"), ("W001", "terminal"), ("manager", "desk")]
)
async def test_a_source_that_is_not_named_is_the_usual_one_of_the_role(
    web: Browser, who: str, source: str
) -> None:
    good(await rated(web, await a_finished(web), who, stars=4))
    found = (await kept(web)).rated_through
    assert found is not None
    assert found.value == source


async def test_keys_tell_a_bad_level_without_a_reason(web: Browser) -> None:
    ticket = await a_finished(web)
    good(await rated(web, ticket, "gateway", stars=2, source="keyed"))
    assert (await kept(web)).rating_reasons == ()


@pytest.mark.parametrize(("who", "source"), [("kiosk", "keyed"), ("evaluator", "phone"), ("W001", "touch")])
async def test_nobody_names_a_source_of_another_role(web: Browser, who: str, source: str) -> None:
    ticket = await a_finished(web)
    told = problem(await rated(web, ticket, who, stars=5, source=source), 403, "wrong_source")
    assert told["field"] == "source"


async def test_an_evaluator_rates_at_its_own_window_only(web: Browser) -> None:
    ticket = await a_finished(web, "W003")
    problem(await rated(web, ticket, "evaluator", stars=5), 409, "not_your_ticket")
    problem(await rated(web, ticket, "W001", stars=5), 409, "not_your_ticket")
    problem(await rated(web, ticket, "clerk", stars=5), 403, "not_your_window")
    good(await rated(web, ticket, "gateway", stars=5))


@pytest.mark.parametrize(
    "ask",
    [
        {"stars": 2, "reasons": "attitude"},
        {"stars": 2, "reasons": ["服务态度"]},
        {"stars": 2, "reasons": ["other"] * 21},
        {"stars": 2, "reasons": [""]},
        {"stars": 2, "reasons": ["other"], "source": "telepathy"},
        {"stars": 2, "reasons": ["other"], "comment": "长" * 201},
        {"stars": 2, "reason": "other"},
    ],
)
async def test_a_rating_that_is_not_well_made_changes_nothing(web: Browser, ask: dict[str, Any]) -> None:
    ticket = await a_finished(web)
    before = web.seq
    response = await web.post(f"/api/v1/tickets/{ticket}/rate", json.dumps(ask))
    assert (response.status_code, web.seq) == (422, before)


async def test_a_device_is_let_in_for_one_window(web: Browser) -> None:
    ask = {"role": "evaluator", "name": "1号窗口评价器", "window": "W001"}
    asked = good(await web.post("/api/v1/devices/pair", ask, None, None))
    device = good(await web.post("/api/v1/devices/approve", {"code": asked["code"]}, "administrator"))
    assert (device["role"], device["window"]) == ("evaluator", "W001")


async def test_a_device_of_an_unknown_window_is_refused_with_the_field(web: Browser) -> None:
    ask = {"role": "evaluator", "name": "x", "window": "W999"}
    assert problem(await web.post("/api/v1/devices/pair", ask, None, None), 404, "unknown_thing")[
        "field"
    ] == ("window")
