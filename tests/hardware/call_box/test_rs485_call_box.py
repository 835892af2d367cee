"""The driver of the keypads against simulated ones at the far end of a pty and of a TCP port."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from hardware.call_box import frames
from hardware.call_box.interface import CallBoxSilent, Display, Heard, Key, KeyPress, Score
from hardware.call_box.rs485_call_box import MOST_REPEATS, BusRules, Rs485CallBox
from hardware.call_box.wire_simulator import WireKeypads, over_pty, over_tcp
from hardware.health import HealthState
from hardware.transport.opening import line_opener
from hardware.transport.port_owner import PortRules
from hardware.transport.url import parse
from hardware.transport.wire_end import TcpEnd

QUICK = PortRules(back_off=(0.02,))
NEXT, RECALL = b"\x0c", b"\x0d"


class Bench:
    """A driver and its keypads."""

    def __init__(self, keypads: WireKeypads, rules: BusRules) -> None:
        self.keypads = keypads
        self.driver = Rs485CallBox(line_opener(parse(keypads.end.url)), rules, QUICK)
        self.heard: SimpleQueue[Heard] = SimpleQueue()
        self.driver.listen(self.heard.put)

    def hear(self) -> Heard:
        return self.heard.get(timeout=5)

    def silence(self) -> bool:
        try:
            self.heard.get(timeout=0.2)
        except Empty:
            return True
        return False

    def until(self, so: Callable[[], bool]) -> bool:
        for _ in range(500):
            if so():
                return True
            threading.Event().wait(0.01)
        return False


@contextmanager
def bench(keypads: WireKeypads, rules: BusRules | None = None) -> Iterator[Bench]:
    made = Bench(keypads, rules or BusRules())
    try:
        assert made.until(lambda: made.driver.health().state is HealthState.OK)
        yield made
    finally:
        made.driver.close()
        keypads.close()


@pytest.fixture(params=["pty", "tcp"])
def on_the_wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    how = over_pty(tmp_path / "bus") if request.param == "pty" else over_tcp()
    with bench(WireKeypads(how, (3, 4))) as made:
        yield made


def test_a_key_is_heard_and_acknowledged(on_the_wire: Bench) -> None:
    assert on_the_wire.keypads.press(3, NEXT)
    assert on_the_wire.hear() == KeyPress(3, Key.NEXT)
    assert on_the_wire.keypads.press(4, b"\x06\x0f")
    assert on_the_wire.hear() == KeyPress(4, Key.CONFIRM, "6")


def test_a_score_is_heard_and_acknowledged(on_the_wire: Bench) -> None:
    on_the_wire.driver.start_evaluation(3)
    assert on_the_wire.keypads.wait_until(lambda: on_the_wire.keypads.keypads[3].evaluating)
    assert on_the_wire.keypads.press(3, b"\x02", frames.SCORE)
    assert on_the_wire.hear() == Score(3, 2)


def test_counts_numbers_and_beeps_reach_the_keypad_they_are_for(on_the_wire: Bench) -> None:
    on_the_wire.driver.show(3, Display(12, 7))
    on_the_wire.driver.show(4, Display(1, None))
    on_the_wire.driver.beep(4, 2)
    pads = on_the_wire.keypads.keypads
    assert on_the_wire.keypads.wait_until(
        lambda: pads[3].display == Display(12, 7) and pads[4].display == Display(1) and pads[4].beeps == 2
    )


@pytest.mark.parametrize("fault", ["noise", "split", "twice"])
def test_a_noisy_line_gives_one_press_for_one_press(on_the_wire: Bench, fault: str) -> None:
    on_the_wire.keypads.next_fault = fault
    assert on_the_wire.keypads.press(3, NEXT)
    assert on_the_wire.hear() == KeyPress(3, Key.NEXT)
    assert on_the_wire.silence()


@pytest.mark.parametrize("fault", ["checksum", "cut"])
def test_a_spoilt_frame_is_not_believed_and_the_repeat_is(on_the_wire: Bench, fault: str) -> None:
    on_the_wire.keypads.next_fault = fault
    assert on_the_wire.keypads.press(3, RECALL)
    assert on_the_wire.hear() == KeyPress(3, Key.RECALL)
    assert on_the_wire.silence()


def test_a_keypad_that_misses_its_acknowledgement_does_not_call_twice(on_the_wire: Bench) -> None:
    on_the_wire.keypads.deaf = True
    assert not on_the_wire.keypads.press(3, NEXT)
    assert on_the_wire.hear() == KeyPress(3, Key.NEXT)
    assert on_the_wire.silence()


def test_a_pulled_cable_is_reported_and_the_display_comes_back_with_it(on_the_wire: Bench) -> None:
    on_the_wire.driver.show(3, Display(5, 23))
    pads = on_the_wire.keypads
    assert pads.wait_until(lambda: pads.keypads[3].display == Display(5, 23))
    pads.end.unplug()
    assert on_the_wire.until(lambda: on_the_wire.driver.health().state is HealthState.DOWN)
    assert on_the_wire.driver.health().cure
    pads.keypads[3].display = Display()
    on_the_wire.driver.show(3, Display(6, 24))
    pads.end.plug()
    assert pads.wait_until(lambda: pads.keypads[3].display == Display(6, 24))
    assert on_the_wire.until(lambda: on_the_wire.driver.health().state is HealthState.OK)
    assert pads.press(3, NEXT)
    assert on_the_wire.hear() == KeyPress(3, Key.NEXT)


def test_a_driver_may_start_before_its_cable_is_plugged_in(tmp_path: Path) -> None:
    keypads = WireKeypads(over_pty(tmp_path / "bus"))
    keypads.end.unplug()
    made = Bench(keypads, BusRules())
    assert made.until(lambda: made.driver.health().state is HealthState.DOWN)
    assert made.driver.health().cure
    keypads.end.plug()
    assert made.until(lambda: made.driver.health().state is HealthState.OK)
    assert keypads.press(3, NEXT)
    assert made.hear() == KeyPress(3, Key.NEXT)
    made.driver.close()
    keypads.close()


def test_no_call_waits_for_a_dead_line() -> None:
    keypads = WireKeypads(over_tcp())
    keypads.close()
    made = Bench(keypads, BusRules())
    for number in range(1000):
        made.driver.show(3, Display(number, number))
        made.driver.beep(3)
    assert made.until(lambda: made.driver.health().state is HealthState.DOWN)
    made.driver.close()


def test_keypads_that_confirm_are_asked_again_and_then_reported() -> None:
    rules = BusRules(confirms=True, confirm_within=0.05)
    with bench(WireKeypads(over_tcp(), (3,)), rules) as made:
        made.driver.show(3, Display(1, 1))
        assert made.until(lambda: made.driver.health().code == CallBoxSilent.code)
        asked = [f for f in made.keypads.received if f.command == frames.DISPLAY]
        assert len(asked) == QUICK.tries
        made.keypads.confirms = True
        made.driver.show(3, Display(2, 2))
        assert made.until(lambda: made.driver.health().state is HealthState.OK)
        assert made.keypads.press(3, NEXT)
        assert made.hear() == KeyPress(3, Key.NEXT)


def test_a_line_full_of_broken_frames_is_worth_a_look() -> None:
    with bench(WireKeypads(over_tcp(), (3,), tries=1, ack_seconds=0.01)) as made:
        for _ in range(12):
            made.keypads.next_fault = "checksum"
            made.keypads.press(3, NEXT)
        assert made.until(lambda: made.driver.health().code == "call_box_noise")
        assert made.silence()


def test_orders_come_by_text() -> None:
    with bench(WireKeypads(over_tcp(), (3,))) as made:
        assert made.keypads.obey("press 3 06 confirm") == "ok acknowledged"
        assert made.hear() == KeyPress(3, Key.CONFIRM, "6")
        assert made.keypads.obey("score 3 1") == "ok acknowledged"
        made.driver.show(3, Display(4, 5))
        made.keypads.wait_until(lambda: made.keypads.keypads[3].display == Display(4, 5))
        assert made.keypads.obey("display 3") == "ok waiting=4 number=5 beeps=0"
        assert made.keypads.obey("fault gremlins").startswith("error")
        assert made.keypads.obey("press 9 next").startswith("error")


def test_an_adapter_that_echoes_is_reported_and_not_answered_for_ever() -> None:
    echoed: list[bytes] = []
    with TcpEnd(lambda data: None) as end:
        driver = Rs485CallBox(line_opener(parse(end.url)), BusRules(), QUICK)
        end.on_receive(lambda data: (echoed.append(data), end.send(data)))
        heard: SimpleQueue[Heard] = SimpleQueue()
        driver.listen(heard.put)
        ready = threading.Event()
        for _ in range(500):
            if driver.health().state is HealthState.OK:
                break
            ready.wait(0.01)
        end.send(frames.encode(frames.Frame(3, frames.KEY, NEXT)))
        assert heard.get(timeout=5) == KeyPress(3, Key.NEXT)
        for _ in range(500):
            if driver.health().code == "call_box_echo":
                break
            ready.wait(0.01)
        assert driver.health().code == "call_box_echo"
        ready.wait(0.2)
        assert len(b"".join(echoed)) <= 10 * (MOST_REPEATS + 1)
        assert heard.empty(), "one press is one call"
        driver.close()


def test_an_echoing_adapter_is_no_trouble_when_the_settings_know_it() -> None:
    with TcpEnd(lambda data: None) as end:
        driver = Rs485CallBox(line_opener(parse(f"{end.url}?echo=yes")), BusRules(repeat=0.01), QUICK)
        end.on_receive(end.send)
        heard: SimpleQueue[Heard] = SimpleQueue()
        driver.listen(heard.put)
        for _ in range(500):
            if driver.health().state is HealthState.OK:
                break
            threading.Event().wait(0.01)
        for _ in range(3):
            end.send(frames.encode(frames.Frame(3, frames.KEY, NEXT)))
            assert heard.get(timeout=5) == KeyPress(3, Key.NEXT)
            threading.Event().wait(0.1)
        assert heard.empty()
        assert driver.health().state is HealthState.OK
        driver.close()
