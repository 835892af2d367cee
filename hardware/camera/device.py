"""A camera that is plugged into this machine: `camera://0`, `camera:///dev/v4l/by-id/NAME`."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardware.camera import opencv
from hardware.camera.interface import (
    CameraForbidden,
    CameraInUse,
    CameraMissing,
    CameraSilent,
    Picture,
)
from hardware.camera.opencv import Capture
from hardware.camera.picture import turned


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the camera; 0 leaves it its own choice. `turn`: degrees clockwise."""

    width: int = 0
    height: int = 0
    rate: int = 0
    mjpg: bool = False
    turn: int = 0


class DeviceSource:
    """An open device."""

    pace = 0.0

    def __init__(self, capture: Capture, name: str, turn: int = 0) -> None:
        self._capture, self._name, self._turn = capture, name, turn

    def read(self) -> Picture:
        picture = opencv.picture_of(*self._capture.read())
        if picture is None:
            raise CameraSilent(f"{self._name}: no picture; plug the camera in again")
        return turned(picture, self._turn)

    def close(self) -> None:
        self._capture.release()


def open_device(
    path: str, wanted: Wanted, capture: Callable[[str | int], Capture] | None = None
) -> DeviceSource:
    """Open a camera by number or path. Raises CameraMissing, CameraForbidden, CameraInUse."""
    name = f"camera://{path}"
    if sys.platform == "linux":
        _expect_usable(Path(f"/dev/video{path}" if path.isdigit() else path), name)
    opened = (capture or _capture)(int(path) if path.isdigit() else path)
    if not opened.isOpened():
        opened.release()
        if sys.platform != "linux":
            raise CameraMissing(f"{name}: does not open; plug it in, or end the program that uses it")
        raise CameraInUse(f"{name}: does not open; end the program that uses it, or name another camera")
    _ask_for(opened, wanted)
    return DeviceSource(opened, name, wanted.turn)


def _expect_usable(path: Path, name: str) -> None:
    if not path.exists():
        there = ", ".join(sorted(str(p) for p in Path("/dev").glob("video*"))) or "none"
        raise CameraMissing(f"{name}: there is no {path}; cameras here: {there}")
    if not os.access(path, os.R_OK | os.W_OK):
        raise CameraForbidden(f"{name}: not permitted; sudo usermod -aG {_group(path)} ACCOUNT, log in again")


def _group(path: Path) -> str:
    try:
        return path.group()
    except (KeyError, OSError, NotImplementedError):
        return "video"


def _capture(address: str | int) -> Capture:
    cv2 = opencv.cv2()
    return opencv.capture(address, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)


def _ask_for(capture: Capture, wanted: Wanted) -> None:
    """A camera gives what comes nearest; what it does give, the doctor tells."""
    cv2 = opencv.cv2()
    if wanted.mjpg:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    for what, value in (
        (cv2.CAP_PROP_FRAME_WIDTH, wanted.width),
        (cv2.CAP_PROP_FRAME_HEIGHT, wanted.height),
        (cv2.CAP_PROP_FPS, wanted.rate),
        # The driver would otherwise keep pictures of a moment ago.
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ):
        if value:
            capture.set(what, value)
