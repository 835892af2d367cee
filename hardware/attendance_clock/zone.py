"""The part of the picture that the clock looks at: who passes by behind it is not looked at at all."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardware.attendance_clock.glances import Spot
from hardware.face.interface import Box

if TYPE_CHECKING:
    from hardware.camera.interface import Picture
else:
    Picture = object


@dataclass(frozen=True, slots=True)
class Zone:
    """Shares of the picture: where it begins from the left and the top, and how large it is."""

    left: float = 0.18
    top: float = 0.0
    width: float = 0.64
    height: float = 1.0

    @property
    def spot(self) -> Spot:
        return Spot(self.left, self.top, self.width, self.height)

    def cut(self, picture: Picture) -> Picture:
        """The zone of a picture; no copy."""
        left, top, right, bottom = self._pixels(picture)
        return picture[top:bottom, left:right]

    def spot_of(self, box: Box, picture: Picture) -> Spot:
        """A box of the cut-out, in shares of the whole picture."""
        left, top, _, _ = self._pixels(picture)
        height, width = picture.shape[:2]
        return Spot(
            (box.left + left) / width, (box.top + top) / height, box.width / width, box.height / height
        )

    def _pixels(self, picture: Picture) -> tuple[int, int, int, int]:
        height, width = picture.shape[:2]
        return (
            round(self.left * width),
            round(self.top * height),
            round((self.left + self.width) * width),
            round((self.top + self.height) * height),
        )
