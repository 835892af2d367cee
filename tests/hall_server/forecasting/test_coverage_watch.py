"""The metrics and the log of the waits that are told, from the calls on record."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.forecast.drift import Promise
from hall_server.domain.names import TicketId
from hall_server.forecasting.coverage_watch import CoverageWatch
from hall_server.operations.closing import tick
from hall_server.operations.forecasts import Forecasts
from tests.conftest import RunningHall
from tests.small_hall import NINE, TUESDAY
from tests.values import a_call_of, a_ticket
from tests.visits import a_waiting, the_next

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Logged:
    seq: int
    at: datetime
    event: Event


@dataclass
class Record:
    """Calls of days, told by the formula to wait 5 to 15 minutes."""

    days: dict[date, list[Logged]] = field(default_factory=dict)
    before: list[Promise] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    def add(self, day: date, kept: bool) -> None:
        seq = sum(map(len, self.days.values())) + 1
        at = NINE + (day - TUESDAY)
        told = a_ticket(
            seq % 900 + 1, 0, id=TicketId(f"{day}-{seq}"), taken_at=at, estimate_low=5, estimate_high=15,
            estimate_mid=9.0, estimate_basis="recent",
        )  # fmt: skip
        event = Event(kind=Kind.TICKET_CALLED, tickets=(told,), call=a_call_of(told), actor=Actor("clerk"))
        waited = timedelta(minutes=10 if kept else 30)
        self.days.setdefault(day, []).append(Logged(seq, at + waited, event))

    def calls_of(self, day: date, after: int = 0) -> Sequence[Logged]:
        self.asked.append(after)
        return [one for one in self.days.get(day, []) if one.seq > after]

    def promises_before(self, day: date) -> Sequence[Promise]:
        return self.before


def test_waits_that_the_formula_told_raise_the_alarm_over_two_days(caplog: pytest.LogCaptureFixture) -> None:
    """190 on each, of whom 30 % waited as told; nothing is played forward."""
    record, forecasts = Record(before=[Promise(NINE - DAY, n < 57) for n in range(190)]), Forecasts()
    watch = CoverageWatch(record, forecasts)
    watch.look(TUESDAY)
    assert (forecasts.drift, forecasts.coverage) == (None, pytest.approx(0.3))
    for n in range(190):
        record.add(TUESDAY, n < 57)
    with caplog.at_level(logging.WARNING, "onehall.forecasts"):
        watch.look(TUESDAY)
        watch.look(TUESDAY)
    assert forecasts.drift == forecasts.coverage == pytest.approx(0.285)
    assert caplog.text.count("28.5 % of the last 200 waits were within what was told; 72-88 % is usual") == 1
    assert record.asked == [0, 0, 190]


def test_an_alarm_ends_when_waits_come_true_again() -> None:
    record, forecasts = Record(before=[Promise(NINE - DAY, n < 130) for n in range(200)]), Forecasts()
    watch = CoverageWatch(record, forecasts)
    watch.look(TUESDAY)
    assert forecasts.drift == pytest.approx(0.65)
    for n in range(200):
        record.add(TUESDAY, n % 5 != 0)
    watch.look(TUESDAY)
    assert (forecasts.drift, forecasts.coverage) == (None, pytest.approx(0.8))


def test_a_new_day_begins_with_the_promises_of_the_days_before(hall: RunningHall) -> None:
    """On a real record: two were called on the first day, one of them late."""
    clerks = [hall.open(n) for n in (1, 3)]
    for clerk in clerks:
        a_waiting(hall)
        hall.clock.pass_(minutes=1 if clerk is clerks[0] else 200)
        the_next(hall, clerk)
    watch = CoverageWatch(hall.store, hall.store.forecasts)
    watch.look(TUESDAY)
    today = hall.store.forecasts.coverage
    hall.clock.pass_(days=1)
    hall.do(tick)
    watch.look(TUESDAY + DAY)
    assert today == hall.store.forecasts.coverage == pytest.approx(0.5)
    assert [p.kept for p in hall.store.promises_before(TUESDAY + DAY)] == [True, False]
    assert hall.store.promises_before(TUESDAY) == []
