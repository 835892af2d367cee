"""Whether a face that moves has depth: dots of it are followed, and compared with how a plane would move.

Any two views of a flat picture differ by a homography, however it is held; a head's do not, for its nose
stands out. Many dots are followed and not the five points alone: four corners of eyes lie nearly on a line,
and with the nose they fit any plane.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import Picture, Points
from hardware.face.liveness.interface import Grey
from hardware.face.liveness.pose import pose_of

Dots: TypeAlias = NDArray[np.float32]

WIDE, HIGH, APART = 160, 176, 62.0
"""Of the picture in which dots are followed, in pixels, and the distance of the eyes in it."""
EYES_AT = (80.0, 58.0)
DOTS, LEAST, DISTANCE = 90, 24, 6
WINDOW = 15
BACK = 1.0
"""Pixels: a dot that, followed back, ends farther from where it began is let go."""
SHARE = 75
"""Per cent of the dots that deviate less than what is told."""


@dataclass
class Relief:
    """From one look straight on. `depth`: how much the dots deviate from a plane, in distances of the eyes;
    None as long as too few can be followed."""

    depth: float | None = None
    deepest: float = 0.0
    moved: float = 0.0
    """How far they have moved otherwise than by shifting, turning and growing as a whole: what turning the
    face, or the sheet, away from the camera does. In the same measure."""
    followed: int = 0
    _chip: Grey | None = None
    _first: Dots = field(default_factory=lambda: np.zeros((0, 1, 2), np.float32))
    _now: Dots = field(default_factory=lambda: np.zeros((0, 1, 2), np.float32))

    @property
    def solid(self) -> float:
        """Which share of the movement no plane could have made. Rendered heads: 0.63 to 1; sheets that are
        turned by 20 degrees or more: up to 0.3; bent ones: up to 0.55."""
        return (self.depth or 0.0) / max(self.moved, 1e-6)

    @property
    def begun(self) -> bool:
        return self._chip is not None

    def begin(self, picture: Picture, points: Points) -> None:
        chip = face_chip(picture, points)
        found = cv2().goodFeaturesToTrack(chip, DOTS, 0.01, DISTANCE, mask=_where())
        self._chip = chip
        self._first = self._now = found if found is not None else np.zeros((0, 1, 2), np.float32)
        self.depth, self.deepest, self.followed = None, 0.0, len(self._first)

    def see(self, picture: Picture, points: Points) -> float | None:
        if self._chip is None:
            return None
        chip = face_chip(picture, points)
        if len(self._now) >= LEAST:
            self._follow(chip)
        self._chip, self.followed = chip, len(self._now)
        self.depth = self._deviation() if self.followed >= LEAST else None
        self.deepest = max(self.deepest, self.depth or 0.0)
        return self.depth

    def _follow(self, chip: Grey) -> None:
        library = cv2()
        wanted = {"winSize": (WINDOW, WINDOW), "maxLevel": 2}
        now, found, _ = library.calcOpticalFlowPyrLK(self._chip, chip, self._now, None, **wanted)
        back, again, _ = library.calcOpticalFlowPyrLK(chip, self._chip, now, None, **wanted)
        strayed = np.abs(back - self._now).reshape(-1, 2).max(axis=1)
        kept = (found.ravel() == 1) & (again.ravel() == 1) & (strayed < BACK)
        self._first, self._now = self._first[kept], now[kept]

    def _deviation(self) -> float | None:
        plane, _ = cv2().findHomography(self._first, self._now, 0)
        if plane is None:
            return None
        expected = cv2().perspectiveTransform(self._first, plane)
        self.moved = _typical(_beyond_similar(self._first, self._now))
        return _typical(expected - self._now)


def _beyond_similar(first: Dots, now: Dots) -> Dots:
    """What is left of the movement once the best shift, turn and growth of all dots is taken away."""
    was, seen = ((dots.reshape(-1, 2) - dots.reshape(-1, 2).mean(axis=0)) @ [1, 1j] for dots in (first, now))
    left = seen - was * (np.vdot(was, seen) / max(float(np.vdot(was, was).real), 1e-6))
    return np.stack([left.real, left.imag], axis=1).astype(np.float32)


def _typical(ways: Dots) -> float:
    return float(np.percentile(np.hypot(*ways.reshape(-1, 2).T), SHARE)) / APART


def face_chip(picture: Picture, points: Points) -> Grey:
    """The face, upright and always of one size."""
    pose, library = pose_of(points), cv2()
    lay = library.getRotationMatrix2D((pose.x, pose.y), pose.tilt, APART / pose.apart)
    lay[:, 2] += np.array(EYES_AT) - (pose.x, pose.y)
    chip = library.warpAffine(picture, lay, (WIDE, HIGH), borderMode=library.BORDER_REPLICATE)
    grey: Grey = library.cvtColor(chip, library.COLOR_BGR2GRAY)
    return grey


def _where() -> Grey:
    """Dots are sought on the face, but not in the eyes, which close, nor on the rim before what is far."""
    where, library = np.zeros((HIGH, WIDE), np.uint8), cv2()
    middle = (round(EYES_AT[0]), round(EYES_AT[1] + 0.4 * APART))
    library.ellipse(where, middle, (round(0.82 * APART), round(1.15 * APART)), 0, 0, 360, 255, -1)
    for side in (-0.5, 0.5):
        eye = (round(EYES_AT[0] + side * APART), round(EYES_AT[1]))
        library.ellipse(where, eye, (round(0.3 * APART), round(0.18 * APART)), 0, 0, 360, 0, -1)
    return where
