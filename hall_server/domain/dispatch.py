"""Who is next, and why: bounded head start.

A waiting ticket's credit, in minutes, is

    credit(i, w) = (t − r_i) + H(class of i) + Q(band of i) + π(w serves i's queue first) + P(w, line of i)

with r_i the reference time, and every term but the waiting bounded: min H ≤ H ≤ max H, |Q| ≤ Q̂, 0 ≤ π ≤ π̂,
0 ≤ P ≤ P̂. The window calls the ticket of the greatest credit; of equals the older, then the lower number.

Theorem (bounded overtaking). Let D = max H − min H + 2·Q̂ + π̂ + P̂. If r_j > r_i + D, no window that may call
both calls j before i. Proof: credit(i) − credit(j) ≥ (r_j − r_i) + min H − max H − 2·Q̂ − π̂ − P̂ > 0, since i
may have neither π nor P while j has all of them. ∎ So whoever overtakes i came before r_i + D, and no later
arrival, of whatever class and however many, can make i wait longer.

Corollary. Inside one lane, that is one queue, class and band, the order is first come first served: all terms
but the waiting are equal.

A call by hand is outside the theorem; `breaks_bound` tells whom one passes who came more than D before.
Source: the reference notes on queueing, sections 6.1 and 7; multi-queue affine accumulating priority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from operator import attrgetter

from hall_server.domain.call_policy import BY_CLASS, Band, CallPolicy, Order
from hall_server.domain.ticket import Priority, Ticket

MINUTE = timedelta(minutes=1)
EQUAL_MINUTES = 1e-9
"""Sums of floats that differ by less are equal: far under the microsecond that times are told in."""


class Because(Enum):
    """What decided, if one thing did."""

    ONLY = "only"
    """Nobody else waits for this window."""
    OLDEST = "oldest"
    PRIORITY = "priority"
    QUICK = "quick"
    OTHER_LONG = "other_long"
    """The oldest's service is long; the called one's is no short one."""
    PRIMARY = "primary"
    TURN = "turn"
    """The order of the window's list of queues."""
    PRESSURE = "pressure"
    """The line is long for those who work on it."""
    TOGETHER = "together"
    """No single term alone, but all of them."""
    BY_HAND = "by_hand"
    """A clerk called this number and gave a reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting ticket as one window sees it. `pressure`: minutes that the length of its line adds; `turn`:
    the place of its queue in the window's list, from 0."""

    ticket: Ticket
    primary: bool
    band: Band = Band.USUAL
    pressure: float = 0.0
    turn: int = 0


LineKey = tuple[float, datetime, datetime, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A waiting ticket at its place in its queue's line."""

    ticket: Ticket
    key: LineKey
    band: Band


@dataclass(frozen=True, slots=True)
class Credit:
    """The terms, in minutes."""

    waited: float
    head_start: float = 0.0
    band: float = 0.0
    primary: float = 0.0
    pressure: float = 0.0

    @property
    def total(self) -> float:
        return self.waited + self.head_start + self.band + self.primary + self.pressure


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a choice with its numbers, for one sentence to a clerk, a citizen, an inspector."""

    because: Because
    credit: Credit
    priority: Priority = Priority.ORDINARY
    runner_up: str | None = None
    """Number of the ticket that would have been next."""
    next_waited: float | None = None
    """How long that one had waited, in minutes; None: not on record."""
    lead: float | None = None
    """By how many minutes of credit it was behind, weighted ones in the weighted order. None where minutes do
    not compare, because a class or the order of queues goes before them."""
    passed: str | None = None
    """Number of the oldest ticket that was passed over, if any …"""
    passed_waited: float | None = None
    """… and how long that one had waited."""
    weight: float = 0.0
    """Of the class, in the weighted order."""
    reason: str | None = None
    """Of a call by hand."""
    beyond_bound: int = 0
    """Of a call by hand: how many were passed who came earlier by more than their bound."""

    @property
    def waited_minutes(self) -> int:
        return int(self.credit.waited)


@dataclass(frozen=True, slots=True)
class Decision:
    ticket: Ticket
    why: Why


def choose_next(candidates: Iterable[Candidate], policy: CallPolicy, now: datetime) -> Decision | None:
    """The ticket to call now and the reason, or None when nobody waits. Pure.

    `candidates` are at least the first two of each lane and the tickets bound to the window: nobody is chosen
    before the head of the own lane, and who would have been next is a head or the second of a lane.
    """
    found = list(candidates)
    order = sorted(found, key=lambda c: rank(c, policy, now))[:2]
    if not order:
        return None
    return Decision(order[0].ticket, _why(order, found, policy, now))


def ranked(candidates: Iterable[Candidate], policy: CallPolicy, now: datetime) -> list[Candidate]:
    """Candidates in the order in which the window would call them if time stood still."""
    return sorted(candidates, key=lambda c: rank(c, policy, now))


def credit_of(c: Candidate, policy: CallPolicy, now: datetime) -> Credit:
    waited = _waited(c.ticket, now)
    if policy.order is not Order.HEAD_START:
        return Credit(waited)
    return Credit(
        waited,
        policy.class_minutes[c.ticket.priority],
        policy.band_minutes(c.band),
        policy.primary_minutes if c.primary else 0.0,
        _capped(c.pressure, policy),
    )


def _waited(ticket: Ticket, now: datetime) -> float:
    return (now - ticket.reference_at) / MINUTE


def _capped(pressure: float, policy: CallPolicy) -> float:
    return min(max(pressure, 0.0), policy.pressure_minutes)


Rank = tuple[float, int, timedelta, datetime, str]


def rank(c: Candidate, policy: CallPolicy, now: datetime) -> Rank:
    """The smallest is called first. Exact: credits are compared in whole microseconds."""
    ticket = c.ticket
    strict, turn, weight = 0.0, 0, 0.0
    match policy.order:
        case Order.HEAD_START:
            # Grouped as in `line_key`, so that one line has one order to the microsecond.
            own, *_ = line_key(ticket.priority, ticket.reference_at, ticket.id, c.band, policy)[1:]
            here = (policy.primary_minutes if c.primary else 0.0) + _capped(c.pressure, policy)
            return 0.0, 0, own - here * MINUTE - now, ticket.reference_at, ticket.id
        case Order.STRICT:
            strict = -policy.class_minutes[ticket.priority]
        case Order.STRICT_IN_TURN:
            strict, turn = -policy.class_minutes[ticket.priority], c.turn
        case Order.WEIGHTED:
            weight = policy.weights[ticket.priority]
        case Order.OLDEST:
            pass
    return strict, turn, (ticket.reference_at - now) * (1 + weight), ticket.reference_at, ticket.id


def line_key(
    priority: Priority, reference_at: datetime, name: str, band: Band, policy: CallPolicy
) -> LineKey:
    """Orders one queue's line once and for all, by the virtual arrival r − H − Q. `name` is the ticket's id.

    What depends on the window and the moment is the same for the whole line, so that a window has to compare
    the heads only. The weighted order changes while people wait; there it holds for a lane.
    """
    strict, earlier = 0.0, 0.0
    if policy.order in BY_CLASS:
        strict = -policy.class_minutes[priority]
    elif policy.order is Order.HEAD_START:
        earlier = policy.class_minutes[priority] + policy.band_minutes(band)
    return strict, reference_at - earlier * MINUTE, reference_at, name


def by_hand(
    chosen: Candidate, waiting: Iterable[Candidate], policy: CallPolicy, reason: str, now: datetime
) -> Decision:
    """A clerk's own choice, on record with its reason, whom it passed, and how many of them longer than the
    bound allows."""
    ticket, others = chosen.ticket, [c for c in waiting if c.ticket.id != chosen.ticket.id]
    oldest = min((c.ticket for c in others), key=attrgetter("reference_at", "id"), default=None)
    earlier = oldest and (oldest.reference_at, oldest.id) < (ticket.reference_at, ticket.id)
    return Decision(
        ticket,
        Why(
            Because.BY_HAND,
            Credit(_waited(ticket, now)),
            ticket.priority,
            passed=oldest.number if oldest and earlier else None,
            passed_waited=_waited(oldest, now) if oldest and earlier else None,
            reason=reason,
            beyond_bound=len(breaks_bound(chosen, others, policy)),
        ),
    )


def breaks_bound(chosen: Candidate, waiting: Iterable[Candidate], policy: CallPolicy) -> tuple[Ticket, ...]:
    """Those who came so long before `chosen` that no choice by the rules could have passed them: the alarm of
    a call by hand. Oldest first; empty where the order knows no bound."""
    found = []
    for other in waiting:
        bound = policy.bound_of(other.ticket.priority, other.band)
        later = (chosen.ticket.reference_at - other.ticket.reference_at) / MINUTE
        if bound is not None and later > bound:
            found.append(other.ticket)
    return tuple(sorted(found, key=attrgetter("reference_at", "id")))


def written(why: Why) -> str:
    """For the event log: `because` and the numbers, in minutes. A lead of nothing is written, as no lead says
    that minutes do not compare."""
    credit = why.credit
    numbers = {
        "waited": credit.waited,
        "head": credit.head_start,
        "band": credit.band,
        "primary": credit.primary,
        "pressure": credit.pressure,
        "weight": why.weight,
    }
    shown = [f"{name}={_tenths(value)}" for name, value in numbers.items() if round(value, 1)]
    others = {
        "lead": why.lead,
        "next": why.runner_up,
        "next_waited": why.next_waited,
        "passed": why.passed,
        "passed_waited": why.passed_waited,
    }
    shown += [
        f"{name}={value if isinstance(value, str) else _tenths(value)}"
        for name, value in others.items()
        if value is not None
    ]
    beyond = [f"beyond={why.beyond_bound}"] if why.beyond_bound else []
    return " ".join([why.because.value, *shown, *beyond])


def _tenths(minutes: float) -> str:
    return f"{round(minutes, 1) + 0.0:g}"


def _why(order: list[Candidate], among: list[Candidate], policy: CallPolicy, now: datetime) -> Why:
    best = order[0]
    ticket, credit = best.ticket, credit_of(best, policy, now)
    oldest = min(among, key=lambda c: (c.ticket.reference_at, c.ticket.id))
    passed = oldest.ticket if oldest.ticket.id != ticket.id else None
    runner_up = order[1] if len(order) > 1 else None
    lead = None
    if runner_up and policy.order not in BY_CLASS:
        lead = max(_measured(best, policy, now) - _measured(runner_up, policy, now), 0.0)
    return Why(
        because=_because(best, oldest, bool(runner_up), policy, now),
        credit=credit,
        priority=ticket.priority,
        runner_up=runner_up.ticket.number if runner_up else None,
        next_waited=_waited(runner_up.ticket, now) if runner_up else None,
        lead=lead,
        passed=passed.number if passed else None,
        passed_waited=_waited(passed, now) if passed else None,
        weight=_weight(best, policy),
    )


def _weight(c: Candidate, policy: CallPolicy) -> float:
    return policy.weights[c.ticket.priority] if policy.order is Order.WEIGHTED else 0.0


def _measured(c: Candidate, policy: CallPolicy, now: datetime) -> float:
    """What an order goes by that compares minutes."""
    return credit_of(c, policy, now).total * (1 + _weight(c, policy))


def _because(best: Candidate, oldest: Candidate, others: bool, policy: CallPolicy, now: datetime) -> Because:
    """The one term without which the oldest would have been called."""
    if not others:
        return Because.ONLY
    if best.ticket.id == oldest.ticket.id:
        return Because.OLDEST
    match policy.order:
        case Order.STRICT | Order.STRICT_IN_TURN:
            first = policy.class_minutes[best.ticket.priority] > policy.class_minutes[oldest.ticket.priority]
            return Because.PRIORITY if first else Because.TURN
        case Order.WEIGHTED | Order.OLDEST:
            return Because.PRIORITY if _weight(best, policy) > _weight(oldest, policy) else Because.TOGETHER
    mine, theirs = credit_of(best, policy, now), credit_of(oldest, policy, now)
    gains = {
        Because.PRIORITY: mine.head_start - theirs.head_start,
        Because.QUICK if mine.band > 0 else Because.OTHER_LONG: mine.band - theirs.band,
        Because.PRIMARY: mine.primary - theirs.primary,
        Because.PRESSURE: mine.pressure - theirs.pressure,
    }
    # Without a term that makes up the whole lead both would be equal, and the older is called.
    lead = mine.total - theirs.total - EQUAL_MINUTES
    decisive = {term for term, gain in gains.items() if gain > max(lead, 0.0)}
    return max(decisive, key=gains.__getitem__) if decisive else Because.TOGETHER
