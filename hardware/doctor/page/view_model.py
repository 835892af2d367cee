"""The technician's page: asks for the PIN, runs the check, has devices do something, and closes itself."""

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from hall_server.client.background import Background, Timer
from hardware.doctor.findings import Finding
from hardware.doctor.page.state import About, Act, Done, PageState, Sheet, Tries
from hardware.doctor.technician_pin import MOST_DIGITS, BadPinHash, expect_hash, matches
from hardware.health import Health

IDLE_SECONDS = 120.0
LINE_SECONDS = 20.0
"""How long the line that says how to set a PIN stands there."""
WIPE_SECONDS = 20.0
"""Digits that nobody completes are wiped, and the keys go."""

log = logging.getLogger(__name__)


class TechnicianPage:
    """One state, one method a tap. Every method is called on the screen's thread.

    `check` gives one finding after another and runs on the background, as do the acts.
    """

    def __init__(
        self,
        about: About,
        pin_hash: str | None,
        check: Callable[[], Iterator[Finding]],
        acts: Mapping[Act, Callable[[], Finding]],
        background: Background,
        timer: Timer,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        show: Callable[[PageState], None],
    ) -> None:
        self._pin_hash, self._check, self._acts = pin_hash, check, acts
        self._background, self._timer = background, timer
        self._clock, self._now, self._show = clock, now, show
        self._state = PageState(about, offered=tuple(acts))
        self._tries = Tries()
        self._digits = ""
        self._opening = 0
        """Counts openings: what belongs to an earlier one is dropped."""
        self._still: Callable[[], None] = lambda: None

    @property
    def state(self) -> PageState:
        return self._state

    # Opening and closing

    def asked_for(self) -> None:
        """The corner was pressed for long, or the keys for it were."""
        if self._state.sheet is not Sheet.CLOSED:
            return
        self._opening += 1
        sheet = self._first_sheet()
        self._become(PageState(self._state.about, sheet, offered=self._state.offered))
        if sheet is Sheet.PIN:
            self._tell_lock()
        self.touched()

    def close(self) -> None:
        self._digits = ""
        self._still()
        self._opening += 1
        self._become(PageState(self._state.about, offered=self._state.offered))

    def touched(self) -> None:
        """Somebody is there: the page stays."""
        self._still()
        seconds = {Sheet.REPORT: IDLE_SECONDS, Sheet.PIN: WIPE_SECONDS}.get(self._state.sheet, LINE_SECONDS)
        if self._state.sheet is not Sheet.CLOSED:
            self._still = self._timer.after(seconds, self.close)

    def _first_sheet(self) -> Sheet:
        if not self._pin_hash:
            return Sheet.NOT_SET
        try:
            expect_hash(self._pin_hash)
        except BadPinHash:
            return Sheet.SPOILT
        return Sheet.PIN

    # The PIN

    def digit_pressed(self, digit: str) -> None:
        if self._may_type() and len(self._digits) < MOST_DIGITS:
            self._type(self._digits + digit)

    def rub_out_pressed(self) -> None:
        if self._may_type():
            self._type(self._digits[:-1])

    def enter_pressed(self) -> None:
        """Tried on the background: a hash takes its time."""
        if not self._may_type() or not self._digits or not self._pin_hash:
            return
        self.touched()
        pin, self._digits = self._digits, ""
        self._become(replace(self._state, typed=0, trying=True, wrong=False))
        opening = self._opening
        self._background.run(
            partial(matches, pin, self._pin_hash),
            lambda right: self._tried(opening, right),
            lambda error: self._tried(opening, False),
        )

    def _may_type(self) -> bool:
        state = self._state
        return state.sheet is Sheet.PIN and not state.trying and not state.locked_seconds

    def _type(self, digits: str) -> None:
        self.touched()
        self._digits = digits
        self._become(replace(self._state, typed=len(digits), wrong=False))

    def _tried(self, opening: int, right: bool) -> None:
        # A wrong one counts also when the page was closed meanwhile.
        self._tries = Tries() if right else self._tries.after_wrong(self._clock())
        if opening != self._opening:
            return
        if right:
            self._become(replace(self._state, sheet=Sheet.REPORT, trying=False))
            self.touched()
            self.check_pressed()
        else:
            self._become(replace(self._state, trying=False, wrong=True, tries_left=self._tries.left))
            self._tell_lock()

    def _tell_lock(self) -> None:
        """Counts the seconds down, while the keys are there to be locked."""
        seconds = math.ceil(self._tries.seconds_locked(self._clock()))
        if seconds:
            opening = self._opening
            self._timer.after(1.0, lambda: self._tell_lock() if opening == self._opening else None)
            # As long as it counts, somebody may be waiting for the end.
            self.touched()
        if seconds != self._state.locked_seconds:
            self._become(
                replace(self._state, locked_seconds=seconds, wrong=self._state.wrong and seconds > 0)
            )

    # The report

    def check_pressed(self) -> None:
        if self._state.sheet is not Sheet.REPORT or self._state.checking:
            return
        self.touched()
        self._become(replace(self._state, findings=(), checking=True, checked_at=None, done=None))
        self._look(self._opening, self._check())

    def act_pressed(self, act: Act) -> None:
        """At once, or after the thing that is being looked at: the background does one at a time."""
        if self._state.sheet is not Sheet.REPORT or self._state.acting or act not in self._acts:
            return
        self.touched()
        self._become(replace(self._state, acting=act, done=None))
        opening = self._opening
        self._background.run(
            self._acts[act],
            lambda finding: self._acted(opening, act, finding),
            lambda error: self._acted(opening, act, _mishap(error)),
        )

    def _look(self, opening: int, findings: Iterator[Finding]) -> None:
        """One finding at a time, so that each is shown as soon as it is there."""
        self._background.run(
            lambda: next(findings, None),
            lambda finding: self._looked(opening, findings, finding),
            lambda error: self._looked(opening, iter(()), _mishap(error)),
        )

    def _looked(self, opening: int, findings: Iterator[Finding], finding: Finding | None) -> None:
        if opening != self._opening:
            return
        if finding is None:
            self._become(replace(self._state, checking=False, checked_at=self._now()))
            return
        self._become(replace(self._state, findings=(*self._state.findings, finding)))
        self._look(opening, findings)

    def _acted(self, opening: int, act: Act, finding: Finding) -> None:
        if opening == self._opening:
            self._become(replace(self._state, acting=None, done=Done(act, finding)))

    def _become(self, state: PageState) -> None:
        self._state = state
        self._show(state)


def _mishap(error: Exception) -> Finding:
    """A mistake in a driver's code is news for the technician too, and no reason for the page to go."""
    log.error("a check failed", exc_info=error)
    return Finding("check", "", Health.down("device_fault"), f"{type(error).__name__}: {error}")
