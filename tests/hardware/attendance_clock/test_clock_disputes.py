"""Thumbnails for disputes: none unless the hall asks, masked, sealed, gone in time and with a withdrawal."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.attendance_clock.disputes import Disputes, opened
from hardware.attendance_clock.glances import Only
from hardware.attendance_clock.sealing import Unreadable
from hardware.face.interface import Box
from hardware.face.painted import PaintedFace, paint
from hardware.face.thumbnail import MASKED, SIDE, thumbnail
from tests.hardware.attendance_clock.test_clock_sight import CHEN, OUTSIDER, Stage

ROOT = Path(__file__).parents[3]
PICTURE = paint([PaintedFace(CHEN)])
BOX = PaintedFace(CHEN).box
EVERYBODY = {"1001", "1002"}


class Kept:
    """The disputes of one clock, on a clock that a test turns."""

    def __init__(self, folder: Path, days: int = 7) -> None:
        self.folder, self.at = folder, datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
        self.disputes = Disputes(folder, lambda: self.at)
        self.disputes.use(days, EVERYBODY)

    def keep(self, staff: str = "1001") -> None:
        self.disputes.keep(PICTURE, BOX, staff)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in opened(self.folder)]


def test_nothing_is_kept_unless_the_hall_asks(tmp_path: Path) -> None:
    untold = Disputes(tmp_path, lambda: datetime.now(UTC))
    untold.keep(PICTURE, BOX, "1001")
    Kept(tmp_path, days=0).keep()
    assert list(tmp_path.rglob("*")) == []


def test_a_thumbnail_is_kept_sealed_with_its_moment_and_number(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    clock.keep()
    assert clock.names == ["20261124T003000000-1001"]
    (file,) = (tmp_path / "disputes").iterdir()
    ((_, picture),) = opened(tmp_path)
    assert picture[:2] not in file.read_bytes()
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED).shape == (SIDE, SIDE)


def test_only_the_number_that_is_asked_for_is_opened(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    for staff in ("1001", "1002"):
        clock.keep(staff)
    assert [name[-4:] for name, _ in opened(tmp_path, "1002")] == ["1002"]


def test_it_is_gone_after_its_days(tmp_path: Path) -> None:
    clock = Kept(tmp_path, days=2)
    clock.keep()
    clock.at += timedelta(days=2)
    clock.keep("1002")
    assert len(clock.names) == 2
    clock.at += timedelta(hours=1)
    clock.keep("1002")
    assert {name[-4:] for name in clock.names} == {"1002"}


def test_it_is_gone_when_the_hall_no_longer_asks(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    clock.keep()
    clock.disputes.use(0, EVERYBODY)
    assert clock.names == []


def test_whoever_withdraws_takes_their_thumbnails_along(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    for staff in ("1001", "1002"):
        clock.keep(staff)
    clock.disputes.use(7, {"1002"})
    assert [name[-4:] for name in clock.names] == ["1002"]


def test_a_disk_that_takes_nothing_stops_no_greeting(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    (tmp_path / "disputes").write_text("a file where the folder should be")
    clock.keep()


def test_one_cannot_stand_in_anothers_place(tmp_path: Path) -> None:
    clock = Kept(tmp_path)
    clock.keep()
    (file,) = (tmp_path / "disputes").iterdir()
    file.rename(file.with_name(file.name.replace("1001", "1002")))
    with pytest.raises(Unreadable):
        list(opened(tmp_path))


def test_they_are_read_at_the_command_line(tmp_path: Path) -> None:
    Kept(tmp_path / "clock").keep()

    def read(folder: Path) -> "subprocess.CompletedProcess[str]":
        words = ["-m", "hardware.attendance_clock.disputes", str(folder), str(tmp_path / "out")]
        return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)

    ended = read(tmp_path / "clock")
    assert (ended.returncode, ended.stdout[:13]) == (0, "1 thumbnails:"), ended.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["20261124T003000000-1001.jpg"]
    ended = read(tmp_path / "elsewhere")
    assert (ended.returncode, "no key of a clock" in ended.stderr) == (1, True)
    assert not (tmp_path / "elsewhere").exists()


# What is on it


def seen(picture: "np.ndarray", box: Box) -> "np.ndarray":
    return cv2.imdecode(np.frombuffer(thumbnail(picture, box), np.uint8), cv2.IMREAD_UNCHANGED).astype(int)


def test_nothing_around_the_face_is_on_it() -> None:
    bright = np.full((400, 400, 3), 255, np.uint8)
    found = seen(bright, Box(100, 100, 120, 120))
    corners = [found[:12, :12], found[:12, -12:], found[-12:, :12], found[-12:, -12:]]
    assert all(abs(corner - MASKED).max() < 12 for corner in corners)
    assert found[SIDE // 2, SIDE // 2] > 245


@pytest.mark.parametrize(
    "box", [Box(-30, -30, 60, 60), Box(380, 380, 60, 60), Box(900, 900, 60, 60), Box(-90, -90, 20, 20)]
)
def test_a_face_at_the_edge_or_beyond_it_does_no_harm(box: Box) -> None:
    assert seen(np.full((400, 400, 3), 255, np.uint8), box).shape == (SIDE, SIDE)


# When


def test_each_face_that_is_taken_for_somebody_is_given_once() -> None:
    stage, given = Stage(), list[tuple[str, tuple[int, ...]]]()
    stage.sight.keep_by(lambda picture, box, staff: given.append((staff, picture.shape)))
    stage.show(PaintedFace(CHEN), seconds=4)
    (once,) = given
    assert once[0] == "1001"
    stage.show(seconds=3)
    stage.show(PaintedFace(OUTSIDER), seconds=4)
    assert given == [once]


def test_nobody_is_given_who_is_not_the_one_that_was_expected() -> None:
    stage, given = Stage(Only("1002")), list[str]()
    stage.sight.keep_by(lambda picture, box, staff: given.append(staff))
    stage.show(PaintedFace(CHEN), seconds=4)
    assert given == []
