"""OpenCV, loaded when a camera is chosen that needs it, and without what its import leaves behind."""

import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np

from hardware.camera.interface import Picture
from hardware.camera.picture import as_bgr
from hardware.health import LibraryMissing

_QT_VARIABLES = "QT_QPA_"


class Capture(Protocol):
    """What we use of `cv2.VideoCapture`."""

    def isOpened(self) -> bool: ...

    def read(self) -> tuple[bool, Any]: ...

    def get(self, what: int) -> float: ...

    def set(self, what: int, value: float) -> bool: ...

    def release(self) -> None: ...


@cache
def cv2() -> Any:  # noqa: ANN401 - the module; its own types differ from release to release
    """The library. Its wheel points Qt at plugins of its own, which would break the screens: dropped again.

    Raises LibraryMissing.
    """
    # FFmpeg would print the addresses of cameras, passwords included.
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    before = {name: value for name, value in os.environ.items() if name.startswith(_QT_VARIABLES)}
    try:
        import cv2 as library
    except ImportError as error:
        raise LibraryMissing(f"a camera needs opencv-python (pip install onehall[clock]): {error}") from error
    for name in [name for name in os.environ if name.startswith(_QT_VARIABLES)]:
        del os.environ[name]
    os.environ.update(before)
    # What it would print about a missing camera is said by our own faults.
    library.utils.logging.setLogLevel(library.utils.logging.LOG_LEVEL_SILENT)
    return library


def capture(address: str | int, backend: int, settings: Sequence[int] = ()) -> Capture:
    """Open a camera, a stream or a file; whether it is open, the capture tells. `settings`: pairs, flat."""
    opened: Capture = cv2().VideoCapture(address, backend, list(settings))
    return opened


def picture_of(taken: bool, array: object) -> Picture | None:
    """What a capture has read, as three bytes a dot; None if it has read nothing."""
    if not taken or not isinstance(array, np.ndarray):
        return None
    try:
        return as_bgr(array)
    except ValueError:
        return None
