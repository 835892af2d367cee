"""What the lamp over a window says."""

import pytest

from hall_server.wire.words import WindowState
from hardware.light.interface import Colour
from tests.window_terminal.terminal_devices import Site
from window_terminal.lamp import SIGNALS, signal_of


def test_every_state_of_a_window_has_its_signal() -> None:
    assert set(SIGNALS) == set(WindowState)


@pytest.mark.parametrize(
    ("state", "colour"),
    [
        (WindowState.IDLE, Colour.GREEN),
        (WindowState.SERVING, Colour.AMBER),
        (WindowState.PAUSED, Colour.RED),
    ],
)
def test_the_lamp_tells_whether_the_window_serves(state: WindowState, colour: Colour) -> None:
    assert signal_of(Site(state).signed_in().terminal.state).colour is colour


def test_the_lamp_of_an_awaited_citizen_blinks() -> None:
    assert signal_of(Site(WindowState.CALLING).signed_in().terminal.state).blinking


def test_a_window_without_a_clerk_is_red() -> None:
    assert signal_of(Site(WindowState.IDLE).terminal.state).colour is Colour.RED
