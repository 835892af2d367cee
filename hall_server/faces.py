"""Faces as numbers, compared on the server: by the same measure as clocks, and never with a picture."""

import logging
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from hall_server.domain.names import StaffNumber
from hall_server.operations.attendance_ports import Template
from hall_server.operations.enrolment import NewFace
from hardware.face.matching.enrolment import MOST_SPREAD, spread, too_close
from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.thresholds import Thresholds, usual_of_model

log = logging.getLogger("onehall.faces")

THRESHOLDS = frozenset(Thresholds().numbers())


class FaceComparing:
    """See `operations.enrolment.Comparing`. Holds nothing: templates are opened for one question."""

    @property
    def threshold_names(self) -> frozenset[str]:
        return THRESHOLDS

    def differ(self, faces: Sequence[NewFace]) -> bool:
        by_model: dict[tuple[str, str, int], list[Vector]] = {}
        for face in faces:
            vector = _vector(face.values)
            by_model.setdefault((face.model, face.version, len(vector)), []).append(vector)
        return any(spread(vectors) > MOST_SPREAD for vectors in by_model.values())

    def closest(
        self, faces: Sequence[NewFace], others: Iterable[Template], thresholds: Mapping[str, float]
    ) -> StaffNumber | None:
        """`faces` are of one model. A template of another length than theirs is of no use, and so told."""
        new = [_vector(face.values) for face in faces]
        own = (faces[0].model, faces[0].version)
        enrolled: dict[str, list[Vector]] = {}
        for template in others:
            vector = _vector(template.values) if (template.model, template.version) == own else None
            if vector is not None and len(vector) == len(new[0]):
                enrolled.setdefault(template.staff, []).append(vector)
        if not enrolled:
            return None
        # A name in the settings that nobody knows stops no enrolment, as it stops no clock.
        known = {name: number for name, number in thresholds.items() if name in THRESHOLDS}
        limits = Thresholds.of(usual_of_model(own[0]).numbers() | known)
        close = too_close(new, Gallery.of(enrolled), limits)
        if close is None:
            return None
        log.info("an enrolment is close to a colleague: %s", close.figures)
        return StaffNumber(close.staff)


def _vector(values: str) -> Vector:
    """Raises ValueError, which the wire has excluded."""
    return np.frombuffer(b64decode(values), "<f4").astype(np.float32)
