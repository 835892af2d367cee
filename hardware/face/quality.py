"""What speaks against taking a template from a face, and in which words a person is told."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, Face, Picture, Points, Quality

MEASURED_AT = 96
"""Pixels a side to which a face is brought before it is measured: sharpness depends on size otherwise."""


class Flaw(StrEnum):
    """Why a face is not used, in the order in which a person is told: the first is the one to mend first."""

    TOO_FAR = "too_far"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    FLAT = "flat"
    """Hardly any contrast: fog on the lens, light from behind."""
    TURNED = "turned"
    TILTED = "tilted"
    BLURRED = "blurred"
    UNCLEAR = "unclear"
    """The detector itself is not sure: something covers the face."""


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """The gate. Units as in `Quality`; `score` is that of the engine's own detector.

    A face that is blurred on purpose to a sharpness of 30 lies about 0.03 further from its owner's others,
    at 15 about 0.1.
    """

    size: int = 110
    light: tuple[float, float] = (0.16, 0.88)
    contrast: float = 0.07
    turn: float = 0.12
    tilt: float = 20.0
    sharpness: float = 30.0
    score: float = 0.5


YUNET = QualityLimits(score=0.8)
"""A detector that scores from 0 to 1."""


def limits_of(engine: str) -> QualityLimits:
    """The gate for an engine, by its name."""
    return YUNET if engine == "opencv" else QualityLimits()


def flaws(quality: Quality, limits: QualityLimits) -> tuple[Flaw, ...]:
    """Everything that is wrong, the first to be mended first; empty if a template may be taken."""
    darkest, brightest = limits.light
    wrong = {
        Flaw.TOO_FAR: quality.size < limits.size,
        Flaw.TOO_DARK: quality.light < darkest,
        Flaw.TOO_BRIGHT: quality.light > brightest,
        Flaw.FLAT: quality.contrast < limits.contrast,
        Flaw.TURNED: abs(quality.turn) > limits.turn,
        Flaw.TILTED: abs(quality.tilt) > limits.tilt,
        Flaw.BLURRED: quality.sharpness < limits.sharpness,
        Flaw.UNCLEAR: quality.score < limits.score,
    }
    return tuple(flaw for flaw in Flaw if wrong[flaw])


def measured(picture: Picture, face: Face) -> Quality:
    """The measures of one face; the part of its box outside the picture is left out."""
    grey = _grey(picture, face.box)
    turn, tilt = pose(face.points)
    if grey.size == 0:
        return Quality(0, face.score, 0.0, turn, tilt, 0.0, 0.0)
    small = cv2().resize(grey, (MEASURED_AT, MEASURED_AT), interpolation=cv2().INTER_AREA)
    return Quality(
        size=min(face.box.width, face.box.height),
        score=face.score,
        sharpness=float(cv2().Laplacian(small, cv2().CV_64F).var()),
        turn=turn,
        tilt=tilt,
        light=float(small.mean()) / 255,
        contrast=float(small.std()) / 255,
    )


def pose(points: Points) -> tuple[float, float]:
    """Turn and tilt, as `Quality` tells them. Zero where the eyes cannot be told apart."""
    right, left, nose = points[0:2].mean(axis=0), points[2:4].mean(axis=0), points[4]
    across = right - left
    apart = float(np.hypot(*across))
    if apart < 1e-6:
        return 0.0, 0.0
    along = across / apart
    turn = float(np.dot(nose - (right + left) / 2, along)) / apart
    return turn, math.degrees(math.atan2(float(across[1]), float(across[0])))


def _grey(picture: Picture, box: Box) -> Picture:
    height, width = picture.shape[:2]
    top, bottom = max(box.top, 0), min(box.top + box.height, height)
    left, right = max(box.left, 0), min(box.left + box.width, width)
    part = picture[top : max(bottom, top), left : max(right, left)]
    if part.size == 0:
        return np.zeros((0, 0), np.uint8)
    grey: Picture = cv2().cvtColor(part, cv2().COLOR_BGR2GRAY)
    return grey
