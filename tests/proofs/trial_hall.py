"""A hall that never was: what the estimates are tried on.

After the reference notes, section 3: 8 zones, 60 queues, 203 items, 207 windows with overlapping skills and
clerks of different speed. What happens there is in `trial_day`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import fmean

from hall_server.domain.call_policy import Band, CallPolicy

ZONES = (38, 32, 24, 36, 20, 14, 34, 9)
QUEUES, ITEMS = 60, 203
OPENS, LAST, CLOSES = 540.0, 1000.0, 1020.0
LUNCHES = (690.0, 715.0, 740.0, 765.0)
LUNCH = 45.0
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
