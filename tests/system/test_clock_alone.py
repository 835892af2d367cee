"""A real clock, whose cable breaks and whose process is killed: every punch arrives once, and the day is
right."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import cv2
import pytest

from hall_server.client.http import HttpHall, new_key
from hall_server.client.http_attendance import HttpAttendance
from hall_server.client.pairing import store_token
from hall_server.client.remote_screen import RemoteScreen
from hall_server.wire.attendance import Enrol, NewTemplate, Receipt, WithdrawConsent
from hall_server.wire.attendance_days import PersonDays, PunchView
from hall_server.wire.rosters import NameDay
from hall_server.wire.words import Role
from hardware.face.fake_engine import FakeEngine
from hardware.face.painted import PaintedFace, paint
from tests.system.proxy import Cable
from tests.system.running import Made, ServerProcess, free_port, mistakes_found, pause, serving

WITHIN_SECONDS = 60.0
CHEN, LI, WANG, ABSENT = "1001", "1002", "1003", "1004"
FACES = {CHEN: 11, LI: 22, WANG: 33}
CONVENIENT = ('# policy = "strict" ', 'policy = "convenient" ')
AT_ANY_HOUR = """
[[attendance.shifts]]
id = "any_hour"
zh = "全天"
en = "Any hour"
spans = [
    { in_from = "00:00", start = "23:57", middle = "23:58", end = "23:58", out_until = "23:59", \
asks_out = false },
]
"""
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

    def start(self, shows: str = "请面向屏幕") -> None:
        """It knows its staff when this returns, or shows what it is waited for."""
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
        self.screen.shows(shows, WITHIN_SECONDS)

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def clock_on(
    port: int, token: str | None, street: Street, folder: Path, shows: str = "请面向屏幕"
) -> Iterator[ClockProcess]:
    """Without a token it takes the one of its state, or asks to be paired."""
    given = f'token = "{token}"\n' if token is not None else ""
    (folder / "device.toml").write_text(
        f'role = "clock"\nserver = "http://127.0.0.1:{port}"\nname = "1号考勤机"\n{given}'
        f'state_dir = "state"\n[screen]\nwidth = 1280\nheight = 800\n'
        f'[ports]\ncamera = "folder://{street.folder}?rate=10"\n[clock]\nface = "fake://"\n'
    )
    clock = ClockProcess(folder, free_port())
    try:
        clock.start(shows)
        yield clock
    finally:
        clock.kill()


def convenient(folder: Path) -> Path:
    settings = folder / "hall.toml"
    said = settings.read_text("utf-8")
    for before, after in (CONVENIENT, WITHOUT_PROOF):
        assert before in said
        said = said.replace(before, after)
    settings.write_text(said + AT_ANY_HOUR, "utf-8")
    return folder


def administrator(server: ServerProcess) -> HttpAttendance:
    hall = HttpAttendance(server.url)
    hall.sign_in("7001", "2468", None)
    return hall


@dataclass(frozen=True)
class Line:
    """Of one person on the monthly sheet, and what the day says."""

    attended: str
    late: int
    verdict: str


CAME, CAME_NOT = Line("1/2", 0, "kept"), Line("0", 0, "not_yet")


def sheet_of(official: HttpAttendance, staff: Iterable[str]) -> dict[str, Line]:
    """Of a month in which these people have one day with one punch to make."""
    today = official.view().day
    month = f"{today:%Y-%m}"
    sheet = {line.staff: line.line for unit in official.month_sheets(month).units for line in unit.lines}
    told = {}
    for each in staff:
        (day,) = (day for day in official.person_days(each, month).days if day.day == today)
        told[each] = Line(sheet[each].attended, sheet[each].late_times, day.marks[0].verdict)
    return told


def name_days(official: HttpAttendance, staff: Iterable[str]) -> None:
    """Whatever day of the week it is, they are due, with the shift that `AT_ANY_HOUR` describes."""
    for each in staff:
        today = official.view().day
        official.name_day(NameDay(staff=each, day=today, shift="any_hour", why="test"), new_key())


def paired(server: ServerProcess, official: HttpHall) -> str:
    device = HttpHall(server.url)
    asked = device.ask_to_pair(Role.CLOCK, "1号考勤机", None)
    official.approve_device(asked.code, new_key())
    token = device.pairing_answer(asked.code, asked.secret).token
    assert token is not None
    return token


def enrol(official: HttpAttendance, staff: str) -> None:
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
    name_days(official, [*FACES, ABSENT])
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
        # The killed clock had not heard the server's time since its new start, and counted on with what it
        # had measured before.
        assert (chen.doubt, li.doubt, wang.doubt) == (None, None, None)
        clock.screen.shows("请面向屏幕", WITHIN_SECONDS)
        assert sheet_of(official, [*FACES, ABSENT]) == dict.fromkeys(FACES, CAME) | {ABSENT: CAME_NOT}
    cable.close()
    assert server.stop() == 0
    assert mistakes_found(server.folder) == []


def types(screen: RemoteScreen, digits: str) -> None:
    for digit in digits:
        screen.tap(f"digit_{digit}")
    screen.tap("enter")


def test_who_is_enrolled_at_the_clock_is_known_at_once_may_deny_it_and_who_withdraws_is_known_no_more(
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
        screen.tap("not_me")
        street.show(None)
        screen.shows("已撤销")
        screen.tap("back")
        # The one at the clock was the same administrator, whose earlier session ended with it.
        official = administrator(server)
        official._post("/attendance/consents/withdraw", WithdrawConsent(staff=CHEN), new_key(), Receipt)
        screen.shows("请面向屏幕", WITHIN_SECONDS)
        pause(2.0)
        street.show(CHEN)
        screen.shows("没有认出您", WITHIN_SECONDS)
        month = f"{official.view().day:%Y-%m}"
        wait_for(lambda: bool(official.clock_events(month).events))
        (event,) = official.clock_events(month).events
        assert (event.kind, event.staff) == ("unknown_face", None)
        assert event.at <= event.received_at + timedelta(seconds=1)
        (punch,) = punches(official, CHEN)
        assert (punch.undone, punch.counted) == (True, False)
        assert (official.greetings(month).greeted, official.greetings(month).taken_back) == (1, 1)


def test_a_clock_whose_token_is_good_no_more_shows_a_code_and_goes_on_once_it_is_approved(
    server: ServerProcess, tmp_path: Path
) -> None:
    official = administrator(server)
    enrol(official, CHEN)
    street = Street(tmp_path / "street")
    store_token(tmp_path / "state", "a-token-of-an-earlier-hall")
    with clock_on(server.port, None, street, tmp_path, "请管理员批准本机") as clock:
        texts = clock.screen.do("texts")
        assert isinstance(texts, list)
        (code,) = (digits for each in texts if len(digits := "".join(each.split())) == 6 and digits.isdigit())
        official.approve_device(code, new_key())
        clock.screen.shows("请面向屏幕", WITHIN_SECONDS)
        street.show(CHEN)
        clock.screen.shows("打卡成功", WITHIN_SECONDS)
        wait_for(lambda: len(punches(official, CHEN)) == 1)
        month = f"{official.view().day:%Y-%m}"
        assert [event.kind for event in official.clock_events(month).events] == ["unpaired"]
