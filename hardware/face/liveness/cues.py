"""What speaks for a picture instead of a person, looked for without asking anything. Never validated on real
attacks: advice, not proof.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, Picture
from hardware.face.liveness.interface import Grey

SPECTRUM = 128
"""Pixels a side of the part whose spectrum is taken, as the camera gave it: enlarging would move the dots."""
RINGS = (0.11, 0.17, 0.24, 0.32, 0.41, 0.51)
"""Cycles a pixel: each ring of the spectrum is measured by itself. Below, a face has drawing of its own."""
SEARCHED = 48
"""Pixels to which a face is brought before edges are looked for."""
AROUND = 1.1
"""Sides of the face's box, to which edges are looked for on every side."""
STRAIGHT = 0.9
"""Least length of an edge, in sides of the box."""
SLANT = 18.0
"""Degrees from upright or level."""
BLOWN_OUT = 249


def moire(picture: Picture, box: Box) -> float:
    """How far the sharpest peak of the fine spectrum stands out, in spreads of its surroundings."""
    grey = _middle(picture, box)
    if min(grey.shape) < SPECTRUM // 2:
        return 0.0
    flat = grey.astype(np.float32) - cv2().GaussianBlur(grey, (0, 0), 2.0)
    window = np.outer(np.hanning(grey.shape[0]), np.hanning(grey.shape[1])).astype(np.float32)
    power = np.log(np.abs(np.fft.rfft2(flat * window)) + 1e-3)
    down, across = np.fft.fftfreq(grey.shape[0])[:, None], np.fft.rfftfreq(grey.shape[1])[None, :]
    radius = np.hypot(down, across)
    return max(_peak(power[(radius >= low) & (radius < high)]) for low, high in pairwise(RINGS))


def frame_sides(picture: Picture, box: Box) -> int:
    """On how many sides of the face a long straight edge runs beside it, from 0 to 4."""
    scale = SEARCHED / max(box.width, 1)
    part, corner = _cut(picture, box, AROUND)
    if part.size == 0:
        return 0
    library = cv2()
    small = library.resize(part, None, fx=scale, fy=scale, interpolation=library.INTER_AREA)
    edges = library.Canny(library.GaussianBlur(small, (3, 3), 0), 40, 100)
    lines = library.HoughLinesP(edges, 1, np.pi / 180, 22, minLineLength=STRAIGHT * SEARCHED, maxLineGap=4)
    if lines is None:
        return 0
    left, top = (box.left - corner[0]) * scale, (box.top - corner[1]) * scale
    seen = {_side(line, left, top, box.height * scale) for line in lines.reshape(-1, 4).astype(float)}
    return len(seen - {None})


def glare(picture: Picture, box: Box) -> float:
    """The largest patch without any drawing, as a share of the face."""
    part, _ = _cut(picture, box, 0.0)
    if part.size == 0:
        return 0.0
    white = (part.min(axis=2) >= BLOWN_OUT).astype(np.uint8)
    few = cv2().resize(white, (SEARCHED * 2, SEARCHED * 2), interpolation=cv2().INTER_NEAREST)
    _, _, found, _ = cv2().connectedComponentsWithStats(few)
    return float(found[1:, 4].max()) / few.size if len(found) > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Ramp:
    """Turns a measure into suspicion: 0 up to `least`, 1 from `most` on; `weight`: what 1 is worth."""

    least: float
    most: float
    weight: float

    def __call__(self, measure: float) -> float:
        return self.weight * float(np.clip((measure - self.least) / (self.most - self.least), 0, 1))


def _peak(values: "NDArray[np.float32]") -> float:
    if values.size < 16:
        return 0.0
    low, middle, high = np.percentile(values, (25, 50, 75))
    return float((values.max() - middle) / max(float(high - low), 1e-6))


def _middle(picture: Picture, box: Box) -> Grey:
    high, wide = picture.shape[:2]
    side = min(SPECTRUM, box.width, box.height)
    left = int(np.clip(box.left + (box.width - side) // 2, 0, max(wide - side, 0)))
    top = int(np.clip(box.top + (box.height - side) // 2, 0, max(high - side, 0)))
    part: Grey = cv2().cvtColor(picture[top : top + side, left : left + side], cv2().COLOR_BGR2GRAY)
    return part


def _cut(picture: Picture, box: Box, around: float) -> tuple[Picture, tuple[int, int]]:
    more_x, more_y = round(box.width * around), round(box.height * around)
    left, top = max(box.left - more_x, 0), max(box.top - more_y, 0)
    part = picture[top : max(box.top + box.height + more_y, 0), left : max(box.left + box.width + more_x, 0)]
    return part, (left, top)


def _side(line: "NDArray[np.float64]", left: float, top: float, height: float) -> str | None:
    """Beside which side of the face an edge runs; None if it crosses it, or is slanted."""
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    angle = abs(np.degrees(np.arctan2(line[3] - line[1], line[2] - line[0])))
    upright, level = abs(angle - 90) < SLANT, min(angle, 180 - angle) < SLANT
    beside = top - height / 2 < y < top + 1.5 * height
    above = left - SEARCHED / 2 < x < left + 1.5 * SEARCHED
    if upright and beside:
        return "left" if x < left else "right" if x > left + SEARCHED else None
    if level and above:
        return "top" if y < top else "bottom" if y > top + height else None
    return None
