"""Keys become commands: dialogues with a fake hall."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from hall_server.client.feed import Update
from hall_server.client.link import Link, LinkState
from hall_server.client.trouble import LinkLost, Refused
from hall_server.wire.answers import Desk, Problem, Waiting
from hall_server.wire.asks import Rate
from hall_server.wire.directory import Directory, ReasonEntry, WindowEntry
from hall_server.wire.hall_view import HallView
from hall_server.wire.views import TicketView, WindowView
from hall_server.wire.words import RatingSource, TicketState, WindowState
from hardware.call_box.acts import Act, Order, Typing, order_of
from hardware.call_box.gateway.asking import Asking
from hardware.call_box.gateway.counter import Counter
from hardware.call_box.gateway.router import Gateway, display_of
from hardware.call_box.gateway.sending import Sender
from hardware.call_box.gateway.settings import Habits, Place
from hardware.call_box.interface import BLANK, Display, Key, KeyPress
from hardware.call_box.simulator import SimulatedCallBox
from hardware.evaluator.interface import Stars
from hardware.evaluator.simulator import SimulatedEvaluator

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
REASONS = (
    ReasonEntry(code="papers", text_zh="整理材料", text_en="Papers", minutes=10),
    ReasonEntry(code="water", text_zh="短暂离开", text_en="Short break", minutes=5),
)
W085 = WindowEntry(
    id="W085", number=85, zone="Z2", name_zh="", name_en="", unit=None, primary=("BG",), backups=("BH",)
)
W086 = W085.model_copy(update={"id": "W086", "number": 86})
DIRECTORY = Directory.model_construct(
    windows=(W085, W086),
    pause_reasons=REASONS,
    call_reasons=REASONS,
    transfer_reasons=REASONS,
)


def a_ticket(number: str = "BG023", state: TicketState = TicketState.WAITING, **more: Any) -> TicketView:
    row = {"since": NINE, "taken_at": NINE, "reference_at": NINE, "zone": "Z2", "queue": number[:2]} | more
    return TicketView(id=f"20261124-{number}", number=number, day=NINE.date(), state=state, **row)


def a_desk(state: WindowState, serving: TicketView | None = None, **more: Any) -> Desk:
    window = WindowView(
        id="W085", number=85, zone="Z2", state=state, since=NINE, ticket=serving.id if serving else None
    )
    rest = {"waiting": (), "waiting_total": 0, "held": (), "missed": ()} | more
    return Desk.model_construct(window=window, serving=serving, **rest)


def refused(code: str, status: int = 409) -> Refused:
    return Refused(Problem(type="", title="", status=status, detail="", code=code))


@dataclass
class FakeHall:
    """Keeps what it was asked; `next_errors` are raised first, one a command."""

    at_desk: Desk
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    next_errors: list[Exception] = field(default_factory=list)
    token: str | None = None

    def sign_in(self, staff: str, pin: str, window: str | None) -> Any:
        if self.next_errors:
            raise self.next_errors.pop(0)
        self.asked.append(("sign_in", staff, pin, window))

    def sign_out(self) -> Any:
        self.asked.append(("sign_out",))

    def use_token(self, token: str | None) -> None:
        self.token = token

    def desk(self, window: str) -> Desk:
        return self.at_desk

    def __getattr__(self, name: str) -> Any:
        def command(*arguments: Any) -> Any:
            *what, key = arguments if name != "start" else (*arguments[:2], *arguments[3:], arguments[2])
            self.keys.append(key)
            if self.next_errors:
                raise self.next_errors.pop(0)
            self.asked.append((name, *what))
            return SimpleNamespace()

        return command


CALLED = a_ticket(state=TicketState.CALLED, window="W085", last_called_at=NINE + timedelta(seconds=40))
SERVING = a_ticket(state=TicketState.SERVING, window="W085")


class Desk85:
    """A window with its keypad, hall and citizen's device."""

    def __init__(
        self, desk: Desk, habits: Habits | None = None, place: Place | None = None, signed_in: bool = True
    ) -> None:
        self.hall, self.rater = FakeHall(desk), FakeHall(desk)
        self.box, self.time, keys = SimulatedCallBox(), NINE, iter(f"key{n}" for n in range(99))
        place = place or Place(3, "W085", "1085", "2468")
        self.counter = Counter(
            place,
            self.hall,  # type: ignore[arg-type]
            DIRECTORY,
            habits or Habits(),
            Sender(lambda: next(keys), lambda _: None),
            self.rater,  # type: ignore[arg-type]
            lambda times: self.box.beep(3, times),
            lambda: self.box.start_evaluation(3),
            lambda: self.time,
        )
        self.gateway = Gateway(self.box, {3: (self.counter, lambda work: work())}, {3: W085})
        self.gateway.start()
        if signed_in and place.staff:
            self.hall.asked.clear()

    def press(self, key: Key, digits: str = "") -> list[tuple[Any, ...]]:
        self.hall.asked.clear()
        self.box.press(3, key, digits)
        return self.hall.asked


CASES = [
    (a_desk(WindowState.CLOSED), Key.NEXT, "", ["open_window", "call_next"]),
    (a_desk(WindowState.IDLE), Key.NEXT, "", ["call_next"]),
    (a_desk(WindowState.PAUSED), Key.NEXT, "", ["resume_window", "call_next"]),
    (a_desk(WindowState.WALK_IN), Key.NEXT, "", ["finish_walk_in", "call_next"]),
    (a_desk(WindowState.SERVING, SERVING), Key.NEXT, "", ["finish", "call_next"]),
    (a_desk(WindowState.CALLING, CALLED), Key.NEXT, "", ["start", "finish", "call_next"]),
    (a_desk(WindowState.CALLING, CALLED), Key.RECALL, "", ["recall"]),
    (a_desk(WindowState.CALLING, CALLED), Key.CONFIRM, "6", ["no_show"]),
    (a_desk(WindowState.CALLING, CALLED), Key.NO_SHOW, "", ["no_show"]),
    (a_desk(WindowState.CALLING, CALLED), Key.CONFIRM, "1", ["start"]),
    (a_desk(WindowState.SERVING, SERVING), Key.CONFIRM, "2", ["finish"]),
    (a_desk(WindowState.SERVING, SERVING), Key.CONFIRM, "0", ["hold"]),
    (a_desk(WindowState.IDLE, held=(SERVING,)), Key.CONFIRM, "3", ["resume_ticket"]),
    (a_desk(WindowState.SERVING, SERVING), Key.TRANSFER, "86", ["transfer"]),
    (a_desk(WindowState.IDLE), Key.PAUSE, "", ["pause_window"]),
    (a_desk(WindowState.PAUSED), Key.PAUSE, "", ["resume_window"]),
    (a_desk(WindowState.SERVING, SERVING), Key.EVALUATE, "", ["finish"]),
    (a_desk(WindowState.IDLE), Key.CONFIRM, "9", ["close_window", "sign_out"]),
    (a_desk(WindowState.IDLE), Key.CANCEL, "", []),
]


@pytest.mark.parametrize(("desk", "key", "digits", "commands"), CASES)
def test_each_key_does_what_the_window_needs(desk: Desk, key: Key, digits: str, commands: list[str]) -> None:
    at = Desk85(desk)
    assert [command[0] for command in at.press(key, digits)] == commands
    assert at.box.beeps == []


@pytest.mark.parametrize(
    ("desk", "key", "digits"),
    [
        (a_desk(WindowState.IDLE), Key.RECALL, ""),
        (a_desk(WindowState.IDLE), Key.CONFIRM, "6"),
        (a_desk(WindowState.IDLE), Key.CONFIRM, "3"),
        (a_desk(WindowState.IDLE), Key.CONFIRM, "2"),
        (a_desk(WindowState.IDLE), Key.EVALUATE, ""),
        (a_desk(WindowState.IDLE), Key.PAUSE, "7"),
        (a_desk(WindowState.SERVING, SERVING), Key.TRANSFER, ""),
        (a_desk(WindowState.SERVING, SERVING), Key.TRANSFER, "999"),
        (a_desk(WindowState.IDLE), Key.CONFIRM, "77"),
    ],
)
def test_a_key_that_means_nothing_now_beeps_twice(desk: Desk, key: Key, digits: str) -> None:
    at = Desk85(desk)
    assert at.press(key, digits) == []
    assert at.box.beeps == [(3, 2)]


def test_a_service_without_a_start_key_counts_from_the_last_call() -> None:
    at = Desk85(a_desk(WindowState.CALLING, CALLED))
    assert at.press(Key.NEXT)[0] == ("start", CALLED.id, "W085", CALLED.last_called_at)


def test_a_hall_may_want_the_service_finished_by_its_own_key() -> None:
    at = Desk85(a_desk(WindowState.SERVING, SERVING), Habits(next_ends_service=False))
    assert at.press(Key.NEXT) == []
    assert at.box.beeps == [(3, 2)]


def test_the_longest_held_comes_back_first() -> None:
    later = SERVING.model_copy(update={"id": "20261124-BG030", "since": NINE + timedelta(minutes=5)})
    at = Desk85(a_desk(WindowState.IDLE, held=(later, SERVING)))
    assert at.press(Key.CONFIRM, "3") == [("resume_ticket", SERVING.id, "W085")]


def test_a_pause_has_a_public_reason_and_an_end() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    (_, _, ask), *_ = at.press(Key.PAUSE)
    assert (ask.reason, ask.until) == ("papers", NINE + timedelta(minutes=10))
    (_, _, ask), *_ = at.press(Key.PAUSE, "2")
    assert (ask.reason, ask.until) == ("water", NINE + timedelta(minutes=5))


def test_a_typed_number_is_looked_for_in_the_windows_own_queues_first() -> None:
    waiting = tuple(Waiting(ticket=a_ticket(n), waited_minutes=1) for n in ("BH023", "BG023", "BG003"))
    at = Desk85(a_desk(WindowState.IDLE, waiting=waiting))
    ((_, window, ask),) = at.press(Key.CONFIRM, "023")
    assert (window, ask.number, ask.reason) == ("W085", "BG023", "papers")
    ((_, _, ask),) = at.press(Key.CONFIRM, "03")
    assert ask.number == "BG003"


def test_a_transfer_names_the_window_that_was_typed() -> None:
    at = Desk85(a_desk(WindowState.SERVING, SERVING))
    ((_, ticket, ask),) = at.press(Key.TRANSFER, "86")
    assert (ticket, ask.to_window, ask.queue) == (SERVING.id, "W086", None)
    at = Desk85(a_desk(WindowState.SERVING, SERVING), Habits(transfer_queue="XX"))
    ((_, _, ask),) = at.press(Key.TRANSFER)
    assert (ask.to_window, ask.queue) == (None, "XX")


def test_a_refusal_beeps_twice() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.hall.next_errors = [refused("nobody_waiting", 404)]
    at.press(Key.NEXT)
    assert at.box.beeps == [(3, 2)]


def test_a_lost_link_is_tried_again_with_the_same_key() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.hall.next_errors = [LinkLost("x"), LinkLost("x")]
    assert [c[0] for c in at.press(Key.NEXT)] == ["call_next"]
    assert at.hall.keys == ["key0"] * 3
    assert at.box.beeps == []


def test_a_press_after_a_long_loss_is_the_same_press() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.hall.next_errors = [LinkLost("x")] * 4
    at.press(Key.NEXT)
    assert at.box.beeps == [(3, 3)]
    # The hall had called after all: the clerk's second press must not skip that citizen.
    at.hall.at_desk = a_desk(WindowState.CALLING, CALLED)
    assert [c[0] for c in at.press(Key.NEXT)] == ["call_next"]
    assert set(at.hall.keys) == {"key0"}
    assert [c[0] for c in at.press(Key.RECALL)] == ["recall"]


def test_another_key_after_a_long_loss_first_learns_what_became_of_the_first() -> None:
    at = Desk85(a_desk(WindowState.CALLING, CALLED))
    at.hall.next_errors = [LinkLost("x")] * 4
    at.press(Key.RECALL)
    assert [c[0] for c in at.press(Key.CONFIRM, "6")] == ["recall", "no_show"]


def test_a_session_that_has_ended_is_opened_anew() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.hall.next_errors = [refused("not_signed_in", 401)]
    assert at.press(Key.NEXT) == [("sign_in", "1085", "2468", "W085"), ("call_next", "W085")]


def test_a_clerk_signs_in_with_the_keys() -> None:
    at = Desk85(a_desk(WindowState.IDLE), place=Place(3, "W085"))
    assert at.press(Key.NEXT) == []
    assert at.box.beeps == [(3, 2)]
    assert at.press(Key.CONFIRM, "1085") == []
    assert at.press(Key.CONFIRM, "2468") == [("sign_in", "1085", "2468", "W085")]
    assert at.press(Key.NEXT) == [("call_next", "W085")]
    assert [c[0] for c in at.press(Key.CONFIRM, "9")] == ["close_window", "sign_out"]
    assert at.press(Key.NEXT) == []


@pytest.mark.parametrize("pin", ["1", "1234567890123"])
def test_a_pin_of_a_wrong_shape_beeps_and_starts_over(pin: str) -> None:
    at = Desk85(a_desk(WindowState.IDLE), place=Place(3, "W085"))
    at.press(Key.CONFIRM, "1085")
    assert at.press(Key.CONFIRM, pin) == []
    assert at.box.beeps == [(3, 2)]
    at.press(Key.CONFIRM, "1085")
    assert at.press(Key.CONFIRM, "2468") == [("sign_in", "1085", "2468", "W085")]


def test_digits_may_come_one_key_at_a_time() -> None:
    at = Desk85(a_desk(WindowState.IDLE), place=Place(3, "W085"))
    for digit in "1085":
        at.press(Key.DIGITS, digit)
    at.press(Key.CONFIRM)
    for digit in "2468":
        at.press(Key.DIGITS, digit)
    assert at.press(Key.CONFIRM) == [("sign_in", "1085", "2468", "W085")]


def test_a_hall_that_is_away_at_the_start_is_asked_again_at_the_first_key() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.counter._signed_in = False
    assert [c[0] for c in at.press(Key.NEXT)] == ["sign_in", "call_next"]


def test_a_score_is_the_rating_of_the_service_that_was_just_finished_and_counts_once() -> None:
    at = Desk85(a_desk(WindowState.SERVING, SERVING))
    at.press(Key.EVALUATE)
    assert at.box.evaluations == [3]
    at.box.score(3, 3)
    at.box.score(3, 0)
    ((name, ticket, ask),) = at.rater.asked
    assert (name, ticket, ask) == ("rate", SERVING.id, Rate(stars=2, source=RatingSource.KEYED))


def test_a_score_that_nobody_asked_for_or_that_comes_too_late_is_no_rating() -> None:
    at = Desk85(a_desk(WindowState.SERVING, SERVING))
    at.box.score(3, 0)
    at.press(Key.EVALUATE)
    at.time += timedelta(seconds=61)
    at.box.score(3, 0)
    assert at.rater.asked == []


def a_view(tickets: list[TicketView], window: WindowView | None = None) -> HallView:
    windows = {window.id: window} if window else {}
    return HallView(seq=1, at=NINE, day=NINE.date(), tickets={t.id: t for t in tickets}, windows=windows)


def test_a_display_counts_those_whom_the_window_may_call() -> None:
    view = a_view(
        [
            a_ticket("BG024"),
            a_ticket("BH001"),
            a_ticket("CC001"),
            a_ticket("CC002", window="W085"),
            a_ticket("BG025", window="W086"),
            a_ticket("BG026", TicketState.RESERVED),
            CALLED,
        ],
        a_desk(WindowState.CALLING, CALLED).window,
    )
    assert display_of(view, W085) == Display(3, 23)


def test_the_keypad_follows_the_hall_and_goes_dark_without_it() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    assert at.box.shown(3) == BLANK
    at.gateway.link_changed(Link(LinkState.LIVE, NINE))
    at.gateway.hall_changed(Update(a_view([a_ticket("BG024")]), ()))
    assert at.box.shown(3) == Display(1, None)
    at.gateway.hall_changed(Update(a_view([a_ticket("BG024")]), ()))
    assert len(at.box.displays[3]) == 2, "the same news is not sent twice"
    at.gateway.link_changed(Link(LinkState.LOST, NINE))
    assert at.box.shown(3) == BLANK
    at.gateway.link_changed(Link(LinkState.LIVE, NINE))
    assert at.box.shown(3) == Display(1, None)


def test_a_keypad_of_no_window_and_a_mistake_of_ours_end_nothing() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.box.press(9, Key.NEXT)
    at.hall.next_errors = [RuntimeError("a bug")]
    at.press(Key.NEXT)
    assert [c[0] for c in at.press(Key.NEXT)] == ["call_next"]


def test_the_table_of_keys_is_a_setting() -> None:
    assert order_of(KeyPress(3, Key.CONFIRM, "6")) == Order(Act.NO_SHOW)
    assert order_of(KeyPress(3, Key.CONFIRM, "6"), {"6": Act.HOLD}) == Order(Act.HOLD)
    assert order_of(KeyPress(3, Key.CONFIRM, "8")) == Order(Act.NOTHING)
    assert order_of(KeyPress(3, Key.CONFIRM, "023")) == Order(Act.CALL_NUMBER, "023")


def test_cancel_forgets_what_was_typed() -> None:
    typing = Typing()
    assert typing.whole(KeyPress(3, Key.DIGITS, "4")) is None
    assert typing.whole(KeyPress(3, Key.CANCEL)) == KeyPress(3, Key.CANCEL)
    assert typing.whole(KeyPress(3, Key.CONFIRM, "6")) == KeyPress(3, Key.CONFIRM, "6")


def test_an_evaluator_with_a_line_of_its_own_is_asked_beside_the_keys() -> None:
    answered: SimpleQueue[int] = SimpleQueue()
    evaluator = SimulatedEvaluator()
    evaluator.presses.extend([None, Stars.DISSATISFIED])
    asking = Asking(evaluator, 30, answered.put)
    asking.ask()
    asking.ask()
    assert answered.get(timeout=5) == 2
    assert answered.empty(), "a citizen who did not answer is not told of"
    asking.close()


def test_the_first_who_waits_for_a_free_window_is_heard() -> None:
    at = Desk85(a_desk(WindowState.IDLE))
    at.gateway.link_changed(Link(LinkState.LIVE, NINE))
    free, closed = a_desk(WindowState.IDLE).window, a_desk(WindowState.CLOSED).window
    for tickets, window in (([], closed), ([a_ticket("BG024")], closed), ([], free)):
        at.gateway.hall_changed(Update(a_view(tickets, window), ()))
    assert at.box.beeps == []
    at.gateway.hall_changed(Update(a_view([a_ticket("BG024")], free), ()))
    at.gateway.hall_changed(Update(a_view([a_ticket("BG024"), a_ticket("BG025")], free), ()))
    assert at.box.beeps == [(3, 1)]
