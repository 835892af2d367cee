"""The ways of deciding that are compared, all behind one form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hardware.face.matching.decision import Recognised
from hardware.face.matching.gallery import Gallery, Vector, mean_and_spread, unit
from hardware.face.matching.matcher import Matcher
from hardware.face.matching.thresholds import Thresholds

NEAREST = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """`who` is recognised; `accepted`: for each of the people, whether it would do beside their number."""

    who: str | None
    accepted: NDArray[np.bool_]


class Rule(Protocol):
    """A rule with the people it knows."""

    @property
    def people(self) -> Sequence[str]: ...

    def judge(self, frames: Sequence[Vector]) -> Verdict: ...


class PlainDistance:
    """What the library's examples do: nearest template of all, if no farther than the limit."""

    def __init__(self, enrolled: Mapping[str, Sequence[Vector]], limit: float = 0.6) -> None:
        self.people = sorted(enrolled)
        self._limit = limit
        self._templates = np.concatenate([np.asarray(enrolled[person]) for person in self.people])
        self._first = np.cumsum([0, *(len(enrolled[person]) for person in self.people)])[:-1]

    def judge(self, frames: Sequence[Vector]) -> Verdict:
        nearest = self.nearest(frames)
        best = int(nearest.argmin())
        return Verdict(self.people[best] if nearest[best] <= self._limit else None, nearest <= self._limit)

    def nearest(self, frames: Sequence[Vector]) -> Vector:
        """Distance of each person's nearest template from the mean of the frames."""
        apart = np.linalg.norm(self._templates - np.mean(frames, axis=0), axis=1)
        nearest: Vector = np.minimum.reduceat(apart, self._first)
        return nearest


class NearestCohort:
    """Likeness in standard deviations above that of the 20 likest others, from both sides; no distance."""

    IDENTIFY, MARGIN, VERIFY = 3.0, 1.0, 2.0

    def __init__(self, enrolled: Mapping[str, Sequence[Vector]]) -> None:
        self._gallery = Gallery.of(enrolled)
        self.people = self._gallery.people
        likeness = self._gallery.directions @ self._gallery.directions.T
        np.fill_diagonal(likeness, -np.inf)
        self._nearest = max(min(NEAREST, len(self.people) - 1), 1)
        likest = np.sort(likeness, axis=1)[:, -self._nearest :]
        self._mean, self._spread = mean_and_spread(likest.sum(axis=1), (likest**2).sum(axis=1), self._nearest)

    def judge(self, frames: Sequence[Vector]) -> Verdict:
        scores = self._scores(frames)
        second, first = np.argsort(scores)[-2:]
        sure = scores[first] >= self.IDENTIFY and scores[first] - scores[second] >= self.MARGIN
        return Verdict(self.people[int(first)] if sure else None, scores >= self.VERIFY)

    def _scores(self, frames: Sequence[Vector]) -> Vector:
        gallery = self._gallery
        likeness = gallery.directions @ unit(np.mean(frames, axis=0) - gallery.centre)
        order = np.argsort(likeness)[::-1][: self._nearest + 1]
        kept = likeness[order].astype(np.float64)
        # One of the nearest does not count among the others; for all the rest the 20 nearest are the same.
        taken = np.where(np.isin(np.arange(len(likeness)), order[: self._nearest]), likeness, kept[-1])
        mean, spread = mean_and_spread(kept.sum() - taken, (kept**2).sum() - taken**2, self._nearest)
        from_person = (likeness - self._mean) / self._spread
        scores: Vector = ((likeness - mean) / spread + from_person) * np.float32(0.5)
        return scores


class Matched:
    """What the clock does."""

    def __init__(
        self, enrolled: Mapping[str, Sequence[Vector]], thresholds: Thresholds | None = None
    ) -> None:
        self._matcher = Matcher(Gallery.of(enrolled), thresholds)
        self.people = self._matcher.gallery.people

    def judge(self, frames: Sequence[Vector]) -> Verdict:
        decision = self._matcher.identify(frames)
        return Verdict(decision.staff if isinstance(decision, Recognised) else None, self._accepted(frames))

    def _accepted(self, frames: Sequence[Vector]) -> NDArray[np.bool_]:
        matcher, mean = self._matcher, np.mean(frames, axis=0)
        if matcher.small:
            return np.array([isinstance(matcher.verify(each, frames), Recognised) for each in self.people])
        near = np.linalg.norm(matcher.gallery.means - mean, axis=1) <= matcher.thresholds.farthest
        return np.asarray(near & (matcher.strengths(mean) >= matcher.thresholds.verify))


def score_alone(enrolled: Mapping[str, Sequence[Vector]]) -> Matched:
    """Our score without distance and likeness: 3 with a margin of 1; beside a number 3.2."""
    unbounded = float("inf")
    without = {f"weight_{each}": 0.0 for each in ("margin", "likeness", "distance")}
    alone = Thresholds.of({"identify": 3.0, "margin": 1.0, "verify": 3.2, "farthest": unbounded, **without})
    return Matched(enrolled, alone)
