"""Runs a day through the hall's own operations under a clock that jumps from one moment to the next."""

import heapq
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hall_server.domain.events import Actor
from hall_server.domain.issuing import Appointment
from hall_server.domain.names import DeviceId, PersonHash, QueueId, TicketId, WindowId
from hall_server.domain.refusals import NobodyWaiting, Refusal
from hall_server.domain.rules import is_reason, policy_of
from hall_server.domain.ticket import HoldKind, Priority, State, Ticket
from hall_server.domain.window import WORKING
from hall_server.operations import calling, serving, taking, windows
from hall_server.simulation.day import Break, Day, Visit, moment_of
from hall_server.simulation.measuring import look, summed_up
from hall_server.simulation.memory_hall import MemoryHall, midnight
from hall_server.simulation.presence import Desk, Guest
from hall_server.simulation.result import Outcome, Result

T = TypeVar("T")
KIOSK = Actor("kiosk", device=DeviceId("simulated"))
PHONE = Actor("phone")
DESK = Actor("guide")
SHORTEST_PAUSE = 0.05
MANY_EVENTS = 2000
"""The history is dropped now and then: nobody reads it here."""


class Engine:
    """One run of one day. `watch` looks at every call for whom it passed; `beside` is told the time at every
    step."""

    def __init__(
        self,
        hall: MemoryHall,
        day: Day,
        watch: bool = True,
        beside: Callable[[datetime], None] | None = None,
    ) -> None:
        self._beside = beside
        self._hall, self._day, self._watch = hall, day, watch
        self._midnight = midnight(day.date, ZoneInfo(hall.rules.time_zone))
        self._heap: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = 0
        self._desks: dict[WindowId, Desk] = {}
        self._idle: dict[WindowId, Desk] = {}
        self._guests: dict[TicketId, Guest] = {}
        self._slow = defaultdict(list)
        for slow in day.slow:
            self._slow[slow.zone].append(slow)
        self._result = Result()

    def run(self) -> Result:
        for shift in self._day.shifts:
            counter = self._hall.plan.counter(shift.window)
            desk = Desk(shift, counter, Actor("clerk", window=shift.window))
            self._desks[shift.window] = desk
            self._at(shift.on, self._log_on, desk)
        for number, visit in enumerate(self._day.visits):
            self._at(visit.at, self._arrive, number, visit)
        while self._heap:
            at, _, act, arguments = heapq.heappop(self._heap)
            if self._beside:
                self._beside(self._now(at))
            act(at, *arguments)
            if len(self._hall.events) > MANY_EVENTS:
                self._hall.committed()
        return self._end()

    # The clock.

    def _at(self, at: float, act: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401
        self._order += 1
        heapq.heappush(self._heap, (at, self._order, act, arguments))

    def _now(self, at: float) -> datetime:
        return moment_of(self._midnight, at)

    def _do(self, at: float, operation: Callable[..., T], *arguments: Any, **named: Any) -> T:  # noqa: ANN401
        """As the lane does a command: whole, or not at all."""
        now, point = self._now(at), self._hall.savepoint()
        self._hall.moment = now
        try:
            return operation(self._hall, *arguments, now, **named)
        except Refusal:
            self._hall.undo_to(point)
            raise

    # Citizens.

    def _arrive(self, at: float, number: int, visit: Visit) -> None:
        leg, person = visit.legs[0], PersonHash(f"{number}")
        wish = taking.Wish(
            item=leg.item, queue=None if leg.item else leg.queue, priority=visit.priority, person=person
        )
        if visit.slot is not None:
            wish = self._booked(leg.item, leg.queue, number, visit.slot)
        actor = KIOSK if visit.slot is None and visit.priority is not Priority.URGENT else DESK
        try:
            ticket = self._do(at, taking.take, actor, wish).ticket
        except Refusal as no:
            self._result.turned_away[no.code] += 1
            return
        self._guests[ticket.id] = Guest(visit, max(at, visit.slot or at))
        if visit.balks_at is not None and (ticket.estimate_mid or 0.0) > visit.balks_at:
            self._do(at, taking.cancel, PHONE, ticket.id, "left")
            self._result.balked += 1
            return
        self._at(at + self._day.print_minutes, self._confirm, actor, ticket.id)
        if visit.gives_up_at is not None:
            self._at(max(visit.gives_up_at, at), self._give_up, ticket.id)

    def _booked(self, item: str | None, queue: QueueId, number: int, slot: float) -> taking.Wish:
        code = f"{number}"
        assert item is not None
        booked = Appointment(
            code=code, item=self._hall.plan.item(item).id, queue=queue, slot_at=self._now(slot)
        )
        self._hall.appointments.save(booked)
        return taking.Wish(appointment=code)

    def _confirm(self, at: float, actor: Actor, ticket: TicketId) -> None:
        self._wake(at, self._do(at, taking.confirm_print, actor, ticket))

    def _give_up(self, at: float, ticket: TicketId) -> None:
        if self._hall.tickets.get(ticket).state in (State.WAITING, State.MISSED):
            self._do(at, taking.cancel, PHONE, ticket, "left")

    def _return(self, at: float, ticket: TicketId) -> None:
        if at < self._day.closing and self._hall.tickets.get(ticket).state is State.MISSED:
            self._wake(at, self._do(at, calling.revive, DESK, ticket))

    # Windows.

    def _log_on(self, at: float, desk: Desk) -> None:
        self._do(at, windows.open_window, desk.actor, desk.shift.window)
        desk.away, desk.on_since = False, at
        for pause in desk.shift.breaks:
            self._at(max(pause.at, at), self._break_due, desk, pause)
        self._at(max(desk.shift.off, at), self._off_due, desk)
        if desk.shift.closes_at is not None:
            self._at(max(desk.shift.closes_at, at), self._closes, desk)
        self._free(at, desk)

    def _break_due(self, at: float, desk: Desk, pause: Break) -> None:
        desk.due.append(pause)
        self._if_idle(at, desk)

    def _off_due(self, at: float, desk: Desk) -> None:
        desk.leaving = True
        self._if_idle(at, desk)

    def _closes(self, at: float, desk: Desk) -> None:
        desk.closes = True
        self._if_idle(at, desk)

    def _if_idle(self, at: float, desk: Desk) -> None:
        if self._idle.pop(desk.counter.id, None):
            self._free(at, desk)

    def _free(self, at: float, desk: Desk) -> None:
        """What a clerk does who has nobody before them."""
        if desk.away:
            return
        if desk.closes and self._may_leave(desk):
            self._leave(at, desk)
            return
        if desk.closes and not desk.returned:
            return
        for pause in list(desk.due):
            if pause.after_line and at < pause.until and self._has_line(desk):
                continue
            desk.due.remove(pause)
            until = at + pause.until - pause.at if pause.kept else pause.until
            if until > at + SHORTEST_PAUSE:
                self._pause(at, desk, pause.reason, until)
                return
        delay = self._day.per_window_call_minutes.get(desk.counter.id, self._day.call_minutes)
        self._at(at + delay, self._press, desk)

    def _has_line(self, desk: Desk) -> bool:
        tickets = self._hall.tickets
        waiting = tickets.heads(desk.counter.queues) or tickets.waiting_for(desk.counter.id)
        return bool(waiting or desk.returned)

    def _press(self, at: float, desk: Desk) -> None:
        if desk.away or desk.ticket is not None:
            return
        if desk.returned:
            self._resume(at, desk)
            return
        if desk.closes and desk.held:
            self._free(at, desk)
            return
        line = self._hall.tickets.lines(desk.counter.queues) if self._watch else []
        try:
            ticket, _, _ = self._do(at, calling.call_next, desk.actor, desk.counter.id)
        except NobodyWaiting:
            if desk.leaving and self._may_leave(desk):
                self._leave(at, desk)
            elif desk.closes or desk.due:
                self._free_after_line(at, desk)
            else:
                self._rest(at, desk)
            return
        if self._watch:
            look(self._result, policy_of(self._hall.rules, desk.counter.zone), ticket, line)
        self._called(at, desk, ticket)

    def _free_after_line(self, at: float, desk: Desk) -> None:
        """Something fell due between the end of a service and the press."""
        if desk.closes or any(not p.after_line or at < p.until for p in desk.due):
            self._free(at, desk)
        else:
            desk.due.clear()
            self._rest(at, desk)

    def _rest(self, at: float, desk: Desk) -> None:
        desk.idle_since = at
        self._idle[desk.counter.id] = desk

    def _wake(self, at: float, ticket: Ticket) -> None:
        """The idle window that turns to a new number: one whose first task it is, with the fewest other
        tasks, idle the longest."""
        if ticket.window is not None:
            fits = [d for d in (self._idle.get(ticket.window),) if d]
        else:
            counters = self._hall.plan.counters_of_queue[ticket.queue]
            fits = [d for c in counters if (d := self._idle.get(c.id))]
        if not fits:
            return
        desk = min(
            fits, key=lambda d: (ticket.queue not in d.counter.primary, len(d.counter.queues), d.idle_since)
        )
        del self._idle[desk.counter.id]
        self._at(at + self._day.call_minutes, self._press, desk)

    def _pause(self, at: float, desk: Desk, reason: str, until: float) -> None:
        known = self._hall.rules.pause_reasons
        reason = reason if is_reason(reason, known) else known[0].code
        self._do(at, windows.pause, desk.actor, desk.counter.id, reason, self._now(until), None)
        self._stand_up(at, desk)
        self._at(until, self._back, desk)

    def _back(self, at: float, desk: Desk) -> None:
        self._do(at, windows.resume_window, desk.actor, desk.counter.id)
        desk.away, desk.on_since = False, at
        self._free(at, desk)

    def _leave(self, at: float, desk: Desk) -> None:
        self._do(at, windows.close_window, desk.actor, desk.counter.id)
        self._stand_up(at, desk)

    def _stand_up(self, at: float, desk: Desk) -> None:
        desk.away = True
        desk.use.on_minutes += at - desk.on_since

    # A call and what follows.

    def _called(self, at: float, desk: Desk, ticket: Ticket) -> None:
        guest = self._guests[ticket.id]
        desk.ticket, desk.called_at = ticket.id, at
        self._result.last_call = max(self._result.last_call, at)
        wait = at - guest.ready_at
        if guest.first_call is None:
            guest.first_call = at
            first = guest.visit.legs[0]
            self._result.outcomes.append(
                Outcome(guest.visit.at, first.queue, ticket.priority, max(wait, 0.0), first.item)
            )
        if guest.comes(wait, self._day.no_shows):
            walk = self._day.walk_minutes if guest.visit.walk is None else guest.visit.walk
            self._at(at + walk, self._start, desk, ticket.id)
        else:
            between = self._hall.rules.between_calls / timedelta(minutes=1)
            self._at(at + between, self._recall, desk, ticket.id)

    def _recall(self, at: float, desk: Desk, ticket: TicketId) -> None:
        rules, guest = self._hall.rules, self._guests[ticket]
        between = rules.between_calls / timedelta(minutes=1)
        if self._hall.tickets.get(ticket).calls < rules.calls_before_no_show:
            self._do(at, calling.recall, desk.actor, ticket, desk.counter.id)
            self._at(at + between, self._recall, desk, ticket)
            return
        self._do(at, calling.no_show, desk.actor, ticket, desk.counter.id)
        guest.missed += 1
        self._result.missed += 1
        if guest.visit.returns_after is not None and guest.missed <= rules.revivals_allowed:
            self._at(at + guest.visit.returns_after, self._return, ticket)
        self._served(at, desk)

    def _start(self, at: float, desk: Desk, ticket: TicketId) -> None:
        self._do(at, serving.start, desk.actor, ticket, desk.counter.id)
        self._serve(at, desk, ticket)

    def _serve(self, at: float, desk: Desk, ticket: TicketId) -> None:
        """Until the service is done, or is put on hold."""
        guest = self._guests[ticket]
        leg = guest.visit.legs[guest.leg]
        minutes = leg.stretch(guest.holds) * desk.shift.speed
        if leg.queue not in desk.counter.primary:
            minutes *= self._day.backup_factor
        for slow in self._slow[desk.counter.zone]:
            if slow.start <= at < slow.end:
                minutes *= slow.factor
        self._at(at + minutes, self._hold if guest.holds < len(leg.holds) else self._done, desk, ticket)

    def _hold(self, at: float, desk: Desk, ticket: TicketId) -> None:
        self._do(at, serving.hold, desk.actor, ticket, desk.counter.id, HoldKind.WITHOUT_PAPERS, None)
        guest = self._guests[ticket]
        away = guest.visit.legs[guest.leg].holds[guest.holds].away
        guest.holds += 1
        self._result.holds += 1
        desk.held.append(ticket)
        self._at(at + away, self._back_from_errand, ticket)
        self._citizen_goes(at, desk)

    def _back_from_errand(self, at: float, ticket: TicketId) -> None:
        """Goes to the window that held the number; to another that serves its queue when that one pauses."""
        desk = next(d for d in self._desks.values() if ticket in d.held)
        if desk.away:
            desk = self._handed_over(desk, ticket) or desk
        desk.returned.append(ticket)
        # A window that closes, but for those whom it holds, rests without being among the idle.
        if self._idle.pop(desk.counter.id, None) or desk.closes:
            self._at(at + self._day.call_minutes, self._press, desk)

    def _resume(self, at: float, desk: Desk) -> None:
        ticket = desk.returned.pop(0)
        desk.held.remove(ticket)
        self._do(at, serving.resume, desk.actor, ticket, desk.counter.id)
        desk.ticket, desk.called_at = ticket, at
        self._serve(at, desk, ticket)

    def _may_leave(self, desk: Desk) -> bool:
        """Whoever goes hands over those whom they hold; if nobody is there to take them, they stay."""
        return all(self._handed_over(desk, ticket) for ticket in list(desk.held))

    def _handed_over(self, desk: Desk, ticket: TicketId) -> Desk | None:
        queue = self._hall.tickets.get(ticket).queue
        others = (self._desks.get(c.id) for c in self._hall.plan.counters_of_queue[queue])
        able = [d for d in others if d and d is not desk and not d.away and not d.closes]
        if not able:
            return None
        to = min(able, key=lambda d: (queue not in d.counter.primary, len(d.counter.queues), d.counter.id))
        desk.held.remove(ticket)
        to.held.append(ticket)
        if ticket in desk.returned:
            desk.returned.remove(ticket)
            to.returned.append(ticket)
        return to

    def _done(self, at: float, desk: Desk, ticket: TicketId) -> None:
        guest = self._guests[ticket]
        following = guest.visit.legs[guest.leg + 1] if guest.leg + 1 < len(guest.visit.legs) else None
        if following and self._hall.rules.transfer_reasons and self._is_manned(following.queue):
            to = (
                serving.Target(item=following.item)
                if following.item
                else serving.Target(queue=following.queue)
            )
            reason = self._hall.rules.transfer_reasons[0].code
            moved, _ = self._do(at, serving.transfer, desk.actor, ticket, desk.counter.id, to, reason, None)
            guest.leg, guest.holds = guest.leg + 1, 0
            self._wake(at, moved)
        else:
            self._do(at, serving.finish, desk.actor, ticket, desk.counter.id, ())
            self._result.finished += 1
        self._served(at, desk)

    def _is_manned(self, queue: QueueId) -> bool:
        counters = self._hall.plan.counters_of_queue[queue]
        return any(self._hall.windows.get(c.id).state in WORKING for c in counters)

    def _served(self, at: float, desk: Desk) -> None:
        desk.use.calls += 1
        self._citizen_goes(at, desk)

    def _citizen_goes(self, at: float, desk: Desk) -> None:
        """The citizen leaves the window, for good or for a while."""
        desk.use.busy_minutes += at - desk.called_at
        desk.ticket = None
        self._free(at, desk)

    def _end(self) -> Result:
        uses = {d.counter.id: d.use for d in self._desks.values()}
        summed_up(self._result, self._hall, self._guests, uses, self._midnight)
        self._result.after_closing = max(self._result.last_call - self._day.closing, 0.0)
        return self._result
