"""Many strengths, kept as counts by hundredths: what share reaches a threshold, and the other way round."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hardware.face.matching.gallery import Vector
from hardware.face.matching.rates import Share

LOWEST, HIGHEST, STEPS = -60, 60, 100
TAIL, TAIL_TRIALS, LONGEST_TAIL, FEWEST_OF_TAIL = 10, 30, 0.2, 5
"""The tail is ten times what is asked for, and at least 30 trials, but no more than a fifth of all."""


def _none() -> NDArray[np.int64]:
    return np.zeros((HIGHEST - LOWEST) * STEPS, np.int64)


@dataclass(slots=True)
class Tally:
    """Strengths of one kind of trial. Those beyond the scale stand at its ends."""

    counts: NDArray[np.int64] = field(default_factory=_none)

    def add(self, strengths: Vector) -> None:
        steps = np.floor((np.asarray(strengths, np.float64) - LOWEST) * STEPS)
        np.add.at(self.counts, np.clip(steps, 0, len(self.counts) - 1).astype(np.int64), 1)

    @property
    def trials(self) -> int:
        return int(self.counts.sum())

    def reaching(self, threshold: float) -> Share:
        """How many are at or above it, to the hundredth."""
        step = min(max(round((threshold - LOWEST) * STEPS), 0), len(self.counts))
        return Share(int(self.counts[step:].sum()), self.trials)

    def missing(self, threshold: float) -> Share:
        """How many are below it."""
        reached = self.reaching(threshold)
        return Share(reached.trials - reached.events, reached.trials)

    def threshold_for(self, rate: float) -> float:
        """The least threshold that at most this share reaches.

        The highest ones are also taken for the end of an exponential curve, and the stricter of the two
        answers counts: with few trials the highest one alone would decide, and mostly too kindly.
        """
        if not self.trials:
            return math.inf
        counted = self._least(rate)
        tail = min(max(TAIL * rate, TAIL_TRIALS / self.trials), LONGEST_TAIL)
        # The lowest step holds those that no threshold would have accepted.
        start = max(self._least(tail), int(np.argmax(self.counts[1:] > 0)) + 1)
        beyond = self.counts[start:]
        number = int(beyond.sum())
        if number < FEWEST_OF_TAIL or rate >= tail:
            return self._value(counted)
        excess = float(beyond @ (np.arange(len(beyond)) + 0.5)) / number
        drawn = start + excess * max(math.log(number / self.trials / rate), 0.0)
        return self._value(max(counted, math.ceil(drawn)))

    def resolves(self, rate: float) -> bool:
        """Whether there are enough trials to have seen such a rate at all."""
        return self.trials * rate >= 1

    def together(self, other: "Tally") -> "Tally":
        return Tally(self.counts + other.counts)

    def _least(self, rate: float) -> int:
        """The first step that no more than this share reaches."""
        above = np.cumsum(self.counts[::-1])[::-1]
        return int((above > rate * self.trials).sum())

    def _value(self, step: int) -> float:
        return LOWEST + step / STEPS
