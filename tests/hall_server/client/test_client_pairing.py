"""How a device gets its token: a code on its screen, an administrator's approval, a file."""

import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from hall_server.client.background import Inline, ManualTimer
from hall_server.client.http import HttpHall
from hall_server.client.pairing import (
    AGAIN_SECONDS,
    POLL_SECONDS,
    Admission,
    Applicant,
    pair,
    store_token,
    stored_token,
)
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import DeviceToken, PairingCode, Problem
from hall_server.wire.words import Role

T = TypeVar("T")
IN_TIME = timedelta(minutes=15)


class HallToPair(HttpHall):
    """Answers from two lists: codes to give, and what becomes of them."""

    def __init__(self, codes: list[PairingCode | Exception], answers: list[DeviceToken | Exception]) -> None:
        super().__init__("http://127.0.0.1:9")
        self._codes, self._answers = codes, answers
        self.asked: list[tuple[Role, str, str | None]] = []
        self.windows: list[str | None] = []

    def ask_to_pair(self, role: Role, name: str, zone: str | None, window: str | None = None) -> PairingCode:
        self.asked.append((role, name, zone))
        self.windows.append(window)
        found = self._codes.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    def pairing_answer(self, code: str, secret: str) -> DeviceToken:
        found = self._answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def a_code(code: str = "123456", lasts: timedelta = IN_TIME) -> PairingCode:
    return PairingCode(code=code, secret="s" * 20, expires_at=datetime.now(UTC) + lasts)


NOT_YET = DeviceToken(approved=False)
APPROVED = DeviceToken(approved=True, token="token-1", device="kiosk-001")


def paired(
    hall: HttpHall, give_up: Callable[[], bool] = lambda: False
) -> tuple[str | None, list[str], list[float]]:
    """The token, the codes that were shown, the waits in between."""
    shown: list[str] = []
    waits: list[float] = []
    token = pair(hall, Role.KIOSK, "东门", "Z1", shown.append, give_up, waits.append)
    return token, shown, waits


def test_a_device_shows_its_code_and_gets_its_token_once_it_is_approved() -> None:
    hall = HallToPair([a_code()], [NOT_YET, NOT_YET, APPROVED])
    assert paired(hall) == ("token-1", ["123456"], [POLL_SECONDS, POLL_SECONDS])
    assert hall.asked == [(Role.KIOSK, "东门", "Z1")]


def test_a_device_that_cannot_reach_the_hall_tries_again() -> None:
    hall = HallToPair([LinkLost("no"), a_code()], [APPROVED])
    assert paired(hall) == ("token-1", ["123456"], [POLL_SECONDS])


def test_a_link_that_is_lost_while_waiting_is_tried_again() -> None:
    hall = HallToPair([a_code("111111"), a_code("222222")], [LinkLost("no"), APPROVED])
    token, shown, _ = paired(hall)
    assert (token, shown) == ("token-1", ["111111", "222222"])


def test_a_code_that_has_expired_is_replaced_by_a_new_one() -> None:
    hall = HallToPair([a_code("111111", -IN_TIME), a_code("222222")], [NOT_YET, APPROVED])
    token, shown, _ = paired(hall)
    assert (token, shown) == ("token-1", ["111111", "222222"])


def test_a_device_gives_up_when_it_is_told_to() -> None:
    tries = iter([False, False, False, True, True])
    hall = HallToPair([a_code()], [NOT_YET, NOT_YET, NOT_YET])
    assert paired(hall, lambda: next(tries))[0] is None


def test_a_device_that_the_hall_will_not_pair_is_told_so() -> None:
    problem = Problem(type="x", title="x", status=404, detail="没有这个功能区", code="unknown_thing")
    with pytest.raises(Refused):
        paired(HallToPair([Refused(problem)], []))


def test_a_token_is_kept_for_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert stored_token(folder) is None
    store_token(folder, "token-1")
    store_token(folder, "token-2")
    assert stored_token(folder) == "token-2"
    assert [p.name for p in folder.iterdir()] == ["token"]


def test_a_token_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    store_token(tmp_path, "token-1")
    assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


def test_an_empty_file_is_no_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n", "utf-8")
    assert stored_token(tmp_path) is None
    assert time.time() > 0


class Worker(Inline):
    """Does what it is given at once; the screen hears of it later."""

    def __init__(self) -> None:
        self._heard: list[Callable[[], None]] = []

    def run(
        self, job: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        result = job()
        self._heard.append(lambda: done(result))

    def tell(self) -> None:
        for heard in self._heard:
            heard()


class Door:
    """A device that asks to be let in, and what it was told."""

    def __init__(self, hall: HallToPair, folder: Path, token: str | None = None) -> None:
        self.hall, self.timer = hall, ManualTimer()
        self.codes: list[str] = []
        self.tokens: list[str] = []
        self.refusals: list[str] = []
        applicant = Applicant(Role.EVALUATOR, "1号窗口", "Z1", folder, token, "W001")
        self.way = Admission(
            hall,
            applicant,
            Inline(),
            self.timer,
            self.codes.append,
            self.tokens.append,
            self.refusals.append,
        )


def test_a_device_without_a_token_pairs_for_its_window_and_keeps_the_token(tmp_path: Path) -> None:
    door = Door(HallToPair([a_code()], [APPROVED]), tmp_path)
    door.way.begin()
    assert (door.codes, door.tokens, door.hall.windows) == (["123456"], ["token-1"], ["W001"])
    assert (door.hall.token, stored_token(tmp_path)) == ("token-1", "token-1")


def test_a_device_with_a_token_goes_straight_in(tmp_path: Path) -> None:
    store_token(tmp_path, "token-0")
    door = Door(HallToPair([], []), tmp_path)
    door.way.begin()
    assert (door.codes, door.tokens, door.hall.token) == ([], ["token-0"], "token-0")


def test_a_token_given_by_hand_goes_before_the_kept_one_and_is_never_replaced(tmp_path: Path) -> None:
    store_token(tmp_path, "token-0")
    door = Door(HallToPair([], []), tmp_path, "by-hand")
    door.way.begin()
    assert door.tokens == ["by-hand"]
    assert not door.way.renew()
    assert door.codes == []


def test_a_token_that_the_hall_has_forgotten_is_replaced(tmp_path: Path) -> None:
    store_token(tmp_path, "token-0")
    door = Door(HallToPair([a_code()], [APPROVED]), tmp_path)
    door.way.begin()
    assert door.way.renew()
    assert (door.tokens, stored_token(tmp_path)) == (["token-0", "token-1"], "token-1")


def test_what_waits_on_the_worker_behind_a_pairing_is_asked_with_the_new_token(tmp_path: Path) -> None:
    store_token(tmp_path, "token-0")
    door = Door(HallToPair([a_code()], [APPROVED]), tmp_path)
    worker = Worker()
    door.way._background = worker
    door.way.begin()
    door.way.renew()
    asked: list[str | None] = []
    worker.run(lambda: asked.append(door.hall.token), lambda _: None, lambda _: None)
    assert (asked, door.tokens) == (["token-1"], ["token-0"])
    worker.tell()
    assert door.tokens == ["token-0", "token-1"]


def test_a_refused_device_says_so_and_asks_again_after_a_while(tmp_path: Path) -> None:
    problem = Problem(type="x", title="x", status=404, detail="没有这个窗口", code="unknown_thing")
    door = Door(HallToPair([Refused(problem), a_code()], [APPROVED]), tmp_path)
    door.way.begin()
    assert (door.refusals, door.tokens) == (["没有这个窗口"], [])
    door.timer.advance(AGAIN_SECONDS)
    assert door.tokens == ["token-1"]


def test_a_device_that_is_switched_off_waits_no_longer(tmp_path: Path) -> None:
    door = Door(HallToPair([a_code()], [NOT_YET]), tmp_path)
    door.way.end()
    door.way.begin()
    assert door.tokens == []
