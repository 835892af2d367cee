"""Whether anything moves before the camera: costs a hundredth of a millisecond, a face detection hundreds of
times as much."""

from typing import TYPE_CHECKING

import numpy as np

from hardware.camera.picture import DARK, EVERY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hardware.camera.interface import Picture
else:
    Picture = object

BLOCK = 8
CHANGED = 9.0
"""Mean difference of a block's green, of 255: above a camera's noise, below anybody who comes."""


class Motion:
    """Compares each picture with the one before."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None

    def seen(self, picture: Picture) -> bool:
        """The first picture counts as moving."""
        blocks = _blocks(picture)
        before, self._before = self._before, blocks
        if before is None or before.shape != blocks.shape:
            return True
        return bool((np.abs(blocks - before) > CHANGED).any())


def is_dark(picture: Picture) -> bool:
    few = picture[::EVERY, ::EVERY]
    return bool(few.size and float(few.mean()) / 255 < DARK)


def _blocks(picture: Picture) -> "NDArray[np.float32]":
    """Every fourth dot, averaged over blocks."""
    green = picture[::4, ::4, 1]
    high, wide = (side // BLOCK for side in green.shape)
    few = green[: high * BLOCK, : wide * BLOCK].astype(np.float32)
    blocks: NDArray[np.float32] = few.reshape(high, BLOCK, wide, BLOCK).mean((1, 3))
    return blocks
