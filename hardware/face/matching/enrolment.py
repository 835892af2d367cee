"""What is looked at before somebody's templates are enrolled. Only an administrator is told who is close."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.face.matching.decision import Figures
from hardware.face.matching.gallery import Gallery, Vector
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.thresholds import Thresholds

TOO_CLOSE = 1.0
"""So much above the strength of a verification: of unlike people, about one in a hundred comes so close to
anybody of a hall."""
MOST_SPREAD = 0.45
"""Distance of a template from the mean of the person's others; beyond it the pictures show two people, or one
of them is of no use."""


@dataclass(frozen=True, slots=True)
class Closeness:
    """A colleague whom the new face might be taken for, or who is the same person."""

    staff: str
    figures: Figures


def too_close(
    templates: Sequence[Vector], gallery: Gallery, thresholds: Thresholds | None = None, besides: str = ""
) -> Closeness | None:
    """The closest colleague, if too close. `besides`: the person's own number, if enrolled already."""
    limits = thresholds or Thresholds()
    others = gallery.without(besides) if besides in gallery.places else gallery
    if not len(others):
        return None
    matcher = Matcher(others, limits)
    mean = np.asarray(templates, np.float32).mean(axis=0)
    if matcher.small:
        closest = int(np.linalg.norm(others.means - mean, axis=1).argmin())
    else:
        closest = int(matcher.strengths(mean).argmax())
    found = matcher.compared(mean, closest)
    if found.strength is None:
        close = found.distance <= limits.small_verify
    else:
        close = found.strength >= limits.verify + TOO_CLOSE
    return Closeness(others.people[closest], found) if close else None


def spread(templates: Sequence[Vector]) -> float:
    """The greatest distance of a template from the mean of the others; 0 for a single one."""
    stacked = np.asarray(templates, np.float32)
    if len(stacked) < 2:
        return 0.0
    rest = (stacked.sum(axis=0) - stacked) / (len(stacked) - 1)
    return float(np.linalg.norm(stacked - rest, axis=1).max())
