"""What a surprise does to the live estimates: a window closes, a bus comes. The same day is played with it
and without, everybody who waits is estimated anew every other minute, and what was told is kept until the
call."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from statistics import fmean

from hall_server.domain.forecast.conformal import Range, raw_of
from hall_server.domain.forecast.forward import forecast
from hall_server.domain.ticket import Priority
from tests.proofs.estimates import Estimator
from tests.proofs.trial_day import Comer, TrialDay
from tests.proofs.trial_hall import TrialHall

AT = 630.0
"""Half past ten."""
BEFORE, AFTER, EVERY = 20, 80, 4
BUS, BUS_MINUTES = 60, 4.0
LEARN_DAYS, WARM_DAYS = 8, 2
ASKED_OF = 3
"""One of so many tickets warms the calibration up."""
PATHS = 30
LARGE = 7
"""The zones with at least fourteen windows; they do not touch, so that each is a trial of its own."""
USUAL, SURPRISES = "usual", ("window", "bus")


@dataclass(frozen=True)
class Told:
    """One live estimate and what came."""

    minute: int
    """After the surprise."""
    error: float
    left: float
    """Minutes that the wait still took."""
    covered: bool


@dataclass
class Watch:
    """Looks at the waiting tickets of one queue in each zone, again and again."""

    estimator: Estimator
    queues: dict[int, int]
    """By zone."""
    happens: Callable[[TrialDay], None]
    found: list[Told] = field(default_factory=list)
    _said: defaultdict[str, list[tuple[float, Range]]] = field(default_factory=lambda: defaultdict(list))

    def begin(self, day: TrialDay) -> None:
        learn = day.called

        def called(day: TrialDay, comer: Comer) -> None:
            learn(day, comer)
            self._called(day.now, comer)

        def look(day: TrialDay) -> None:
            for zone, queue in self.queues.items():
                self._look(day, zone, queue)

        day.called, day.looked = called, look
        for minute in range(-BEFORE, AFTER + 1, EVERY):
            day.looks(AT + minute)
        self.happens(day)

    def _look(self, day: TrialDay, zone: int, queue: int) -> None:
        scene, queues = self.estimator.scene(day, zone)
        waits = forecast(scene, f"{zone} {day.now}", PATHS).standing
        for one, wait in zip(scene.standing, waits, strict=True):
            if queues[one.queue] == queue:
                told = self.estimator.calibration.of(raw_of(wait), one.priority is not Priority.ORDINARY)
                self._said[one.name].append((day.now, told))

    def _called(self, now: float, comer: Comer) -> None:
        for at, told in self._said.pop(comer.id, ()):
            left = now - at
            covered = told.low <= left <= told.high
            self.found.append(Told(round(at - AT), abs(told.mid - left), left, covered))


def hall_of(seed: int, load: float) -> Estimator:
    """An estimator that has learnt, its calibration warmed up."""
    estimator = Estimator(TrialHall(seed, load), PATHS)
    estimator.asked = lambda day, comer: int(comer.id) % ASKED_OF == 0
    for number in range(LEARN_DAYS + WARM_DAYS):
        estimator.day(number, number >= LEARN_DAYS)
    estimator.services = []
    return estimator


def replicate(estimator: Estimator, number: int) -> dict[str, list[Told]]:
    """One day without a surprise and with each, in the busiest queue of each large zone; what is learnt on it
    is forgotten."""
    hall = estimator.hall
    busiest = {
        zone: max((q for q, z in enumerate(hall.zone_of) if z == zone), key=hall.work.__getitem__)
        for zone in range(LARGE)
    }

    def windows_close(day: TrialDay) -> None:
        for queue in busiest.values():
            there = (n for n, w in enumerate(hall.windows) if w.primary == queue and day.present[n])
            day.closes(next(there), AT)

    def buses_come(day: TrialDay) -> None:
        for queue in busiest.values():
            day.bus(queue, AT, BUS, BUS_MINUTES)

    surprises = {USUAL: lambda day: None, "window": windows_close, "bus": buses_come}
    found = {}
    for name, happens in surprises.items():
        own = deepcopy(estimator, {id(hall): hall})
        watch = Watch(own, busiest, happens)
        own.prepared, own.asked = watch.begin, lambda day, comer: False
        own.day(number, True)
        found[name] = watch.found
    return found


@dataclass(frozen=True)
class Curve:
    """By minute after the surprise."""

    minutes: tuple[int, ...]
    errors: tuple[float, ...]
    """Mean absolute."""
    relative: tuple[float, ...]
    """The same over the mean of the wait that was left."""
    coverage: tuple[float, ...]


def curve(found: Iterable[Told]) -> Curve:
    by: defaultdict[int, list[Told]] = defaultdict(list)
    for told in found:
        by[told.minute].append(told)
    minutes = tuple(sorted(by))
    groups = [by[m] for m in minutes]
    errors = tuple(fmean(t.error for t in g) for g in groups)
    left = (fmean(t.left for t in g) for g in groups)
    return Curve(
        minutes,
        errors,
        tuple(e / max(w, 1.0) for e, w in zip(errors, left, strict=True)),
        tuple(fmean(t.covered for t in g) for g in groups),
    )
