"""A camera in this process: it shows whatever a test puts before it."""

import time
from collections.abc import Callable

import numpy as np

from hardware.camera.interface import CameraMissing, Frame, Picture, Sight
from hardware.camera.picture import brightness, health_of
from hardware.health import Fault, Health

RATE = 25.0


def colour_bars(width: int = 640, height: int = 480) -> Picture:
    """Eight upright bars, from white to black."""
    bars = np.array([[255 * (bar >> bit & 1) for bit in (0, 2, 1)] for bar in range(7, -1, -1)], np.uint8)
    columns = np.arange(width) * len(bars) // width
    return np.tile(bars[columns], (height, 1, 1))


class SimulatedCamera:
    """Each look takes a new picture of what was `put` before it; it can be unplugged and plugged in again."""

    def __init__(self, picture: Picture | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._picture = colour_bars() if picture is None else picture
        self._clock = clock
        self._fault: Fault | None = None
        self._count = 0

    def put(self, picture: Picture) -> None:
        self._picture = picture

    def unplug(self) -> None:
        self._fault = CameraMissing("unplugged")

    def plug(self) -> None:
        self._fault = None

    def newest(self) -> Frame | None:
        if self._fault is not None:
            return None
        self._count += 1
        return Frame(self._picture, self._clock(), self._count)

    def seen(self) -> Sight | None:
        if self._fault is not None:
            return None
        height, width = self._picture.shape[:2]
        return Sight(width, height, RATE, brightness(self._picture))

    def fault(self) -> Fault | None:
        return self._fault

    def health(self) -> Health:
        return self._fault.health if self._fault is not None else health_of(self._picture)

    def close(self) -> None:
        """Nothing is held."""
