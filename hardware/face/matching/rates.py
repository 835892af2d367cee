"""Shares of trials, and how far they may be off."""

import math
from dataclasses import dataclass

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """So many `events` in `trials`. The limits hold for trials that have nothing to do with one another; the
    same few people tried again and again are worth less."""

    events: int
    trials: int

    @property
    def rate(self) -> float:
        return self.events / self.trials if self.trials else math.nan

    def limits(self) -> tuple[float, float]:
        """Within which the true rate lies in 95 of 100 cases (Wilson's interval)."""
        if not self.trials:
            return 0.0, 1.0
        n, p, z = self.trials, self.rate, NORMAL_95
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        low = 0.0 if self.events == 0 else max(middle - half, 0.0)
        high = 1.0 if self.events == n else min(middle + half, 1.0)
        return low, high
