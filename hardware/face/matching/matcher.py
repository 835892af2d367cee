"""One person out of all, or the one that a number claims; several frames of one face count as one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.face.matching.decision import (
    AskForNumber,
    Decision,
    Doubt,
    Figures,
    Reason,
    Recognised,
    Unknown,
)
from hardware.face.matching.gallery import LEAST_SPREAD, Gallery, Vector, mean_and_spread
from hardware.face.matching.thresholds import Thresholds

Places = NDArray[np.intp]
"""Of people in the gallery."""
FIRST = 8
"""So many of the likest people are compared exactly."""


@dataclass(frozen=True, slots=True)
class Best:
    """Who comes first in a gallery that is large enough. `agreed`: share of frames that put them first."""

    staff: str
    figures: Figures
    agreed: float

    @property
    def strength(self) -> float:
        return self.figures.strength or 0.0

    @property
    def margin(self) -> float:
        return self.figures.margin or 0.0


@dataclass(frozen=True, slots=True)
class Probe:
    """The mean of some frames, and how everybody in the gallery looks from there."""

    mean: Vector
    likeness: Vector
    """To each person."""
    total: float
    squares: float
    """Sums over everybody of likeness and of its square."""
    firsts: Sequence[int]
    """Of each single frame, the place of the likest person."""


class Matcher:
    """A gallery and the thresholds by which it is asked. Holds nothing else."""

    def __init__(self, gallery: Gallery, thresholds: Thresholds | None = None) -> None:
        self.gallery = gallery
        self.thresholds = thresholds or Thresholds()
        self._by_person = np.float32(0.5) / gallery.others_spread
        self._mean_by_person = gallery.others_mean * self._by_person

    @property
    def small(self) -> bool:
        return len(self.gallery) < max(self.thresholds.small, 2)

    def identify(self, frames: Sequence[Vector]) -> Decision:
        """Who this is. `frames`: templates of one face, from one or more pictures. Raises ValueError."""
        stacked = self._stacked(frames)
        if not len(self.gallery):
            return Unknown(Reason.NOBODY_ENROLLED)
        if self.small:
            return self._identify_in_small(stacked)
        best = self._best(stacked)
        doubt = self._doubt(best)
        if doubt is None:
            return Recognised(best.staff, best.figures)
        if doubt is Doubt.WEAK and best.strength < self.thresholds.nobody:
            return Unknown(Reason.LIKE_NOBODY, best.figures)
        return AskForNumber(doubt, best.figures)

    def verify(self, staff: str, frames: Sequence[Vector]) -> Decision:
        """Whether this is who the number says: Recognised or Unknown. Raises ValueError."""
        stacked = self._stacked(frames)
        place = self.gallery.places.get(staff)
        if place is None:
            return Unknown(Reason.NOT_ENROLLED)
        figures = self.compared(stacked.mean(axis=0), place)
        limits = self.thresholds
        if figures.strength is None:
            alike = figures.distance <= limits.small_verify
        else:
            alike = figures.strength >= limits.verify and figures.distance <= limits.farthest
        return Recognised(staff, figures) if alike else Unknown(Reason.NOT_THIS_PERSON, figures)

    def compared(self, template: Vector, place: int) -> Figures:
        """The figures of one person of the gallery, by place; the margin is no part of their strength."""
        distance = float(np.linalg.norm(template - self.gallery.means[place]))
        if self.small:
            return Figures(distance)
        figures = self._figures(self._probe(template[np.newaxis]), np.array([place]))
        limits = self.thresholds
        return Figures(
            distance=distance,
            likeness=float(figures.likeness[0]),
            score=float(figures.score[0]),
            strength=float(figures.merit(limits)[0]),
        )

    def best(self, frames: Sequence[Vector]) -> "Best":
        """Who comes first, whether or not it is enough. Raises ValueError, also for a small gallery."""
        if self.small:
            raise ValueError(f"{len(self.gallery)} people are too few to compare with")
        return self._best(self._stacked(frames))

    def strengths(self, template: Vector) -> Vector:
        """Of every person, without the margin, in the gallery's order; not for a small gallery."""
        everybody = np.arange(len(self.gallery))
        return self._figures(self._probe(template[np.newaxis]), everybody).merit(self.thresholds)

    def _best(self, frames: Vector) -> "Best":
        probe = self._probe(frames)
        first = self._first(probe)
        figures = self._figures(probe, first)
        merit = figures.merit(self.thresholds)
        best = int(merit.argmax())
        place = int(first[best])
        told = figures.of(best, float(merit[best]), self.thresholds)
        return Best(self.gallery.people[place], told, probe.firsts.count(place) / len(probe.firsts))

    def _stacked(self, frames: Sequence[Vector]) -> Vector:
        stacked = np.asarray(frames, np.float32)
        if stacked.ndim != 2 or not len(stacked):
            raise ValueError("at least one template is needed, all of one length")
        if len(self.gallery) and stacked.shape[1] != self.gallery.size:
            raise ValueError(f"a template of {stacked.shape[1]} numbers in a gallery of {self.gallery.size}")
        if not math.isfinite(stacked.sum()):
            raise ValueError("a template holds something that is no number")
        return stacked

    def _probe(self, frames: Vector) -> Probe:
        """Each frame is compared once: the likeness of their mean follows from theirs."""
        gallery = self.gallery
        shifted = frames - gallery.centre
        single = [gallery.directions @ frame for frame in shifted]
        mean = shifted[0] if len(single) == 1 else shifted.mean(axis=0)
        length = np.float32(max(math.sqrt(mean @ mean), 1e-9))
        direction = mean / length
        firsts = [int(each.argmax()) for each in single]
        likeness = single[0]
        for each in single[1:]:
            likeness += each
        likeness *= np.float32(1 / (length * len(single)))
        return Probe(
            mean=mean + gallery.centre,
            likeness=likeness,
            total=float(direction @ gallery.total),
            squares=float(direction @ gallery.squares @ direction),
            firsts=firsts,
        )

    def _first(self, probe: Probe) -> Places:
        """Places of the likest people; one's own share in the sums is not yet taken out."""
        count = len(self.gallery)
        mean = probe.total / count
        spread = max(math.sqrt(max(probe.squares / count - mean**2, 0.0)), LEAST_SPREAD)
        by_probe = np.float32(0.5 / spread + self.thresholds.weight_likeness)
        merit = probe.likeness * (self._by_person + by_probe) - self._mean_by_person
        first = []
        for _ in range(min(FIRST, count)):
            place = int(merit.argmax())
            merit[place] = -math.inf
            first.append(place)
        return np.array(first)

    def _figures(self, probe: Probe, places: Places) -> "_Compared":
        gallery = self.gallery
        likeness = probe.likeness[places]
        mean, spread = mean_and_spread(
            probe.total - likeness, probe.squares - likeness**2, max(len(gallery) - 1, 1)
        )
        from_person = likeness * self._by_person[places] - self._mean_by_person[places]
        score: Vector = (likeness - mean) / (spread + spread) + from_person
        apart = gallery.means[places] - probe.mean
        return _Compared(likeness, score, np.sqrt(np.einsum("nd,nd->n", apart, apart)))

    def _doubt(self, best: "Best") -> Doubt | None:
        limits = self.thresholds
        if best.strength < limits.identify or best.figures.distance > limits.farthest:
            return Doubt.WEAK
        if best.margin < limits.margin:
            return Doubt.CLOSE_TO_SECOND
        return Doubt.FRAMES_DISAGREE if best.agreed < limits.agree else None

    def _identify_in_small(self, frames: Vector) -> Decision:
        limits = self.thresholds
        distances = np.linalg.norm(self.gallery.means - frames.mean(axis=0), axis=1)
        order = np.argsort(distances, kind="stable")
        figures = Figures(float(distances[order[0]]))
        if figures.distance > limits.small_identify:
            return AskForNumber(Doubt.SMALL_GALLERY, figures)
        if len(order) > 1 and distances[order[1]] - distances[order[0]] < limits.small_margin:
            return AskForNumber(Doubt.CLOSE_TO_SECOND, figures)
        apart = np.linalg.norm(self.gallery.means[None] - frames[:, None], axis=2)
        if float((apart.argmin(axis=1) == order[0]).mean()) < limits.agree:
            return AskForNumber(Doubt.FRAMES_DISAGREE, figures)
        return Recognised(self.gallery.people[int(order[0])], figures)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Figures of some people, side by side."""

    likeness: Vector
    score: Vector
    distance: Vector

    def merit(self, limits: Thresholds) -> Vector:
        """Strength but for the margin."""
        merit: Vector = (
            self.score + limits.weight_likeness * self.likeness - limits.weight_distance * self.distance
        )
        return merit

    def of(self, best: int, merit: float, limits: Thresholds) -> Figures:
        scores = self.score.tolist()
        score = scores.pop(best)
        margin = score - max(scores, default=0.0)
        return Figures(
            distance=float(self.distance[best]),
            likeness=float(self.likeness[best]),
            score=score,
            margin=margin,
            strength=merit + limits.weight_margin * margin,
        )
