"""An engine that knows painted faces only: the same picture always gives the same template.

Templates lie as those of a real engine do: about 0.3 apart for two pictures of one person and 0.8 for two
people, around a mean that is not zero.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, EngineInfo, Face, Picture, Quality, Template
from hardware.face.painted import COLUMNS, NOSE_AT, ROWS, cell_of, person_of, points_of
from hardware.face.quality import measured

SIZE = 128
MEAN, PERSON, NOISE = 1.25, 0.55, 0.2
"""Lengths of what all templates share, of what a person's share, and of what is each picture's own."""
SMALLEST = 40
SURE, UNSURE = 2.0, 0.1


class FakeEngine:
    """Deterministic; needs no model file."""

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("fake", "painted", "1", SIZE, "none; for tests and training")

    def detect(self, picture: Picture) -> tuple[Face, ...]:
        blue, green, red = (picture[:, :, channel].astype(np.int16) for channel in range(3))
        total = blue + green + red
        _, _, found, _ = cv2().connectedComponentsWithStats(((red - blue) * 10 > total).astype(np.uint8))
        noses = (2 * green - red - blue) * 5 > total
        boxes = [Box(*(int(x) for x in each[:4])) for each in found[1:]]
        faces = [self._face(picture, noses, box) for box in boxes if min(box.width, box.height) >= SMALLEST]
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

    def quality(self, picture: Picture, face: Face) -> Quality:
        return measured(picture, face)

    def template(self, picture: Picture, face: Face) -> Template:
        box = face.box
        own = zlib.crc32(picture[box.top :, box.left :][: box.height, : box.width].tobytes())
        person = _read(picture, box)
        who = person_vector(person) if person is not None else _direction(1, own) * PERSON
        template: Template = _direction(2) * np.float32(MEAN) + who + _direction(3, own) * np.float32(NOISE)
        return template.astype(np.float32)

    def _face(self, picture: Picture, noses: NDArray[np.bool_], box: Box) -> Face:
        down, across = np.nonzero(noses[box.top :, box.left :][: box.height, : box.width])
        nose = (box.left + box.width / 2, box.top + NOSE_AT * box.height)
        if across.size:
            nose = (box.left + float(across.mean()), box.top + float(down.mean()))
        score = UNSURE if _read(picture, box) is None else SURE
        return Face(box, score, points_of(box, nose))


def person_vector(person: int) -> Template:
    """What every template of a painted person has, besides its own noise."""
    return (_direction(0, person) * PERSON).astype(np.float32)


def _direction(*seed: int) -> Template:
    vector = np.random.default_rng(seed).standard_normal(SIZE)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def _read(picture: Picture, box: Box) -> int | None:
    """The number below the nose; None if it is covered, blurred or cut off."""
    cells = []
    for number in range(COLUMNS * ROWS):
        left, top, right, bottom = cell_of(box, number)
        quarter = (right - left) / 4, (bottom - top) / 4
        rows = slice(max(round(top + quarter[1]), 0), round(bottom - quarter[1]))
        inner = picture[rows, max(round(left + quarter[0]), 0) : round(right - quarter[0])]
        if inner.size == 0:
            return None
        cells.append(float(inner.mean()))
    light, dark = cells[0], cells[1]
    if light - dark < 0.3 * light:
        return None
    return person_of([cell > (light + dark) / 2 for cell in cells])
