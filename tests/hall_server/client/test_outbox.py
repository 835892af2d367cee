"""Commands that wait in a file until the hall can be asked again."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from hall_server.client.http import HttpHall
from hall_server.client.outbox import Outbox
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Problem

AT = datetime(2026, 11, 24, 1, 0, 5, tzinfo=UTC)


class Hall:
    """Takes commands by key, once each; refuses some, and can be out of reach from the nth on."""

    def __init__(self, reach: int = 99, refuses: dict[str, Problem] | None = None) -> None:
        self.reach, self.refuses = reach, refuses or {}
        self.came: list[tuple[str, str, str]] = []

    def post_stored(self, path: str, body: str, key: str) -> None:
        if len(self.came) >= self.reach:
            raise LinkLost("http://hall: ConnectError")
        self.came.append((path, body, key))
        if key in self.refuses:
            raise Refused(self.refuses[key])

    @property
    def keys(self) -> list[str]:
        return [key for _, _, key in self.came]


def a_problem(status: int = 409, code: str = "wrong_moment", detail: str = "BG023号已办结") -> Problem:
    return Problem(type="x", title="x", status=status, code=code, detail=detail)


def an_outbox(tmp_path: Path, *keys: str) -> Outbox:
    outbox = Outbox(tmp_path / "state" / "outbox.db")
    for key in keys:
        outbox.put(f"/tickets/{key}/start", f'{{"n":"{key}"}}', key, AT)
    return outbox


def test_commands_go_out_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    outbox, hall = an_outbox(tmp_path, "key-c", "key-a", "key-b"), Hall()
    delivery = outbox.send(hall)
    assert hall.keys == ["key-c", "key-a", "key-b"]
    assert (delivery.sent, delivery.refused, delivery.left) == (3, (), 0)
    assert outbox.waiting() == []


def test_a_command_keeps_its_key_its_text_and_its_moment(tmp_path: Path) -> None:
    outbox, hall = an_outbox(tmp_path, "key-a"), Hall()
    (stored,) = outbox.waiting()
    assert (stored.path, stored.body, stored.key) == ("/tickets/key-a/start", '{"n":"key-a"}', "key-a")
    assert stored.at == AT
    outbox.send(hall)
    assert hall.came == [("/tickets/key-a/start", '{"n":"key-a"}', "key-a")]


def test_a_link_that_breaks_leaves_the_rest_in_its_place(tmp_path: Path) -> None:
    outbox, hall = an_outbox(tmp_path, "key-a", "key-b", "key-c"), Hall(reach=1)
    delivery = outbox.send(hall)
    assert (delivery.sent, delivery.left) == (1, 2)
    outbox.put("/tickets/key-d/start", "{}", "key-d", AT)
    assert [s.key for s in outbox.waiting()] == ["key-b", "key-c", "key-d"]
    hall.reach = 99
    outbox.send(hall)
    assert hall.keys == ["key-a", "key-b", "key-c", "key-d"]


def test_nothing_overtakes_a_command_whose_answer_is_missing(tmp_path: Path) -> None:
    outbox, asked = an_outbox(tmp_path, "key-a", "key-b"), list[str]()

    class Hiccup(Hall):
        def post_stored(self, path: str, body: str, key: str) -> None:
            asked.append(key)
            if asked == ["key-a"]:
                raise LinkLost("for a moment")

    assert outbox.send(Hiccup()).left == 2
    assert outbox.send(Hiccup()).sent == 2
    assert asked == ["key-a", "key-a", "key-b"]


def test_an_answer_that_was_lost_on_the_way_is_asked_for_again_with_the_same_key(tmp_path: Path) -> None:
    outbox, asked = an_outbox(tmp_path, "key-a"), []

    class Deaf(Hall):
        def post_stored(self, path: str, body: str, key: str) -> None:
            asked.append((path, body, key))
            if len(asked) == 1:
                raise LinkLost("the answer did not come")

    assert outbox.send(Deaf()).left == 1
    assert outbox.send(Deaf()).left == 0
    assert asked == [("/tickets/key-a/start", '{"n":"key-a"}', "key-a")] * 2


def test_the_same_key_put_twice_is_one_command(tmp_path: Path) -> None:
    outbox, hall = an_outbox(tmp_path, "key-a", "key-b", "key-a"), Hall()
    outbox.put("/elsewhere", "{}", "key-a", AT)
    outbox.send(hall)
    assert hall.came[0] == ("/tickets/key-a/start", '{"n":"key-a"}', "key-a")
    assert hall.keys == ["key-a", "key-b"]


def test_a_refused_command_is_set_aside_with_its_code_and_the_rest_goes_on(tmp_path: Path) -> None:
    hall = Hall(refuses={"key-b": a_problem()})
    outbox = an_outbox(tmp_path, "key-a", "key-b", "key-c")
    delivery = outbox.send(hall)
    assert hall.keys == ["key-a", "key-b", "key-c"]
    assert [(a.stored.key, a.code, a.detail) for a in delivery.refused] == [
        ("key-b", "wrong_moment", "BG023号已办结")
    ]
    assert (delivery.sent, delivery.left) == (2, 0)
    assert outbox.send(hall).sent == 0


def test_what_was_set_aside_is_told_until_it_is_seen_over_a_restart_too(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path, "key-a", "key-b")
    outbox.send(Hall(refuses={"key-a": a_problem()}))
    outbox.close()
    outbox = an_outbox(tmp_path)
    assert [(a.stored.key, a.code) for a in outbox.aside()] == [("key-a", "wrong_moment")]
    outbox.seen("somebody else")
    assert len(outbox.aside()) == 1
    outbox.seen()
    assert outbox.aside() == []
    outbox.put("/again", "{}", "key-a", AT)
    assert outbox.waiting() == [], "it stays set aside"


def test_a_token_that_is_no_longer_good_judges_nothing(tmp_path: Path) -> None:
    hall = Hall(refuses={"key-b": a_problem(401, "not_signed_in")})
    outbox = an_outbox(tmp_path, "key-a", "key-b", "key-c")
    delivery = outbox.send(hall)
    assert (delivery.sent, delivery.refused, delivery.left, delivery.unauthorised) == (1, (), 2, True)
    assert [s.key for s in outbox.waiting()] == ["key-b", "key-c"]
    assert outbox.aside() == []


def test_each_owner_sends_only_their_own(tmp_path: Path) -> None:
    outbox, hall = an_outbox(tmp_path), Hall()
    for key, owner in (("key-a", "1085@W085"), ("key-b", "1086@W086"), ("key-c", "1085@W085")):
        outbox.put("/x", "{}", key, AT, owner)
    assert outbox.owners() == {"1085@W085": 2, "1086@W086": 1}
    outbox.send(hall, "1085@W085")
    assert hall.keys == ["key-a", "key-c"]
    assert outbox.owners() == {"1086@W086": 1}
    assert outbox.waiting() == []


WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from hall_server.client.outbox import Outbox

outbox = Outbox(Path(sys.argv[1]))
for n in range(3):
    outbox.put("/tickets/1/start", "{}", f"key-{n}", datetime(2026, 11, 24, tzinfo=UTC))
print("put", flush=True)
sys.stdin.read()
"""


def test_a_program_that_is_killed_after_a_put_loses_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "state" / "outbox.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == b"put\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    child.stdin.close()
    child.stdout.close()
    hall = Hall()
    assert an_outbox(tmp_path).send(hall).sent == 3
    assert hall.keys == ["key-0", "key-1", "key-2"]


@pytest.mark.parametrize("status", [200, 409, 500])
def test_over_http_the_text_goes_out_as_it_was_kept(tmp_path: Path, status: int) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if status == 200:
            return httpx.Response(200, json={"ticket": {}})
        return httpx.Response(
            status,
            text=a_problem(status).model_dump_json(),
            headers={"content-type": "application/problem+json"},
        )

    hall = HttpHall("http://hall", "t-1")
    hall._http = httpx.Client(base_url="http://hall/api/v1", transport=httpx.MockTransport(answer))
    outbox = an_outbox(tmp_path, "key-a")
    delivery = outbox.send(hall)
    (request,) = requests
    assert str(request.url) == "http://hall/api/v1/tickets/key-a/start"
    assert request.content == b'{"n":"key-a"}'
    assert request.headers["Idempotency-Key"] == "key-a"
    assert request.headers["Authorization"] == "Bearer t-1"
    assert (delivery.sent, len(delivery.refused), delivery.left) == {
        200: (1, 0, 0),
        409: (0, 1, 0),
        500: (0, 0, 1),
    }[status]
