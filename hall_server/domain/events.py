"""What happened in the hall: the values that operations record and the log keeps."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hall_server.domain.leasing import Lease
from hall_server.domain.names import DeviceId, StaffNumber, TicketId, WindowId, ZoneId
from hall_server.domain.ticket import Priority, Ticket
from hall_server.domain.window import Window


class Kind(Enum):
    TICKET_RESERVED = "ticket.reserved"
    TICKET_WAITING = "ticket.waiting"
    TICKET_CANCELLED = "ticket.cancelled"
    TICKET_CALLED = "ticket.called"
    TICKET_RECALLED = "ticket.recalled"
    TICKET_STARTED = "ticket.started"
    TICKET_FINISHED = "ticket.finished"
    TICKET_MISSED = "ticket.missed"
    TICKET_REVIVED = "ticket.revived"
    TICKET_HELD = "ticket.held"
    TICKET_RESUMED = "ticket.resumed"
    TICKET_TRANSFERRED = "ticket.transferred"
    TICKET_RATED = "ticket.rated"
    TICKET_VOIDED = "ticket.voided"
    TICKET_REPRINTED = "ticket.reprinted"
    WINDOW_OPENED = "window.opened"
    WINDOW_PAUSED = "window.paused"
    WINDOW_INTERNAL_TASK = "window.internal_task"
    WINDOW_RESUMED = "window.resumed"
    WINDOW_CLOSED = "window.closed"
    WINDOW_WALK_IN_STARTED = "window.walk_in_started"
    WINDOW_WALK_IN_FINISHED = "window.walk_in_finished"
    NOTICE_POSTED = "notice.posted"
    NOTICE_WITHDRAWN = "notice.withdrawn"
    DEVICE_CHANGED = "device.changed"
    STAFF_SIGNED_IN = "staff.signed_in"
    STAFF_SIGNED_OUT = "staff.signed_out"
    STAFF_SIGN_IN_FAILED = "staff.sign_in_failed"
    DEVICE_ASKED = "device.asked"
    DEVICE_LET_IN = "device.let_in"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    NUMBERS_LEASED = "numbers.leased"
    PLAN_CHANGED = "plan.changed"
    ATTENDANCE_PUNCHED = "attendance.punched"
    ATTENDANCE_UNDONE = "attendance.undone"
    ATTENDANCE_CORRECTED = "attendance.corrected"
    CORRECTION_ASKED = "correction.asked"
    CORRECTION_VOUCHED = "correction.vouched"
    CORRECTION_DECLINED = "correction.declined"
    CORRECTION_CANCELLED = "correction.cancelled"
    ATTENDANCE_PAPER_ENTERED = "attendance.paper_entered"
    ATTENDANCE_IMPORTED = "attendance.imported"
    WHEREABOUTS_REQUESTED = "whereabouts.requested"
    WHEREABOUTS_AGREED = "whereabouts.agreed"
    WHEREABOUTS_DECLINED = "whereabouts.declined"
    WHEREABOUTS_CANCELLED = "whereabouts.cancelled"
    WHEREABOUTS_RETURNED = "whereabouts.returned"
    ROSTER_CHANGED = "roster.changed"
    SHEET_CHECKED = "sheet.checked"
    SHEET_REOPENED = "sheet.reopened"
    SHEET_LOCKED = "sheet.locked"
    SHEET_ADJUSTED = "sheet.adjusted"
    FACE_ENROLLED = "face.enrolled"
    FACE_DELETED = "face.deleted"
    FACE_CALIBRATED = "face.calibrated"
    CLOCK_EVENT = "attendance.clock_event"
    CARD_SET = "roster.card_set"
    PIN_SET = "roster.pin_set"
    DAY_CLOSED = "day.closed"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, at which window or device."""

    role: str
    staff: StaffNumber | None = None
    window: WindowId | None = None
    device: DeviceId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A ticket was called to a window."""

    ticket: TicketId
    number: str
    window: WindowId
    window_number: int
    zone: ZoneId
    count: int
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line on the boards."""

    id: str
    text_zh: str
    text_en: str
    posted_at: datetime
    zone: ZoneId | None = None
    until: datetime | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A kiosk, a board, a clock or an evaluator that was paired, and how it is."""

    id: DeviceId
    role: str
    name: str
    since: datetime
    zone: ZoneId | None = None
    state: str = "ok"
    code: str = ""
    window: WindowId | None = None
    """The one window that it belongs to, as an evaluator does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step of the history, with the rows as they stand after it."""

    kind: Kind
    tickets: tuple[Ticket, ...] = ()
    windows: tuple[Window, ...] = ()
    call: Call | None = None
    notice: Notice | None = None
    device: Device | None = None
    leases: tuple[Lease, ...] = ()
    """Numbers lent to a kiosk; for the inspector, not sent to devices."""
    reason: str | None = None
    note: str | None = None
    """Free words of a clerk; kept for the inspector, not sent to devices."""
    why: str | None = None
    """Of a call: the choice, as `because waited head_start passed`, for the audit."""
    subject: str | None = None
    """Of attendance: the id of what it is about. Who that concerns stands in its row; not sent to devices."""
    actor: Actor = Actor("system")
