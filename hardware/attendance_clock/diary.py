"""What the hall is told of the clock besides punches: read off what the screen comes to show.

Never a picture. A number that nobody has is not told: it may be a PIN in the wrong field.
"""

import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import NotKept
from hall_server.wire.attendance import FaceFigures
from hall_server.wire.clock_events import ClockEvent, ClockEventKind
from hall_server.wire.words import Language
from hardware.attendance_clock.glances import Hint
from hardware.attendance_clock.state import ClockState, Notice, Page, Trouble
from hardware.attendance_clock.timekeeping import Stamp

NOTICES: Mapping[Notice, ClockEventKind] = {
    Notice.UNKNOWN_FACE: ClockEventKind.UNKNOWN_FACE,
    Notice.UNKNOWN_CARD: ClockEventKind.UNKNOWN_CARD,
    Notice.UNKNOWN_NUMBER: ClockEventKind.UNKNOWN_NUMBER,
    Notice.NOT_THAT_PERSON: ClockEventKind.OTHER_PERSON,
    Notice.NOT_ALIVE: ClockEventKind.NOT_ALIVE,
    Notice.NO_FACE_ENROLLED: ClockEventKind.NOT_ENROLLED,
}
REFUSALS: Mapping[str, ClockEventKind] = {
    "sign_in_failed": ClockEventKind.PIN_WRONG,
    "locked_out": ClockEventKind.PIN_LOCKED,
}
"""By the hall's code."""
TROUBLES: Mapping[Trouble, ClockEventKind] = {
    Trouble.DISK: ClockEventKind.NOT_KEPT,
    Trouble.CAMERA: ClockEventKind.BLIND,
    Trouble.DARK: ClockEventKind.DARK,
    Trouble.TIME_JUMPED: ClockEventKind.TIME_JUMPED,
}
HINTS: Mapping[Hint, ClockEventKind] = {
    Hint.ONE_AT_A_TIME: ClockEventKind.SEVERAL_FACES,
    Hint.UNCOVER: ClockEventKind.COVERED_FACE,
}
HINT_SECONDS, ONCE_IN_SECONDS = 5.0, 60.0
"""A hint is news when it stood for so long; what goes on by itself is told so often at most."""
HELD = 50
"""News that the disk would not take waits in memory, the newest ones."""

log = logging.getLogger(__name__)


class Clock(Protocol):
    def stamp(self) -> Stamp: ...


class Diary:
    """`keep` puts an event on the disk: it blocks, raises NotKept, and is called on `keeping`. `send`: there
    is something to send."""

    def __init__(
        self,
        keep: Callable[[ClockEvent], None],
        send: Callable[[], None],
        clock: Clock,
        keeping: Background,
        timer: Timer,
        new_key: Callable[[], str],
    ) -> None:
        self._keep, self._send, self._clock = keep, send, clock
        self._keeping, self._timer, self._new_key = keeping, timer, new_key
        self._before = ClockState(Language.ZH)
        self._held: deque[ClockEvent] = deque(maxlen=HELD)
        self._quiet: set[ClockEventKind] = set()
        self._hint: Hint | None = None
        self._forget_hint: Callable[[], None] = lambda: None

    def saw(self, state: ClockState) -> None:
        """This is what is shown now."""
        before, self._before = self._before, state
        if state.notice is not None and (state.notice, state.page) != (before.notice, before.page):
            self._noticed(state, before)
        for trouble in TROUBLES:
            if trouble in state.troubles and trouble not in before.troubles:
                self._goes_on(TROUBLES[trouble])
        if state.refused > before.refused:
            greeted = next((g for g in (state.greeting, state.before) if g is not None and g.refusal), None)
            self.note(ClockEventKind.REFUSED, greeted.staff if greeted is not None else None)
        if Trouble.DISK in before.troubles and Trouble.DISK not in state.troubles and self._held:
            self._keep_held()
        self._watch_hint(state)

    def note(
        self, kind: ClockEventKind, staff: str | None = None, figures: FaceFigures | None = None
    ) -> None:
        stamp = self._clock.stamp()
        self._held.append(
            ClockEvent(
                id=self._new_key(),
                kind=kind,
                at=stamp.at,
                device_at=stamp.device_at,
                staff=staff or None,
                figures=figures,
            )
        )
        self._keep_held()

    def _keep_held(self) -> None:
        self._keeping.run(self._keep_all, lambda _: self._send(), self._not_kept)

    def _noticed(self, state: ClockState, before: ClockState) -> None:
        notice = state.notice
        assert notice is not None
        kind = REFUSALS.get(state.code) if notice is Notice.REFUSED else NOTICES.get(notice)
        if kind is None:
            return
        # A proof of life that failed ends the page on which somebody's face was asked for.
        staff = state.staff or (before.staff if kind is ClockEventKind.NOT_ALIVE else "")
        self.note(kind, staff, state.figures if state.page is Page.NOTICE else None)

    def _watch_hint(self, state: ClockState) -> None:
        hint = state.hint if state.page in (Page.LOOKING, Page.FACE_CHECK) else None
        if hint is self._hint:
            return
        self._hint = hint
        self._forget_hint()
        if hint is not None and hint in HINTS:
            kind = HINTS[hint]
            self._forget_hint = self._timer.after(HINT_SECONDS, lambda: self._goes_on(kind))

    def _goes_on(self, kind: ClockEventKind) -> None:
        if kind not in self._quiet:
            self._quiet.add(kind)
            self._timer.after(ONCE_IN_SECONDS, lambda: self._quiet.discard(kind))
            self.note(kind)

    def _keep_all(self) -> None:
        while self._held:
            event = self._held.popleft()
            try:
                self._keep(event)
            except NotKept:
                self._held.appendleft(event)
                raise

    def _not_kept(self, error: Exception) -> None:
        """They go with the next one, or as soon as a punch was kept."""
        if not isinstance(error, NotKept):
            raise error
        log.error("news could not be kept: %s", error)
