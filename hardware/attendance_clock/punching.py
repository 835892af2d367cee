"""From a person who is known to a punch on the disk, a greeting, and what the hall makes of it.

Laws, and tests: nobody is greeted whose punch is not on the disk; one person is punched once a minute however
often they are seen, and not again while they stand there; 不是我 takes back the punch that was greeted.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import NotKept
from hall_server.wire.answers import Problem
from hall_server.wire.attendance import (
    LONGEST_AGE_MS,
    FaceFigures,
    Punch,
    Punched,
    PunchMeans,
    UndoPunch,
)
from hardware.attendance_clock.screen import Screen
from hardware.attendance_clock.staff import Person
from hardware.attendance_clock.state import Greeting, Notice, Page, Trouble, Wants
from hardware.attendance_clock.timekeeping import Stamp

ONCE_IN = timedelta(seconds=60)
NOTICE_SECONDS, NUMBER_SECONDS = 8, 25
AGAIN_SECONDS = 5.0
"""Between two tries to send what waits."""
MILLISECOND = timedelta(milliseconds=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the punches that were due."""

    answers: Mapping[str, Punched]
    """By the punch's id."""
    refused: Mapping[str, Problem]
    """By the punch's id: those that the hall will not have. They stay in the file."""
    left: int
    """Punches that wait still."""
    unsent: bool = False
    """Something waits still, be it only news of what happened at the clock."""
    unauthorised: bool = False
    """The hall does not know this clock any more; nothing was judged."""


class Box(Protocol):
    """`PunchBox`, in service. Every method blocks."""

    def keep(self, punch: Punch) -> None:
        """Raises NotKept."""

    def undo(self, punch: str, ask: UndoPunch) -> None:
        """Raises NotKept."""

    def waiting(self) -> int:
        """Raises NotKept."""


class Clock(Protocol):
    def stamp(self) -> Stamp: ...


@dataclass
class _Last:
    """Of one person: their last punch here."""

    punch: str
    at: datetime
    track: int | None
    answer: Punched | None = None


class PunchDesk:
    """All that becomes of punches. `send` blocks and sends what waits; it is called on `sending`. `mistaken`
    hears of a greeting that was wrong, where no punch can be taken back."""

    def __init__(
        self,
        screen: Screen,
        box: Box,
        send: Callable[[], Sent],
        clock: Clock,
        keeping: Background,
        sending: Background,
        timer: Timer,
        new_key: Callable[[], str],
        unauthorised: Callable[[], None],
        undo_seconds: Callable[[], float],
        mistaken: Callable[[Greeting], None],
    ) -> None:
        self._screen, self._box, self._send, self._clock = screen, box, send, clock
        self._keeping, self._sending, self._timer, self._new_key = keeping, sending, timer, new_key
        self._unauthorised, self._undo_seconds, self._mistaken = unauthorised, undo_seconds, mistaken
        self._last: dict[str, _Last] = {}
        self._under_way = self._once_more = False
        self._retry: Callable[[], None] = lambda: None
        self._ticking = False

    def start(self) -> None:
        """What was kept in an earlier run goes out."""
        self._keeping.run(self._box.waiting, self._counted, self._not_kept_earlier)
        self.send()

    def punch(
        self,
        person: Person,
        means: PunchMeans,
        track: int | None = None,
        figures: FaceFigures | None = None,
    ) -> None:
        stamp = self._clock.stamp()
        last = self._last.get(person.staff)
        if last is not None and track is not None and last.track == track:
            return
        if last is not None and timedelta() <= stamp.at - last.at < ONCE_IN:
            last.track = track
            self._greet(
                Greeting(
                    last.punch,
                    person.staff,
                    person.name,
                    last.at,
                    means,
                    track,
                    again=True,
                    answer=last.answer,
                    figures=figures,
                )
            )
            return
        ask = Punch(
            id=self._new_key(),
            staff=person.staff,
            means=means,
            device_at=stamp.device_at,
            offset_ms=None if stamp.offset is None else round(stamp.offset / MILLISECOND),
            offset_age_ms=_age_ms(stamp),
            jumped=stamp.jumped,
        )
        self._last[person.staff] = _Last(ask.id, stamp.at, track)
        greeting = Greeting(ask.id, person.staff, person.name, stamp.at, means, track, figures=figures)
        self._keeping.run(
            lambda: self._keep(ask),
            lambda waiting: self._kept(greeting, waiting),
            lambda error: self._not_kept(greeting, error),
        )

    def undo(self, punch: str) -> None:
        """不是我, for the greeting of this punch, while it may be taken back."""
        state = self._screen.state
        greeting = next((g for g in (state.greeting, state.before) if g and g.punch == punch), None)
        if greeting is None or not greeting.seconds_left:
            return
        if greeting.again:
            # It was not made now, and whoever made it has gone.
            self._mistaken(greeting)
            self._undone()
            return
        # The hall compares it with what this clock showed at the greeting.
        ask = UndoPunch(
            undone_at=self._clock.stamp().device_at,
            staff=greeting.staff,
            means=greeting.means,
            figures=greeting.figures,
        )
        self._last.pop(greeting.staff, None)
        self._keeping.run(lambda: self._box.undo(punch, ask), lambda _: self._undone(), self._not_undone)

    def send(self) -> None:
        """Send what waits, now. One try at a time."""
        self._retry()
        if self._under_way:
            self._once_more = True
            return
        self._under_way = True
        self._sending.run(self._send, self._sent, self._not_sent)

    # Keeping

    def _keep(self, ask: Punch) -> int:
        self._box.keep(ask)
        return self._box.waiting()

    def _kept(self, greeting: Greeting, waiting: int) -> None:
        self._screen.trouble(Trouble.DISK, False)
        self._screen.become(waiting=waiting)
        self._greet(greeting)
        self.send()

    def _not_kept(self, greeting: Greeting, error: Exception) -> None:
        self._last.pop(greeting.staff, None)
        if not isinstance(error, NotKept):
            self._notice(Notice.FAILED)
            raise error
        log.error("a punch could not be kept: %s", error)
        self._screen.trouble(Trouble.DISK, True)
        self._notice(Notice.NOT_KEPT)

    def _counted(self, waiting: int) -> None:
        self._screen.trouble(Trouble.DISK, False)
        self._screen.become(waiting=waiting)

    def _not_kept_earlier(self, error: Exception) -> None:
        if not isinstance(error, NotKept):
            raise error
        log.error("the kept punches cannot be read: %s", error)
        self._screen.trouble(Trouble.DISK, True)

    def _undone(self) -> None:
        """The one who stands there says who they are: their face would be mistaken again."""
        self._screen.open(
            Page.NUMBER,
            NUMBER_SECONDS,
            wants=Wants.NUMBER,
            notice=Notice.UNDONE,
            typed="",
            staff="",
            name="",
            greeting=None,
            before=None,
        )
        self.send()

    def _not_undone(self, error: Exception) -> None:
        self._notice(Notice.NOT_UNDONE)
        if not isinstance(error, NotKept):
            raise error
        self._screen.trouble(Trouble.DISK, True)

    def _notice(self, what: Notice) -> None:
        self._screen.open(Page.NOTICE, NOTICE_SECONDS, notice=what, words="", staff="", name="")

    # Greeting

    def _greet(self, greeting: Greeting) -> None:
        """The one before keeps its 不是我 beside the new one, for as long as it may be tapped."""
        seconds = max(round(self._undo_seconds()), 1)
        before = self._screen.state.greeting
        self._screen.open(
            Page.GREETING,
            greeting=replace(greeting, seconds_left=seconds),
            before=before if before and before.seconds_left else None,
            typed="",
            notice=None,
        )
        if not self._ticking:
            self._ticking = True
            self._timer.after(1.0, self._second_passed)

    def _second_passed(self) -> None:
        state = self._screen.state
        greeting, before = _older(state.greeting), _older(state.before)
        self._ticking = greeting is not None or before is not None
        if self._ticking:
            self._timer.after(1.0, self._second_passed)
        if state.page is Page.GREETING and greeting is None:
            self._screen.home()
        else:
            self._screen.become(greeting=greeting, before=before)

    # Sending

    def _sent(self, sent: Sent) -> None:
        self._ended()
        for last in self._last.values():
            last.answer = sent.answers.get(last.punch, last.answer)
        self._screen.become(
            waiting=sent.left,
            refused=self._screen.state.refused + len(sent.refused),
            greeting=_answered(self._screen.state.greeting, sent),
            before=_answered(self._screen.state.before, sent),
        )
        self._screen.trouble(Trouble.REFUSED, self._screen.state.refused > 0)
        if sent.unauthorised:
            self._unauthorised()
        if sent.left or sent.unsent:
            self._try_later()

    def _not_sent(self, error: Exception) -> None:
        self._ended()
        self._try_later()
        if not isinstance(error, NotKept):
            raise error
        self._screen.trouble(Trouble.DISK, True)

    def _ended(self) -> None:
        self._under_way = False
        if self._once_more:
            self._once_more = False
            self.send()

    def _try_later(self) -> None:
        if not self._under_way:
            self._retry()
            self._retry = self._timer.after(AGAIN_SECONDS, self.send)


def _age_ms(stamp: Stamp) -> int | None:
    if stamp.offset is None or stamp.age is None:
        return None
    return min(round(stamp.age / MILLISECOND), LONGEST_AGE_MS)


def _older(greeting: Greeting | None) -> Greeting | None:
    """A second later."""
    if greeting is None or greeting.seconds_left <= 1:
        return None
    return replace(greeting, seconds_left=greeting.seconds_left - 1)


def _answered(greeting: Greeting | None, sent: Sent) -> Greeting | None:
    if greeting is None:
        return None
    answer, no = sent.answers.get(greeting.punch), sent.refused.get(greeting.punch)
    return replace(
        greeting,
        answer=answer or greeting.answer,
        refusal=no.detail if no is not None else greeting.refusal,
    )
