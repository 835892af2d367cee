"""A range that comes true as often as it says: the raw band of the forecast, stretched by how wrong it was
lately.

The score of a ticket is (wait − point) / scale, kept in a rolling window for each size of wait and for
ordinary and priority tickets apart; the range is point + scale × quantiles of those scores. Where the waits
could change places this covers 80 % in finite samples (split conformal prediction, Vovk; normalised, two
sides apart); as halls drift, the two shares are steered by what came true (Gibbs & Candès 2021). Outcomes
arrive only at the call; that delays the steering and does not bias it. Source: the reference notes, 6.3.
"""

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass, field
from math import ceil, floor

SIZES = (2.0, 8.0, 20.0, 40.0)
WINDOW = 600
"""Scores kept for each bucket."""
ENOUGH = 30
"""With fewer scores the range is the raw band twice over."""
FEW = 2.0
OUTSIDE = 0.10
"""Share of waits meant to fall below the range, and above it."""
STEP = 0.002
LEAST, MOST = 0.005, 0.30
"""Bounds of the steered shares."""

Bucket = tuple[int, bool]
"""Size of the point, or one of the two below, and whether the ticket has a class."""
AT_ONCE, UNATTENDED = -1, -2


@dataclass(frozen=True, slots=True)
class Raw:
    """A forecast before calibration, in minutes."""

    point: float
    scale: float
    """Half of the raw 80 % band, at least one minute."""
    attended: bool = True
    """Whether a window worked for the queue then."""

    @property
    def at_once(self) -> bool:
        """A window is free for them: nothing to wait for, and no range to tell."""
        return self.point <= 0 and self.scale <= 1


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    mid: float
    high: float


def raw_of(waits: tuple[float, ...], attended: bool = True) -> Raw:
    """Median and half width of the middle 80 % of sorted waits."""
    n = len(waits)
    low, high = waits[floor(0.1 * (n - 1))], waits[ceil(0.9 * (n - 1))]
    return Raw((waits[(n - 1) // 2] + waits[n // 2]) / 2, max(1.0, (high - low) / 2), attended)


def bucket_of(raw: Raw, privileged: bool) -> Bucket:
    """Those who are called at once are apart: they are always right and would make the ranges of the others
    too narrow. So are those who come while nobody works for their queue, as before the opening: when the
    windows open is better known than how long people take."""
    if raw.at_once:
        return AT_ONCE, privileged
    return bisect_left(SIZES, raw.point) if raw.attended else UNATTENDED, privileged


@dataclass(slots=True)
class Scores:
    """The scores of one bucket."""

    newest: deque[float] = field(default_factory=deque)
    ordered: list[float] = field(default_factory=list)
    below: float = OUTSIDE
    above: float = OUTSIDE

    def add(self, score: float) -> None:
        self.newest.append(score)
        insort(self.ordered, score)
        if len(self.newest) > WINDOW:
            oldest = self.newest.popleft()
            del self.ordered[bisect_left(self.ordered, oldest)]

    def bounds(self) -> tuple[float, float, float]:
        """Lower and upper score, and the upper one of a range that nothing can be below; the ranks are those
        of split conformal prediction."""
        if len(self.ordered) < ENOUGH:
            return -FEW, FEW, FEW
        low = floor((len(self.ordered) + 1) * self.below) - 1
        return self.ordered[max(low, 0)], self._upper(self.above), self._upper(self.below + self.above)

    def _upper(self, above: float) -> float:
        n = len(self.ordered)
        return self.ordered[min(max(ceil((n + 1) * (1 - above)), 1), n) - 1]

    def steer(self, below: bool, above: bool, one_sided: bool) -> None:
        """After each outcome: too often outside on one side makes that side wider. Outside of a range that
        begins with now there is only one side; it has the shares of both."""
        for_below, for_above = STEP * (OUTSIDE - below), STEP * (OUTSIDE - above)
        if one_sided:
            for_below = for_above = (for_below + for_above) / 2
        self.below = min(max(self.below + for_below, LEAST), MOST)
        self.above = min(max(self.above + for_above, LEAST), MOST)


class Calibration:
    """The rolling record of one hall."""

    def __init__(self) -> None:
        self.buckets: dict[Bucket, Scores] = {}

    def of(self, raw: Raw, privileged: bool) -> Range:
        """The 80 % range around a raw forecast; 0 ≤ low ≤ mid ≤ high."""
        scores = self.buckets.get(bucket_of(raw, privileged)) or Scores()
        least, most, alone = scores.bounds()
        low = max(0.0, raw.point + raw.scale * least)
        high = max(low, raw.point + raw.scale * (most if low > 0 else alone))
        return Range(low, min(max(raw.point, low), high), high)

    def note(self, raw: Raw, privileged: bool, wait: float) -> None:
        """An outcome: a ticket with this forecast was called after `wait` minutes."""
        found = self.of(raw, privileged)
        scores = self.buckets.setdefault(bucket_of(raw, privileged), Scores())
        scores.steer(wait < found.low, wait > found.high, found.low <= 0)
        scores.add((wait - raw.point) / raw.scale)
