"""A recorded day as a day to run under other rules: the same people, services and windows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from statistics import median

from hall_server.domain.events import Kind
from hall_server.domain.hall_plan import HallPlan
from hall_server.domain.names import TicketId, WindowId
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.domain.window import Window, WindowState
from hall_server.simulation.day import Break, Day, Hold, Leg, Shift, Visit, minutes_of
from hall_server.simulation.memory_hall import MemoryHall
from hall_server.simulation.replay import PlanAt, walk
from hall_server.storage.event_log import Recorded

STOPPED = frozenset({WindowState.PAUSED, WindowState.INTERNAL_TASK, WindowState.WALK_IN})
PROMPT_MINUTES = 5.0
"""A call so soon after the last ticket left tells how long the clerk takes to press."""
SHORTEST_WORK = 0.05
OPENING_MINUTES = 20.0
"""A window that opens so soon after the first counts as there from the beginning."""
SHORT_REST = 30.0
"""Minutes. A rest up to so long is kept whole when it begins late; a longer one ends when it ended."""


@dataclass(slots=True)
class _Story:
    """One ticket, step by step."""

    taken_at: datetime
    first: Ticket
    legs: list[Leg] = field(default_factory=list)
    served_before: float = 0.0
    holds: list[Hold] = field(default_factory=list)
    """Of the leg that is under way."""
    held_at: datetime | None = None
    never_back: bool = False
    """Left for good while it was on hold: what had been done of the service was all of it."""
    misses: int = 0
    missed_at: datetime | None = None
    returns_after: float | None = None
    gives_up_at: datetime | None = None
    walk: float | None = None
    last: Ticket | None = None


@dataclass(slots=True)
class _Bench:
    """One window, step by step."""

    opened_at: float | None = None
    closed_at: float | None = None
    stopped_at: float | None = None
    reason: str = "away"
    breaks: list[Break] = field(default_factory=list)
    free_at: float | None = None
    presses: list[float] = field(default_factory=list)


def day_from(hall: MemoryHall, steps: Iterable[Recorded], plan_at: PlanAt) -> Day:
    """The recorded people come when they came, for as long a service as they had, miss the calls that they
    missed, and leave when they left unless they were called by then. Windows stand open, paused or closed as
    they stood, and clerks press as promptly as they did.

    Whoever was on hold is away again until the moment at which the service went on. Left out: the difference
    that another clerk would make. Raises DamagedDay."""
    stories: dict[TicketId, _Story] = {}
    benches: defaultdict[WindowId, _Bench] = defaultdict(_Bench)
    end = 0.0
    for step in walk(hall, steps, plan_at):
        at = _minutes(step.at, hall.zone_info, hall.day)
        end = max(end, at)
        if step.event.kind is Kind.DAY_CLOSED:
            continue
        for window in step.event.windows:
            _window(benches[window.id], hall.windows.get(window.id), window, at, _line(hall, window))
        for ticket in step.event.tickets:
            if ticket.day == hall.day:
                story = stories.setdefault(ticket.id, _Story(step.at, ticket))
                _ticket(story, hall.ticket_shelf.rows.get(ticket.id), ticket, step, hall.plan)
    closing = max((_minutes(s.taken_at, hall.zone_info, hall.day) for s in stories.values()), default=0.0)
    shifts = [_shift(w, b, end) for w, b in benches.items() if b.opened_at is not None]
    visits = [_visit(s, hall) for s in stories.values() if s.first.state is not State.VOID]
    presses = {w: median(b.presses) for w, b in benches.items() if b.presses}
    return Day(
        date=hall.day,
        visits=tuple(sorted(visits, key=lambda v: v.at)),
        shifts=tuple(shifts),
        closing=closing,
        print_minutes=0.02,
        per_window_call_minutes=presses,
    )


def _line(hall: MemoryHall, window: Window) -> bool:
    queues = hall.plan.counter(window.id).queues
    return bool(hall.tickets.heads(queues) or hall.tickets.waiting_for(window.id))


def _window(bench: _Bench, before: Window, after: Window, at: float, line: bool) -> None:
    if before.state is WindowState.CLOSED and after.state is not WindowState.CLOSED:
        if bench.closed_at is not None:
            bench.breaks.append(Break(bench.closed_at, at, kept=False))
            bench.closed_at = None
        bench.opened_at = at if bench.opened_at is None else bench.opened_at
    if after.state in STOPPED and before.state not in STOPPED:
        bench.stopped_at, bench.reason = at, after.reason or "away"
    if before.state in STOPPED and after.state not in STOPPED and bench.stopped_at is not None:
        reason = bench.reason if before.state is WindowState.PAUSED else "away"
        short = at - bench.stopped_at <= SHORT_REST
        bench.breaks.append(Break(bench.stopped_at, at, reason, kept=short))
        bench.stopped_at = None
    if after.state is WindowState.CLOSED:
        bench.closed_at = at
    pressed = after.state is WindowState.CALLING and before.state is WindowState.IDLE
    if pressed and bench.free_at is not None and at - bench.free_at <= PROMPT_MINUTES:
        bench.presses.append(at - bench.free_at)
    bench.free_at = at if after.state is WindowState.IDLE and line else None


def _ticket(story: _Story, before: Ticket | None, after: Ticket, step: Recorded, plan: HallPlan) -> None:
    story.last = after
    kind = step.event.kind
    if kind is Kind.TICKET_STARTED and before and before.last_called_at and story.walk is None:
        story.walk = (step.at - before.last_called_at).total_seconds() / 60
    if kind in (Kind.TICKET_MISSED, Kind.TICKET_VOIDED) and before and before.state is State.CALLED:
        story.misses += 1
        story.missed_at = step.at
    if kind is Kind.TICKET_REVIVED and story.missed_at and story.returns_after is None:
        story.returns_after = (step.at - story.missed_at).total_seconds() / 60
    if kind is Kind.TICKET_CANCELLED and before and before.state in (State.WAITING, State.MISSED):
        story.gives_up_at = step.at
    if kind is Kind.TICKET_HELD:
        story.held_at = step.at
    if kind is Kind.TICKET_RESUMED and story.held_at:
        away = (step.at - story.held_at).total_seconds() / 60
        story.holds.append(Hold((after.served_seconds - story.served_before) / 60, away))
    was_served = kind is Kind.TICKET_TRANSFERRED and before and before.state in (State.SERVING, State.HELD)
    gone = kind in (Kind.TICKET_CANCELLED, Kind.TICKET_VOIDED) and before and before.state is State.HELD
    story.never_back = story.never_back or bool(gone)
    if before and (was_served or gone or kind is Kind.TICKET_FINISHED):
        work = (after.served_seconds - story.served_before) / 60
        story.legs.append(Leg(before.queue, before.item, max(work, SHORTEST_WORK), tuple(story.holds)))
        story.served_before, story.holds = after.served_seconds, []


def _visit(story: _Story, hall: MemoryHall) -> Visit:
    first, last = story.first, story.last or story.first
    legs = list(story.legs)
    complete = last.state in (State.FINISHED, State.RATED) or story.never_back
    if not legs or not complete:
        usual = hall.plan.expected_minutes(last.queue, last.item)
        legs.append(Leg(last.queue, last.item, usual))
    if legs[0].queue != first.queue:
        legs[0] = replace(legs[0], queue=first.queue, item=first.item)
    booked = first.priority is Priority.APPOINTMENT and first.item is not None

    def minutes(moment: datetime) -> float:
        return _minutes(moment, hall.zone_info, hall.day)

    return Visit(
        at=minutes(story.taken_at),
        legs=tuple(legs),
        priority=first.priority if not booked else Priority.ORDINARY,
        slot=minutes(first.reference_at) if booked else None,
        misses=story.misses,
        returns_after=story.returns_after,
        gives_up_at=minutes(story.gives_up_at) if story.gives_up_at else None,
        walk=story.walk,
    )


def _shift(window: WindowId, bench: _Bench, end: float) -> Shift:
    assert bench.opened_at is not None
    off = bench.closed_at if bench.closed_at is not None else end
    return Shift(window, bench.opened_at, off, tuple(bench.breaks))


def _minutes(moment: datetime, zone: tzinfo, day: date) -> float:
    """Since the day's midnight; of a moment after the next midnight more than a day's minutes."""
    local = moment.astimezone(zone)
    return (local.date() - day).days * 24 * 60 + minutes_of(local)


def open_during(day: Day, windows: Iterable[WindowId], start: time, end: time) -> Day:
    """The day with more windows at work."""
    there = {s.window for s in day.shifts}
    new = [Shift(w, minutes_of(start), minutes_of(end)) for w in windows if w not in there]
    return replace(day, shifts=(*day.shifts, *new))


def without(day: Day, windows: Iterable[WindowId]) -> Day:
    gone = set(windows)
    return replace(day, shifts=tuple(s for s in day.shifts if s.window not in gone))


def opened_earlier(day: Day, start: time) -> Day:
    """Windows that were there from the beginning come at an earlier hour, or at a later one. Who had come
    early and waited for the doors is on record only from the doors on, so earlier hours show what they do for
    the queue, not for the pavement."""
    on = minutes_of(start)
    first = min((s.on for s in day.shifts), default=on)
    soon = max(first, on) + OPENING_MINUTES
    return replace(day, shifts=tuple(replace(s, on=on) if s.on <= soon else s for s in day.shifts))


def through_noon(day: Day, noon: tuple[time, time], minutes: float) -> Day:
    """Windows do not close over noon: who rested then rests for so many minutes of it, one after another in
    as many turns as noon has room for, and not before they went on the day itself: they had a line then."""
    start, end = (minutes_of(edge) for edge in noon)
    turns = max(int((end - start) / minutes), 1)

    def at_work(number: int, shift: Shift) -> Shift:
        over_noon = [b for b in shift.breaks if b.at < end and b.until > start and b.until - b.at > minutes]
        if not over_noon:
            return shift
        at = max(start + number % turns * minutes, over_noon[0].at)
        kept = [b for b in shift.breaks if b not in over_noon]
        return replace(shift, breaks=(*kept, Break(at, at + minutes, over_noon[0].reason)))

    return replace(day, shifts=tuple(at_work(n, s) for n, s in enumerate(day.shifts)))


def prolonged(day: Day, until: time) -> Day:
    """Windows that were there to the end stay until a later hour, or leave at an earlier one."""
    off = minutes_of(until)
    last = max((s.off for s in day.shifts), default=off)
    shifts = (replace(s, off=off) if s.off >= min(last, off) else s for s in day.shifts)
    return replace(day, shifts=tuple(shifts))
