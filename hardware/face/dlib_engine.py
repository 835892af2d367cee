"""dlib, as the face-recognition package uses it: HOG detector, 5 points, templates of 128 numbers.

The package's own weights are found without importing it, for its models import `pkg_resources`, which newer
setuptools no longer bring. Its 68-point model may not be used commercially and is never opened.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, EngineInfo, EngineMissing, Face, Picture, Points, Quality, Template
from hardware.face.model_files import fingerprint, model_name, present
from hardware.face.quality import measured

WEIGHTS = "face_recognition_models"
RECOGNITION, POINTS = "dlib_face_recognition_resnet_model_v1.dat", "shape_predictor_5_face_landmarks.dat"
CHIP, PADDING = 150, 0.25
"""Pixels and margin of the aligned face that the network was trained on."""
SIZE = 128


@dataclass(frozen=True, slots=True)
class Look:
    """How faces are searched. `width`: a wider picture is searched in a copy of this width, where a face must
    be 70 pixels wide; 0: as it is. `least`: smallest box, pixels of the picture. `score`: the detector's."""

    width: int = 320
    least: int = 60
    score: float = 0.0


class DlibEngine:
    """One engine, on one thread. Another recognition model makes other templates; `info.version` tells."""

    def __init__(
        self, recognition: Path | None = None, points: Path | None = None, look: Look | None = None
    ) -> None:
        """Files left out are those of the face-recognition package. Raises EngineMissing."""
        library = _dlib()
        recognition, points = recognition or own_weights(RECOGNITION), points or own_weights(POINTS)
        self._look = look or Look()
        self._detector = library.get_frontal_face_detector()
        self._pointer = _loaded(library.shape_predictor, points)
        self._network = _loaded(library.face_recognition_model_v1, recognition)
        self._library = library
        own = recognition.name == RECOGNITION
        self._info = EngineInfo(
            name="dlib",
            model=model_name(recognition),
            version=fingerprint(recognition, points),
            size=SIZE,
            licence="CC0-1.0" if own else "as its supplier says",
        )

    @property
    def info(self) -> EngineInfo:
        return self._info

    def detect(self, picture: Picture) -> tuple[Face, ...]:
        grey = cv2().cvtColor(picture, cv2().COLOR_BGR2GRAY)
        width = self._look.width
        scale = min(width / grey.shape[1], 1.0) if width else 1.0
        small = grey
        if scale < 1:
            small = cv2().resize(grey, None, fx=scale, fy=scale, interpolation=cv2().INTER_AREA)
        boxes, scores, _ = self._detector.run(small, 0, self._look.score)
        faces = [self._face(grey, box, score, scale) for box, score in zip(boxes, scores, strict=True)]
        seen = [face for face in faces if min(face.box.width, face.box.height) >= self._look.least]
        return tuple(sorted(seen, key=lambda face: face.box.area, reverse=True))

    def quality(self, picture: Picture, face: Face) -> Quality:
        return measured(picture, face)

    def template(self, picture: Picture, face: Face) -> Template:
        rgb = np.ascontiguousarray(picture[:, :, ::-1])
        points = [self._library.point(*map(round, map(float, point))) for point in face.points]
        shape = self._library.full_object_detection(self._rectangle(face.box), points)
        chip = self._library.get_face_chip(rgb, shape, CHIP, PADDING)
        return np.array(self._network.compute_face_descriptor(chip), np.float32)

    def _face(self, grey: Picture, found: Any, score: float, scale: float) -> Face:  # noqa: ANN401
        box = Box(
            round(found.left() / scale),
            round(found.top() / scale),
            round(found.width() / scale),
            round(found.height() / scale),
        )
        return Face(box, float(score), self._points(grey, box))

    def _points(self, grey: Picture, box: Box) -> Points:
        """In the picture itself, not in its smaller copy: the eyes decide how the face is laid straight."""
        shape = self._pointer(grey, self._rectangle(box))
        return np.array([(point.x, point.y) for point in shape.parts()], np.float32)

    def _rectangle(self, box: Box) -> Any:  # noqa: ANN401 - a type of the library
        right, bottom = box.left + box.width - 1, box.top + box.height - 1
        return self._library.rectangle(box.left, box.top, right, bottom)


def own_weights(name: str) -> Path:
    """A file that came with the face-recognition package. Raises EngineMissing."""
    spec = find_spec(WEIGHTS)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise EngineMissing(f"{name}: install face-recognition-models, or name the file in the settings")
    return Path(places[0]) / "models" / name


def _dlib() -> Any:  # noqa: ANN401 - the module
    try:
        import dlib
    except ImportError as error:
        raise EngineMissing(f"dlib: install onehall[clock] from the lock ({error})") from error
    return dlib


def _loaded(kind: Any, file: Path) -> Any:  # noqa: ANN401 - types of the library
    try:
        return kind(str(present(file)))
    except RuntimeError as error:
        raise EngineMissing(f"{file}: not a model of this kind ({error})") from error
