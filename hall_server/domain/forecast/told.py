"""A range as people are told it: whole minutes, fives above a quarter of an hour, nothing that the next
minute would break."""

from hall_server.domain.forecast.conformal import Range

SOON = 3.0
"""A wait that ends within so many minutes is called soon, without a number."""
FINE = 15.0
"""Up to here to the minute, above in fives."""
COARSE = 5


def told(found: Range) -> tuple[int, int]:
    """Low and high in minutes for paper and screens, rounded to the nearest so that the range comes true as
    often as before; (0, SOON) for soon.

    The high end is never under the minute that follows: a range of "8 to 8" would be wrong when it is read.
    Nor does one that may last longer than SOON read as soon.
    """
    if found.high < SOON:
        return 0, int(SOON)
    low, high = _rounded(found.low), _rounded(found.high)
    if low == 0 and high == SOON:
        high += 1
    return min(low, high), max(high, low + 1)


def moved(before: Range, now: Range) -> bool:
    """Whether a live estimate has moved enough to be shown: by more than two minutes and 15 %."""
    least = max(2.0, 0.15 * before.mid)
    return any(
        abs(a - b) > least for a, b in ((before.low, now.low), (before.mid, now.mid), (before.high, now.high))
    )


def passed(before: Range, minutes: float) -> Range:
    """What is left of a wait that was told so many minutes ago."""
    return Range(
        max(0.0, before.low - minutes), max(0.0, before.mid - minutes), max(0.0, before.high - minutes)
    )


def _rounded(minutes: float) -> int:
    if minutes < FINE:
        return round(minutes)
    return COARSE * round(minutes / COARSE)
