"""What the clock says in a state: sentences of the catalogue, with their places filled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from hall_server.wire.attendance import PunchMark
from hall_server.wire.catalogue import sentences, text
from hall_server.wire.words import Language
from hardware.attendance_clock.enrolling import CONSENT_VERSION
from hardware.attendance_clock.staff import CONVENIENT
from hardware.attendance_clock.state import (
    ClockState,
    Enrolment,
    EnrolStep,
    Greeting,
    Notice,
    Page,
    Trouble,
    Wants,
)
from hardware.health import advice_of

WITHOUT_MORE = (Notice.REFUSED,)
GOOD = ("kept", "excused", "not_asked", "not_yet")
SHOWN_MARKS, MARK_CELLS = 4, 4
SHOWN_TROUBLES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A large sentence and a quieter one."""

    big: str
    more: str = ""


class Wording:
    """Of one state."""

    def __init__(self, state: ClockState) -> None:
        self._state = state

    def __call__(self, key: str, **places: object) -> str:
        return text(f"clock.{key}", self._state.language, **places)

    @property
    def zone(self) -> tzinfo | None:
        return ZoneInfo(self._state.time_zone) if self._state.time_zone else None

    def time(self, at: datetime, form: str = "%H:%M") -> str:
        return at.astimezone(self.zone).strftime(form)

    def age(self, minutes: int) -> str:
        for unit, length in (("days", 24 * 60), ("hours", 60)):
            if minutes >= 2 * length:
                return self(f"age_{unit}", count=minutes // length)
        return self("age_minutes", count=max(minutes, 1))

    def hall(self) -> str:
        state = self._state
        own = state.hall_zh if state.language is Language.ZH else state.hall_en or state.hall_zh
        return own or self("title")

    def date(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return self(
            "date",
            year=local.year,
            month=self(f"month_{local.month}"),
            day=local.day,
            weekday=self(f"weekday_{local.weekday()}"),
        )

    def main(self) -> Said:
        """What a person is told to do."""
        state = self._state
        said: dict[Page, Callable[[], Said]] = {
            Page.PAIRING: lambda: Said(self("pairing"), self("pairing_more")),
            Page.WAITING: self._welcome,
            Page.LOOKING: lambda: Said(self(f"hint_{state.hint.value}"), self("hint_more")),
            Page.CHALLENGE: lambda: self._act(state.act, state.act_seconds),
            Page.NUMBER: self._number,
            Page.FACE_CHECK: self._face_check,
            Page.PIN: self._pin,
            Page.CHECKING: lambda: Said(self("checking")),
            Page.NOTICE: self._notice,
            Page.ENROL: lambda: self.enrolment(state.enrolment or Enrolment()),
        }
        return said.get(state.page, lambda: Said(""))()

    def troubles(self) -> str:
        """The gravest, in one band."""
        return " · ".join(self._trouble(each) for each in self._state.troubles[:SHOWN_TROUBLES])

    def done(self, greeting: Greeting) -> str:
        if greeting.refusal:
            return self("greeting_stored")
        return self("greeting_again" if greeting.again else "greeting_done")

    def verdict(self, greeting: Greeting) -> str:
        """What the hall makes of the punch, as far as it is known."""
        if greeting.refusal:
            return self("greeting_refused", words=greeting.refusal)
        answer = greeting.answer
        if answer is None:
            return self("greeting_kept" if Trouble.LINK in self._state.troubles else "greeting_sending")
        if answer.doubt is not None:
            return self("greeting_doubt")
        own = own_mark(greeting)
        return self.mark(own) if own is not None else self("not_counted")

    def mark(self, mark: PunchMark) -> str:
        key = f"verdict_{mark.verdict}"
        return self(key if f"clock.{key}" in sentences() else "verdict_other", minutes=mark.minutes)

    def today(self, greeting: Greeting) -> list[tuple[str, ...]]:
        """A line for each punch that today asks for: which, when it was due, when it was, what it came to."""
        marks = greeting.answer.marks if greeting.answer is not None else ()
        return [
            (
                self(f"side_{mark.side.value}"),
                self("due", time=self.time(mark.due)),
                self.time(mark.at) if mark.at else "—",
                self.mark(mark),
            )
            for mark in marks[:SHOWN_MARKS]
        ]

    def enrolment(self, now: Enrolment) -> Said:
        why = self._why(now)
        match now.step:
            case EnrolStep.ADMIN_NUMBER:
                return Said(self("enrol_admin_number"), why or self("enrol_admin_number_more"))
            case EnrolStep.ADMIN_PIN:
                return Said(self("enrol_admin_pin"), self("enrol_admin_pin_more", admin=now.admin))
            case EnrolStep.PERSON:
                return Said(self("enrol_person"), why or self("enrol_person_more"))
            case EnrolStep.CONSENT:
                return Said(self("enrol_consent", name=now.name), self("enrol_consent_text"))
            case EnrolStep.MARK:
                return Said(self("enrol_mark"), self("enrol_mark_more"))
            case EnrolStep.LOOK:
                hint = self(f"hint_{now.hint.value}")
                taken = self("enrol_look_more", done=now.done, count=now.count)
                return Said(self("enrol_look", name=now.name), f"{hint}\n{taken}")
            case EnrolStep.SENDING:
                return Said(self("enrol_sending"))
            case EnrolStep.DONE:
                return Said(self("enrol_done", name=now.name), self("enrol_done_more"))
        return Said(self("enrol_not_done"), why)

    def consent_version(self, now: datetime) -> str:
        return self("enrol_consent_version", version=CONSENT_VERSION, date=self.time(now, "%Y-%m-%d"))

    def _why(self, now: Enrolment) -> str:
        return self(f"enrol_why_{now.why}", words=now.refusal, staff=now.close_to) if now.why else ""

    def _welcome(self) -> Said:
        troubles = self._state.troubles
        key = "welcome_convenient" if self._state.policy == CONVENIENT else "welcome_strict"
        if Trouble.DISK in troubles:
            key = "welcome_not_kept"
        elif Trouble.NO_ROSTER in troubles:
            key = "welcome_no_roster"
        elif Trouble.CAMERA in troubles or Trouble.NO_FACES in troubles:
            key = "welcome_no_faces"
        return Said(self(key), self(f"{key}_more"))

    def _act(self, act: str, seconds: int) -> Said:
        key = f"act_{act}"
        known = f"clock.{key}" in sentences()
        return Said(self(key if known else "act_other"), self("act_more", seconds=seconds))

    def _number(self) -> Said:
        state = self._state
        if state.notice is not None:
            return Said(self(f"notice_{state.notice.value}"), self(f"notice_{state.notice.value}_more"))
        by_face = state.wants is Wants.NUMBER and not {Trouble.CAMERA, Trouble.NO_FACES} & {*state.troubles}
        more = "number_more" if by_face else "number_pin_more"
        return Said(self("number"), self(more))

    def _pin(self) -> Said:
        state = self._state
        more = self("pin_more", staff=state.staff)
        if state.notice is not None:
            more = self(f"notice_{state.notice.value}")
        return Said(self("pin", name=state.name), more)

    def _face_check(self) -> Said:
        state = self._state
        if state.act:
            return self._act(state.act, state.act_seconds)
        return Said(self("face_check", name=state.name), self(f"hint_{state.hint.value}"))

    def _notice(self) -> Said:
        notice = self._state.notice
        if notice is None:
            return Said("")
        more = self._state.words if notice in WITHOUT_MORE else self(f"notice_{notice.value}_more")
        return Said(self(f"notice_{notice.value}"), more)

    def _trouble(self, what: Trouble) -> str:
        state = self._state
        match what:
            case Trouble.CAMERA:
                advice, zh = advice_of(state.camera_code), state.language is Language.ZH
                return self(
                    "trouble_camera",
                    cause=advice.cause_zh if zh else advice.cause_en,
                    cure=advice.cure_zh if zh else advice.cure_en,
                )
            case Trouble.LINK if state.waiting:
                return self("trouble_link_waiting", count=state.waiting)
            case Trouble.TIME_OLD:
                return self("trouble_clock_old", age=self.age(state.time_age))
            case Trouble.REFUSED:
                return self("trouble_punch_refused", count=state.refused)
        return self(f"trouble_{what.value}")


def own_mark(greeting: Greeting) -> PunchMark | None:
    """The mark that the greeted punch decided, if it decided one."""
    answer = greeting.answer
    if answer is None:
        return None
    return next((mark for mark in answer.marks if mark.at == answer.counted_at), None)


def is_good(greeting: Greeting) -> bool:
    """Whether nothing needs to be looked at."""
    mark = own_mark(greeting)
    doubtful = greeting.answer is not None and greeting.answer.doubt is not None
    return not greeting.refusal and not doubtful and (mark is None or mark.verdict in GOOD)
