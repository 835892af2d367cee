"""A real clock, whose cable breaks and whose process is killed: every punch arrives once, and the day is
right."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import cv2
import pytest

from hall_server.client.clock_hall import ClockHall
from hall_server.client.http import HttpHall, new_key
from hall_server.client.remote_screen import RemoteScreen
from hall_server.wire.attendance import Enrol, NewTemplate, Receipt, WithdrawConsent
from hall_server.wire.attendance_days import PersonDays, PunchView
from hall_server.wire.words import Role
from hardware.face.fake_engine import FakeEngine
from hardware.face.painted import PaintedFace, paint
from tests.system.proxy import Cable
from tests.system.running import Made, ServerProcess, free_port, mistakes_found, pause, serving

WITHIN_SECONDS = 60.0
CHEN, LI, WANG = "1001", "1002", "1003"
FACES = {CHEN: 11, LI: 22, WANG: 33}
CONVENIENT = ('# policy = "strict" ', 'policy = "convenient" ')
WITHOUT_PROOF = ('# liveness = "passive" ', 'liveness = "off" ')


class Street:
    """A folder of pictures before which the staff of the hall walk up."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self._empty = [cv2.imencode(".png", paint([], seed=n))[1].tobytes() for n in range(2)]
        self.show(None)

    def show(self, staff: str | None, turn: float = 0.0) -> None:
        """This person stands there now, and moves a little; or nobody does."""
        pictures = self._empty
        if staff is not None:
            face = PaintedFace(FACES[staff], turn=turn)
            pictures = [cv2.imencode(".png", paint([face], seed=n))[1].tobytes() for n in range(4)]
        for number, picture in enumerate(pictures):
            fresh = self.folder / f"{number}.part"
            fresh.write_bytes(picture)
            os.replace(fresh, self.folder / f"{number}.png")
        for old in range(len(pictures), 4):
            (self.folder / f"{old}.png").unlink(missing_ok=True)


@dataclass
class ClockProcess:
    """`python -m hardware.attendance_clock`, over any number of lives."""

    folder: Path
    control: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def screen(self) -> RemoteScreen:
        return RemoteScreen("clock", self.control)

    def start(self) -> None:
        """It knows its staff when this returns."""
        with (self.folder / "clock.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "hardware.attendance_clock",
                    "--config",
                    str(self.folder / "device.toml"),
                    "--control",
                    str(self.control),
                ],
                stdout=log,
                stderr=log,
                env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            )
        self.screen.shows("请面向屏幕", WITHIN_SECONDS)

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def clock_on(port: int, token: str, street: Street, folder: Path) -> Iterator[ClockProcess]:
    (folder / "device.toml").write_text(
        f'role = "clock"\nserver = "http://127.0.0.1:{port}"\nname = "1号考勤机"\ntoken = "{token}"\n'
        f'state_dir = "state"\n[screen]\nwidth = 1280\nheight = 800\n'
        f'[ports]\ncamera = "folder://{street.folder}?rate=10"\n[clock]\nface = "fake://"\n'
    )
    clock = ClockProcess(folder, free_port())
    try:
        clock.start()
        yield clock
    finally:
        clock.kill()


def convenient(folder: Path) -> Path:
    settings = folder / "hall.toml"
    said = settings.read_text("utf-8")
    for before, after in (CONVENIENT, WITHOUT_PROOF):
        assert before in said
        said = said.replace(before, after)
    settings.write_text(said, "utf-8")
    return folder


def administrator(server: ServerProcess) -> ClockHall:
    hall = ClockHall(server.url, lambda: lambda said, cut_by: None)
    hall.sign_in("7001", "2468", None)
    return hall


def paired(server: ServerProcess, official: HttpHall) -> str:
    device = HttpHall(server.url)
    asked = device.ask_to_pair(Role.CLOCK, "1号考勤机", None)
    official.approve_device(asked.code, new_key())
    token = device.pairing_answer(asked.code, asked.secret).token
    assert token is not None
    return token


def enrol(official: ClockHall, staff: str) -> None:
    engine = FakeEngine()
    templates = []
    for seed in range(100, 103):
        picture = paint([PaintedFace(FACES[staff])], seed=seed)
        values = engine.template(picture, engine.detect(picture)[0]).astype("<f4").tobytes()
        templates.append(
            NewTemplate(
                model=engine.info.model,
                version=engine.info.version,
                values=base64.b64encode(values).decode(),
            )
        )
    ask = Enrol(
        staff=staff,
        templates=tuple(templates),
        consent_version="2026-11",
        consent_on=date(2026, 11, 2),
        signature_mark=f"paper {staff}",
    )
    official.enrol(ask, new_key())


def punches(official: HttpHall, staff: str) -> list[PunchView]:
    """Of the days around now, in the hall's own days."""
    today = official.view().day
    found: list[PunchView] = []
    for month in sorted({f"{day:%Y-%m}" for day in (today, today - timedelta(days=1))}):
        days = official._get("/attendance/days", PersonDays, {"staff": staff, "month": month})
        found += [punch for day in days.days for punch in day.punches]
    return found


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it did not come about in time"
        pause(0.1)


@pytest.fixture
def server(made: Made, tmp_path: Path) -> Iterator[ServerProcess]:
    with serving(convenient(made.copy_to(tmp_path / "hall"))) as running:
        yield running


def test_every_punch_arrives_once_over_a_broken_cable_and_a_killed_clock(
    server: ServerProcess, tmp_path: Path
) -> None:
    official, cable = administrator(server), Cable(server.port)
    for staff in FACES:
        enrol(official, staff)
    street, token = Street(tmp_path / "street"), paired(server, official)
    with clock_on(cable.port, token, street, tmp_path) as clock:
        street.show(CHEN)
        clock.screen.shows("打卡成功", WITHIN_SECONDS)
        wait_for(lambda: len(punches(official, CHEN)) == 1)
        cable.drop()
        clock.screen.shows("网络中断", WITHIN_SECONDS)
        street.show(LI)
        clock.screen.shows("已保存，稍后上传", WITHIN_SECONDS)
        street.show(None)
        clock.kill()
        clock.start()
        clock.screen.shows("稍后上传 1 条", WITHIN_SECONDS)
        street.show(WANG)
        clock.screen.shows("稍后上传 2 条", WITHIN_SECONDS)
        assert punches(official, LI) == []
        cable.mend()
        wait_for(lambda: all(punches(official, staff) for staff in FACES))
        street.show(None)
        pause(1.0)
        found = {staff: punches(official, staff) for staff in FACES}
        assert {staff: len(each) for staff, each in found.items()} == dict.fromkeys(FACES, 1)
        ((chen,), (li,), (wang,)) = found.values()
        assert [each.means.value for each in (chen, li, wang)] == ["face"] * 3
        assert chen.at < li.at < wang.at
        assert li.at < li.received_at - timedelta(seconds=1)
        # The killed clock had not heard the server's time since its new start, and says so.
        assert (chen.doubt, li.doubt, wang.doubt) == (None, None, "never_set")
        clock.screen.shows("请面向屏幕", WITHIN_SECONDS)
    cable.close()
    assert server.stop() == 0
    assert mistakes_found(server.folder) == []


def types(screen: RemoteScreen, digits: str) -> None:
    for digit in digits:
        screen.tap(f"digit_{digit}")
    screen.tap("enter")


def test_who_is_enrolled_at_the_clock_is_known_at_once_and_who_withdraws_no_more(
    server: ServerProcess, tmp_path: Path
) -> None:
    official = administrator(server)
    street, token = Street(tmp_path / "street"), paired(server, official)
    with clock_on(server.port, token, street, tmp_path) as clock:
        screen = clock.screen
        screen.tap("enrol", WITHIN_SECONDS)
        types(screen, "7001")
        types(screen, "2468")
        screen.shows("被登记人工号", WITHIN_SECONDS)
        types(screen, CHEN)
        screen.shows("同意书")
        screen.tap("agree")
        types(screen, "0113")
        street.show(CHEN)
        screen.shows("请把脸稍微转向一侧", WITHIN_SECONDS)
        street.show(CHEN, turn=0.18)
        screen.shows("已登记", WITHIN_SECONDS)
        street.show(None)
        screen.tap("back")
        screen.shows("请面向屏幕", WITHIN_SECONDS)
        pause(2.0)
        street.show(CHEN)
        screen.shows("打卡成功", WITHIN_SECONDS)
        street.show(None)
        # The one at the clock was the same administrator, whose earlier session ended with it.
        official = administrator(server)
        official._post("/attendance/consents/withdraw", WithdrawConsent(staff=CHEN), new_key(), Receipt)
        screen.shows("请面向屏幕", WITHIN_SECONDS)
        pause(2.0)
        street.show(CHEN)
        screen.shows("没有认出您", WITHIN_SECONDS)
        assert len(punches(official, CHEN)) == 1
