"""Questions: what somebody would meet who took a number now, and what a clerk has before them. Nothing
changes."""

from dataclasses import dataclass
from datetime import datetime

from hall_server.domain import calendar, dispatch, waiting
from hall_server.domain.dispatch import Decision
from hall_server.domain.hall_plan import Counter, Item, Queue
from hall_server.domain.issuing import Asked, check_line
from hall_server.domain.names import PersonHash, QueueId
from hall_server.domain.refusals import Refusal
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import WORKING, Window
from hall_server.operations.ports import UnitOfWork


def estimate_for(uow: UnitOfWork, queue: QueueId, ahead: int) -> waiting.Estimate:
    """A window that works for several lines counts in part: in proportion to the lines that it has, its
    backups at half weight."""
    share, count = 0.0, 0
    for counter in uow.plan.counters_of_queue[queue]:
        if uow.windows.get(counter.id).state not in WORKING:
            continue
        count += 1
        weight = 1.0 if queue in counter.primary else 0.5
        busy = sum(1.0 for q in counter.primary if q != queue and uow.tickets.count_waiting(q))
        share += weight / (weight + busy)
    mean = uow.plan.queues[queue].mean_service_minutes
    return waiting.estimate(ahead, share, count, uow.tickets.recent_minutes(queue), mean)


def ahead_of(uow: UnitOfWork, ticket: Ticket) -> int:
    """People of the same queue who would be called before this ticket, if nobody else came."""
    policy, mine = uow.rules.policy, uow.rules.policy.class_minutes[ticket.priority] * 60
    rank = ticket.reference_at.timestamp() - mine
    return sum(
        other.id != ticket.id
        and (other.reference_at.timestamp() - policy.class_minutes[other.priority] * 60, other.id)
        < (rank, ticket.id)
        for other in uow.tickets.waiting([ticket.queue])
    )


def ahead_of_newcomer(uow: UnitOfWork, queue: QueueId, priority: Priority, now: datetime) -> int:
    policy = uow.rules.policy
    rank = now.timestamp() - policy.class_minutes[priority] * 60
    return sum(
        other.reference_at.timestamp() - policy.class_minutes[other.priority] * 60 <= rank
        for other in uow.tickets.waiting([queue])
    )


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
    ahead = ahead_of_newcomer(uow, queue.id, Priority.ORDINARY, now)
    waits = uow.tickets.count_waiting(queue.id)
    return QueueOutlook(
        queue.id, refusal, estimate_for(uow, queue.id, ahead), waits >= uow.rules.warn_waiting
    )


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


def candidates(uow: UnitOfWork, counter: Counter) -> list[dispatch.Candidate]:
    """Tickets that a window may call: those of its queues, and those that were sent to it from other
    queues."""
    sent = [t for t in _sent_here(uow, counter) if t.state is State.WAITING]
    return dispatch.eligible(
        [*uow.tickets.waiting(counter.queues), *sent],
        frozenset(counter.primary),
        frozenset(counter.backups),
        counter.id,
    )


def desk(uow: UnitOfWork, window_name: str, now: datetime, most: int = 50) -> Desk:
    window, counter = uow.windows.get(window_name), uow.plan.counter(window_name)
    callable_here = candidates(uow, counter)
    order = dispatch.ranked(callable_here, uow.rules.policy, now)
    here = [*uow.tickets.live_in(counter.queues), *_sent_here(uow, counter)]
    served = uow.tickets.done_at(window.id)
    return Desk(
        window=window,
        serving=uow.tickets.get(window.ticket) if window.ticket else None,
        next=dispatch.choose_next(callable_here, uow.rules.policy, now),
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
