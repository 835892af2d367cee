"""Calling: the next one, one by number, again, not come, come back."""

from dataclasses import replace
from datetime import datetime, timedelta

from hall_server.domain import dispatch
from hall_server.domain.dispatch import Candidate, Decision, Why
from hall_server.domain.events import Actor, Call, Event, Kind
from hall_server.domain.refusals import (
    NobodyWaiting,
    NotServedHere,
    ReasonNeeded,
    RevivedBefore,
    SentElsewhere,
    TooFewCalls,
)
from hall_server.domain.rules import is_reason, policy_of
from hall_server.domain.ticket import Action, Ticket
from hall_server.domain.window import Window, WindowAction
from hall_server.operations.at_window import note_seen, ticket_at, window_of
from hall_server.operations.holder import NOTHING_SHOWN, Proof, check_holder
from hall_server.operations.outlook import callable_at, heads
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.shadow import beside


def call_next(uow: UnitOfWork, actor: Actor, window_name: str, now: datetime) -> tuple[Ticket, Window, Why]:
    window, counter = window_of(uow, actor, window_name)
    window.after(WindowAction.CALL, now)
    decision = dispatch.choose_next(heads(uow, counter), policy_of(uow.rules, counter.zone), now)
    if decision is None:
        raise NobodyWaiting
    return _call(uow, actor, window, decision, now, beside=beside(uow, counter, now))


def call_by_number(
    uow: UnitOfWork, actor: Actor, window_name: str, number: str, reason: str, note: str | None, now: datetime
) -> tuple[Ticket, Window, Why]:
    """Out of turn, with a reason that stays on record."""
    window, counter = window_of(uow, actor, window_name)
    window.after(WindowAction.CALL, now)
    if not is_reason(reason, uow.rules.call_reasons):
        raise ReasonNeeded(field="reason", reason=reason)
    ticket = uow.tickets.by_number(number.upper())
    ticket.after(Action.CALL, now)
    if ticket.queue not in counter.queues and ticket.window != window.id:
        raise NotServedHere(field="number", number=ticket.number, window=window.number)
    if ticket.window not in (None, window.id):
        raise SentElsewhere(number=ticket.number, window=uow.plan.counters[ticket.window].number)
    waiting = callable_at(uow, counter)
    chosen = next((c for c in waiting if c.ticket.id == ticket.id), Candidate(ticket, False))
    decision = dispatch.by_hand(chosen, waiting, policy_of(uow.rules, counter.zone), reason, now)
    return _call(uow, actor, window, decision, now, note)


def recall(
    uow: UnitOfWork, actor: Actor, ticket_name: str, window_name: str, now: datetime
) -> tuple[Ticket, Window]:
    window, _ = window_of(uow, actor, window_name)
    ticket = ticket_at(uow, window, ticket_name, Action.RECALL, now)
    _not_sooner(ticket, uow.rules.recall_after, 1, now)
    again = replace(ticket.after(Action.RECALL, now), calls=ticket.calls + 1, last_called_at=now)
    uow.tickets.save(again)
    uow.record(
        Event(
            kind=Kind.TICKET_RECALLED,
            tickets=(again,),
            windows=(window,),
            call=_said(again, window),
            actor=actor,
        )
    )
    return again, window


def no_show(
    uow: UnitOfWork, actor: Actor, ticket_name: str, window_name: str, now: datetime
) -> tuple[Ticket, Window]:
    """The citizen did not come, after a fair number of calls. A second miss ends the ticket."""
    window, _ = window_of(uow, actor, window_name)
    ticket = ticket_at(uow, window, ticket_name, Action.NO_SHOW, now)
    if ticket.calls < uow.rules.calls_before_no_show:
        raise TooFewCalls(calls=ticket.calls, wanted=uow.rules.calls_before_no_show, seconds=0)
    _not_sooner(ticket, uow.rules.between_calls, uow.rules.calls_before_no_show, now)
    missed = replace(ticket.after(Action.NO_SHOW, now), misses=ticket.misses + 1)
    kind = Kind.TICKET_MISSED
    if missed.revivals >= uow.rules.revivals_allowed:
        missed, kind = replace(missed.after(Action.VOID, now), reason="missed_again"), Kind.TICKET_VOIDED
    free = replace(window.after(WindowAction.FREE, now), ticket=None)
    uow.tickets.save(missed)
    uow.windows.save(free)
    uow.record(Event(kind=kind, tickets=(missed,), windows=(free,), reason=missed.reason, actor=actor))
    return missed, free


def revive(
    uow: UnitOfWork, actor: Actor, ticket_name: str, now: datetime, proof: Proof = NOTHING_SHOWN
) -> Ticket:
    """The citizen came after all: once, and behind the next few tickets of the queue. The reference time
    stays, or becomes that of the last of these; whoever is there before a booked slot is none of them."""
    ticket = uow.tickets.get(ticket_name)
    check_holder(uow, actor, ticket, proof)
    back = ticket.after(Action.REVIVE, now)
    if ticket.revivals >= uow.rules.revivals_allowed:
        raise RevivedBefore(number=ticket.number)
    line = sorted(t.reference_at for t in uow.tickets.waiting([ticket.queue]) if t.reference_at <= now)
    before = line[: uow.rules.revive_after_tickets]
    stands_at = before[-1] + timedelta(milliseconds=1) if before else ticket.reference_at
    back = replace(
        back,
        reference_at=max(ticket.reference_at, stands_at),
        revivals=ticket.revivals + 1,
        window=None,
        zone=uow.plan.queues[ticket.queue].zone,
        calls=0,
        called_at=None,
        last_called_at=None,
    )
    uow.tickets.save(back)
    uow.record(Event(kind=Kind.TICKET_REVIVED, tickets=(back,), actor=actor))
    return back


def _call(
    uow: UnitOfWork,
    actor: Actor,
    window: Window,
    decision: Decision,
    now: datetime,
    note: str | None = None,
    beside: str = "",
) -> tuple[Ticket, Window, Why]:
    """`beside` is added to the reason in the log."""
    called = replace(
        decision.ticket.after(Action.CALL, now), window=window.id, calls=1, called_at=now, last_called_at=now
    )
    calling = replace(window.after(WindowAction.CALL, now), ticket=called.id)
    uow.tickets.save(called)
    uow.windows.save(calling)
    note_seen(uow, actor, now)
    why = decision.why
    uow.record(
        Event(
            kind=Kind.TICKET_CALLED,
            tickets=(called,),
            windows=(calling,),
            call=_said(called, calling),
            reason=why.reason,
            note=note,
            why=dispatch.written(why) + beside,
            actor=actor,
        )
    )
    return called, calling, why


def _said(ticket: Ticket, window: Window) -> Call:
    return Call(
        ticket=ticket.id,
        number=ticket.number,
        window=window.id,
        window_number=window.number,
        zone=window.zone,
        count=ticket.calls,
        priority=ticket.priority,
    )


def _not_sooner(ticket: Ticket, wait: timedelta, wanted: int, now: datetime) -> None:
    assert ticket.last_called_at is not None
    left = (ticket.last_called_at + wait - now).total_seconds()
    if left > 0:
        raise TooFewCalls(calls=ticket.calls, wanted=wanted, seconds=round(left + 0.5))
