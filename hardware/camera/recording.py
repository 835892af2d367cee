"""Pictures that were taken before, for tests and training: a video file, or a folder of pictures, again and
again."""

from pathlib import Path

from hardware.camera import opencv
from hardware.camera.interface import CameraUnreadable, Picture
from hardware.camera.opencv import Capture

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".pgm")
USUAL_RATE = 25.0


class VideoSource:
    """A video at its own rate; after its end it begins anew."""

    def __init__(self, capture: Capture, name: str, rate: float = 0.0) -> None:
        self._capture, self._name = capture, name
        own = capture.get(opencv.cv2().CAP_PROP_FPS)
        self.pace = 1 / (rate or (own if 1 <= own <= 240 else USUAL_RATE))

    def read(self) -> Picture:
        picture = opencv.picture_of(*self._capture.read())
        if picture is None:
            self._capture.set(opencv.cv2().CAP_PROP_POS_FRAMES, 0)
            picture = opencv.picture_of(*self._capture.read())
        if picture is None:
            raise CameraUnreadable(f"{self._name}: holds no picture")
        return picture

    def close(self) -> None:
        self._capture.release()


class FolderSource:
    """The pictures of a folder in the order of their names."""

    def __init__(self, folder: Path, rate: float) -> None:
        self._folder, self.pace = folder, 1 / rate
        self._next = 0

    def read(self) -> Picture:
        """Looks into the folder each time, so that pictures may be added and taken away."""
        try:
            paths = sorted(p for p in self._folder.iterdir() if p.suffix.lower() in SUFFIXES)
        except OSError as error:
            raise CameraUnreadable(f"folder://{self._folder}: {error.strerror}") from error
        if not paths:
            raise CameraUnreadable(f"folder://{self._folder}: no pictures ({', '.join(SUFFIXES)})")
        path = paths[self._next % len(paths)]
        self._next = (self._next + 1) % len(paths)
        cv2 = opencv.cv2()
        picture = opencv.picture_of(True, cv2.imread(str(path), cv2.IMREAD_COLOR))
        if picture is None:
            raise CameraUnreadable(f"{path}: is not a picture")
        return picture

    def close(self) -> None:
        """Nothing is held."""


def open_video(path: Path, rate: float = 0.0) -> VideoSource:
    """Raises CameraUnreadable."""
    name = f"file://{path}"
    if not path.is_file():
        raise CameraUnreadable(f"{name}: there is no such file")
    opened = opencv.capture(str(path), opencv.cv2().CAP_FFMPEG)
    if not opened.isOpened():
        opened.release()
        raise CameraUnreadable(f"{name}: is not a video")
    return VideoSource(opened, name, rate)


def open_folder(folder: Path, rate: float) -> FolderSource:
    """Raises CameraUnreadable."""
    if not folder.is_dir():
        raise CameraUnreadable(f"folder://{folder}: there is no such folder")
    return FolderSource(folder, rate)
