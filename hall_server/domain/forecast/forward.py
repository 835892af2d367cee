"""How long each will wait: the zone is played forward from what it is now, many times, by the rules that
call.

One path draws the rest of each running service given how long it has lasted, new arrivals, absences, returns
from breaks, and lets every free window call whom `dispatch` would call. The waits over the paths are the
forecast. Source: the reference notes on queueing, 6.2.

A newcomer is asked about without being there: the first moment at which a window would rather have called
them. Their presence changes nobody's turn before that moment, so one play answers for every queue, class and
band at once.
"""

from bisect import bisect, insort
from collections.abc import Callable
from heapq import heapify, heappop, heappush
from math import log
from random import Random
from typing import NamedTuple

from hall_server.domain.forecast.ground import BACK, FREE, JOIN, LEAVE, MINUTE_US, STEPS, Entry, Ground, Kind
from hall_server.domain.forecast.scene import MISS_STEP, Post, Scene

PATHS = 50
HORIZON = 480.0
"""Minutes after which a path ends; who has not been called by then counts as called then."""
OVERDUE = 0.3
"""What is left, over the mean, of a service that has outlasted the whole table."""
NEVER = float("inf")
LATENESS_TRIES = 20


class Forecast(NamedTuple):
    """Minutes until the call, sorted, one for each path."""

    standing: tuple[tuple[float, ...], ...]
    newcomers: tuple[tuple[float, ...], ...]


def forecast(scene: Scene, seed: str, paths: int = PATHS, horizon: float = HORIZON) -> Forecast:
    """Waits of the scene's newcomers and of everybody who stands there. The same seed, the same answer."""
    return _played(scene, seed, paths, horizon, for_standing=True)


def newcomers_only(scene: Scene, seed: str, paths: int = PATHS, horizon: float = HORIZON) -> Forecast:
    """As `forecast`, but each path ends when the newcomers have been called."""
    return _played(scene, seed, paths, horizon, for_standing=False)


def _played(scene: Scene, seed: str, paths: int, horizon: float, for_standing: bool) -> Forecast:
    ground, rng = Ground(scene), Random(seed)
    last = ground.last_to_matter(for_standing)
    standing: list[list[float]] = [[] for _ in scene.standing]
    newcomers: list[list[float]] = [[] for _ in scene.newcomers]
    for _ in range(paths):
        path = Path(ground, rng, for_standing, last)
        path.play(horizon)
        for kept, wait in zip(newcomers, path.new_waits, strict=True):
            kept.append(wait)
        if for_standing:
            for kept, wait in zip(standing, path.waits, strict=True):
                kept.append(wait)
    found = tuple(tuple(sorted(w)) for w in standing) if for_standing else ()
    return Forecast(found, tuple(tuple(sorted(w)) for w in newcomers))


def next_call(scene: Scene, post: int) -> str | None:
    """Whom a free window would call at the scene's moment: the same choice as `dispatch.choose_next`."""
    ground = Ground(scene)
    place = Path(ground, Random(0)).choose(post, 0.0)
    return ground.lines[ground.lanes[post][place][0]][0][2] if place >= 0 else None


class Path:
    """One play of the zone. Who comes later than `last` in the order of the lines is left out."""

    def __init__(self, ground: Ground, rng: Random, for_standing: bool = True, last: float = NEVER) -> None:
        scene = ground.scene
        self.ground, self.rng, self.last = ground, rng, last
        self.lines = [line.copy() for line in ground.lines]
        self.heads = [0] * len(self.lines)
        self.waiting = ground.waiting.copy()
        self.asked_from = [0] * len(self.lines)
        self.asked_left = len(scene.newcomers)
        self.for_standing = for_standing
        self.left = self.asked_left + for_standing * len(scene.standing)
        """Calls after which the path ends."""
        self.waits = [HORIZON] * len(scene.standing)
        self.new_waits = [HORIZON] * len(scene.newcomers)
        self.idle = [False] * len(scene.posts)
        self.due: dict[int, float] = {}
        """Minutes of the breaks that have begun for a window, or would have if it were free."""
        self.flow = rng.lognormvariate(0, scene.rate_spread) if scene.rate_spread else 1.0
        self.pace = rng.lognormvariate(0, scene.pace_spread) if scene.pace_spread else 1.0
        """By how much more people come, and windows take longer, on this path than is known."""
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
            events.append((rest * self.pace, FREE, post))
            if ground.rejoin and random() < ground.rejoin:
                events.append((rest * self.pace, JOIN, post))
        for number, place in ground.away:
            if place.presence < 1 and random() >= place.presence:
                continue
            back = place.back_minutes
            if back is None:
                back = rng.expovariate(1 / ground.scene.return_minutes)
            if place.spread_minutes:
                back += lateness(place, rng)
            events.append((back, BACK, number))
        heapify(events)

    def _work(self, post: int, sign: int) -> None:
        """The window begins (1) or stops (−1) to take part in serving its queues."""
        place = self.ground.scene.posts[post]
        for queue in place.primary + place.backups:
            self.working[queue] += sign * self.ground.share[post]

    def play(self, horizon: float) -> None:
        """Until everybody who is asked about has been called."""
        events, due, arrive = self.events, self.due, self._arrive
        following = self._arrivals()
        coming = following(0.0)
        while self.left > 0:
            now = events[0][0] if events else horizon
            while coming < now:
                if coming >= horizon:
                    return
                arrive(coming)
                coming = following(coming)
                now = events[0][0] if events else horizon
            if now >= horizon or not events:
                return
            _, what, post = heappop(events)
            if what == FREE:
                self._free(post, now)
            elif what == JOIN:
                self._join(self._drawn(self.ground.again, self.ground.again_by), now)
            elif what >= LEAVE:
                due[post] = due.get(post, 0.0) + self.ground.lengths[what - LEAVE]
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
        head = self.heads[lane]
        _, reference, _, minutes, number = self.lines[lane][head]
        self.heads[lane] = head + 1
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
        random, missed = self.rng.random, self.ground.missed
        step = int(waited / MISS_STEP) if waited > 0 else 0
        if random() < (missed[step] if step < len(missed) else missed[-1]):
            end = now + self.ground.scene.miss_minutes
        else:
            end = now + mean * self.pace * self.ground.table[int(random() * STEPS)]
        heappush(self.events, (end, FREE, post))
        if self.ground.rejoin and random() < self.ground.rejoin:
            heappush(self.events, (end, JOIN, post))

    def _arrive(self, now: float) -> None:
        self._join(self._drawn(self.ground.kinds, self.ground.drawn_by), now)

    def _drawn(self, kinds: list[Kind], by: list[float]) -> Kind:
        return kinds[bisect(by, self.rng.random() * by[-1], 0, len(by) - 1)]

    def _join(self, kind: Kind, now: float) -> None:
        ground = self.ground
        queue, lane, offset, minutes = kind
        reference = int(now * MINUTE_US)
        own = reference - offset
        if own > self.last:
            return
        for post, factor in ground.servers[queue]:
            if self.idle[post]:
                self.idle[post] = False
                self._occupy(post, now, 0.0, minutes * factor)
                return
        insort(self.lines[lane], (own, reference, "~", minutes, -1), self.heads[lane])
        self.waiting[queue] += 1

    def _arrivals(self) -> Callable[[float], float]:
        """The moment of the next arrival after another; never once nobody who comes matters any more."""
        rates, random = self.ground.scene.rates if self.ground.kinds else (), self.rng.random
        end = (self.last + self.ground.earliest) / MINUTE_US
        at, flow = 0, self.flow

        def following(after: float) -> float:
            nonlocal at
            now = after
            while at < len(rates):
                until, rate = rates[at]
                if rate > 0:
                    now -= log(1 - random()) / (rate * flow)
                    if now < until:
                        return now if now <= end else NEVER
                now = until
                at += 1
            return NEVER

        return following

    def choose(self, post: int, now: float) -> int:
        """Which of its lanes the window calls from, or −1. Newcomers called before that are noted."""
        ground, heads, lines = self.ground, self.heads, self.lines
        found = [p for p, (lane, _, _, _) in enumerate(ground.lanes[post]) if heads[lane] < len(lines[lane])]
        asking = self.asked_left and ground.asking[post]
        if not asking and len(found) < 2:
            return found[0] if found else -1
        best_rank: float = NEVER
        best: Entry | None = None
        chosen = -1
        for place in found:
            lane, queue, here, _ = ground.lanes[post][place]
            entry = lines[lane][heads[lane]]
            if ground.weighted:
                rank: float = round((entry[1] - now * MINUTE_US) * ground.weights[lane])
            elif ground.pressed[post] and queue >= 0:
                rank = entry[0] - here - self._pressure(post, queue, self.waiting[queue])
            else:
                rank = entry[0] - here
            if rank < best_rank or (best and rank == best_rank and entry[1:3] < best[1:3]):
                best_rank, best, chosen = rank, entry, place
        if asking:
            self._note_newcomers(post, now, best_rank)
        return chosen

    def _pressure(self, post: int, queue: int, waiting: int) -> int:
        """Of a line, as a window sees it: `CallPolicy.pressure` in microseconds."""
        others = self.working[queue] - self.ground.share[post]
        others = 0.5 + others if others > 0 else 0.5
        press = self.ground.pull[queue] * waiting / others
        return round(press if press < self.ground.most else self.ground.most)

    def _note_newcomers(self, post: int, now: float, best: float) -> None:
        """Those whom the window would have called now, had they come at the scene's moment."""
        ground, starts = self.ground, self.asked_from
        for lane, queue, here, _ in ground.asking[post]:
            asked = ground.asked[lane]
            if starts[lane] == len(asked):
                continue
            before = NEVER
            if ground.pressed[post]:
                # One more in the line helps all of it: nobody passes the head of their own line by that.
                here += self._pressure(post, queue, self.waiting[queue] + 1)
                line, head = self.lines[lane], self.heads[lane]
                before = line[head][0] if head < len(line) else NEVER
            while starts[lane] < len(asked):
                own, number = asked[starts[lane]]
                if own >= before:
                    break
                rank = -now * MINUTE_US * ground.weights[lane] if ground.weighted else own - here
                if rank >= best:
                    break
                starts[lane] += 1
                self.new_waits[number] = now
                self.left -= 1
                self.asked_left -= 1


def lateness(place: Post, rng: Random) -> float:
    """By how much later than expected a window comes that has not come yet: |N(0, spread)|, of which so many
    minutes have passed."""
    for _ in range(LATENESS_TRIES):
        late = abs(rng.gauss(0, place.spread_minutes))
        if late >= place.late_minutes:
            return late - place.late_minutes
    return rng.expovariate(1 / place.spread_minutes) / 2
