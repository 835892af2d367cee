"""The proof of the estimates: tickets of simulated halls, what each was told and how long it waited.

`python -m tests.proofs.statements` plays the days and writes docs/estimates.md; the slow test plays fewer.
The estimator sees what the hall would see: tickets and windows. It learns items, clerks, their habits and
arrivals from earlier days, never the true numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import fmean

from hall_server.domain.forecast.conformal import Calibration, Range, Raw, raw_of
from hall_server.domain.forecast.forward import PATHS, newcomers_only
from hall_server.domain.forecast.habits import NEAR, Habits
from hall_server.domain.forecast.learner import (
    PACE_SPREAD,
    Arrivals,
    Misses,
    Pace,
    Rejoins,
    Service,
    Speeds,
    gathered,
    learn,
    once_more,
    still_coming,
)
from hall_server.domain.forecast.scene import Arriving, Line, Newcomer, Post, Scene, Standing
from hall_server.domain.forecast.told import told
from hall_server.domain.ticket import Priority
from hall_server.domain.waiting import estimate
from tests.proofs.trial_day import Comer, TrialDay
from tests.proofs.trial_hall import CLOSES, LAST, LUNCH, OPENS, ZONES, TrialHall

LEARN_DAYS, WARM_DAYS = 12, 2
US = 60_000_000


@dataclass
class Outcome:
    """One ticket: what it was told, what came."""

    zone: int
    priority: Priority
    at: float
    raw: Raw
    told: Range
    simple: dict[str, float]
    range_of_peer: tuple[float, float]
    ahead: int
    wait: float = -1.0

    @property
    def covered(self) -> bool:
        return self.told.low <= self.wait <= self.told.high

    @property
    def covered_on_paper(self) -> bool:
        low, high = told(self.told)
        return low <= self.wait <= high


@dataclass
class Played:
    """One day's outcomes."""

    outcomes: list[Outcome]
    utilisation: float
    seconds: float
    """Of a core, for the estimates."""


@dataclass
class Estimator:
    """What the hall learns and says, for one trial hall."""

    hall: TrialHall
    paths: int = PATHS
    services: list[Service] = field(default_factory=list)
    speeds: Speeds = field(default_factory=Speeds)
    paces: list[Pace] = field(default_factory=lambda: [Pace() for _ in ZONES])
    misses: Misses = field(default_factory=Misses)
    arrivals: list[Arrivals] = field(default_factory=lambda: [Arrivals() for _ in ZONES])
    came: list[list[Comer]] = field(default_factory=lambda: [[] for _ in ZONES])
    again: list[list[tuple[Comer, float]]] = field(default_factory=lambda: [[] for _ in ZONES])
    """With the moment."""
    rejoins: Rejoins = field(default_factory=Rejoins)
    habits: Habits = field(default_factory=Habits)
    lengthening: float = Habits().lengthening()
    came_of: tuple[int, int] = (0, 0)
    """Windows that opened on the days that are known, and all."""
    mix: list[tuple[Arriving, ...]] = field(default_factory=lambda: [() for _ in ZONES])
    once_more: list[tuple[Arriving, ...]] = field(default_factory=lambda: [() for _ in ZONES])
    calibration: Calibration = field(default_factory=Calibration)
    utilisation: float = 0.0
    pending: dict[str, Outcome] = field(default_factory=dict)
    asked: Callable[[TrialDay, Comer], bool] = lambda day, comer: True
    prepared: Callable[[TrialDay], None] = lambda day: None
    """Told of a day before it begins."""

    def day(self, number: int, estimating: bool) -> list[Outcome]:
        """Live through one day; the outcomes of the tickets that were estimated."""
        day, found = TrialDay(self.hall, number), []

        def taken(day: TrialDay, comer: Comer) -> None:
            if estimating and self.asked(day, comer):
                self.pending[comer.id] = self.outlook(day, comer)
            zone = self.hall.zone_of[comer.queue]
            self.arrivals[zone].note(comer.at)
            self.came[zone].append(comer)
            self.rejoins.came += 1

        def rejoined(day: TrialDay, comer: Comer) -> None:
            self.again[self.hall.zone_of[comer.queue]].append((comer, day.now))
            self.rejoins.again += 1

        def called(day: TrialDay, comer: Comer) -> None:
            wait = day.now - comer.at
            self.misses.note(wait, not comer.missed)
            outcome = self.pending.pop(comer.id, None)
            if outcome:
                outcome.wait = wait
                found.append(outcome)
                self.calibration.note(outcome.raw, outcome.priority is not Priority.ORDINARY, wait)

        def served(day: TrialDay, window: int, comer: Comer, minutes: float) -> None:
            place = self.hall.windows[window]
            service = Service(
                comer.item.name, place.name, minutes, comer.item.usual, comer.queue != place.primary
            )
            self.services.append(service)
            self.paces[place.zone].note(minutes, self.speeds.expected(service))

        def turned(day: TrialDay, window: int, was: str, since: float) -> None:
            if was == "closed":
                self.habits.opened(day.now - OPENS)
                return
            # Nobody announces how long a pause will be.
            overdue = day.now - since if was == "paused" else 0.0
            self.habits.away(self.hall.windows[window].name, number, since, day.now - since, overdue)

        day.taken, day.rejoined, day.called, day.served = taken, rejoined, called, served
        day.turned = turned
        self.prepared(day)
        day.run()
        self.utilisation = day.utilisation
        self.services = self.services[-60_000:]
        self.speeds = learn(self.services)
        for window, here in zip(self.hall.windows, day.present, strict=True):
            self.habits.worked(window.name, number, here * (CLOSES - OPENS - LUNCH))
        self.lengthening = self.habits.lengthening()
        self.came_of = self.came_of[0] + sum(day.present), self.came_of[1] + len(day.present)
        for zone, arrivals in enumerate(self.arrivals):
            arrivals.turn_day()
            self.came[zone], self.again[zone] = self.came[zone][-1500:], self.again[zone][-300:]
            queues = [q for q, z in enumerate(self.hall.zone_of) if z == zone]
            self.mix[zone] = gathered(self._kind(c, c.at, queues) for c in self.came[zone])
            again = (self._kind(c, at, queues) for c, at in self.again[zone])
            self.once_more[zone] = once_more(self.mix[zone], again)
        return found

    @property
    def presence(self) -> float:
        came, known = self.came_of
        return (came + 1) / (known + 1)

    def _kind(self, comer: Comer, at: float, queues: list[int]) -> Arriving:
        minutes = self.speeds.minutes(comer.item.name, comer.item.usual)
        seniority = round((at - comer.reference) * US)
        return Arriving(queues.index(comer.queue), comer.priority, comer.item.band, minutes, seniority)

    def outlook(self, day: TrialDay, comer: Comer) -> Outcome:
        scene, queues = self.scene(day, self.hall.zone_of[comer.queue])
        asked = Newcomer(queues.index(comer.queue), comer.priority, comer.item.band)
        raw = raw_of(self._waits(scene, asked, comer), scene.attended(asked.queue))
        privileged = comer.priority is not Priority.ORDINARY
        simple, peer, ahead = self._simple(day, comer)
        zone = self.hall.zone_of[comer.queue]
        return Outcome(
            zone, comer.priority, comer.at, raw, self.calibration.of(raw, privileged), simple, peer, ahead
        )

    def _waits(self, scene: Scene, asked: Newcomer, comer: Comer) -> tuple[float, ...]:
        ahead_us = round((comer.reference - comer.at) * US)
        if ahead_us <= 0:
            found = newcomers_only(scene._replace(newcomers=(asked,)), comer.id, self.paths)
            return found.newcomers[0]
        # An appointment before its slot stands where its slot will be.
        return newcomers_only(
            scene._replace(newcomers=(asked._replace(reference_us=ahead_us),)), comer.id, self.paths
        ).newcomers[0]

    def scene(self, day: TrialDay, zone: int) -> tuple[Scene, list[int]]:
        hall, now = self.hall, day.now
        queues = [q for q, z in enumerate(hall.zone_of) if z == zone]
        index = {q: i for i, q in enumerate(queues)}
        pace = self.paces[zone].factor * self.lengthening
        standing = tuple(
            Standing(
                c.id,
                index[q],
                round((c.reference - now) * US),
                c.priority,
                c.item.band,
                self.speeds.minutes(c.item.name, c.item.usual),
            )
            for q in queues
            for c in day.waiting[q].values()
        )
        posts = tuple(self._post(day, n, index, pace) for n, w in enumerate(hall.windows) if w.zone == zone)
        return Scene(
            hall.policy,
            tuple(Line(str(q), hall.usual[q]) for q in queues),
            posts,
            standing,
            rates=self.arrivals[zone].rates(now, LAST),
            rate_spread=self.arrivals[zone].spread(now),
            mix=self.mix[zone],
            rejoin=self.rejoins.chance,
            again=self.once_more[zone],
            sigma=self.speeds.sigma,
            pace_spread=PACE_SPREAD,
            misses=self.misses.curve(),
            backup_factor=self.speeds.backup,
            return_minutes=self.habits.left,
        ), queues

    def _post(self, day: TrialDay, number: int, index: dict[int, int], pace: float) -> Post:
        window, at, now = self.hall.windows[number], day.at[number], day.now
        factor = self.speeds.clerk(window.name) * pace
        post = Post(window.name, (index[window.primary],), tuple(index[q] for q in window.backups), factor)
        rest = self.habits.rest(window.name, day.number)
        if rest is not None and at.state in ("closed", "idle", "busy") and now <= rest.at + NEAR:
            post = post._replace(breaks=((max(rest.at - now, 0.0), rest.minutes),))
        match at.state:
            case "closed":
                late = max(now - OPENS, 0.0)
                away = post._replace(
                    away=True, back_minutes=max(OPENS - now, 0.0), spread_minutes=self.habits.late
                )
                return away._replace(
                    late_minutes=late, presence=still_coming(self.presence, late, self.habits.late)
                )
            case "lunch":
                # Whoever goes says for how long.
                return post._replace(away=True, back_minutes=max(at.since + LUNCH - now, 0.0))
            case "paused":
                return post._replace(away=True)
            case "gone":
                return post._replace(away=True, presence=0.0)
            case "busy" if at.comer:
                item = at.comer.item
                mean = self.speeds.minutes(item.name, item.usual) * factor
                if at.comer.queue != window.primary:
                    mean *= self.speeds.backup
                return post._replace(busy_minutes=now - at.since, busy_mean=mean)
        return post

    def _simple(self, day: TrialDay, comer: Comer) -> tuple[dict[str, float], tuple[float, float], int]:
        """The simple predictors: means are the learnt ones, windows those that are open."""
        hall, queue = self.hall, comer.queue
        waiting = day.waiting[queue].values()
        mean = fmean([self.speeds.minutes(i.name, i.usual) for i in hall.items if i.queue == queue])
        key = day._place(comer)[0]
        ahead = day.lines.before(queue, key)
        open_now = [n for n in hall.of_queue[queue] if day.at[n].state in ("idle", "busy")]
        windows = len(open_now) or len(hall.of_queue[queue])
        idle = any(day.at[n].state == "idle" for n in open_now)
        share = sum(
            (1.0 if hall.windows[n].primary == queue else 0.5)
            / (
                (1.0 if hall.windows[n].primary == queue else 0.5)
                + sum(q != queue and bool(day.waiting[q]) for q in (hall.windows[n].primary,))
            )
            for n in open_now
        )
        cheap = estimate(ahead, share, len(open_now), [mean] * 20, mean)
        one = (ahead + 1) * mean / windows
        oldest = min((c.at for c in waiting), default=day.now)
        simple = {
            "people ahead × mean ÷ windows": one,
            "the same, none while a window is idle": 0.0 if idle else one,
            "last customer's wait": day.last_waits[queue][-1] if day.last_waits[queue] else one,
            "head of line": day.now - oldest,
            "×0.8–×1.0 of a peer (middle)": 0.9 * one,
            "the hall's own cheap formula": float(cheap.mid),
        }
        return simple, (0.8 * one, one), ahead
