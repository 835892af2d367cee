"""One window that has a keypad and no PC: its clerk's keys become commands, one after another.

Runs on a worker of its own; every method but `seen` and `blank` may block for as long as the hall takes.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Desk
from hall_server.wire.asks import CallByNumber, Finish, Hold, Pause, Rate, Transfer
from hall_server.wire.directory import Directory, ReasonEntry
from hall_server.wire.views import TicketView
from hall_server.wire.words import RatingSource, WindowState
from hardware.call_box.acts import LOST_BEEPS, REFUSED_BEEPS, Act, Order, ticket_meant
from hardware.call_box.gateway.hall import Hall, Ratings
from hardware.call_box.gateway.sending import Sender
from hardware.call_box.gateway.settings import Habits, Place

UNAUTHORISED = 401
STOPPED = (WindowState.PAUSED, WindowState.INTERNAL_TASK)

log = logging.getLogger(__name__)


class NotNow(Exception):
    """The key means nothing in the window's present state; the hall was not asked."""


class Counter:
    """The window's acts. `beep` and `ask_citizen` go to its keypad."""

    def __init__(
        self,
        place: Place,
        hall: Hall,
        directory: Directory,
        habits: Habits,
        sender: Sender,
        ratings: Ratings | None,
        beep: Callable[[int], None],
        ask_citizen: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._place, self._hall, self._directory, self._habits = place, hall, directory, habits
        self._window = place.window
        self._sender, self._ratings = sender, ratings
        self._beep, self._ask_citizen, self._now = beep, ask_citizen, now
        self._signed_in = False
        self._staff_typed = ""
        self._to_rate: tuple[str, datetime] | None = None

    @property
    def signed_in(self) -> bool:
        return self._signed_in

    def sign_in_by_settings(self) -> None:
        """At the start, if the settings name a clerk. A hall that is away is asked again at the first key."""
        if self._place.staff:
            self._aloud(lambda: self._sign_in(self._place.staff, self._place.pin))

    def obey(self, order: Order) -> None:
        """Carry out a key; what does not work is heard as beeps."""
        if order.act is not Act.NOTHING:
            self._aloud(lambda: self._obey(order))

    def typed(self, digits: str) -> None:
        """Digits and the confirming key while nobody is signed in: a staff number, then the PIN."""
        if self._place.staff:
            self._aloud(self._ensure_signed_in)
        elif not self._staff_typed:
            self._staff_typed = digits
        else:
            staff, self._staff_typed = self._staff_typed, ""
            self._aloud(lambda: self._sign_in(staff, digits))

    def scored(self, score: int) -> None:
        """A key of the evaluator that hangs on the keypad."""
        stars = self._habits.scores.get(score)
        if stars is not None:
            self.rated(stars)

    def rated(self, stars: int) -> None:
        """The citizen has answered. Only the answer to our question counts, once."""
        asked, self._to_rate = self._to_rate, None
        if asked is None or self._now() > asked[1]:
            return
        if self._ratings is None:
            log.warning(
                "%s: a score was not sent, for neither state_dir nor rating_token is set", self._window
            )
            return
        ticket, rate = asked[0], self._ratings.rate
        ask = Rate(stars=stars, source=RatingSource.KEYED)
        self._aloud(lambda: self._sender.send("rate", partial(rate, ticket, ask)))

    def _aloud(self, work: Callable[[], object]) -> None:
        try:
            work()
        except NotNow as refusal:
            log.info("%s: %s", self._window, refusal)
            self._beep(REFUSED_BEEPS)
        except Refused as refusal:
            log.info("%s: refused: %s", self._window, refusal.problem.code)
            self._beep(REFUSED_BEEPS)
        except LinkLost as lost:
            log.warning("%s: %s", self._window, lost)
            self._beep(LOST_BEEPS)

    def _obey(self, order: Order) -> None:
        self._ensure_signed_in()
        try:
            self._settle_and_do(order)
        except Refused as refusal:
            if refusal.problem.status != UNAUTHORISED:
                raise
            # The session is over, at the end of the day for instance.
            self._signed_in = False
            self._ensure_signed_in()
            self._settle_and_do(order)

    def _settle_and_do(self, order: Order) -> None:
        if self._sender.settle() == order.act.value:
            return
        _DOINGS[order.act](self, self._hall.desk(self._window), order.digits)

    def _ensure_signed_in(self) -> None:
        if self._signed_in:
            return
        if not self._place.staff:
            raise NotNow("nobody is signed in; type the staff number, confirm, the PIN, confirm")
        self._sign_in(self._place.staff, self._place.pin)

    def _sign_in(self, staff: str, pin: str) -> None:
        # The shape is the hall's to check, but a wrong one must not end this thread.
        if not (4 <= len(pin) <= 12 and pin.isdecimal() and 1 <= len(staff) <= 16):
            raise NotNow("a PIN has 4 to 12 digits, a staff number at most 16")
        self._hall.sign_in(staff, pin, self._window)
        self._signed_in = True

    # What the keys do

    def _next(self, desk: Desk, digits: str) -> None:
        if desk.window.state is WindowState.CLOSED:
            self._send("open", partial(self._hall.open_window, self._window))
        elif desk.window.state in STOPPED:
            self._send("resume", partial(self._hall.resume_window, self._window))
        elif desk.window.state is not WindowState.IDLE:
            if not self._habits.next_ends_service:
                raise NotNow("the service here is not finished")
            self._finish(desk, digits)
        self._send(Act.NEXT, partial(self._hall.call_next, self._window))

    def _recall(self, desk: Desk, digits: str) -> None:
        self._send(Act.RECALL, partial(self._hall.recall, _standing(desk).id, self._window))

    def _start(self, desk: Desk, digits: str) -> None:
        self._send(Act.START, partial(self._hall.start, _standing(desk).id, self._window))

    def _finish(self, desk: Desk, digits: str) -> None:
        if desk.window.state is WindowState.WALK_IN:
            self._send(Act.FINISH, partial(self._hall.finish_walk_in, self._window))
            return
        ticket = self._begun(desk)
        self._send(Act.FINISH, partial(self._hall.finish, ticket.id, Finish(window=self._window)))

    def _begun(self, desk: Desk) -> TicketView:
        """The ticket here, its service begun. A keypad need not be told of the start: it counts from the last
        call."""
        ticket = _standing(desk)
        if desk.window.state is WindowState.CALLING:
            since = ticket.last_called_at
            self._send(Act.START, lambda key: self._hall.start(ticket.id, self._window, key, since))
        return ticket

    def _no_show(self, desk: Desk, digits: str) -> None:
        self._send(Act.NO_SHOW, partial(self._hall.no_show, _standing(desk).id, self._window))

    def _hold(self, desk: Desk, digits: str) -> None:
        ask = Hold(window=self._window, kind=self._habits.hold_kind)
        self._send(Act.HOLD, partial(self._hall.hold, self._begun(desk).id, ask))

    def _resume_held(self, desk: Desk, digits: str) -> None:
        if not desk.held:
            raise NotNow("nobody is held here")
        longest = min(desk.held, key=lambda ticket: ticket.since)
        self._send(Act.RESUME_HELD, partial(self._hall.resume_ticket, longest.id, self._window))

    def _transfer(self, desk: Desk, digits: str) -> None:
        windows = {window.number: window.id for window in self._directory.windows}
        target = windows.get(int(digits)) if digits else None
        queue = self._habits.transfer_queue or None
        if (digits and target is None) or (not digits and queue is None):
            raise NotNow("type the number of a window before the transfer key")
        ask = Transfer(
            window=self._window,
            to_window=target,
            queue=None if target else queue,
            reason=self._habits.transfer_reason or _first(self._directory.transfer_reasons),
        )
        self._send(Act.TRANSFER, partial(self._hall.transfer, _standing(desk).id, ask))

    def _pause(self, desk: Desk, digits: str) -> None:
        if desk.window.state in STOPPED:
            self._send(Act.PAUSE, partial(self._hall.resume_window, self._window))
            return
        reasons = self._directory.pause_reasons
        code = self._habits.pause_reason or _first(reasons)
        if digits:
            if not 1 <= int(digits) <= len(reasons):
                raise NotNow(f"there are {len(reasons)} reasons for a pause")
            code = reasons[int(digits) - 1].code
        usual = next((reason.minutes for reason in reasons if reason.code == code), None)
        minutes = usual or self._habits.pause_minutes
        ask = Pause(reason=code, until=self._now() + timedelta(minutes=minutes))
        self._send(Act.PAUSE, partial(self._hall.pause_window, self._window, ask))

    def _evaluate(self, desk: Desk, digits: str) -> None:
        ticket = _standing(desk)
        self._finish(desk, digits)
        self._to_rate = ticket.id, self._now() + timedelta(seconds=self._habits.rating_seconds)
        self._ask_citizen()

    def _call_number(self, desk: Desk, digits: str) -> None:
        """Digits alone: the ticket of the window's own queues that they fit, primary queues first."""
        entry = next(each for each in self._directory.windows if each.id == self._window)
        tickets = (*(each.ticket for each in desk.waiting), *desk.missed)
        ticket = ticket_meant(digits, tickets, (*entry.primary, *entry.backups))
        if ticket is None:
            raise NotNow(f"nobody with number {digits} waits for this window")
        ask = CallByNumber(
            number=ticket.number, reason=self._habits.call_reason or _first(self._directory.call_reasons)
        )
        self._send(Act.CALL_NUMBER, partial(self._hall.call_by_number, self._window, ask))

    def _sign_out(self, desk: Desk, digits: str) -> None:
        if desk.window.state is not WindowState.CLOSED:
            self._send("close", partial(self._hall.close_window, self._window))
        self._hall.sign_out()
        self._hall.use_token(None)
        self._signed_in = False

    def _send(self, name: str, ask: Callable[[str], object]) -> None:
        self._sender.send(name, ask)


_DOINGS: dict[Act, Callable[[Counter, Desk, str], None]] = {
    Act.NEXT: Counter._next,
    Act.RECALL: Counter._recall,
    Act.START: Counter._start,
    Act.FINISH: Counter._finish,
    Act.NO_SHOW: Counter._no_show,
    Act.HOLD: Counter._hold,
    Act.RESUME_HELD: Counter._resume_held,
    Act.TRANSFER: Counter._transfer,
    Act.PAUSE: Counter._pause,
    Act.EVALUATE: Counter._evaluate,
    Act.CALL_NUMBER: Counter._call_number,
    Act.SIGN_OUT: Counter._sign_out,
}


def _standing(desk: Desk) -> TicketView:
    if desk.serving is None:
        raise NotNow("nobody stands at the window")
    return desk.serving


def _first(reasons: tuple[ReasonEntry, ...]) -> str:
    if not reasons:
        raise NotNow("the hall has no reasons to choose from")
    return reasons[0].code
