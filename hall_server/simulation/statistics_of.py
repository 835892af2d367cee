"""Waits in figures, and how far figures over replications can be trusted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, median, stdev

from hall_server.domain.ticket import Priority
from hall_server.simulation.result import Outcome, Result

LONG_WAIT = 30.0
GRANTED = frozenset({Priority.ELDERLY, Priority.DISABLED, Priority.SERVICEMAN, Priority.EXPECTANT})
"""Those whom the law or the hall lets go first."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Minutes."""

    tickets: int = 0
    mean: float = 0.0
    median: float = 0.0
    p95: float = 0.0
    longest: float = 0.0
    over_30: float = 0.0
    """Share that waits longer than half an hour."""


def waits(minutes: Iterable[float]) -> Waits:
    found = sorted(minutes)
    if not found:
        return Waits()
    return Waits(
        len(found),
        fmean(found),
        median(found),
        quantile(found, 0.95),
        found[-1],
        sum(w > LONG_WAIT for w in found) / len(found),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest values; of a list that is in order and not empty."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications and the half-width of its 95 % confidence interval."""

    mean: float
    half: float

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half


def interval(values: Sequence[float]) -> Interval:
    """Over independent replications, by Student's t; without a width where there is only one."""
    if len(values) < 2:
        return Interval(fmean(values) if values else 0.0, 0.0)
    return Interval(fmean(values), t_95(len(values) - 1) * stdev(values) / sqrt(len(values)))


def t_95(degrees: int) -> float:
    """The 97.5 % point of Student's t: exact for 1 and 2 degrees, otherwise the expansion of Abramowitz and
    Stegun 26.7.5, right to 0.3 % from 3 degrees on."""
    if degrees == 1:
        return 12.7062
    if degrees == 2:
        return 4.3027
    z = NormalDist().inv_cdf(0.975)
    n = float(degrees)
    terms = (
        (z**3 + z) / 4 / n,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96 / n**2,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 / n**3,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160 / n**4,
    )
    return z + sum(terms)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Interval:
    """Of two means over the same replications, run with the same people: Fieller's interval by the delta
    method on paired differences."""
    base = fmean(theirs) if theirs else 0.0
    if not base:
        return Interval(0.0, 0.0)
    value = fmean(ours) / base
    residuals = [a - value * b for a, b in zip(ours, theirs, strict=True)]
    return Interval(value, interval(residuals).half / base)


Pick = Callable[[Outcome], bool]


def of_classes(classes: Iterable[Priority]) -> Pick:
    wanted = frozenset(classes)
    return lambda outcome: outcome.priority in wanted


def waits_of(results: Iterable[Result], pick: Pick = lambda _: True) -> Waits:
    """Of all days together."""
    return waits(o.wait for result in results for o in result.outcomes if pick(o))
