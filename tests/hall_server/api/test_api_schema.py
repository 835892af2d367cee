"""The published description says what the server does: read by a machine that tries everything it allows."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest import SkipTest

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import compile_path

from hall_server.api.app import every_route, roles_of
from hall_server.bootstrap import build_app
from hall_server.config import Configuration
from tests.hall_server.api.api_hall import (
    ID_NUMBER,
    PIN,
    Browser,
    configuration_in,
    copy_of,
    good,
    serving,
    token_of,
)
from tests.hall_server.api.test_api_roles import (
    ASKED_CORRECTION,
    AWAY,
    CALIBRATION,
    CLOCK_EVENT,
    CORRECTION,
    ENROL,
    NAMED,
    PAPER,
)
from tests.small_hall import TurnedClock

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLES = ("kiosk", "W001", "administrator")
"""Between them they may ask everything but what is about attendance."""
ABOUT_PEOPLE = ("/attendance/", "/punches", "/clock-events")
OF_ATTENDANCE = ("clock", "manager", "administrator")
EXAMPLES = 6
"""Of each operation; each is asked with every role."""
KEY = "Idempotency-Key"


@cache
def description() -> dict:
    return build_app(Configuration()).openapi()


def operations() -> list[tuple[str, str, dict]]:
    return [(p, m, o) for p, methods in description()["paths"].items() for m, o in methods.items()]


def test_every_operation_says_no_as_a_problem() -> None:
    for path, method, operation in operations():
        no = operation["responses"]["4XX"]["content"]
        assert set(no) == {"application/problem+json"}, (method, path)
        assert no["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert "422" not in operation["responses"]


def test_no_shape_of_the_framework_is_left() -> None:
    schemas = description()["components"]["schemas"]
    assert "Problem" in schemas
    assert not {"HTTPValidationError", "ValidationError"} & set(schemas)


def test_the_key_is_required_wherever_there_is_one() -> None:
    keys = [p for _, _, o in operations() for p in o.get("parameters", ()) if p["name"] == KEY]
    assert len(keys) > 25
    assert all(p["required"] and p["schema"]["minLength"] == 8 for p in keys)


def test_a_token_is_described_exactly_where_one_is_needed() -> None:
    for path, route in every_route():
        if route.include_in_schema:
            for method in route.methods or ():
                operation = description()["paths"][path][method.lower()]
                assert ("security" in operation) == ("public" not in roles_of(route)), path


def test_everything_that_is_referred_to_is_there() -> None:
    said = description()
    text = str(said)
    for name in {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in said["components"]["schemas"]


@pytest.fixture(scope="module")
def address(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The hall on a port, in a thread of its own."""
    folder = copy_of(template, tmp_path_factory.mktemp("schema"))
    ready, stop, found = threading.Event(), threading.Event(), []

    async def serve() -> None:
        async with serving(configuration_in(folder), TurnedClock()) as web:
            found.append(web.url)
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="schema-server")
    thread.start()
    assert ready.wait(10)
    yield found[0]
    stop.set()
    thread.join(10)


@pytest.fixture
def schema(address: str) -> schemathesis.BaseSchema:
    """A feed does not end; signing out would end the tests' own tokens; a sign-in is slow on purpose."""
    found = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    return found.exclude(path=["/api/v1/events", "/api/v1/sessions/end", "/api/v1/sessions"])


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_whatever_comes_gets_an_answer_that_is_described(schema: schemathesis.BaseSchema, mode) -> None:
    """Positive: requests as described. Negative: requests that break the description."""
    checks = CHECKS + [negative_data_rejection] * (mode is schemathesis.GenerationMode.NEGATIVE)
    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        try:
            strategy = operation.as_strategy(generation_mode=mode)
            about_people = any(part in operation.path for part in ABOUT_PEOPLE)
            ask_all(strategy, checks, OF_ATTENDANCE if about_people else ROLES)
        except (Unsatisfiable, SkipTest):
            continue
        asked.add(operation.label)
    assert len(asked) > 30, asked


def ask_all(strategy: SearchStrategy[schemathesis.Case], checks: list[Any], roles: Sequence[str]) -> None:
    @given(case=strategy)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        for role in roles:
            response = case.call(headers={"Authorization": f"Bearer {token_of(role)}"})
            case.validate_response(response, checks=checks)

    ask()


async def test_every_answer_of_whole_visits_is_as_described(web: Browser) -> None:
    """Random names hardly ever meet a ticket; this meets every kind of answer that goes well."""
    schema = schemathesis.openapi.from_dict(description())
    routes = [(compile_path(path)[0], path, route.methods or set()) for path, route in every_route()]
    seen = set()

    async def check(response: httpx.Response) -> None:
        await response.aread()
        method = response.request.method
        path = next(p for r, p, methods in routes if method in methods and r.match(response.request.url.path))
        assert response.status_code < 500
        schema[path][method].validate_response(response)
        if response.status_code == 200:
            seen.add(f"{method} {path}")

    web.http.event_hooks = {"response": [check]}
    await everything_that_goes_well(web)
    described = {f"{method.upper()} {path}" for path, method, _ in operations()}
    assert described - seen == {"GET /api/v1/events"}


async def everything_that_goes_well(web: Browser) -> None:
    """Each command and each question once, with an answer that is no refusal."""
    await web.open("W001", "W003", "W085")
    for path in ("/healthz", "/readyz", "/metrics", "/api/v1/hall/directory", "/api/v1/queues/A/outlook"):
        assert (await web.get(path)).status_code == 200
    good(await web.post("/api/v1/persons", {"id_number": ID_NUMBER}))
    booking = {"code": "B1", "item": "I1", "slot_at": "2026-11-24T09:10:00+08:00"}
    for code in ("B1", "B2"):
        good(await web.post("/api/v1/appointments", booking | {"code": code}, "manager"))
    good(await web.get("/api/v1/appointments/B1", "kiosk"))
    good(await web.post("/api/v1/appointments/B2/cancel", {}, "manager"))
    ticket = (await web.take(appointment="B1"))["ticket"]["id"]
    good(await web.post(f"/api/v1/tickets/{ticket}/reprint", {"appointment": "B1"}))
    good(await web.post("/api/v1/tickets/standing", {"number": ticket[9:]}))
    await web.call_next("W001")
    good(await web.get("/api/v1/windows/W001/desk", "W001"))
    for _ in range(2):
        web.clock.pass_(seconds=20)
        await web.act(ticket, "recall", "W001")
    web.clock.pass_(seconds=20)
    await web.act(ticket, "no-show", "W001")
    good(await web.post(f"/api/v1/tickets/{ticket}/revive", {"appointment": "B1"}))
    called = good(
        await web.post("/api/v1/windows/W001/call", {"number": ticket[9:], "reason": "returning"}, "W001")
    )
    assert called["why_en"]
    await web.act(ticket, "start", "W001")
    await web.act(ticket, "hold", "W001", kind="wait")
    await web.act(ticket, "resume", "W001")
    await web.act(ticket, "transfer", "W001", to_window="W003", reason="other_skill")
    await web.call_next("W003")
    await web.act(ticket, "start", "W003")
    good(await web.get("/api/v1/hall/view"))
    await web.act(ticket, "finish", "W003", items_done=["I1", "I2"])
    good(await web.post(f"/api/v1/tickets/{ticket}/rate", {"stars": 5, "comment": "好"}))
    for action, body in (("cancel", {}), ("void", {"reason": "mistake", "note": "重复"})):
        other = (await web.take())["ticket"]["id"]
        good(await web.post(f"/api/v1/tickets/{other}/{action}", body, "supervisor"))
    assert good(await web.get(f"/api/v1/calls/why?one={ticket[9:]}&other={other[9:]}", "auditor"))["said_en"]
    lent = good(await web.post("/api/v1/leases", {"queues": ["A"]}))["numbers"][0]["ticket"]
    good(await web.post("/api/v1/tickets/claim", {"ticket": lent, "taken_at": "2026-11-24T09:00:00+08:00"}))
    await attendance_of_a_day(web)
    await windows_and_devices(web)


async def attendance_of_a_day(web: Browser) -> None:
    morning = {"staff": "1001", "means": "face", "device_at": "2026-11-24T08:40:00+08:00", "offset_ms": 0}
    good(await web.post("/api/v1/punches", morning | {"id": "punch-0001"}, "clock"))
    undone = {"undone_at": "2026-11-24T08:40:03+08:00"}
    good(await web.post("/api/v1/punches/punch-0001/undo", undone, "clock"))
    good(await web.post("/api/v1/attendance/pin", {"staff": "1001", "pin": PIN}, "clock"))
    await clocks_and_faces(web)
    assert good(await web.get("/api/v1/attendance/roster", "clock"))["people"]
    good(await web.post("/api/v1/attendance/consents/withdraw", {"staff": "1001"}, "administrator"))
    for path, body, by in (
        ("corrections", CORRECTION, "supervisor"),
        ("paper-sheets", PAPER, "supervisor"),
        ("named-days", NAMED | {"staff": "1003", "shift": "two", "why": "in_lieu"}, "manager"),
        ("duties", NAMED | {"kind": "noon", "start": "12:00", "end": "13:30"}, "manager"),
        ("swaps", NAMED | {"other": "1003", "other_day": "2026-11-24"}, "manager"),
        ("employment", {"staff": "1002", "first": "2026-01-01", "last": None}, "administrator"),
    ):
        good(await web.post(f"/api/v1/attendance/{path}", body, by))
    for acts in (("agree", "return"), ("decline",), ("cancel",)):
        entry = good(await web.post("/api/v1/attendance/whereabouts", AWAY, "supervisor"))["id"]
        for act in acts:
            good(await web.post(f"/api/v1/attendance/whereabouts/{entry}/{act}", {}, "supervisor"))
    good(await web.get("/api/v1/attendance/whereabouts", "supervisor"))
    for by, acts in (("clerk", ("vouch",)), ("clerk", ("decline",)), ("member", ("cancel",))):
        path = "/api/v1/attendance/correction-requests"
        asked = good(await web.post(path, ASKED_CORRECTION, by))["id"]
        assert good(await web.get(path, by))["requests"]
        for act in acts:
            whose = "supervisor" if by == "clerk" else by
            good(await web.post(f"{path}/{asked}/{act}", {}, whose))
    good(await web.get("/api/v1/attendance/wall", "board"))
    assert good(await web.get("/api/v1/attendance/days?staff=1001&month=2026-11", "auditor"))["days"]
    for act, by in (
        ("check", "supervisor"),
        ("reopen", "manager"),
        ("check", "manager"),
        ("lock", "manager"),
    ):
        good(await web.post(f"/api/v1/attendance/months/2026-10/units/U1/{act}", {}, by))
    good(await web.get("/api/v1/attendance/months/2026-10", "manager"))
    for file in ("sheet.xlsx", "sheet.html"):
        assert (await web.get(f"/api/v1/attendance/months/2026-10/{file}", "manager")).status_code == 200
    assert (await web.get("/api/v1/attendance/years/2026/sheet.xlsx", "manager")).status_code == 200


async def clocks_and_faces(web: Browser) -> None:
    good(await web.post("/api/v1/clock-events", CLOCK_EVENT, "clock"))
    assert good(await web.get("/api/v1/attendance/clock-events?month=2026-11", "auditor"))["events"]
    assert good(await web.get("/api/v1/attendance/greetings?month=2026-11", "manager"))["clocks"]
    good(await web.post("/api/v1/attendance/enrolments", ENROL, "administrator"))
    good(await web.post("/api/v1/attendance/calibrations", CALIBRATION, "administrator"))
    assert good(await web.get("/api/v1/attendance/calibrations", "auditor"))["calibrations"]
    good(await web.post("/api/v1/attendance/cards", {"staff": "1003", "card": "04A1B2C3"}, "administrator"))
    good(await web.post("/api/v1/attendance/pins", {"staff": "1003", "pin": None}, "administrator"))


async def windows_and_devices(web: Browser) -> None:
    until = {"until": "2026-11-24T10:00:00+08:00"}
    for action, body in (
        ("walk-in", {"reason": "enquiry"}),
        ("walk-in-finished", {}),
        ("pause", {"reason": "away", "note": "接电话"} | until),
        ("resume", {}),
        ("internal-task", {"reason": "assigned"} | until),
        ("close", {}),
    ):
        good(await web.post(f"/api/v1/windows/W001/{action}", body, "W001"))
    notice = good(await web.post("/api/v1/notices", {"text_zh": "停电", "zone": "Z1"} | until, "manager"))
    good(await web.post(f"/api/v1/notices/{notice['id']}/withdraw", {}, "manager"))
    asked = good(await web.post("/api/v1/devices/pair", {"role": "clock", "name": "打卡机"}, None))
    good(await web.post("/api/v1/devices/approve", {"code": asked["code"]}, "administrator"))
    good(await web.get(f"/api/v1/devices/pair/{asked['code']}?secret={asked['secret']}", None))
    good(await web.post("/api/v1/devices/heartbeat", {"state": "warning", "code": "paper_low"}, "kiosk"))
    good(await web.get("/api/v1/devices", "auditor"))
    good(await web.post("/api/v1/day/close", {}, "manager"))
    good(await web.post("/api/v1/sessions", {"staff": "1001", "pin": PIN, "window": "W001"}, None))
    good(await web.post("/api/v1/sessions/end", {}, "supervisor"))
