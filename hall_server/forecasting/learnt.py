"""What a hall has learnt from its own tickets. Each ticket is noted once for each thing that it teaches, so
that the days of the database and the live rows can both be told in any portions; a restart begins with the
former."""

import logging
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from hall_server.domain.forecast.conformal import Calibration, Raw
from hall_server.domain.forecast.habits import Habits
from hall_server.domain.forecast.learner import (
    Arrivals,
    Misses,
    Pace,
    Rejoins,
    Service,
    Speeds,
    learn,
    longest,
)
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId, TicketId, WindowId
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.waiting import Basis

log = logging.getLogger("onehall.forecasts")

MINUTE = timedelta(minutes=1)
SERVICES = 30_000
KINDS = 400
"""Newcomers of a part that the next ones are drawn from."""
WALK = 3.0
"""Longest way to the window that counts, in minutes; more is a clerk who forgot to press."""
TURN = 0.3
"""Minutes between the end of a service and the next call."""
SERVED = frozenset({State.FINISHED, State.RATED})
ABSENT = frozenset({State.MISSED, State.VOID})
ONCE_SEEN, NEVER_SEEN = 0.95, 0.1
"""Chances that a window of which one day is known is open on the next, had it been open or not."""


@dataclass
class Learnt:
    """By part of the hall, that is by connected queues; parts are named by the forecaster."""

    zone: tzinfo
    habits: Habits = field(default_factory=Habits)
    lengthening: float = Habits().lengthening()
    """Of every service, by breaks that nobody plans."""
    speeds: Speeds = field(default_factory=Speeds)
    misses: Misses = field(default_factory=Misses)
    calibration: Calibration = field(default_factory=Calibration)
    paces: defaultdict[str, Pace] = field(default_factory=lambda: defaultdict(Pace))
    arrivals: defaultdict[str, Arrivals] = field(default_factory=lambda: defaultdict(Arrivals))
    kinds: defaultdict[str, deque[Ticket]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=KINDS))
    )
    again: defaultdict[str, deque[tuple[Ticket, datetime]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=KINDS))
    )
    """Who joined a line once more, sent on or come back, and when; seen in the live hall only."""
    rejoins: Rejoins = field(default_factory=Rejoins)
    services: deque[Service] = field(default_factory=lambda: deque(maxlen=SERVICES))
    days_worked: defaultdict[WindowId, set[date]] = field(default_factory=lambda: defaultdict(set))
    days: set[date] = field(default_factory=set)
    day: date | None = None
    _noted: set[tuple[str, TicketId]] = field(default_factory=set)

    def note(self, tickets: Iterable[Ticket], plan: HallPlan, parts: dict[QueueId, str]) -> None:
        """All that these tickets teach and have not taught before. Days come in their order."""
        for ticket in tickets:
            part = parts.get(ticket.queue)
            if part is None:
                continue
            if self.day is None or ticket.day > self.day:
                self._turn_day(ticket.day)
            if self._first("came", ticket):
                local = ticket.taken_at.astimezone(self.zone)
                self.arrivals[part].note(local.hour * 60 + local.minute)
                self.kinds[part].append(ticket)
                self.rejoins.came += 1
            if ticket.state is State.WAITING and ("called", ticket.id) in self._noted:
                self._rejoined(ticket, part)
            if ticket.called_at is not None and self._first("called", ticket):
                self._called(ticket, ticket.called_at)
            if ticket.state in SERVED and ticket.finished_at and self._first("served", ticket):
                self._served(ticket, plan, part)
            if ticket.misses and self._first("missed", ticket):
                self.misses.note(_wait(ticket, ticket.called_at or ticket.since), came=False)

    def relearn(self) -> None:
        """Fit items and clerks anew; a few tenths of a second."""
        self.speeds = learn(list(self.services))
        self.lengthening = self.habits.lengthening()

    def presence(self, window: WindowId) -> float:
        """Chance that a window opens today, after the days that are known; 0 where none is."""
        if not self.days:
            return 0.0
        worked = len(self.days_worked[window] & self.days)
        return (worked + NEVER_SEEN) / (len(self.days) + 1 - ONCE_SEEN + NEVER_SEEN)

    def _first(self, what: str, ticket: Ticket) -> bool:
        key = what, ticket.id
        if key in self._noted:
            return False
        self._noted.add(key)
        return True

    def _turn_day(self, day: date) -> None:
        self.day = day
        self._noted.clear()
        for arrivals in self.arrivals.values():
            arrivals.turn_day()

    def _rejoined(self, ticket: Ticket, part: str) -> None:
        if self._first(f"again {ticket.since.isoformat()}", ticket):
            self.again[part].append((ticket, ticket.since))
            self.rejoins.again += 1

    def _called(self, ticket: Ticket, called_at: datetime) -> None:
        """The first call: what the ticket was told meets what came."""
        if ticket.revivals or _sent_on(ticket) or ticket.estimate_basis != Basis.FORECAST.value:
            return
        point, scale = ticket.estimate_mid, ticket.estimate_scale
        if point is None or scale is None:
            return
        privileged = ticket.priority is not Priority.ORDINARY
        raw = Raw(point, scale, attended=ticket.estimate_windows != 0)
        self.calibration.note(raw, privileged, _wait(ticket, called_at))

    def _served(self, ticket: Ticket, plan: HallPlan, part: str) -> None:
        if ticket.served_seconds < 0:
            log.warning("%s: a service of %.1f s teaches nothing", ticket.number, ticket.served_seconds)
        if ticket.reason == "day_closed" or ticket.window is None or ticket.served_seconds <= 0:
            return
        counter = plan.counters.get(ticket.window)
        usual = plan.expected_minutes(ticket.queue, ticket.item)
        minutes = _last_stretch(ticket) + TURN
        if ticket.called_at and ticket.started_at and ticket.called_at < ticket.started_at:
            minutes += min((ticket.started_at - ticket.called_at) / MINUTE, WALK)
        most = longest(usual)
        if minutes > most:
            log.warning("%s: a service of %.0f min counts as %.0f min", ticket.number, minutes, most)
            minutes = most
        backup = counter is not None and ticket.queue not in counter.primary
        service = Service(str(ticket.item or ticket.queue), str(ticket.staff), minutes, usual, backup)
        self.services.append(service)
        self.paces[part].note(minutes, self.speeds.expected(service))
        self.misses.note(_wait(ticket, ticket.called_at or ticket.since), came=True)
        self.days_worked[ticket.window].add(ticket.day)
        self.days.add(ticket.day)


def _wait(ticket: Ticket, until: datetime) -> float:
    return max((until - ticket.taken_at) / MINUTE, 0.0)


def _sent_on(ticket: Ticket) -> bool:
    """To another queue than the one whose letters it bears; the row then holds its last call only."""
    return ticket.number.rstrip("0123456789") != ticket.queue


def _last_stretch(ticket: Ticket) -> float:
    """Minutes of service at the last window; whoever was sent on was served before that, too."""
    served = ticket.served_seconds / 60
    if not _sent_on(ticket) or ticket.started_at is None or ticket.finished_at is None:
        return served
    return min(served, (ticket.finished_at - ticket.started_at) / MINUTE)
