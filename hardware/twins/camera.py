"""The clock's camera as a panel: who stands before it.

The people are painted, each by their staff number; the fake engine tells them apart as a real one would.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from zlib import crc32

from hardware.camera.opencv import cv2
from hardware.face.painted import PEOPLE, PaintedFace, paint
from hardware.twins.changes import Changes
from hardware.twins.status import CONNECTED, UNPLUGGED, Status

RATE = 10
MOMENTS = 4
"""Pictures of one sight that follow each other again and again, each with its own noise."""
NIGHT = 0.04


class Sight(StrEnum):
    """What a camera may see besides one person of the staff."""

    NOBODY = "nobody"
    STRANGER = "stranger"
    TWO = "two"
    MASKED = "masked"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class CameraState:
    """`sight`: a `Sight`, or the number of who stands there."""

    status: Status
    plugged: bool = True
    sight: str = Sight.NOBODY


class CameraTwin:
    """A folder of pictures that a clock's camera reads. `people`: staff numbers; they must not be empty."""

    def __init__(self, folder: Path, people: Sequence[str], show: Callable[[CameraState], None]) -> None:
        self._folder, self._people = folder, tuple(people)
        self._plugged, self._sight = True, str(Sight.NOBODY)
        self._changes = Changes(self._seen, show)
        folder.mkdir(parents=True, exist_ok=True)
        self._take()

    @property
    def url(self) -> str:
        return f"folder://{self._folder.absolute()}?rate={RATE}"

    @property
    def state(self) -> CameraState:
        return self._changes.state

    def look(self) -> None:
        self._changes.draw()

    def sight_tapped(self, sight: str) -> None:
        """From now on this is before the camera: a `Sight`, or a person of the staff."""
        self._sight = sight
        self._take()
        self.look()

    def plug_tapped(self) -> None:
        self._plugged = not self._plugged
        self._take()
        self.look()

    def close(self) -> None:
        """The folder belongs to whoever made it."""

    def _seen(self) -> CameraState:
        return CameraState(CONNECTED if self._plugged else UNPLUGGED, self._plugged, self._sight)

    def _take(self) -> None:
        """Whoever reads the folder meanwhile finds whole pictures only."""
        for number in range(MOMENTS):
            path = self._folder / f"{number}.png"
            if not self._plugged:
                path.unlink(missing_ok=True)
                continue
            faces, light = self._before()
            fresh = path.with_suffix(".part")
            fresh.write_bytes(cv2().imencode(".png", paint(faces, light=light, seed=number))[1].tobytes())
            os.replace(fresh, path)

    def _before(self) -> tuple[list[PaintedFace], float]:
        match self._sight:
            case Sight.NOBODY:
                return [], 1.0
            case Sight.DARK:
                return [], NIGHT
            case Sight.STRANGER:
                return [PaintedFace(PEOPLE - 1)], 1.0
            case Sight.TWO:
                left, right = self._people[0], self._people[-1]
                faces = [PaintedFace(face_of(left), left=120, size=180)]
                return [*faces, PaintedFace(face_of(right), left=330, size=180)], 1.0
            case Sight.MASKED:
                return [PaintedFace(face_of(self._people[0]), masked=True)], 1.0
            case staff:
                return [PaintedFace(face_of(staff))], 1.0


def face_of(staff: str) -> int:
    """Which painted face somebody has."""
    return (int(staff) if staff.isdecimal() else crc32(staff.encode())) % (PEOPLE - 1)
