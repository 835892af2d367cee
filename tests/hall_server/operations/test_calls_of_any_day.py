"""The laws of the choice on generated days: a hall with overlapping windows, floods of priority, tickets sent
to other lines and windows, missed and back. Each call goes through the hall's own operations."""

from contextlib import suppress
from datetime import datetime, timedelta
from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

from hall_server.domain.call_policy import PROFILES, CallPolicy
from hall_server.domain.dispatch import Candidate, choose_next
from hall_server.domain.events import Actor
from hall_server.domain.hall_plan import Counter, HallPlan
from hall_server.domain.names import QueueId, TicketId, UnitId, WindowId, ZoneId
from hall_server.domain.refusals import NobodyWaiting, Refusal
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.operations import calling, outlook, serving, taking, windows
from hall_server.operations.ports import UnitOfWork
from hall_server.simulation.memory_hall import EveryDay, MemoryHall, memory_hall
from tests.small_hall import NINE, TUESDAY, a_plan

QUEUES, WINDOWS = "AB", ("W001", "W002", "W003")
DESK = Actor("supervisor")
MINUTE = timedelta(minutes=1)

Step = tuple[str, int, int, float]
"""What, two choices, and the minutes before it."""

pauses = st.one_of(st.just(0.0), st.floats(0, 40))
choices = st.integers(0, 60)
takes = st.tuples(st.just("take"), choices, choices, pauses)
floods = st.tuples(st.just("flood"), choices, choices, st.just(0.0))
calls = st.tuples(st.just("call"), choices, choices, pauses)
others = st.tuples(st.sampled_from(("send", "send", "miss", "back", "finish")), choices, choices, pauses)
days = st.lists(st.one_of(takes, takes, floods, calls, calls, others), min_size=12, max_size=60)
skills = st.lists(
    st.permutations(QUEUES).flatmap(lambda order: st.integers(1, len(QUEUES)).map(lambda n: order[:n])),
    min_size=len(WINDOWS),
    max_size=len(WINDOWS),
)
bounded = st.sampled_from([p for p in PROFILES.values() if p.bound_minutes is not None])


def a_hall(policy: CallPolicy, queues_of: list[list[str]]) -> MemoryHall:
    counters = {
        WindowId(w): Counter(
            WindowId(w), n + 1, ZoneId("Z1"), UnitId("U1"), w, w,
            (QueueId(own[0]),), tuple(QueueId(q) for q in own[1:]),
        )
        for n, (w, own) in enumerate(zip(WINDOWS, queues_of, strict=True))
    }  # fmt: skip
    plan: HallPlan = a_plan(counters=MappingProxyType(counters), staff={})
    rules = Rules(policy=policy, always_open=True, stop_waiting=10_000)
    return memory_hall(plan, rules, EveryDay(), TUESDAY)


class Day:
    """Plays steps, and checks every call of an order that has a bound."""

    def __init__(self, policy: CallPolicy, queues_of: list[list[str]]) -> None:
        self.hall, self.policy, self.now = a_hall(policy, queues_of), policy, NINE
        for window in WINDOWS:
            self.do(windows.open_window, self.clerk(window), window)

    def clerk(self, window: str) -> Actor:
        return Actor("clerk", window=WindowId(window))

    def do(self, operation, *arguments):
        point = self.hall.savepoint()
        try:
            return operation(self.hall, *arguments, self.now)
        except Refusal:
            self.hall.undo_to(point)
            raise

    def tickets(self, state: State) -> list[Ticket]:
        return sorted((t for t in self.hall.tickets.today() if t.state is state), key=lambda t: t.id)

    def step(self, step: Step) -> None:
        what, one, other, minutes = step
        self.now += minutes * MINUTE
        with suppress(Refusal):
            getattr(self, f"_{what}")(one, other)

    def _take(self, one: int, other: int) -> None:
        wish = taking.Wish(queue=QUEUES[one % len(QUEUES)], priority=list(Priority)[other % len(Priority)])
        ticket = self.do(taking.take, DESK, wish).ticket
        self.do(taking.confirm_print, DESK, ticket.id)

    def _flood(self, one: int, other: int) -> None:
        for _ in range(12):
            self._take(one, other)

    def _call(self, one: int, other: int) -> None:
        window = WINDOWS[one % len(WINDOWS)]
        counter = self.hall.plan.counter(window)
        everybody = outlook.callable_at(self.hall, counter)
        try:
            called, _, _ = self.do(calling.call_next, self.clerk(window), window)
        except NobodyWaiting:
            assert not everybody
            raise
        if self.policy.bound_minutes is not None:
            self._check(called.id, everybody)

    def _check(self, called: TicketId, everybody: list[Candidate]) -> None:
        chosen = next(c for c in everybody if c.ticket.id == called)
        turned = choose_next(everybody[::-1], self.policy, self.now)
        assert turned is not None
        assert turned.ticket.id == called, "the order of the rows decided"
        for waits in everybody:
            if waits.ticket.id == called:
                continue
            bound = self.policy.bound_of(waits.ticket.priority, waits.band)
            later = (chosen.ticket.reference_at - waits.ticket.reference_at) / MINUTE
            assert bound is not None
            assert later <= bound, "somebody was passed by one who came later than the bound allows"
            if lane(waits) == lane(chosen):
                assert age(chosen.ticket) < age(waits.ticket), "not first come first served in a lane"

    def _send(self, one: int, other: int) -> None:
        if not self.tickets(State.CALLED):
            self._call(one, other)
        here = self.tickets(State.CALLED)
        if here:
            ticket = here[one % len(here)]
            to = (
                serving.Target(queue="A"),
                serving.Target(queue="B"),
                *(serving.Target(window=w) for w in WINDOWS),
            )
            reason = self.hall.rules.transfer_reasons[0].code
            clerk = self.clerk(str(ticket.window))
            self.do(serving.transfer, clerk, ticket.id, ticket.window, to[other % len(to)], reason, None)

    def _miss(self, one: int, other: int) -> None:
        here = self.tickets(State.CALLED)
        if here:
            ticket = here[one % len(here)]
            clerk = self.clerk(str(ticket.window))
            for _ in range(self.hall.rules.calls_before_no_show - 1):
                self.now += MINUTE
                self.do(calling.recall, clerk, ticket.id, ticket.window)
            self.now += MINUTE
            self.do(calling.no_show, clerk, ticket.id, ticket.window)

    def _back(self, one: int, other: int) -> None:
        gone = self.tickets(State.MISSED)
        if gone:
            self.do(calling.revive, DESK, gone[one % len(gone)].id)

    def _finish(self, one: int, other: int) -> None:
        here = self.tickets(State.CALLED)
        if here:
            ticket = here[one % len(here)]
            clerk = self.clerk(str(ticket.window))
            self.do(serving.start, clerk, ticket.id, ticket.window)
            self.do(serving.finish, clerk, ticket.id, ticket.window, ())


def lane(c: Candidate) -> tuple[object, ...]:
    return c.ticket.queue, c.ticket.priority, c.band


def age(ticket: Ticket) -> tuple[datetime, str]:
    return ticket.reference_at, ticket.id


@settings(max_examples=100)
@given(bounded, skills, days)
def test_on_no_day_is_anybody_passed_beyond_the_bound_or_inside_a_lane(
    policy: CallPolicy, queues_of: list[list[str]], steps: list[Step]
) -> None:
    day = Day(policy, queues_of)
    for step in steps:
        day.step(step)


@settings(max_examples=40)
@given(st.sampled_from(sorted(PROFILES)), skills, days)
def test_the_hall_always_calls_somebody_whom_a_window_that_works_may_call(
    profile: str, queues_of: list[list[str]], steps: list[Step]
) -> None:
    """After any day all windows together empty all lines that one of them serves."""
    day = Day(PROFILES[profile], queues_of)
    for step in steps:
        day.step(step)
    for ticket in day.tickets(State.CALLED):
        clerk = day.clerk(str(ticket.window))
        day.do(serving.start, clerk, ticket.id, ticket.window)
        day.do(serving.finish, clerk, ticket.id, ticket.window, ())
    hall: UnitOfWork = day.hall
    for window in WINDOWS:
        clerk = day.clerk(window)
        with suppress(NobodyWaiting):
            while True:
                called, _, _ = day.do(calling.call_next, clerk, window)
                day.do(serving.start, clerk, called.id, window)
                day.do(serving.finish, clerk, called.id, window, ())
    served = {q for w in WINDOWS for q in hall.plan.counter(w).queues}
    assert not [t for t in day.tickets(State.WAITING) if t.queue in served or t.window is not None]
