"""The citizen's phone page: what it says in every state, to whom, and how often it asks."""

import html
import re
from typing import Any

import pytest

from hall_server.api.feed import ALIVE, frame
from hall_server.api.phone import LINE_BEATS, Watch
from hall_server.api.phone_look import SCRIPT
from hall_server.history.lane import TICK
from hall_server.wire.events import Event
from hall_server.wire.views import TicketView
from tests.hall_server.api.api_hall import HOSTILE, ID_NUMBER, NAMES, Browser, good, problem
from tests.small_hall import NINE, TUESDAY

AWAY_UNTIL = "2026-11-24T10:30:00+08:00"


def page_of(issued: dict[str, Any]) -> str:
    """Path of a ticket's page, from the address in its QR code."""
    return str(issued["url"]).removeprefix("http://hall.test")


async def shown(web: Browser, issued: dict[str, Any], language: str = "zh") -> str:
    """The page's words, tags taken out."""
    response = await web.get(f"{page_of(issued)}?lang={language}", None)
    assert response.status_code == 200
    return words(response.text)


def words(page: str) -> str:
    body = re.sub(r"<(style|script|noscript)>.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


async def in_state(web: Browser, state: str) -> dict[str, Any]:
    """A ticket that has come to a state by the hall's own ways."""
    await web.open("W001")
    if state == "reserved":
        return good(await web.post("/api/v1/tickets", {"queue": "A"}))
    issued = await web.take()
    ticket = issued["ticket"]["id"]
    if state == "cancelled":
        good(await web.post(f"/api/v1/tickets/{ticket}/cancel", {}, "supervisor"))
    if state == "void":
        good(await web.post(f"/api/v1/tickets/{ticket}/void", {"reason": "mistake"}, "supervisor"))
    if state in ("waiting", "cancelled", "void"):
        return issued
    await web.call_next("W001")
    if state == "missed":
        for _ in range(2):
            web.clock.pass_(seconds=20)
            await web.act(ticket, "recall", "W001")
        web.clock.pass_(seconds=20)
        await web.act(ticket, "no-show", "W001")
    if state in ("called", "missed"):
        return issued
    await web.act(ticket, "start", "W001")
    if state == "held":
        await web.act(ticket, "hold", "W001", kind="papers_stay")
    if state in ("serving", "held"):
        return issued
    await web.act(ticket, "finish", "W001")
    if state == "rated":
        good(await web.post(f"/api/v1/tickets/{ticket}/rate", {"stars": 4}))
    return issued


STATES = {
    "reserved": ("正在打印号票", "Your slip is being printed"),
    "waiting": ("正在等候", "You are in line"),
    "called": ("请到 1 号窗口办理", "Please go to window 1"),
    "serving": ("正在 1 号窗口办理", "You are being served at window 1"),
    "held": ("请回 1 号窗口继续办理", "please return to window 1"),
    "missed": ("已过号", "Your call was missed"),
    "finished": ("业务已办结", "Your service is complete"),
    "rated": ("感谢您的评价", "Thank you for your rating"),
    "cancelled": ("号票已取消", "This number was cancelled"),
    "void": ("号票已作废", "This number is no longer valid"),
}


@pytest.mark.parametrize("state", STATES)
async def test_every_state_is_said_in_both_languages(web: Browser, state: str) -> None:
    issued = await in_state(web, state)
    for language, said in zip(("zh", "en"), STATES[state], strict=True):
        page = await shown(web, issued, language)
        assert said in page
        assert issued["ticket"]["number"] in page
        assert "0745-12345" in page


@pytest.mark.parametrize("state", STATES)
async def test_the_english_page_has_no_chinese_but_names_and_the_way_to_chinese(
    web: Browser, state: str
) -> None:
    page = await shown(web, await in_state(web, state), "en")
    assert not re.search(r"[\u4e00-\u9fff]", page.replace("中文", ""))


async def test_a_waiting_citizen_reads_how_many_are_ahead_how_long_and_where(web: Browser) -> None:
    await web.open("W001", "W003")
    await web.take()
    await web.take()
    page = await shown(web, await web.take())
    assert "前面还有 2 人" in page
    assert re.search(r"预计等候 约 \d+–\d+ 分钟", page)
    assert "可办理窗口 1、3 号" in page
    assert "供水业务" in page


async def test_a_citizen_whom_only_one_window_may_call_reads_that_window_alone(web: Browser) -> None:
    await web.open("W001", "W003")
    issued = await web.take()
    await web.call_next("W001")
    moved = {"to_window": "W003", "reason": "other_skill"}
    await web.act(issued["ticket"]["id"], "transfer", "W001", **moved)
    assert "可办理窗口 3 号" in await shown(web, issued)


async def test_the_next_one_is_told_so(web: Browser) -> None:
    await web.open("W001")
    assert "下一位就是您" in await shown(web, await web.take())


async def test_without_an_open_window_no_minutes_are_promised(web: Browser) -> None:
    page = await shown(web, await web.take())
    assert "暂无开放窗口" in page
    assert "分钟" not in page


async def test_a_call_is_in_the_title_and_marked_apart_from_all_other_states(web: Browser) -> None:
    issued = await in_state(web, "called")
    page = (await web.get(page_of(issued), None)).text
    assert "<title>请到 1 号窗口办理 · A001号</title>" in page
    assert 'class="card call" role="alert"' in page
    assert '<p class="window">1</p>' in page


async def test_a_repeated_call_is_counted(web: Browser) -> None:
    issued = await in_state(web, "called")
    web.clock.pass_(seconds=10)
    await web.act(issued["ticket"]["id"], "recall", "W001")
    assert "第 2 次呼叫" in await shown(web, issued)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "1号窗口暂停办理（临时离岗），预计 10:30 恢复"),
        ("en", "Window 1 is paused (Away for a moment) until about 10:30"),
    ],
)
async def test_a_pause_is_told_with_window_reason_and_expected_end(
    web: Browser, language: str, said: str
) -> None:
    issued = await in_state(web, "called")
    pause = {"reason": "away", "until": AWAY_UNTIL}
    good(await web.post("/api/v1/windows/W001/pause", pause, "W001"))
    page = await shown(web, issued, language)
    assert said in page
    assert STATES["waiting"][language == "en"] in page


async def test_a_pause_that_lasts_longer_than_announced_is_not_told_with_a_time_that_has_passed(
    web: Browser,
) -> None:
    issued = await in_state(web, "waiting")
    good(await web.post("/api/v1/windows/W001/pause", {"reason": "away", "until": AWAY_UNTIL}, "W001"))
    web.clock.pass_(hours=2)
    page = await shown(web, issued)
    assert "已超过预计恢复时间" in page
    assert "10:30" not in page


async def test_the_free_note_of_a_pause_stays_inside(web: Browser) -> None:
    issued = await in_state(web, "waiting")
    pause = {"reason": "away", "until": AWAY_UNTIL, "note": "接孩子"}
    good(await web.post("/api/v1/windows/W001/pause", pause, "W001"))
    assert "接孩子" not in await shown(web, issued)


@pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
async def test_a_form_takes_each_of_five_levels(web: Browser, stars: int) -> None:
    issued = await in_state(web, "finished")
    page = (await web.get(page_of(issued), None)).text
    level = re.search(rf'<button name="stars" value="{stars}"(?: data-why)?>(.*?)</button>', page)
    assert level
    why = {"why": "1", "reason": "attitude"} if stars <= 2 else {}
    response = await web.http.post(f"{page_of(issued)}/rate?lang=zh", data={"stars": str(stars)} | why)
    assert (response.status_code, response.headers["location"]) == (303, f"{page_of(issued)}?lang=zh")
    assert f"您的评价：{level[1]}" in await shown(web, issued)


async def test_a_service_is_rated_once(web: Browser) -> None:
    issued = await in_state(web, "finished")
    await web.http.post(f"{page_of(issued)}/rate", data={"stars": "5"})
    before = web.seq
    await web.http.post(f"{page_of(issued)}/rate", data={"stars": "1"})
    assert web.seq == before
    page = (await web.get(page_of(issued), None)).text
    assert "您的评价：非常满意" in words(page)
    assert "<form" not in page


@pytest.mark.parametrize("state", [s for s in STATES if s != "finished"])
async def test_only_a_finished_service_can_be_rated(web: Browser, state: str) -> None:
    issued = await in_state(web, state)
    before = web.seq
    assert "<form" not in (await web.get(page_of(issued), None)).text
    response = await web.http.post(f"{page_of(issued)}/rate", data={"stars": "5"})
    assert (response.status_code, web.seq) == (303, before)


@pytest.mark.parametrize(
    "body", [b"", b"stars=0", b"stars=6", b"stars=5.0", b"stars=%00", b"\xff\xfe", b"a=1&stars=x"]
)
async def test_a_form_that_is_not_right_changes_nothing(web: Browser, body: bytes) -> None:
    issued = await in_state(web, "finished")
    before = web.seq
    response = await web.http.post(f"{page_of(issued)}/rate", content=body)
    assert (response.status_code, web.seq) == (303, before)


@pytest.mark.parametrize(
    "token", ["no-such-token-at-all", "x", "%3Cscript%3E", "%00", "x" * 3000, "%E5%8F%B7", "{x}"]
)
async def test_an_unknown_address_is_a_page_that_says_so_and_repeats_nothing(
    web: Browser, token: str
) -> None:
    for send in (web.http.get(f"/t/{token}"), web.http.post(f"/t/{token}/rate", data={"stars": "5"})):
        response = await send
        assert response.status_code == 404
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert "没有找到这张号票" in words(response.text)
        assert "script>" not in response.text
        assert token not in response.text or token == "x"
    problem(await web.get(f"/t/{token}/events", None), 404, "unknown_ticket")


@pytest.mark.parametrize("lang", ["fr", "", "zh'", "%00"])
async def test_a_language_that_there_is_not_counts_as_none(web: Browser, lang: str) -> None:
    issued = await in_state(web, "waiting")
    response = await web.get(f"{page_of(issued)}?lang={lang}", None, accept_language="en")
    assert "You are in line" in words(response.text)


@pytest.mark.parametrize("state", STATES)
async def test_the_page_holds_nothing_of_a_person_and_nothing_of_another_ticket(
    web: Browser, state: str
) -> None:
    person = good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}))["id_token"]
    others = [await web.take(by="kiosk 2", item="I3", id_token=person), await web.take(queue="B")]
    issued = await in_state(web, state)
    page = (await web.get(page_of(issued), None)).text
    secrets = [ID_NUMBER, person, "1001", *NAMES, *(page_of(o)[3:] for o in others)]
    secrets += [o["ticket"]["number"] for o in others]
    assert [s for s in secrets if s in page] == []


async def test_a_hostile_name_is_only_words(web: Browser) -> None:
    issued = await web.take(item="I9")
    page = (await web.get(page_of(issued), None)).text
    assert "<script>alert" not in page
    assert HOSTILE in words(page)


@pytest.mark.parametrize("state", ["waiting", "finished", "void"])
async def test_the_page_is_not_kept_not_passed_on_and_runs_nothing_foreign(web: Browser, state: str) -> None:
    response = await web.get(page_of(await in_state(web, state)), None)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "'unsafe" not in response.headers["content-security-policy"]
    assert not re.findall(r'(?:src|href)="https?:', response.text)


@pytest.mark.parametrize("state", STATES)
async def test_without_scripts_the_page_loads_itself_anew_while_something_may_come(
    web: Browser, state: str
) -> None:
    page = (await web.get(page_of(await in_state(web, state)), None)).text
    over = state in ("rated", "cancelled", "void")
    assert ('<noscript><meta http-equiv="refresh"' in page) == (not over)
    assert (f"<script>{SCRIPT}</script>" in page) == (not over)


async def test_the_time_on_the_page_is_that_of_the_hall(web: Browser) -> None:
    web.clock.pass_(minutes=2, seconds=5)
    assert "数据截至 09:02:05" in await shown(web, await web.take())


async def test_nothing_more_is_told_of_a_ticket_that_is_over(web: Browser) -> None:
    issued = await in_state(web, "void")
    assert (await web.get(f"{page_of(issued)}/events", None)).status_code == 204


async def test_a_number_that_lapsed_says_why(web: Browser) -> None:
    issued = await in_state(web, "reserved")
    web.clock.pass_(minutes=1)
    await web.app.state.hall.lane.run(TICK)
    assert "号票未成功打印" in await shown(web, issued)


async def test_a_ticket_of_yesterday_does_not_wait_any_more(web: Browser) -> None:
    issued = await in_state(web, "waiting")
    web.clock.pass_(days=1)
    await web.take()
    page = await shown(web, issued)
    assert "号票已作废" in page
    assert "前面还有" not in page


async def test_rating_yesterdays_service_leaves_todays_numbers_alone(web: Browser) -> None:
    issued = await in_state(web, "finished")
    web.clock.pass_(days=1)
    today = await web.take()
    assert today["ticket"]["number"] == issued["ticket"]["number"]
    await web.http.post(f"{page_of(issued)}/rate", data={"stars": "3"})
    outlook = good(await web.get("/api/v1/queues/A/outlook"))
    assert outlook["estimate"]["ahead"] == 1
    page = await shown(web, today)
    assert "暂无开放窗口" in page


# What a page is told: its own ticket at once, its line now and then


def a_ticket(number: str, queue: str = "A", state: str = "waiting") -> TicketView:
    return TicketView(
        id=f"20261124-{number}", number=number, day=TUESDAY, zone="Z1", queue=queue, state=state,
        since=NINE, taken_at=NINE, reference_at=NINE,
    )  # fmt: skip


def a_frame(*tickets: TicketView) -> Any:
    return frame(Event(seq=7, at=NINE, day=TUESDAY, kind="ticket.called", zones=("Z1",), tickets=tickets))


@pytest.fixture
def watch() -> Watch:
    return Watch("20261124-A001", "A", frozenset({"W001"}), 3, lambda: "09:00:00")


def test_a_page_hears_of_its_own_ticket_at_once(watch: Watch) -> None:
    assert watch.say(a_frame(a_ticket("A001", state="called"))) == b"event: mine\ndata: \n\n"


def test_a_page_hears_of_its_line_once_in_ten_seconds_however_much_happens(watch: Watch) -> None:
    said = []
    for _ in range(4 * LINE_BEATS):
        said += [watch.say(a_frame(a_ticket(f"A{n:03d}"))) for n in range(2, 30)]
        said.append(watch.say(ALIVE))
    assert said.count(b"event: line\ndata: \n\n") == 4
    assert said.count(b"event: alive\ndata: 09:00:00\n\n") == 4 * (LINE_BEATS - 1)


def test_a_page_hears_nothing_but_life_while_its_line_stands_still(watch: Watch) -> None:
    assert {watch.say(ALIVE) for _ in range(30)} == {b"event: alive\ndata: 09:00:00\n\n"}


def test_what_happens_in_other_lines_is_not_wanted(watch: Watch) -> None:
    assert not watch.wants(a_frame(a_ticket("B001", queue="B")).event)
    assert watch.wants(a_frame(a_ticket("A002")).event)
    assert watch.wants(a_frame(a_ticket("A001", queue="B")).event)


@pytest.mark.parametrize("moved", [a_ticket("A001", queue="B"), a_ticket("A001", state="cancelled")])
def test_a_page_whose_ticket_moved_or_ended_is_told_and_asked_to_come_again(watch: Watch, moved) -> None:
    assert watch.say(a_frame(moved)) == b"event: mine\ndata: \n\n"
    assert watch.say(ALIVE) is None
