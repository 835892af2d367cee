"""What the operations of attendance need from the world, as Protocols, and the values that only they keep."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from hall_server.domain.attendance.book import OnRecord
from hall_server.domain.attendance.correction_request import CorrectionRequest
from hall_server.domain.attendance.day import Correction
from hall_server.domain.attendance.month import Adjustment, Sheet
from hall_server.domain.attendance.punch import Means, Punch
from hall_server.domain.hall_plan import Staff
from hall_server.domain.names import DeviceId, StaffNumber, UnitId, WindowId
from hall_server.domain.roster import DutyKind, Employment
from hall_server.domain.whereabouts import Whereabouts

Month = tuple[int, int]
"""Year and month."""
Units = Collection[UnitId | None]
"""None among them stands for the centre itself."""


@dataclass(frozen=True, slots=True)
class Undone:
    """Of a punch: the person who was greeted said at once that they are somebody else."""

    punch: str
    undone_at: datetime
    """On the clock that greeted."""
    received_at: datetime
    distance: float | None = None
    """Of the face that was taken for somebody, as the clock compared it; score and margin likewise."""
    score: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """What happened at a clock and is no punch. Nothing personal but a number that somebody gave."""

    id: str
    device: DeviceId | None
    kind: str
    at: datetime
    """On the hall's clock, as well as the clock knew it."""
    device_at: datetime
    received_at: datetime
    staff: str | None = None
    """As it was typed, or as it stands on the card; perhaps nobody's."""
    distance: float | None = None
    score: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A clerk acted at a window's terminal: signed in, opened, went on, called."""

    staff: StaffNumber
    at: datetime
    window: WindowId


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDay:
    """A day set by name, as it was entered; `withdrawn` gives the day back to its timetable."""

    staff: StaffNumber
    day: date
    shift: str | None
    why: str
    by: StaffNumber | None
    at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDuty:
    """A duty, as it was entered; minutes count from midnight on the hall's clock."""

    staff: StaffNumber
    day: date
    kind: DutyKind
    first_minute: int
    last_minute: int
    by: StaffNumber | None
    at: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Employed:
    """Since when somebody works here, and until when, where this is not as the plan's own history says."""

    staff: StaffNumber
    first: date
    last: date | None
    by: StaffNumber | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """A signed sheet that was entered; its punches carry its id in theirs."""

    id: str
    day: date
    by: StaffNumber
    agreed_by: StaffNumber
    reason: str = field(repr=False)
    entries: int
    entered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That somebody has agreed to be recognised by face: to which text, when, and where the signature is."""

    id: str
    staff: StaffNumber
    version: str
    signed_on: date
    signature_mark: str = field(repr=False)
    by: StaffNumber | None
    recorded_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A face as numbers. `values` is Base64 of little-endian 32-bit floats."""

    id: str
    staff: StaffNumber
    model: str
    version: str
    values: str = field(repr=False)
    enrolled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """The receipt for templates that were deleted for good."""

    id: str
    staff: StaffNumber
    deleted: int
    why: str
    """`withdrawn`, `left`, or `replaced`."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Thresholds derived from the hall's own faces; from `stored_at` in force for templates of their
    model."""

    id: str
    made_at: datetime
    stored_at: datetime
    by: StaffNumber | None
    model: str
    version: str
    thresholds: Mapping[str, float]
    report: str
    """As JSON: how many people, for which targets, with which rates found."""


@dataclass(frozen=True, slots=True)
class Greetings:
    """Of one clock in one month: how often a face was taken for somebody, and how often that was denied."""

    device: DeviceId | None
    means: Means
    greeted: int
    taken_back: int


class Records(Protocol):
    """What is on record, read in one transaction for each question."""

    def people(
        self,
        first: date,
        last: date,
        only: Collection[StaffNumber] | None = None,
        units: Units | None = None,
    ) -> list[OnRecord]:
        """Everybody who belonged to the hall on one of these days, with what is on record for them; by unit
        in the plan's order, the centre last, then by number. `only` and `units` narrow it down."""

    def sheets(self, month: Month) -> list[Sheet]:
        """Those that are no longer drafts, or once were not."""

    def adjustments(self, month: Month) -> list[Adjustment]: ...

    def whereabouts(self, since: datetime, until: datetime | None = None) -> list[Whereabouts]:
        """Every entry that touches the stretch, by its beginning."""

    def open_whereabouts(self, since: datetime) -> list[Whereabouts]:
        """Entries that have not ended by then, and all that still wait for somebody's word."""

    def open_correction_requests(self) -> list[CorrectionRequest]:
        """Those that wait for somebody's name, oldest first."""

    def templates(self) -> list[Template]: ...

    def consents(self) -> list[Consent]:
        """Those that hold."""

    def calibrations(self) -> list[Calibration]:
        """The newest first."""

    def clock_events(self, first: date, last: date) -> list[ClockEvent]:
        """Of these days, oldest first."""

    def greetings(self, month: Month) -> list[Greetings]:
        """Of every clock that knew somebody by face, by clock and means."""


class Attendance(Protocol):
    """Attendance as a command sees it: what is on record, and what this group of commands has changed."""

    def punch(self, punch: str) -> Punch | None: ...

    def known(self, punches: Collection[str]) -> set[str]:
        """Which of these punches are on record."""

    def undone(self, punch: str) -> Undone | None: ...

    def member(self, staff: str) -> tuple[Staff, Employment] | None:
        """Anybody whom the plan has, or ever had, as it last had them."""

    def people(
        self,
        first: date,
        last: date,
        only: Collection[StaffNumber] | None = None,
        units: Units | None = None,
    ) -> list[OnRecord]:
        """See `Records`."""

    def entry(self, entry: str) -> Whereabouts:
        """Raises UnknownWhereabouts."""

    def correction_request(self, request: str) -> CorrectionRequest:
        """Raises UnknownRequest."""

    def away_between(self, start: datetime, end: datetime) -> list[Whereabouts]:
        """Entries of everybody that touch the stretch."""

    def sheet(self, month: Month, unit: UnitId | None) -> Sheet:
        """A draft where there is none yet."""

    def sheets(self, month: Month) -> list[Sheet]:
        """Those that are no longer drafts, or once were not."""

    def adjustments(self, month: Month, unit: UnitId | None) -> list[Adjustment]: ...

    def consent(self, staff: StaffNumber) -> Consent | None:
        """The one that holds."""

    def templates_of(self, staff: StaffNumber) -> list[Template]: ...

    def enrolled(self) -> Collection[StaffNumber]:
        """Everybody of whom there are templates."""

    def templates(self) -> list[Template]:
        """Everybody's."""

    def calibrations(self) -> list[Calibration]:
        """The newest first."""

    def clock_event(self, event: str) -> ClockEvent | None: ...

    def last_seen(self, staff: StaffNumber) -> Seen | None:
        """The last note of the clerk at a terminal, as far as it is remembered."""

    def save_punch(self, punch: Punch) -> None: ...

    def save_undone(self, undone: Undone) -> None: ...

    def save_entry(self, entry: Whereabouts) -> None: ...

    def save_correction(self, correction: Correction) -> None: ...

    def save_correction_request(self, request: CorrectionRequest) -> None: ...

    def save_paper(self, paper: PaperSheet) -> None: ...

    def save_day(self, day: SetDay) -> None: ...

    def save_duty(self, duty: SetDuty) -> None: ...

    def save_employed(self, employed: Employed) -> None: ...

    def save_sheet(self, sheet: Sheet) -> None: ...

    def save_adjustments(self, found: Iterable[Adjustment]) -> None: ...

    def save_seen(self, seen: Seen) -> None: ...

    def save_consent(self, consent: Consent) -> None: ...

    def save_template(self, template: Template) -> None: ...

    def delete_template(self, template: Template) -> None:
        """For good: nothing of it stays in the database."""

    def save_deletion(self, deletion: Deletion) -> None: ...

    def save_calibration(self, calibration: Calibration) -> None: ...

    def save_clock_event(self, event: ClockEvent) -> None: ...
