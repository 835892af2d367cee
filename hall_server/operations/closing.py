"""What time alone does: numbers lapse, devices fall silent, a business day ends."""

from dataclasses import replace
from datetime import date, datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.names import TicketId
from hall_server.domain.ticket import LIVE, Action, State, Ticket
from hall_server.domain.window import WindowState
from hall_server.operations.enrolment import forget_leavers
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import leave

BY_TIME = Actor("clock")


def tick(uow: UnitOfWork, now: datetime) -> None:
    """Let go of numbers whose print nobody confirmed, and note devices that have gone silent."""
    for ticket in uow.tickets.reserved():
        if now - ticket.since > uow.rules.reserve_for:
            gone = replace(ticket.after(Action.VOID, now), reason="lapsed")
            leave(uow, ticket, gone, Event(kind=Kind.TICKET_VOIDED, reason="lapsed", actor=BY_TIME), now)
    for notice in uow.notices.all():
        if notice.until and notice.until < now and not notice.withdrawn:
            gone_notice = replace(notice, withdrawn=True)
            uow.notices.save(gone_notice)
            uow.record(Event(kind=Kind.NOTICE_WITHDRAWN, notice=gone_notice, actor=BY_TIME))


def close_day(uow: UnitOfWork, actor: Actor, next_day: date, now: datetime) -> tuple[TicketId, ...]:
    """End the business day: windows close, what nobody served is void, nothing is deleted but the faces of
    those who work here no longer.

    A service that is still under way counts as finished, since the citizen was served.
    """
    windows = []
    for window in uow.windows.all():
        if window.state is not WindowState.CLOSED:
            windows.append(
                replace(
                    window,
                    state=WindowState.CLOSED,
                    since=now,
                    ticket=None,
                    staff=None,
                    reason=None,
                    note=None,
                    until=None,
                )
            )
            uow.windows.save(windows[-1])
    ended = tuple(_ended(t, now) for t in uow.tickets.live())
    for ticket in ended:
        uow.tickets.save(ticket)
    uow.begin_day(next_day)
    uow.record(Event(kind=Kind.DAY_CLOSED, tickets=ended, windows=tuple(windows), actor=actor))
    forget_leavers(uow, BY_TIME, next_day, now)
    return tuple(t.id for t in ended)


def _ended(ticket: Ticket, now: datetime) -> Ticket:
    assert ticket.state in LIVE
    if ticket.state is State.SERVING:
        served = (now - ticket.started_at).total_seconds() if ticket.started_at else 0.0
        done = ticket.after(Action.FINISH, now)
        return replace(
            done, finished_at=now, served_seconds=ticket.served_seconds + served, reason="day_closed"
        )
    return replace(ticket, state=State.VOID, since=now, window=None, hold=None, reason="day_closed")
