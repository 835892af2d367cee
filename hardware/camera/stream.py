"""A camera on the network: `rtsp://ACCOUNT:PASSWORD@HOST/PATH`, as its manual gives it."""

from hardware.camera import opencv
from hardware.camera.interface import CameraMissing, CameraSilent, Picture
from hardware.camera.opencv import Capture
from hardware.transport.url import without_password

OPEN_MILLISECONDS, READ_MILLISECONDS = 4000, 3000


class StreamSource:
    """An open stream."""

    pace = 0.0

    def __init__(self, capture: Capture, name: str) -> None:
        self._capture, self._name = capture, name

    def read(self) -> Picture:
        picture = opencv.picture_of(*self._capture.read())
        if picture is None:
            raise CameraSilent(f"{self._name}: no picture for {READ_MILLISECONDS / 1000:.0f} s")
        return picture

    def close(self) -> None:
        self._capture.release()


def open_stream(url: str) -> StreamSource:
    """Connect. Raises CameraMissing, without the password."""
    name = without_password(url)
    cv2 = opencv.cv2()
    limits = (
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
        OPEN_MILLISECONDS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC,
        READ_MILLISECONDS,
    )
    opened = opencv.capture(url, cv2.CAP_FFMPEG, limits)
    if not opened.isOpened():
        opened.release()
        raise CameraMissing(f"{name}: no stream; check host, path, account and password of the camera")
    return StreamSource(opened, name)
