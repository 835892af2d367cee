"""How a head is held, from five points, in distances of the eyes."""

from dataclasses import dataclass

import numpy as np

from hardware.face.interface import Points
from hardware.face.quality import pose


@dataclass(frozen=True, slots=True)
class Pose:
    """`turn`, `tilt` as in `Quality`; `nod`: how far the base of the nose lies below the line of the eyes;
    `apart`: distance of the eyes in pixels; `x`, `y`: the middle between them."""

    turn: float
    tilt: float
    nod: float
    apart: float
    x: float
    y: float


def pose_of(points: Points) -> Pose:
    right, left, nose = points[0:2].mean(axis=0), points[2:4].mean(axis=0), points[4]
    middle, across = (right + left) / 2, right - left
    apart = max(float(np.hypot(*across)), 1e-6)
    down = np.array([-across[1], across[0]]) / apart
    turn, tilt = pose(points)
    nod = float(np.dot(nose - middle, down)) / apart
    return Pose(turn, tilt, nod, apart, float(middle[0]), float(middle[1]))
