"""Attendance over HTTP: what a clock is told and may do, and who may read where somebody was."""

import asyncio
import json
import sqlite3
from base64 import b64decode
from hashlib import sha256
from hmac import new as keyed
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hall_server.api import translate
from tests.hall_server.api.api_hall import NAMES, PIN, Browser, good, problem, token_of
from tests.hall_server.api.test_api_roles import AWAY, CORRECTION, ENROL, PUNCH

PUNCHES, ROSTER, WALL = "/api/v1/punches", "/api/v1/attendance/roster", "/api/v1/attendance/wall"
ENTRIES = "/api/v1/attendance/whereabouts"


async def punched(web: Browser, clock: str = "08:29:00", key: str = "", **more: Any) -> dict[str, Any]:
    told = PUNCH | {"id": f"punch-{clock.replace(':', '')}", "device_at": f"2026-11-24T{clock}+08:00"} | more
    return good(await web.post(PUNCHES, told, "clock", key))


# Clocks


async def test_a_punch_is_greeted_with_how_today_stands(web: Browser) -> None:
    greeted = await punched(web, "08:40:20", offset_ms=-20_000)
    assert greeted["counted_at"] == "2026-11-24T00:40:00Z"
    assert (greeted["doubt"], greeted["status"]) == (None, "not_yet")
    first = greeted["marks"][0]
    assert (first["side"], first["verdict"], first["minutes"]) == ("in", "late", 10)
    assert first["at"] == greeted["counted_at"]


async def test_a_punch_told_again_with_another_key_counts_once(web: Browser) -> None:
    await punched(web, key="the-first-key")
    before = web.seq
    again = await punched(web, key="another-key")
    assert (web.seq, again["marks"][0]["verdict"]) == (before, "kept")


async def test_the_answer_to_a_repeated_key_is_the_first_answer(web: Browser) -> None:
    first = await web.post(PUNCHES, PUNCH, "clock", PUNCH["id"])
    await punched(web, "08:31:00")
    assert (await web.post(PUNCHES, PUNCH, "clock", PUNCH["id"])).text == first.text


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "没有此工号：4711"), ("en", "There is no such staff number: 4711")]
)
async def test_somebody_unknown_is_refused_in_the_clocks_language(
    web: Browser, language: str, said: str
) -> None:
    response = await web.post(PUNCHES, PUNCH | {"staff": "4711"}, "clock", accept_language=language)
    assert problem(response, 404, "unknown_staff")["detail"] == said


async def test_a_greeting_is_taken_back(web: Browser) -> None:
    greeted = await punched(web)
    path = f"{PUNCHES}/punch-082900/undo"
    undone = {"undone_at": "2026-11-24T08:29:04+08:00"}
    after = good(await web.post(path, undone, "clock"))
    assert (greeted["marks"][0]["verdict"], after["marks"][0]["verdict"]) == ("kept", "not_yet")
    late = {"undone_at": "2026-11-24T08:29:44+08:00"}
    problem(await web.post(path, late, "clock"), 409, "undo_too_late")


def opened(sealed: str, token: str) -> bytes:
    """As a clock does it, from its token alone."""
    key = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"onehall clock templates")
    raw = b64decode(sealed)
    return AESGCM(key.derive(token.encode())).decrypt(raw[:12], raw[12:], None)


async def test_a_clock_gets_templates_that_only_it_can_open(web: Browser) -> None:
    good(await web.post("/api/v1/attendance/enrolments", ENROL, "administrator"))
    roster = good(await web.get(ROSTER, "clock"))
    people = {p["staff"]: p for p in roster["people"]}
    (template,) = people["1001"]["templates"]
    assert opened(template["sealed"], token_of("clock")) == b64decode(ENROL["templates"][0]["values"])
    with pytest.raises(InvalidTag):
        opened(template["sealed"], token_of("kiosk"))
    assert people["1002"]["templates"] == []
    assert (roster["policy"], roster["liveness"], roster["undo_seconds"]) == ("strict", "passive", 5.0)
    assert roster["dispute_days"] == 0


async def test_the_version_of_a_roster_changes_with_what_is_in_it_and_not_without(web: Browser) -> None:
    versions = [good(await web.get(ROSTER, "clock"))["version"]]
    versions.append(good(await web.get(ROSTER, "clock"))["version"])
    good(await web.post("/api/v1/attendance/enrolments", ENROL, "administrator"))
    versions.append(good(await web.get(ROSTER, "clock"))["version"])
    receipt = good(await web.post("/api/v1/attendance/consents/withdraw", {"staff": "1001"}, "administrator"))
    versions.append(good(await web.get(ROSTER, "clock"))["version"])
    assert receipt["deleted"] == 1
    assert versions[0] == versions[1] == versions[3] != versions[2]


async def test_whoever_has_left_is_in_no_roster(web: Browser) -> None:
    left = {"staff": "1001", "first": "2026-01-01", "last": "2026-11-23"}
    good(await web.post("/api/v1/attendance/employment", left, "administrator"))
    assert "1001" not in {p["staff"] for p in good(await web.get(ROSTER, "clock"))["people"]}
    problem(await web.post(PUNCHES, PUNCH, "clock"), 409, "staff_has_left")


async def test_a_pin_typed_at_a_clock_is_locked_after_five_wrong_ones(web: Browser) -> None:
    path, wrong = "/api/v1/attendance/pin", {"staff": "1001", "pin": "0000"}
    good(await web.post(path, wrong | {"pin": PIN}, "clock"))
    for _ in range(5):
        problem(await web.post(path, wrong, "clock"), 401, "sign_in_failed")
    problem(await web.post(path, wrong | {"pin": PIN}, "clock"), 429, "locked_out")
    problem(await web.post("/api/v1/sessions", {"staff": "1001", "pin": PIN}, None), 429, "locked_out")
    web.clock.pass_(minutes=10)
    good(await web.post(path, wrong | {"pin": PIN}, "clock"))


async def test_a_right_pin_at_a_clock_forgives_the_wrong_ones_before_it(web: Browser) -> None:
    path, wrong = "/api/v1/attendance/pin", {"staff": "1001", "pin": "0000"}
    for _ in range(2):
        for _ in range(4):
            problem(await web.post(path, wrong, "clock"), 401, "sign_in_failed")
        good(await web.post(path, wrong | {"pin": PIN}, "clock"))


BAD_TEMPLATES = {"no base64": "AAAA=AAA", "no whole float": "AAAA", "not finite": "AADAfw=="}


@pytest.mark.parametrize("values", BAD_TEMPLATES.values(), ids=BAD_TEMPLATES)
async def test_a_template_that_is_none_is_refused(web: Browser, values: str) -> None:
    ask = ENROL | {"templates": [{"model": "dlib", "version": "1", "values": values}]}
    problem(await web.post("/api/v1/attendance/enrolments", ask, "administrator"), 422, "pattern")


# Who may read what


async def test_a_board_sees_counts_and_nobody(web: Browser) -> None:
    await punched(web, "08:20:00")
    seen = good(await web.get(WALL, "board"))
    (unit,) = seen["units"]
    assert (unit["unit"], unit["here"], unit["due"]) == ("U1", 1, 7)
    assert {w["window"] for w in seen["empty_windows"]} == {"W001", "W002", "W003", "W085"}
    assert {(w["staff"], w["presence"]) for w in seen["empty_windows"]} == {("****", "****")}


async def test_an_official_sees_who_is_missing_at_a_window(web: Browser) -> None:
    await punched(web, "08:20:00")
    for role in ("supervisor", "auditor"):
        seen = good(await web.get(WALL, role))
        assert {w["window"]: (w["staff"], w["presence"]) for w in seen["empty_windows"]}["W001"] == (
            "1001",
            "here",
        )


async def test_the_feed_says_that_somebody_punched_and_not_who(web: Browser) -> None:
    seq = web.seq
    await punched(web)
    entry = good(await web.post(ENTRIES, AWAY, "supervisor"))
    recorded = web.app.state.hall.feed._read_after(seq, 10)
    assert [r.event.kind.value for r in recorded] == ["attendance.punched", "whereabouts.requested"]
    for one in recorded:
        text = translate.event(one).model_dump_json()
        for personal in ("1001", "punch-082900", entry["id"], "clock-001", "9003"):
            assert personal not in text


async def test_a_clerk_reads_the_own_days_and_nobody_elses(web: Browser) -> None:
    path = "/api/v1/attendance/days?month=2026-11&staff="
    assert good(await web.get(path + "1001", "clerk"))["staff"] == "1001"
    problem(await web.get(path + "1002", "clerk"), 403, "not_allowed")
    for role in ("manager", "auditor"):
        assert good(await web.get(path + "1002", role))["staff"] == "1002"
    problem(await web.get(path + "4711", "manager"), 404, "unknown_staff")


async def test_every_figure_of_a_day_opens_to_its_punches_and_rules(web: Browser) -> None:
    web.clock.pass_(hours=10)
    await punched(web, "08:40:20")
    await punched(web, "08:40:40")
    await punched(web, "12:01:00", jumped=True)
    correction = CORRECTION | {"span": 1, "at": "2026-11-24T13:25:00+08:00"}
    good(await web.post("/api/v1/attendance/corrections", correction, "supervisor"))
    told = good(await web.get("/api/v1/attendance/days?month=2026-11&staff=1001", "manager"))
    day = told["days"][23]
    assert (day["day"], day["status"], day["shift"]) == ("2026-11-24", "not_yet", "four")
    first, second, third, _ = day["marks"]
    assert (second["verdict"], second["said_zh"]) == ("missing", "下班应在 12:00，没有打卡")
    assert first["said_zh"] == "上班应在 08:30，08:40:20 打卡，迟到 10 分钟"
    assert first["said_en"] == "in: due 08:30, punched 08:40:20, 10 min late"
    assert first["punch"] == "punch-084020"
    assert third["said_en"] == "in: due 13:30, punched 13:25:00, in order (by a correction)"
    said = {p["id"]: (p["counted"], p["said_en"]) for p in day["punches"]}
    assert said == {
        "punch-084020": (True, "counted"),
        "punch-084040": (False, "not counted: there is an earlier one in the same window of time"),
        "punch-120100": (False, "not counted: the clock's time had been moved"),
    }
    assert [c["agreed_by"] for c in day["corrections"]] == ["9001"]
    rules = " ".join(r["said_en"] for r in told["rules"])
    assert "30 min late or early are half a day of absence" in rules
    assert "rate = (due" in rules.lower()
    assert told["line"]["late_minutes"] == 0, "the day is not over"


async def test_the_reason_of_an_absence_is_told_to_those_who_may_read_it_only(web: Browser) -> None:
    asked = AWAY | {"staff": "1002", "stand_in": "1003"}
    answer = good(await web.post(ENTRIES, asked, "supervisor"))
    assert "就医" not in json.dumps(answer, ensure_ascii=False)
    (seen,) = good(await web.get(ENTRIES, "supervisor"))["entries"]
    assert (seen["reason"], seen["waits_for"], seen["mine_to_agree"]) == ("就医", "duty_officer", True)
    (seen,) = good(await web.get(ENTRIES, "manager"))["entries"]
    assert seen["mine_to_agree"] is False
    assert good(await web.get(ENTRIES, "clerk"))["entries"] == []
    assert len(good(await web.get(ENTRIES, "auditor"))["entries"]) == 1


async def test_a_form_that_is_made_up_afterwards_waits_to_be_agreed_to_all_the_same(web: Browser) -> None:
    past = {"start": "2026-11-20T08:30:00+08:00", "end": "2026-11-20T12:00:00+08:00"}
    entry = good(await web.post(ENTRIES, AWAY | past, "supervisor"))["id"]
    assert [e["id"] for e in good(await web.get(ENTRIES, "supervisor"))["entries"]] == [entry]
    good(await web.post(f"{ENTRIES}/{entry}/agree", {}, "supervisor"))
    assert good(await web.get(ENTRIES, "supervisor"))["entries"] == []


async def test_no_personal_word_is_kept_in_clear(web: Browser, folder: Path) -> None:
    good(await web.post(ENTRIES, AWAY, "supervisor"))
    good(await web.post("/api/v1/attendance/corrections", CORRECTION, "supervisor"))
    good(await web.post("/api/v1/attendance/enrolments", ENROL, "administrator"))
    await punched(web)
    good(await web.get("/api/v1/attendance/days?month=2026-11&staff=1001", "manager"))
    with sqlite3.connect(folder / "hall.db") as database:
        kept = "\n".join(database.iterdump())
    for personal in ("就医", "打卡机断电", "档案柜", ENROL["templates"][0]["values"], *NAMES):
        assert personal not in kept
    database.close()


async def test_what_waits_for_somebody_is_said_in_words(web: Browser) -> None:
    entry = good(await web.post(ENTRIES, AWAY, "supervisor"))["id"]
    response = await web.post(f"{ENTRIES}/{entry}/agree", {}, "manager", accept_language="en")
    assert "the duty officer" in problem(response, 403, "approval_out_of_turn")["detail"]


# Sheets


async def test_a_sheet_is_checked_and_locked_and_keeps_its_lines(web: Browser) -> None:
    good(
        await web.post(
            "/api/v1/attendance/employment", {"staff": "1001", "first": "2026-10-01"}, "administrator"
        )
    )
    base = "/api/v1/attendance/months/2026-10"
    for act in ("check", "lock"):
        state = good(await web.post(f"{base}/units/U1/{act}", {}, "manager"))
    assert state == {"month": "2026-10", "unit": "U1", "state": "locked", "adjustments": 0}
    late = {"id": "punch-october", "device_at": "2026-10-12T08:20:00+08:00"}
    await punched(web, **late)
    (sheet,) = good(await web.get(base, "manager"))["units"]
    (line,) = sheet["lines"]
    assert (line["line"]["due"], line["line"]["absent"], sheet["state"]) == ("18", "18", "locked")
    assert {a["column"]: (a["signed"], a["computed"]) for a in sheet["adjustments"]} == {
        "absent": ("18", "35/2"),
        "attended": ("0", "1/2"),
        "missing": ("0", "1"),
    }


async def test_a_month_that_goes_on_says_so_in_words(web: Browser) -> None:
    response = await web.post("/api/v1/attendance/months/2026-11/units/U1/check", {}, "supervisor")
    assert "当月未结束" in problem(response, 409, "sheet_not_open")["detail"]


async def test_the_centre_goes_by_a_name_of_its_own(web: Browser) -> None:
    state = good(await web.post("/api/v1/attendance/months/2026-10/units/CENTER/check", {}, "supervisor"))
    assert (state["unit"], state["state"]) == (None, "checked")


@pytest.mark.parametrize("month", ["2026-13", "26-01", "2026-1", "x"])
async def test_a_month_is_written_out(web: Browser, month: str) -> None:
    response = await web.get(f"/api/v1/attendance/months/{month}", "manager")
    problem(response, 422, "pattern")


async def test_a_day_is_written_out(web: Browser) -> None:
    for day in (20261124, "1799-01-01", "9999-12-31", "2026-11-24T00:00:00Z"):
        ask = {"staff": "1001", "day": day, "shift": None, "why": "x"}
        response = await web.post("/api/v1/attendance/named-days", ask, "manager")
        assert response.status_code == 422, response.text


async def test_a_cards_hash_is_made_by_the_key_that_clocks_get(web: Browser) -> None:
    roster = good(await web.get(ROSTER, "clock"))
    hall = web.app.state.hall
    card = keyed(bytes.fromhex(roster["card_key"]), b"04A2B9C1", sha256).hexdigest()
    assert hall.cipher.card(" 04a2b9c1 ") == card


async def test_many_questions_at_once_are_all_answered(web: Browser) -> None:
    await punched(web)
    walls = await asyncio.gather(*(web.get(WALL, "board") for _ in range(12)))
    assert {w.status_code for w in walls} == {200}
