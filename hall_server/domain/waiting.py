"""How long somebody will wait: a first estimate from recent services and the windows that are open now."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import ceil, sqrt
from statistics import fmean

from hall_server.domain.forecast.conformal import Raw

CERTAIN_SHARE = 0.25
"""Share of the middle value that the range keeps even for a long line: clerks differ and pause."""
SPREAD = 0.7
"""Standard deviation of one service over its mean, as measured in halls (0.45–0.75)."""


class Basis(Enum):
    RECENT = "recent"
    CATALOGUE = "catalogue"
    CLOSED = "closed"
    FORECAST = "forecast"
    """Played forward from the present state of the hall, and calibrated; the others are the cheap formula."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes, low ≤ mid ≤ high."""

    low: int
    mid: int
    high: int
    ahead: int
    windows_open: int
    basis: Basis
    raw: Raw | None = None
    """Of a forecast: what it was before the calibration."""


def estimate(
    ahead: int,
    windows_share: float,
    windows_open: int,
    recent_minutes: Sequence[float],
    catalogue_minutes: float,
    enough: int = 5,
) -> Estimate:
    """The wait of somebody with `ahead` people before them.

    `windows_share` is the number of open windows that work for this queue, a window of several queues
    counted in part; `recent_minutes` are the last services of the queue. With fewer than `enough` of them the
    catalogue's mean
    fills up the sample. Spread: the sum of n services of coefficient of variation SPREAD has the coefficient
    SPREAD / √n; the range takes 1.28 of it on each side (80 % of a normal) plus a share for clerks'
    differences.
    """
    filled = [*recent_minutes, *[catalogue_minutes] * max(0, enough - len(recent_minutes))]
    mean = fmean(filled)
    basis = Basis.RECENT if len(recent_minutes) >= enough else Basis.CATALOGUE
    if windows_open == 0:
        basis = Basis.CLOSED
    share = max(windows_share, 0.5)
    mid = (ahead + 0.5) * mean / share
    half = mid * min(1.0, 1.28 * SPREAD / sqrt(ahead + 1) + CERTAIN_SHARE)
    return Estimate(int(max(0.0, mid - half)), round(mid), ceil(mid + half), ahead, windows_open, basis)
