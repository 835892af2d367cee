"""The alarm of the waits that are told, one definition for the managers' page, the report, the metrics and
the log: of all who were told a range, by whatever method, the last OVER that were called, across days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from statistics import fmean

from hall_server.domain.call_record import CallMade
from hall_server.domain.forecast.record import MINUTE, Outcome, was_told
from hall_server.domain.names import TicketId

OVER = 200
"""Promises that the alarm looks at."""
ALARM = (0.72, 0.88)
"""Coverage outside of these is told."""
AIM = 0.8
CALM = 0.03
"""An alarm ends so far inside of its bounds, so that it does not flicker on them."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A range that somebody was told, when they were called."""

    at: datetime
    kept: bool
    """Whether the wait was inside of it."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A stretch in which too few or too many of the last OVER promises were kept."""

    since: datetime | None
    """None: it stood already when the day began."""
    until: datetime | None
    """None: it lasts."""
    worst: float
    """The share that was farthest from AIM."""
    share: float
    """The last one."""


def promises_of(calls: Iterable[CallMade]) -> list[Promise]:
    """Of whoever was called for the first time by these calls of a day, in their order."""
    first: dict[TicketId, CallMade] = {}
    for made in calls:
        first.setdefault(made.ticket.id, made)
    found = []
    for made in first.values():
        outcome = Outcome(made.ticket, (made.at - made.ticket.taken_at) / MINUTE, {})
        if was_told(made.ticket) and not outcome.at_once:
            found.append(Promise(made.at, outcome.covered))
    return found


def drifts_of(promises: Sequence[Promise], before: Sequence[Promise] = ()) -> list[Drift]:
    """When the alarm stood on a day, as its calls came in; `before`: the last promises of earlier days."""
    earlier = before[-OVER:]
    seen = [*earlier, *promises]
    sums = [0, *accumulate(p.kept for p in seen)]
    stretches: list[Drift] = []
    open_one: Drift | None = None
    for end in range(max(OVER, len(earlier)), len(seen) + 1):
        share = (sums[end] - sums[end - OVER]) / OVER
        at = seen[end - 1].at if end > len(earlier) else None
        if open_one is None:
            if not ALARM[0] <= share <= ALARM[1]:
                open_one = Drift(at, None, share, share)
            continue
        worst = max(open_one.worst, share, key=lambda s: abs(s - AIM))
        open_one = replace(open_one, worst=worst, share=share)
        if ALARM[0] + CALM <= share <= ALARM[1] - CALM:
            stretches.append(replace(open_one, until=at))
            open_one = None
    return [*stretches, open_one] if open_one else stretches


def standing(drifts: Sequence[Drift]) -> Drift | None:
    """The one that lasts."""
    return drifts[-1] if drifts and drifts[-1].until is None else None


def coverage_of(promises: Sequence[Promise], before: Sequence[Promise] = ()) -> float | None:
    """Share of the last promises, OVER at the most, that were kept; None of none."""
    last = [*before, *promises][-OVER:]
    return fmean(p.kept for p in last) if last else None
