"""Attendance while a group of commands runs: what the database has, and what the group has changed on it.

Nothing more of it is kept in memory: people punch a few times a day, and a month asks for all of it anyway.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, delete

from hall_server.domain.attendance.book import OnRecord
from hall_server.domain.attendance.correction_request import CorrectionRequest
from hall_server.domain.attendance.day import Correction
from hall_server.domain.attendance.month import Adjustment, Sheet
from hall_server.domain.attendance.punch import Punch
from hall_server.domain.attendance.refusals import UnknownRequest, UnknownWhereabouts
from hall_server.domain.hall_plan import HallPlan, Staff
from hall_server.domain.names import StaffNumber, UnitId
from hall_server.domain.roster import DutyKind, Employment
from hall_server.domain.whereabouts import Whereabouts
from hall_server.operations.attendance_ports import (
    Calibration,
    ClockEvent,
    Consent,
    Deletion,
    Employed,
    Month,
    PaperSheet,
    Seen,
    SetDay,
    SetDuty,
    Template,
    Undone,
    Units,
)
from hall_server.storage.attendance_records import (
    AttendanceRecords,
    Found,
    Wanted,
    assembled,
)
from hall_server.storage.attendance_rows import RAW, ROWS, KeptPunch, kept, sealed
from hall_server.storage.attendance_tables import TemplateRow
from hall_server.storage.cipher import Cipher
from hall_server.storage.clock_records import newest_first
from hall_server.storage.row_writer import writer_of
from hall_server.storage.shelf import Journal, Shelf

Only = Collection[StaffNumber] | None


class LiveAttendance:
    """See `attendance_ports.Attendance`."""

    def __init__(
        self,
        journal: Journal,
        records: AttendanceRecords,
        fresh_plan: Callable[[], HallPlan | None],
        zone: tzinfo,
    ) -> None:
        """`fresh_plan` gives the plan that this group of commands has put in force, if it has."""
        self._records, self._fresh_plan, self._zone = records, fresh_plan, zone
        self._punches = Shelf[str, Punch](journal, lambda p: p.id)
        self._undone = Shelf[str, Undone](journal, lambda u: u.punch)
        self._entries = Shelf[str, Whereabouts](journal, lambda e: e.id)
        self._corrections = Shelf[str, Correction](journal, lambda c: c.id)
        self._requests = Shelf[str, CorrectionRequest](journal, lambda r: r.id)
        self._papers = Shelf[str, PaperSheet](journal, lambda p: p.id)
        self._days = Shelf[tuple[StaffNumber, date], SetDay](journal, lambda d: (d.staff, d.day))
        self._duties = Shelf[tuple[StaffNumber, date, DutyKind], SetDuty](
            journal, lambda d: (d.staff, d.day, d.kind)
        )
        self._employed = Shelf[StaffNumber, Employed](journal, lambda e: e.staff)
        self._sheets = Shelf[tuple[Month, UnitId | None], Sheet](journal, lambda s: (s.month, s.unit))
        self._adjustments = Shelf[tuple[Any, ...], Adjustment](
            journal, lambda a: (a.month, a.unit, a.staff, a.column, a.found_at)
        )
        self._seen = Shelf[StaffNumber, Seen](journal, lambda s: s.staff)
        """The last note of each clerk; the only rows that stay here after they are written."""
        self._consents = Shelf[str, Consent](journal, lambda c: c.id)
        self._templates = Shelf[str, Template](journal, lambda t: t.id)
        self._deleted = Shelf[str, Template](journal, lambda t: t.id)
        """Templates whose rows are to go."""
        self._deletions = Shelf[str, Deletion](journal, lambda d: d.id)
        self._calibrations = Shelf[str, Calibration](journal, lambda c: c.id)
        self._clock_events = Shelf[str, ClockEvent](journal, lambda e: e.id)
        self._written: tuple[tuple[type[Any], Shelf[Any, Any]], ...] = (
            (KeptPunch, self._punches),
            (Undone, self._undone),
            (Whereabouts, self._entries),
            (Correction, self._corrections),
            (CorrectionRequest, self._requests),
            (PaperSheet, self._papers),
            (SetDay, self._days),
            (SetDuty, self._duties),
            (Employed, self._employed),
            (Sheet, self._sheets),
            (Adjustment, self._adjustments),
            (Seen, self._seen),
            (Consent, self._consents),
            (Template, self._templates),
            (Deletion, self._deletions),
            (Calibration, self._calibrations),
            (ClockEvent, self._clock_events),
        )

    # What is there

    def punch(self, punch: str) -> Punch | None:
        return self._punches.rows.get(punch) or self._records.punch(punch)

    def known(self, punches: Collection[str]) -> set[str]:
        return self._records.known(punches) | (self._punches.rows.keys() & set(punches))

    def member(self, staff: str) -> tuple[Staff, Employment] | None:
        number = StaffNumber(staff)
        found = self._records.member(number, self._employed.rows.get(number))
        fresh = self._fresh_plan()
        if found is None and fresh is not None and number in fresh.staff:
            return fresh.staff[number], Employment(date.min)
        return found

    def undone(self, punch: str) -> Undone | None:
        return self._undone.rows.get(punch) or self._records.undone(punch)

    def people(
        self, first: date, last: date, only: Only = None, units: Units | None = None
    ) -> list[OnRecord]:
        found = self._records.find(Wanted(first, last, only, employed=self._employed.rows))
        self._put_over(found, first, last, only)
        if units is not None:
            found.staff = {n: s for n, s in found.staff.items() if s.unit in units}
        return assembled(found, self._zone)

    def entry(self, entry: str) -> Whereabouts:
        found = self._entries.rows.get(entry) or self._records.entry(entry)
        if found is None:
            raise UnknownWhereabouts(field="entry", entry=entry)
        return found

    def correction_request(self, request: str) -> CorrectionRequest:
        found = self._requests.rows.get(request) or self._records.correction_request(request)
        if found is None:
            raise UnknownRequest(field="request", request=request)
        return found

    def away_between(self, start: datetime, end: datetime) -> list[Whereabouts]:
        found = {e.id: e for e in self._records.whereabouts(start, end)}
        found |= self._entries.rows
        return [e for e in found.values() if e.end > start and e.start < end]

    def sheet(self, month: Month, unit: UnitId | None) -> Sheet:
        return next((s for s in self.sheets(month) if s.unit == unit), Sheet(month, unit))

    def sheets(self, month: Month) -> list[Sheet]:
        found = {s.unit: s for s in self._records.sheets(month)}
        return list((found | {s.unit: s for s in self._sheets.rows.values() if s.month == month}).values())

    def adjustments(self, month: Month, unit: UnitId | None) -> list[Adjustment]:
        found = [*self._records.adjustments(month), *self._adjustments.rows.values()]
        return [a for a in found if (a.month, a.unit) == (month, unit)]

    def consent(self, staff: StaffNumber) -> Consent | None:
        found = {c.id: c for c in self._records.consents([staff])} | self._consents.rows
        mine = [c for c in found.values() if c.staff == staff and c.withdrawn_at is None]
        return max(mine, key=lambda c: (c.recorded_at, c.id), default=None)

    def templates_of(self, staff: StaffNumber) -> list[Template]:
        found = {t.id: t for t in self._records.templates([staff])} | self._templates.rows
        return [t for t in found.values() if t.staff == staff and t.id not in self._deleted.rows]

    def templates(self) -> list[Template]:
        found = {t.id: t for t in self._records.templates()} | self._templates.rows
        return [t for t in found.values() if t.id not in self._deleted.rows]

    def calibrations(self) -> list[Calibration]:
        found = {c.id: c for c in self._records.calibrations()} | self._calibrations.rows
        return newest_first(found.values())

    def clock_event(self, event: str) -> ClockEvent | None:
        return self._clock_events.rows.get(event) or self._records.clock_event(event)

    def enrolled(self) -> Collection[StaffNumber]:
        found = self._records.enrolled() | {t.staff for t in self._templates.rows.values()}
        changed = {t.staff for t in self._deleted.rows.values()}
        return {n for n in found if n not in changed or self.templates_of(n)}

    def last_seen(self, staff: StaffNumber) -> Seen | None:
        return self._seen.rows.get(staff)

    # What changes

    def save_punch(self, punch: Punch) -> None:
        self._punches.put(punch)

    def save_undone(self, undone: Undone) -> None:
        self._undone.put(undone)

    def save_entry(self, entry: Whereabouts) -> None:
        self._entries.put(entry)

    def save_correction(self, correction: Correction) -> None:
        self._corrections.put(correction)

    def save_correction_request(self, request: CorrectionRequest) -> None:
        self._requests.put(request)

    def save_paper(self, paper: PaperSheet) -> None:
        self._papers.put(paper)

    def save_day(self, day: SetDay) -> None:
        self._days.put(day)

    def save_duty(self, duty: SetDuty) -> None:
        self._duties.put(duty)

    def save_employed(self, employed: Employed) -> None:
        self._employed.put(employed)

    def save_sheet(self, sheet: Sheet) -> None:
        self._sheets.put(sheet)

    def save_adjustments(self, found: Iterable[Adjustment]) -> None:
        for each in found:
            self._adjustments.put(each)

    def save_seen(self, seen: Seen) -> None:
        self._seen.put(seen)

    def save_consent(self, consent: Consent) -> None:
        self._consents.put(consent)

    def save_template(self, template: Template) -> None:
        self._templates.put(template)

    def delete_template(self, template: Template) -> None:
        self._deleted.put(replace(template, values=""))

    def save_deletion(self, deletion: Deletion) -> None:
        self._deletions.put(deletion)

    def save_calibration(self, calibration: Calibration) -> None:
        self._calibrations.put(calibration)

    def save_clock_event(self, event: ClockEvent) -> None:
        self._clock_events.put(event)

    # Into the database

    def write(
        self, connection: Connection, hall_id: str, cipher: Cipher, changed: dict[Shelf[Any, Any], list[Any]]
    ) -> None:
        """Put into the database what the group has changed. Not committed here."""
        for kind, shelf in self._written:
            values = [shelf.rows[k] for k in changed.get(shelf, ()) if k in shelf.rows]
            if not values:
                continue
            rows = [kept(v) if isinstance(v, Punch) else sealed(v, cipher) for v in values]
            writer = writer_of(connection.dialect, ROWS[kind], kind, kind not in RAW)
            writer.write(connection, hall_id, rows)
        if gone := list(self._deleted.rows):
            connection.execute(
                delete(TemplateRow).where(TemplateRow.hall_id == hall_id, TemplateRow.id.in_(gone))
            )

    def committed(self) -> None:
        for _, shelf in self._written:
            if shelf is not self._seen:
                shelf.rows.clear()
        self._deleted.rows.clear()

    def _put_over(self, found: Found, first: date, last: date, only: Only) -> None:
        """The group's own changes over the rows of the database."""
        start, end = (
            datetime.combine(day, time.min, self._zone) for day in (first, last + timedelta(days=1))
        )

        def wanted(staff: StaffNumber) -> bool:
            return only is None or staff in only

        found.punches |= {
            k: p for k, p in self._punches.rows.items() if wanted(p.staff) and start <= p.at < end
        }
        found.undone |= self._undone.rows
        found.entries |= {
            k: e for k, e in self._entries.rows.items() if wanted(e.staff) and e.end > start and e.start < end
        }
        found.corrections |= {
            k: c for k, c in self._corrections.rows.items() if wanted(c.staff) and first <= c.day <= last
        }
        found.seen |= {
            (s.staff, s.at): s for s in self._seen.rows.values() if wanted(s.staff) and start <= s.at < end
        }
        found.days |= {k: d for k, d in self._days.rows.items() if wanted(d.staff) and first <= d.day <= last}
        found.duties |= {
            k: d for k, d in self._duties.rows.items() if wanted(d.staff) and first <= d.day <= last
        }
        fresh = self._fresh_plan()
        for number, staff in fresh.staff.items() if fresh else ():
            if wanted(number) and number not in found.staff:
                found.staff[number] = staff
                found.employment.setdefault(number, Employment(last))
