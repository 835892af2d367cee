"""What a press does at a window's terminal. The hall, the threads and the clock come in from outside."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hall_server.client.background import Background, Timer
from hall_server.client.outbox import NotKept
from hall_server.wire.answers import Changed, Desk, Done, Problem, WindowChanged
from hall_server.wire.catalogue import text
from hall_server.wire.directory import WindowEntry
from hall_server.wire.events import Event
from hall_server.wire.views import TicketView
from hall_server.wire.words import EventKind, Language
from window_terminal.allowed import ALONE, Act
from window_terminal.beside import Beside
from window_terminal.commands import Command, Commands, fresh_key
from window_terminal.desk import concerns_desk, desk_after, with_desk
from window_terminal.desk_watch import DeskWatch
from window_terminal.finding import Finding, followed, way_open
from window_terminal.forwarding import Forwarding, Kept
from window_terminal.hall import Answer, Follower, WindowHall
from window_terminal.hall_clock import HallClock
from window_terminal.orders import Unfit, order_for
from window_terminal.pages import Pages
from window_terminal.questions import question_for
from window_terminal.rating import rating_of
from window_terminal.session import Session
from window_terminal.state import Pending, Screen, TerminalState, Trouble, next_step, offer
from window_terminal.steps import Step, desk_after_step, step_for
from window_terminal.wording import said

UNAUTHORISED = 401
SAID_SECONDS = 8
"""How long the outcome of an act stays in sight."""
CALM_SECONDS = 0.6
"""After the big button has got a new meaning, a press so soon was meant for the old one."""


def nobody(act: Act, ticket: TicketView | None) -> None:
    """No device at the window wants to know."""


class WindowTerminal:
    """One method a press; every new state goes to `show`."""

    def __init__(
        self,
        hall: WindowHall,
        background: Background,
        reading: Background,
        timer: Timer,
        follower: Follower,
        kept: Kept,
        show: Callable[[TerminalState], None],
        *,
        window: str | None = None,
        language: Language = Language.ZH,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_key: Callable[[], str] = fresh_key,
        acted: Callable[[Act, TicketView | None], None] = nobody,
    ) -> None:
        """`kept` is the file of what the hall does not know yet. `acted` is told what the clerk has done, and
        with which ticket."""
        self._acted = acted
        self._hall, self._timer, self._follower = hall, timer, follower
        self._clock = HallClock(clock)
        self._screen = Screen(TerminalState(language=language, now=self._clock.now()), show)
        self._commands = Commands(background, timer, self._pending_changed, new_key)
        self._watch = DeskWatch(reading, timer, self._desk_fetched, self._desk_lost, self._read_refused)
        self.session = Session(hall, background, timer, self._screen, window, self._entered, self._left)
        self._forwarding = Forwarding(
            hall, kept, background, timer, self._screen, self._delivered, self.session.expired
        )
        self.pages = Pages(self._screen, self._forwarding.dismiss)
        self.beside = Beside(self._screen)
        self.finding = Finding(hall, reading, self._screen, self.pages, self.beside)
        self._settled_at = self._clock.now() - timedelta(seconds=CALM_SECONDS)

    @property
    def state(self) -> TerminalState:
        return self._screen.state

    def start(self) -> None:
        self._forwarding.look()
        self.session.read_directory()
        self._tick()

    # Presses

    def act_pressed(self, act: Act) -> None:
        """A button or a key of an act: opens its page, or does it."""
        state = self.state
        if not offer(state, act).enabled or state.directory is None or state.desk is None:
            return
        self._screen.become(replace(state, trouble=None, said="", help_open=False))
        question = question_for(act, state.directory, state.desk, state.language)
        if question:
            self.pages.open(question)
        elif act is Act.SIGN_OUT:
            self._sign_out()
        else:
            self._do(act)

    def primary_pressed(self) -> None:
        """The big button. A nervous second press does not do the step after."""
        if self._clock.now() - self._settled_at >= timedelta(seconds=CALM_SECONDS):
            self.act_pressed(next_step(self.state))

    def confirm_pressed(self) -> None:
        """The page's answers are complete: do its act."""
        question = self.state.question
        if question is None and (way := way_open(self.state)):
            self.found_pressed(way)
        elif question and question.ready and self.state.pending is None:
            if self.state.alone and question.act not in ALONE:
                detail = text("terminal.needs_link", self.state.language)
                self._screen.become(replace(self.state, trouble=Trouble(detail)))
                return
            self._screen.become(replace(self.state, trouble=None))
            self._do(question.act)

    def ticket_pressed(self, act: Act, number: str) -> None:
        """The button beside one held or missed ticket: its page is answered already."""
        self.act_pressed(act)
        question = self.state.question
        if question and question.act is act:
            self.pages.choose(number)
            self.confirm_pressed()

    def found_pressed(self, act: Act) -> None:
        """A way to go on with the ticket that was scanned."""
        found = self.state.found
        if found is None or found.ticket is None:
            return
        if act in (Act.REVIVE, Act.RESUME_TICKET):
            self.ticket_pressed(act, found.ticket.number)
            return
        self.act_pressed(act)
        if act is Act.CALL_BY_NUMBER:
            self.pages.number_typed(found.ticket.number)

    # What comes from outside

    def rated(self, ticket: str, stars: int) -> None:
        """A citizen has answered the evaluator at this window."""
        self._forwarding.post(rating_of(ticket, stars), self._commands.fresh(), self._clock.now())

    def link_changed(self, lost: bool, as_of: datetime | None) -> None:
        """From the feed; `as_of` is on this machine's clock."""
        if self.state.clerk is None:
            return
        was_lost = self.state.link.lost
        known = self._clock.in_hall(as_of) if as_of else self.state.link.as_of
        self._screen.become(replace(self.state, link=replace(self.state.link, lost=lost, as_of=known)))
        if was_lost and not lost:
            if self._forwarding.owes:
                self._forwarding.send()
            else:
                self._watch.touched()

    def hall_changed(self, events: Iterable[Event]) -> None:
        """From the feed; no events means a fresh snapshot."""
        if self.state.clerk is None or self.state.window is None:
            return
        happened = tuple(events)
        found = followed(self.state.found, (t for e in happened for t in e.tickets))
        self._screen.become(replace(self.state, found=found))
        if any(e.kind == EventKind.PLAN_CHANGED for e in happened):
            self.session.read_directory()
        zone = self.state.window.zone
        if not happened or any(concerns_desk(e, zone) for e in happened):
            self._watch.touched()

    # Inside

    def _do(self, act: Act) -> None:
        try:
            step = step_for(self.state, act, self._clock.now())
            order = None if step else order_for(self._hall, self.state, act)
        except Unfit as unfit:
            self._screen.become(replace(self.state, trouble=unfit.trouble))
            return
        if step:
            self._take(step)
        elif order:
            self._commands.send(
                Command(act, order, lambda answer: self._done(act, answer), self._refused, self._broken)
            )

    def _take(self, step: Step) -> None:
        """Ask the hall, unless it is known that it cannot be asked, or has earlier steps to hear first."""
        if self.state.alone:
            self._go_on(step, self._commands.fresh())
            return

        def done(answer: Changed) -> None:
            self._done(step.act, answer)

        def lost(key: str) -> None:
            self._screen.become(replace(self.state, link=replace(self.state.link, lost=True)))
            self._go_on(step, key)

        self._commands.send(
            Command(step.act, lambda key: step.tell(self._hall, key), done, self._refused, self._broken, lost)
        )

    def _go_on(self, step: Step, key: str) -> None:
        """Without the hall: the step is kept, and the terminal goes by its own picture until all is told."""
        try:
            self._forwarding.keep(step, key)
        except NotKept as error:
            self._broken(error)
        self._watch.stop()
        state = replace(self.state, question=None, found=None)
        if state.desk:
            state = with_desk(state, desk_after_step(state.desk, step))
        self._settle()
        self._screen.become(state)
        self.pages.settle()
        self._acted(step.act, step.ticket)

    def _delivered(self, count: int) -> None:
        """The hall knows everything: its own picture counts again."""
        words = text("terminal.said_delivered", self.state.language, count=count) if count else ""
        self._settle()
        self._screen.become(replace(self.state, said=words))
        self._follow_desk()

    def _done(self, act: Act, answer: Answer) -> None:
        ticket = None if isinstance(answer, WindowChanged) else answer.ticket
        found = followed(self.state.found, (ticket,)) if act is Act.REVIVE and ticket else None
        told = said(act, answer, self.state.language)
        state = replace(self.state, question=None, said=told, found=found)
        if state.desk:
            state = with_desk(state, desk_after(state.desk, answer))
        self._settle()
        self._screen.become(state)
        self.pages.settle()
        self._acted(act, ticket)
        self._watch.refresh()

    def _refused(self, problem: Problem) -> None:
        if problem.status == UNAUTHORISED:
            self.session.expired()
            return
        self._screen.become(replace(self.state, trouble=Trouble(problem.detail, problem.cure or "")))
        self._watch.refresh()

    def _broken(self, error: Exception) -> None:
        """A fault of ours: the terminal stays usable and says so, and the error goes on to the log."""
        language = self.state.language
        detail = text("terminal.broken", language, what=type(error).__name__)
        self._screen.become(
            replace(self.state, trouble=Trouble(detail, text("terminal.broken_cure", language)))
        )
        self._watch.refresh()
        raise error

    def _sign_out(self) -> None:
        def refused(problem: Problem) -> None:
            if problem.status == UNAUTHORISED:
                self.session.end()
            else:
                self._refused(problem)

        def done(_: Done) -> None:
            self.session.end()
            self._acted(Act.SIGN_OUT, None)

        self._commands.send(
            Command(Act.SIGN_OUT, lambda _: self._hall.sign_out(), done, refused, self._broken)
        )

    def _entered(self, window: WindowEntry) -> None:
        self._follower.follow(window.zone)
        clerk = self.state.clerk
        if clerk is None or not self._forwarding.enter(clerk.staff, window.id):
            self._follow_desk()

    def _follow_desk(self) -> None:
        if window := self.state.window:
            self._watch.follow(lambda: self._hall.desk(window.id))

    def _left(self) -> None:
        self._forwarding.leave()
        self._watch.stop()
        self._follower.stop()

    def _desk_fetched(self, desk: Desk) -> None:
        self._clock.heard(desk.at)
        before = self.state.desk
        if before is None or before.window.state is not desk.window.state:
            self._settle()
        state = with_desk(replace(self.state, now=self._clock.now()), desk)
        if not state.link.lost:
            state = replace(state, link=replace(state.link, as_of=desk.at))
        self._screen.become(state)
        self.pages.settle()

    def _desk_lost(self) -> None:
        self._screen.become(replace(self.state, link=replace(self.state.link, lost=True)))

    def _read_refused(self, problem: Problem) -> None:
        if problem.status == UNAUTHORISED and self.state.pending is None:
            self.session.expired()
        else:
            self._screen.become(replace(self.state, trouble=Trouble(problem.detail, problem.cure or "")))

    def _pending_changed(self, pending: Pending | None) -> None:
        self._screen.become(replace(self.state, pending=pending))

    def _settle(self) -> None:
        self._settled_at = self._clock.now()

    def _tick(self) -> None:
        state = replace(self.state, now=self._clock.now())
        if state.now - self._settled_at > timedelta(seconds=SAID_SECONDS):
            state = replace(state, said="")
        self._screen.become(state)
        self._timer.after(1.0, self._tick)
