"""The closed vocabularies of the wire."""

from enum import StrEnum


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class TicketState(StrEnum):
    RESERVED = "reserved"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    MISSED = "missed"
    FINISHED = "finished"
    RATED = "rated"
    CANCELLED = "cancelled"
    VOID = "void"


LIVE = frozenset(
    {
        TicketState.RESERVED,
        TicketState.WAITING,
        TicketState.CALLED,
        TicketState.SERVING,
        TicketState.HELD,
        TicketState.MISSED,
    }
)
"""States in which a ticket still concerns somebody in the hall."""


class TicketAct(StrEnum):
    """What a citizen may ask for at a kiosk, for a number that they hold."""

    REPRINT = "reprint"
    REVIVE = "revive"
    CANCEL = "cancel"


class Arrival(StrEnum):
    """What it means that the holder of an appointment stands at a kiosk now."""

    ON_TIME = "on_time"
    LATE = "late"
    """After the grace, on its day: an ordinary visit."""
    EARLY = "early"
    """Later today."""
    LATER_DAY = "later_day"
    OVER = "over"
    """Its day is past."""
    ARRIVED = "arrived"
    """It has its number already."""
    CANCELLED = "cancelled"


class PriorityClass(StrEnum):
    ORDINARY = "ordinary"
    APPOINTMENT = "appointment"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    SERVICEMAN = "serviceman"
    EXPECTANT = "expectant"
    URGENT = "urgent"


class HoldKind(StrEnum):
    WITHOUT_PAPERS = "without_papers"
    """The citizen leaves with the papers; any window of the queue may resume."""
    PAPERS_STAY = "papers_stay"
    """The papers stay at the window; only that window resumes."""
    WAIT = "wait"
    """The citizen waits in the hall, for a seal for instance."""


class RatingSource(StrEnum):
    """Through what a citizen judged a service."""

    PHONE = "phone"
    """The ticket's own phone page; named by the hall, nobody else may."""
    TOUCH = "touch"
    """A touch page at the window."""
    KEYED = "keyed"
    """An evaluator of a few keys, on whatever line; the only source that needs no reason for a bad level."""
    KIOSK = "kiosk"
    TERMINAL = "terminal"
    """Asked on the clerk's screen."""
    DESK = "desk"
    """Told to an official, at the guide desk for instance."""


class WindowState(StrEnum):
    CLOSED = "closed"
    IDLE = "idle"
    CALLING = "calling"
    SERVING = "serving"
    WALK_IN = "walk_in"
    """Serving somebody without a ticket; a reason is on record."""
    PAUSED = "paused"
    INTERNAL_TASK = "internal_task"


class Audience(StrEnum):
    INDIVIDUAL = "individual"
    ENTERPRISE = "enterprise"
    BOTH = "both"


class Role(StrEnum):
    PUBLIC = "public"
    KIOSK = "kiosk"
    BOARD = "board"
    CLOCK = "clock"
    EVALUATOR = "evaluator"
    """Tells what citizens think of a service, at one window or, as a keypad gateway, at several."""
    CLERK = "clerk"
    UNIT_HEAD = "unit_head"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MEMBER = "member"
    """Whoever has a staff number and a PIN, whatever else they may do: for what is everybody's own."""


class DeviceState(StrEnum):
    OK = "ok"
    WARNING = "warning"
    DOWN = "down"
    SILENT = "silent"
    """No heartbeat for longer than the hall allows."""


class EventKind(StrEnum):
    """What happened. A device that meets a kind it does not know still folds the rows that come with it."""

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
