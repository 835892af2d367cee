"""Asking a hall over HTTP: what goes out, and the two ways in which it can fail."""

import json

import pytest

from hall_server.client.http import HttpHall, new_key
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.words import DeviceState, Language, Role
from tests.hall_server.client.stub_hall import StubHall

AT = "2026-11-24T01:00:00Z"
TICKET = {
    "id": "20261124-A001",
    "number": "A001",
    "day": "2026-11-24",
    "zone": "Z1",
    "queue": "A",
    "state": "waiting",
    "since": AT,
    "taken_at": AT,
    "reference_at": AT,
}
CHANGED = {"ticket": TICKET}
CONFIRM = "/tickets/20261124-A001/confirm-print"


@pytest.fixture
def asking(stub: StubHall) -> HttpHall:
    return HttpHall(stub.url, "token-1", timeout_seconds=5.0)


def test_a_command_carries_its_key_its_token_and_its_language(stub: StubHall, asking: HttpHall) -> None:
    stub.says(CONFIRM, CHANGED)
    assert asking.confirm_print("20261124-A001", "key-00001").ticket.number == "A001"
    (heard,) = stub.heard
    assert (heard.method, heard.headers["idempotency-key"]) == ("POST", "key-00001")
    assert heard.headers["authorization"] == "Bearer token-1"
    assert heard.headers["accept-language"] == "zh-CN"


def test_a_command_says_only_what_was_set(stub: StubHall, asking: HttpHall) -> None:
    stub.says("/tickets/20261124-A001/finish", CHANGED)
    asking.finish("20261124-A001", Finish(window="W001"), "key-00001")
    assert json.loads(stub.heard[0].body) == {"window": "W001"}


def test_the_language_is_the_one_that_was_chosen_last(stub: StubHall, asking: HttpHall) -> None:
    stub.says(CONFIRM, CHANGED)
    asking.language = Language.EN
    asking.confirm_print("20261124-A001", "key-00001")
    assert stub.heard[0].headers["accept-language"] == "en"


def test_a_refusal_brings_its_sentence(stub: StubHall, asking: HttpHall) -> None:
    stub.refuses("/windows/W001/call-next", "nobody_waiting")
    with pytest.raises(Refused) as no:
        asking.call_next("W001", "key-00001")
    assert (no.value.problem.code, no.value.problem.detail) == ("nobody_waiting", "当前没有等候的群众")


def test_a_fault_of_the_hall_is_a_lost_link(stub: StubHall, asking: HttpHall) -> None:
    stub.refuses(CONFIRM, "fault", 500)
    with pytest.raises(LinkLost, match="500"):
        asking.confirm_print("20261124-A001", "key-00001")


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, "Bad Gateway"), (404, "not here"), (200, "<html>please sign in</html>"), (200, {})],
)
def test_an_answer_that_is_not_a_halls_is_a_lost_link(
    stub: StubHall, asking: HttpHall, status: int, body: object
) -> None:
    stub.says(CONFIRM, body, status)
    with pytest.raises(LinkLost):
        asking.confirm_print("20261124-A001", "key-00001")


def test_a_problem_that_is_none_is_a_lost_link(stub: StubHall, asking: HttpHall) -> None:
    stub.says(CONFIRM, {"oops": 1}, 409, "application/problem+json")
    with pytest.raises(LinkLost):
        asking.confirm_print("20261124-A001", "key-00001")


def test_a_line_that_is_cut_is_a_lost_link(stub: StubHall, asking: HttpHall) -> None:
    stub.hangs_up(CONFIRM)
    with pytest.raises(LinkLost):
        asking.confirm_print("20261124-A001", "key-00001")


def test_an_answer_that_does_not_come_in_time_is_a_lost_link(stub: StubHall) -> None:
    stub.keeps_silent(CONFIRM)
    impatient = HttpHall(stub.url, timeout_seconds=0.2)
    with pytest.raises(LinkLost, match="Timeout"):
        impatient.confirm_print("20261124-A001", "key-00001")


def test_a_hall_that_is_not_there_is_a_lost_link(stub: StubHall, asking: HttpHall) -> None:
    stub.close()
    with pytest.raises(LinkLost):
        asking.confirm_print("20261124-A001", "key-00001")


def test_a_retry_sends_the_callers_own_key_and_the_same_words(stub: StubHall, asking: HttpHall) -> None:
    stub.hangs_up("/tickets")
    stub.refuses("/tickets", "hall_closed")
    ask, key = TakeTicket(queue="A"), new_key()
    with pytest.raises(LinkLost):
        asking.take_ticket(ask, key)
    with pytest.raises(Refused):
        asking.take_ticket(ask, key)
    assert [h.headers["idempotency-key"] for h in stub.heard] == [key, key]
    assert len({h.body for h in stub.heard}) == 1


def test_every_press_has_a_key_of_its_own() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(8 <= len(k) <= 128 and k.isalnum() for k in keys)


def test_after_signing_in_the_sessions_token_is_used(stub: StubHall) -> None:
    session = {
        "token": "session-1",
        "staff": "1001",
        "name": "样*子",
        "roles": ["clerk"],
        "window": "W001",
        "expires_at": AT,
    }
    stub.says("/sessions", session)
    stub.says(
        "/windows/W001/open",
        {"window": {"id": "W001", "number": 1, "zone": "Z1", "state": "idle", "since": AT}},
    )
    asking = HttpHall(stub.url)
    asking.sign_in("1001", "2468", "W001")
    asking.open_window("W001", "key-00001")
    assert "authorization" not in stub.heard[0].headers
    assert stub.heard[1].headers["authorization"] == "Bearer session-1"


def test_a_code_that_a_citizen_typed_stays_one_part_of_the_address(stub: StubHall, asking: HttpHall) -> None:
    with pytest.raises(LinkLost):
        asking.appointment("../hall/view?zone=Z1")
    assert stub.heard[0].path == "/appointments/..%2Fhall%2Fview%3Fzone%3DZ1"


def test_a_zone_is_asked_for_only_when_there_is_one(stub: StubHall, asking: HttpHall) -> None:
    stub.says("/hall/view", {"seq": 5, "at": AT, "day": "2026-11-24"})
    assert asking.view().seq == asking.view("Z1").seq == 5
    assert [h.query for h in stub.heard] == [{}, {"zone": "Z1"}]


def test_a_heartbeat_is_a_new_one_each_time(stub: StubHall, asking: HttpHall) -> None:
    stub.says("/devices/heartbeat", {"seq": 5})
    for _ in range(2):
        asking.heartbeat(DeviceState.DOWN, "paper_out")
    assert len({h.headers["idempotency-key"] for h in stub.heard}) == 2
    assert json.loads(stub.heard[0].body) == {"state": "down", "code": "paper_out"}


def test_a_device_asks_to_be_paired_in_its_role(stub: StubHall) -> None:
    stub.says("/devices/pair", {"code": "123456", "secret": "s" * 20, "expires_at": AT})
    assert HttpHall(stub.url).ask_to_pair(Role.KIOSK, "东门", "Z1").code == "123456"
    assert json.loads(stub.heard[0].body) == {"role": "kiosk", "name": "东门", "zone": "Z1"}
