"""Shifts: when somebody is due, and in which windows of time a punch counts for which end of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from fractions import Fraction
from functools import lru_cache

from hall_server.domain.attendance.stretches import Stretch, common, minutes, without

Clock = tuple[time, time]
SPANS_KEPT = 4096
"""Spans of days that are remembered: hundreds of people share each, and a month asks for all of them."""


class BadShift(ValueError):
    """A shift that could not be judged. Names the shift, the field and the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a day with one punch in and one punch out. Times are the hall's own.

    A punch from `in_from` until `middle` may be the one that came; from `middle` until `out_until` the one
    that left. The first of the former and the last of the latter count.
    """

    start: time
    end: time
    in_from: time
    middle: time
    out_until: time
    half_days: int = 1
    """Half days that the span is worth: 1 of a day of four punches, 2 of a day of two."""
    rest: tuple[Clock, ...] = ()
    """Not due inside the span, for example noon on a day of two punches."""
    asks_in: bool = True
    asks_out: bool = True
    flexible_minutes: int = 0
    """Who comes so much later may leave so much later instead."""

    def due(self, day: date, zone: tzinfo) -> tuple[Stretch, ...]:
        """Stretches in which the person has to be there."""
        return _due(self, day, zone)

    def worth(self, day: date, zone: tzinfo) -> tuple[tuple[Stretch, Fraction], ...]:
        """Its due stretches, each with the half days that it stands for: a morning and an afternoon count
        alike, however many minutes each has."""
        return _worth(self, day, zone)

    def taken(self, day: date, zone: tzinfo, away: Sequence[Stretch]) -> Iterator[Fraction]:
        """Half days that an absence takes of each due stretch, where it takes any."""
        for stretch, worth in self.worth(day, zone):
            if spent := minutes(common([stretch], away)):
                yield worth * spent / minutes([stretch])

    def window(self, day: date, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
        """From when, where divided, and until when its punches count."""
        return _window(self, day, zone)


@dataclass(frozen=True, slots=True)
class Shift:
    """Spans of one day, in order. Raises BadShift when a punch could count twice or nowhere."""

    id: str
    name_zh: str
    name_en: str
    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        if not self.spans:
            raise BadShift(f"shift {self.id}: has no span; add one")
        before = time.min
        for number, span in enumerate(self.spans, 1):
            where = f"shift {self.id}, span {number}"
            order = [span.in_from, span.start, span.middle, span.end, span.out_until]
            if order != sorted(order) or span.start == span.end:
                raise BadShift(
                    f"{where}: needs in_from ≤ start ≤ middle ≤ end ≤ out_until, and start before end"
                )
            if span.in_from < before:
                raise BadShift(
                    f"{where}: in_from is before the out_until of the span before it; set it later"
                )
            if not all(span.start <= a < b <= span.end for a, b in span.rest):
                raise BadShift(f"{where}: a rest lies outside the span or ends before it begins")
            if span.half_days < 1 or span.flexible_minutes < 0:
                raise BadShift(f"{where}: half_days must be 1 or more, flexible_minutes 0 or more")
            before = span.out_until
        if self.half_days > 2:
            raise BadShift(f"shift {self.id}: its spans are worth {self.half_days} half days; a day has two")

    @property
    def half_days(self) -> int:
        return sum(span.half_days for span in self.spans)


@lru_cache(maxsize=SPANS_KEPT)
def _due(span: Span, day: date, zone: tzinfo) -> tuple[Stretch, ...]:
    return without([_on(day, zone, (span.start, span.end))], [_on(day, zone, r) for r in span.rest])


@lru_cache(maxsize=SPANS_KEPT)
def _worth(span: Span, day: date, zone: tzinfo) -> tuple[tuple[Stretch, Fraction], ...]:
    due = span.due(day, zone)
    if len(due) == span.half_days:
        return tuple((stretch, Fraction(1)) for stretch in due)
    whole = minutes(due)
    return tuple((stretch, Fraction(span.half_days * minutes([stretch]), whole)) for stretch in due)


@lru_cache(maxsize=SPANS_KEPT)
def _window(span: Span, day: date, zone: tzinfo) -> tuple[datetime, datetime, datetime]:
    opens, middle, closes = (
        datetime.combine(day, t, zone) for t in (span.in_from, span.middle, span.out_until)
    )
    return opens, middle, closes


def _on(day: date, zone: tzinfo, stretch: Clock) -> Stretch:
    return datetime.combine(day, stretch[0], zone), datetime.combine(day, stretch[1], zone)


FOUR_PUNCHES = Shift(
    "four",
    "四次打卡",
    "Four punches",
    (
        Span(
            start=time(8, 30),
            end=time(12),
            in_from=time(6),
            middle=time(10, 30),
            out_until=time(12, 40),
        ),
        Span(
            start=time(13, 30),
            end=time(17, 30),
            in_from=time(12, 40),
            middle=time(15, 30),
            out_until=time(23, 59),
        ),
    ),
)
"""Before and after each half day: the custom for the front of a hall."""

TWO_PUNCHES = Shift(
    "two",
    "两次打卡",
    "Two punches",
    (
        Span(
            start=time(8, 30),
            end=time(17, 30),
            in_from=time(6),
            middle=time(13),
            out_until=time(23, 59),
            half_days=2,
            rest=((time(12), time(13, 30)),),
        ),
    ),
)
"""Coming and leaving: the custom for the back rooms."""
