"""A new plan for the hall: zones, units, items, queues, windows and staff as somebody edited them."""

from datetime import datetime

from hall_server.domain.events import Actor, Event, Kind
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.refusals import UnknownThing, WindowNotReady
from hall_server.domain.window import WindowState
from hall_server.operations.ports import UnitOfWork


def replan(uow: UnitOfWork, actor: Actor, plan: HallPlan, now: datetime) -> None:
    """Put a new plan in force. What is in use cannot be taken away under the people who use it.

    Raises UnknownThing when live tickets stand in a queue that the plan no longer has, WindowNotReady when a window
    that goes away is still open.
    """
    for ticket in uow.tickets.live():
        if ticket.queue not in plan.queues:
            raise UnknownThing(field="queues.csv", thing="queue", name=ticket.queue, ticket=ticket.id)
    for window in uow.windows.all():
        if window.state is not WindowState.CLOSED and window.id not in plan.counters:
            raise WindowNotReady(window=window.number, action="remove", state=window.state.value)
    uow.replace_plan(plan, now)
    uow.record(Event(kind=Kind.PLAN_CHANGED, reason=str(plan.version), actor=actor))
