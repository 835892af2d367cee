"""Every number of attendance that a hall may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from hall_server.domain.attendance.shift import FOUR_PUNCHES, TWO_PUNCHES, Shift
from hall_server.domain.attendance.timetable import Timetable
from hall_server.domain.whereabouts import TREATMENTS, ApprovalRules, Kind, Treatment


@dataclass(frozen=True, slots=True)
class DayRules:
    """How a day is judged. A punch counts as the minute that the clock showed."""

    grace_minutes: int = 0
    """So much late or early is not counted."""
    absent_from_minutes: int = 30
    """So much late or early is half a day of absence (旷工); practice knows 15 and 30."""
    missing_is_absence: bool = False
    """Whether one missing punch of a span is half a day of absence; else it is counted as missing (缺卡)."""
    duplicates: timedelta = timedelta(seconds=60)
    overtime_from_minutes: int = 30
    """A duty shorter than this is not recorded as overtime."""
    sign_in_within_minutes: int | None = 15
    """Front staff sign in at a window so soon after their span begins; None: not watched."""


USUAL_SHIFTS: Mapping[str, Shift] = MappingProxyType({s.id: s for s in (FOUR_PUNCHES, TWO_PUNCHES)})
USUAL_TIMETABLES = (Timetable("four", "front"), Timetable("two", "back"))


@dataclass(frozen=True, slots=True)
class ClockPolicy:
    """What clocks are told to do; they decide who somebody is, the hall decides how strictly."""

    policy: str = "strict"
    """`strict`: card or staff number, then face; `convenient`: face alone when the evidence is strong."""
    liveness: str = "passive"
    """`off`, `passive`, `challenge`, or `number_and_face`."""
    thresholds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    """Set by hand; they go before what was calibrated on this hall's own staff."""
    dispute_days: int = 0
    """For so long clocks keep a masked thumbnail of each greeted face; 0: none is kept."""


@dataclass(frozen=True, slots=True)
class AttendanceRules:
    """Rules by class of staff; a class that is not named has the common ones."""

    common: DayRules = field(default_factory=DayRules)
    by_kind: Mapping[str, DayRules] = field(
        default_factory=lambda: {"back": DayRules(sign_in_within_minutes=None)}
    )
    treatments: Mapping[Kind, Treatment] = field(default_factory=lambda: TREATMENTS)
    approvals: ApprovalRules = field(default_factory=ApprovalRules)
    shifts: Mapping[str, Shift] = field(default_factory=lambda: USUAL_SHIFTS)
    timetables: tuple[Timetable, ...] = USUAL_TIMETABLES
    clock: ClockPolicy = field(default_factory=ClockPolicy)
    undo_seconds: float = 5.0
    """How long a person may say 不是我 after a greeting; the server allows as much again for the way."""

    def of(self, kind: str) -> DayRules:
        return self.by_kind.get(kind, self.common)
