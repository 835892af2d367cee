"""One day of a trial hall, event by event.

After the reference notes, section 3: late log-ons, absences, staggered lunches, unannounced pauses, slow
hours, two peaks, four classes, people who leave, come back, or are sent on; and surprises, if asked for.
Calls are made by the hall's own lines and ranks; everything else is written for this trial alone.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from math import exp
from random import Random

from hall_server.domain import dispatch
from hall_server.domain.call_policy import Band
from hall_server.domain.dispatch import Candidate
from hall_server.domain.ticket import Priority, State
from hall_server.storage.lines import Lines
from tests.proofs.trial_hall import CLOSES, LAST, LUNCH, MEAN, OPENS, ZONES, TrialHall, TrialItem

EARLY = 20.0
"""Minutes before the opening when the first numbers are taken."""
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(eq=False)
class Comer:
    """Somebody with a number; what `Lines` and `dispatch.rank` look at has the ticket's own names."""

    id: str
    queue: int
    item: TrialItem
    priority: Priority
    at: float
    reference: float
    stays: bool
    state: State = State.WAITING
    window: None = None
    called: float | None = None
    missed: bool = False
    first: bool = True
    """The wait that counts: not of somebody who came back or was sent on."""

    @property
    def reference_at(self) -> datetime:
        return MIDNIGHT + self.reference * MINUTE


@dataclass
class At:
    """A window as it stands."""

    state: str = "closed"
    since: float = 0.0
    comer: Comer | None = None
    lunched: bool = False
    leaves: bool = False
    """Ends its day after the present service, unannounced."""


Listener = Callable[["TrialDay", Comer], None]


class TrialDay:
    """One day, event by event."""

    def __init__(self, hall: TrialHall, number: int) -> None:
        self.hall, self.number = hall, number
        self.rng = rng = Random(f"day {number} {hall.load} {hall.windows[0].speed}")
        self.now = OPENS - EARLY
        self.lines = Lines(self._place)  # type: ignore[arg-type]
        self.at = [At() for _ in hall.windows]
        self.present = [rng.random() >= 0.05 for _ in hall.windows]
        self.mood = [rng.gauss(1, 0.05) for _ in hall.windows]
        self.events: list[tuple[float, int, str, int]] = []
        self.comers: list[Comer] = []
        self.busy_minutes = 0.0
        self.count = 0
        self.taken: Listener = lambda day, comer: None
        self.rejoined: Listener = lambda day, comer: None
        self.called: Listener = lambda day, comer: None
        self.looked: Callable[[TrialDay], None] = lambda day: None
        self.turned: Callable[[TrialDay, int, str, float], None] = lambda day, window, was, since: None
        """A window works again: what it was before, and since when."""
        self.served: Callable[[TrialDay, int, Comer, float], None] = lambda day, window, comer, minutes: None
        self.waiting: list[dict[str, Comer]] = [{} for _ in hall.zone_of]
        self.last_waits: list[deque[float]] = [deque(maxlen=5) for _ in hall.zone_of]
        self.slow = [
            (rng.uniform(560, 900), rng.uniform(50, 120), rng.uniform(1.3, 1.6))
            if rng.random() < 0.15
            else (0, 0, 1)
            for _ in ZONES
        ]
        for n, here in enumerate(self.present):
            if here:
                self._put(OPENS + abs(rng.gauss(0, 4)), "log_on", n)
                self._put(hall.windows[n].lunch, "lunch", n)
        self._arrivals()

    def _put(self, at: float, what: str, number: int) -> None:
        self.count += 1
        heappush(self.events, (at, self.count, what, number))

    def _arrivals(self) -> None:
        hall, rng = self.hall, self.rng
        of_day = max(rng.gauss(1, 0.12), 0.6)
        for zone, size in enumerate(ZONES):
            items = [i for i in hall.items if hall.zone_of[i.queue] == zone]
            weights = [hall.work[i.queue] * i.share / _total(hall, i) for i in items]
            mean = sum(i.true * w for i, w in zip(items, weights, strict=True)) / sum(weights)
            visits = hall.load * 0.95 * size * (CLOSES - OPENS - LUNCH) / (mean * 1.03) * of_day
            count = round(visits / 1.06 * rng.gauss(1, 0.07))
            for item in rng.choices(items, weights, k=max(count, 0)):
                self._comer(item)
        self.comers.sort(key=lambda c: c.at)
        for n, comer in enumerate(self.comers):
            self._put(comer.at, "comes", n)

    def looks(self, at: float) -> None:
        """Have `looked` called then."""
        self._put(at, "look", 0)

    def closes(self, number: int, at: float) -> None:
        """A window closes for the rest of the day, to everybody's surprise."""
        self._put(at, "gone", number)

    def bus(self, queue: int, at: float, count: int, minutes: float) -> None:
        """So many people come for one queue within so many minutes."""
        items = [i for i in self.hall.items if i.queue == queue]
        own = Random(f"bus {self.number} {queue}")
        for n in range(count):
            item = own.choices(items, [i.share for i in items])[0]
            comes = at + own.random() * minutes
            self._again(Comer(f"bus{queue}-{n:03d}", queue, item, Priority.ORDINARY, comes, comes, True))

    def _comer(self, item: TrialItem) -> None:
        rng, u = self.rng, self.rng.random()
        at = reference = _moment(rng)
        priority = Priority.ORDINARY
        if u < 0.09:
            slot = 15 * round(rng.uniform(OPENS + 15, LAST - 15) / 15)
            at = slot + min(max(rng.gauss(-6, 6), -25), 8)
            priority, reference = Priority.APPOINTMENT, max(at, float(slot))
        elif u < 0.19:
            priority = Priority.ELDERLY
        elif u < 0.222:
            priority = Priority.SERVICEMAN
        name = f"{len(self.comers):05d}"
        self.comers.append(Comer(name, item.queue, item, priority, at, reference, True))

    def _place(self, comer: Comer) -> tuple[dispatch.LineKey, Band]:
        band = comer.item.band
        key = dispatch.line_key(comer.priority, comer.reference_at, comer.id, band, self.hall.policy)  # type: ignore[arg-type]
        return key, band

    def run(self) -> None:
        while self.events:
            self.now, _, what, number = heappop(self.events)
            if what == "comes":
                comer = self.comers[number]
                (self.taken if comer.first else self.rejoined)(self, comer)
                self._joins(comer)
            elif what == "lunch":
                self._lunch(number)
            elif what == "free":
                self._freed(number)
            elif what == "look":
                self.looked(self)
            elif what == "gone":
                self.at[number].leaves = True
                if self.at[number].state != "busy":
                    self._gone(number)
            elif self.at[number].state != "gone":
                self.turned(self, number, self.at[number].state, self.at[number].since)
                self.at[number].state = "idle"
                self.at[number].since = self.now
                self._next(number)

    def _gone(self, number: int) -> None:
        self.at[number].state, self.at[number].since = "gone", self.now

    def _joins(self, comer: Comer) -> None:
        self.lines.add(comer)  # type: ignore[arg-type]
        self.waiting[comer.queue][comer.id] = comer
        idle = [n for n in self.hall.of_queue[comer.queue] if self.at[n].state == "idle"]
        if idle:
            windows = self.hall.windows
            best = min(
                idle,
                key=lambda n: (windows[n].primary != comer.queue, len(windows[n].queues), self.at[n].since),
            )
            self._next(best)

    def _lunch(self, number: int) -> None:
        at = self.at[number]
        if at.state == "idle":
            self._away(number, "lunch", LUNCH)
            at.lunched = True
        elif at.state not in ("busy", "gone"):
            self._put(self.now + 5, "lunch", number)

    def _away(self, number: int, state: str, minutes: float) -> None:
        self.at[number].state, self.at[number].since = state, self.now
        self._put(self.now + minutes, "back", number)

    def _freed(self, number: int) -> None:
        at, window = self.at[number], self.hall.windows[number]
        self.busy_minutes += self.now - at.since
        if at.comer and not at.comer.missed:
            self.served(self, number, at.comer, self.now - at.since)
            if at.comer.first and self.rng.random() < 0.06:
                self._sent_on(at.comer, window.zone)
        at.comer = None
        if at.leaves:
            self._gone(number)
        elif not at.lunched and self.now >= window.lunch:
            at.lunched = True
            self._away(number, "lunch", LUNCH)
        elif self.rng.random() < 1.2 * MEAN / (CLOSES - OPENS):
            self._away(number, "paused", self.rng.expovariate(1 / 10))
        else:
            self._next(number)

    def _sent_on(self, comer: Comer, zone: int) -> None:
        items = [i for i in self.hall.items if self.hall.zone_of[i.queue] == zone]
        item = self.rng.choice(items)
        self._again(
            Comer(
                f"{comer.id}t", item.queue, item, comer.priority, self.now, comer.reference, True, first=False
            )
        )

    def _again(self, comer: Comer) -> None:
        self.comers.append(comer)
        self._put(comer.at, "comes", len(self.comers) - 1)

    @property
    def utilisation(self) -> float:
        """Occupied minutes over those between opening and closing, less lunch, of the windows that came."""
        return self.busy_minutes / (sum(self.present) * (CLOSES - OPENS - LUNCH))

    def choose(self, number: int) -> Comer | None:
        window = self.hall.windows[number]
        found = []
        for queue in window.queues:
            pressure = self._pressure(queue, number) if window.backups else 0.0
            found += [
                Candidate(p.ticket, queue == window.primary, p.band, pressure)
                for p in self.lines.heads(queue)  # type: ignore[arg-type]
            ]
        now = MIDNIGHT + self.now * MINUTE
        best = min(found, key=lambda c: dispatch.rank(c, self.hall.policy, now), default=None)
        return best.ticket if best else None  # type: ignore[return-value]

    def _pressure(self, queue: int, own: int) -> float:
        hall = self.hall
        share = sum(
            1 / len(hall.windows[n].queues)
            for n in hall.of_queue[queue]
            if n != own and self.at[n].state in ("idle", "busy")
        )
        return hall.policy.pressure(len(self.waiting[queue]) * hall.usual[queue], share)

    def _next(self, number: int) -> None:
        at, window, rng = self.at[number], self.hall.windows[number], self.rng
        comer = self.choose(number)
        if comer is None:
            at.state, at.since = "idle", self.now
            return
        self.lines.remove(comer)  # type: ignore[arg-type]
        del self.waiting[comer.queue][comer.id]
        waited = self.now - comer.at
        comer.called, at.state, at.since, at.comer = self.now, "busy", self.now, comer
        comer.missed = rng.random() < 1 - 0.98 * exp(-max(0.0, waited - 8) / 220)
        if comer.first:
            self.called(self, comer)
            self.last_waits[comer.queue].append(waited)
        if comer.missed:
            if rng.random() < 0.35:
                back = self.now + rng.uniform(5, 20)
                self._again(
                    Comer(
                        f"{comer.id}r", comer.queue, comer.item, comer.priority, back, back, True, first=False
                    )
                )
            self._put(self.now + 1, "free", number)
            return
        item = comer.item
        start, length, slower = self.slow[window.zone]
        factor = window.speed * self.mood[number] * (slower if start <= self.now < start + length else 1)
        factor *= 1.0 if comer.queue == window.primary else 1.1
        minutes = item.true * factor * rng.lognormvariate(-(item.sigma**2) / 2, item.sigma)
        self._put(self.now + max(minutes, 0.5), "free", number)


def _total(hall: TrialHall, item: TrialItem) -> float:
    return sum(i.share * i.true for i in hall.items if i.queue == item.queue)


def _moment(rng: Random) -> float:
    """Two peaks on a floor."""
    while True:
        u = rng.random()
        at = rng.uniform(OPENS - EARLY, LAST)
        if u < 0.38:
            at = rng.gauss(595, 40)
        elif u < 0.66:
            at = rng.gauss(872, 45)
        if OPENS - EARLY <= at <= LAST:
            return at
