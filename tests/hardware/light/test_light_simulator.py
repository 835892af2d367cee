"""The light that remembers what it showed."""

import pytest

from hardware.health import HealthState
from hardware.light.interface import OFF, Colour, LightFault, Signal
from hardware.light.simulator import SimulatedLight


def test_it_is_dark_at_first() -> None:
    assert SimulatedLight().now == OFF


def test_it_shows_what_it_is_told() -> None:
    light = SimulatedLight()
    light.show(Signal(Colour.GREEN, blinking=True))
    light.show(OFF)
    assert light.shown == [Signal(Colour.GREEN, blinking=True), OFF]
    assert light.now == OFF


def test_a_broken_light_is_a_fault_and_says_so() -> None:
    light = SimulatedLight(broken=True)
    assert light.health().state is HealthState.DOWN
    with pytest.raises(LightFault):
        light.show(OFF)
