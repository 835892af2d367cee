"""A hall that never was: what the estimates are tried on.

After the reference notes, section 3: 8 zones, 60 queues, 203 items, 207 windows with overlapping skills,
clerks of different speed, late log-ons, absences, staggered lunches, unannounced pauses, slow hours,
two peaks, four classes, people who leave, come back, or are sent on. Calls are made by the hall's own lines
and ranks; everything else is written for this trial alone.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from math import exp
from random import Random
from statistics import fmean

from hall_server.domain import dispatch
from hall_server.domain.call_policy import Band, CallPolicy
from hall_server.domain.dispatch import Candidate
from hall_server.domain.ticket import Priority, State
from hall_server.storage.lines import Lines

ZONES = (38, 32, 24, 36, 20, 14, 34, 9)
QUEUES, ITEMS = 60, 203
OPENS, LAST, CLOSES = 540.0, 1000.0, 1020.0
EARLY = 20.0
"""Minutes before the opening when the first numbers are taken."""
LUNCHES = (690.0, 715.0, 740.0, 765.0)
LUNCH = 45.0
MINUTE = timedelta(minutes=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
MEAN = 15.0


@dataclass(frozen=True)
class TrialItem:
    name: str
    queue: int
    usual: float
    """What the catalogue says."""
    true: float
    sigma: float
    share: float
    band: Band


@dataclass(frozen=True)
class TrialWindow:
    name: str
    zone: int
    primary: int
    backups: tuple[int, ...]
    speed: float
    lunch: float

    @property
    def queues(self) -> tuple[int, ...]:
        return (self.primary, *self.backups)


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


class TrialHall:
    """The building and its people, the same on all of its days."""

    def __init__(self, seed: int, load: float) -> None:
        rng = Random(f"hall {seed}")
        self.load, self.policy = load, CallPolicy()
        self.zone_of: list[int] = []
        for zone, size in enumerate(ZONES):
            self.zone_of += [zone] * max(2, round(QUEUES * size / sum(ZONES)))
        queues = range(len(self.zone_of))
        weights = [rng.gammavariate(2.5, 1) for _ in queues]
        per_zone = [sum(w for q, w in enumerate(weights) if self.zone_of[q] == z) for z in range(len(ZONES))]
        self.work = [weights[q] / per_zone[self.zone_of[q]] * ZONES[self.zone_of[q]] for q in queues]
        self.items = self._items(rng)
        self.usual = [self._mean(q, lambda i: i.usual) for q in queues]
        self.windows = self._windows(rng)
        self.of_queue = [[n for n, w in enumerate(self.windows) if q in w.queues] for q in queues]

    def _items(self, rng: Random) -> list[TrialItem]:
        owner = [
            *range(len(self.zone_of)),
            *rng.choices(range(len(self.zone_of)), self.work, k=ITEMS - len(self.work)),
        ]
        drawn = [
            (q, MEAN * rng.lognormvariate(-0.1, 0.45), rng.uniform(0.45, 0.75), rng.gammavariate(1.5, 1))
            for q in owner
        ]
        usual = [true * rng.lognormvariate(0, 0.25) for _, true, _, _ in drawn]
        hall = fmean(usual)
        return [
            TrialItem(f"I{n}", q, usual[n], true, sigma, share, self.policy.band(usual[n], hall))
            for n, (q, true, sigma, share) in enumerate(drawn)
        ]

    def _mean(self, queue: int, of: Callable[[TrialItem], float]) -> float:
        mine = [i for i in self.items if i.queue == queue]
        return sum(of(i) * i.share for i in mine) / sum(i.share for i in mine)

    def _windows(self, rng: Random) -> list[TrialWindow]:
        found = []
        for zone, size in enumerate(ZONES):
            mine = [q for q, z in enumerate(self.zone_of) if z == zone]
            left = {q: self.work[q] for q in mine}
            for n in range(size):
                primary = max(mine, key=left.__getitem__)
                left[primary] -= 1
                extra = rng.choices((0, 1, 2, 4), (30, 35, 23, 12))[0]
                others = [q for q in mine if q != primary]
                rng.shuffle(others)
                found.append(
                    TrialWindow(
                        f"{zone}-{n}",
                        zone,
                        primary,
                        tuple(others[:extra]),
                        rng.lognormvariate(0, 0.17),
                        LUNCHES[n % 4],
                    )
                )
        return found

    def day(self, number: int) -> "TrialDay":
        return TrialDay(self, number)


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
        self.called: Listener = lambda day, comer: None
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
                if comer.first:
                    self.taken(self, comer)
                self._joins(comer)
            elif what == "lunch":
                self._lunch(number)
            elif what == "free":
                self._freed(number)
            else:
                self.at[number].state = "idle"
                self.at[number].since = self.now
                self._next(number)

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
        elif at.state != "busy":
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
        if not at.lunched and self.now >= window.lunch:
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
