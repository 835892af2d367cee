"""Which shift is whose: by class, unit and season. A closer timetable goes before a general one."""

from dataclasses import dataclass
from datetime import date

from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import UnitId


@dataclass(frozen=True, slots=True)
class Season:
    """From a day of the year through another, both included; may run over New Year."""

    first: tuple[int, int]
    """Month, day."""
    last: tuple[int, int]

    def has(self, day: date) -> bool:
        point = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= point <= self.last
        return point >= self.first or point <= self.last


@dataclass(frozen=True, slots=True)
class Timetable:
    """The shift of a group on working days. None in a field: for all."""

    shift: str
    kind: str | None = None
    """`front` or `back`."""
    unit: UnitId | None = None
    season: Season | None = None

    def fits(self, staff: Staff, day: date) -> bool:
        return (
            self.kind in (None, staff.kind)
            and self.unit in (None, staff.unit)
            and (self.season is None or self.season.has(day))
        )

    @property
    def closeness(self) -> tuple[bool, bool, bool]:
        """A unit's own timetable goes before that of a class, and this before one for all."""
        return self.unit is not None, self.kind is not None, self.season is not None
