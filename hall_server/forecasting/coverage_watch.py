"""Watches whether the waits that are told come true, for the metrics and the log. It reads the calls on
record, so that it sees those of every method, also where nothing is played forward."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from hall_server.domain.call_record import CallMade, Logged, call_made
from hall_server.domain.forecast.drift import (
    ALARM,
    OVER,
    Promise,
    coverage_of,
    drifts_of,
    promises_of,
    standing,
)
from hall_server.domain.names import TicketId
from hall_server.operations.forecasts import Forecasts

log = logging.getLogger("onehall.forecasts")


class Calls(Protocol):
    """What is on record of calls."""

    def calls_of(self, day: date, after: int = 0) -> Sequence[Logged]: ...

    def promises_before(self, day: date) -> Sequence[Promise]: ...


class CoverageWatch:
    """Each look reads only what is new since the one before."""

    def __init__(self, calls: Calls, forecasts: Forecasts) -> None:
        self._calls, self._forecasts = calls, forecasts
        self._day: date | None = None
        self._before: Sequence[Promise] = ()
        self._promises: list[Promise] = []
        self._called: set[TicketId] = set()
        self._seq = 0

    def look(self, day: date) -> None:
        """For the metrics; and one line in the log when the alarm begins."""
        if day != self._day:
            self._before, self._day = self._calls.promises_before(day), day
            self._promises, self._called, self._seq = [], set(), 0
        self._promises += promises_of(self._fresh(day))
        drift = standing(drifts_of(self._promises, self._before))
        told, self._forecasts.drift = self._forecasts.drift, drift.share if drift else None
        self._forecasts.coverage = coverage_of(self._promises, self._before)
        if drift is not None and told is None:
            low, high = (round(100 * x) for x in ALARM)
            said = "%.1f %% of the last %d waits were within what was told; %d-%d %% is usual"
            log.warning(said, 100 * drift.share, OVER, low, high)

    def _fresh(self, day: date) -> list[CallMade]:
        """First calls that no look has seen."""
        found = []
        for step in self._calls.calls_of(day, self._seq):
            self._seq, made = step.seq, call_made(step)
            if made is not None and made.ticket.id not in self._called:
                self._called.add(made.ticket.id)
                found.append(made)
        return found
