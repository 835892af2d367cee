"""What the clock shows at one moment."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from hall_server.wire.attendance import FaceFigures, Punched, PunchMeans
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Anyone, Gather, Hint, Only, Rest, Spot, Task
from hardware.attendance_clock.staff import CONVENIENT


class Page(Enum):
    PAIRING = "pairing"
    WAITING = "waiting"
    LOOKING = "looking"
    """Somebody stands there; `hint` says what they should do."""
    CHALLENGE = "challenge"
    GREETING = "greeting"
    NUMBER = "number"
    FACE_CHECK = "face_check"
    """A number or a card was given: is it that person?"""
    PIN = "pin"
    CHECKING = "checking"
    """The server is asked about a PIN, or the disk is written."""
    NOTICE = "notice"
    """`notice` says what went wrong, or that it was undone."""
    ENROL = "enrol"


class Notice(Enum):
    """Each with its sentence, and what to do about it, in the catalogue."""

    UNKNOWN_FACE = "unknown_face"
    UNKNOWN_CARD = "unknown_card"
    UNKNOWN_NUMBER = "unknown_number"
    """Also of somebody who has left: whoever may not punch is not on the roster."""
    NOT_THAT_PERSON = "not_that_person"
    """The face is not that of the card or the number."""
    NOT_SEEN = "not_seen"
    """Nobody showed a face in time."""
    NOT_ALIVE = "not_alive"
    REFUSED = "refused"
    """The hall's own sentence: a wrong PIN, a locked number, somebody who has left."""
    NO_FACE_ENROLLED = "no_face_enrolled"
    PIN_NEEDS_SERVER = "pin_needs_server"
    PIN_NEEDED = "pin_needed"
    """The camera is gone, and a card alone is not enough here."""
    NOT_KEPT = "not_kept"
    """The disk took nothing: nobody has punched."""
    NO_ROSTER = "no_roster"
    UNDONE = "undone"
    NOT_UNDONE = "not_undone"
    FAILED = "failed"


class Trouble(Enum):
    """What is wrong with the clock itself, the gravest first; shown in a band, and told to the hall with its
    heartbeat."""

    DISK = "disk_full"
    NO_ROSTER = "no_roster"
    LINK = "link"
    """The hall cannot be reached; it hears of it when it can."""
    CAMERA = "camera"
    NO_FACES = "no_face_engine"
    TIME_JUMPED = "clock_jumped"
    TIME_NEVER_SET = "clock_never_set"
    TIME_OLD = "clock_old"
    """Not measured since the start; it counts on with what was measured before."""
    REFUSED = "punch_refused"
    DARK = "camera_dark"
    CARD_READER = "card_reader"


class Wants(Enum):
    """What the keypad is for."""

    NUMBER = "number"
    NUMBER_AND_PIN = "number_and_pin"


@dataclass(frozen=True, slots=True)
class Greeting:
    """Somebody has punched. `again`: they had already, a moment ago."""

    punch: str
    staff: str
    name: str = field(repr=False)
    at: datetime
    means: PunchMeans
    track: int | None = None
    again: bool = False
    answer: Punched | None = None
    """How the day stands; None while the hall has not heard of it."""
    refusal: str = ""
    """The hall's own sentence, if it will not have the punch."""
    seconds_left: int = 0
    """So long 不是我 can be tapped."""
    figures: FaceFigures | None = None
    """How sure the clock was of the face; None where none was compared."""


class EnrolStep(Enum):
    ADMIN_NUMBER = "admin_number"
    ADMIN_PIN = "admin_pin"
    PERSON = "person"
    CONSENT = "consent"
    MARK = "mark"
    """Number of the signed paper."""
    LOOK = "look"
    SENDING = "sending"
    DONE = "done"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class Enrolment:
    step: EnrolStep = EnrolStep.ADMIN_NUMBER
    admin: str = ""
    staff: str = ""
    name: str = field(default="", repr=False)
    consent_on: date | None = None
    mark: str = field(default="", repr=False)
    hint: Hint = Hint.GOOD
    done: int = 0
    count: int = 5
    attempt: int = 0
    why: str = ""
    """Key of what went wrong; `refusal` is the hall's own sentence."""
    refusal: str = ""
    close_to: str = field(default="", repr=False)
    """Number of the colleague whose face is too close; for the administrator only."""


@dataclass(frozen=True, slots=True)
class ClockState:
    language: Language
    page: Page = Page.WAITING
    pairing_code: str = ""
    policy: str = ""
    """Empty until the roster is known."""
    hall_zh: str = ""
    hall_en: str = ""
    time_zone: str = ""
    """Of the hall; empty: the machine's own."""
    hint: Hint = Hint.GOOD
    spot: Spot | None = None
    act: str = ""
    """Of a challenge: what to do."""
    act_seconds: int = 0
    greeting: Greeting | None = None
    before: Greeting | None = None
    """The one who was greeted before, as long as they may take it back."""
    wants: Wants = Wants.NUMBER
    typed: str = field(default="", repr=False)
    staff: str = ""
    """Whose face or PIN is asked for."""
    name: str = field(default="", repr=False)
    notice: Notice | None = None
    words: str = ""
    """The hall's own sentence, and the code of its refusal."""
    code: str = ""
    figures: FaceFigures | None = None
    """Of the face that `notice` is about; nobody is shown them."""
    seconds_left: int = 0
    troubles: tuple[Trouble, ...] = ()
    camera_code: str = ""
    time_age: int = 0
    """Minutes since the time was measured, with TIME_OLD."""
    connected: bool = False
    as_of: datetime | None = None
    waiting: int = 0
    """Punches that are kept here until the hall can be reached."""
    refused: int = 0
    enrolment: Enrolment | None = None

    @property
    def is_free(self) -> bool:
        """Nobody is in the middle of something: the next person may be looked at."""
        return self.page in (Page.WAITING, Page.LOOKING, Page.CHALLENGE, Page.GREETING)


def task_of(state: ClockState) -> Task:
    """What the eyes are to look for while this is shown. In strict halls nobody is looked at unasked."""
    if state.page is Page.FACE_CHECK:
        return Only(state.staff)
    if state.page is Page.ENROL and state.enrolment and state.enrolment.step is EnrolStep.LOOK:
        return Gather(state.enrolment.count, state.enrolment.attempt)
    return Anyone() if state.is_free and state.policy == CONVENIENT else Rest()
