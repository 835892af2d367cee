"""A recorded day once more: every call is decided anew by the rules, from the same state at the same moment,
and compared with what was called."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hall_server.domain.dispatch import choose_next, written
from hall_server.domain.events import Kind
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.rules import policy_of
from hall_server.domain.ticket import LIFE, State, Ticket
from hall_server.domain.window import WINDOW_LIFE, Window
from hall_server.operations.outlook import heads
from hall_server.simulation.memory_hall import MemoryHall
from hall_server.storage.event_codec import decode
from hall_server.storage.event_log import Entry, Recorded, link

PlanAt = Callable[[datetime], HallPlan]
SHADOW = " shadow="
CLOCK_STEP = timedelta(seconds=2)
"""A clock that is set right may go back so far."""


class DamagedDay(ValueError):
    """A day whose record cannot be right. Names the event and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A call that the rules decide otherwise now."""

    seq: int
    at: datetime
    window: int
    recorded: str
    chosen: str | None
    why: str


@dataclass(slots=True)
class Reproduction:
    calls: int = 0
    by_hand: int = 0
    reasons: int = 0
    """Calls whose reason, too, is the recorded one to the letter."""
    differences: list[Difference] = field(default_factory=list)


def read_day(day: date, before: str, entries: Iterable[Entry]) -> list[Recorded]:
    """The events of a day whose rows are whole, in order and unaltered; `before`: digest of the event before
    the first. Raises DamagedDay."""
    found: list[Recorded] = []
    for entry in entries:
        if found and entry.seq != found[-1].seq + 1:
            raise DamagedDay(f"event {found[-1].seq + 1} of {day} is missing, {entry.seq} follows")
        if link(before, entry.seq, entry.body) != entry.chain:
            raise DamagedDay(f"event {entry.seq} of {day} does not fit its digest: it was altered")
        if found and entry.at < found[-1].at - CLOCK_STEP:
            raise DamagedDay(
                f"event {entry.seq} of {day} is dated {entry.at:%H:%M:%S.%f} UTC, before the event in front "
                f"of it ({found[-1].at:%H:%M:%S.%f})"
            )
        try:
            event = decode(entry.body)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedDay(f"event {entry.seq} of {day} cannot be read: {error!r}") from None
        found.append(Recorded(entry.seq, entry.at, entry.day, event))
        before = entry.chain
    if not any(one.event.kind is Kind.TICKET_RESERVED or one.event.tickets for one in found):
        raise DamagedDay(f"nothing happened on {day}")
    return found


def walk(hall: MemoryHall, steps: Iterable[Recorded], plan_at: PlanAt) -> Iterator[Recorded]:
    """Lead an empty hall through a day. Each event is handed out while the hall stands as it stood before
    it; then the event's rows are put in place. Raises DamagedDay for a step that no life allows."""
    for step in steps:
        hall.moment = step.at
        yield step
        _check(hall, step)
        if step.event.kind is Kind.PLAN_CHANGED:
            hall.replace_plan(plan_at(step.at), step.at)
        for ticket in step.event.tickets:
            if ticket.day == hall.day:
                hall.tickets.save(ticket)
        for window in step.event.windows:
            hall.windows.save(window)
        hall.committed()


def reproduce(hall: MemoryHall, steps: Iterable[Recorded], plan_at: PlanAt) -> Reproduction:
    """Raises DamagedDay."""
    found = Reproduction()
    for step in walk(hall, steps, plan_at):
        call = step.event.call
        if step.event.kind is not Kind.TICKET_CALLED or call is None:
            continue
        found.calls += 1
        if step.event.reason is not None:
            found.by_hand += 1
            continue
        counter = hall.plan.counter(call.window)
        decision = choose_next(heads(hall, counter), policy_of(hall.rules, counter.zone), step.at)
        if decision is None or decision.ticket.id != call.ticket:
            number = decision.ticket.number if decision else None
            why = written(decision.why) if decision else "nobody waits for this window"
            found.differences.append(
                Difference(step.seq, step.at, call.window_number, call.number, number, why)
            )
        elif written(decision.why) == (step.event.why or "").split(SHADOW)[0]:
            found.reasons += 1
    return found


def _check(hall: MemoryHall, step: Recorded) -> None:
    if step.event.kind is Kind.DAY_CLOSED:
        return
    for ticket in step.event.tickets:
        before = hall.ticket_shelf.rows.get(ticket.id)
        if ticket.day == hall.day:
            _check_ticket(step, before, ticket)
    for window in step.event.windows:
        known = hall.window_shelf.rows.get(window.id)
        if known is None:
            raise DamagedDay(f"event {step.seq}: the plan of that day has no window {window.number}")
        _check_window(step, known, window)


def _check_ticket(step: Recorded, before: Ticket | None, after: Ticket) -> None:
    if step.event.kind is Kind.TICKET_CALLED and (before is None or before.state is not State.WAITING):
        state = before.state.value if before else "unknown"
        raise DamagedDay(f"event {step.seq}: {after.number} is called although it is {state}")
    if before is None or before.state is after.state:
        return
    following = set(LIFE[before.state].values())
    following |= {s for state in following for s in LIFE[state].values()}
    if after.state not in following:
        raise DamagedDay(
            f"event {step.seq}: {after.number} cannot become {after.state.value}; it is {before.state.value}"
        )


def _check_window(step: Recorded, before: Window, after: Window) -> None:
    if before.state is not after.state and after.state not in WINDOW_LIFE[before.state].values():
        raise DamagedDay(
            f"event {step.seq}: window {after.number} cannot be {after.state.value}; it is "
            f"{before.state.value}"
        )
