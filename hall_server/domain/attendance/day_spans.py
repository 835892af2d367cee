"""A day's spans: when somebody is due, what of it is excused, and how many days that comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from hall_server.domain.attendance.shift import SPANS_KEPT, Shift, Span
from hall_server.domain.attendance.stretches import Stretch, common, merged, without
from hall_server.domain.roster import Planned
from hall_server.domain.whereabouts import Kind, Whereabouts

NO_LEAVE: Mapping[Kind, Fraction] = MappingProxyType({})
"""Of most days; a month has thousands of them."""


@dataclass(frozen=True, slots=True)
class SpanDay:
    """A span on its day: when due, what of it is excused, and where its windows lie."""

    number: int
    span: Span
    due: tuple[Stretch, ...]
    excused: tuple[Stretch, ...]
    left: tuple[Stretch, ...]
    window: tuple[datetime, datetime, datetime]


def spans_of(plan: Planned, absences: Sequence[Whereabouts], day: date, zone: tzinfo) -> Sequence[SpanDay]:
    """Of what is planned, with the absences that count; nothing on a day off."""
    if plan.shift is None:
        return ()
    if not absences:
        return _whole_spans(plan.shift, day, zone)
    return _spans_without(plan.shift, merged((a.start, a.until) for a in absences), day, zone)


@lru_cache(maxsize=SPANS_KEPT)
def _whole_spans(shift: Shift, day: date, zone: tzinfo) -> Sequence[SpanDay]:
    """Of everybody on the shift who is not away."""
    return _spans_without(shift, (), day, zone)


def _spans_without(shift: Shift, away: tuple[Stretch, ...], day: date, zone: tzinfo) -> Sequence[SpanDay]:
    found = []
    for number, span in enumerate(shift.spans):
        due = span.due(day, zone)
        left = without(due, away)
        opens, middle, closes = span.window(day, zone)
        if left and not left[0][0] < middle < left[-1][1]:
            middle = left[0][0] + (left[-1][1] - left[0][0]) / 2
        found.append(SpanDay(number, span, due, common(due, away), left, (opens, middle, closes)))
    return tuple(found)


def leave_of(
    spans: Sequence[SpanDay], absences: Sequence[Whereabouts], day: date, zone: tzinfo
) -> Mapping[Kind, Fraction]:
    """Days by kind; a morning is half a day, and an hour of it its part of that half.

    Where two entries overlap, the one that began first counts; then by its id.
    """
    if not absences:
        return NO_LEAVE
    whole = sum(place.span.half_days for place in spans)
    taken: tuple[Stretch, ...] = ()
    found: dict[Kind, Fraction] = {}
    for entry in sorted(absences, key=lambda a: (a.start, a.id)):
        own = without([(entry.start, entry.until)], taken)
        taken = merged((*taken, *own))
        spent = sum((part for place in spans for part in place.span.taken(day, zone, own)), Fraction(0))
        if spent:
            found[entry.kind] = found.get(entry.kind, Fraction(0)) + spent / whole
    return found
