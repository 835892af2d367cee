"""What the windows' states, seen one after another, teach of the habits of those who work at them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from hall_server.domain.forecast.habits import Habits
from hall_server.domain.names import WindowId
from hall_server.domain.rules import Hours, Rules
from hall_server.domain.window import WORKING, Window, WindowState

MINUTE = timedelta(minutes=1)
Stretch = tuple[float, float]
"""Minutes of the day."""


@dataclass(frozen=True, slots=True)
class _Stay:
    """A window at work, away or closed, whatever it did meanwhile."""

    kind: str
    since: datetime
    until: datetime | None
    name: str


class WindowDays:
    """Windows may be told in any portions, each in the order of its changes; the log's are told like the live
    ones."""

    def __init__(self, habits: Habits, zone: tzinfo) -> None:
        self._habits, self._zone = habits, zone
        self._stays: dict[WindowId, _Stay] = {}

    def see(self, windows: Iterable[Window], rules: Rules) -> None:
        for window in windows:
            before, kind = self._stays.get(window.id), _kind(window)
            if before is not None and before.kind == kind:
                continue
            self._stays[window.id] = _Stay(kind, window.since, window.until, name_at(window))
            if before is not None:
                self._ended(before, window, kind, minutes_of(rules.zone_hours.get(window.zone, rules.hours)))

    def _ended(self, stay: _Stay, window: Window, following: str, hours: list[Stretch]) -> None:
        begun, ended = stay.since.astimezone(self._zone), window.since.astimezone(self._zone)
        if following == "work" and stay.kind == "closed":
            at = minute_of(ended)
            opening = next((start for start, end in hours if at < end), None)
            if opening is not None:
                self._habits.opened(at - opening)
        if begun.date() != ended.date():
            return
        day, at, minutes = begun.toordinal(), minute_of(begun), (ended - begun) / MINUTE
        if stay.kind == "work":
            self._habits.worked(stay.name, day, minutes)
        elif stay.kind == "away" and following == "work" and not _while_closed(at, at + minutes, hours):
            overdue = (window.since - stay.until) / MINUTE if stay.until else minutes
            self._habits.away(stay.name, day, at, minutes, overdue)


def name_at(window: Window) -> str:
    """Whose habits count: the clerk's, or the window's where nobody is known."""
    return str(window.staff or window.id)


def minutes_of(hours: Hours) -> list[Stretch]:
    """The stretches of a day in its minutes."""
    return [
        (start.hour * 60.0 + start.minute, end.hour * 60.0 + end.minute + (end.second > 0))
        for start, end in hours
    ]


def _while_closed(begun: float, ended: float, hours: list[Stretch]) -> bool:
    """Whether it lies, in part, where the hall rests between two stretches: the hours say so already."""
    return any(begun < reopens and ended > closes for (_, closes), (reopens, _) in pairwise(hours))


def _kind(window: Window) -> str:
    if window.state is WindowState.CLOSED:
        return "closed"
    return "work" if window.state in WORKING else "away"


def minute_of(local: datetime) -> float:
    """Of the day."""
    return local.hour * 60 + local.minute + local.second / 60
