"""What a clock learns of the hall's time from its answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from hall_server.client.clock_hall import EXACT, PUNCHES, WHOLE_SECONDS, ClockHall, undo_path
from hall_server.client.trouble import LinkLost
from hall_server.wire.attendance import ClockRoster, Punched
from hall_server.wire.words import DeviceState

SAID = datetime(2026, 11, 24, 8, 0, 5, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 08:00:05 GMT"
ROSTER = ClockRoster(
    version=1, people=(), card_key="00", policy="strict", liveness="off", thresholds={}, at=SAID
)
PUNCHED = Punched(staff="1001", counted_at=SAID, doubt=None, status="attended", marks=(), seq=1)


class Answering:
    """A hall that gives one answer, and what was heard of its time."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.heard: list[tuple[datetime, timedelta]] = []
        self.asked: list[httpx.Request] = []

        def noted(request: httpx.Request) -> httpx.Response:
            self.asked.append(request)
            return answer(request)

        self.hall = ClockHall("http://hall", lambda: lambda said, cut_by: self.heard.append((said, cut_by)))
        self.hall._http = httpx.Client(base_url="http://hall/api/v1", transport=httpx.MockTransport(noted))


def test_every_answer_tells_the_time_to_the_second() -> None:
    hall = Answering(lambda _: httpx.Response(200, json={"seq": 1}, headers={"date": DATE}))
    hall.hall.heartbeat(DeviceState.OK)
    assert hall.heard == [(SAID, WHOLE_SECONDS)]


@pytest.mark.parametrize("date", ["", "soon", "Tue, 24 Nov 2026 08:00:05 -0000"])
def test_a_date_that_is_none_tells_nothing(date: str) -> None:
    hall = Answering(lambda _: httpx.Response(200, json={"seq": 1}, headers={"date": date}))
    hall.hall.heartbeat(DeviceState.OK)
    assert hall.heard == []


def test_the_roster_tells_the_time_to_the_millisecond() -> None:
    hall = Answering(lambda _: httpx.Response(200, content=ROSTER.model_dump_json()))
    assert hall.hall.roster() == ROSTER
    assert hall.heard == [(SAID, EXACT)]


def test_a_question_without_an_answer_tells_nothing() -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("away", request=request)

    hall = Answering(lost)
    with pytest.raises(LinkLost):
        hall.hall.roster()
    assert hall.heard == []


def test_a_kept_punch_goes_out_word_for_word_with_its_key() -> None:
    hall = Answering(lambda _: httpx.Response(200, content=PUNCHED.model_dump_json()))
    assert hall.hall.deliver(PUNCHES, '{"id":"punch-1"}', "punch-1") == PUNCHED
    hall.hall.deliver(undo_path("punch-1"), "{}", "undo-punch-1")
    punch, undo = hall.asked
    assert (punch.url.path, punch.content, punch.headers["idempotency-key"]) == (
        "/api/v1/punches",
        b'{"id":"punch-1"}',
        "punch-1",
    )
    assert undo.url.path == "/api/v1/punches/punch-1/undo"
