"""The phone page in a real browser: it follows the hall, says when it cannot, and works without scripts."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.hall_server.api import chrome
from tests.hall_server.api.api_hall import Served, configuration_in, good, serving
from tests.hall_server.api.test_api_phone import AWAY_UNTIL, page_of
from tests.small_hall import TurnedClock

pytestmark = [
    pytest.mark.skipif(
        chrome.PROGRAM is None, reason="NO CHROMIUM: install it to try the phone page in a browser"
    ),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[chrome.Phone]:
    async with chrome.phone(tmp_path_factory.mktemp("chromium")) as tab:
        yield tab


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: chrome.Phone) -> AsyncIterator[chrome.Phone]:
    """Nothing that a page did may have been held back or gone wrong."""
    browser.problems.clear()
    await browser.scripts(on=True)
    yield browser
    await browser.send("Page.navigate", url="about:blank")
    expected = ("ERR_", "intervention", "status of 422")
    refused = [p for p in browser.problems if not any(word in p for word in expected)]
    assert refused == []


@pytest_asyncio.fixture(loop_scope="module")
async def hall(folder: Path) -> AsyncIterator[Served]:
    async with serving(configuration_in(folder), TurnedClock()) as web:
        yield web


def says(text: str) -> str:
    return f"document.body && document.body.innerText.indexOf({text!r}) >= 0"


async def test_an_open_page_shows_its_call_and_all_that_follows_by_itself(
    hall: Served, phone: chrome.Phone
) -> None:
    await hall.open("W001")
    issued = await hall.take()
    ticket = issued["ticket"]["id"]
    await phone.open(hall.url + page_of(issued))
    await phone.until(says("正在等候"))
    await phone.until("performance.getEntriesByType('resource').length > 0")
    await hall.call_next("W001")
    await phone.until(says("第 1 次呼叫"), 3)
    assert await phone.value("document.title") == "请到 1 号窗口办理 · A001号"
    await hall.act(ticket, "start", "W001")
    await phone.until(says("正在 1 号窗口办理"), 3)
    await hall.act(ticket, "finish", "W001")
    await phone.until(says("请为本次服务评价"), 3)
    await phone.value("document.querySelector('button[value=\"5\"]').click()")
    await phone.until(says("您的评价：非常满意"), 3)


async def test_a_page_that_lost_its_server_says_until_when_it_is_true(
    hall: Served, phone: chrome.Phone
) -> None:
    issued = await hall.take()
    await phone.open(hall.url + page_of(issued))
    await phone.until(says("数据截至 09:00:00"))
    assert await phone.value("document.getElementById('lost').hidden")
    await hall.stop()
    await phone.until(says("连接中断，数据截至 09:00:00"), 7)


async def test_the_time_on_the_page_moves_on_while_nothing_happens(hall: Served, phone: chrome.Phone) -> None:
    await phone.open(hall.url + page_of(await hall.take()))
    await phone.until(says("数据截至 09:00:00"))
    hall.clock.pass_(seconds=40)
    await phone.until(says("数据截至 09:00:40"), 5)


async def test_a_page_with_scripts_is_not_reloaded_but_redrawn(hall: Served, phone: chrome.Phone) -> None:
    await hall.open("W001")
    issued = await hall.take()
    await phone.open(hall.url + page_of(issued))
    await phone.value("window.kept = 'the same page'")
    await hall.call_next("W001")
    await phone.until(says("第 1 次呼叫"), 3)
    assert await phone.value("window.kept") == "the same page"


async def test_a_busy_line_does_not_make_its_pages_ask_all_the_time(
    hall: Served, phone: chrome.Phone
) -> None:
    issued = await hall.take()
    await phone.open(hall.url + page_of(issued))
    await phone.until("performance.getEntriesByType('resource').length > 0")
    asked = "performance.getEntriesByType('resource').filter(r => r.initiatorType === 'fetch').length"
    before = await phone.value(asked)
    for _ in range(4):
        await asyncio.gather(*(hall.take() for _ in range(5)))
        await asyncio.sleep(0.5)
    assert await phone.value(asked) - before <= 1


async def test_without_scripts_a_citizen_reads_and_rates(hall: Served, phone: chrome.Phone) -> None:
    await hall.open("W001")
    issued = await hall.served("W001")
    await phone.open("about:blank#off")
    await phone.scripts(on=False)
    await phone.send("Page.navigate", url=hall.url + page_of(issued))
    await phone.until(says("请为本次服务评价"))
    await tap(phone, 'button[value="4"]')
    await phone.until(says("您的评价：满意"))


async def tap(phone: chrome.Phone, selector: str) -> None:
    """As a finger does it, so that it works without scripts too."""
    box = f"JSON.stringify(document.querySelector({selector!r}).getBoundingClientRect())"
    where = json.loads(await phone.value(box))
    await phone.value(f"window.scrollTo(0, window.scrollY + {where['y']} - 200)")
    where = json.loads(await phone.value(box))
    at = {"x": where["x"] + where["width"] / 2, "y": where["y"] + where["height"] / 2, "button": "left"}
    for kind in ("mousePressed", "mouseReleased"):
        await phone.send("Input.dispatchMouseEvent", type=kind, clickCount=1, **at)


async def test_with_scripts_a_bad_level_asks_why_on_the_same_page(hall: Served, phone: chrome.Phone) -> None:
    await hall.open("W001")
    issued = await hall.served("W001")
    await phone.open(f"{hall.url}{page_of(issued)}?lang=zh")
    await phone.value("window.kept = 'the same page'")
    await tap(phone, 'button[value="2"]')
    await phone.until(says("请选择原因"))
    await tap(phone, "button.main")
    await phone.until(says("请至少选择一项原因"))
    await phone.value("document.getElementById('comment').value = '等了一上午'")
    await hall.take()
    assert await phone.value("window.kept") == "the same page"
    assert await phone.value("document.getElementById('comment').value") == "等了一上午"
    await tap(phone, 'input[value="process"]')
    await tap(phone, "button.main")
    await phone.until(says("感谢您的评价"))
    recorded = hall.app.state.hall.log.read_after(hall.seq - 1)[-1].event
    assert (recorded.note, recorded.tickets[0].rating_reasons) == ("等了一上午", ("process",))


async def test_with_scripts_the_way_back_from_the_reasons_is_open(hall: Served, phone: chrome.Phone) -> None:
    await hall.open("W001")
    issued = await hall.served("W001")
    await phone.open(hall.url + page_of(issued))
    await tap(phone, 'button[value="1"]')
    await phone.until(says("请选择原因"))
    await phone.value("history.back()")
    await phone.until("document.querySelectorAll('button[name=stars]').length === 5")


async def test_without_scripts_a_bad_level_asks_why_on_the_next_page(
    hall: Served, phone: chrome.Phone
) -> None:
    await hall.open("W001")
    issued = await hall.served("W001")
    await phone.open("about:blank#off")
    await phone.scripts(on=False)
    await phone.send("Page.navigate", url=hall.url + page_of(issued))
    await phone.until(says("请为本次服务评价"))
    await tap(phone, 'button[value="1"]')
    await phone.until(says("请选择原因"))
    await tap(phone, "button.main")
    await phone.until(says("请至少选择一项原因"))
    await tap(phone, 'input[value="turned_away"]')
    await tap(phone, "button.main")
    await phone.until(says("感谢您的评价"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["waiting", "called", "finished", "why"])
async def test_nothing_is_wider_than_an_old_phone(
    hall: Served, phone: chrome.Phone, state: str, language: str
) -> None:
    await hall.open("W001", "W003")
    issued = await hall.take(item="I9")
    if state == "waiting":
        pause = {"reason": "system_fault", "until": AWAY_UNTIL}
        good(await hall.post("/api/v1/windows/W003/pause", pause, "W003"))
    if state != "waiting":
        await hall.call_next("W001")
    if state in ("finished", "why"):
        await hall.act(issued["ticket"]["id"], "start", "W001")
        await hall.act(issued["ticket"]["id"], "finish", "W001")
    step = "&stars=1" if state == "why" else ""
    await phone.open(f"{hall.url}{page_of(issued)}?lang={language}{step}")
    assert await phone.value("document.documentElement.scrollWidth") <= 360
    sizes = "[...document.querySelectorAll('main *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert min(await phone.value(sizes)) >= 16
