"""Questions: what somebody would meet who took a number now, and what a clerk has before them. Nothing
changes."""

from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain import calendar, dispatch, waiting
from hall_server.domain.call_policy import CallPolicy, Order
from hall_server.domain.dispatch import Candidate, Decision, LineKey, Placed
from hall_server.domain.forecast.conformal import Range
from hall_server.domain.forecast.told import told
from hall_server.domain.hall_plan import Counter, Item, Queue
from hall_server.domain.issuing import Asked, check_line
from hall_server.domain.names import ItemId, PersonHash, QueueId, WindowId
from hall_server.domain.refusals import Refusal
from hall_server.domain.rules import policy_of
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import WORKING, Window
from hall_server.operations.forecasts import Foreseen
from hall_server.operations.ports import UnitOfWork

LAST_OF_EQUALS = "~"
"""Sorts behind every ticket's id."""


def estimate_for(
    uow: UnitOfWork, queue: QueueId, ahead: int, bound_to: WindowId | None = None
) -> waiting.Estimate:
    """A window that works for several lines counts in part: in proportion to the lines that it has, its
    backups at half weight. A ticket that is bound to a window has that one only."""
    share, count = 0.0, 0
    for counter in [uow.plan.counters[bound_to]] if bound_to else uow.plan.counters_of_queue[queue]:
        if uow.windows.get(counter.id).state not in WORKING:
            continue
        count += 1
        weight = 0.5 if queue in counter.backups else 1.0
        busy = sum(1.0 for q in counter.primary if q != queue and uow.tickets.count_waiting(q))
        share += weight / (weight + busy)
    mean = uow.plan.queues[queue].mean_service_minutes
    return waiting.estimate(ahead, share, count, uow.tickets.recent_minutes(queue), mean)


def wait_of(uow: UnitOfWork, ticket: Ticket, now: datetime) -> waiting.Estimate:
    """What a ticket that waits may be told now."""
    bound_to = ticket.window if ticket.state is State.WAITING else None
    cheap = estimate_for(uow, ticket.queue, ahead_of(uow, ticket, now), bound_to)
    found = uow.forecasts.of_ticket(ticket.queue, ticket.id, now)
    return _told(cheap, found, found.since(now)) if found else _rounded(cheap)


def wait_of_newcomer(
    uow: UnitOfWork, queue: QueueId, item: ItemId | None, priority: Priority, now: datetime
) -> waiting.Estimate:
    """What somebody may be told who takes a number now: of the last play, or by the cheap formula."""
    ahead = ahead_of_newcomer(uow, queue, item, priority, now)
    cheap = estimate_for(uow, queue, ahead)
    policy = policy_of(uow.rules, uow.plan.queues[queue].zone)
    band = policy.band(uow.plan.expected_minutes(queue, item), uow.plan.usual_of(queue))
    found = uow.forecasts.of_newcomer(queue, priority, band, policy, now)
    if found is None:
        return _rounded(cheap)
    found = found.for_newcomer(ahead)
    return _told(cheap, found, found.found)


def _told(cheap: waiting.Estimate, found: Foreseen, left: Range) -> waiting.Estimate:
    low, high = told(left)
    return replace(
        cheap,
        low=low,
        mid=min(max(round(left.mid), low), high),
        high=high,
        basis=waiting.Basis.FORECAST,
        raw=found.raw,
    )


def _rounded(cheap: waiting.Estimate) -> waiting.Estimate:
    low, high = told(Range(cheap.low, cheap.mid, cheap.high))
    return replace(cheap, low=low, mid=min(max(cheap.mid, low), high), high=high)


def ahead_of(uow: UnitOfWork, ticket: Ticket, now: datetime) -> int:
    """People of the same queue who would be called before this ticket, if nobody else came."""
    placed = uow.tickets.placed(ticket.id)
    policy = policy_of(uow.rules, uow.plan.queues[ticket.queue].zone)
    if placed is not None and policy.order is Order.WEIGHTED:
        mine = dispatch.rank(_seen(placed), policy, now)
        return sum(dispatch.rank(_seen(p), policy, now) < mine for p in uow.tickets.lines([ticket.queue]))
    key = placed.key if placed else _key(uow, ticket.queue, ticket.item, ticket.priority, ticket.reference_at)
    return uow.tickets.before(ticket.queue, key)


def ahead_of_newcomer(
    uow: UnitOfWork, queue: QueueId, item: ItemId | None, priority: Priority, now: datetime
) -> int:
    """The same for somebody who takes a number at this moment."""
    return uow.tickets.before(queue, _key(uow, queue, item, priority, now))


def _key(
    uow: UnitOfWork, queue: QueueId, item: ItemId | None, priority: Priority, reference_at: datetime
) -> LineKey:
    """A place behind all who have the same virtual arrival."""
    policy = policy_of(uow.rules, uow.plan.queues[queue].zone)
    band = policy.band(uow.plan.expected_minutes(queue, item), uow.plan.usual_of(queue))
    return dispatch.line_key(priority, reference_at, LAST_OF_EQUALS, band, policy)


def _seen(placed: Placed) -> Candidate:
    return Candidate(placed.ticket, False, placed.band)


def asked_facts(
    uow: UnitOfWork,
    queue: Queue,
    item: Item | None,
    priority: Priority,
    by_citizen: bool,
    person: PersonHash | None,
    now: datetime,
) -> Asked:
    """Everything that the issuing rules look at."""
    local = now.astimezone(uow.zone_info)
    unit = item.unit if item else None
    hours = calendar.opening_hours(local.date(), queue.zone, unit, uow.plan, uow.rules, uow.workdays)
    open_now = calendar.is_open(local, hours)
    slot = calendar.slot_of(local, uow.rules.slot_minutes)
    return Asked(
        queue=queue.id,
        id_card_required=bool(item and item.id_card_required),
        priority=priority,
        by_citizen=by_citizen,
        person=person,
        open_now=open_now,
        opens=None
        if open_now
        else calendar.next_opening(local, queue.zone, unit, uow.plan, uow.rules, uow.workdays),
        waiting=uow.tickets.count_waiting(queue.id),
        taken_in_slot=uow.tickets.taken_between(queue.id, *slot) if queue.id in uow.rules.slot_quota else 0,
        slot=slot,
        persons_tickets=uow.tickets.of_person(person) if person else (),
    )


@dataclass(frozen=True, slots=True)
class QueueOutlook:
    queue: QueueId
    refusal: Refusal | None
    estimate: waiting.Estimate
    crowded: bool


def queue_outlook(uow: UnitOfWork, queue_name: str, now: datetime) -> QueueOutlook:
    queue = uow.plan.queue(queue_name)
    refusal: Refusal | None = None
    try:
        facts = asked_facts(uow, queue, None, Priority.ORDINARY, True, None, now)
        check_line(facts, uow.rules)
    except Refusal as no:
        refusal = no
    waits = uow.tickets.count_waiting(queue.id)
    found = wait_of_newcomer(uow, queue.id, None, Priority.ORDINARY, now)
    return QueueOutlook(queue.id, refusal, found, waits >= uow.rules.warn_waiting)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a clerk has before them."""

    window: Window
    serving: Ticket | None
    next: Decision | None
    waiting: tuple[Ticket, ...]
    waiting_total: int
    held: tuple[Ticket, ...]
    missed: tuple[Ticket, ...]
    finished_today: int
    issued_today: int
    mean_service_seconds: int | None


def heads(uow: UnitOfWork, counter: Counter) -> list[Candidate]:
    """All that a window has to compare: the heads of its lanes, and the tickets that it alone may call."""
    return _candidates(uow, counter, uow.tickets.heads(counter.queues), policy_of(uow.rules, counter.zone))


def callable_at(uow: UnitOfWork, counter: Counter, policy: CallPolicy | None = None) -> list[Candidate]:
    """Every waiting ticket that a window may call, as its zone's policy sees it, or another."""
    lines = uow.tickets.lines(counter.queues)
    return _candidates(uow, counter, lines, policy or policy_of(uow.rules, counter.zone))


def _candidates(
    uow: UnitOfWork, counter: Counter, standing: list[Placed], policy: CallPolicy
) -> list[Candidate]:
    """A ticket that only this window may call stands among those of its queue as if all might; one of a queue
    that the window does not serve stands as in its first."""
    both = [*standing, *uow.tickets.waiting_for(counter.id)]
    turns = {q: turn for turn, q in enumerate(counter.queues)}
    pressures = dict.fromkeys((p.ticket.queue for p in both), 0.0)
    if len(turns) > 1:
        pressures |= {q: _pressure(uow, q, counter, policy) for q in pressures if q in turns}
    primary = {q for q in pressures if q in counter.primary or q not in turns}
    return [
        Candidate(p.ticket, (q := p.ticket.queue) in primary, p.band, pressures[q], turns.get(q, 0))
        for p in both
    ]


def _pressure(uow: UnitOfWork, queue: QueueId, own: Counter, policy: CallPolicy) -> float:
    """Minutes for the length of a line, measured against the other windows that work on it now."""
    others = (c for c in uow.plan.counters_of_queue[queue] if c.id != own.id)
    share = sum(1 / len(c.queues) for c in others if uow.windows.get(c.id).state in WORKING)
    work = uow.tickets.count_waiting(queue) * uow.plan.queues[queue].mean_service_minutes
    return policy.pressure(work, share)


def desk(uow: UnitOfWork, window_name: str, now: datetime, most: int = 50) -> Desk:
    window, counter = uow.windows.get(window_name), uow.plan.counter(window_name)
    policy = policy_of(uow.rules, counter.zone)
    callable_here = callable_at(uow, counter)
    order = dispatch.ranked(callable_here, policy, now)
    here = [*uow.tickets.live_in(counter.queues), *_sent_here(uow, counter)]
    served = uow.tickets.done_at(window.id)
    return Desk(
        window=window,
        serving=uow.tickets.get(window.ticket) if window.ticket else None,
        next=dispatch.choose_next(callable_here, policy, now),
        waiting=tuple(c.ticket for c in order[:most]),
        waiting_total=len(order),
        held=tuple(t for t in here if t.state is State.HELD and t.window in (None, window.id)),
        missed=tuple(t for t in here if t.state is State.MISSED),
        finished_today=len(served),
        issued_today=sum(uow.tickets.issued_in(q) for q in counter.queues),
        mean_service_seconds=_mean_seconds(served),
    )


def _sent_here(uow: UnitOfWork, counter: Counter) -> list[Ticket]:
    return [t for t in uow.tickets.bound_to(counter.id) if t.queue not in counter.queues]


def _mean_seconds(served: list[Ticket]) -> int | None:
    return round(sum(t.served_seconds for t in served) / len(served)) if served else None
