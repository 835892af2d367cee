"""What the hall needs from a camera: the newest picture and nothing older. Pictures live in memory only."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from hardware.health import Fault, Health

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture: TypeAlias = NDArray[np.uint8]
    """Height × width × 3 bytes: blue, green, red."""
else:
    # Programs without a camera know this interface too, and need no numpy.
    Picture = object


class CameraMissing(Fault):
    """There is no such camera: unplugged, or misnamed."""

    code = "camera_missing"


class CameraForbidden(Fault):
    """This account may not use the camera."""

    code = "camera_forbidden"


class CameraInUse(Fault):
    """The camera is there and does not open: another program has it, or it is none."""

    code = "camera_in_use"


class CameraSilent(Fault):
    """The camera sends no picture, or no longer."""

    code = "camera_silent"


class CameraUnreadable(Fault):
    """A recording, or a folder of pictures, that cannot be read."""

    code = "camera_unreadable"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One picture. `number` counts from 1 since the program began; `at` is in seconds of a clock that only
    goes forward. Nobody may change the picture, for others look at it as well."""

    picture: Picture
    at: float
    number: int

    def __repr__(self) -> str:
        return f"Frame({self.number} at {self.at:.3f})"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a technician is told of the pictures. `rate`: pictures a second; `brightness`: from 0 to 1."""

    width: int
    height: int
    rate: float
    brightness: float


class Camera(Protocol):
    """One camera. No method blocks; each may be called on any thread. A lost camera comes back by itself."""

    def newest(self) -> Frame | None:
        """The newest picture; None when there is none, or when it is no longer of now."""

    def seen(self) -> Sight | None:
        """What the newest pictures are like; None when there is none."""

    def fault(self) -> Fault | None:
        """Why there are no pictures now, in the words of whoever looks for them."""

    def health(self) -> Health:
        """Does not raise. Says also when the picture is black or too dark to know a face on."""

    def close(self) -> None:
        """Let go of the camera."""
