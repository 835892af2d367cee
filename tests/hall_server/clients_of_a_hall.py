"""Clients of a small hall, as a state machine: whatever they do, the laws of `laws` hold after every step.

Kiosks, a guide desk, four windows' clerks and a rival for one of them, time passing, keys that are
repeated, days that end, and servers that are restarted.
"""

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hall_server.api.callers import AT_WINDOW, OFFICIALS, Caller, digest
from hall_server.domain.events import Actor
from hall_server.domain.leasing import Lease
from hall_server.domain.names import WindowId, ZoneId
from hall_server.domain.refusals import Refusal
from hall_server.domain.ticket import Priority, State, Ticket
from hall_server.history.lane import TICK, Command, Lane, RefusedBefore
from hall_server.operations import appointments, calling, leasing, notices, people, serving, taking
from hall_server.operations.leasing import OfflineWish
from hall_server.operations.planning import replan
from hall_server.operations.ports import UnitOfWork
from hall_server.operations.taking import Wish
from hall_server.storage.cipher import Cipher
from hall_server.storage.engines import open_engines
from hall_server.storage.hall_store import HallStore
from hall_server.wire.words import Role
from tests.conftest import RunningHall
from tests.hall_server.buttons import BUTTONS, SENSIBLE, Act, Desk, sign_out
from tests.hall_server.laws import (
    History,
    Screen,
    memory_equals_the_database,
    numbers_are_given_once,
    ratings_say_why,
    snapshot,
    the_live,
    windows_and_tickets_agree,
)
from tests.small_hall import RULES, SHANGHAI, TurnedClock, WeekDays, a_plan
from tests.visits import LI, WANG

CLERKS = {"1001": "W001", "1002": "W002", "1003": "W003", "1085": "W085"}
RIVAL = "1002"
HALL_RULES = replace(RULES, always_open=True, daily_limit_per_person=8)

clerks = st.sampled_from(sorted(CLERKS))
queues = st.sampled_from(["A", "B", "BG"])
nth = st.integers(0, 30)
persons = st.sampled_from([None, None, LI, WANG])


@dataclass(frozen=True)
class Said:
    """A command as a client sent it, and what it was answered."""

    key: str
    caller: Caller
    act: Act
    answer: str
    refused: bool
    at: datetime


class VisitsOfAHall(RuleBasedStateMachine):
    """The clients know only what they were answered; the laws look at everything."""

    empty_hall: Path

    @initialize()
    def a_hall_opens(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="onehall-"))
        shutil.copy(self.empty_hall, self.folder / "hall.db")
        self.clock = TurnedClock()
        engines = open_engines(f"sqlite:///{self.folder}/hall.db")
        store = HallStore(engines, "small", Cipher(b"k" * 32), HALL_RULES, WeekDays(), SHANGHAI)
        self.hall = RunningHall(engines, store, Lane(store, self.clock), self.clock)
        self.hall.lane.start()
        self.said: list[Said] = []
        self.unchecked: list[Said] = []
        self.keys = 0
        self.books: tuple[dict[str, Lease], ...] = ({}, {})
        self.kiosks = [Caller(digest(f"kiosk-{n}"), (Role.KIOSK,)) for n in (1, 2)]
        self.desk = Caller(digest("desk"), OFFICIALS)
        self.at = dict(CLERKS)
        """Where each clerk is signed in."""
        self.sessions = {staff: Caller(digest(staff), AT_WINDOW) for staff in CLERKS}
        self.history = History(self.hall)
        self.screens = [Screen(self.hall, zone) for zone in (None, "Z1", "Z2")]
        for staff, window in CLERKS.items():
            self.signs_in(staff, window)
            self.presses(staff, "open", 0)

    def teardown(self) -> None:
        if hasattr(self, "hall"):
            self.hall.lane.stop()
            self.hall.engines.dispose()
            shutil.rmtree(self.folder)

    # How clients speak

    def command(self, caller: Caller, act: Act, key: str) -> Command:
        def run(uow: UnitOfWork, now: datetime) -> str:
            before, actor = uow.seq, caller.actor(uow, now)
            act(uow, actor, now)
            return f"{before} {uow.seq} {actor.staff or actor.device}"

        return Command(run, key, "said", lambda uow, now: (caller.actor(uow, now), None)[1])

    def heard(self, caller: Caller, act: Act, key: str, future: "Future[str]") -> Said:
        try:
            answer, refused = future.result(20), False
        except (Refusal, RefusedBefore) as no:
            answer, refused = no.code, True
        return Said(key, caller, act, answer, refused, self.clock.now)

    def says(self, caller: Caller, *acts: Act) -> list[Said]:
        """Commands that arrive together; each has a key of its own."""
        sent = []
        for act in acts:
            self.keys += 1
            key = f"key-{self.keys:05d}"
            sent.append((act, key, self.hall.lane.submit(self.command(caller, act, key))))
        answers = [self.heard(caller, act, key, future) for act, key, future in sent]
        self.remember(answers)
        return answers

    def remember(self, answers: list[Said]) -> None:
        """Answers are kept for a week, but for those to somebody who may not ask."""
        kept = [a for a in answers if a.answer != "not_signed_in"]
        self.unchecked += kept
        week_ago = self.clock.now - timedelta(days=6)
        self.said = [a for a in self.said if a.at > week_ago] + kept

    # What they know

    def tickets(self) -> list[Ticket]:
        return sorted(the_live(self.hall).ticket_shelf.rows.values(), key=lambda t: t.taken_at)

    def some_ticket(self, n: int, state: State | None = None) -> str:
        """Any of today's tickets, the newest first; or one that never was."""
        found = [t for t in self.tickets()[::-1] if state in (None, t.state)]
        return found[n % len(found)].id if found else "20261124-A999"

    def some_old_ticket(self, n: int) -> str:
        """Any ticket that was ever finished; or one that never was."""
        kinds = ("ticket.finished", "day.closed")
        done = [t.id for r in self.history.events if r.event.kind.value in kinds for t in r.event.tickets]
        return done[-1 - n % len(done)] if done else "20261124-A999"

    def ticket_at(self, staff: str, n: int) -> str:
        """The ticket at the clerk's window; now and then another."""
        here = the_live(self.hall).window_shelf.rows[WindowId(self.at[staff])].ticket
        return here if here and n % 8 else self.some_ticket(n)

    # Citizens

    @rule(kiosk=st.integers(0, 1), queue=queues, person=persons, printed=st.booleans())
    def a_citizen_takes_a_number(self, kiosk: int, queue: str, person: Any, printed: bool) -> None:
        caller, taken = self.kiosks[kiosk], []

        def take(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
            taken.append(taking.take(uow, actor, Wish(queue=queue, person=person), now).ticket.id)

        self.says(caller, take)
        if taken and printed:
            self.says(caller, lambda u, a, now: taking.confirm_print(u, a, taken[0], now))

    @rule(queue=queues, priority=st.sampled_from(Priority), count=st.integers(1, 4))
    def a_family_takes_numbers_at_the_guide_desk(self, queue: str, priority: Priority, count: int) -> None:
        def take(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
            ticket = taking.take(uow, actor, Wish(queue=queue, priority=priority), now).ticket
            taking.confirm_print(uow, actor, ticket.id, now)

        self.says(self.desk, *[take] * count)

    @rule(n=nth, minutes=st.integers(-20, 20), kiosk=st.integers(0, 1))
    def somebody_arrives_for_an_appointment(self, n: int, minutes: int, kiosk: int) -> None:
        code, slot = f"Y{n}", self.clock.now + timedelta(minutes=minutes)
        self.says(self.desk, lambda u, a, now: appointments.book(u, a, code, "I1", slot, None, now))
        self.says(self.kiosks[kiosk], lambda u, a, now: taking.take(u, a, Wish(appointment=code), now))

    @rule(n=nth, what=st.sampled_from(["confirm", "cancel", "reprint", "rate"]), kiosk=st.booleans())
    def a_citizen_presses_something(self, n: int, what: str, kiosk: bool) -> None:
        ticket, old = self.some_ticket(n), self.some_old_ticket(n)
        acts: dict[str, Act] = {
            "confirm": lambda u, a, now: taking.confirm_print(u, a, ticket, now),
            "cancel": lambda u, a, now: taking.cancel(u, a, ticket, None, now),
            "reprint": lambda u, a, now: taking.reprint(u, a, ticket, now),
            "rate": lambda u, a, now: serving.rate(
                u, a, u.tickets.get(old), 1 + n % 5, None, now, ("other",) * (n % 5 < n % 3)
            ),
        }
        self.says(self.kiosks[n % 2] if kiosk else self.desk, acts[what])

    # Kiosks that work alone

    @rule(kiosk=st.integers(0, 1), wanted=st.sets(queues, min_size=1))
    def a_kiosk_leases_numbers(self, kiosk: int, wanted: set[str]) -> None:
        book = self.books[kiosk]

        def lease(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
            book.update({one.ticket: one for one in leasing.lease(uow, actor, sorted(wanted), now)})

        self.says(self.kiosks[kiosk], lease)

    @rule(kiosk=st.integers(0, 1), n=nth, own=st.sampled_from([True, True, False]))
    def a_kiosk_tells_what_it_printed_alone(self, kiosk: int, n: int, own: bool) -> None:
        """A number that it leased, today or earlier and told of or not; or one of the other kiosk."""
        book = list(self.books[kiosk if own else 1 - kiosk].values())
        if not book:
            return
        lent, at = book[-1 - n % len(book)], self.clock.now - timedelta(minutes=n)
        wish = OfflineWish(item="I1", priority=list(Priority)[n % len(Priority)])
        told = self.says(
            self.kiosks[kiosk], lambda u, a, now: leasing.claim(u, a, lent.ticket, wish, at, now)
        )
        assert own or told[0].answer == "not_leased"

    # Clerks

    def signs_in(self, staff: str, window: str) -> None:
        self.keys += 1
        token = digest(f"{staff}-{self.keys}")
        with suppress(Refusal):
            self.hall.do(people.sign_in, staff, token, window)
            self.sessions[staff], self.at[staff] = Caller(token, AT_WINDOW), window

    def presses(self, staff: str, button: str, n: int) -> list[Said]:
        """One button at a clerk's window, whether it makes sense or not."""
        here, some = self.ticket_at(staff, n), self.some_ticket(n)
        desk = Desk(self.at[staff], here, self.some_ticket(n, State.HELD), some, n, self.clock.now)
        act = sign_out(self.sessions[staff].digest) if button == "sign out" else desk.act(button)
        return self.says(self.sessions[staff], *[act] * (1 + (n % 7 == 6)))

    @rule(staff=clerks, button=st.sampled_from(BUTTONS), n=nth)
    def a_clerk_presses_a_button(self, staff: str, button: str, n: int) -> None:
        self.presses(staff, button, n)

    @rule(staff=clerks, window=st.sampled_from(sorted(CLERKS.values())))
    def a_clerk_signs_in(self, staff: str, window: str) -> None:
        self.signs_in(staff, window if staff == RIVAL else CLERKS[staff])

    @rule(turns=st.lists(st.tuples(clerks, st.integers(0, 20)), min_size=1, max_size=8))
    def the_windows_work(self, turns: list[tuple[str, int]]) -> None:
        """What clerks do all day: the button that makes sense now, one after another."""
        for staff, n in turns:
            state = the_live(self.hall).window_shelf.rows[WindowId(self.at[staff])].state
            sensible = SENSIBLE[state]
            said = self.presses(staff, sensible[n % len(sensible)], n)
            if said[0].answer in ("not_signed_in", "not_your_window"):
                self.signs_in(staff, CLERKS[staff])
            if said[0].answer == "too_few_calls":
                self.clock.pass_(seconds=20)
            self.the_laws_hold()

    @rule(n=nth)
    def somebody_does_not_come(self, n: int) -> None:
        """Whoever is called somewhere, if anybody, is called three times and put aside."""
        for staff in CLERKS:
            for button in ("call", "recall", "recall", "no show"):
                self.presses(staff, button, 1)
                self.clock.pass_(seconds=20)

    @rule()
    def every_window_calls_at_once(self) -> None:
        sent = []
        for staff, caller in self.sessions.items():
            self.keys += 1
            key, window = f"key-{self.keys:05d}", self.at[staff]

            def call(uow: UnitOfWork, actor: Actor, now: datetime, window: str = window) -> None:
                calling.call_next(uow, actor, window, now)

            sent.append((caller, call, key, self.hall.lane.submit(self.command(caller, call, key))))
        self.remember([self.heard(*one) for one in sent])

    # Officials, time, and what goes wrong

    @rule(n=nth, what=st.sampled_from(["void", "revive", "revive", "notice", "replan"]))
    def an_official_acts(self, n: int, what: str) -> None:
        ticket, until = self.some_ticket(n), self.clock.now + timedelta(minutes=n + 1)
        plan, zone = a_plan(version=self.keys + 2), ("Z1", "Z2")[n % 2]
        moved = replace(plan.counters[WindowId("W003")], zone=ZoneId(zone), number=3 + n % 3)
        new = replace(plan, counters={**plan.counters, moved.id: moved})
        acts: dict[str, Act] = {
            "void": lambda u, a, now: serving.void(u, a, ticket, "scalper", None, now),
            "revive": lambda u, a, now: calling.revive(u, a, ticket, now),
            "notice": lambda u, a, now: notices.post(u, a, "停电", "No power", zone, until, now),
            "replan": lambda u, a, now: replan(u, a, new, now),
        }
        self.clock.pass_(seconds=1)
        self.says(self.desk, acts[what])

    @rule(seconds=st.sampled_from([1, 11, 31, 61, 600, 3000]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(seconds=seconds)
        self.hall.lane.submit(TICK).result(20)

    @rule(hours=st.sampled_from([13, 24]))
    def a_night_passes(self, hours: int) -> None:
        """Nobody strikes the clock; the next command notices."""
        self.clock.pass_(hours=hours)

    @rule()
    def the_server_is_restarted(self) -> None:
        self.hall.lane.stop()
        self.hall.lane = Lane(self.hall.store, self.clock)
        self.hall.lane.start()

    @rule(zone=st.sampled_from([None, "Z1", "Z2"]))
    def another_screen_is_switched_on(self, zone: str | None) -> None:
        if len(self.screens) < 6:
            self.screens.append(Screen(self.hall, zone))

    @rule(n=nth, times=st.integers(1, 3))
    def a_command_is_sent_again(self, n: int, times: int) -> None:
        """Its answer had been lost on the way; it is what it was, and nothing happens twice."""
        self.remember([])
        if not self.said:
            return
        first = self.said[-1 - n % len(self.said)]
        seq = self.hall.store.last_seq()
        turned = self.hall.clock.now.astimezone(SHANGHAI).date() != the_live(self.hall).day
        command = self.command(first.caller, first.act, first.key)
        futures = [self.hall.lane.submit(command) for _ in range(times)]
        for future in futures:
            again = self.heard(first.caller, first.act, first.key, future)
            assert again.answer in (first.answer, "not_signed_in")
            assert again.refused == first.refused or again.answer == "not_signed_in"
        assert self.hall.store.last_seq() == seq + turned

    def a_busy_hour(self, random: Random) -> None:
        """The rules as often as they happen in a hall; left to itself, Hypothesis tries the odd ones more."""
        for _ in range(12):
            acts = self.usual_acts(random, random.choice(sorted(CLERKS)), random.randrange(31))
            random.choices([act for act, _ in acts], [often for _, often in acts])[0]()
            self.the_laws_hold()

    def usual_acts(self, random: Random, staff: str, n: int) -> list[tuple[Callable[[], None], float]]:
        """What may happen next, and how often it does."""
        odd = random.choice(("cancel", "confirm", "reprint", "rate", "rate"))
        order = random.choice(("void", "revive", "revive", "replan"))
        button, window = random.choice(BUTTONS), random.choice(sorted(CLERKS.values()))
        queue, seconds = random.choice(("A", "B", "BG")), random.choice((1, 11, 31, 61, 600))
        priority = random.choice(list(Priority))
        return [
            (lambda: self.the_windows_work([(staff, n)]), 14),
            (lambda: self.a_clerk_presses_a_button(staff, button, n), 2),
            (lambda: self.a_clerk_signs_in(staff, window), 0.5),
            (lambda: self.somebody_does_not_come(n), 0.4),
            (lambda: self.every_window_calls_at_once(), 0.5),
            (lambda: self.a_family_takes_numbers_at_the_guide_desk(queue, priority, 2), 3),
            (lambda: self.a_citizen_takes_a_number(n % 2, queue, None, n > 3), 3),
            (lambda: self.somebody_arrives_for_an_appointment(n, n % 20, n % 2), 0.5),
            (lambda: self.a_citizen_presses_something(n, odd, n % 3 == 0), 2),
            (lambda: self.an_official_acts(n, order), 2),
            (lambda: self.a_command_is_sent_again(n, 2), 1),
            (lambda: self.time_passes(seconds), 3),
            (lambda: self.a_night_passes(13), 0.15),
            (lambda: self.the_server_is_restarted(), 0.2),
        ]

    # The laws

    @invariant()
    def the_laws_hold(self) -> None:
        if not getattr(self, "screens", None):
            return
        live = the_live(self.hall)
        tickets = list(live.ticket_shelf.rows.values())
        windows_and_tickets_agree(tickets, live.windows.all())
        numbers_are_given_once(tickets)
        ratings_say_why(tickets)
        self.history.grows_without_a_gap()
        assert len(self.history.events) == live.seq
        self.every_acknowledged_command_is_in_the_history()
        memory_equals_the_database(self.hall, live)
        now = snapshot(self.hall)
        for screen in self.screens:
            screen.shows_the_truth(now)

    def every_acknowledged_command_is_in_the_history(self) -> None:
        """With its own events, which name who asked; a refusal has none."""
        for one in self.unchecked:
            if one.refused:
                continue
            first, last, who = one.answer.split()
            for recorded in self.history.events[int(first) : int(last)]:
                actor = recorded.event.actor
                assert (actor.staff or actor.device) == who
            assert int(last) <= len(self.history.events)
        self.unchecked.clear()
