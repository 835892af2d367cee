"""What everybody who works here does for themselves over HTTP: back-room staff with a PIN and no other role,
and those who look after them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.history.lane import Command
from hall_server.operations.planning import replan
from tests.hall_server.api.api_hall import PIN, Browser, good, plan, problem
from tests.hall_server.api.test_api_roles import ASKED_CORRECTION, AWAY, CORRECTION, PUNCH

ATTENDANCE = "/api/v1/attendance"
ENTRIES, REQUESTS = f"{ATTENDANCE}/whereabouts", f"{ATTENDANCE}/correction-requests"
MY_DAYS = f"{ATTENDANCE}/days?month=2026-11&staff="
BACK_ROOM, HEAD, STRANGER, SECOND = "4001", "2001", "4002", "9003"
OWN_AWAY = AWAY | {"staff": BACK_ROOM, "stand_in": None}

SignedIn = Callable[..., Any]


@pytest.fixture
async def people(web: Browser) -> SignedIn:
    """Sends as somebody who signed in with their own PIN: `await people("4001", "GET", path)`."""
    small, pin_hash = plan(), next(iter(plan().staff.values())).pin_hash
    other = UnitId("U2")
    more = [
        Staff(StaffNumber(BACK_ROOM), "样己巳", UnitId("U1"), "back", ("approval",), pin_hash),
        Staff(StaffNumber(HEAD), "样戊辰", UnitId("U1"), "front", ("clerk", "unit_head"), pin_hash),
        Staff(StaffNumber(STRANGER), "样庚午", other, "back", ("archive",), pin_hash),
        Staff(StaffNumber("2002"), "样辛未", other, "front", ("clerk", "unit_head"), pin_hash),
    ]
    units = dict(small.units) | {other: replace(next(iter(small.units.values())), id=other)}
    bigger = replace(small, staff=dict(small.staff) | {s.number: s for s in more}, units=units)

    def fill(uow: Any, now: Any) -> str:
        replan(uow, Actor("administrator"), bigger, now)
        return ""

    await web.app.state.hall.lane.run(Command(fill))
    tokens: dict[str, str] = {}

    async def sent(who: str, method: str, path: str, body: Any = None) -> httpx.Response:
        if who not in tokens:
            session = good(await web.post("/api/v1/sessions", {"staff": who, "pin": PIN}, None))
            tokens[who] = session["token"]
        bearer = f"Bearer {tokens[who]}"
        if method == "GET":
            return await web.get(path, None, authorization=bearer)
        return await web.post(path, body, None, authorization=bearer)

    return sent


async def test_back_room_staff_sign_in_ask_to_be_away_and_take_it_back(people: SignedIn) -> None:
    entry = good(await people(BACK_ROOM, "POST", ENTRIES, OWN_AWAY))
    assert (entry["state"], entry["waits_for"]) == ("requested", "duty_officer")
    (seen,) = good(await people(BACK_ROOM, "GET", ENTRIES))["entries"]
    assert (seen["id"], seen["reason"], seen["mine_to_agree"]) == (entry["id"], "就医", False)
    problem(await people(BACK_ROOM, "POST", f"{ENTRIES}/{entry['id']}/agree", {}), 403, "not_allowed")
    done = good(await people(BACK_ROOM, "POST", f"{ENTRIES}/{entry['id']}/cancel", {}))
    assert done["state"] == "cancelled"
    good(await people(BACK_ROOM, "POST", "/api/v1/sessions/end", {}))


@pytest.mark.parametrize(
    ("end", "chain"),
    [
        ("2026-11-25T12:00:00+08:00", [SECOND]),
        ("2026-11-25T17:30:00+08:00", [HEAD]),
        ("2026-11-26T17:30:00+08:00", [HEAD, SECOND]),
        ("2026-11-27T17:30:00+08:00", [HEAD, SECOND, "9001"]),
    ],
    ids=["half a day", "a day", "two days", "three days"],
)
async def test_an_absence_goes_through_as_many_hands_as_it_is_long(
    people: SignedIn, end: str, chain: list[str]
) -> None:
    entry = good(await people(BACK_ROOM, "POST", ENTRIES, OWN_AWAY | {"end": end}))
    for place, who in enumerate(chain):
        (seen,) = good(await people(who, "GET", ENTRIES))["entries"]
        assert seen["mine_to_agree"]
        if place + 1 < len(chain):
            early = await people(chain[-1], "POST", f"{ENTRIES}/{entry['id']}/agree", {})
            problem(early, 403, "approval_out_of_turn")
        entry = good(await people(who, "POST", f"{ENTRIES}/{entry['id']}/agree", {}))
    assert entry["state"] == "agreed"


async def test_back_room_staff_read_their_own_days_and_nobody_elses(people: SignedIn) -> None:
    assert good(await people(BACK_ROOM, "GET", MY_DAYS + BACK_ROOM))["staff"] == BACK_ROOM
    problem(await people(BACK_ROOM, "GET", MY_DAYS + "1001"), 403, "not_allowed")
    problem(await people(BACK_ROOM, "POST", ENTRIES, AWAY), 403, "not_allowed")
    problem(await people(BACK_ROOM, "GET", f"{ATTENDANCE}/months/2026-11"), 403, "not_allowed")


async def test_a_head_looks_after_the_own_unit_and_no_other(people: SignedIn) -> None:
    assert good(await people(HEAD, "GET", MY_DAYS + BACK_ROOM))["staff"] == BACK_ROOM
    problem(await people(HEAD, "GET", MY_DAYS + STRANGER), 403, "not_allowed")
    other = good(await people(STRANGER, "POST", ENTRIES, OWN_AWAY | {"staff": STRANGER}))
    assert good(await people(HEAD, "GET", ENTRIES))["entries"] == []
    whole_day = {"staff": STRANGER, "end": "2026-11-25T17:30:00+08:00"}
    longer = good(await people(STRANGER, "POST", ENTRIES, OWN_AWAY | whole_day))
    for entry in (other, longer):
        refused = await people(HEAD, "POST", f"{ENTRIES}/{entry['id']}/agree", {})
        problem(refused, 403, "approval_out_of_turn")


async def test_a_forgotten_punch_is_asked_for_vouched_for_twice_and_explained(
    web: Browser, people: SignedIn
) -> None:
    web.clock.pass_(hours=10)
    asked = good(await people(BACK_ROOM, "POST", REQUESTS, ASKED_CORRECTION))
    assert "打卡机断电" not in str(asked)
    (seen,) = good(await people(HEAD, "GET", REQUESTS))["requests"]
    assert (seen["reason"], seen["mine_to_vouch"], seen["state"]) == ("打卡机断电", True, "asked")
    good(await people(HEAD, "POST", f"{REQUESTS}/{asked['id']}/vouch", {}))
    refused = await people(HEAD, "POST", f"{REQUESTS}/{asked['id']}/vouch", {})
    problem(refused, 422, "two_names_needed")
    (seen,) = good(await people(SECOND, "GET", REQUESTS))["requests"]
    assert (seen["waits_for"], seen["vouched_by"], seen["mine_to_vouch"]) == ("section", HEAD, True)
    assert good(await people(STRANGER, "GET", REQUESTS))["requests"] == []
    done = good(await people(SECOND, "POST", f"{REQUESTS}/{asked['id']}/vouch", {}))
    assert (done["state"], done["settled_by"]) == ("entered", SECOND)
    assert good(await people(BACK_ROOM, "GET", REQUESTS))["requests"] == []
    day = good(await people(BACK_ROOM, "GET", MY_DAYS + BACK_ROOM))["days"][23]
    assert day["marks"][0]["said_zh"] == "上班应在 08:30，08:25:00 打卡，正常（依据补签）"
    (correction,) = day["corrections"]
    assert (correction["by"], correction["agreed_by"], correction["counted"]) == (HEAD, SECOND, True)
    again = await people(HEAD, "POST", f"{REQUESTS}/{asked['id']}/decline", {})
    assert "已补签" in problem(again, 409, "request_not_open")["detail"]


async def test_a_head_checks_the_own_units_sheet_and_locks_none(people: SignedIn) -> None:
    base = f"{ATTENDANCE}/months/2026-10/units"
    problem(await people("2002", "POST", f"{base}/U1/check", {}), 403, "not_allowed")
    assert good(await people(HEAD, "POST", f"{base}/U1/check", {}))["state"] == "checked"
    problem(await people(HEAD, "POST", f"{base}/U1/lock", {}), 403, "not_allowed")
    assert good(await people("9001", "POST", f"{base}/U1/lock", {}))["state"] == "locked"
    problem(await people("9001", "POST", f"{base}/U1/reopen", {}), 409, "sheet_not_open")


async def test_a_correction_by_an_official_still_carries_two_names(people: SignedIn) -> None:
    corrections = f"{ATTENDANCE}/corrections"
    problem(await people(BACK_ROOM, "POST", corrections, CORRECTION), 403, "not_allowed")
    for agreed_by in (HEAD, "1001"):
        refused = await people(HEAD, "POST", corrections, CORRECTION | {"agreed_by": agreed_by})
        problem(refused, 422, "two_names_needed")
    good(await people(HEAD, "POST", corrections, CORRECTION | {"agreed_by": SECOND}))


async def test_an_inspector_is_told_why_each_punch_counts_or_does_not(web: Browser, people: SignedIn) -> None:
    web.clock.pass_(hours=10)
    whole_day = {"start": "2026-11-24T13:30:00+08:00", "end": "2026-11-24T17:30:00+08:00"}
    entry = good(await people(BACK_ROOM, "POST", ENTRIES, OWN_AWAY | whole_day))
    good(await people(SECOND, "POST", f"{ENTRIES}/{entry['id']}/agree", {}))
    told = PUNCH | {"staff": BACK_ROOM}
    for clock in ("05:30", "08:20", "08:28", "11:50", "12:05"):
        moment = {"id": f"at-{clock.replace(':', '')}-1", "device_at": f"2026-11-24T{clock}:00+08:00"}
        good(await web.post("/api/v1/punches", told | moment, "clock"))
    saturday = {"id": "at-saturday", "device_at": "2026-11-21T09:00:00+08:00"}
    good(await web.post("/api/v1/punches", told | saturday, "clock"))
    since = {"staff": BACK_ROOM, "first": "2026-11-01"}
    good(await web.post(f"{ATTENDANCE}/employment", since, "administrator"))
    days = good(await web.get(MY_DAYS + BACK_ROOM, "auditor"))["days"]
    why = {p["id"]: p["said_en"] for day in (days[20], days[23]) for p in day["punches"]}
    assert why == {
        "at-saturday": "not counted: not due on that day",
        "at-0530-1": "not counted: outside every window of time",
        "at-0820-1": "counted",
        "at-0828-1": "not counted: there is an earlier one in the same window of time",
        "at-1150-1": "not counted: there is a later one in the same window of time",
        "at-1205-1": "counted",
    }
    (leave,) = days[23]["leave"]
    assert (leave["days"], leave["said_zh"]) == ("1/2", "病假 0.5 天")


async def test_a_punch_of_a_day_of_leave_or_beside_a_correction_says_so(
    web: Browser, people: SignedIn
) -> None:
    web.clock.pass_(hours=10)
    told = PUNCH | {"id": "at-0850-1", "device_at": "2026-11-24T08:50:00+08:00"}
    good(await web.post("/api/v1/punches", told, "clock"))
    good(await people(HEAD, "POST", f"{ATTENDANCE}/corrections", CORRECTION | {"agreed_by": SECOND}))
    reason = {"start": "2026-11-24T13:30:00+08:00", "end": "2026-11-24T17:30:00+08:00"}
    entry = good(await people("1001", "POST", ENTRIES, AWAY | reason))
    good(await people(SECOND, "POST", f"{ENTRIES}/{entry['id']}/agree", {}))
    told = PUNCH | {"id": "at-1325-1", "device_at": "2026-11-24T13:25:00+08:00"}
    good(await web.post("/api/v1/punches", told, "clock"))
    day = good(await people("1001", "GET", MY_DAYS + "1001"))["days"][23]
    assert [p["said_en"] for p in day["punches"]] == [
        "not counted: a correction stands in its place",
        "not counted: agreed to be away then, so no punch was asked for",
    ]
