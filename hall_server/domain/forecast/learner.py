"""What the services of the last weeks teach: how long items take, how fast clerks are, who does not come.

Everything is shrunk towards what is known without any history: an item's mean towards the catalogue's, a
clerk's speed towards 1, as if `PRIOR` services had gone just so. So a new item, a new clerk and a new hall
have an estimate on their first day, and a few odd services move none. Source: the reference notes, 6.2.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import erfc, exp, log, sqrt
from statistics import fmean

from hall_server.domain.forecast.scene import MISS_STEP, Arriving

PRIOR = 8.0
"""Services that an item's catalogue mean, and a clerk's usual speed, count for."""
HALL_PRIOR = 50.0
SWEEPS = 3
FORGOTTEN_ABOVE = 0.995
"""A service longer, over its mean, than this share of all was one whose end nobody pressed: it counts as long
as that share."""
ABSURD_TIMES, ABSURD_MINUTES = 10.0, 120.0
"""A service longer than so many times the usual, and than so many minutes, is a mistake of somebody's."""
SIGMA = 0.6
SIGMAS = (0.3, 1.0)
BACKUP = 1.05
PACE_OF = 120
"""Completions that the pace of a zone rests on; as many at the usual pace count with them."""
PACE_SPREAD = 0.06
"""How far the pace of the next hour may be off: standard deviation of the logarithm."""
VARYING, VARYING_DAYS = 0.1, 5
"""How much days differ in what comes, while few are known."""
MISSES = 8
MISS_PRIOR = 30.0
REJOIN, REJOIN_PRIOR = 0.06, 300.0
SENIORITY_US, SENIORITY_STEP_US = 1_800_000_000, 600_000_000
"""Of those who join again while nothing is known of them: half an hour. Kinds are kept in steps of ten
minutes."""


@dataclass(frozen=True, slots=True)
class Service:
    """One completed occupation of a window: from the call to the moment when it was free."""

    item: str
    """Or the queue, where no item is known."""
    clerk: str
    minutes: float
    usual: float
    """The catalogue's mean of the item."""
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Speeds:
    """What was learnt."""

    hall: float = 1.0
    """Over the catalogue's means, of the hall as a whole."""
    items: Mapping[str, float] = field(default_factory=dict)
    """Over the catalogue's mean."""
    clerks: Mapping[str, float] = field(default_factory=dict)
    backup: float = BACKUP
    sigma: float = SIGMA

    def minutes(self, item: str, usual: float) -> float:
        """How long the item takes at a window of usual speed."""
        return usual * self.items.get(item, self.hall)

    def clerk(self, name: str | None) -> float:
        return self.clerks.get(name, 1.0) if name else 1.0

    def expected(self, s: Service) -> float:
        return self.minutes(s.item, s.usual) * self.clerk(s.clerk) * (self.backup if s.backup else 1.0)


def learn(services: Sequence[Service]) -> Speeds:
    """Items' and clerks' factors by alternating shrunken ratios."""
    known = [s for s in services if s.minutes > 0 and s.usual > 0]
    if not known:
        return Speeds()
    minutes = _capped(known)
    total, usual = sum(minutes), sum(s.usual for s in known)
    mean = usual / len(known)
    prior = HALL_PRIOR * mean
    hall = (total + prior) / (usual + prior)
    items: Mapping[str, float] = {}
    clerks: Mapping[str, float] = {}
    backup = BACKUP
    for _ in range(SWEEPS):
        at = _expected(known, {}, clerks, backup, 1.0)
        items = _ratios(zip((s.item for s in known), minutes, at, strict=True), hall)
        at = _expected(known, items, {}, backup, hall)
        clerks = _ratios(zip((s.clerk for s in known), minutes, at, strict=True), 1.0)
        at = _expected(known, items, clerks, 1.0, hall)
        backup = _of_backups(known, minutes, at, prior * hall)
    speeds = Speeds(hall, items, clerks, backup)
    return replace(speeds, sigma=_sigma(known, minutes, speeds))


def _expected(
    services: Sequence[Service],
    items: Mapping[str, float],
    clerks: Mapping[str, float],
    backup: float,
    hall: float,
) -> list[float]:
    return [
        s.usual * items.get(s.item, hall) * clerks.get(s.clerk, 1.0) * (backup if s.backup else 1.0)
        for s in services
    ]


def _of_backups(
    services: Sequence[Service], minutes: Sequence[float], expected: Sequence[float], prior: float
) -> float:
    found = [(y, e) for s, y, e in zip(services, minutes, expected, strict=True) if s.backup]
    return (sum(y for y, _ in found) + prior * BACKUP) / (sum(e for _, e in found) + prior)


def _capped(services: Sequence[Service]) -> list[float]:
    """Their minutes, with those whose end nobody pressed cut back."""
    ratios = sorted(s.minutes / s.usual for s in services)
    most = max(ratios[min(int(FORGOTTEN_ABOVE * len(ratios)), len(ratios) - 1)], 1.0)
    if len(ratios) < 1 / (1 - FORGOTTEN_ABOVE):
        most = max(4.0 * ratios[len(ratios) // 2], 1.0)
    return [min(s.minutes, most * s.usual) for s in services]


def _ratios(observed: Iterable[tuple[str, float, float]], prior: float) -> dict[str, float]:
    """By name: actual over expected minutes, shrunk towards `prior`."""
    actual: defaultdict[str, float] = defaultdict(float)
    expected: defaultdict[str, float] = defaultdict(float)
    count: defaultdict[str, int] = defaultdict(int)
    for name, y, e in observed:
        actual[name] += y
        expected[name] += e
        count[name] += 1
    found = {}
    for name, y in actual.items():
        weight = PRIOR * expected[name] / count[name]
        found[name] = (y + weight * prior) / (expected[name] + weight)
    return found


def _sigma(services: Sequence[Service], minutes: Sequence[float], speeds: Speeds) -> float:
    """Spread of the logarithms, as if HALL_PRIOR services had spread as usual."""
    logs = [log(y / speeds.expected(s)) for s, y in zip(services, minutes, strict=True) if y > 0.05]
    if not logs:
        return SIGMA
    middle = fmean(logs)
    square = (sum((x - middle) ** 2 for x in logs) + HALL_PRIOR * SIGMA**2) / (len(logs) + HALL_PRIOR)
    return min(max(sqrt(square), SIGMAS[0]), SIGMAS[1])


def longest(usual: float) -> float:
    """The most minutes that a service of an item can have taken."""
    return max(ABSURD_TIMES * usual, ABSURD_MINUTES)


class Pace:
    """How fast a zone works today against what was learnt: the last completions, half shrunk."""

    def __init__(self) -> None:
        self._last: deque[tuple[float, float]] = deque(maxlen=PACE_OF)

    def note(self, minutes: float, expected: float) -> None:
        self._last.append((min(minutes, 6 * expected), expected))

    @property
    def factor(self) -> float:
        if not self._last:
            return 1.0
        actual, expected = sum(a for a, _ in self._last), sum(e for _, e in self._last)
        prior = PACE_OF * expected / len(self._last)
        return (actual + prior) / (expected + prior)


class Misses:
    """Chance of not coming when called, by how long the wait was."""

    def __init__(self) -> None:
        self._called, self._missed = [0] * MISSES, [0] * MISSES

    def note(self, waited: float, came: bool) -> None:
        step = min(int(max(waited, 0.0) / MISS_STEP), MISSES - 1)
        self._called[step] += 1
        self._missed[step] += not came

    def curve(self) -> tuple[float, ...]:
        """Steps of MISS_STEP minutes."""
        usual = [MISS_PRIOR * _usual_miss((i + 0.5) * MISS_STEP) for i in range(MISSES)]
        seen = zip(self._missed, self._called, usual, strict=True)
        return tuple((missed + u) / (called + MISS_PRIOR) for missed, called, u in seen)


def _usual_miss(waited: float) -> float:
    """Of the reference notes, section 3."""
    return 1 - 0.98 * exp(-max(0.0, waited - 8) / 220)


@dataclass(slots=True)
class Arrivals:
    """When people come to a zone: counts by stretch of the day, of earlier days and of today."""

    step: float = 15.0
    days: deque[dict[int, int]] = field(default_factory=lambda: deque(maxlen=20))
    today: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, minute_of_day: float) -> None:
        self.today[int(minute_of_day // self.step)] += 1

    def turn_day(self) -> None:
        if self.today:
            self.days.append(dict(self.today))
        self.today = defaultdict(int)

    def rates(self, minute_of_day: float, until: float) -> tuple[tuple[float, float], ...]:
        """From a minute of the day to another: until how many minutes from then, how many a minute.

        The profile of earlier days, scaled by how today compares so far; without any, the last hour goes on.
        """
        first = int(minute_of_day // self.step)
        last = int((until - 0.001) // self.step)
        if not self.days:
            seen = sum(self.today.get(first - i, 0) for i in range(1, 5))
            begun = min(self.today, default=first)
            over = min(4 * self.step, max(first - begun, 0) * self.step)
            return ((max(until - minute_of_day, 0.0), seen / over),) if over else ()
        mean = {b: sum(d.get(b, 0) for d in self.days) / len(self.days) for b in range(0, last + 1)}
        expected = sum(mean[b] for b in range(0, min(first, last + 1)))
        arrived = sum(n for b, n in self.today.items() if b < first)
        prior = self.prior
        share = len(self.days) / (len(self.days) + 0.5)
        scale = share * (arrived + prior) / (expected + prior) + 1 - share
        return tuple(
            (min((b + 1) * self.step, until) - minute_of_day, scale * mean[b] / self.step)
            for b in range(first, last + 1)
        )

    @property
    def prior(self) -> float:
        """Arrivals that the profile counts for against today's: the fewer, the more whole days differ from
        one another beyond chance. As if VARYING_DAYS days had differed as usual."""
        totals = [sum(day.values()) for day in self.days]
        mean = fmean(totals) if totals else 0.0
        usual = VARYING_DAYS * VARYING**2
        if mean <= 0:
            return VARYING_DAYS / usual
        square = max(sum((t / mean - 1) ** 2 - 1 / mean for t in totals), 0.0)
        return (len(totals) + VARYING_DAYS) / (square + usual)

    def spread(self, minute_of_day: float) -> float:
        """How far today's rates may be off: standard deviation of the logarithm."""
        first = int(minute_of_day // self.step)
        return 1 / sqrt(self.prior + sum(n for b, n in self.today.items() if b < first))


@dataclass(slots=True)
class Rejoins:
    """How many join a line once more: sent on to another, or back after a missed call."""

    came: int = 0
    again: int = 0

    @property
    def chance(self) -> float:
        """Of each time that a window has become free; as if REJOIN_PRIOR people had done as usual. Whoever
        joins is called, so there are as many calls as people who came or joined."""
        again = self.again + REJOIN_PRIOR * REJOIN
        return again / (self.came + REJOIN_PRIOR + again)


def once_more(first: Sequence[Arriving], again: Iterable[Arriving]) -> tuple[Arriving, ...]:
    """Kinds of those who join again, each once with its weight; while none is known they are as the first,
    with a usual seniority."""
    return gathered(again) or tuple(a._replace(seniority_us=SENIORITY_US) for a in first)


def gathered(some: Iterable[Arriving]) -> tuple[Arriving, ...]:
    """Equal kinds as one, with the mean of their minutes and its weight."""
    kinds: defaultdict[tuple[object, ...], list[Arriving]] = defaultdict(list)
    for a in some:
        kinds[a.queue, a.priority.value, a.band.value, a.seniority_us // SENIORITY_STEP_US].append(a)
    return tuple(
        k[0]._replace(minutes=fmean(a.minutes for a in k), weight=sum(a.weight for a in k))
        for k in kinds.values()
    )


def still_coming(presence: float, late: float, spread: float) -> float:
    """Chance that somebody comes who is `late` minutes late, where `presence` of all come, |N(0, spread)|
    late."""
    later = presence * erfc(late / (spread * sqrt(2)))
    return later / (later + 1 - presence) if presence < 1 else 1.0
