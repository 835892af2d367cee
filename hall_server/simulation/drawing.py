"""Draws a day by chance: the same seed draws the same day, whatever the policy that it is then run under."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import exp
from random import Random

from hall_server.domain.calendar import Workdays, opening_hours
from hall_server.domain.hall_plan import Counter, HallPlan, Item
from hall_server.domain.names import QueueId, WindowId, ZoneId
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority
from hall_server.simulation.day import Break, Day, Hold, Leg, NoShows, Shift, Slow, Visit, minutes_of
from hall_server.simulation.demand import Demand
from hall_server.simulation.parameters import BadParameters, Parameters, Peak

Spans = tuple[tuple[float, float], ...]
"""Opening stretches, in minutes since midnight."""
OPENING_RUSH = 1.0
"""Minutes in which those who waited before the doors take their numbers."""


@dataclass(frozen=True)
class World:
    """All that a day is drawn from. `truth` is the plan with its true service times, which the hall that runs
    the day need not know; None in `crew`: every window is manned."""

    truth: HallPlan
    demand: Demand
    rules: Rules
    workdays: Workdays
    parameters: Parameters
    crew: Collection[WindowId] | None = None


def draw_day(world: World, day: date, seed: str) -> Day:
    """Raises BadParameters when the hall is closed on that day, or a group or closure names what there is
    not."""
    parameters = world.parameters
    spans = {z: _spans(world, day, z) for z in world.truth.zones}
    if not any(spans.values()):
        raise BadParameters(f"the hall is closed on {day}")
    visits = sorted((*_visits(world, day, spans, seed), *_groups(world, seed)), key=lambda v: v.at)
    return Day(
        date=day,
        visits=tuple(visits),
        shifts=tuple(_shifts(world, day, spans, seed)),
        slow=tuple(_slow(world, day, spans, seed)),
        no_shows=NoShows(parameters.no_show_share, parameters.no_show_after, parameters.no_show_scale),
        closing=max(end for zone in spans.values() for _, end in zone),
        print_minutes=parameters.print_seconds / 60,
        call_minutes=parameters.call_seconds / 60,
        walk_minutes=parameters.walk_seconds / 60,
        backup_factor=parameters.backup_factor,
    )


def _spans(world: World, day: date, zone: ZoneId, item: Item | None = None) -> Spans:
    unit = item.unit if item else None
    hours = opening_hours(day, zone, unit, world.truth, world.rules, world.workdays)
    return tuple((minutes_of(start), minutes_of(end)) for start, end in hours)


# Who comes.


def _visits(world: World, day: date, spans: dict[ZoneId, Spans], seed: str) -> Iterator[Visit]:
    p = world.parameters
    bookable = sum(n for i, n in world.demand.items() if world.truth.items[i].appointment)
    total = sum(world.demand.values())
    booked = min(1.0, p.appointment_share * total / bookable) if bookable else 0.0
    whole = max(0.3, Random(f"{seed}/{day}/day").gauss(1, p.day_spread))
    rush = {z: max(0.3, Random(f"{seed}/{day}/{z}").gauss(1, p.zone_spread)) for z in world.truth.zones}
    for name, count in world.demand.items():
        item = world.truth.items[name]
        own = Random(f"{seed}/{day}/{name}")
        zone = world.truth.queues[item.queue].zone
        hours = _spans(world, day, zone, item) if item.unit in world.rules.unit_hours else spans[zone]
        if not hours:
            continue
        # Drawn from streams of their own: the same seed draws the same people with and without them.
        holding, looking = (Random(f"{seed}/{day}/{name}/{what}") for what in ("hold", "balk"))
        for _ in range(_poisson(own, count * p.load * whole * rush[zone])):
            visit = _visit(world, item, hours, own, item.appointment and own.random() < booked, seed)
            yield replace(_with_hold(visit, p, holding), balks_at=_limit(p, looking))


def _visit(world: World, item: Item, hours: Spans, own: Random, booked: bool, seed: str) -> Visit:
    p = world.parameters
    at, slot, priority = _arrival(own, hours, p), None, Priority.ORDINARY
    draw = own.random()
    for candidate, share in p.class_shares.items():
        draw -= share
        if draw < 0:
            priority = candidate
            break
    if booked:
        slot = at - (at - hours[0][0]) % p.slot_minutes
        grace = world.rules.appointment_grace.total_seconds() / 60
        early = own.gauss(p.appointment_early_minutes, p.appointment_early_minutes)
        at = _when_open(slot - min(early, grace - 0.1), hours)
        priority = Priority.ORDINARY
    return Visit(
        at=at,
        legs=_legs(world, item, own, seed),
        priority=priority,
        slot=slot,
        patience=own.random(),
        returns_after=own.uniform(*p.return_minutes) if own.random() < p.return_share else None,
    )


def _limit(p: Parameters, own: Random) -> float | None:
    """The longest wait for which one stays who looks at it."""
    return own.uniform(*p.balk_minutes) if own.random() < p.balk_share else None


def _with_hold(visit: Visit, p: Parameters, own: Random) -> Visit:
    """Of the first service: what comes after a transfer has all its papers."""
    if own.random() >= p.hold_share:
        return visit
    first = visit.legs[0]
    hold = Hold(first.work * own.uniform(0.1, 0.9), own.expovariate(1 / p.hold_minutes))
    return replace(visit, legs=(replace(first, holds=(hold,)), *visit.legs[1:]))


def _arrival(own: Random, hours: Spans, p: Parameters) -> float:
    """A moment at which a number is given. Those who come before the doors open go in one after another."""
    for _ in range(200):
        at = _moment(own, hours, p.peaks, p.early_minutes)
        for start, end in hours:
            if start <= at < end:
                return at
            if start - p.early_minutes <= at < start:
                return start + OPENING_RUSH * (1 - (start - at) / p.early_minutes)
    return hours[0][0] + OPENING_RUSH


def _when_open(at: float, hours: Spans) -> float:
    return next((max(at, start) for start, end in hours if at < end), hours[-1][1] - OPENING_RUSH)


def _moment(own: Random, hours: Spans, peaks: Sequence[Peak], early: float) -> float:
    draw = own.random()
    for peak in peaks:
        draw -= peak.weight
        if draw < 0:
            return own.gauss(minutes_of(peak.at), peak.spread_minutes)
    return own.uniform(hours[0][0] - early, hours[-1][1])


def _legs(world: World, item: Item, own: Random, seed: str) -> tuple[Leg, ...]:
    p, plan = world.parameters, world.truth
    mean = p.item_minutes.get(item.id, item.mean_service_minutes)
    first = Leg(item.queue, item.id, mean * _lognormal(own, _spread_of(item.id, p, seed)))
    if own.random() >= p.transfer_share:
        return (first,)
    zone = plan.queues[item.queue].zone
    others = [
        q for q in plan.queues.values() if q.zone == zone and q.id != item.queue and _manned(world, q.id)
    ]
    if not others:
        return (first,)
    to = own.choice(others)
    return first, Leg(to.id, None, to.mean_service_minutes * _lognormal(own, sum(p.service_spread) / 2))


def _manned(world: World, queue: QueueId) -> bool:
    crew = world.crew
    return any(crew is None or c.id in crew for c in world.truth.counters_of_queue[queue])


def _spread_of(item: str, p: Parameters, seed: str) -> float:
    return Random(f"{seed}/spread/{item}").uniform(*p.service_spread)


def _lognormal(own: Random, spread: float) -> float:
    """Of mean 1."""
    return exp(own.gauss(-spread * spread / 2, spread))


def _poisson(own: Random, mean: float) -> int:
    count, left = 0, own.expovariate(1.0)
    while left < mean:
        count += 1
        left += own.expovariate(1.0)
    return count


def _groups(world: World, seed: str) -> Iterator[Visit]:
    for number, group in enumerate(world.parameters.groups):
        found = world.truth.items.get(group.item)  # type: ignore[call-overload]
        if found is None:
            raise BadParameters(f"groups: the hall has no item {group.item!r}")
        own, holding = Random(f"{seed}/group/{number}"), Random(f"{seed}/group/{number}/hold")
        for _ in range(group.people):
            at = minutes_of(group.at) + own.uniform(0, 2)
            legs = _legs(world, found, own, seed)
            yield _with_hold(Visit(at, legs, patience=own.random()), world.parameters, holding)


# Who serves.


def _shifts(world: World, day: date, spans: dict[ZoneId, Spans], seed: str) -> Iterator[Shift]:
    p = world.parameters
    closures = {c.window: minutes_of(c.at) for c in p.closures}
    for window in closures:
        if window not in world.truth.counters:
            raise BadParameters(f"closures: the hall has no window {window!r}")
    for number, counter in enumerate(_present(world, day, seed)):
        hours = spans[counter.zone]
        if not hours:
            continue
        own = Random(f"{seed}/{day}/{counter.id}")
        late = abs(own.gauss(0, p.late_minutes))
        of_day = _lognormal(own, p.clerk_day_spread)
        yield Shift(
            window=counter.id,
            on=hours[0][0] + late,
            off=hours[-1][1],
            breaks=tuple(_breaks(world, hours, own, number)),
            speed=_lognormal(Random(f"{seed}/clerk/{counter.id}"), p.clerk_spread) * of_day,
            closes_at=closures.get(counter.id),
        )


def _present(world: World, day: date, seed: str) -> list[Counter]:
    """Who has come to work: a queue that somebody asks for never loses its last window."""
    manned = [c for c in world.truth.counters.values() if world.crew is None or c.id in world.crew]
    share = world.parameters.absent_share
    away = {c.id for c in manned if Random(f"{seed}/{day}/absent/{c.id}").random() < share}
    for queue in {world.truth.items[i].queue for i, count in world.demand.items() if count}:
        able = [c for c in world.truth.counters_of_queue[queue] if c in manned]
        if able and all(c.id in away for c in able):
            away.discard(able[0].id)
    return [c for c in manned if c.id not in away]


def _breaks(world: World, hours: Spans, own: Random, number: int) -> Iterator[Break]:
    p = world.parameters
    codes = [r.code for r in world.rules.pause_reasons]
    lunch, away = (code if code in codes else codes[0] for code in ("lunch", "away"))
    for (_, end), (start, _) in pairwise(hours):
        yield Break(end, start, lunch, kept=False, after_line=True)
    if len(hours) == 1 and p.lunch_slots and p.lunch_minutes:
        at = minutes_of(p.lunch_slots[number % len(p.lunch_slots)])
        if hours[0][0] < at < hours[0][1] - p.lunch_minutes:
            yield Break(at, at + p.lunch_minutes, lunch)
    for _ in range(_poisson(own, p.pauses_a_day)):
        start, end = hours[own.randrange(len(hours))]
        at = own.uniform(start, end)
        yield Break(at, at + own.expovariate(1 / p.pause_minutes) if p.pause_minutes else at, away)


def _slow(world: World, day: date, spans: dict[ZoneId, Spans], seed: str) -> Iterator[Slow]:
    p = world.parameters
    for zone, hours in spans.items():
        own = Random(f"{seed}/{day}/slow/{zone}")
        if own.random() < p.slow_share and hours:
            at = own.uniform(hours[0][0], hours[-1][1])
            yield Slow(zone, at, at + own.uniform(*p.slow_minutes), own.uniform(*p.slow_factor))
