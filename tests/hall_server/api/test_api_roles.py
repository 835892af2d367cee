"""Who may do what: each route declares its roles, and every token gets just that."""

from typing import Any

import pytest
from fastapi import FastAPI

from hall_server.api.app import every_route, roles_of
from hall_server.bootstrap import build_app
from hall_server.config import Configuration
from tests.hall_server.api.api_hall import ROLES, Browser, good, problem

OFFICIALS = "supervisor manager administrator"
AT_WINDOW = "clerk unit_head"
KIOSK = f"kiosk {OFFICIALS}"
ANYONE = "kiosk board clock clerk unit_head supervisor manager administrator auditor"
WATCHERS = f"{ANYONE} evaluator"
MEMBERS = f"{OFFICIALS} auditor {AT_WINDOW} member"
UNTIL = "2026-11-24T10:00:00+08:00"
AT = {"window": "W001"}
CODE = {"code": "123456"}
BOOKING = {"code": "B1", "item": "I1", "slot_at": UNTIL}
PUNCH = {
    "id": "punch-0001",
    "staff": "1001",
    "means": "face",
    "device_at": "2026-11-24T08:29:00+08:00",
    "offset_ms": 0,
}
CORRECTION = {
    "staff": "1001",
    "day": "2026-11-24",
    "span": 0,
    "side": "in",
    "at": "2026-11-24T08:25:00+08:00",
    "reason": "打卡机断电",
    "agreed_by": "9001",
}
ASKED_CORRECTION = {k: v for k, v in CORRECTION.items() if k not in ("staff", "agreed_by")}
PAPER = {
    "day": "2026-11-24",
    "entries": [{"staff": "1001", "at": "2026-11-24T08:20:00+08:00"}],
    "agreed_by": "9001",
    "reason": "停电",
}
AWAY = {
    "staff": "1001",
    "kind": "sick",
    "start": "2026-11-25T08:30:00+08:00",
    "end": "2026-11-25T12:00:00+08:00",
    "reason": "就医",
    "stand_in": "1002",
}
ENROL = {
    "staff": "1001",
    "templates": [{"model": "dlib", "version": "1", "values": "AACAPw=="}],
    "consent_version": "2026-09",
    "consent_on": "2026-11-24",
    "signature_mark": "档案柜3-017",
}
NAMED = {"staff": "1001", "day": "2026-11-24"}
CLOCK_EVENT = {
    "id": "event-0001",
    "kind": "other_person",
    "at": "2026-11-24T08:29:00+08:00",
    "device_at": "2026-11-24T08:29:01+08:00",
    "staff": "1001",
    "figures": {"distance": 0.61, "score": 0.4},
}
TRIED = {"events": 1, "trials": 400}
RATES = {"threshold": 5.1, "missed": TRIED, "colleagues": TRIED, "strangers": TRIED}
CALIBRATION = {
    "model": "dlib",
    "version": "1",
    "made_at": "2026-11-23T20:00:00+08:00",
    "people": 400,
    "template_count": 2000,
    "frames": 2,
    "target_strangers": 0.01,
    "target_colleagues": 0.0005,
    "thresholds": {"identify": 5.1, "verify": 3.2},
    "identify": RATES,
    "verify": RATES,
}
EXPECTED: dict[str, tuple[str, dict[str, Any]]] = {
    # route: (roles, a body that is well made)
    "POST /api/v1/tickets": (KIOSK, {"queue": "A"}),
    "POST /api/v1/leases": ("kiosk", {"queues": ["A"]}),
    "POST /api/v1/tickets/claim": ("kiosk", {"ticket": "20261124-A901", "taken_at": UNTIL}),
    "POST /api/v1/tickets/standing": (f"{KIOSK} {AT_WINDOW}", {"number": "A999"}),
    "POST /api/v1/tickets/{ticket}/confirm-print": (KIOSK, {}),
    "POST /api/v1/tickets/{ticket}/reprint": (KIOSK, {}),
    "POST /api/v1/tickets/{ticket}/cancel": (KIOSK, {}),
    "POST /api/v1/tickets/{ticket}/rate": (f"evaluator {KIOSK} {AT_WINDOW}", {"stars": 5}),
    "POST /api/v1/tickets/{ticket}/void": (OFFICIALS, {"reason": "mistake"}),
    "POST /api/v1/tickets/{ticket}/revive": (f"kiosk {AT_WINDOW} {OFFICIALS}", {}),
    "POST /api/v1/tickets/{ticket}/recall": (AT_WINDOW, AT),
    "POST /api/v1/tickets/{ticket}/start": (AT_WINDOW, AT),
    "POST /api/v1/tickets/{ticket}/finish": (AT_WINDOW, AT),
    "POST /api/v1/tickets/{ticket}/no-show": (AT_WINDOW, AT),
    "POST /api/v1/tickets/{ticket}/hold": (AT_WINDOW, AT | {"kind": "wait"}),
    "POST /api/v1/tickets/{ticket}/resume": (AT_WINDOW, AT),
    "POST /api/v1/tickets/{ticket}/transfer": (AT_WINDOW, AT | {"queue": "B", "reason": "next_step"}),
    "GET /api/v1/windows/{window}/desk": (f"{AT_WINDOW} {OFFICIALS}", {}),
    "POST /api/v1/windows/{window}/call-next": (AT_WINDOW, {}),
    "POST /api/v1/windows/{window}/call": (AT_WINDOW, {"number": "A001", "reason": "returning"}),
    "POST /api/v1/windows/{window}/open": (AT_WINDOW, {}),
    "POST /api/v1/windows/{window}/pause": (AT_WINDOW, {"reason": "away", "until": UNTIL}),
    "POST /api/v1/windows/{window}/internal-task": (AT_WINDOW, {"reason": "assigned", "until": UNTIL}),
    "POST /api/v1/windows/{window}/resume": (AT_WINDOW, {}),
    "POST /api/v1/windows/{window}/close": (AT_WINDOW, {}),
    "POST /api/v1/windows/{window}/walk-in": (AT_WINDOW, {"reason": "enquiry"}),
    "POST /api/v1/windows/{window}/walk-in-finished": (AT_WINDOW, {}),
    "POST /api/v1/sessions": ("public", {"staff": "1001", "pin": "0000"}),
    "POST /api/v1/sessions/end": (f"{ANYONE} member", {}),
    "POST /api/v1/persons": (KIOSK, {"id_number": "11010519491231002X"}),
    "POST /api/v1/devices/pair": ("public", {"role": "kiosk", "name": "kiosk 9"}),
    "GET /api/v1/devices/pair/{code}": ("public", {}),
    "POST /api/v1/devices/approve": ("administrator", CODE),
    "POST /api/v1/devices/heartbeat": (f"kiosk board clock evaluator {AT_WINDOW}", {"state": "ok"}),
    "GET /api/v1/devices": (f"{OFFICIALS} auditor", {}),
    "GET /api/v1/hall/directory": ("public", {}),
    "GET /api/v1/hall/view": (WATCHERS, {}),
    "GET /api/v1/events": (WATCHERS, {}),
    "GET /api/v1/queues/{queue}/outlook": (ANYONE, {}),
    "GET /api/v1/calls/why": (f"{OFFICIALS} auditor {AT_WINDOW}", {}),
    "POST /api/v1/notices": (OFFICIALS, {"text_zh": "停电"}),
    "POST /api/v1/notices/{notice}/withdraw": (OFFICIALS, {}),
    "POST /api/v1/appointments": (OFFICIALS, BOOKING),
    "GET /api/v1/appointments/{code}": (f"{KIOSK} {AT_WINDOW}", {}),
    "POST /api/v1/appointments/{code}/cancel": (OFFICIALS, {}),
    "POST /api/v1/day/close": ("manager administrator", {}),
    "POST /api/v1/punches": ("clock", PUNCH),
    "POST /api/v1/punches/{punch}/undo": ("clock", {"undone_at": UNTIL}),
    "POST /api/v1/clock-events": ("clock", CLOCK_EVENT),
    "POST /api/v1/attendance/pin": ("clock", {"staff": "1001", "pin": "2468"}),
    "GET /api/v1/attendance/roster": ("clock", {}),
    "GET /api/v1/attendance/wall": (f"{OFFICIALS} auditor unit_head board", {}),
    "GET /api/v1/attendance/days": (MEMBERS, {}),
    "GET /api/v1/attendance/months/{month}": (f"{OFFICIALS} auditor unit_head", {}),
    "GET /api/v1/attendance/months/{month}/sheet.xlsx": (f"{OFFICIALS} auditor unit_head", {}),
    "GET /api/v1/attendance/months/{month}/sheet.html": (f"{OFFICIALS} auditor unit_head", {}),
    "GET /api/v1/attendance/years/{year}/sheet.xlsx": (f"{OFFICIALS} auditor unit_head", {}),
    "POST /api/v1/attendance/months/{month}/units/{unit}/check": ("unit_head supervisor manager", {}),
    "POST /api/v1/attendance/months/{month}/units/{unit}/reopen": ("manager administrator", {}),
    "POST /api/v1/attendance/months/{month}/units/{unit}/lock": ("manager administrator", {}),
    "POST /api/v1/attendance/corrections": (f"{OFFICIALS} unit_head", CORRECTION),
    "GET /api/v1/attendance/correction-requests": (MEMBERS, {}),
    "POST /api/v1/attendance/correction-requests": (MEMBERS, ASKED_CORRECTION),
    "POST /api/v1/attendance/correction-requests/{name}/vouch": ("unit_head supervisor manager", {}),
    "POST /api/v1/attendance/correction-requests/{name}/decline": ("unit_head supervisor manager", {}),
    "POST /api/v1/attendance/correction-requests/{name}/cancel": (MEMBERS, {}),
    "POST /api/v1/attendance/paper-sheets": (f"{OFFICIALS} unit_head", PAPER),
    "GET /api/v1/attendance/whereabouts": (MEMBERS, {}),
    "POST /api/v1/attendance/whereabouts": (MEMBERS, AWAY),
    "POST /api/v1/attendance/whereabouts/{entry}/agree": ("unit_head supervisor manager", {}),
    "POST /api/v1/attendance/whereabouts/{entry}/decline": ("unit_head supervisor manager", {}),
    "POST /api/v1/attendance/whereabouts/{entry}/cancel": (MEMBERS, {}),
    "POST /api/v1/attendance/whereabouts/{entry}/return": (MEMBERS, {}),
    "POST /api/v1/attendance/enrolments": ("administrator", ENROL),
    "POST /api/v1/attendance/consents/withdraw": ("administrator", {"staff": "1001"}),
    "POST /api/v1/attendance/calibrations": ("administrator", CALIBRATION),
    "GET /api/v1/attendance/calibrations": (f"{OFFICIALS} auditor", {}),
    "GET /api/v1/attendance/greetings": (f"{OFFICIALS} auditor", {}),
    "GET /api/v1/attendance/clock-events": (f"{OFFICIALS} auditor", {}),
    "POST /api/v1/attendance/cards": ("administrator", {"staff": "1001", "card": "04A1B2C3"}),
    "POST /api/v1/attendance/pins": ("administrator", {"staff": "1001", "pin": "135790"}),
    "POST /api/v1/attendance/named-days": (OFFICIALS, NAMED | {"shift": None, "why": "in_lieu"}),
    "POST /api/v1/attendance/duties": (OFFICIALS, NAMED | {"kind": "noon", "start": "12:00", "end": "13:00"}),
    "POST /api/v1/attendance/swaps": (OFFICIALS, NAMED | {"other": "1002", "other_day": "2026-11-24"}),
    "POST /api/v1/attendance/employment": ("administrator", {"staff": "1001", "first": "2026-01-01"}),
    "GET /healthz": ("public", {}),
    "GET /readyz": ("public", {}),
    "GET /metrics": ("public", {}),
    "GET /t/{token}": ("public", {}),
    "POST /t/{token}/rate": ("public", {}),
    "GET /t/{token}/events": ("public", {}),
    "GET /managers": (f"{OFFICIALS} auditor", {}),
    "POST /managers/sign-in": ("public", {}),
    "POST /managers/sign-out": (f"{OFFICIALS} auditor", {}),
}
PLACES = {
    "ticket": "20261124-A999",
    "window": "W001",
    "code": "123456",
    "queue": "A",
    "notice": "N1",
    "punch": "punch-0001",
    "month": "2026-11",
    "year": "2026",
    "unit": "U1",
    "entry": "none-such",
    "name": "none-such",
    "token": "nothing-here",
}
QUERIES = {
    "/api/v1/devices/pair/{code}": "?secret=not-the-secret",
    "/api/v1/attendance/days": "?staff=1001&month=2026-11",
    "/api/v1/calls/why": "?one=A001&other=A002",
    "/api/v1/attendance/greetings": "?month=2026-11",
    "/api/v1/attendance/clock-events": "?month=2026-11",
}
ENDLESS = {"GET /api/v1/events", "POST /api/v1/sessions"}
"""A feed does not end here, and a sign-in is slow on purpose; both have tests of their own."""


def test_every_route_declares_its_roles() -> None:
    assert [path for path, route in every_route() if not roles_of(route)] == []


def test_the_table_of_this_test_names_every_route_and_its_roles() -> None:
    declared = {
        f"{method} {path}": set(roles_of(route))
        for path, route in every_route()
        for method in route.methods or ()
    }
    assert declared == {name: set(roles.split()) for name, (roles, _) in EXPECTED.items()}


def test_the_application_has_no_route_beside_the_known_parts() -> None:
    app: FastAPI = build_app(Configuration())
    in_schema = {path for path, route in every_route() if route.include_in_schema}
    assert set(app.openapi()["paths"]) == in_schema


@pytest.mark.parametrize("route", [r for r in EXPECTED if r not in ENDLESS])
async def test_a_token_is_let_in_exactly_as_the_route_declares(web: Browser, route: str) -> None:
    allowed, body = EXPECTED[route]
    method, path = route.split(" ")
    query = QUERIES.get(path, "")
    for role in (None, *ROLES):
        address = path.format(**PLACES) + query
        sent = web.get(address, role) if method == "GET" else web.post(address, body, role)
        response = await sent
        told = response.json().get("code") if "json" in response.headers.get("content-type", "") else None
        let_in = "public" in allowed or role in allowed.split()
        if let_in:
            assert told not in ("not_signed_in", "not_allowed"), (role, response.text)
        else:
            expected = (401, "not_signed_in") if role is None else (403, "not_allowed")
            assert (response.status_code, told) == expected, (role, response.text)


async def test_a_kiosk_cannot_call_a_ticket(web: Browser) -> None:
    await web.open("W001")
    await web.take()
    before = web.seq
    told = problem(await web.post("/api/v1/windows/W001/call-next", {}, "kiosk"), 403, "not_allowed")
    assert web.seq == before
    assert "cure" in told or told["detail"]


async def test_a_clerk_cannot_act_at_another_window(web: Browser) -> None:
    await web.open("W001", "W003")
    ticket = (await web.take())["ticket"]["id"]
    await web.call_next("W003")
    before = web.seq
    for path, body in (
        ("/api/v1/windows/W003/call-next", {}),
        ("/api/v1/windows/W003/close", {}),
        (f"/api/v1/tickets/{ticket}/start", {"window": "W003"}),
    ):
        problem(await web.post(path, body, "W001"), 403, "not_your_window")
    assert web.seq == before


async def test_a_clerk_cannot_start_a_ticket_that_another_window_called(web: Browser) -> None:
    await web.open("W001", "W003")
    ticket = (await web.take())["ticket"]["id"]
    await web.call_next("W003")
    response = await web.post(f"/api/v1/tickets/{ticket}/start", {"window": "W001"}, "W001")
    problem(response, 409, "not_your_ticket")


async def test_a_kiosk_cannot_confirm_or_cancel_the_number_of_another_kiosk(web: Browser) -> None:
    issued = good(await web.post("/api/v1/tickets", {"queue": "A"}, "kiosk"))
    for action in ("confirm-print", "cancel"):
        path = f"/api/v1/tickets/{issued['ticket']['id']}/{action}"
        problem(await web.post(path, {}, "kiosk 2"), 403, "not_allowed")


async def test_a_clerk_who_is_signed_in_at_no_window_cannot_call(web: Browser) -> None:
    problem(await web.post("/api/v1/windows/W001/call-next", {}, "clerk"), 403, "not_your_window")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic abc", "Bearer no-such-token", "token-of-kiosk"]
)
async def test_a_header_that_carries_no_good_token_is_no_sign_in(web: Browser, header: str) -> None:
    response = await web.get("/api/v1/hall/view", None, authorization=header)
    problem(response, 401, "not_signed_in")
    assert response.headers["www-authenticate"] == "Bearer"
