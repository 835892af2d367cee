"""How long each will wait: the zone is played forward from what it is now, many times, by the rules that
call.

One path draws the rest of each running service given how long it has lasted, new arrivals, absences, returns
from breaks, and lets every free window call whom `dispatch` would call. The waits over the paths are the
forecast. Source: the reference notes on queueing, 6.2.

A newcomer is asked about without being there: the first moment at which a window would rather have called
them. Their presence changes nobody's turn before that moment (but the pressure of their own line by one), so
one play answers for every queue, class and band at once.
"""

from bisect import bisect_left, insort
from collections.abc import Callable
from functools import lru_cache
from heapq import heapify, heappop, heappush
from math import log
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from hall_server.domain.call_policy import Band, CallPolicy, Order
from hall_server.domain.forecast.scene import MISS_STEP, Post, Scene
from hall_server.domain.ticket import Priority

PATHS = 50
HORIZON = 480.0
"""Minutes after which a path ends; who has not been called by then counts as called then."""
MINUTE_US = 60_000_000
STRICT_US = 10**15
"""More than any difference of reference times, for each minute of a strict class."""
STEPS = 4001
OVERDUE = 0.3
"""What is left, over the mean, of a service that has outlasted the whole table."""
FREE, BACK, LEAVE = 0, 1, 2
"""What happens to a window. LEAVE and all above are the begin of one of the planned breaks."""

Entry = tuple[int, int, str, float, int]
"""Order in the line, reference time, name, minutes of service, number among the standing or −1."""


class Forecast(NamedTuple):
    """Minutes until the call, sorted, one for each path."""

    standing: tuple[tuple[float, ...], ...]
    newcomers: tuple[tuple[float, ...], ...]


def forecast(scene: Scene, seed: str, paths: int = PATHS, horizon: float = HORIZON) -> Forecast:
    """Waits of the scene's newcomers and of everybody who stands there. The same seed, the same answer."""
    ground, rng = Ground(scene), Random(seed)
    standing: list[list[float]] = [[] for _ in scene.standing]
    newcomers: list[list[float]] = [[] for _ in scene.newcomers]
    for _ in range(paths):
        path = Path(ground, rng)
        path.play(horizon)
        for kept, wait in zip(standing, path.waits, strict=True):
            kept.append(wait)
        for kept, wait in zip(newcomers, path.new_waits, strict=True):
            kept.append(wait)
    return Forecast(tuple(tuple(sorted(w)) for w in standing), tuple(tuple(sorted(w)) for w in newcomers))


def newcomers_only(scene: Scene, seed: str, paths: int = PATHS, horizon: float = HORIZON) -> Forecast:
    """As `forecast`, but each path ends when the newcomers have been called."""
    ground, rng = Ground(scene), Random(seed)
    found: list[list[float]] = [[] for _ in scene.newcomers]
    for _ in range(paths):
        path = Path(ground, rng)
        path.for_standing, path.left = 0, len(scene.newcomers)
        path.play(horizon)
        for kept, wait in zip(found, path.new_waits, strict=True):
            kept.append(wait)
    return Forecast((), tuple(tuple(sorted(w)) for w in found))


def next_call(scene: Scene, post: int) -> str | None:
    """Whom a free window would call at the scene's moment: the same choice as `dispatch.choose_next`."""
    ground = Ground(scene)
    path = Path(ground, Random(0))
    place = path.choose(post, 0.0)
    return ground.lines[ground.lanes[post][place][0]][0][2] if place >= 0 else None


@lru_cache(maxsize=64)
def shape(sigma: float) -> tuple[float, ...]:
    """Quantiles of one service over its mean: lognormal with mean 1."""
    normal = NormalDist(-sigma * sigma / 2, sigma)
    return tuple(2.718281828459045 ** normal.inv_cdf((i + 0.5) / STEPS) for i in range(STEPS))


class Ground:
    """A scene prepared for many paths: what they share and never change."""

    def __init__(self, scene: Scene) -> None:
        policy = scene.policy
        self.scene, self.policy = scene, policy
        self.weighted = policy.order is Order.WEIGHTED
        self.table = shape(round(scene.sigma, 2))
        classes = list(Priority)
        self.of_class = {p: i for i, p in enumerate(classes)} if self.weighted else {}
        width = len(classes) if self.weighted else 1
        self.bound_from = len(scene.lines) * width
        lanes = self.bound_from + len(scene.posts) * width
        self.weights = [1 + policy.weights[classes[i % width]] for i in range(lanes)] if self.weighted else []
        self.lines: list[list[Entry]] = [[] for _ in range(lanes)]
        self.waiting = [0] * len(scene.lines)
        offset = _offsets(policy)
        self._width, self._offset = width, offset
        for number, one in enumerate(scene.standing):
            lane = self._lane(one.queue, one.priority)
            if one.post is not None:
                lane = self.bound_from + self._lane(one.post, one.priority)
            own = one.reference_us - offset(one.priority, one.band)
            self.lines[lane].append((own, one.reference_us, one.name, one.minutes, number))
            self.waiting[one.queue] += 1
        for line in self.lines:
            line.sort()
        self.queue_of = [q for q in range(len(scene.lines)) for _ in range(width)]
        self._posts()
        self._now()
        self.asked: list[list[tuple[int, int]]] = [[] for _ in range(lanes)]
        for number, who in enumerate(scene.newcomers):
            own = who.reference_us - offset(who.priority, who.band)
            self.asked[self._lane(who.queue, who.priority)].append((own, number))
        for asked in self.asked:
            asked.sort()
        self.kinds = [
            (a.queue, self._lane(a.queue, a.priority), offset(a.priority, a.band), a.minutes)
            for a in scene.mix
        ]
        self.pull = policy.pressure_slope * MINUTE_US
        self.most = policy.pressure_minutes * MINUTE_US
        self.pressed = policy.order is Order.HEAD_START

    def _now(self) -> None:
        """What each window does at the scene's moment."""
        self.events: list[tuple[float, int, int]] = []
        self.lengths: list[float] = []
        self.busy: list[tuple[int, float, int, float]] = []
        self.away: list[tuple[int, Post]] = []
        self.working = [0.0] * len(self.scene.lines)
        for number, post in enumerate(self.scene.posts):
            for start, length in post.breaks:
                # One that is due already goes before the next call.
                self.events.append((start if start > 0 else -1.0, LEAVE + len(self.lengths), number))
                self.lengths.append(length)
            if post.away:
                self.away.append((number, post))
                continue
            for queue in post.primary + post.backups:
                self.working[queue] += self.share[number]
            if post.busy_minutes is None or post.busy_mean <= 0:
                self.events.append((0.0, FREE, number))
            else:
                done = post.busy_minutes / post.busy_mean
                self.busy.append((number, done, bisect_left(self.table, done), post.busy_mean))

    def _lane(self, queue: int, priority: Priority) -> int:
        return queue * self._width + self.of_class.get(priority, 0)

    def _posts(self) -> None:
        """Each window's lanes as (lane, queue or −1, bonus, factor), and each queue's windows in the order in
        which idle ones are found: primary first, then those with the fewest queues."""
        scene, policy = self.scene, self.policy
        bonus = round(policy.primary_minutes * MINUTE_US) if policy.order is Order.HEAD_START else 0
        self.lanes: list[list[tuple[int, int, int, float]]] = []
        self.share = [1 / (len(p.primary) + len(p.backups) or 1) for p in scene.posts]
        servers: list[list[tuple[bool, float, int, float]]] = [[] for _ in scene.lines]
        for number, post in enumerate(scene.posts):
            lanes: list[tuple[int, int, int, float]] = []
            for queue in post.primary + post.backups:
                own = queue in post.primary
                factor = post.factor * (1.0 if own else scene.backup_factor)
                extra = bonus if own else 0
                lanes += [(queue * self._width + i, queue, extra, factor) for i in range(self._width)]
                servers[queue].append((not own, 1 / self.share[number], number, factor))
            own_lanes = range(self._width * number, self._width * (number + 1))
            bound = (self.bound_from + lane for lane in own_lanes)
            lanes += [(lane, -1, bonus, post.factor) for lane in bound if self.lines[lane]]
            self.lanes.append(lanes)
        self.servers = [[(number, factor) for _, _, number, factor in sorted(s)] for s in servers]
        self.means = [line.mean_minutes for line in scene.lines]
        self.single = [len(p.primary) + len(p.backups) <= 1 for p in scene.posts]


def _offsets(policy: CallPolicy) -> Callable[[Priority, Band], int]:
    """By how much a ticket stands before its reference time, in microseconds; see `dispatch.line_key`."""
    strict, started = policy.order is Order.STRICT, policy.order is Order.HEAD_START

    def offset(priority: Priority, band: Band) -> int:
        if strict:
            return round(policy.class_minutes[priority] * STRICT_US)
        if not started:
            return 0
        return round((policy.class_minutes[priority] + policy.band_minutes(band)) * MINUTE_US)

    return offset


class Path:
    """One play of the zone."""

    def __init__(self, ground: Ground, rng: Random) -> None:
        scene = ground.scene
        self.ground, self.rng = ground, rng
        self.lines = [line.copy() for line in ground.lines]
        self.heads = [0] * len(self.lines)
        self.waiting = ground.waiting.copy()
        self.asked_from = [0] * len(self.lines)
        self.asked_left = len(scene.newcomers)
        self.for_standing = 1
        self.left = self.asked_left + len(scene.standing)
        """Calls after which the path ends."""
        self.waits = [HORIZON] * len(scene.standing)
        self.new_waits = [HORIZON] * len(scene.newcomers)
        self.idle = [False] * len(scene.posts)
        self.due: dict[int, float] = {}
        """Minutes of the breaks that have begun for a window, or would have if it were free."""
        self.working = ground.working.copy()
        self.events = ground.events.copy()
        self._begin()

    def _begin(self) -> None:
        """Draw when each window will be free next, and who comes back when."""
        ground, rng, random = self.ground, self.rng, self.rng.random
        table, events = ground.table, self.events
        for post, done, first, mean in ground.busy:
            if first < STEPS:
                rest = (table[first + int(random() * (STEPS - first))] - done) * mean
            else:
                rest = -log(1 - random()) * OVERDUE * mean
            events.append((rest, FREE, post))
        for number, place in ground.away:
            if place.presence < 1 and random() >= place.presence:
                continue
            back = place.back_minutes
            if back is None:
                back = rng.expovariate(1 / ground.scene.return_minutes)
            if place.spread_minutes:
                back += abs(rng.gauss(0, place.spread_minutes))
            events.append((back, BACK, number))
        heapify(events)

    def _work(self, post: int, sign: int) -> None:
        """The window begins (1) or stops (−1) to take part in serving its queues."""
        place = self.ground.scene.posts[post]
        for queue in place.primary + place.backups:
            self.working[queue] += sign * self.ground.share[post]

    def play(self, horizon: float) -> None:
        """Until everybody who is asked about has been called."""
        events, rng = self.events, self.rng
        arrive = self._arrivals()
        coming = arrive(0.0)
        while self.left > 0:
            now = events[0][0] if events else horizon
            if coming < now:
                if coming >= horizon:
                    return
                self._arrive(coming, rng)
                coming = arrive(coming)
                continue
            if now >= horizon or not events:
                return
            _, what, post = heappop(events)
            if what == FREE:
                self._free(post, now)
            elif what >= LEAVE:
                self.due[post] = self.due.get(post, 0.0) + self.ground.lengths[what - LEAVE]
                if self.idle[post]:
                    self._leave(post, now)
            else:
                self._work(post, 1)
                self._free(post, now)

    def _free(self, post: int, now: float) -> None:
        if post in self.due:
            self._leave(post, now)
            return
        place = self.choose(post, now)
        if place < 0:
            self.idle[post] = True
            return
        lane, queue, _, factor = self.ground.lanes[post][place]
        _, reference, _, minutes, number = self.lines[lane][self.heads[lane]]
        self.heads[lane] += 1
        if number >= 0:
            queue = self.ground.scene.standing[number].queue
            self.waits[number] = now
            self.left -= self.for_standing
        self.waiting[queue] -= 1
        self._occupy(post, now, now - reference / MINUTE_US, minutes * factor)

    def _leave(self, post: int, now: float) -> None:
        length = self.due.pop(post)
        self.idle[post] = False
        self._work(post, -1)
        heappush(self.events, (now + length, BACK, post))

    def _occupy(self, post: int, now: float, waited: float, mean: float) -> None:
        scene, random = self.ground.scene, self.rng.random
        misses = scene.misses
        if misses and random() < misses[min(int(waited / MISS_STEP), len(misses) - 1)]:
            heappush(self.events, (now + scene.miss_minutes, FREE, post))
            return
        heappush(self.events, (now + mean * self.ground.table[int(random() * STEPS)], FREE, post))

    def _arrive(self, now: float, rng: Random) -> None:
        ground = self.ground
        queue, lane, offset, minutes = ground.kinds[int(rng.random() * len(ground.kinds))]
        for post, factor in ground.servers[queue]:
            if self.idle[post]:
                self.idle[post] = False
                self._occupy(post, now, 0.0, minutes * factor)
                return
        reference = int(now * MINUTE_US)
        insort(self.lines[lane], (reference - offset, reference, "~", minutes, -1), self.heads[lane])
        self.waiting[queue] += 1

    def _arrivals(self) -> Callable[[float], float]:
        """The moment of the next arrival after another."""
        rates, rng = self.ground.scene.rates if self.ground.kinds else (), self.rng
        at = 0

        def following(after: float) -> float:
            nonlocal at
            now = after
            while at < len(rates):
                until, rate = rates[at]
                if rate > 0:
                    now -= log(1 - rng.random()) / rate
                    if now < until:
                        return now
                now = until
                at += 1
            return float("inf")

        return following

    def choose(self, post: int, now: float) -> int:
        """Which of its lanes the window calls from, or −1. Newcomers called before that are noted."""
        ground, heads, lines, waiting = self.ground, self.heads, self.lines, self.waiting
        pressed = ground.pressed and not ground.single[post]
        best_rank: float = 0
        best: Entry | None = None
        chosen = -1
        heres = []
        for place, (lane, queue, here, _) in enumerate(ground.lanes[post]):
            if pressed and queue >= 0 and waiting[queue]:
                others = self.working[queue] - ground.share[post]
                others = 0.5 + others if others > 0 else 0.5
                here += round(min(ground.pull * waiting[queue] * ground.means[queue] / others, ground.most))
            heres.append(here)
            line, head = lines[lane], heads[lane]
            if head == len(line):
                continue
            entry = line[head]
            rank: float = entry[0] - here
            if ground.weighted:
                rank = round((entry[1] - now * MINUTE_US) * ground.weights[lane])
            if best is None or rank < best_rank or (rank == best_rank and entry[1:3] < best[1:3]):
                best_rank, best, chosen = rank, entry, place
        if self.asked_left:
            self._note_newcomers(post, now, heres, best_rank if best else None)
        return chosen

    def _note_newcomers(self, post: int, now: float, heres: list[int], best: float | None) -> None:
        """Those whom the window would have called now, had they come at the scene's moment."""
        ground, starts = self.ground, self.asked_from
        for (lane, _, _, _), here in zip(ground.lanes[post], heres, strict=True):
            asked = ground.asked[lane]
            while starts[lane] < len(asked):
                own, number = asked[starts[lane]]
                rank = -now * MINUTE_US * ground.weights[lane] if ground.weighted else own - here
                if best is not None and rank >= best:
                    break
                starts[lane] += 1
                self.new_waits[number] = now
                self.left -= 1
                self.asked_left -= 1
