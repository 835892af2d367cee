"""One day of the hall for its managers: did the waits come true, who was called out of turn, how far anybody
could be passed. Pure sums of the day's tickets and calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from math import sqrt

from hall_server.domain.call_policy import PROFILES, CallPolicy
from hall_server.domain.call_record import CallMade, Shadowed, at_first_call, shadowed
from hall_server.domain.forecast.record import ALARM, OVER, Outcome, Score, by, outcomes, score, told_a_range
from hall_server.domain.hall_plan import HallPlan, Zone
from hall_server.domain.rules import Rules, policy_of
from hall_server.domain.ticket import Ticket

AIM = 0.8
CALM = 0.03
SIGMAS = 2.6
OWN = "own"
"""A policy that is none of the ready ones: its terms were set by hand."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A stretch in which too few or too many of the last OVER waits were within what was told."""

    since: datetime
    until: datetime | None
    """None: it lasts."""
    worst: float
    """The share that was farthest from AIM."""


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
    shadow: Shadowed | None

    @property
    def share_by_hand(self) -> float:
        return self.by_hand / self.calls if self.calls else 0.0


@dataclass(frozen=True)
class HallDay:
    day: date
    all: Score | None
    """None: nobody who was told a wait has been called."""
    by_basis: dict[str, Score]
    by_class: dict[str, Score]
    by_queue: dict[str, Score]
    drifts: tuple[Drift, ...]
    zones: tuple[ZoneDay, ...]
    jumps: tuple[CallMade, ...]
    """Calls by hand, in order."""

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
    day: date, tickets: Sequence[Ticket], calls: Sequence[CallMade], plan: HallPlan, rules: Rules
) -> HallDay:
    found = outcomes(at_first_call(tickets, calls))
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
            shadow=shadows.get(zone.id),
        )

    return HallDay(
        day=day,
        all=score(found) if found else None,
        by_basis=by(found, lambda o: str(o.ticket.estimate_basis)),
        by_class=by(found, lambda o: o.ticket.priority.value),
        by_queue=by(found, lambda o: str(o.ticket.queue)),
        drifts=tuple(drifts_of(found)),
        zones=tuple(zone_day(zone) for zone in plan.zones.values()),
        jumps=tuple(made for made in calls if made.by_hand is not None),
    )


def drifts_of(found: Sequence[Outcome]) -> list[Drift]:
    """When the alarm of the coverage would have stood, as the outcomes came in. It ends a little inside of
    its bounds, so that it does not flicker on them."""
    called = ((o.ticket.called_at, o.covered) for o in told_a_range(found) if o.ticket.called_at)
    seen = sorted(called, key=lambda s: s[0])
    sums = [0, *accumulate(covered for _, covered in seen)]
    stretches: list[Drift] = []
    since: datetime | None = None
    worst = AIM
    for end in range(OVER, len(seen) + 1):
        at, share = seen[end - 1][0], (sums[end] - sums[end - OVER]) / OVER
        if since is None and not ALARM[0] <= share <= ALARM[1]:
            since, worst = at, share
        elif since is not None and ALARM[0] + CALM <= share <= ALARM[1] - CALM:
            stretches.append(Drift(since, at, worst))
            since = None
        worst = max(worst, share, key=lambda s: abs(s - AIM))
    return [*stretches, Drift(since, None, worst)] if since else stretches


def telling(found: Score) -> bool:
    """Whether a coverage is so far from AIM that chance alone hardly explains it, with so few people."""
    return abs(found.coverage - AIM) > SIGMAS * sqrt(AIM * (1 - AIM) / max(found.count, 1))


def name_of(policy: CallPolicy) -> str:
    """Of the ready policy that this is, or OWN."""
    return next((name for name, ready in PROFILES.items() if ready == policy), OWN)
