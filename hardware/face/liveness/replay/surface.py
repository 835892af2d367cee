"""Rendering by hand: a picture with a depth, turned before a pinhole camera. A head, a sheet, a screen.

Lengths are in distances of the eyes (63 mm of a grown person): x to the picture's right, y down, z towards
the camera. Where a part hides another, the picture is smeared rather than right; below 35 degrees that is the
side of the nose.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import Picture, Points

Map: TypeAlias = NDArray[np.float32]
Bounds: TypeAlias = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels of the picture."""

WIDTH, HEIGHT = 480, 360
EYES_APART = 62.0
"""Pixels in the picture at the usual distance."""
DISTANCE = 9.0
ROUNDS = 10
"""Of the search for the dot of the texture that is seen at a dot of the picture."""
COARSE = 3


@dataclass(frozen=True, slots=True)
class Placing:
    """How a surface is held. Angles in degrees: `yaw` positive turns to the picture's right, `pitch` positive
    bows; `x`, `y`, `z`: moved, in distances of the eyes."""

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Surface:
    """`texture`: with `scale` pixels to the distance of the eyes and `origin` between them; `mask`: from 0 to
    1, where there is anything; `pivot`: the point that it turns around."""

    texture: Picture
    depth: Map
    mask: Map
    scale: float
    origin: tuple[float, float]
    pivot: tuple[float, float, float] = (0.0, 0.0, 0.0)
    flat: bool = False
    """Its depth is 0 everywhere."""


@dataclass(frozen=True, slots=True)
class Lens:
    width: int = WIDTH
    height: int = HEIGHT
    apart: float = EYES_APART
    centre: tuple[float, float] = field(default=(WIDTH / 2, HEIGHT * 0.42))


def project(surface: Surface, at: Placing, points: Points, lens: Lens) -> Points:
    """Where points of the texture are seen in the picture."""
    x = ((points[:, 0] - surface.origin[0]) / surface.scale).astype(np.float32)
    y = ((points[:, 1] - surface.origin[1]) / surface.scale).astype(np.float32)
    u, v = _seen(x[None], y[None], _looked_up(surface, surface.depth, x[None], y[None]), surface, at, lens)
    return np.stack([u[0], v[0]], axis=1).astype(np.float32)


def render(surface: Surface, at: Placing, before: Picture, lens: Lens) -> Picture:
    """The surface over a background, which stays as it is."""
    left, top, right, bottom = bounds = _bounds(surface, at, lens)
    picture = before.copy()
    if right - left < 4 or bottom - top < 4:
        return picture
    colour, share = (
        _laid_flat(surface, at, lens, bounds) if surface.flat else _laid(surface, at, lens, bounds)
    )
    part = picture[top:bottom, left:right]
    part[:] = cv2().blendLinear(colour, part.copy(), share, 1 - share)
    return picture


def _laid(surface: Surface, at: Placing, lens: Lens, bounds: Bounds) -> tuple[Picture, Map]:
    """Colour and mask as seen in a part of the picture."""
    to_x, to_y = _pixels(surface, *_found(surface, at, lens, bounds))
    library, plain = cv2(), cv2().INTER_LINEAR
    colour = library.remap(surface.texture, to_x, to_y, plain, borderMode=library.BORDER_REPLICATE)
    return colour, library.remap(surface.mask, to_x, to_y, plain, borderMode=library.BORDER_CONSTANT)


def _laid_flat(surface: Surface, at: Placing, lens: Lens, bounds: Bounds) -> tuple[Picture, Map]:
    """The same of a plane, where no search is needed."""
    left, top, right, bottom = bounds
    high, wide = surface.mask.shape
    edge = np.array([(0, 0), (wide - 1, 0), (wide - 1, high - 1), (0, high - 1)], np.float32)
    library, size = cv2(), (right - left, bottom - top)
    seen = project(surface, at, edge, lens) - np.array((left, top), np.float32)
    lay = library.getPerspectiveTransform(edge, seen)
    colour = library.warpPerspective(surface.texture, lay, size, borderMode=library.BORDER_REPLICATE)
    return colour, library.warpPerspective(surface.mask, lay, size)


def _found(surface: Surface, at: Placing, lens: Lens, part: Bounds) -> tuple[Map, Map]:
    """Which place of the surface is seen at each dot of a part of the picture, by approaching it."""
    left, top, right, bottom = part
    u, v = np.meshgrid(
        np.arange(left, right + COARSE, COARSE, dtype=np.float32),
        np.arange(top, bottom + COARSE, COARSE, dtype=np.float32),
    )
    unit = lens.apart
    x, y = (u - lens.centre[0]) / unit - at.x, (v - lens.centre[1]) / unit - at.y
    step_x, step_y = _step(at.yaw) / unit, _step(at.pitch) / unit
    for _ in range(ROUNDS):
        seen_u, seen_v = _seen(x, y, _looked_up(surface, surface.depth, x, y), surface, at, lens)
        x, y = x + (u - seen_u) * step_x, y + (v - seen_v) * step_y
    size = (u.shape[1] * COARSE, u.shape[0] * COARSE)
    # Enlarging puts the first sample in the middle of a block; moved back by half of it.
    shift = np.array([[1, 0, (COARSE - 1) / 2], [0, 1, (COARSE - 1) / 2]])
    fine = [_enlarged(each, size, shift)[: bottom - top, : right - left] for each in (x, y)]
    return fine[0], fine[1]


def _step(angle: float) -> float:
    """Short enough that slopes which turn to the camera do not make the search leap over its goal."""
    turned = np.radians(abs(angle))
    return 1 / float(np.cos(turned) + 1.2 * np.sin(turned))


def _enlarged(values: Map, size: tuple[int, int], shift: "NDArray[np.float64]") -> Map:
    library = cv2()
    large = library.resize(values.astype(np.float32), size, interpolation=library.INTER_LINEAR)
    back = library.INTER_LINEAR | library.WARP_INVERSE_MAP
    moved: Map = library.warpAffine(large, shift, size, flags=back, borderMode=library.BORDER_REPLICATE)
    return moved


def _pixels(surface: Surface, x: Map, y: Map) -> tuple[Map, Map]:
    across = (x * surface.scale + surface.origin[0]).astype(np.float32)
    down = (y * surface.scale + surface.origin[1]).astype(np.float32)
    return across, down


def _looked_up(surface: Surface, what: Map, x: Map, y: Map) -> Map:
    to_x, to_y = _pixels(surface, x, y)
    library = cv2()
    found: Map = library.remap(what, to_x, to_y, library.INTER_LINEAR, borderMode=library.BORDER_REPLICATE)
    return found


def _seen(x: Map, y: Map, z: Map, surface: Surface, at: Placing, lens: Lens) -> tuple[Map, Map]:
    turn = rotation(at)
    pivot = surface.pivot
    px, py, pz = x - pivot[0], y - pivot[1], z - pivot[2]
    qx, qy, qz = (row[0] * px + row[1] * py + row[2] * pz for row in turn)
    qx, qy, qz = qx + pivot[0] + at.x, qy + pivot[1] + at.y, qz + pivot[2] + at.z
    near = lens.apart * DISTANCE / np.maximum(DISTANCE - qz, 1.0)
    u = (lens.centre[0] + near * qx).astype(np.float32)
    return u, (lens.centre[1] + near * qy).astype(np.float32)


def rotation(at: Placing) -> list[tuple[float, float, float]]:
    """Rows of the matrix: yaw about y, then pitch about x, then roll in the picture."""
    yaw, pitch, roll = (float(np.radians(angle)) for angle in (at.yaw, at.pitch, at.roll))
    cos, sin = np.cos, np.sin
    about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, cos(pitch), sin(pitch)], [0, -sin(pitch), cos(pitch)]])
    about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
    whole = about_z @ about_x @ about_y
    return [(float(a), float(b), float(c)) for a, b, c in whole]


def _bounds(surface: Surface, at: Placing, lens: Lens) -> Bounds:
    """The part of the picture that the surface can reach."""
    high, wide = surface.mask.shape
    across, down = np.meshgrid(np.linspace(0, wide - 1, 9), np.linspace(0, high - 1, 9))
    edge = np.stack([across.ravel(), down.ravel()], axis=1).astype(np.float32)
    seen = project(surface, at, edge, lens)
    (left, top), (right, bottom) = seen.min(axis=0) - 6, seen.max(axis=0) + 6
    return (
        int(np.clip(left, 0, lens.width)),
        int(np.clip(top, 0, lens.height)),
        int(np.clip(right, 0, lens.width)),
        int(np.clip(bottom, 0, lens.height)),
    )
