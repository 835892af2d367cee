"""Attendance values ⇄ rows: personal texts encrypted on the way in, opened on the way out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hall_server.domain.attendance.correction_request import CorrectionRequest
from hall_server.domain.attendance.day import Correction
from hall_server.domain.attendance.month import Adjustment, Sheet
from hall_server.domain.attendance.punch import Doubt, Means, Punch
from hall_server.domain.names import DeviceId, StaffNumber
from hall_server.domain.whereabouts import Whereabouts
from hall_server.operations.attendance_ports import (
    Calibration,
    ClockEvent,
    Consent,
    Deletion,
    Employed,
    PaperSheet,
    Seen,
    SetDay,
    SetDuty,
    Template,
    Undone,
)
from hall_server.storage.attendance_tables import (
    AdjustmentRow,
    CalibrationRow,
    ClockEventRow,
    ConsentRow,
    CorrectionRequestRow,
    CorrectionRow,
    DeletionRow,
    EmployedRow,
    PaperSheetRow,
    PunchRow,
    SeenRow,
    SetDayRow,
    SetDutyRow,
    SheetRow,
    TemplateRow,
    UndoneRow,
    WhereaboutsRow,
)
from hall_server.storage.cipher import Cipher
from hall_server.storage.tables import Base

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPunch:
    """A punch as its row holds it, with the moment that it is found by."""

    id: str
    staff: StaffNumber
    at: datetime
    device_at: datetime
    offset: timedelta
    received_at: datetime
    means: Means
    device: DeviceId | None
    doubt: Doubt | None
    signed_by: tuple[str, ...]


def kept(punch: Punch) -> KeptPunch:
    return KeptPunch(
        id=punch.id,
        staff=punch.staff,
        at=punch.at,
        device_at=punch.device_at,
        offset=punch.offset,
        received_at=punch.received_at,
        means=punch.means,
        device=punch.device,
        doubt=punch.doubt,
        signed_by=punch.signed_by,
    )


ROWS: dict[type[Any], type[Base]] = {
    KeptPunch: PunchRow,
    Undone: UndoneRow,
    Whereabouts: WhereaboutsRow,
    Correction: CorrectionRow,
    CorrectionRequest: CorrectionRequestRow,
    PaperSheet: PaperSheetRow,
    SetDay: SetDayRow,
    SetDuty: SetDutyRow,
    Employed: EmployedRow,
    Sheet: SheetRow,
    Adjustment: AdjustmentRow,
    Seen: SeenRow,
    Consent: ConsentRow,
    Template: TemplateRow,
    Deletion: DeletionRow,
    Calibration: CalibrationRow,
    ClockEvent: ClockEventRow,
}
"""Where values of each kind stand."""
RAW = frozenset({KeptPunch, Undone, Calibration, ClockEvent})
"""Written once; there is no way to write over them."""
SEALED: dict[type[Any], tuple[str, ...]] = {
    Whereabouts: ("reason", "place"),
    Correction: ("reason",),
    CorrectionRequest: ("reason",),
    PaperSheet: ("reason",),
    Consent: ("signature_mark",),
    Template: ("values",),
}
"""Fields that are encrypted at rest."""


def sealed(value: V, cipher: Cipher) -> V:
    return _with_each(value, cipher.seal)


def opened(value: V, cipher: Cipher) -> V:
    return _with_each(value, cipher.open)


def _with_each(value: V, change: Callable[[str], str]) -> V:
    names = SEALED.get(type(value), ())
    return replace(value, **{n: change(getattr(value, n)) for n in names}) if names else value  # type: ignore[type-var]
