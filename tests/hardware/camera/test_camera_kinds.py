"""Devices, recordings and pictures behind the one interface, and what is said when they do not open."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from hardware.build_camera import build_camera
from hardware.camera import opencv
from hardware.camera.device import Wanted, open_device
from hardware.camera.interface import (
    CameraForbidden,
    CameraInUse,
    CameraMissing,
    CameraSilent,
    CameraUnreadable,
)
from hardware.camera.picture import as_bgr, turned
from hardware.camera.recording import open_folder, open_video
from hardware.camera.simulator import SimulatedCamera, colour_bars
from hardware.transport.url import BadDeviceUrl, without_password

ROOT = Path(__file__).parents[3]


class FakeCapture:
    def __init__(self, opens: bool = True, pictures: tuple[Any, ...] = ()) -> None:
        self.opens, self.pictures = opens, list(pictures)
        self.asked: dict[int, float] = {}
        self.released = False

    def isOpened(self) -> bool:
        return self.opens

    def read(self) -> tuple[bool, Any]:
        return (True, self.pictures.pop(0)) if self.pictures else (False, None)

    def get(self, what: int) -> float:
        return self.asked.get(what, 0.0)

    def set(self, what: int, value: float) -> bool:
        self.asked[what] = value
        return True

    def release(self) -> None:
        self.released = True


@pytest.fixture
def device(tmp_path: Path) -> str:
    path = tmp_path / "video0"
    path.touch()
    return str(path)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "three.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for level in (40, 120, 200):
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="device files")
def test_a_camera_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(CameraMissing, match=r"there is no .*/video9; cameras here: "):
        open_device(str(tmp_path / "video9"), Wanted())


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() == 0, reason="root may do everything")
def test_a_camera_of_another_account_is_told_with_its_group(device: str) -> None:
    os.chmod(device, 0)
    with pytest.raises(CameraForbidden, match="usermod -aG"):
        open_device(device, Wanted())


def test_a_camera_that_does_not_open_is_in_use(device: str) -> None:
    capture = FakeCapture(opens=False)
    with pytest.raises((CameraInUse, CameraMissing), match="end the program that uses it"):
        open_device(device, Wanted(), lambda address: capture)
    assert capture.released


def test_size_rate_and_format_are_asked_for_and_pictures_are_turned(device: str) -> None:
    capture = FakeCapture(pictures=(np.zeros((48, 64, 3), np.uint8),))
    source = open_device(device, Wanted(1280, 720, 30, mjpg=True, turn=90), lambda address: capture)
    assert capture.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert capture.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 720
    assert capture.asked[cv2.CAP_PROP_FPS] == 30
    assert source.read().shape == (64, 48, 3)


def test_a_camera_that_gives_no_picture_any_more_says_so(device: str) -> None:
    source = open_device(device, Wanted(), lambda address: FakeCapture())
    with pytest.raises(CameraSilent):
        source.read()


def test_a_video_is_played_at_its_rate_and_begins_anew(video: Path) -> None:
    source = open_video(video)
    assert source.pace == pytest.approx(0.1)
    levels = [round(float(source.read().mean()), -1) for _ in range(4)]
    assert levels == [40, 120, 200, 40]
    source.close()


@pytest.mark.parametrize("name", ["absent.mp4", "text.mp4"])
def test_a_file_that_is_no_video_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.mp4").write_text("nothing")
    with pytest.raises(CameraUnreadable, match=name):
        open_video(tmp_path / name)


def test_the_pictures_of_a_folder_come_in_the_order_of_their_names_again_and_again(tmp_path: Path) -> None:
    for name, level in (("b.png", 200), ("a.png", 100)):
        cv2.imwrite(str(tmp_path / name), np.full((20, 30), level, np.uint8))
    (tmp_path / "notes.txt").write_text("not a picture")
    source = open_folder(tmp_path, 5)
    read = [source.read() for _ in range(3)]
    assert [int(each[0, 0, 0]) for each in read] == [100, 200, 100]
    assert read[0].shape == (20, 30, 3)


def test_a_folder_without_pictures_or_with_a_broken_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(CameraUnreadable, match="no pictures"):
        open_folder(tmp_path, 5).read()
    (tmp_path / "broken.png").write_bytes(b"x")
    with pytest.raises(CameraUnreadable, match=r"broken\.png"):
        open_folder(tmp_path, 5).read()
    with pytest.raises(CameraUnreadable, match="no such folder"):
        open_folder(tmp_path / "absent", 5)


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 3), (4, 5, 4)])
def test_every_picture_becomes_three_bytes_a_dot(shape: tuple[int, ...]) -> None:
    assert as_bgr(np.zeros(shape, np.uint8)).shape == (4, 5, 3)


@pytest.mark.parametrize(
    "wrong",
    [np.zeros((0, 5, 3), np.uint8), np.zeros((4, 5, 2), np.uint8), np.zeros((4, 5, 3), np.float32)],
)
def test_what_is_no_picture_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="not a picture"):
        as_bgr(wrong)


def test_a_picture_is_turned_clockwise() -> None:
    picture = colour_bars(80, 40)
    assert (turned(picture, 90)[0, 0] == picture[-1, 0]).all()
    assert (turned(picture, 180)[0, 0] == picture[-1, -1]).all()
    assert turned(picture, 0) is picture


def test_the_simulated_camera_shows_what_is_put_before_it_and_can_be_unplugged() -> None:
    camera = SimulatedCamera(clock=lambda: 7.0)
    assert camera.health().code == "ok"
    camera.put(np.zeros((4, 4, 3), np.uint8))
    assert camera.health().code == "camera_black"
    camera.unplug()
    assert (camera.newest(), camera.seen(), camera.health().code) == (None, None, "camera_missing")
    camera.plug()
    frame = camera.newest()
    assert frame is not None
    assert frame.at == 7.0


def test_no_camera_is_built_where_there_is_none() -> None:
    assert build_camera("none://") is None


@pytest.mark.parametrize(
    "url",
    [
        "tcp://1.2.3.4:5",
        "webcam",
        "camera://0?colour=red",
        "camera://0?turn=45",
        "rtsp://",
        "folder:///x?rate=fast",
    ],
)
def test_a_miswritten_camera_is_named_with_the_allowed_forms(url: str) -> None:
    with pytest.raises(BadDeviceUrl, match="Allowed"):
        build_camera(url)


def test_a_password_is_shown_to_nobody() -> None:
    url = "rtsp://viewer:s3cret@10.0.0.9:554/h264/ch1"
    assert without_password(url) == "rtsp://viewer:…@10.0.0.9:554/h264/ch1"
    assert without_password("rtsp://10.0.0.9/h264@main") == "rtsp://10.0.0.9/h264@main"
    assert without_password("serial:///dev/ttyUSB0?baud=9600") == "serial:///dev/ttyUSB0?baud=9600"
    with pytest.raises(BadDeviceUrl) as bad:
        build_camera("rtsps://viewer:s3cret@:x/")
    assert "s3cret" not in str(bad.value)


def test_the_library_leaves_no_plugin_path_of_its_own_to_qt() -> None:
    code = (
        "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from hardware.camera import opencv; opencv.cv2()\n"
        "print(sorted(n for n in os.environ if n.startswith('QT_QPA_')), os.environ['QT_QPA_PLATFORM'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['QT_QPA_PLATFORM'] offscreen"


def test_choosing_no_camera_loads_neither_opencv_nor_numpy() -> None:
    code = (
        "import sys; from hardware.build_camera import build_camera; build_camera('none://')\n"
        "print(sorted({'cv2', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_library_is_the_one_that_is_imported() -> None:
    assert opencv.cv2() is cv2
