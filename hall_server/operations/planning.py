"""A new plan for the hall: zones, units, items, queues, windows and staff as somebody edited them."""

from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.refusals import UnknownThing, WindowNotReady
from hall_server.domain.ticket import State
from hall_server.domain.window import WindowState
from hall_server.operations.ports import UnitOfWork


def replan(uow: UnitOfWork, actor: Actor, plan: HallPlan, now: datetime) -> None:
    """Put a new plan in force. What is in use cannot be taken away under the people who use it.

    Raises UnknownThing when live tickets stand in a queue that the plan no longer has, or are kept for a
    window that goes away; WindowNotReady when such a window is still open.
    """
    for ticket in uow.tickets.live():
        if ticket.queue not in plan.queues:
            raise UnknownThing(field="queues.csv", thing="queue", name=ticket.queue, ticket=ticket.id)
    before = {w.id: w for w in uow.windows.all()}
    for window in before.values():
        if window.id in plan.counters:
            continue
        if window.state is not WindowState.CLOSED:
            raise WindowNotReady(window=window.number, action="remove", state=window.state.value)
        for ticket in uow.tickets.bound_to(window.id):
            if ticket.state is not State.MISSED:
                raise UnknownThing(field="windows.csv", thing="window", name=window.id, ticket=ticket.id)
    uow.replace_plan(plan, now)
    changed = tuple(w for w in uow.windows.all() if before.get(w.id) != w)
    uow.record(Event(kind=Kind.PLAN_CHANGED, windows=changed, reason=str(plan.version), actor=actor))
