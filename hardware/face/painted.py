"""Painted faces: pictures that belong to nobody, for tests, the demo and training.

Each carries a number in a pattern of light and dark cells below the nose. Its head turns and nods, its eyes
close, light and focus change; the fake engine reads all that from the picture, as a real one would.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, Picture, Points

PEOPLE = 1 << 16
"""Numbers that a pattern can carry."""
COLUMNS, ROWS = 6, 4
PATTERN = (0.22, 0.62, 0.78, 0.86)
"""Left, top, right, bottom, in sides of the box."""
EYES_AT, EYE_OUT, EYE_IN = 0.38, 0.26, 0.10
NOSE_AT, NOSE = 0.56, 0.045
SKIN, BACKGROUND, NOSE_COLOUR = (140, 180, 230), 150, (70, 190, 70)
CHECK = 6
"""Bits that guard the number; one light and one dark cell come before it, to tell light from dark by."""


@dataclass(frozen=True, slots=True)
class PaintedFace:
    """One face. `size`: side of its box in pixels; `turn`: as in `Quality`; `nod`: how far the nose sinks, in
    sides of the box; `eyes`: 1 open, 0 closed; `masked`: the pattern is covered, and nobody can be told."""

    person: int
    left: int = 220
    top: int = 140
    size: int = 200
    turn: float = 0.0
    nod: float = 0.0
    eyes: float = 1.0
    masked: bool = False

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.size, self.size)


def paint(
    faces: Sequence[PaintedFace],
    width: int = 640,
    height: int = 480,
    light: float = 1.0,
    blur: float = 0.0,
    seed: int = 0,
) -> Picture:
    """A camera's picture of these faces. `seed`: another moment, hence other noise; `blur`: pixels."""
    grain = np.random.default_rng(seed).integers(-6, 7, (height, width, 1))
    picture = np.full((height, width, 3), BACKGROUND, np.uint8)
    for face in faces:
        _paint_face(picture, face)
    picture = np.asarray(np.clip((picture + grain) * light, 0, 255), np.uint8)
    if blur > 0:
        cv2().GaussianBlur(picture, (0, 0), blur, dst=picture)
    return picture


def points_of(box: Box, nose: tuple[float, float]) -> Points:
    """The five points of a painted face, whose eyes stand always at the same places of its box."""
    across = (0.5 + EYE_OUT, 0.5 + EYE_IN, 0.5 - EYE_OUT, 0.5 - EYE_IN)
    eyes = [(box.left + x * box.width, box.top + EYES_AT * box.height) for x in across]
    return np.array([*eyes, nose], np.float32)


def bits_of(person: int) -> list[bool]:
    """The cells of a number, row by row."""
    word = f"10{person:016b}{_check(person):0{CHECK}b}"
    return [bit == "1" for bit in word]


def person_of(bits: Sequence[bool]) -> int | None:
    """The number in the cells; None if they hold none."""
    word = "".join("1" if bit else "0" for bit in bits)
    person = int(word[2:-CHECK], 2)
    return person if bits_of(person) == list(bits) else None


def cell_of(box: Box, number: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of one cell, in pixels."""
    left, top, right, bottom = PATTERN
    row, column = divmod(number, COLUMNS)
    wide, high = (right - left) / COLUMNS, (bottom - top) / ROWS
    x, y = left + column * wide, top + row * high
    return (
        box.left + x * box.width,
        box.top + y * box.height,
        box.left + (x + wide) * box.width,
        box.top + (y + high) * box.height,
    )


def _check(person: int) -> int:
    """Each bit of the number has a sum of its own, so that a single wrong cell is always noticed."""
    return reduce(xor, (place + 11 for place in range(16) if person >> place & 1), 0)


def _paint_face(picture: Picture, face: PaintedFace) -> None:
    box, library = face.box, cv2()
    middle = (box.left + box.width // 2, box.top + box.height // 2)
    library.ellipse(picture, middle, (box.width // 2, box.height // 2), 0, 0, 360, SKIN, -1)
    eye_distance = (EYE_OUT + EYE_IN) * box.width
    nose = (
        round(box.left + 0.5 * box.width + face.turn * eye_distance),
        round(box.top + (NOSE_AT + face.nod) * box.height),
    )
    points = points_of(box, nose)
    for outer, inner in (points[0:2], points[2:4]):
        _paint_eye(picture, outer, inner, face.eyes)
    if face.masked:
        left, top, right, bottom = (round(x * box.width) for x in PATTERN)
        corner = (box.left + left, box.top + top)
        library.rectangle(picture, corner, (box.left + right, box.top + bottom), (210, 190, 150), -1)
    else:
        _paint_pattern(picture, face)
    library.circle(picture, nose, round(NOSE * box.width), NOSE_COLOUR, -1)


def _paint_eye(picture: Picture, outer: Points, inner: Points, openness: float) -> None:
    library = cv2()
    x, y = (outer + inner) / 2
    middle, half = (round(float(x)), round(float(y))), max(round(abs(float(outer[0] - inner[0])) / 2), 1)
    height = max(round(half * 0.55 * openness), 1)
    white = (245, 245, 245) if openness > 0.1 else (40, 45, 50)
    library.ellipse(picture, middle, (half, height), 0, 0, 360, white, -1)
    if openness > 0.1:
        library.circle(picture, middle, min(height, half // 2), (40, 30, 30), -1)


def _paint_pattern(picture: Picture, face: PaintedFace) -> None:
    for number, bit in enumerate(bits_of(face.person)):
        left, top, right, bottom = (round(edge) for edge in cell_of(face.box, number))
        colour = (235, 235, 235) if bit else (25, 25, 25)
        cv2().rectangle(picture, (left, top), (right - 1, bottom - 1), colour, -1)
