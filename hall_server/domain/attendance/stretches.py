"""Stretches of time, half open, and what is left of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Stretch = tuple[datetime, datetime]
"""From its first moment until just before its end. Both moments know their time zone."""

MINUTE = timedelta(minutes=1)


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same moments as ordered stretches that neither touch nor overlap; empty ones are dropped."""
    found: list[Stretch] = []
    for start, end in sorted(s for s in stretches if s[0] < s[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The moments that lie in both."""
    return merged((max(a, c), min(b, d)) for a, b in one for c, d in other)


def without(whole: Iterable[Stretch], taken: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The moments of `whole` that do not lie in `taken`."""
    left = merged(whole)
    for start, end in merged(taken):
        left = merged(
            piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b)) if piece[0] < piece[1]
        )
    return left


def minutes(stretches: Iterable[Stretch]) -> int:
    """Whole minutes in all."""
    return sum((end - start for start, end in stretches), timedelta()) // MINUTE
