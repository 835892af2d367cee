"""The hall in parts that do not touch: queues and windows that are connected by what the windows may call."""

from dataclasses import dataclass

from hall_server.domain.call_policy import Band
from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import QueueId
from hall_server.domain.rules import Rules, policy_of


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    """Its first queue."""
    queues: tuple[QueueId, ...]
    counters: tuple[Counter, ...]
    bands: dict[QueueId, tuple[Band, ...]]
    """Bands that a newcomer of a queue may have."""


def parts_of(plan: HallPlan, rules: Rules) -> tuple[Part, ...]:
    """Every queue is in one part; queues of one window are in the same."""
    above: dict[QueueId, QueueId] = {q: q for q in plan.queues}

    def top(queue: QueueId) -> QueueId:
        while above[queue] != queue:
            above[queue] = above[above[queue]]
            queue = above[queue]
        return queue

    for counter in plan.counters.values():
        for queue in counter.queues[1:]:
            above[top(queue)] = top(counter.queues[0])
    together: dict[QueueId, list[QueueId]] = {}
    for queue in plan.queues:
        together.setdefault(top(queue), []).append(queue)
    return tuple(_part(plan, rules, tuple(queues)) for queues in together.values())


def _part(plan: HallPlan, rules: Rules, queues: tuple[QueueId, ...]) -> Part:
    mine = set(queues)
    counters = tuple(c for c in plan.counters.values() if mine.intersection(c.queues))
    bands: dict[QueueId, tuple[Band, ...]] = {}
    for queue in queues:
        policy = policy_of(rules, plan.queues[queue].zone)
        items = [i.id for i in plan.items.values() if i.queue == queue]
        means = [plan.expected_minutes(queue, item) for item in (None, *items)]
        bands[queue] = tuple(dict.fromkeys(policy.band(m, plan.usual_of(queue)) for m in means))
    return Part(str(queues[0]), queues, counters, bands)
