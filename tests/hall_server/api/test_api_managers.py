"""The managers' page in a browser, and the guide desk's question about two numbers."""

import re

import pytest

from hall_server.domain.call_policy import PROFILES
from hall_server.domain.ticket import Priority
from tests.hall_server.api.api_hall import HOSTILE, PIN, Browser, good, problem

BALANCED = PROFILES["balanced"]
HTML = {"accept": "text/html,application/xhtml+xml"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
WHY = "/api/v1/calls/why?one=A002&other=A001"


@pytest.fixture
async def busy(web: Browser) -> Browser:
    """Three people for the queue of windows 1 and 3: an elderly one is called before the first, and one by
    hand."""
    await web.open("W001", "W003")
    await web.take()
    web.clock.pass_(minutes=5)
    await web.take(queue="A", priority="elderly")
    await web.take()
    assert (await web.call_next("W001"))["ticket"]["number"] == "A002"
    web.clock.pass_(minutes=3)
    by_hand = {"number": "A003", "reason": "special_care", "note": HOSTILE}
    good(await web.post("/api/v1/windows/W003/call", by_hand, "W003"))
    return web


async def signed_in(web: Browser, staff: str = "9001", pin: str = PIN):
    return await web.http.post("/managers/sign-in?lang=en", content=f"staff={staff}&pin={pin}", headers=FORM)


async def test_the_desk_is_told_why_one_number_was_called_before_another(busy: Browser) -> None:
    told = good(await busy.get(WHY, "supervisor"))
    assert (told["order"], told["first"]["number"], told["second"]) == ("by_rule", "A002", None)
    head, own = BALANCED.class_minutes[Priority.ELDERLY], BALANCED.primary_minutes
    assert re.fullmatch(
        rf"09:05 叫 A002 到1号窗口（老年人优先：等候0分，老年人\+{head:g}，主办\+{own:g}(，队列较长\+\d+)?；"
        rf"其次A001，少{head - 5:g}分）。A001（普通）先到，已等5分；按本区叫号规则，A002的次序在前。"
        "A001当日没有被叫到。",
        told["said_zh"],
    )
    assert "A001 (Ordinary) had come earlier and had waited 5 min" in told["said_en"]
    by_hand = good(await busy.get("/api/v1/calls/why?one=a003&other=a001", "W001"))
    assert (by_hand["order"], by_hand["first"]["by_hand"]) == ("by_hand", "special_care")
    assert by_hand["first"]["staff"] == "1003"
    assert "指定叫号（特殊困难群众" in by_hand["said_zh"]


async def test_a_number_that_is_not_on_record_is_said_to_be_unknown(busy: Browser) -> None:
    told = problem(await busy.get("/api/v1/calls/why?one=A001&other=A777", "manager"), 404, "unknown_ticket")
    assert told["field"] == "other"
    yesterday = f"{WHY}&day=2026-11-23"
    problem(await busy.get(yesterday, "manager"), 404, "unknown_ticket")
    assert (await busy.get(f"{WHY}&day=never", "manager")).status_code == 422


async def test_a_browser_meets_the_form_and_then_the_page(busy: Browser) -> None:
    door = await busy.http.get("/managers", headers=HTML)
    assert (door.status_code, "<form" in door.text, "请核对" in door.text) == (401, True, False)
    answer = await signed_in(busy)
    assert (answer.status_code, answer.headers["location"]) == (303, "/managers?lang=en")
    cookie = answer.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", "path=/managers"))
    page = await busy.http.get("/managers?lang=en", headers=HTML)
    assert page.status_code == 200
    assert "Record of calls and waits" in page.text
    away = await busy.http.post("/managers/sign-out?lang=en", headers=HTML)
    assert away.status_code == 303
    assert (await busy.http.get("/managers", headers=HTML)).status_code == 401


async def test_the_cookie_opens_no_other_route(busy: Browser) -> None:
    await signed_in(busy)
    problem(await busy.http.get("/api/v1/hall/view"), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("staff", "pin", "said"),
    [
        ("9001", "0000", "Staff number or PIN"),
        ("1001", PIN, "not allowed"),
        ("<b>", "", "Staff number or PIN"),
        ("9999", PIN, "Staff number or PIN"),
    ],
)
async def test_who_may_not_read_it_stays_at_the_form(busy: Browser, staff: str, pin: str, said: str) -> None:
    answer = await signed_in(busy, staff, pin)
    assert answer.status_code == 401
    assert said.lower() in answer.text.lower()
    assert "set-cookie" not in answer.headers


async def test_a_clerk_who_tries_the_form_stays_signed_in_at_the_window(busy: Browser) -> None:
    await signed_in(busy, "1001")
    assert (await busy.get("/api/v1/windows/W001/desk", "W001")).status_code == 200


async def test_the_page_tells_the_day(busy: Browser) -> None:
    page = (await busy.get("/managers?lang=zh", "manager")).text
    for said in ("指定叫号", "特殊困难群众", "均衡（推荐）", "09:08", "1003", "公平界限 D"):
        assert said in page
    assert "<script" not in page
    assert "没有告警" in page
    assert f"<b>{BALANCED.bound_minutes:.0f}</b>" in page
    assert "&lt;script&gt;" in page


async def test_a_call_by_hand_beyond_the_bound_is_an_alarm(web: Browser) -> None:
    await web.open("W001")
    await web.take()
    web.clock.pass_(minutes=200)
    await web.take()
    good(await web.post("/api/v1/windows/W001/call", {"number": "A002", "reason": "manager_grant"}, "W001"))
    page = (await web.get("/managers?lang=en", "manager")).text
    assert "A call by hand broke the bound: 12:20, window 1 called A002 before 1" in page
    assert "No alarms" not in page


async def test_a_service_without_a_ticket_is_on_the_page_with_who_waited(busy: Browser) -> None:
    """A001 has waited since nine for windows 1 and 3 when window 3 takes somebody past the line."""
    empty = (await busy.get("/managers?lang=zh", "manager")).text
    assert "当日没有无票办理" in empty
    called = good(await busy.get("/api/v1/windows/W003/desk", "W003"))["serving"]["id"]
    await busy.act(called, "start", "W003")
    await busy.act(called, "finish", "W003")
    ask = {"reason": "green_channel", "note": HOSTILE}
    good(await busy.post("/api/v1/windows/W003/walk-in", ask, "W003"))
    page = (await busy.get("/managers?lang=zh", "manager")).text
    row = re.search(r'<table class="walk_ins">.*?<tbody>\n<tr>(.*?)</tr>', page)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1])
    assert cells[:3] == ["09:08", "3", "1003"]
    assert cells[3].startswith("绿色通道 (&lt;script&gt;")
    assert cells[4:] == ["1", "A001，8.0 分"]
    assert "<td class=words>指定叫号比例</td><td>50.0%</td>" in page
    assert "<td class=words>无票办理次数</td><td>1</td>" in page


async def test_coverage_has_its_own_number_of_people_and_closed_windows_are_left_out(web: Browser) -> None:
    """The first read that no window was open; the second was told a range, and waited far longer."""
    await web.take()
    await web.open("W001")
    await web.take()
    web.clock.pass_(minutes=200)
    for _ in range(2):
        called = (await web.call_next("W001"))["ticket"]["id"]
        await web.act(called, "start", "W001")
        await web.act(called, "finish", "W001")
    page = (await web.get("/managers?lang=en", "manager")).text
    assert "<td class=words>All</td><td>1</td><td>1</td><td>0%</td><td>200.0</td>" in page
    assert "1 more were called whose slips said that no window was open" in page
    assert "<td class=words>No window open</td>" not in page


async def test_the_answer_about_two_numbers_stands_on_the_page(busy: Browser) -> None:
    page = (await busy.get("/managers?lang=en&one=a002&other=A001", "auditor")).text
    assert "A001 (Ordinary) had come earlier" in page
    unknown = (await busy.get("/managers?lang=zh&one=A002&other=A777", "auditor")).text
    assert "A777在2026-11-24没有取号或没有叫号记录" in unknown


async def test_a_day_without_anything_is_an_empty_page(web: Browser) -> None:
    page = (await web.get("/managers?lang=en&day=2026-11-20", "manager")).text
    assert "Nobody who was told a wait has been called on this day" in page
    assert "No call by hand on this day" in page


async def test_the_page_runs_nothing_and_is_not_kept(web: Browser) -> None:
    answer = await web.get("/managers", "manager")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert answer.headers["cache-control"] == "no-store"
