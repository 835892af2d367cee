"""A light in step with a screen."""

from hall_server.client.background import Inline, ManualTimer
from hardware.light.indicator import AGAIN_SECONDS, Indicator
from hardware.light.interface import Colour, Signal
from hardware.light.simulator import SimulatedLight

GREEN, RED = Signal(Colour.GREEN), Signal(Colour.RED)


def lamp() -> tuple[SimulatedLight, ManualTimer, Indicator]:
    light, timer = SimulatedLight(), ManualTimer()
    return light, timer, Indicator(light, Inline(), timer)


def test_only_changes_are_told_at_once() -> None:
    light, _, indicator = lamp()
    for signal in (GREEN, GREEN, RED, GREEN):
        indicator.show(signal)
    assert light.shown == [GREEN, RED, GREEN]


def test_a_lamp_that_lost_its_power_is_told_again() -> None:
    light, timer, indicator = lamp()
    indicator.show(GREEN)
    indicator.show(RED)
    light.shown.clear()
    timer.advance(2 * AGAIN_SECONDS)
    assert light.shown == [RED, RED]


def test_a_broken_lamp_disturbs_nobody_and_lights_up_when_it_is_mended() -> None:
    light, timer, indicator = lamp()
    light.broken = True
    indicator.show(RED)
    light.broken = False
    timer.advance(AGAIN_SECONDS)
    assert light.now == RED
