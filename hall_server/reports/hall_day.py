"""One day of the hall for its managers: did the waits come true, who was called out of turn, how far anybody
could be passed. Pure sums of the day's tickets and calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from hall_server.domain.call_policy import PROFILES, CallPolicy
from hall_server.domain.call_record import CallMade, Shadowed, at_first_call, shadowed
from hall_server.domain.forecast.drift import AIM, Drift, Promise, drifts_of, promises_of
from hall_server.domain.forecast.record import Score, by, outcomes, score, told_closed
from hall_server.domain.hall_plan import HallPlan, Zone
from hall_server.domain.rules import Rules, policy_of
from hall_server.domain.ticket import Ticket
from hall_server.domain.walk_ins import WalkIn

SIGMAS = 2.6
OWN = "own"
"""A policy that is none of the ready ones: its terms were set by hand."""


@dataclass(frozen=True, slots=True)
class ZoneDay:
    zone: Zone
    policy: CallPolicy
    policy_name: str
    shadow_name: str | None
    calls: int
    by_hand: int
    beyond: int
    """Calls by hand that broke somebody's bound."""
    walk_ins: int
    """Services without a ticket; they are no calls."""
    shadow: Shadowed | None

    @property
    def share_by_hand(self) -> float:
        return self.by_hand / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class HallDay:
    day: date
    all: Score | None
    """None: nobody who was told a wait has been called."""
    told_closed: int
    """Those who were called, but had been told that no window was open: in none of the scores."""
    by_basis: dict[str, Score]
    by_class: dict[str, Score]
    by_queue: dict[str, Score]
    drifts: tuple[Drift, ...]
    zones: tuple[ZoneDay, ...]
    jumps: tuple[CallMade, ...]
    """Calls by hand, in order."""
    walk_ins: tuple[WalkIn, ...]
    """Services without a ticket, in order."""

    @property
    def calls(self) -> int:
        return sum(z.calls for z in self.zones)

    @property
    def share_by_hand(self) -> float:
        return len(self.jumps) / self.calls if self.calls else 0.0

    @property
    def broken(self) -> tuple[CallMade, ...]:
        """Calls by hand that passed somebody who had come earlier by more than their bound."""
        return tuple(made for made in self.jumps if made.why.beyond_bound)


def hall_day(
    day: date,
    tickets: Sequence[Ticket],
    calls: Sequence[CallMade],
    plan: HallPlan,
    rules: Rules,
    before: Sequence[Promise] = (),
    walked_in: Sequence[WalkIn] = (),
) -> HallDay:
    """`before`: the last promises of earlier days, that the alarm begins with."""
    called = at_first_call(tickets, calls)
    found = outcomes(called)
    shadows = {s.zone: s for s in shadowed(calls, {t.number: t.reference_at for t in tickets})}

    def zone_day(zone: Zone) -> ZoneDay:
        ours = [made for made in calls if made.call.zone == zone.id]
        policy, shadow = policy_of(rules, zone.id), rules.shadow_policies.get(zone.id)
        return ZoneDay(
            zone=zone,
            policy=policy,
            policy_name=name_of(policy),
            shadow_name=name_of(shadow) if shadow else None,
            calls=len(ours),
            by_hand=sum(made.by_hand is not None for made in ours),
            beyond=sum(made.why.beyond_bound > 0 for made in ours),
            walk_ins=sum(one.zone == zone.id for one in walked_in),
            shadow=shadows.get(zone.id),
        )

    return HallDay(
        day=day,
        all=score(found) if found else None,
        told_closed=told_closed(called),
        by_basis=by(found, lambda o: str(o.ticket.estimate_basis)),
        by_class=by(found, lambda o: o.ticket.priority.value),
        by_queue=by(found, lambda o: str(o.ticket.queue)),
        drifts=tuple(drifts_of(promises_of(calls), before)),
        zones=tuple(zone_day(zone) for zone in plan.zones.values()),
        jumps=tuple(made for made in calls if made.by_hand is not None),
        walk_ins=tuple(walked_in),
    )


def telling(found: Score) -> bool:
    """Whether a coverage is so far from AIM that chance alone hardly explains it, of so few who were told a
    range."""
    if found.coverage is None:
        return False
    return abs(found.coverage - AIM) > SIGMAS * sqrt(AIM * (1 - AIM) / found.ranged)


def name_of(policy: CallPolicy) -> str:
    """Of the ready policy that this is, or OWN."""
    return next((name for name, ready in PROFILES.items() if ready == policy), OWN)
