"""What the clock decides: who may punch by what, what is asked for next, and what is said when it fails.

`strict`: a card or a number first, then the face of that person. `convenient`: the face alone when the
evidence is strong, else the number first. Who has no face enrolled uses a card, or number and PIN. Everything
but the PIN works without the server.
"""

from datetime import datetime, timedelta
from typing import Protocol

from hall_server.client.background import Background
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Done
from hall_server.wire.attendance import CheckPin, FaceFigures, PunchMeans
from hall_server.wire.words import Language
from hardware.attendance_clock.enrolling import EnrolDesk
from hardware.attendance_clock.glances import (
    Anyone,
    Blind,
    Challenged,
    Found,
    Gathered,
    Glance,
    Guiding,
    Hint,
    Nobody,
    NotAlive,
    Only,
    Recognised,
    Unsure,
)
from hardware.attendance_clock.punching import NOTICE_SECONDS, NUMBER_SECONDS, PunchDesk
from hardware.attendance_clock.screen import Screen
from hardware.attendance_clock.staff import CONVENIENT, Person, Staff
from hardware.attendance_clock.state import ClockState, Notice, Page, Trouble, Wants
from hardware.attendance_clock.timekeeping import Stamp

FACE_SECONDS, PIN_SECONDS, LANGUAGE_SECONDS = 15, 25, 30
LONGEST_NUMBER, LONGEST_PIN = 16, 12
SHORTEST_PIN = 4


class Hall(Protocol):
    def check_pin(self, ask: CheckPin) -> Done:
        """Blocks. Raises Refused, LinkLost."""


class ClockViewModel:
    """One clock. Every method is called on the screen's thread."""

    def __init__(
        self,
        screen: Screen,
        desk: PunchDesk,
        enrol: EnrolDesk,
        hall: Hall,
        asking: Background,
    ) -> None:
        self._screen, self._desk, self._enrol = screen, desk, enrol
        self._hall, self._asking = hall, asking
        self._staff: Staff | None = None
        self._pin_asked = 0

    @property
    def state(self) -> ClockState:
        return self._screen.state

    def undo_seconds(self) -> float:
        return self._staff.undo_seconds if self._staff else 5.0

    # What the hall and the devices say

    def start(self) -> None:
        self._screen.trouble(Trouble.NO_ROSTER, True)
        self._screen.home()
        self._desk.start()

    def pairing_code_arrived(self, code: str) -> None:
        self._screen.open(Page.PAIRING, pairing_code=code)

    def let_in(self) -> None:
        if self.state.page is Page.PAIRING:
            self._screen.home()
        self._desk.send()

    def staff_arrived(self, staff: Staff) -> None:
        """Who has left or withdrawn since is not known any more, from now on."""
        self._staff = staff
        self._screen.become(policy=staff.policy)
        self._screen.trouble(Trouble.NO_ROSTER, len(staff) == 0)
        if self.state.staff and staff.by_number(self.state.staff) is None:
            self._screen.home()

    def hall_known(self, name_zh: str, name_en: str, time_zone: str) -> None:
        self._screen.become(hall_zh=name_zh, hall_en=name_en, time_zone=time_zone)

    def link_lost(self, as_of: datetime | None) -> None:
        self._screen.become(connected=False, as_of=as_of)
        self._screen.trouble(Trouble.LINK, True)

    def link_live(self) -> None:
        self._screen.become(connected=True, as_of=None)
        self._screen.trouble(Trouble.LINK, False)
        self._desk.send()

    def time_seen(self, stamp: Stamp) -> None:
        """The two clocks, a few times a second."""
        old = stamp.earlier and stamp.offset is not None
        self._screen.become(time_age=(stamp.age or timedelta()) // timedelta(minutes=1) if old else 0)
        self._screen.trouble(Trouble.TIME_JUMPED, stamp.jumped)
        self._screen.trouble(Trouble.TIME_NEVER_SET, stamp.offset is None)
        self._screen.trouble(Trouble.TIME_OLD, old and not stamp.jumped)

    def card_reader_seen(self, code: str) -> None:
        self._screen.trouble(Trouble.CARD_READER, bool(code))

    def no_faces(self) -> None:
        """The engine's files are missing: cards, numbers and PINs go on."""
        self._screen.trouble(Trouble.NO_FACES, True)

    def seen(self, glance: Glance) -> None:
        """What the eyes tell."""
        if not isinstance(glance, Blind):
            self._screen.trouble(Trouble.CAMERA, False)
        match glance:
            case Blind(code):
                self._screen.become(camera_code=code, hint=Hint.GOOD, spot=None)
                self._screen.trouble(Trouble.CAMERA, True)
                self._screen.trouble(Trouble.DARK, False)
                self._nobody()
            case Nobody(dark):
                self._screen.trouble(Trouble.DARK, dark)
                self._nobody()
            case Guiding():
                self._screen.trouble(Trouble.DARK, False)
                self._guide(glance)
            case Challenged():
                self._challenge(glance)
            case NotAlive():
                self._notice(Notice.NOT_ALIVE)
            case Found():
                self._found(glance)
            case Gathered(templates):
                self._enrol.gathered(templates)

    def card_read(self, read: str) -> None:
        """A card counts on every page but those of an administrator."""
        if self.state.page in (Page.PAIRING, Page.ENROL, Page.CHECKING):
            return
        if self._staff is None:
            self._notice(Notice.NO_ROSTER)
            return
        person = self._staff.by_card(read)
        if person is None:
            self._notice(Notice.UNKNOWN_CARD)
        elif not person.has_face or self._without_eyes(may_skip=True):
            self._desk.punch(person, PunchMeans.CARD)
        elif self._without_eyes():
            self._ask_pin(person)
            self._screen.become(notice=Notice.PIN_NEEDED)
        else:
            self._check_face(person)

    # What a person taps

    def number_tapped(self) -> None:
        self._open_keypad(Wants.NUMBER)

    def pin_tapped(self) -> None:
        """Number and PIN; or the PIN alone, when it is known whose face could not be seen."""
        person = self._known(self.state.staff)
        if not self.state.connected:
            self._notice(Notice.PIN_NEEDS_SERVER)
        elif self.state.page is Page.FACE_CHECK and person is not None:
            self._ask_pin(person)
        else:
            self._open_keypad(Wants.NUMBER_AND_PIN)

    def digit_tapped(self, digit: str) -> None:
        page, typed = self.state.page, self.state.typed
        if page is Page.ENROL:
            self._enrol.digit_tapped(digit)
        elif page in (Page.NUMBER, Page.PIN):
            longest = LONGEST_NUMBER if page is Page.NUMBER else LONGEST_PIN
            self._type(typed + digit if len(typed) < longest else typed)
        elif self.state.is_free and self._staff is not None:
            self._open_keypad(Wants.NUMBER)
            self._type(digit)

    def erase_tapped(self) -> None:
        if self.state.page is Page.ENROL:
            self._enrol.erase_tapped()
        elif self.state.page in (Page.NUMBER, Page.PIN):
            self._type(self.state.typed[:-1])

    def enter_tapped(self) -> None:
        match self.state.page:
            case Page.NUMBER if self.state.typed:
                self._number_entered()
            case Page.PIN if len(self.state.typed) >= SHORTEST_PIN:
                self._pin_entered()
            case Page.ENROL:
                self._enrol.enter_tapped()
            case _:
                pass

    def again_tapped(self) -> None:
        """Look once more for the face that was asked for."""
        person = self._known(self.state.staff)
        if person is not None and self.state.notice in (Notice.NOT_THAT_PERSON, Notice.NOT_SEEN):
            self._check_face(person)
        else:
            self._screen.home()

    def not_me_tapped(self, punch: str) -> None:
        self._desk.undo(punch)

    def home_tapped(self) -> None:
        self._enrol.leave()
        self._screen.home()

    def enrol_tapped(self) -> None:
        if self.state.is_free and self.state.connected:
            self._enrol.begin()

    def language_tapped(self) -> None:
        other = Language.EN if self.state.language is Language.ZH else Language.ZH
        self._screen.become(language=other)
        if self.state.page is Page.WAITING:
            self._screen.open(Page.WAITING, LANGUAGE_SECONDS)

    # Faces

    def _nobody(self) -> None:
        if self.state.page in (Page.LOOKING, Page.CHALLENGE):
            self._screen.home()
        else:
            self._screen.become(spot=None)

    def _guide(self, glance: Guiding) -> None:
        page = self.state.page
        if page is Page.ENROL:
            self._enrol.guided(glance.hint, glance.done)
        elif page in (Page.WAITING, Page.CHALLENGE):
            self._screen.open(Page.LOOKING, hint=glance.hint, spot=glance.spot, act="")
        else:
            self._screen.become(hint=glance.hint, spot=glance.spot, act="")

    def _challenge(self, glance: Challenged) -> None:
        if self.state.page in (Page.WAITING, Page.LOOKING):
            self._screen.open(Page.CHALLENGE)
        self._screen.become(act=glance.act, act_seconds=glance.seconds_left, spot=glance.spot)

    def _found(self, found: Found) -> None:
        """A verdict of a task that is over comes too late."""
        state = self.state
        person = self._known(found.verdict.staff) if isinstance(found.verdict, Recognised) else None
        if isinstance(found.task, Only):
            if state.page is not Page.FACE_CHECK or state.staff != found.task.staff:
                return
            if person is None:
                self._notice(Notice.NOT_THAT_PERSON, keep=True, figures=found.verdict.figures)
                return
            self._desk.punch(person, PunchMeans.NUMBER_AND_FACE, found.track, found.verdict.figures)
        elif isinstance(found.task, Anyone) and state.is_free:
            if person is not None:
                self._desk.punch(person, PunchMeans.FACE, found.track, found.verdict.figures)
            elif isinstance(found.verdict, Unsure):
                self._open_keypad(Wants.NUMBER)
            else:
                self._notice(Notice.UNKNOWN_FACE, figures=found.verdict.figures)

    def _check_face(self, person: Person) -> None:
        self._screen.open(
            Page.FACE_CHECK,
            FACE_SECONDS,
            lambda: self._notice(Notice.NOT_SEEN, keep=True),
            staff=person.staff,
            name=person.name,
            typed="",
            notice=None,
            hint=Hint.GOOD,
            spot=None,
            act="",
        )

    def _without_eyes(self, may_skip: bool = False) -> bool:
        """Whether no face can be seen now; with `may_skip`, whether a card alone is enough then."""
        blind = Trouble.CAMERA in self.state.troubles or Trouble.NO_FACES in self.state.troubles
        if may_skip:
            return blind and self._staff is not None and self._staff.policy == CONVENIENT
        return blind

    # Numbers and PINs

    def _open_keypad(self, wants: Wants) -> None:
        if self.state.page in (Page.PAIRING, Page.ENROL, Page.CHECKING):
            return
        if self._staff is None:
            self._notice(Notice.NO_ROSTER)
            return
        self._screen.open(
            Page.NUMBER,
            NUMBER_SECONDS,
            wants=wants,
            typed="",
            staff="",
            name="",
            notice=None,
        )

    def _type(self, typed: str) -> None:
        self._screen.become(typed=typed, notice=None)
        self._screen.stay(NUMBER_SECONDS)

    def _number_entered(self) -> None:
        person = self._known(self.state.typed)
        if person is None:
            self._screen.become(typed="", notice=Notice.UNKNOWN_NUMBER)
            self._screen.stay(NUMBER_SECONDS)
        elif self.state.wants is Wants.NUMBER_AND_PIN or not person.has_face or self._without_eyes():
            if self.state.connected:
                self._ask_pin(person)
            else:
                self._notice(Notice.PIN_NEEDS_SERVER)
        else:
            self._check_face(person)

    def _ask_pin(self, person: Person) -> None:
        why = None if self.state.wants is Wants.NUMBER_AND_PIN or person.has_face else Notice.NO_FACE_ENROLLED
        self._screen.open(
            Page.PIN,
            PIN_SECONDS,
            staff=person.staff,
            name=person.name,
            typed="",
            notice=why,
            words="",
        )

    def _pin_entered(self) -> None:
        person = self._known(self.state.staff)
        if person is None:
            self._screen.home()
            return
        ask = CheckPin(staff=person.staff, pin=self.state.typed)
        self._pin_asked += 1
        asked = self._pin_asked
        self._screen.open(Page.CHECKING, typed="")
        self._asking.run(
            lambda: self._hall.check_pin(ask),
            lambda _: self._pin_right(asked, person),
            lambda error: self._pin_failed(asked, error),
        )

    def _pin_right(self, asked: int, person: Person) -> None:
        if asked == self._pin_asked and self.state.page is Page.CHECKING:
            self._desk.punch(person, PunchMeans.PIN)

    def _pin_failed(self, asked: int, error: Exception) -> None:
        if asked == self._pin_asked and self.state.page is Page.CHECKING:
            match error:
                case Refused():
                    self._notice(
                        Notice.REFUSED, keep=True, words=error.problem.detail, code=error.problem.code
                    )
                case LinkLost():
                    self._notice(Notice.PIN_NEEDS_SERVER)
                case _:
                    self._notice(Notice.FAILED)
        if not isinstance(error, Refused | LinkLost):
            raise error

    # How

    def _known(self, number: str) -> Person | None:
        return self._staff.by_number(number) if self._staff else None

    def _notice(
        self,
        what: Notice,
        keep: bool = False,
        words: str = "",
        code: str = "",
        figures: FaceFigures | None = None,
    ) -> None:
        """`keep`: whose face was asked for may be tried again."""
        self._screen.open(
            Page.NOTICE,
            NOTICE_SECONDS,
            notice=what,
            words=words,
            code=code,
            figures=figures,
            typed="",
            spot=None,
            staff=self.state.staff if keep else "",
            name=self.state.name if keep else "",
        )
