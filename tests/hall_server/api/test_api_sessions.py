"""Signing in and out, and when a token is good no more."""

import pytest

from hall_server.domain.rules import Rules
from tests.hall_server.api.api_hall import PIN, Browser, good, problem

VIEW = "/api/v1/hall/view"


async def sign_in(
    web: Browser, staff: str = "1001", pin: str = PIN, window: str | None = "W001", **headers: str
):
    ask = {"staff": staff, "pin": pin} | ({"window": window} if window else {})
    return await web.post("/api/v1/sessions", ask, None, None, **headers)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_the_right_pin_opens_a_session_at_the_window(web: Browser) -> None:
    session = good(await sign_in(web))
    assert (session["staff"], session["name"], session["window"]) == ("1001", "样*子", "W001")
    response = await web.post("/api/v1/windows/W001/open", {}, None, **bearer(session["token"]))
    assert good(response)["window"]["state"] == "idle"


async def test_a_wrong_pin_is_refused_and_told_without_the_pin(web: Browser) -> None:
    response = await sign_in(web, pin="9753")
    problem(response, 401, "sign_in_failed")
    assert "9753" not in response.text


async def test_an_unknown_number_takes_the_same_path_as_a_wrong_pin(web: Browser) -> None:
    unknown, wrong = await sign_in(web, staff="8888"), await sign_in(web, pin="9753")
    assert (unknown.status_code, unknown.json()) == (wrong.status_code, wrong.json())


@pytest.mark.parametrize("staff", ["1001", "8888"], ids=["known", "unknown"])
async def test_wrong_pins_in_a_row_lock_a_number_out_even_from_the_right_one(
    web: Browser, staff: str
) -> None:
    for _ in range(Rules().pin_failures_allowed):
        problem(await sign_in(web, staff, "9753"), 401, "sign_in_failed")
    told = problem(await sign_in(web, staff), 429, "locked_out")
    assert "10" in told["detail"]


async def test_the_lock_ends_by_itself(web: Browser) -> None:
    for _ in range(Rules().pin_failures_allowed):
        await sign_in(web, pin="9753")
    web.clock.pass_(minutes=10)
    good(await sign_in(web))


async def test_a_right_pin_starts_the_count_of_wrong_ones_anew(web: Browser) -> None:
    for _ in range(2):
        for _ in range(Rules().pin_failures_allowed - 1):
            problem(await sign_in(web, pin="9753"), 401, "sign_in_failed")
        good(await sign_in(web))


@pytest.mark.parametrize("pin", ["975", "9753x", "9753086421357", "９７５３", "9753\n"])
async def test_a_pin_that_is_none_is_not_echoed(web: Browser, pin: str) -> None:
    response = await sign_in(web, pin=pin)
    assert response.status_code == 422
    assert response.json()["field"] == "pin"
    assert pin.strip() not in response.text


async def test_a_token_dies_with_signing_out(web: Browser) -> None:
    token = good(await sign_in(web))["token"]
    good(await web.post("/api/v1/sessions/end", {}, None, **bearer(token)))
    problem(await web.get(VIEW, None, **bearer(token)), 401, "not_signed_in")


async def test_a_token_dies_after_its_hours(web: Browser) -> None:
    token = good(await sign_in(web))["token"]
    web.clock.pass_(hours=11, minutes=59)
    good(await web.get(VIEW, None, **bearer(token)))
    web.clock.pass_(minutes=1)
    problem(await web.get(VIEW, None, **bearer(token)), 401, "not_signed_in")


async def test_a_second_sign_in_ends_the_first_session(web: Browser) -> None:
    first = good(await sign_in(web))["token"]
    second = good(await sign_in(web))["token"]
    problem(await web.get(VIEW, None, **bearer(first)), 401, "not_signed_in")
    good(await web.get(VIEW, None, **bearer(second)))


async def test_nobody_takes_a_window_from_a_clerk_who_serves_there(web: Browser) -> None:
    await web.open("W001")
    problem(await sign_in(web, staff="1003", window="W001"), 409, "window_taken")


async def test_a_device_is_let_in_with_the_secret_that_only_it_knows(web: Browser) -> None:
    asked = good(await web.post("/api/v1/devices/pair", {"role": "board", "name": "大厅屏"}, None, None))
    path = f"/api/v1/devices/pair/{asked['code']}?secret="
    assert good(await web.get(path + asked["secret"], None))["approved"] is False
    good(await web.post("/api/v1/devices/approve", {"code": asked["code"]}, "administrator"))
    problem(await web.get(path + "some-other-secret", None), 404, "unknown_pairing")
    token = good(await web.get(path + asked["secret"], None))["token"]
    good(await web.get(VIEW, None, **bearer(token)))
