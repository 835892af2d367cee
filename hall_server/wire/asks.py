"""Bodies of the requests, one class an intent."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hall_server.wire.message import Ask, AskedInstant, Code, Line, LineOrNone
from hall_server.wire.words import (
    Audience,
    DeviceState,
    HoldKind,
    Language,
    PriorityClass,
    RatingSource,
    Role,
)

Pin = Annotated[str, StringConstraints(min_length=4, max_length=12, pattern=r"^[0-9]+$")]
IdToken = Annotated[str, StringConstraints(max_length=80, pattern=r"^[0-9a-f]+$")]
"""A person, as a keyed hash."""
TicketToken = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-]{8,64}$")]
TicketNumber = Annotated[
    str, StringConstraints(min_length=2, max_length=12, pattern=r"^[A-Za-z]{1,4}[0-9]{1,6}$")
]
StaffNumber = Annotated[str, StringConstraints(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9]+$")]


class TakeTicket(Ask):
    """Reserve a number: by item, by queue, or by the code of an appointment."""

    item: Code | None = None
    queue: Code | None = None
    appointment: Code | None = None
    priority: PriorityClass = PriorityClass.ORDINARY
    audience: Audience = Audience.INDIVIDUAL
    language: Language = Language.ZH
    id_token: IdToken | None = None
    """What `POST /persons` answered for an ID number; the number itself is kept nowhere."""


class LeaseNumbers(Ask):
    """Numbers for the time when the hall cannot be asked, in each of these queues."""

    queues: Annotated[tuple[Code, ...], Field(max_length=100)]


class ClaimTicket(Ask):
    """A leased number was printed while the hall could not be asked."""

    ticket: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[0-9]{8}-[A-Za-z0-9]+$")]
    """Its id, as it was leased."""
    item: Code | None = None
    priority: PriorityClass = PriorityClass.ORDINARY
    audience: Audience = Audience.INDIVIDUAL
    language: Language = Language.ZH
    taken_at: AskedInstant
    """When it was printed, on the hall's clock. Seniority is counted from it, or from the lease where that is
    later."""


class FindPerson(Ask):
    """An ID number that a reader read or a citizen typed."""

    id_number: Annotated[str, StringConstraints(min_length=15, max_length=18, pattern=r"^[0-9A-Za-z]+$")]


class WithReason(Ask):
    reason: Code | None = None
    note: Line | None = None


class Cancel(WithReason):
    token: TicketToken | None = None
    """What the ticket's QR code says. With it a kiosk also gives back a number that waits or was missed."""


class ByHolder(Ask):
    """What the holder of a ticket shows at a kiosk, one of the three; staff need none."""

    token: TicketToken | None = None
    """What the ticket's QR code says."""
    id_token: IdToken | None = None
    """Of the ID card that the number was taken with."""
    appointment: Code | None = None


class AskStanding(Ask):
    """Exactly one of both: what a ticket's QR code says, or a number of today."""

    token: TicketToken | None = None
    number: TicketNumber | None = None


class Void(Ask):
    reason: Code
    note: Line | None = None


class AtWindow(Ask):
    """An act of a clerk on a ticket; the window must be the one that the clerk is signed in at."""

    window: Code


class ServiceStep(AtWindow):
    """A step that a window's terminal also takes while the link is lost, and tells later."""

    acted_at: AskedInstant | None = None
    """When it happened at the window, on the hall's clock; the seconds of service are counted from it. The
    hall takes no moment before the step that went before, and none to come."""


class Start(ServiceStep):
    pass


class Finish(ServiceStep):
    items_done: Annotated[tuple[Code, ...], Field(max_length=20)] = ()


class Hold(ServiceStep):
    kind: HoldKind
    note: Line | None = None


class Transfer(AtWindow):
    """Exactly one of queue, item and to_window."""

    queue: Code | None = None
    item: Code | None = None
    to_window: Code | None = None
    reason: Code
    note: Line | None = None


class Rate(Ask):
    """A citizen's judgement. Whoever did not answer was not rated: then nothing is sent."""

    stars: Annotated[int, Field(strict=True, ge=1, le=5)]
    """5 very satisfied … 1 very dissatisfied."""
    reasons: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    """Codes of the directory's `rating_reasons` that are offered at this level. 1 and 2 stars need one,
    except from `keyed`."""
    source: RatingSource | None = None
    """Must be one of the asker's role; without it the role's usual one is meant."""
    comment: Line | None = None


class CallByNumber(Ask):
    number: TicketNumber
    reason: Code
    note: Line | None = None


class Pause(Ask):
    reason: Code
    until: AskedInstant
    note: Line | None = None


class InternalTask(Pause):
    pass


class WalkIn(Ask):
    reason: Code
    note: Line | None = None


class Nothing(Ask):
    """A command that needs no words."""


class SignIn(Ask):
    staff: StaffNumber
    pin: Pin
    window: Code | None = None


class PairDevice(Ask):
    role: Literal[Role.KIOSK, Role.BOARD, Role.CLOCK, Role.EVALUATOR]
    name: Line
    zone: Code | None = None
    window: Code | None = None
    """The one window that it belongs to; it may act for no other."""


class ApproveDevice(Ask):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Heartbeat(Ask):
    state: DeviceState
    code: Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_]*$")] = ""


class PostNotice(Ask):
    text_zh: Line
    text_en: LineOrNone = ""
    zone: Code | None = None
    until: AskedInstant | None = None


class BookAppointment(Ask):
    code: Code
    item: Code
    slot_at: AskedInstant
    id_token: IdToken | None = None
