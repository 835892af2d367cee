"""The keypad's panel and the real driver of the call box."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue

import pytest

from hall_server.client.background import Inline
from hardware.build import build_call_box
from hardware.call_box.interface import CallBox, Display, Heard, Key, KeyPress
from hardware.call_box.wire_simulator import WireKeypads, over_tcp
from hardware.twins.keypad import BEEP_LOOKS, KeypadTwin
from hardware.twins.status import CONNECTED, UNPLUGGED
from hardware.twins.ui.keypad_panel import KEYS
from tests.hardware.twins.twin_bench import until

ADDRESS = 7


@contextmanager
def keypad() -> Iterator[tuple[KeypadTwin, CallBox, SimpleQueue[Heard]]]:
    keypads = WireKeypads(over_tcp(), (ADDRESS,), tries=2, ack_seconds=0.5)
    twin = KeypadTwin(keypads, ADDRESS, Inline(), lambda state: None)
    driver = build_call_box(twin.url)
    assert driver is not None
    heard: SimpleQueue[Heard] = SimpleQueue()
    driver.listen(heard.put)
    try:
        assert until(twin, lambda: twin.state.status == CONNECTED)
        yield twin, driver, heard
    finally:
        driver.close()
        twin.close()


@pytest.mark.parametrize("key", [key for row in KEYS for key in row if isinstance(key, Key)])
def test_every_key_on_the_panel_is_heard_as_itself(key: Key) -> None:
    with keypad() as (twin, _, heard):
        twin.key_tapped(key)
        assert heard.get(timeout=5) == KeyPress(ADDRESS, key)
        assert twin.state.said == "key_heard"


def test_digits_are_sent_with_the_key_that_ends_them() -> None:
    with keypad() as (twin, _, heard):
        for digit in (1, 8, 5):
            twin.digit_tapped(digit)
        assert twin.state.typed == "85"
        twin.key_tapped(Key.CONFIRM)
        assert heard.get(timeout=5) == KeyPress(ADDRESS, Key.CONFIRM, "85")
        assert twin.state.typed == ""


def test_what_was_typed_can_be_cleared() -> None:
    with keypad() as (twin, _, heard):
        twin.digit_tapped(8)
        twin.clear_tapped()
        twin.key_tapped(Key.NEXT)
        assert heard.get(timeout=5) == KeyPress(ADDRESS, Key.NEXT)


def test_its_display_shows_what_the_window_tells_it() -> None:
    with keypad() as (twin, driver, _):
        driver.show(ADDRESS, Display(waiting=12, number=23))
        assert until(twin, lambda: (twin.state.waiting, twin.state.number) == (12, 23))


def test_a_beep_is_shown_for_a_moment() -> None:
    with keypad() as (twin, driver, _):
        driver.beep(ADDRESS)
        assert until(twin, lambda: twin.state.beeping)
        for _ in range(BEEP_LOOKS):
            twin.look()
        assert not twin.state.beeping


def test_a_key_that_nobody_acknowledges_is_told() -> None:
    with keypad() as (twin, _, heard):
        twin.plug_tapped()
        assert twin.state.status == UNPLUGGED
        twin.key_tapped(Key.NEXT)
        assert twin.state.said == "key_unheard"
        assert heard.empty()
