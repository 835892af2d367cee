"""Attendance over the LAN: punches, what clocks need to know, whereabouts, sheets, the wall."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from math import isfinite
from struct import pack, unpack
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from hall_server.wire.asks import Pin, StaffNumber
from hall_server.wire.message import Ask, AskedDay, AskedInstant, Code, Instant, Line, Message

Key = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


def year_and_month(name: Month) -> tuple[int, int]:
    return int(name[:4]), int(name[5:])


LONGEST_AGE_MS = 10 * 366 * 86_400_000


class PunchMeans(StrEnum):
    FACE = "face"
    NUMBER_AND_FACE = "number_and_face"
    CARD = "card"
    PIN = "pin"
    SHEET = "sheet"
    IMPORT = "import"


class WhereaboutsKind(StrEnum):
    PERSONAL = "personal"
    SICK = "sick"
    ANNUAL = "annual"
    FAMILY = "family"
    OFFICIAL_LEAVE = "official_leave"
    BUSINESS_TRIP = "business_trip"
    FIELD_WORK = "field_work"
    MEETING = "meeting"
    TRAINING = "training"
    ERRAND = "errand"


class PunchSide(StrEnum):
    IN = "in"
    OUT = "out"


class Punch(Ask):
    """One clock-in or clock-out. Sent in order, each with its id as the idempotency key."""

    id: Key
    """Made by the clock; the same punch sent twice counts once."""
    staff: StaffNumber
    means: PunchMeans
    device_at: AskedInstant
    """What the clock showed."""
    offset_ms: Annotated[int, Field(strict=True, ge=-86_400_000_000, le=86_400_000_000)] | None
    """Server's time less the clock's as last measured; None: never since the clock started."""
    offset_age_ms: Annotated[int, Field(strict=True, ge=0, le=LONGEST_AGE_MS)] | None = None
    """How long ago the offset was measured, by this clock's own time, perhaps before it was switched off."""
    jumped: bool = False
    """The clock's system time was moved since the offset was measured."""


Figure = Annotated[float, Field(ge=-1000, le=1000, allow_inf_nan=False)]


class FaceFigures(Ask):
    """How sure a clock was of a face: of the person who came first, or whose number or card was given."""

    distance: Figure
    """Between the face and the person's templates; small is like."""
    score: Figure | None = None
    """In standard deviations above everybody else; None where too few are enrolled for it."""
    margin: Figure | None = None
    """Score less that of the next person; None where only one person was compared."""


class UndoPunch(Ask):
    """不是我: the person who was greeted says so at once."""

    undone_at: AskedInstant
    staff: StaffNumber | None = None
    """Who was greeted: the identity that the clock had claimed."""
    means: PunchMeans | None = None
    figures: FaceFigures | None = None
    """How sure the clock had been, where a face was compared."""


class CheckPin(Ask):
    """A staff number and PIN typed at a clock. Five wrong ones lock it, as at a terminal."""

    staff: StaffNumber
    pin: Pin


class PunchMark(Message):
    """What has become of one punch of today. `verdict` as the server's rules name it: kept, late, early, …"""

    side: PunchSide
    due: Instant
    verdict: str
    minutes: int
    at: Instant | None


class Punched(Message):
    """The greeting's second line: how today stands after the punch."""

    staff: str
    counted_at: Instant
    """The moment that counts, on the hall's clock."""
    doubt: str | None
    """Why it does not count for now: clock_jumped, never_set, in_the_future."""
    status: str
    marks: tuple[PunchMark, ...]
    seq: int


class EnrolledTemplate(Message):
    """One enrolled template, sealed (AES-GCM, nonce first) with a key made from this clock's token."""

    id: str
    model: str
    version: str
    sealed: Annotated[str, StringConstraints(max_length=8192, pattern=r"^[A-Za-z0-9+/=]*$")]


class ClockPerson(Message):
    """A member of staff as a clock knows them."""

    staff: str
    name: str = Field(repr=False)
    unit: str | None
    cards: tuple[str, ...] = ()
    """Keyed hashes of card numbers."""
    templates: tuple[EnrolledTemplate, ...] = ()


class RosterCalibration(Message):
    """Thresholds found on the hall's own faces; they hold for templates of this model and version only."""

    model: str
    version: str
    made_at: Instant
    thresholds: dict[str, float]


class ClockRoster(Message):
    """Everybody who may punch at this clock's site, as of `version`; a clock asks again when it changes."""

    version: int
    """Another one whenever anything in it is; versions are not in order."""
    people: tuple[ClockPerson, ...]
    card_key: str
    """Keys the hash of a card number."""
    policy: str
    """`strict`: card or number, then face; `convenient`: face alone when the evidence is strong."""
    liveness: str
    thresholds: Annotated[dict[str, float], Field(default_factory=dict)]
    """Set by hand, by name; they go before all others."""
    calibration: RosterCalibration | None = None
    """None: the engine's cautious defaults."""
    undo_seconds: float = 5.0
    dispute_days: int = 0
    """For so long a clock keeps a masked thumbnail of each greeted face, sealed, for disputes; 0: none."""
    at: Instant


LONGEST_TEMPLATE = 1024
"""Numbers in one."""


def template_values(numbers: Iterable[float]) -> str:
    """A template as it goes over the wire and is sealed: Base64 of little-endian 32-bit floats."""
    listed = tuple(numbers)
    return b64encode(pack(f"<{len(listed)}f", *listed)).decode()


def template_numbers(values: str) -> tuple[float, ...]:
    raw = b64decode(values)
    return unpack(f"<{len(raw) // 4}f", raw)


def _numbers(values: str) -> str:
    """Raises ValueError unless this is Base64 of 32-bit floats, all of them finite."""
    try:
        raw = b64decode(values, validate=True)
    except ValueError as error:
        raise ValueError("must be Base64") from error
    if not raw or len(raw) % 4 or len(raw) > 4 * LONGEST_TEMPLATE:
        raise ValueError(f"must be 1 to {LONGEST_TEMPLATE} floats of 32 bits")
    if not all(map(isfinite, template_numbers(values))):
        raise ValueError("must be finite numbers")
    return values


class NewTemplate(Ask):
    model: Code
    version: Code
    values: Annotated[
        str, StringConstraints(max_length=8192, pattern=r"^[A-Za-z0-9+/=]+$"), AfterValidator(_numbers)
    ]
    """See `template_values`."""


class Enrol(Ask):
    """Templates of one person, by an administrator, with the consent given. They replace earlier ones."""

    staff: StaffNumber
    templates: Annotated[tuple[NewTemplate, ...], Field(min_length=1, max_length=12)]
    consent_version: Code
    """Of the text that was signed."""
    consent_on: AskedDay
    signature_mark: Line
    """Where the signed paper is, or the mark of the signature."""
    despite: Line | None = None
    """Why a face that is close to a colleague's is enrolled all the same, such as twins."""


class WithdrawConsent(Ask):
    staff: StaffNumber


class Receipt(Message):
    """That templates were deleted: how many, when, from where."""

    staff: str
    deleted: int
    at: Instant
    receipt: str


class AskWhereabouts(Ask):
    staff: StaffNumber
    kind: WhereaboutsKind
    start: AskedInstant
    end: AskedInstant
    reason: Line
    place: Line | None = None
    stand_in: StaffNumber | None = None


class WhereaboutsView(Message):
    id: str
    staff: str
    kind: WhereaboutsKind
    start: Instant
    end: Instant
    returned_at: Instant | None
    stand_in: str | None
    state: str
    waits_for: str | None
    """Whose word is next: duty_officer, chief, section, leadership."""


class WhereaboutsDetail(WhereaboutsView):
    """With what only the person, and those who look after them, may read."""

    reason: str = Field(repr=False)
    place: str = Field(repr=False)
    approvals: tuple[str, ...]
    """Who has agreed, by staff number."""
    mine_to_agree: bool
    """The asker's word is next."""


class WhereaboutsList(Message):
    entries: tuple[WhereaboutsDetail, ...]


class Correct(Ask):
    """补签: two names, neither of them the person's own."""

    staff: StaffNumber
    day: AskedDay
    span: Annotated[int, Field(strict=True, ge=0, le=5)]
    side: PunchSide
    at: AskedInstant
    reason: Line
    agreed_by: StaffNumber


class AskCorrection(Ask):
    """补签申请: a punch of one's own that is missing or wrong."""

    day: AskedDay
    span: Annotated[int, Field(strict=True, ge=0, le=5)]
    side: PunchSide
    at: AskedInstant
    reason: Line


class CorrectionRequestView(Message):
    id: str
    staff: str
    day: date
    span: int
    side: PunchSide
    at: Instant
    asked_at: Instant
    state: str
    waits_for: str | None
    """Whose word is next: chief, section."""
    vouched_by: str | None
    """The first name; the second, once there is one, is `settled_by`."""
    settled_by: str | None
    settled_at: Instant | None


class CorrectionRequestDetail(CorrectionRequestView):
    """With what only the person, and those who look after them, may read."""

    reason: str = Field(repr=False)
    mine_to_vouch: bool
    """The asker's word is next."""


class CorrectionRequests(Message):
    requests: tuple[CorrectionRequestDetail, ...]


class PaperSheet(Ask):
    """Punches of a day on which the clock or the power failed, from the signed sheet."""

    day: AskedDay
    entries: Annotated[tuple["PaperEntry", ...], Field(min_length=1, max_length=500)]
    agreed_by: StaffNumber
    reason: Line


class PaperEntry(Ask):
    staff: StaffNumber
    at: AskedInstant


class PaperEntered(Message):
    """How many lines of the sheet were new; the others had been entered before."""

    new: int
    seq: int


class UnitPresence(Message):
    """应到, 实到, 请假, 公出, 未到 of a unit."""

    unit: str | None
    due: int
    here: int
    on_leave: int
    away_on_work: int
    not_here: int


class EmptyWindowView(Message):
    """A window that should be open while its clerk is not here."""

    window: str
    staff: str
    presence: str


class Wall(Message):
    """The live wall, as of a moment."""

    at: Instant
    units: tuple[UnitPresence, ...]
    empty_windows: tuple[EmptyWindowView, ...]


class MonthState(Message):
    month: Month
    unit: str | None
    state: str
    adjustments: int
    """Columns that came out differently since the lock."""
