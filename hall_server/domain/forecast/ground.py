"""A scene prepared for many plays: what they share and never change."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

from hall_server.domain.call_policy import BY_CLASS, Band, CallPolicy, Order
from hall_server.domain.forecast.scene import Arriving, Post, Scene
from hall_server.domain.ticket import Priority

MINUTE_US = 60_000_000
STRICT_US = 10**15
"""More than any difference of reference times, for each minute of a strict class."""
A_TURN_US = 10**12
"""More than any wait of a day, and less than a strict class."""
STEPS = 4001
JOIN, FREE, BACK, LEAVE = -1, 0, 1, 2
"""What happens at a window. JOIN: somebody who was there joins a line once more. LEAVE and all above are the
begin of one of the planned breaks."""

Entry = tuple[int, int, str, float, int]
"""Order in the line, reference time, name, minutes of service, number among the standing or −1."""

Kind = tuple[int, int, int, float]
"""Of somebody who joins: queue, lane, head start, minutes."""


@lru_cache(maxsize=64)
def shape(sigma: float) -> tuple[float, ...]:
    """Quantiles of one service over its mean: lognormal with mean 1."""
    normal = NormalDist(-sigma * sigma / 2, sigma)
    return tuple(2.718281828459045 ** normal.inv_cdf((i + 0.5) / STEPS) for i in range(STEPS))


class Ground:
    """A scene, its lines in order and its windows' lanes.

    A lane is a queue, or its tickets that only one window may call; in the weighted order each class of them
    has its own, as classes change places there while people wait.
    """

    def __init__(self, scene: Scene) -> None:
        policy = scene.policy
        self.scene, self.policy = scene, policy
        self.weighted = policy.order is Order.WEIGHTED
        self.table = shape(round(scene.sigma, 2))
        self.missed = scene.misses or (0.0,)
        classes = list(Priority)
        self.of_class = {p: i for i, p in enumerate(classes)} if self.weighted else {}
        self._width = len(classes) if self.weighted else 1
        self._bound: dict[tuple[int, int], int] = {}
        lanes = len(scene.lines) * self._width
        for one in scene.standing:
            if one.post is not None and (key := self._stands(one.post, one.queue)) not in self._bound:
                self._bound[key] = lanes
                lanes += self._width
        self.weights = [1 + policy.weights[classes[i % self._width]] for i in range(lanes)]
        self.pull = [policy.pressure_slope * MINUTE_US * line.mean_minutes for line in scene.lines]
        self.most = policy.pressure_minutes * MINUTE_US
        self._offset = _offsets(policy)
        self._lines(lanes)
        self._posts()
        self._now()
        self._arriving()

    def _lines(self, lanes: int) -> None:
        """Who stands where, and who is asked about."""
        scene, offset = self.scene, self._offset
        self.lines: list[list[Entry]] = [[] for _ in range(lanes)]
        self.waiting = [0] * len(scene.lines)
        for number, one in enumerate(scene.standing):
            lane = self._lane(one.queue, one.priority)
            if one.post is not None:
                lane = self._bound[self._stands(one.post, one.queue)] + self.of_class.get(one.priority, 0)
            own = one.reference_us - offset(one.priority, one.band)
            self.lines[lane].append((own, one.reference_us, one.name, one.minutes, number))
            self.waiting[one.queue] += 1
        for line in self.lines:
            line.sort()
        self.asked: list[list[tuple[int, int]]] = [[] for _ in range(lanes)]
        for number, who in enumerate(scene.newcomers):
            own = who.reference_us - offset(who.priority, who.band)
            self.asked[self._lane(who.queue, who.priority)].append((own, number))
        for asked in self.asked:
            asked.sort()

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

    def _stands(self, post: int, queue: int) -> tuple[int, int]:
        """Where tickets stand that only this window may call: among their queue, or −1, apart, if it does not
        serve that."""
        place = self.scene.posts[post]
        return post, queue if queue in place.primary + place.backups else -1

    def _lane(self, queue: int, priority: Priority) -> int:
        return queue * self._width + self.of_class.get(priority, 0)

    def _posts(self) -> None:
        """Each window's lanes as (lane, queue or −1, bonus, factor), and each queue's windows in the order in
        which idle ones are found: primary first, then those with the fewest queues."""
        scene, policy, width = self.scene, self.policy, self._width
        bonus = bonus_of(policy)
        self.lanes: list[list[tuple[int, int, int, float]]] = []
        self.share = [1 / (len(p.primary) + len(p.backups) or 1) for p in scene.posts]
        servers: list[list[tuple[bool, float, int, float]]] = [[] for _ in scene.lines]
        for number, post in enumerate(scene.posts):
            lanes: list[tuple[int, int, int, float]] = []
            for turn, queue in enumerate(post.primary + post.backups):
                own = queue in post.primary
                factor = post.factor * (1.0 if own else scene.backup_factor)
                extra = bonus_of(policy, own, turn)
                for first in (queue * width, self._bound.get((number, queue))):
                    if first is not None:
                        lanes += [(first + i, queue, extra, factor) for i in range(width)]
                servers[queue].append((not own, 1 / self.share[number], number, factor))
            apart = self._bound.get((number, -1))
            if apart is not None:
                lanes += [(apart + i, -1, bonus, post.factor) for i in range(width)]
            self.lanes.append(lanes)
        self.servers = [[(number, factor) for _, _, number, factor in sorted(s)] for s in servers]
        pressed = policy.order is Order.HEAD_START
        self.pressed = [pressed and len(p.primary) + len(p.backups) > 1 for p in scene.posts]
        self.asking = [[lane for lane in lanes if self.asked[lane[0]]] for lanes in self.lanes]

    def _arriving(self) -> None:
        """Who comes, and who comes once more."""
        self.kinds, self.drawn_by = self._kinds(self.scene.mix)
        self.again, self.again_by = self._kinds(self.scene.again)
        self.rejoin = self.scene.rejoin if self.again else 0.0
        self.earliest = max((offset for _, _, offset, _ in self.kinds), default=0)

    def _kinds(self, some: Sequence[Arriving]) -> tuple[list[Kind], list[float]]:
        found = [
            (
                a.queue,
                self._lane(a.queue, a.priority),
                self._offset(a.priority, a.band) + a.seniority_us,
                a.minutes,
            )
            for a in some
        ]
        return found, list(accumulate(a.weight for a in some))

    def last_to_matter(self, for_standing: bool) -> float:
        """Nobody whose order in the line is later than this is called before one of those asked about by a
        window that may call both: the theorem of `dispatch`. What else they might do, be served elsewhere or
        lengthen a line and so its pressure, is left out with them. Infinite where the order has no bound."""
        if self.weighted:
            return float("inf")
        owns = [own for asked in self.asked for own, _ in asked]
        if for_standing:
            owns += [entry[0] for line in self.lines for entry in line]
        press = self.most if any(self.pressed) else 0
        turns = max((len(p.primary) + len(p.backups) for p in self.scene.posts), default=0)
        ahead = bonus_of(self.policy) - bonus_of(self.policy, own=False, turn=turns)
        return max(owns, default=0) + ahead + press


def bonus_of(policy: CallPolicy, own: bool = True, turn: int = 0) -> int:
    """By how much earlier a window calls from one of its queues, in microseconds."""
    match policy.order:
        case Order.HEAD_START:
            return round(policy.primary_minutes * MINUTE_US) if own else 0
        case Order.STRICT_IN_TURN:
            return -A_TURN_US * turn
    return 0


def _offsets(policy: CallPolicy) -> Callable[[Priority, Band], int]:
    """By how much a ticket stands before its reference time, in microseconds; see `dispatch.line_key`."""
    strict, started = policy.order in BY_CLASS, policy.order is Order.HEAD_START
    bands = {band: policy.band_minutes(band) for band in Band}

    def offset(priority: Priority, band: Band) -> int:
        if strict:
            return round(policy.class_minutes[priority] * STRICT_US)
        if not started:
            return 0
        return round((policy.class_minutes[priority] + bands[band]) * MINUTE_US)

    return lru_cache(maxsize=None)(offset)
