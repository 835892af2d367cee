"""Enrolment at the clock, by an administrator: who, their consent, their face, and what speaks against it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from hall_server.client.background import Background
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.attendance import Enrol, NewTemplate, template_values
from hardware.attendance_clock.glances import Hint
from hardware.attendance_clock.screen import Screen
from hardware.attendance_clock.staff import Person
from hardware.attendance_clock.state import Enrolment, EnrolStep, Page
from hardware.face.interface import EngineInfo

if TYPE_CHECKING:
    from hardware.face.interface import Template
else:
    Template = object

SECONDS = 120
CONSENT_VERSION = "2026-11"
"""Of the text in the catalogue; a changed text takes a new one."""
LONGEST = 16
TYPED = (EnrolStep.ADMIN_NUMBER, EnrolStep.ADMIN_PIN, EnrolStep.PERSON, EnrolStep.MARK)


class NotAnAdministrator(Exception):
    """Signed in, and may not enrol."""


class AdminHall(Protocol):
    """The hall as an administrator speaks to it. Blocks. Raises Refused, LinkLost."""

    def sign_in(self, staff: str, pin: str) -> None:
        """Raises NotAnAdministrator."""

    def enrol(self, ask: Enrol, key: str) -> None: ...

    def sign_out(self) -> None:
        """Does not raise."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether templates may be enrolled. `spread`: they differ too much among themselves; `close_to`: number
    of a colleague who would be mistaken."""

    spread: bool = False
    close_to: str | None = None


class Faces(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    def fit(self, staff: str, templates: tuple[Template, ...]) -> Fit: ...


class EnrolDesk:
    """One enrolment at a time. `find` looks somebody up on the roster; `enrolled` has it fetched anew."""

    def __init__(
        self,
        screen: Screen,
        hall: AdminHall,
        faces: Faces,
        asking: Background,
        now: Callable[[], datetime],
        new_key: Callable[[], str],
        find: Callable[[str], Person | None],
        enrolled: Callable[[], None],
    ) -> None:
        self._screen, self._hall, self._faces, self._asking = screen, hall, faces, asking
        self._now, self._new_key, self._find, self._enrolled = now, new_key, find, enrolled
        self._due: tuple[Enrol, str] | None = None

    def use(self, faces: Faces) -> None:
        """The engine is ready."""
        self._faces = faces

    def begin(self) -> None:
        self._screen.open(Page.ENROL, SECONDS, self.leave, enrolment=Enrolment(), typed="", notice=None)

    def leave(self) -> None:
        """Also when nobody has touched the screen for long."""
        if self._screen.state.page is not Page.ENROL:
            return
        self._due = None
        self._asking.run(self._hall.sign_out, lambda _: None, self._unforeseen)
        self._screen.home()

    def digit_tapped(self, digit: str) -> None:
        if self._step in TYPED:
            self._type((self._screen.state.typed + digit)[:LONGEST])

    def erase_tapped(self) -> None:
        if self._step in TYPED:
            self._type(self._screen.state.typed[:-1])

    def enter_tapped(self) -> None:
        """Go on with what was typed, or with what was read."""
        typed = self._screen.state.typed
        match self._step:
            case EnrolStep.ADMIN_NUMBER if typed:
                self._go(EnrolStep.ADMIN_PIN, admin=typed)
            case EnrolStep.ADMIN_PIN if typed:
                self._sign_in(typed)
            case EnrolStep.PERSON if typed:
                self._person(typed)
            case EnrolStep.CONSENT:
                self._go(EnrolStep.MARK, consent_on=self._now().date())
            case EnrolStep.MARK if typed:
                self._go(EnrolStep.LOOK, mark=typed, done=0, attempt=self._enrolment.attempt + 1)
            case EnrolStep.DONE:
                self._go(EnrolStep.PERSON, staff="", name="", mark="")
            case EnrolStep.NOT_DONE:
                self._once_more()
            case _:
                pass

    def guided(self, hint: Hint, done: int) -> None:
        if self._step is EnrolStep.LOOK:
            self._screen.become(enrolment=replace(self._enrolment, hint=hint, done=done))

    def gathered(self, templates: tuple[Template, ...]) -> None:
        if self._step is not EnrolStep.LOOK:
            return
        fit = self._faces.fit(self._enrolment.staff, templates)
        if fit.close_to is not None:
            self._go(EnrolStep.NOT_DONE, why="too_close", close_to=fit.close_to)
        elif fit.spread:
            self._go(EnrolStep.NOT_DONE, why="spread")
        else:
            self._due = self._ask(templates), self._new_key()
            self._send()

    @property
    def _enrolment(self) -> Enrolment:
        return self._screen.state.enrolment or Enrolment()

    @property
    def _step(self) -> EnrolStep | None:
        state = self._screen.state
        return state.enrolment.step if state.page is Page.ENROL and state.enrolment else None

    def _type(self, typed: str) -> None:
        self._screen.become(typed=typed, enrolment=replace(self._enrolment, why="", refusal=""))
        self._screen.stay(SECONDS)

    def _go(self, step: EnrolStep, **changes: object) -> None:
        blank: dict[str, object] = {"why": "", "refusal": "", "close_to": "", "hint": Hint.GOOD}
        after = replace(self._enrolment, step=step, **(blank | changes))  # type: ignore[arg-type]
        self._screen.become(typed="", enrolment=after)
        self._screen.stay(SECONDS)

    def _sign_in(self, pin: str) -> None:
        admin = self._enrolment.admin
        self._go(EnrolStep.SENDING)
        self._asking.run(
            lambda: self._hall.sign_in(admin, pin), lambda _: self._signed_in(), self._not_signed_in
        )

    def _signed_in(self) -> None:
        if self._step is EnrolStep.SENDING:
            self._go(EnrolStep.PERSON)

    def _not_signed_in(self, error: Exception) -> None:
        if self._step is EnrolStep.SENDING:
            self._go(EnrolStep.ADMIN_NUMBER, **_why(error))
        self._unforeseen(error)

    def _person(self, number: str) -> None:
        person = self._find(number)
        if person is None:
            self._go(EnrolStep.PERSON, why="unknown_number")
        else:
            self._go(EnrolStep.CONSENT, staff=person.staff, name=person.name)

    def _ask(self, templates: tuple[Template, ...]) -> Enrol:
        told, info = self._enrolment, self._faces.info
        assert told.consent_on is not None
        return Enrol(
            staff=told.staff,
            templates=tuple(
                NewTemplate(
                    model=info.model,
                    version=info.version,
                    values=template_values(t.tolist()),
                )
                for t in templates
            ),
            consent_version=CONSENT_VERSION,
            consent_on=told.consent_on,
            signature_mark=told.mark,
        )

    def _once_more(self) -> None:
        """The same templates again if the hall could not be asked, else new ones, or another person."""
        if self._due is not None and self._enrolment.why == "link":
            self._send()
        elif self._enrolment.why == "spread":
            self._go(EnrolStep.LOOK, done=0, attempt=self._enrolment.attempt + 1)
        else:
            self._go(EnrolStep.PERSON, staff="", name="", mark="")

    def _send(self) -> None:
        assert self._due is not None
        ask, key = self._due
        self._go(EnrolStep.SENDING)
        self._asking.run(lambda: self._hall.enrol(ask, key), lambda _: self._sent(), self._not_sent)

    def _sent(self) -> None:
        self._due = None
        self._enrolled()
        if self._step is EnrolStep.SENDING:
            self._go(EnrolStep.DONE)

    def _not_sent(self, error: Exception) -> None:
        if self._step is EnrolStep.SENDING:
            self._go(EnrolStep.NOT_DONE, **_why(error))
        self._unforeseen(error)

    @staticmethod
    def _unforeseen(error: Exception) -> None:
        if not isinstance(error, Refused | LinkLost | NotAnAdministrator):
            raise error


def _why(error: Exception) -> dict[str, object]:
    match error:
        case Refused():
            return {"why": "refused", "refusal": error.problem.detail}
        case LinkLost():
            return {"why": "link"}
        case NotAnAdministrator():
            return {"why": "not_administrator"}
    return {"why": "failed"}
