"""Punches on the disk: sealed, sent in order, each once, whatever breaks."""

import os
import sqlite3
import stat
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.client.outbox import NotKept
from hall_server.wire.attendance import FaceFigures, Punch, PunchMeans, UndoPunch
from hall_server.wire.clock_events import ClockEvent, ClockEventKind
from hardware.attendance_clock.punch_box import PunchBox
from hardware.attendance_clock.sealing import own_key
from tests.hardware.attendance_clock.clock_fakes import NOON, FakeHall, a_problem

UNDONE = UndoPunch(
    undone_at=NOON, staff="1001", means=PunchMeans.FACE, figures=FaceFigures(distance=0.4, score=3.2)
)


def an_event(number: int) -> ClockEvent:
    return ClockEvent(
        id=f"event-{number:05}", kind=ClockEventKind.UNKNOWN_FACE, at=NOON, device_at=NOON, staff=None
    )


def a_punch(number: int, staff: str = "1001") -> Punch:
    return Punch(
        id=f"punch-{number:05}",
        staff=staff,
        means=PunchMeans.FACE,
        device_at=NOON + timedelta(seconds=number),
        offset_ms=1500,
    )


def ids(hall: FakeHall) -> list[str]:
    return [each.id for each in hall.taken]


def test_a_punch_is_on_the_disk_before_it_is_sent(tmp_path: Path) -> None:
    PunchBox(tmp_path).keep(a_punch(1))
    hall = FakeHall()
    # The first box was never closed, as after a kill.
    assert PunchBox(tmp_path).send(hall).left == 0
    assert hall.taken == [a_punch(1)]


def test_nothing_of_a_punch_can_be_read_from_the_disk(tmp_path: Path) -> None:
    box = PunchBox(tmp_path)
    box.keep(a_punch(1, staff="77665544"))
    box.close()
    for file in tmp_path.iterdir():
        assert b"77665544" not in file.read_bytes(), file


@pytest.mark.skipif(os.name != "posix", reason="no such rights elsewhere")
def test_the_key_is_readable_by_this_account_only(tmp_path: Path) -> None:
    PunchBox(tmp_path).keep(a_punch(1))
    assert stat.S_IMODE((tmp_path / "punches.key").stat().st_mode) == 0o600


def test_the_answers_come_back_by_punch(tmp_path: Path) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    box.keep(a_punch(1))
    sent = box.send(hall)
    assert sent.answers["punch-00001"].staff == "1001"


def test_a_refused_punch_is_told_and_stays_in_the_file_without_holding_up_the_others(tmp_path: Path) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    hall.refuses["1002"] = a_problem("staff_has_left")
    for number, staff in enumerate(("1002", "1001")):
        box.keep(a_punch(number, staff))
    sent = box.send(hall)
    assert {key: no.code for key, no in sent.refused.items()} == {"punch-00000": "staff_has_left"}
    assert (ids(hall), sent.left) == (["punch-00001"], 0)
    with sqlite3.connect(tmp_path / "punches.db") as file:
        assert file.execute("SELECT key, refused FROM commands").fetchall() == [
            ("punch-00000", "staff_has_left")
        ]
    file.close()


@pytest.mark.parametrize(("code", "status"), [("not_allowed", 403), ("locked_out", 429), ("not_found", 404)])
def test_a_server_that_will_not_have_it_now_is_asked_again_later(
    tmp_path: Path, code: str, status: int
) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    hall.refuses["1001"] = a_problem(code, status)
    box.keep(a_punch(1))
    assert box.send(hall).left == 1
    hall.refuses.clear()
    assert box.send(hall).left == 0
    assert ids(hall) == ["punch-00001"]


def test_a_token_that_is_no_longer_good_judges_nothing(tmp_path: Path) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    hall.refuses["1001"] = a_problem("not_signed_in", 401)
    box.keep(a_punch(1))
    sent = box.send(hall)
    assert (sent.unauthorised, sent.left, dict(sent.refused)) == (True, 1, {})


def test_a_punch_whose_key_was_lost_is_told_and_holds_up_nothing(tmp_path: Path) -> None:
    box = PunchBox(tmp_path)
    box.keep(a_punch(1))
    box.close()
    (tmp_path / "punches.key").unlink()
    box, hall = PunchBox(tmp_path), FakeHall()
    box.keep(a_punch(2))
    sent = box.send(hall)
    assert [no.code for no in sent.refused.values()] == ["unreadable"]
    assert ids(hall) == ["punch-00002"]


def test_an_undone_punch_follows_its_punch(tmp_path: Path) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    box.keep(a_punch(1))
    box.undo("punch-00001", UNDONE)
    assert box.send(hall).left == 0
    assert hall.undone == ["punch-00001"]


def test_news_goes_out_in_its_place_among_the_punches_and_is_no_punch_that_waits(tmp_path: Path) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    box.note(an_event(1))
    box.keep(a_punch(1))
    assert box.waiting() == 1
    hall.reached = False
    sent = box.send(hall)
    assert (sent.left, sent.unsent) == (1, True)
    hall.reached = True
    assert box.send(hall).unsent is False
    assert (hall.news, ids(hall)) == ([an_event(1)], ["punch-00001"])


@pytest.mark.parametrize(("code", "status"), [("not_found", 404), ("bad_request", 422), ("not_allowed", 403)])
def test_news_that_the_hall_will_not_have_holds_back_no_punch_and_is_no_refused_one(
    tmp_path: Path, code: str, status: int
) -> None:
    box, hall = PunchBox(tmp_path), FakeHall()
    hall.news_problem = a_problem(code, status)
    box.note(an_event(1))
    box.keep(a_punch(1))
    sent = box.send(hall)
    assert (dict(sent.refused), sent.unsent, ids(hall)) == ({}, False, ["punch-00001"])


def test_news_without_end_does_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.attendance_clock.punch_box.MOST_EVENTS", 3)
    box, hall = PunchBox(tmp_path), FakeHall()
    for number in range(5):
        box.note(an_event(number))
    box.send(hall)
    assert len(hall.news) == 3


def test_a_folder_that_takes_nothing_is_no_place_for_punches(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(NotKept):
        PunchBox(blocked / "state").keep(a_punch(1))


def test_a_disk_that_had_no_room_is_tried_anew(tmp_path: Path) -> None:
    blocked = tmp_path / "state"
    blocked.write_text("not a folder")
    box = PunchBox(blocked)
    with pytest.raises(NotKept):
        box.keep(a_punch(1))
    blocked.unlink()
    box.keep(a_punch(1))
    assert box.waiting() == 1


def test_what_the_full_disk_took_is_sent_and_what_it_refused_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def small(path: Path, **options: Any) -> sqlite3.Connection:
        file = connect(path, **options)
        file.execute("PRAGMA max_page_count = 8")
        return file

    monkeypatch.setattr(sqlite3, "connect", small)
    box, hall = PunchBox(tmp_path), FakeHall()
    made = map(a_punch, range(1000))
    with pytest.raises(NotKept, match="full"):
        deque(map(box.keep, made))
    kept = next(made).id
    box.send(hall)
    assert len(ids(hall)) > 1
    assert ids(hall) == [a_punch(number).id for number in range(len(ids(hall)))]
    assert kept == a_punch(len(ids(hall)) + 1).id
    # What was sent has made room.
    box.keep(a_punch(1000))
    assert box.waiting() == 1


STEPS = st.lists(
    st.sampled_from(["punch", "send", "lost", "deaf", "restart", "undo"]), min_size=1, max_size=25
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_each_punch_arrives_once_and_in_order_whatever_happens(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        box, hall = PunchBox(Path(folder)), FakeHall()
        made: list[str] = []
        undone: list[str] = []
        for step in steps:
            match step:
                case "punch":
                    ask = a_punch(len(made))
                    box.keep(ask)
                    made.append(ask.id)
                case "undo" if made:
                    box.undo(made[-1], UNDONE)
                    undone += [made[-1]] if made[-1] not in undone else []
                case "restart":
                    # Not closed: a kill closes nothing.
                    box = PunchBox(Path(folder))
                case "send" | "lost" | "deaf":
                    hall.reached, hall.deaf = step != "lost", step == "deaf"
                    box.send(hall)
            assert ids(hall) == made[: len(hall.taken)]
        hall.reached, hall.deaf = True, False
        assert box.send(hall).left == 0
        assert ids(hall) == made
        assert hall.undone == undone
        box.close()


def test_two_who_ask_for_the_key_at_once_at_a_first_start_have_the_same_one(tmp_path: Path) -> None:
    for number in range(40):
        both, path = Barrier(2), tmp_path / str(number) / "punches.key"

        def ask(both: Barrier = both, path: Path = path) -> bytes:
            both.wait(10)
            return own_key(path)

        with ThreadPoolExecutor(2) as threads:
            one, other = [each.result() for each in [threads.submit(ask), threads.submit(ask)]]
        assert one == other == own_key(path)
