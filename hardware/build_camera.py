"""From a URL in the settings to a camera: the part of `hardware.build` for cameras."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from hardware.camera.interface import Camera
from hardware.camera.source import OpenSource
from hardware.health import LibraryMissing
from hardware.transport.url import BadDeviceUrl, Scheme, parse, without_password

CAMERA_FORMS = (
    "camera://0, camera:///dev/v4l/by-id/NAME, rtsp://ACCOUNT:PASSWORD@HOST/PATH, file:///VIDEO.mp4, "
    "folder:///PICTURES, sim://, none://"
)
USUAL_FOLDER_RATE = 5


def build_camera(url: str) -> Camera | None:
    """A camera; it is opened on a thread of its own. Options, the first being the default:

    of `camera`: width=0 height=0 rate=0 (its own choice)   format=any|mjpg   turn=0|90|180|270 (clockwise)
    of `folder`: rate=5 (pictures a second)   of `file` (a video): rate=0 (its own)
    `rtsp` goes to the camera as it is written. Raises BadDeviceUrl, LibraryMissing.
    """
    try:
        return _built(url)
    except ImportError as error:
        raise LibraryMissing(f"a camera needs numpy (pip install onehall[clock]): {error}") from error


def _built(url: str) -> Camera | None:
    if url.startswith(("rtsp:", "rtsps:")):
        return _network_camera(url)
    try:
        where = parse(url)
    except BadDeviceUrl as error:
        raise BadDeviceUrl(without_password(url), error.why, CAMERA_FORMS) from error
    match where.scheme:
        case Scheme.NONE:
            return None
        case Scheme.SIM:
            where.allow_only()
            from hardware.camera.simulator import SimulatedCamera

            return SimulatedCamera()
        case Scheme.CAMERA:
            where.allow_only("width", "height", "rate", "format", "turn")
            from hardware.camera.device import Wanted, open_device

            wanted = Wanted(
                width=where.whole("width", 0),
                height=where.whole("height", 0),
                rate=where.whole("rate", 0),
                mjpg=where.choice("format", "any", "mjpg") == "mjpg",
                turn=int(where.choice("turn", "0", "90", "180", "270")),
            )
            return _live(partial(open_device, where.path, wanted), url)
        case Scheme.FILE:
            where.allow_only("rate")
            from hardware.camera.recording import open_video

            return _live(partial(open_video, Path(where.path), where.whole("rate", 0)), url)
        case Scheme.FOLDER:
            where.allow_only("rate")
            from hardware.camera.recording import open_folder

            rate = max(where.whole("rate", USUAL_FOLDER_RATE), 1)
            return _live(partial(open_folder, Path(where.path), rate), url)
        case _:
            raise BadDeviceUrl(without_password(url), "not a camera", CAMERA_FORMS)


def _network_camera(url: str) -> Camera:
    try:
        host = urlsplit(url).hostname
    except ValueError as error:
        raise BadDeviceUrl(without_password(url), str(error), CAMERA_FORMS) from error
    if not host:
        raise BadDeviceUrl(without_password(url), "the host of the camera is missing", CAMERA_FORMS)
    from hardware.camera.stream import open_stream

    return _live(partial(open_stream, url), url)


def _live(open_source: OpenSource, url: str) -> Camera:
    from hardware.camera.live_camera import FrameWork, LiveCamera
    from hardware.camera.opencv import cv2

    cv2()  # a missing library is told at once, not by a thread
    return LiveCamera(FrameWork(open_source), f"camera {url}")
