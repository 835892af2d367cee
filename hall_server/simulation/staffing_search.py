"""The search for few windows that reach a target. A hall falls into parts that do not touch one another; each
is simulated for itself, and only when its own windows have changed."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice

from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import QueueId
from hall_server.simulation.day import Day
from hall_server.simulation.many import run_many
from hall_server.simulation.scenario import Scenario
from hall_server.simulation.staffed_day import (
    Key,
    Need,
    Reached,
    Shares,
    Target,
    part_of,
    reached_on,
    shares_of,
)

Team = frozenset[QueueId]
"""Queues that share windows."""
Staffing = tuple[tuple[Key, int], ...]
_Group = tuple[Team, int]
"""A team in one stretch of opening hours, by the stretch's first hour."""


def teams_of(plan: HallPlan, links: Iterable[Sequence[QueueId]] = ()) -> list[Team]:
    """Queues that share windows, and those of one of the `links`, fall together."""
    team = {q: {q} for q in plan.queues}
    for queues in (*(c.queues for c in plan.counters.values()), *links):
        joined = {q for queue in queues for q in team[queue]}
        for queue in joined:
            team[queue] = joined
    return sorted({frozenset(t) for t in team.values()}, key=min)


def parts_of(plan: HallPlan) -> list[Team]:
    """Queues that share windows or send people on to one another, which they do within a zone."""
    by_zone: defaultdict[str, list[QueueId]] = defaultdict(list)
    for queue in plan.queues.values():
        by_zone[queue.zone].append(queue.id)
    return teams_of(plan, by_zone.values())


def _stretches(hours: Iterable[int]) -> dict[int, int]:
    """Each hour's first hour of those that follow one another without a gap."""
    found: dict[int, int] = {}
    for hour in sorted(hours):
        found[hour] = found.get(hour - 1, hour)
    return found


@dataclass(frozen=True)
class _Part:
    queues: Team
    days: tuple[Day, ...]
    known: dict[Staffing, Shares] = field(default_factory=dict)

    def key(self, need: Mapping[Key, int]) -> Staffing:
        return tuple(sorted((k, n) for k, n in need.items() if k[0] in self.queues))


@dataclass
class _Descent:
    """What has come of taking windows away."""

    reached: set[Key]
    """Where the target must not be missed."""
    share: float
    taken: list[Key] = field(default_factory=list)
    refused: set[Key] = field(default_factory=set)
    """Could not go; still less can they with fewer windows around them."""

    def hurt(self, shares: Shares) -> list[Key]:
        return [k for k in self.reached if shares.get(k, 1.0) < self.share]

    def undone(self, hurt: Key, team: Team, part: Team) -> Key:
        """The last that was taken nearby; it stays for good."""
        queue, hour = hurt
        now = (hour, hour - 1)
        near: tuple[Callable[[Key], bool], ...] = (
            lambda k: k[0] == queue and k[1] in now,
            lambda k: k[0] in team and k[1] in now,
            lambda k: k[0] in team,
            lambda k: k[0] in part,
        )
        number = next(n for is_near in near for n, k in self._latest() if is_near(k))
        key = self.taken.pop(number)
        self.refused.add(key)
        return key

    def _latest(self) -> list[tuple[int, Key]]:
        return list(enumerate(self.taken))[::-1]


class Search:
    """`least`: windows that stay in any case."""

    def __init__(
        self,
        scenario: Scenario,
        drawn: Sequence[Day],
        target: Target,
        least: Need,
        processes: int | None,
        done: Callable[[], None],
    ) -> None:
        plan = scenario.plan
        self._scenario, self._target, self._least = scenario, target, least
        self._processes, self._done = processes, done
        self._most = {q: sum(c.primary[:1] == (q,) for c in plan.counters.values()) for q in plan.queues}
        self._parts = [_Part(qs, tuple(part_of(d, plan, qs) for d in drawn)) for qs in parts_of(plan)]
        self._parts = [p for p in self._parts if any(d.visits for d in p.days)]
        self._teams = teams_of(plan)
        self._team = {q: team for team in self._teams for q in team}
        self._stretch = {team: _stretches({h for q, h in least if q in team}) for team in self._teams}
        self.rounds = 0

    def shares(self, need: Need) -> Shares:
        asked = [(p, p.key(need)) for p in self._parts if p.key(need) not in p.known]
        if asked:
            self._simulate(asked)
            self.rounds += 1
            self._done()
        return {k: s for p in self._parts for k, s in p.known[p.key(need)].items()}

    def _simulate(self, asked: Sequence[tuple[_Part, Staffing]]) -> None:
        runs = [(n, day) for n, (part, _) in enumerate(asked) for day in part.days]
        runs.sort(key=lambda run: -len(run[1].visits))

        def reached(run: tuple[int, Day]) -> list[Reached]:
            return reached_on(self._scenario, run[1], dict(asked[run[0]][1]), self._target)

        found: defaultdict[int, list[Reached]] = defaultdict(list)
        for (number, _), one in zip(runs, run_many(reached, runs, self._processes), strict=True):
            found[number] += one
        for number, (part, key) in enumerate(asked):
            part.known[key] = shares_of(iter(found[number]))

    # More windows.

    def out_of_reach(self) -> frozenset[Key]:
        """Where the target is missed though every window of the hall is there all day."""
        hours = {q: [h for other, h in self._least if other in self._team[q]] for q in self._most}
        full = {(q, h): most for q, most in self._most.items() for h in hours[q]}
        return frozenset(self._missed(full))

    def raised(self, need: Need, hopeless: Collection[Key]) -> Need:
        """With more windows wherever the target is missed: of the queue itself, an hour before too, and of
        those that can help it. All of a queue's own where the target is out of reach."""
        need = {k: self._most[k[0]] if k in hopeless else min(n, self._most[k[0]]) for k, n in need.items()}
        for number in count():
            missed = [k for k in self._missed(need) if k not in hopeless]
            # Whom the nearest window does not help after a while, more may.
            wanted = {k for m in missed for k in islice(self._places(need, m), max(1, number - 2))}
            if not wanted:
                break
            need |= {k: need.get(k, 0) + 1 for k in wanted}
        return need

    def _places(self, need: Need, key: Key) -> Iterator[Key]:
        """Where another window could help, the nearest first."""
        queue, hour = key
        counters = self._scenario.plan.counters_of_queue[queue]
        helpers = dict.fromkeys(q for c in counters for q in c.primary[:1] if q != queue)
        start = self._stretch[self._team[queue]].get(hour, hour)
        own = [(queue, h) for h in range(hour, start - 1, -1)]
        theirs = [(q, h) for h in range(hour, start - 1, -1) for q in helpers]
        return (k for k in (*own[:2], *theirs, *own[2:]) if need.get(k, 0) < self._most[k[0]])

    def _missed(self, need: Need) -> list[Key]:
        return sorted(k for k, share in self.shares(need).items() if share < self._target.share)

    # Fewer windows.

    def lowered(self, need: Need, hopeless: Collection[Key]) -> Need:
        """With windows taken away one at a time, as long as no target is missed for it that was reached.
        Teams, and stretches between which the hall is closed, are tried together: each is judged by its own
        people. Nothing is taken where the target is missed."""
        missed = {*hopeless, *self._missed(need)}
        descent = _Descent(set(self.shares(need)) - missed, self._target.share, refused=missed)
        while True:
            while tried := self._candidates(need, descent):
                after = self.shares(need | {k: need[k] - 1 for k in tried.values()})
                hurt = {self._group(k) for k in descent.hurt(after)}
                for group, key in tried.items():
                    if group in hurt:
                        descent.refused.add(key)
                    else:
                        descent.taken.append(key)
                need |= {k: need[k] - 1 for g, k in tried.items() if g not in hurt}
            hurt_now = {self._group(k): k for k in sorted(descent.hurt(self.shares(need)), reverse=True)}
            if not hurt_now:
                return need
            # Steps that did no harm alone did some together.
            need = dict(need)
            for key in hurt_now.values():
                team = self._team[key[0]]
                part = next(p.queues for p in self._parts if team <= p.queues)
                need[descent.undone(key, team, part)] += 1

    def _candidates(self, need: Need, descent: "_Descent") -> dict[_Group, Key]:
        """Of each group one window that may be spared, first those of the hours with most."""
        found: dict[_Group, Key] = {}
        for key in sorted(need, key=lambda k: (-need[k], k)):
            group = self._group(key)
            spare = need[key] > self._least.get(key, 0) and key not in descent.refused
            if group not in found and spare:
                found[group] = key
        return found

    def _group(self, key: Key) -> _Group:
        team = self._team[key[0]]
        return team, self._stretch[team].get(key[1], -1)
