"""OpenCV's own pair: YuNet finds faces, SFace makes templates. Both ONNX files come from the operator.

Published by the OpenCV model zoo as `face_detection_yunet_2023mar.onnx` (MIT) and
`face_recognition_sface_2021dec.onnx` (Apache-2.0). Templates are brought to length 1, so that distances and
cosines tell the same.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.camera.opencv import cv2
from hardware.face.interface import Box, EngineInfo, EngineMissing, Face, Picture, Points, Quality, Template
from hardware.face.model_files import fingerprint, model_name, present
from hardware.face.quality import measured

CORNER = 0.17
"""YuNet marks the middle of an eye; its corners lie so many eye distances to either side."""
OVERLAP, MOST_FACES = 0.3, 50
SIZE = 128


@dataclass(frozen=True, slots=True)
class YunetLook:
    """`width`: a wider picture is searched in a copy of this width; 0: as it is. `score`: from 0 to 1."""

    width: int = 320
    score: float = 0.7


@dataclass(frozen=True, slots=True, repr=False)
class YunetFace(Face):
    """With the detector's own row, by which SFace lays the face straight."""

    row: NDArray[np.float32] = field(compare=False)


class OpenCvEngine:
    """One engine, on one thread."""

    def __init__(self, yunet: Path, sface: Path, look: YunetLook | None = None) -> None:
        """Raises EngineMissing, which names the file."""
        self._look = look or YunetLook()
        library = cv2()
        for file in (yunet, sface):
            present(file, "it comes from the OpenCV model zoo")
        try:
            self._detector = library.FaceDetectorYN.create(
                str(yunet), "", (320, 320), self._look.score, OVERLAP, MOST_FACES
            )
            self._recogniser = library.FaceRecognizerSF.create(str(sface), "")
        except library.error as error:
            raise EngineMissing(f"{yunet}, {sface}: not models of this kind ({error})") from error
        self._info = EngineInfo(
            "opencv", model_name(sface), fingerprint(yunet, sface), SIZE, "Apache-2.0, MIT"
        )

    @property
    def info(self) -> EngineInfo:
        return self._info

    def detect(self, picture: Picture) -> tuple[Face, ...]:
        width = picture.shape[1]
        scale = min(self._look.width / width, 1.0) if self._look.width else 1.0
        small = picture
        if scale < 1:
            small = cv2().resize(picture, None, fx=scale, fy=scale, interpolation=cv2().INTER_AREA)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        _, rows = self._detector.detect(small)
        faces = [face_of(row, scale) for row in rows] if rows is not None else []
        return tuple(sorted(faces, key=lambda face: face.box.area, reverse=True))

    def quality(self, picture: Picture, face: Face) -> Quality:
        return measured(picture, face)

    def template(self, picture: Picture, face: Face) -> Template:
        if not isinstance(face, YunetFace):
            raise TypeError("a face of another engine")
        straight = self._recogniser.alignCrop(picture, face.row)
        vector = np.asarray(self._recogniser.feature(straight), np.float32).reshape(-1)
        unit: Template = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return unit


def face_of(row: Any, scale: float) -> YunetFace:  # noqa: ANN401 - a row of the library's array
    """A row of YuNet: box; the person's right eye, left eye, nose, corners of the mouth; score."""
    whole = np.array(row, np.float32)
    whole[:14] /= scale
    left, top, width, height = (round(float(x)) for x in whole[:4])
    return YunetFace(Box(left, top, width, height), float(whole[14]), _points(whole[4:10]), row=whole)


def _points(marks: NDArray[np.float32]) -> Points:
    """The person's right eye stands on the picture's left."""
    on_left, on_right, nose = marks.reshape(3, 2)
    corner = (on_right - on_left) * CORNER
    points = (on_right + corner, on_right - corner, on_left - corner, on_left + corner, nose)
    return np.array(points, np.float32)
