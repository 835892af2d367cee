"""The hall's clock: the computer's, kept from jumping.

Seniority is a moment in time. Were the computer's clock set back, everybody who takes a number afterwards
would stand before those who wait already; were it set to another day by mistake, the day would be closed over
their heads. So time never goes back here, not over a restart either, and a leap ahead is believed only when
it lasts.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

LEAP = timedelta(hours=1)
"""Further ahead than this at once is not believed at first …"""
LASTING = timedelta(minutes=10)
"""… but when it has lasted so long."""
NOTICED = timedelta(seconds=2)
"""Smaller steps back are the usual setting right of a clock: time stands still for so long."""
log = logging.getLogger("onehall.clock")


def seconds_since_boot() -> float:
    """Goes on while the computer sleeps, where the system tells; nobody can set it."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    except (AttributeError, OSError):
        return time.monotonic()


class SteadyClock:
    """Called for the time. `clock` may jump, `seconds` may not. `since`: when the hall's last event was;
    where the computer's clock is behind it, time runs on from there, as when it is set back meanwhile."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = seconds_since_boot,
        since: datetime | None = None,
    ) -> None:
        self._clock, self._seconds = clock, seconds
        told, self._counted = clock(), seconds()
        self._last = max(told, since or told)
        self._behind = self._last - told > NOTICED
        if self._behind:
            log.warning(_BACK, f"{_shown(self._last)} (the hall's last event)", _shown(told))
        self._leapt_at: float | None = None
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            told, counted = self._clock(), self._seconds()
            due = self._last + timedelta(seconds=max(counted - self._counted, 0.0))
            self._last, self._counted = self._believed(told, due, counted), counted
            return self._last

    def _believed(self, told: datetime, due: datetime, counted: float) -> datetime:
        """`due`: what the time should be by the seconds that have passed."""
        if told < self._last:
            self._leapt_at = None
            if self._last - told <= NOTICED:
                return self._last
            if not self._behind:
                log.warning(_BACK, _shown(due), _shown(told))
                self._behind = True
            return max(_in_milliseconds(due), self._last)
        self._behind = False
        if told - due <= LEAP:
            self._leapt_at = None
            return told
        if self._leapt_at is None:
            self._leapt_at = counted
            log.warning(_AHEAD, _shown(due), _shown(told), LASTING.seconds // 60)
        if counted - self._leapt_at < LASTING.total_seconds():
            return _in_milliseconds(due)
        log.warning(_BELIEVED, _shown(told))
        self._leapt_at = None
        return told


_BACK = (
    "the computer's clock was set back from %s to %s: the hall's time runs on, so that nobody is passed; "
    "if the new time is right, start the server with --believe-clock when nobody waits"
)
_AHEAD = (
    "the computer's clock leapt ahead from %s to %s: not believed until it has lasted %d minutes; "
    "set it right, or restart the server"
)
_BELIEVED = "the computer's clock has kept its leap to %s: believed"


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _in_milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
