"""Serving: start, finish, hold, resume, transfer; rate and void afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import ItemId
from hall_server.domain.rating import AT_WINDOW, judge
from hall_server.domain.refusals import (
    BoundElsewhere,
    NotRateable,
    NotServedHere,
    NotYourTicket,
    NotYourWindow,
    OneTarget,
    ReasonNeeded,
    TargetNotOpen,
)
from hall_server.domain.rules import is_reason
from hall_server.domain.ticket import Action, HoldKind, Source, State, Ticket
from hall_server.domain.window import WORKING, Window, WindowAction
from hall_server.operations.at_window import ticket_at, window_of
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import leave

Moved = tuple[Ticket, Window]


def start(
    uow: UnitOfWork,
    actor: Actor,
    ticket_name: str,
    window_name: str,
    now: datetime,
    acted_at: datetime | None = None,
) -> Moved:
    """`acted_at`, here and below: when the clerk did it, if the window told it later than that."""
    window, _ = window_of(uow, actor, window_name)
    ticket = ticket_at(uow, window, ticket_name, Action.START, now)
    at = _moment(ticket, acted_at, now)
    serving = replace(ticket.after(Action.START, at), started_at=at, staff=actor.staff)
    busy = window.after(WindowAction.START, at)
    return _saved(uow, serving, busy, Event(kind=Kind.TICKET_STARTED, actor=actor))


def finish(
    uow: UnitOfWork,
    actor: Actor,
    ticket_name: str,
    window_name: str,
    items_done: tuple[str, ...],
    now: datetime,
    acted_at: datetime | None = None,
) -> Moved:
    """The service is complete; `items_done` are the items that were handled, which may be others than
    asked for."""
    window, _ = window_of(uow, actor, window_name)
    ticket = ticket_at(uow, window, ticket_name, Action.FINISH, now)
    done = tuple(uow.plan.item(i, "items_done").id for i in items_done)
    at = _moment(ticket, acted_at, now)
    finished = replace(
        _stretch_ended(ticket, at).after(Action.FINISH, at),
        finished_at=at,
        items_done=done or ((ticket.item,) if ticket.item else ()),
    )
    free = replace(window.after(WindowAction.FREE, at), ticket=None)
    return _saved(uow, finished, free, Event(kind=Kind.TICKET_FINISHED, actor=actor))


def hold(
    uow: UnitOfWork,
    actor: Actor,
    ticket_name: str,
    window_name: str,
    kind: HoldKind,
    note: str | None,
    now: datetime,
    acted_at: datetime | None = None,
) -> Moved:
    """The citizen keeps the place; the time is not charged to the clerk. Papers that stay bind it to this
    window."""
    window, _ = window_of(uow, actor, window_name)
    ticket = ticket_at(uow, window, ticket_name, Action.HOLD, now)
    bound = window.id if kind is HoldKind.PAPERS_STAY else None
    at = _moment(ticket, acted_at, now)
    held = replace(_stretch_ended(ticket, at).after(Action.HOLD, at), hold=kind, window=bound)
    free = replace(window.after(WindowAction.FREE, at), ticket=None)
    return _saved(uow, held, free, Event(kind=Kind.TICKET_HELD, reason=kind.value, note=note, actor=actor))


def resume(uow: UnitOfWork, actor: Actor, ticket_name: str, window_name: str, now: datetime) -> Moved:
    """Go on with a held ticket; it needs no call, the citizen is here."""
    window, counter = window_of(uow, actor, window_name)
    ticket = uow.tickets.get(ticket_name)
    back = ticket.after(Action.RESUME, now)
    if ticket.window not in (None, window.id):
        raise BoundElsewhere(number=ticket.number, window=uow.plan.counters[ticket.window].number)
    if ticket.queue not in counter.queues and ticket.window != window.id:
        raise NotServedHere(number=ticket.number, window=window.number)
    back = replace(back, hold=None, window=window.id, started_at=now, staff=actor.staff)
    at = replace(window.after(WindowAction.RESUME_TICKET, now), ticket=back.id)
    return _saved(uow, back, at, Event(kind=Kind.TICKET_RESUMED, actor=actor))


@dataclass(frozen=True, slots=True)
class Target:
    """Where a ticket goes: exactly one of these."""

    queue: str | None = None
    item: str | None = None
    window: str | None = None


def transfer(
    uow: UnitOfWork,
    actor: Actor,
    ticket_name: str,
    window_name: str,
    to: Target,
    reason: str,
    note: str | None,
    now: datetime,
) -> Moved:
    """Send the ticket that stands here, or is held here, to another line; its seniority goes with it."""
    window, _ = window_of(uow, actor, window_name)
    ticket = uow.tickets.get(ticket_name)
    ticket.after(Action.TRANSFER, now)
    here = ticket.state is State.HELD and ticket.window in (None, window.id)
    if not here:
        ticket_at(uow, window, ticket_name, Action.TRANSFER, now)
    if not is_reason(reason, uow.rules.transfer_reasons):
        raise ReasonNeeded(field="reason", reason=reason)
    moved = _sent(uow, _stretch_ended(ticket, now).after(Action.TRANSFER, now), to)
    moved = replace(
        moved, hold=None, calls=0, called_at=None, last_called_at=None, started_at=None, reason=reason
    )
    at = window if here else replace(window.after(WindowAction.FREE, now), ticket=None)
    return _saved(uow, moved, at, Event(kind=Kind.TICKET_TRANSFERRED, reason=reason, note=note, actor=actor))


def rate(
    uow: UnitOfWork,
    actor: Actor,
    ticket: Ticket,
    stars: int,
    comment: str | None,
    now: datetime,
    reasons: tuple[str, ...] = (),
    source: Source | None = None,
) -> Ticket:
    """The citizen's judgement of a finished service, once; see `rating` for what it needs.

    A clerk, and an evaluator that belongs to one window, tell it only of what was served at that window.
    """
    if ticket.state is not State.FINISHED:
        raise NotRateable(number=ticket.number)
    _check_served_there(uow, actor, ticket)
    said = judge(stars, reasons, source, actor.role, uow.rules.rating_reasons)
    rated = replace(
        ticket.after(Action.RATE, now),
        stars=said.stars,
        rating_reasons=said.reasons,
        rated_through=said.source,
    )
    uow.tickets.save(rated)
    uow.record(Event(kind=Kind.TICKET_RATED, tickets=(rated,), note=comment, actor=actor))
    return rated


def _check_served_there(uow: UnitOfWork, actor: Actor, ticket: Ticket) -> None:
    if ticket.window == actor.window:
        return
    if actor.window is not None:
        here = uow.plan.counter(actor.window)
        raise NotYourTicket(number=ticket.number, window=here.number)
    if actor.role in AT_WINDOW:
        there = uow.plan.counters.get(ticket.window) if ticket.window else None
        raise NotYourWindow(window=there.number if there else "")


def void(
    uow: UnitOfWork, actor: Actor, ticket_name: str, reason: str, note: str | None, now: datetime
) -> Ticket:
    """Take a number out of the hall for good; a supervisor's act."""
    ticket = uow.tickets.get(ticket_name)
    gone = replace(ticket.after(Action.VOID, now), reason=reason)
    return leave(
        uow, ticket, gone, Event(kind=Kind.TICKET_VOIDED, reason=reason, note=note, actor=actor), now
    )


def _sent(uow: UnitOfWork, ticket: Ticket, to: Target) -> Ticket:
    if sum(x is not None for x in (to.queue, to.item, to.window)) != 1:
        raise OneTarget(field="queue")
    if to.window is not None:
        counter = uow.plan.counter(to.window, "to_window")
        if uow.windows.get(counter.id).state not in WORKING:
            raise TargetNotOpen(field="to_window", window=counter.number)
        return replace(ticket, window=counter.id, zone=counter.zone)
    item: ItemId | None = ticket.item
    if to.item is not None:
        chosen = uow.plan.item(to.item)
        item, queue = chosen.id, uow.plan.queue(chosen.queue)
        return replace(ticket, item=item, unit=chosen.unit, queue=queue.id, zone=queue.zone, window=None)
    assert to.queue is not None
    queue = uow.plan.queue(to.queue)
    return replace(ticket, queue=queue.id, zone=queue.zone, window=None)


def _moment(ticket: Ticket, acted_at: datetime | None, now: datetime) -> datetime:
    """When a step counts as taken: as told, but not before the ticket's present state and not after now."""
    return now if acted_at is None else max(ticket.since, min(acted_at, now))


def _stretch_ended(ticket: Ticket, now: datetime) -> Ticket:
    if ticket.state is not State.SERVING or ticket.started_at is None:
        return ticket
    return replace(ticket, served_seconds=ticket.served_seconds + (now - ticket.started_at).total_seconds())


def _saved(uow: UnitOfWork, ticket: Ticket, window: Window, event: Event) -> Moved:
    uow.tickets.save(ticket)
    uow.windows.save(window)
    uow.record(replace(event, tickets=(ticket,), windows=(window,)))
    return ticket, window
