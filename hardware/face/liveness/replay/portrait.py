"""Faces for the replays: drawn ones that belong to nobody, or taken from a folder of pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import FaceEngine, Picture, Points
from hardware.face.liveness.pose import pose_of
from hardware.face.liveness.replay.surface import Map, Surface

WIDE, HIGH, APART = 320, 400, 80.0
"""Of the texture, in pixels; and the distance of the eyes in it."""
ORIGIN = (160.0, 170.0)
EYE_WIDTH = 0.46
NOSE_DOWN = 0.62
FRONTAL = 0.06
"""Only pictures of people who look straight make heads."""
NECK = (0.0, 1.7, -1.4)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Portrait:
    """A face as a texture. `points`: the five, in it; `hair`: the texture shows more than the face."""

    texture: Picture
    points: Points
    hair: bool = False


def drawn_portrait(random: np.random.Generator) -> Portrait:
    """A painted face with brows, eyes, nose, mouth, hair and a grain of skin; no two are alike."""
    skin = np.array([150, 180, 225]) * random.uniform(0.6, 1.05) + random.uniform(-12, 12, 3)
    hair = random.uniform(15, 70, 3)
    texture = np.full((HIGH, WIDE, 3), hair, np.float32)
    library = cv2()
    library.ellipse(texture, _at(0, 0.5), _size(1.0, 1.45), 0, 0, 360, tuple(map(float, skin)), -1)
    _paint_eyes(texture, random, hair)
    _paint_nose_and_mouth(texture, random, skin)
    texture = library.GaussianBlur(texture, (0, 0), 1.1)
    return Portrait(_grained(texture, random), _usual_points())


def photographed(folder: Path, engine: FaceEngine, count: int) -> Iterator[Portrait]:
    """Heads from pictures of people who look straight, one a person, at most `count`; the first by name."""
    people: dict[Path, Portrait] = {}
    for file in sorted(folder.rglob("*.jpg")):
        if len(people) == count:
            return
        picture = cv2().imread(str(file))
        if file.parent in people or picture is None:
            continue
        faces = engine.detect(picture)
        if not faces or abs(pose_of(faces[0].points).turn) > FRONTAL:
            continue
        people[file.parent] = _laid_straight(picture, faces[0].points)
        yield people[file.parent]


def head_of(portrait: Portrait, eyes: float = 1.0) -> Surface:
    """The portrait on the shape of a head. `eyes`: 1 open, 0 closed."""
    texture = with_lids(portrait, eyes)
    mask = _head_mask(1.55, 2.1) if portrait.hair else _head_mask(1.14, 1.75)
    return Surface(texture, _head_depth(), mask, APART, ORIGIN, NECK)


def with_lids(portrait: Portrait, eyes: float) -> Picture:
    """The skin above each eye drawn down over it, with a line of lashes at its edge."""
    if eyes > 0.97:
        return portrait.texture
    texture = portrait.texture.copy()
    for outer, inner in (portrait.points[0:2], portrait.points[2:4]):
        _close(texture, outer, inner, 1 - eyes)
    return texture


def _close(texture: Picture, outer: Points, inner: Points, closed: float) -> None:
    middle, width = (outer + inner) / 2, float(np.hypot(*(outer - inner)))
    reach_x, reach_y = round(0.72 * width), round(0.62 * width)
    left, top = round(float(middle[0])) - reach_x, round(float(middle[1])) - reach_y
    y, x = np.mgrid[top : top + 2 * reach_y, left : left + 2 * reach_x].astype(np.float32)
    s, down = (x - middle[0]) / (width * 0.58), (y - middle[1]) / width
    opening = np.sqrt(np.clip(1 - s**2, 0, 1))
    upper, lower = -0.25 * opening, 0.2 * opening
    lid = upper + closed * (lower - upper)
    first = upper - 0.3
    inside = (down > first) & (down <= lid) & (np.abs(s) < 1)
    pulled = first + (down - first) * (upper - 0.06 - first) / np.maximum(lid - first, 1e-3)
    to_y = np.where(inside, pulled * width + middle[1], y).astype(np.float32)
    library = cv2()
    new = library.remap(texture, x, to_y, library.INTER_LINEAR, borderMode=library.BORDER_REPLICATE)
    lash = np.exp(-(((down - lid) / 0.035) ** 2)) * (np.abs(s) < 0.95) * 0.55 * min(1.0, 2 * closed)
    texture[top : top + 2 * reach_y, left : left + 2 * reach_x] = (new * (1 - lash[..., None])).astype(
        np.uint8
    )


def _usual_points() -> Points:
    half = EYE_WIDTH / 2
    eyes = [(0.5 + half, 0.0), (0.5 - half, 0.0), (-0.5 - half, 0.0), (-0.5 + half, 0.0)]
    return np.array([_exact(x, y) for x, y in [*eyes, (0.0, NOSE_DOWN)]], np.float32)


def _paint_eyes(texture: Map, random: np.random.Generator, hair: NDArray[Any]) -> None:
    library, narrow = cv2(), random.uniform(0.13, 0.24)
    brow, thick = random.uniform(0.3, 0.4), int(random.integers(5, 10))
    iris = tuple(map(float, random.uniform(20, 70, 3)))
    shape = _size(EYE_WIDTH / 2, narrow / 2)
    for side in (-0.5, 0.5):
        library.ellipse(
            texture, _at(side, 0), _size(EYE_WIDTH / 2, narrow / 2), 0, 0, 360, (225, 228, 230), -1
        )
        library.ellipse(texture, _at(side, 0), _size(0.085, narrow / 2), 0, 0, 360, iris, -1)
        library.ellipse(texture, _at(side, 0), _size(0.04, 0.04), 0, 0, 360, (8, 8, 8), -1)
        library.ellipse(texture, _at(side + 0.02, -0.02), (2, 2), 0, 0, 360, (250, 250, 250), -1)
        library.ellipse(texture, _at(side, 0), shape, 0, 180, 360, (35, 35, 45), 3, library.LINE_AA)
        colour = tuple(map(float, hair))
        tilt = int(random.integers(-6, 7))
        library.ellipse(texture, _at(side, -brow + 0.12), _size(0.3, 0.12), tilt, 190, 350, colour, thick)


def _paint_nose_and_mouth(texture: Map, random: np.random.Generator, skin: NDArray[Any]) -> None:
    library, shade = cv2(), tuple(map(float, skin * 0.72))
    light = tuple(map(float, np.minimum(skin * 1.1, 250)))
    library.line(texture, _at(0, 0.05), _at(0, 0.48), light, 9, library.LINE_AA)
    library.ellipse(texture, _at(0, 0.5), _size(0.2, 0.12), 0, 10, 170, shade, 4, library.LINE_AA)
    for side in (-0.09, 0.09):
        library.ellipse(texture, _at(side, 0.57), _size(0.05, 0.03), 0, 0, 360, (50, 55, 90), -1)
    lips = tuple(map(float, np.array([95, 90, 175]) * random.uniform(0.7, 1.1)))
    wide = random.uniform(0.3, 0.45)
    library.ellipse(texture, _at(0, 1.05), _size(wide, random.uniform(0.06, 0.12)), 0, 0, 360, lips, -1)
    library.line(texture, _at(-wide, 1.05), _at(wide, 1.05), (60, 50, 90), 2, library.LINE_AA)
    for _ in range(int(random.integers(3, 14))):
        place = _at(random.uniform(-0.8, 0.8), random.uniform(-0.6, 1.5))
        library.circle(texture, place, int(random.integers(1, 4)), shade, -1, library.LINE_AA)


def _grained(texture: Map, random: np.random.Generator) -> Picture:
    """Skin is not even: grain of several sizes, and light that falls from one side."""
    library, whole = cv2(), texture
    for sigma, strength in ((0.7, 4.0), (2.0, 6.0), (6.0, 9.0), (25.0, 14.0)):
        grain = library.GaussianBlur(random.standard_normal((HIGH, WIDE)).astype(np.float32), (0, 0), sigma)
        whole = whole + (grain / max(float(grain.std()), 1e-6) * strength / 2)[..., None]
    side = np.linspace(-1, 1, WIDE, dtype=np.float32)[None, :, None] * random.uniform(-0.18, 0.18)
    return np.clip(whole * (1 + side), 0, 255).astype(np.uint8)


def _laid_straight(picture: Picture, points: Points) -> Portrait:
    """Turned and enlarged so that the eyes lie where every portrait has them."""
    pose = pose_of(points)
    library = cv2()
    turned = library.getRotationMatrix2D((pose.x, pose.y), pose.tilt, APART / pose.apart)
    turned[:, 2] += np.array(ORIGIN) - (pose.x, pose.y)
    texture = library.warpAffine(
        picture, turned, (WIDE, HIGH), flags=library.INTER_CUBIC, borderMode=library.BORDER_REFLECT
    )
    moved = np.c_[points, np.ones(5)] @ turned.T
    return Portrait(texture, moved.astype(np.float32), hair=True)


def _exact(x: float, y: float) -> tuple[float, float]:
    return ORIGIN[0] + x * APART, ORIGIN[1] + y * APART


def _at(x: float, y: float) -> tuple[int, int]:
    across, down = _exact(x, y)
    return round(across), round(down)


def _size(x: float, y: float) -> tuple[int, int]:
    return round(x * APART), round(y * APART)


@cache
def _head_depth() -> Map:
    """A head of the usual measures. The base of the nose lies 0.42 before the corners of the eyes: so much
    makes the nose move by 0.25 at 31 degrees and by 0.135 at 18, as on real clips."""
    y, x = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    x, y = (x - ORIGIN[0]) / APART, (y - ORIGIN[1]) / APART
    round_part = np.clip(1 - (x / 1.3) ** 2 - ((y - 0.45) / 1.95) ** 2, 0.12, 1)
    skull = 1.4 * np.sqrt(round_part)
    rise = np.clip((y + 0.15) / 0.65, 0, 1) * np.clip((0.82 - y) / 0.3, 0, 1)
    nose = 0.36 * rise * np.exp(-((x / (0.13 + 0.08 * np.clip(y, 0, 1))) ** 2))
    sockets = 0.08 * sum(np.exp(-(((x - side) / 0.3) ** 2) - ((y / 0.22) ** 2)) for side in (-0.5, 0.5))
    depth: Map = (skull + nose - sockets).astype(np.float32)
    at_eyes = depth[round(ORIGIN[1]), round(ORIGIN[0] + 0.5 * APART)]
    return cv2().GaussianBlur(depth - at_eyes, (0, 0), 2.5)  # type: ignore[no-any-return]


@cache
def _head_mask(wide: float, high: float) -> Map:
    y, x = np.mgrid[0:HIGH, 0:WIDE].astype(np.float32)
    x, y = (x - ORIGIN[0]) / APART, (y - ORIGIN[1]) / APART
    inside = 1 - (x / wide) ** 2 - ((y - 0.4) / high) ** 2
    mask: Map = np.clip(inside * 12, 0, 1).astype(np.float32)
    return mask
