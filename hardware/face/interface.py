"""What the hall needs from a face engine: faces of a picture, a template of each. Pictures are not kept."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from hardware.health import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture: TypeAlias = NDArray[np.uint8]
    """Height × width × 3 bytes: blue, green, red."""
    Points: TypeAlias = NDArray[np.float32]
    """5 × 2 pixels: outer and inner corner of the eye on the picture's right, the same on its left with the
    outer one first, the base of the nose."""
    Template: TypeAlias = NDArray[np.float32]
    """Of `EngineInfo.size` numbers. Two of one person lie close together, in the engine's own measure."""
else:
    Picture = Points = Template = object


class EngineMissing(Fault):
    """The library or a model file of the engine is not there; names the file and where to put it."""

    code = "face_engine_missing"


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels of the picture."""

    left: int
    top: int
    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height


@dataclass(frozen=True, slots=True, repr=False)
class Face:
    """A face in a picture, before anybody knows whose. `score`: the detector's own certainty."""

    box: Box
    score: float
    points: "Points" = field(compare=False)

    def __repr__(self) -> str:
        return f"Face({self.box}, {self.score:.2f})"


@dataclass(frozen=True, slots=True)
class Quality:
    """What speaks against taking a template from a face.

    `sharpness`: variance of the Laplacian over the face; `turn`: nose base against the middle of the eyes, in
    distances of the eyes, 0 straight ahead, positive to the picture's right; `tilt`: degrees; `light`: mean
    grey from 0 to 1; `contrast`: standard deviation of grey from 0 to 1.
    """

    size: int
    """Of the face's box, pixels of the smaller side."""
    score: float
    sharpness: float
    turn: float
    tilt: float
    light: float
    contrast: float


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """`model` and `version` are stored beside each template: those of another model are never compared."""

    name: str
    model: str
    version: str
    size: int
    """Numbers in a template."""
    licence: str


class FaceEngine(Protocol):
    """One engine, used on one thread. Raises EngineMissing when it is built, nothing afterwards."""

    @property
    def info(self) -> EngineInfo: ...

    def detect(self, picture: "Picture") -> tuple[Face, ...]:
        """Faces, the largest first. May look at a smaller copy of the picture."""

    def quality(self, picture: "Picture", face: Face) -> Quality: ...

    def template(self, picture: "Picture", face: Face) -> "Template":
        """Costs tens of milliseconds: asked for only when quality and liveness say that it is worth it."""
