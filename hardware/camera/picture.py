"""What can be told of a picture without looking for a face on it."""

import numpy as np

from hardware.camera.interface import Picture
from hardware.health import Health

DARK, BLACK = 0.14, 0.02
"""Shares of full brightness below which a face cannot be told, and nothing can be seen at all."""
EVERY = 8
"""Every eighth dot of every eighth row tells the brightness well enough."""


def brightness(picture: Picture) -> float:
    """The mean of a picture, from 0 (black) to 1 (white)."""
    few = picture[::EVERY, ::EVERY]
    return float(few.mean()) / 255 if few.size else 0.0


def health_of(picture: Picture) -> Health:
    """Whether enough can be seen."""
    share = brightness(picture)
    if share < BLACK:
        return Health.warning("camera_black")
    return Health.warning("camera_dark") if share < DARK else Health.ok()


def as_bgr(picture: Picture) -> Picture:
    """Three bytes a dot, whatever the camera gives: grey becomes colour, an alpha channel is dropped.

    Raises ValueError for what is no picture.
    """
    if picture.dtype != np.uint8 or picture.ndim not in (2, 3) or picture.size == 0:
        raise ValueError(f"not a picture: {picture.dtype} {picture.shape}")
    if picture.ndim == 2:
        picture = picture[:, :, np.newaxis]
    if picture.shape[2] == 1:
        return np.repeat(picture, 3, axis=2)
    if picture.shape[2] < 3:
        raise ValueError(f"not a picture: {picture.shape}")
    return np.ascontiguousarray(picture[:, :, :3])


def turned(picture: Picture, degrees: int) -> Picture:
    """Clockwise, by a multiple of 90: kiosks hang cameras on their side."""
    return np.ascontiguousarray(np.rot90(picture, -degrees // 90)) if degrees else picture
