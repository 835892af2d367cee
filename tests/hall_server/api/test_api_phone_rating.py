"""Judging on the phone page: a bad level asks why, keeps what was filled in, and goes on record once."""

import re
from typing import Any

import pytest

from hall_server.domain.events import Event, Kind
from hall_server.domain.rules import RATING_REASONS
from hall_server.domain.ticket import Source
from tests.hall_server.api.api_hall import Browser
from tests.hall_server.api.test_api_phone import in_state, page_of, words

LIVE_MARK = "<main data-live"


async def last_event(web: Browser) -> Event:
    recorded = web.app.state.hall.log.read_after(web.seq - 1)
    found: Event = recorded[-1].event
    return found


async def sent(web: Browser, issued: dict[str, Any], **form: Any) -> Any:
    return await web.http.post(f"{page_of(issued)}/rate?lang=zh", data=form)


@pytest.mark.parametrize("stars", [1, 2])
async def test_a_bad_level_alone_leads_to_its_reasons_and_changes_nothing(web: Browser, stars: int) -> None:
    issued = await in_state(web, "finished")
    before = web.seq
    response = await sent(web, issued, stars=stars)
    assert (response.status_code, web.seq) == (303, before)
    page = (await web.http.get(response.headers["location"])).text
    offered = [r.code for r in RATING_REASONS if stars in r.levels]
    assert re.findall(r'name="reason" value="(\w+)"', page) == offered
    assert "至少一项" in words(page)


async def test_a_bad_level_with_a_reason_and_own_words_goes_on_record(web: Browser) -> None:
    issued = await in_state(web, "finished")
    response = await sent(
        web, issued, stars=1, why=1, reason=["turned_away", "attitude"], comment=" 让我明天再来 "
    )
    assert response.status_code == 303
    event = await last_event(web)
    (ticket,) = event.tickets
    assert (event.kind, event.note) == (Kind.TICKET_RATED, "让我明天再来")
    assert (ticket.stars, ticket.rating_reasons) == (1, ("attitude", "turned_away"))
    assert ticket.rated_through is Source.PHONE
    assert "您的评价：非常不满意" in words((await web.http.get(response.headers["location"])).text)


async def test_a_bad_level_without_a_reason_is_refused_and_keeps_what_was_written(web: Browser) -> None:
    issued = await in_state(web, "finished")
    before = web.seq
    response = await sent(web, issued, stars=2, why=1, comment="排队<太久>")
    assert (response.status_code, web.seq) == (422, before)
    assert "请至少选择一项原因" in words(response.text)
    assert 'value="排队&lt;太久&gt;"' in response.text
    assert 'id="wrong" role="alert">' in response.text


async def test_a_comment_that_is_too_long_is_refused_and_the_ticks_stay(web: Browser) -> None:
    issued = await in_state(web, "finished")
    before = web.seq
    response = await sent(web, issued, stars=2, why=1, reason=["process", "other"], comment="长" * 201)
    assert (response.status_code, web.seq) == (422, before)
    assert "200字以内" in words(response.text)
    assert re.findall(r'value="(\w+)" checked', response.text) == ["process", "other"]


@pytest.mark.parametrize("reason", ["no_such_reason", "<script>alert(1)</script>", "turned_away", "x" * 3000])
async def test_a_reason_that_the_level_does_not_offer_is_refused(web: Browser, reason: str) -> None:
    issued = await in_state(web, "finished")
    before = web.seq
    response = await sent(web, issued, stars=2, why=1, reason=reason)
    assert (response.status_code, web.seq) == (422, before)
    assert "不在原因列表中" in words(response.text)
    assert "<script>alert(1)" not in response.text


async def test_the_reasons_are_not_drawn_anew_while_somebody_chooses(web: Browser) -> None:
    issued = await in_state(web, "finished")
    first = (await web.http.get(page_of(issued))).text
    assert LIVE_MARK in first
    assert "http-equiv" in first
    second = (await web.http.get(f"{page_of(issued)}?stars=2")).text
    assert LIVE_MARK not in second
    assert "http-equiv" not in second


@pytest.mark.parametrize("stars", ["", "0", "3", "5", "6", "x", "2.0", "%00"])
async def test_an_address_that_names_no_bad_level_shows_the_five(web: Browser, stars: str) -> None:
    issued = await in_state(web, "finished")
    page = (await web.http.get(f"{page_of(issued)}?stars={stars}")).text
    assert len(re.findall('name="stars"', page)) == 5


@pytest.mark.parametrize("state", ["waiting", "serving", "rated", "void"])
async def test_reasons_are_asked_of_a_finished_service_only(web: Browser, state: str) -> None:
    issued = await in_state(web, state)
    page = (await web.http.get(f"{page_of(issued)}?stars=1")).text
    assert "<form" not in page


async def test_the_english_reasons_have_no_chinese_but_the_way_to_it(web: Browser) -> None:
    issued = await in_state(web, "finished")
    page = words((await web.http.get(f"{page_of(issued)}?lang=en&stars=1")).text)
    assert "Turned away without cause" in page
    assert not re.search(r"[\u4e00-\u9fff]", page.replace("中文", ""))


async def test_a_service_rated_elsewhere_meanwhile_is_not_rated_again(web: Browser) -> None:
    issued = await in_state(web, "finished")
    await sent(web, issued, stars=5)
    before = web.seq
    response = await sent(web, issued, stars=1, why=1, reason="other")
    assert (response.status_code, web.seq) == (303, before)
    assert "您的评价：非常满意" in words((await web.http.get(response.headers["location"])).text)
