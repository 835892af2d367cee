"""Whatever happens to the hall, in the end every strip shows what its window says."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.led.interface import StripText
from tests.hardware.led.led_stepped import SteppedHall
from tests.hardware.led.test_led_wall import IDLE, PAUSED, call, strips

WINDOWS = 4
WINDOW = st.integers(1, WINDOWS)
SAY = st.one_of(
    st.tuples(st.just("call"), WINDOW, st.integers(1, 6)),
    st.tuples(st.just("again"), WINDOW, st.just(0)),
    st.tuples(st.just("idle"), WINDOW, st.just(0)),
    st.tuples(st.just("pause"), WINDOW, st.just(0)),
)
WAIT = st.tuples(st.just("wait"), st.just(0), st.integers(1, 60))
FAULT = st.one_of(
    st.tuples(st.sampled_from(["unplug", "plug", "power"]), st.just(0), st.just(0)),
)
Act = tuple[str, int, int]


class Told:
    """What every window says now, and every number it has called."""

    def __init__(self, hall: SteppedHall) -> None:
        self.hall = hall
        self.texts: dict[int, StripText] = {}
        self.called: list[tuple[int, str]] = []

    def act(self, act: Act) -> None:
        what, window, number = act
        match what:
            case "call":
                before = self.texts.get(window, IDLE)
                calls = before.calls + 1 if before.number == f"A{number:03}" else 1
                self.say(window, call(f"A{number:03}", window, calls))
            case "again":
                before = self.texts.get(window, IDLE)
                if before.number:
                    self.say(window, call(before.number, window, before.calls + 1))
            case "idle":
                self.say(window, IDLE)
            case "pause":
                self.say(window, PAUSED)
            case "wait":
                self.hall.advance(number / 10)
            case "power":
                self.hall.screen.cut_power()
            case _:
                self.hall.plugged = what == "plug"

    def say(self, window: int, text: StripText) -> None:
        if text.number and text.number != self.texts.get(window, IDLE).number:
            self.called.append((window, text.text))
        self.texts[window] = text
        self.hall.say(window, text)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(SAY, WAIT, FAULT), max_size=40))
def test_the_final_text_of_every_window_is_right(acts: list[Act]) -> None:
    hall = strips(WINDOWS)
    told = Told(hall)
    for act in acts:
        told.act(act)
    hall.plugged = True
    hall.advance(100)
    assert {window: hall.screen.text(window) for window in told.texts} == {
        window: text.text for window, text in told.texts.items()
    }
    # Long after the last call nothing blinks: what is sent are refreshes, a minute apart.
    for window in told.texts:
        late = [at for at, address, _ in hall.log if address == window and at > hall.now - 80]
        assert all(later - earlier > 59 for earlier, later in pairwise(late))


@settings(max_examples=150, deadline=None)
@given(st.lists(SAY, max_size=30))
def test_no_call_of_another_ticket_is_dropped_and_only_changes_are_sent(acts: list[Act]) -> None:
    """With time enough between them for the bus to send one message of each window."""
    hall = strips(WINDOWS)
    told = Told(hall)
    for act in acts:
        told.act(act)
        hall.advance(0.8)
    for window in range(1, WINDOWS + 1):
        sent = [(at, text) for at, address, text in hall.log if address == window]
        for (earlier, one), (later, other) in pairwise(sent):
            assert one != other or later - earlier >= 59
        texts = iter(text for _, text in sent)
        assert all(number in texts for where, number in told.called if where == window)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(SAY, WAIT), max_size=30), WINDOW)
def test_a_call_waits_for_one_message_of_others_at_most(acts: list[Act], window: int) -> None:
    hall = strips(WINDOWS)
    told = Told(hall)
    for act in acts:
        if act[0] != "call":
            told.act(act)
    hall.advance(0.3)
    before = len(hall.log)
    told.say(window, call("Z999", window))
    hall.advance(0.5)
    assert window in [address for _, address, _ in hall.log[before : before + 2]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(SAY, WAIT, FAULT), max_size=20), WINDOW)
def test_blinking_ends_three_seconds_after_the_call_arrived(acts: list[Act], window: int) -> None:
    hall = strips(WINDOWS)
    told = Told(hall)
    for act in acts:
        told.act(act)
    hall.plugged = True
    hall.advance(40)
    begin = len(hall.log)
    told.say(window, call("Z999", window))
    hall.advance(10)
    sent = [(at, text) for at, address, text in hall.log[begin:] if address == window]
    arrived = next(at for at, text in sent if text.startswith("请Z999"))
    assert all(at <= arrived + 3.6 for at, _ in sent)
    assert sent[-1][1] == f"请Z999号到{window}号窗口"
    assert hall.screen.text(window) == f"请Z999号到{window}号窗口"
