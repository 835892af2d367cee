"""Bad input of every kind is a problem that names field and cure, never a fault, and changes nothing."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import httpx
import pytest
import pytest_asyncio
from pydantic import BaseModel

from hall_server.api.app import every_route
from hall_server.api.bodies import BODY_LIMIT
from tests.hall_server.api.api_hall import Browser, configuration_in, copy_of, running
from tests.hall_server.api.test_api_roles import EXPECTED, PLACES, RATES
from tests.small_hall import TurnedClock

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "x" * 300
CONTROLS = ["\x00", "a\x00b", "a\x07b", "a\nb", "\x7f", "a\x85b", "\ud800", "a\udfffb"]
TEXTS: list[Any] = [17, 1.5, True, [], {}, ["A"], LONG, *CONTROLS]
MOMENTS: list[Any] = [
    *TEXTS,
    "",
    "yesterday",
    "2026-11-24",
    "2026-11-24T10:00:00",
    "2026-13-01T10:00:00+08:00",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "1795485600",
    1795485600,
    10**400,
]
DATES: list[Any] = [*TEXTS, "", "today", "2026-02-30", "26-11-24", "2026-11-24T10:00:00", 10**400]
FLAGS: list[Any] = [17, 1.5, [], {}, None, "perhaps", LONG, *CONTROLS]
WORDS: list[Any] = [*TEXTS, "", "nonsense", "ORDINARY", None]
COUNTS: list[Any] = [-1, 1.5, "17", True, None, [], {}, 10**13, 10**400]
SHARES: list[Any] = [0, 1, -0.5, "a half", None, [], {}, 10**400]
RATES_WRONG: list[Any] = [17, "A", True, None, [], {}, RATES | {"missed": None}, RATES | {"threshold": 10**4}]
BAD: dict[str, list[Any]] = {
    "items_done": ["I1", 17, {}, [17], [LONG], [""], ["a\x00b"], [None], ["I1"] * 21, [["I1"]]],
    "reasons": ["other", 17, {}, None, [17], [LONG], [""], ["a\x00b"], [None], ["other"] * 21, [["other"]]],
    "source": [word for word in WORDS if word is not None],
    "stars": [0, 6, -1, 4.5, "5", True, None, [], {}, 10**400, "five"],
    "until": MOMENTS,
    "acted_at": MOMENTS,
    "taken_at": [*MOMENTS, None],
    "ticket": [*TEXTS, None, "", "A901", "20261124", "20261124-A901 "],
    "queues": ["A", 17, {}, None, [17], [LONG], [""], ["a\x00b"], [None], ["A"] * 101, [["A"]]],
    "slot_at": [*MOMENTS, None],
    "priority": WORDS,
    "audience": WORDS,
    "language": WORDS,
    "kind": WORDS,
    "role": [*WORDS, "manager", "public"],
    "state": WORDS,
    "pin": [*TEXTS, None, "", "123", "1234567890123", "12a4", "１２３４", "12 34"],
    "staff": [*TEXTS, None, "", "10 01", "1001;", "张三"],
    "id_number": [*TEXTS, None, "", "1101051949123100", "11010519491231002Y0", "1101051949123100２X"],
    "number": [*TEXTS, None, "", "A", "001", "A-001", "ABCDE001"],
    "token": [17, True, [], {}, "", LONG, "short", "with a space", *CONTROLS],
    "id_token": [17, True, [], {}, "", LONG, "XYZ", "a\x00b", "\ud800"],
    "text_en": [17, True, None, [], {}, LONG, *CONTROLS],
    "at": [*MOMENTS, None],
    "device_at": [*MOMENTS, None],
    "undone_at": [*MOMENTS, None],
    "start": [*MOMENTS, None],
    "end": [*MOMENTS, None],
    "offset_ms": [1.5, "17", True, [], {}, 10**14, -(10**14), 10**400],
    "offset_age_ms": [1.5, "17", True, [], {}, -1, 10**14, 10**400],
    "jumped": FLAGS,
    "figures": [17, "sure", True, [], {}, {"distance": None}, {"distance": 10**4}, {"distance": 0.3, "x": 1}],
    "made_at": [*MOMENTS, None],
    "people": COUNTS,
    "template_count": COUNTS,
    "frames": [*COUNTS, 0, 11],
    "target_strangers": SHARES,
    "target_colleagues": SHARES,
    "thresholds": [17, "A", [], {}, None, {"identify": "a"}, {"identify": 10**4}, {"a b": 1.0}, {"": 1.0}],
    "identify": RATES_WRONG,
    "verify": RATES_WRONG,
    "cautions": ["few", 17, {}, None, [17], [LONG], [""], ["a b"], [None], ["a"] * 11],
    "card": [*TEXTS, "", "123", "12 34", "卡1234", "1234-5678", "A" * 33],
    "withdrawn": FLAGS,
    "day": [*DATES, None],
    "other_day": [*DATES, None],
    "consent_on": [*DATES, None],
    "first": [*DATES, None],
    "last": DATES,
    "span": [-1, 6, 1.5, "0", True, None, [], {}, 10**400],
    "side": WORDS,
    "means": WORDS,
    "entries": ["A", 17, {}, None, [], [17], [None], [[]], [{}]],
    "templates": ["A", 17, {}, None, [], [17], [None], [[]], [{}]],
}


def asks() -> Iterator[tuple[str, type[BaseModel]]]:
    for path, route in every_route():
        ask = get_type_hints(route.endpoint).get("ask")
        if ask is not None:
            yield path, ask


FIELDS = [(path, field) for path, ask in asks() for field in ask.model_fields]
ASKING = [path for path, _ in asks()]
MAY_BE_NONE = {
    (path, name)
    for path, ask in asks()
    for name, field in ask.model_fields.items()
    if type(None) in get_args(field.annotation)
}


@pytest.fixture(scope="module")
def quiet_folder(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(template, tmp_path_factory.mktemp("bad"))


@pytest_asyncio.fixture(loop_scope="module")
async def web(quiet_web: Browser) -> AsyncIterator[Browser]:
    """One hall for this whole file, which must stay as it is."""
    before = quiet_web.seq
    yield quiet_web
    assert quiet_web.seq == before, "bad input has changed the hall"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def quiet_web(quiet_folder: Path) -> AsyncIterator[Browser]:
    async with running(configuration_in(quiet_folder), TurnedClock()) as browser:
        yield browser


def well_made(path: str) -> tuple[str, str | None, dict[str, Any]]:
    """Address, a role that may ask, and a body that is right, for a POST route."""
    roles, body = EXPECTED[f"POST {path}"]
    role = None if roles == "public" else roles.split()[0]
    return path.format(**PLACES), role, body


def told(response: httpx.Response, field: str | None = None) -> dict[str, Any]:
    """It is a whole problem, of the client's making, about this field."""
    assert 400 <= response.status_code < 500, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert set(problem) >= {"type", "title", "status", "detail", "code", "cure"}
    assert problem["status"] == response.status_code
    assert problem["title"]
    assert problem["detail"]
    assert problem["cure"]
    if field is not None:
        assert problem["field"].split(".")[0] == field, problem
    return problem


@pytest.mark.parametrize(("path", "field"), FIELDS, ids=[f"{p} {f}" for p, f in FIELDS])
async def test_a_bad_value_is_refused_with_the_name_of_its_field(web: Browser, path: str, field: str) -> None:
    address, role, body = well_made(path)
    for value in BAD.get(field, TEXTS):
        if value is None and (path, field) in MAY_BE_NONE:
            continue
        told(await web.post(address, body | {field: value}, role), field)


@pytest.mark.parametrize("path", ASKING)
async def test_a_missing_field_is_named(web: Browser, path: str) -> None:
    address, role, body = well_made(path)
    required = [name for name, f in dict(asks())[path].model_fields.items() if f.is_required()]
    for name in required:
        left = {k: v for k, v in body.items() if k != name}
        assert told(await web.post(address, left, role), name)["code"] == "missing"


@pytest.mark.parametrize("path", ASKING)
async def test_an_unknown_field_is_named(web: Browser, path: str) -> None:
    address, role, body = well_made(path)
    assert told(await web.post(address, body | {"colour": 1}, role), "colour")["code"] == "unknown_field"


@pytest.mark.parametrize(
    "name", ["\x00", "\ud800", "名字", "x" * 5000, "a.b", "<b>", "{field}", "\u202e", ""]
)
async def test_an_unknown_field_of_any_name_is_a_problem(web: Browser, name: str) -> None:
    response = await web.post("/api/v1/tickets", {"queue": "A", name: 1})
    assert len(told(response).get("field", "")) <= 80
    assert "\x00" not in response.text


BODIES = {
    "nothing": (b"", 422),
    "not JSON": (b"queue=A", 400),
    "half of it": (b'{"queue": "A"', 400),
    "more than one": (b'{"queue": "A"}{}', 400),
    "a list": (b'[{"queue": "A"}]', 400),
    "a string": (b'"A"', 400),
    "a number": (b"17", 400),
    "null": (b"null", 400),
    "not UTF-8": (b'{"queue": "\xff"}', 400),
    "UTF-16": ('{"queue": "A"}'.encode("utf-16"), 400),
    "a mark before it": (b'\xef\xbb\xbf{"queue": "A"}', 400),
    "a field twice": (b'{"queue": "A", "queue": "B"}', 400),
    "deep lists": (b'{"queue": ' + b"[" * 20000 + b"]" * 20000 + b"}", 400),
    "deep objects": (b'{"a":' * 9000 + b"1" + b"}" * 9000, 400),
    "a huge number": (b'{"queue": ' + b"9" * 20000 + b"}", 400),
    "a huge exponent": (b'{"queue": 1e999999}', 422),
    "not a number": (b'{"queue": NaN}', 400),
    "infinity": (b'{"queue": -Infinity}', 400),
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_body_that_cannot_be_read_is_a_problem(web: Browser, kind: str, language: str) -> None:
    body, status = BODIES[kind]
    response = await web.post("/api/v1/tickets", body, accept_language=language)
    problem = told(response)
    assert response.status_code == status
    assert (problem["detail"] + problem["cure"]).isascii() == (language == "en")


async def test_a_field_that_is_there_twice_is_named(web: Browser) -> None:
    response = await web.post("/api/v1/tickets", b'{"queue": "A", "language": "zh", "language": "en"}')
    assert told(response, "language")["code"] == "twice"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "\x07", ""]
)
async def test_a_body_that_is_not_declared_as_json_is_a_problem(web: Browser, kind: str) -> None:
    response = await web.post("/api/v1/tickets", {"queue": "A"}, content_type=kind)
    assert told(response, "Content-Type")["code"] == "media_type"
    assert response.status_code == 415


@pytest.mark.parametrize("path", ["/api/v1/tickets", "/api/v1/sessions", "/t/some-token/rate", "/nowhere"])
async def test_a_body_beyond_the_limit_is_not_read(web: Browser, path: str) -> None:
    response = await web.post(path, b'{"queue": "' + b"A" * BODY_LIMIT + b'"}', accept_language="en")
    assert response.status_code == 413
    assert told(response, "body")["code"] == "too_large"
    assert str(BODY_LIMIT) in response.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v1/tickets", "/t/some-token/rate"])
async def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit(web: Browser, path: str) -> None:
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 4096
            yield b"x" * 4096

    response = await web.http.post(path, content=pieces(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert sent <= BODY_LIMIT + 2 * 4096


PATHS = [
    ("GET", "/api/v1/windows/{}/desk", "manager", "window"),
    ("POST", "/api/v1/windows/{}/call-next", "W001", "window"),
    ("POST", "/api/v1/tickets/{}/revive", "kiosk", "ticket"),
    ("GET", "/api/v1/queues/{}/outlook", "kiosk", "queue"),
    ("GET", "/api/v1/appointments/{}", "kiosk", None),
    ("POST", "/api/v1/notices/{}/withdraw", "manager", "notice"),
    ("GET", "/api/v1/devices/pair/{}?secret=not-the-secret", None, "code"),
]
NAMES = [
    "nothing-here",
    LONG,
    "%00",
    "a%00b",
    "%E7%AA%97",
    "a%20b",
    "%3Cb%3E",
    "%ED%A0%80",
    "%FF",
    "W001%2F..",
]


@pytest.mark.parametrize(("method", "path", "role", "field"), PATHS, ids=[p for _, p, _, _ in PATHS])
async def test_a_bad_or_unknown_name_in_the_address_is_a_problem(
    web: Browser, method, path, role, field
) -> None:
    for name in NAMES:
        address = path.format(name)
        response = await (web.get(address, role) if method == "GET" else web.post(address, {}, role))
        assert response.status_code in (404, 422), response.text
        assert response.headers["content-type"] == "application/problem+json"
        problem = response.json()
        if problem["code"] != "not_found" and field:
            assert problem["field"] == field


QUERIES = [
    ("/api/v1/hall/view?zone=Z9", "zone", 404),
    ("/api/v1/hall/view?zone=%00", "zone", 422),
    ("/api/v1/hall/view?zone=" + LONG, "zone", 422),
    ("/api/v1/events?zone=Z9", "zone", 404),
    ("/api/v1/events?after=-1", "after", 422),
    ("/api/v1/events?after=soon", "after", 422),
    ("/api/v1/events?after=1.5", "after", 422),
    ("/api/v1/events?after=" + "9" * 400, "after", 422),
    ("/api/v1/devices/pair/123456", "secret", 422),
    ("/api/v1/attendance/greetings", "month", 422),
    ("/api/v1/attendance/greetings?month=2026-13", "month", 422),
    ("/api/v1/attendance/clock-events?month=%00", "month", 422),
    ("/api/v1/devices/pair/123456?secret=short", "secret", 422),
]


@pytest.mark.parametrize(("address", "field", "status"), QUERIES)
async def test_a_bad_value_in_the_query_is_named(web: Browser, address, field, status) -> None:
    response = await web.get(address, "board")
    assert response.status_code == status
    assert response.json()["field"] == field
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["x", "-1", "1.5", "9" * 17, "１"])
async def test_a_last_event_id_that_is_none_is_a_problem(web: Browser, header: str) -> None:
    assert told(await web.get("/api/v1/events", "board", last_event_id=header), "last-event-id")


@pytest.mark.parametrize("path", ["/", "/api", "/api/v1/nothing", "/api/v1/tickets/", "/favicon.ico", "/%00"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_an_unknown_address_is_a_problem(web: Browser, path: str, language: str) -> None:
    response = await web.get(path, None, accept_language=language)
    problem = told(response)
    assert (response.status_code, problem["code"]) == (404, "not_found")
    assert problem["detail"].isascii() == (language == "en")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/api/v1/tickets"), ("DELETE", "/healthz"), ("GET", "/api/v1/sessions")]
)
async def test_a_method_that_an_address_does_not_take_is_a_problem(
    web: Browser, method: str, path: str
) -> None:
    response = await web.http.request(method, path)
    assert (response.status_code, told(response)["code"]) == (405, "method")
    assert response.headers["allow"]


@pytest.mark.parametrize("value", ["en-GB,en;q=0.9", "EN", "en"])
async def test_english_is_answered_when_it_is_asked_for_first(web: Browser, value: str) -> None:
    response = await web.post("/api/v1/tickets", {"queue": 17}, accept_language=value)
    assert response.json()["detail"].isascii()


@pytest.mark.parametrize("value", ["", "zh-CN,en;q=0.5", "de", "*", "\x01", "x" * 5000])
async def test_chinese_is_answered_otherwise(web: Browser, value: str) -> None:
    response = await web.post("/api/v1/tickets", {"queue": 17}, accept_language=value)
    assert not response.json()["detail"].isascii()


@pytest.mark.parametrize("item", ["Q9", "I99"])
async def test_an_unknown_thing_is_refused_with_its_name(web: Browser, item: str) -> None:
    field = "queue" if item == "Q9" else "item"
    response = await web.post("/api/v1/tickets", {field: item}, accept_language="en")
    assert (response.status_code, response.json()["field"]) == (404, field)
    assert item in response.json()["detail"]


async def test_a_choice_is_told_with_what_can_be_chosen(web: Browser) -> None:
    response = await web.post("/api/v1/tickets", {"queue": "A", "language": "fr"}, accept_language="en")
    assert response.json()["detail"] == "language is not one of: zh, en"


async def test_every_field_of_the_wire_has_its_bad_values_here() -> None:
    unusual = {f for _, f in FIELDS} - set(BAD)
    assert unusual <= {
        "item", "queue", "appointment", "reason", "note", "window", "to_window", "comment", "name", "zone",
        "code", "text_zh", "id", "place", "why", "shift", "other", "stand_in", "agreed_by", "consent_version",
        "signature_mark", "despite", "model", "version",
    }  # fmt: skip
