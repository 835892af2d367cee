"""Opening, pausing and closing a window; work that is not on a ticket."""

from dataclasses import replace
from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.refusals import EndInThePast, ReasonNeeded
from hall_server.domain.rules import Reason, is_reason
from hall_server.domain.ticket import Action, HoldKind, State, Ticket
from hall_server.domain.window import Window, WindowAction, WindowState
from hall_server.operations.at_window import note_seen, window_of
from hall_server.operations.ports import UnitOfWork

Stopped = tuple[Window, tuple[Ticket, ...]]
"""The window, and the tickets that went back to their queues."""


def open_window(uow: UnitOfWork, actor: Actor, window_name: str, now: datetime) -> Window:
    window, _ = window_of(uow, actor, window_name)
    opened = replace(
        window.after(WindowAction.OPEN, now), staff=actor.staff, reason=None, note=None, until=None
    )
    note_seen(uow, actor, now)
    return _saved(uow, opened, Event(kind=Kind.WINDOW_OPENED, actor=actor))


def pause(
    uow: UnitOfWork,
    actor: Actor,
    window_name: str,
    reason: str,
    until: datetime,
    note: str | None,
    now: datetime,
) -> Stopped:
    """Stop serving for a while, with a reason that the public sees and an expected end."""
    return _stop(
        uow, actor, window_name, WindowAction.PAUSE, uow.rules.pause_reasons, reason, until, note, now
    )


def internal_task(
    uow: UnitOfWork,
    actor: Actor,
    window_name: str,
    reason: str,
    until: datetime,
    note: str | None,
    now: datetime,
) -> Stopped:
    """The window works, but not on a ticket; the public sees that and why."""
    return _stop(
        uow, actor, window_name, WindowAction.INTERNAL_TASK, uow.rules.task_reasons, reason, until, note, now
    )


def resume_window(uow: UnitOfWork, actor: Actor, window_name: str, now: datetime) -> Window:
    window, _ = window_of(uow, actor, window_name)
    back = replace(window.after(WindowAction.RESUME, now), reason=None, note=None, until=None)
    note_seen(uow, actor, now)
    return _saved(uow, back, Event(kind=Kind.WINDOW_RESUMED, actor=actor))


def close_window(uow: UnitOfWork, actor: Actor, window_name: str, now: datetime) -> Stopped:
    window, _ = window_of(uow, actor, window_name)
    return shut(uow, actor, window, now)


def shut(uow: UnitOfWork, actor: Actor, window: Window, now: datetime) -> Stopped:
    """Close a window whoever asks; its tickets go back to their lines, those whose papers stay here too."""
    closed = window.after(WindowAction.CLOSE, now)
    closed = replace(closed, ticket=None, staff=None, reason=None, note=None, until=None)
    returned = _re_pool(uow, window, now, papers_too=True)
    uow.windows.save(closed)
    uow.record(Event(kind=Kind.WINDOW_CLOSED, tickets=returned, windows=(closed,), actor=actor))
    return closed, returned


def start_walk_in(
    uow: UnitOfWork, actor: Actor, window_name: str, reason: str, note: str | None, now: datetime
) -> Window:
    """Serve somebody who has no ticket; it appears in the exception report."""
    window, _ = window_of(uow, actor, window_name)
    if not is_reason(reason, uow.rules.walk_in_reasons):
        raise ReasonNeeded(field="reason", reason=reason)
    busy = replace(window.after(WindowAction.WALK_IN, now), reason=reason)
    return _saved(uow, busy, Event(kind=Kind.WINDOW_WALK_IN_STARTED, reason=reason, note=note, actor=actor))


def finish_walk_in(uow: UnitOfWork, actor: Actor, window_name: str, now: datetime) -> Window:
    window, _ = window_of(uow, actor, window_name)
    free = replace(window.after(WindowAction.FINISH_WALK_IN, now), reason=None)
    return _saved(uow, free, Event(kind=Kind.WINDOW_WALK_IN_FINISHED, reason=window.reason, actor=actor))


def _stop(
    uow: UnitOfWork,
    actor: Actor,
    window_name: str,
    action: WindowAction,
    reasons: tuple[Reason, ...],
    reason: str,
    until: datetime,
    note: str | None,
    now: datetime,
) -> Stopped:
    window, _ = window_of(uow, actor, window_name)
    if not is_reason(reason, reasons):
        raise ReasonNeeded(field="reason", reason=reason)
    if until <= now:
        raise EndInThePast(field="until")
    stopped = replace(window.after(action, now), ticket=None, reason=reason, note=note, until=until)
    returned = _re_pool(uow, window, now, papers_too=False)
    uow.windows.save(stopped)
    kind = Kind.WINDOW_PAUSED if stopped.state is WindowState.PAUSED else Kind.WINDOW_INTERNAL_TASK
    uow.record(Event(kind=kind, tickets=returned, windows=(stopped,), reason=reason, note=note, actor=actor))
    return stopped, returned


def _re_pool(uow: UnitOfWork, window: Window, now: datetime, papers_too: bool) -> tuple[Ticket, ...]:
    """Tickets bound to the window may be called elsewhere from now on; their seniority is untouched.

    A ticket whose papers lie at the window stays bound to it through a pause, not through a closing.
    """
    returned = []
    for ticket in uow.tickets.bound_to(window.id):
        if ticket.state is State.HELD and ticket.hold is HoldKind.PAPERS_STAY and not papers_too:
            continue
        if ticket.state not in (State.WAITING, State.CALLED, State.HELD):
            continue
        back = ticket.after(Action.RE_POOL, now)
        queue = uow.plan.queues[back.queue]
        returned.append(
            replace(back, window=None, zone=queue.zone, calls=0, called_at=None, last_called_at=None)
        )
        uow.tickets.save(returned[-1])
    return tuple(returned)


def _saved(uow: UnitOfWork, window: Window, event: Event) -> Window:
    uow.windows.save(window)
    uow.record(replace(event, windows=(window,)))
    return window
