"""What managers read of a simulation: waits by class and queue, fairness, window use."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hall_server.domain.forecast.record import Score, together
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.simulation.result import Result
from hall_server.simulation.statistics_of import Interval, Pick, Waits, interval, waits_of

EVERYBODY, OWN_POLICY = "all", "the hall's own"


@dataclass(frozen=True, slots=True)
class Row:
    """One group of tickets: figures of all days together, and how far each is known, by replication. Over
    many days the longest wait of all is longer than that of a usual replication."""

    group: str
    waits: Waits
    mean: Interval
    median: Interval
    p95: Interval
    longest: Interval
    over_30: Interval


@dataclass(frozen=True, slots=True)
class WindowRow:
    """Minutes and calls of an average day."""

    window: str
    on_minutes: float
    busy_minutes: float
    calls: float
    use: Interval
    """Busy over on, by replication."""


@dataclass(frozen=True, slots=True)
class Fairness:
    passes_per_ticket: Interval
    longest_pass_minutes: float
    """Of all days."""
    longest_pass: Interval
    """Of a replication, in minutes."""
    bound_minutes: float | None
    """The greatest bound among the zones' policies; None where a policy knows none."""
    bound_breaks: int
    lane_breaks: int


@dataclass(frozen=True, slots=True)
class Report:
    policy: str
    days: int
    replications: int
    tickets_a_day: float
    utilisation: Interval
    after_closing: Interval
    """Minutes from the last number given to the last call."""
    missed_a_day: float
    turned_away: dict[str, float]
    """A day, by reason."""
    unserved_a_day: float
    balked_a_day: float
    """Who left when they heard how long it would take."""
    estimates: dict[str, Score]
    """How the waits came true that were told, by the way in which they were found."""
    fairness: Fairness
    classes: tuple[Row, ...]
    queues: tuple[Row, ...]
    hours: tuple[Row, ...]
    windows: tuple[WindowRow, ...]


def report(
    policy: str | None, plan: HallPlan, rules: Rules, by_replication: Sequence[Sequence[Result]]
) -> Report:
    """`by_replication`: the days of each."""
    results = [r for days in by_replication for r in days]
    count = max(len(results), 1)
    classes = [p for p in Priority if any(o.priority is p for r in results for o in r.outcomes)]
    used = {o.queue for r in results for o in r.outcomes}
    hours = sorted({int(o.at // 60) for r in results for o in r.outcomes})
    turned = sum((r.turned_away for r in results), Counter[str]())

    def row(group: str, pick: Pick = lambda _: True) -> Row:
        each = [waits_of(days, pick) for days in by_replication]
        return Row(
            group,
            waits_of(results, pick),
            *(
                interval([getattr(w, figure) for w in each if w.tickets])
                for figure in ("mean", "median", "p95", "longest", "over_30")
            ),
        )

    def over(figure: Callable[[Result], float]) -> Interval:
        return interval([sum(map(figure, days)) / len(days) for days in by_replication if days])

    return Report(
        policy=policy or OWN_POLICY,
        days=len(by_replication[0]) if by_replication else 0,
        replications=len(by_replication),
        tickets_a_day=sum(len(r.outcomes) for r in results) / count,
        utilisation=over(lambda r: r.utilisation),
        after_closing=over(lambda r: r.after_closing),
        missed_a_day=sum(r.missed for r in results) / count,
        turned_away={code: n / count for code, n in sorted(turned.items())},
        unserved_a_day=sum(r.unserved for r in results) / count,
        balked_a_day=sum(r.balked for r in results) / count,
        estimates=_told(results),
        fairness=_fairness(rules, by_replication),
        classes=(row(EVERYBODY), *(row(p.value, _is(p)) for p in classes)),
        queues=tuple(row(q, lambda o, q=q: o.queue == q) for q in plan.queues if q in used),  # type: ignore[misc]
        hours=tuple(row(f"{h:02d}:00", lambda o, h=h: int(o.at // 60) == h) for h in hours),  # type: ignore[misc]
        windows=tuple(_windows(by_replication, count)),
    )


def _is(priority: Priority) -> Pick:
    return lambda outcome: outcome.priority is priority


def _fairness(rules: Rules, by_replication: Sequence[Sequence[Result]]) -> Fairness:
    bounds = [p.bound_minutes for p in (rules.policy, *rules.zone_policies.values())]
    results = [r for days in by_replication for r in days]
    longest = [max((r.longest_pass for r in days), default=0.0) for days in by_replication]
    return Fairness(
        interval(
            [
                sum(r.passes for r in days) / max(sum(len(r.outcomes) for r in days), 1)
                for days in by_replication
            ]
        ),
        max(longest, default=0.0),
        interval(longest),
        None if None in bounds else max(b for b in bounds if b is not None),
        sum(r.bound_breaks for r in results),
        sum(r.lane_breaks for r in results),
    )


def _told(results: Sequence[Result]) -> dict[str, Score]:
    """All days together, each by its number of tickets."""
    bases = sorted({basis for r in results for basis in r.told})
    return {basis: together([r.told[basis] for r in results if basis in r.told]) for basis in bases}


def _windows(by_replication: Sequence[Sequence[Result]], count: int) -> Iterator[WindowRow]:
    for name in sorted({w for days in by_replication for r in days for w in r.windows}):
        each = [[r.windows[name] for r in days if name in r.windows] for days in by_replication]
        uses = [u for days in each for u in days]
        on = [sum(u.on_minutes for u in days) for days in each]
        busy = [sum(u.busy_minutes for u in days) for days in each]
        yield WindowRow(
            name,
            sum(on) / count,
            sum(busy) / count,
            sum(u.calls for u in uses) / count,
            interval([b / o for b, o in zip(busy, on, strict=True) if o]),
        )


def as_json(found: Report) -> dict[str, Any]:
    return asdict(found)
