"""Calling a guide from the kiosk."""

from hall_server.client.background import Inline, ManualTimer
from hardware.light.interface import OFF
from hardware.light.simulator import SimulatedLight
from kiosk.guide_bell import CHECK_SECONDS, ON, RING_SECONDS, Bell, GuideBell
from kiosk.journey import Page
from tests.kiosk.kiosk_fakes import Machine


def a_bell() -> tuple[SimulatedLight, ManualTimer, GuideBell, list[Bell]]:
    light, timer, shown = SimulatedLight(), ManualTimer(), []
    bell = GuideBell(light, Inline(), timer, shown.append)
    bell.start()
    return light, timer, bell, shown


def test_one_press_rings_for_a_while_however_often_it_is_repeated() -> None:
    light, timer, bell, shown = a_bell()
    bell.press()
    bell.press()
    timer.advance(RING_SECONDS)
    assert light.shown == [ON, OFF]
    assert shown == [Bell.READY, Bell.RINGING, Bell.READY]


def test_a_bell_that_does_not_ring_is_not_said_to_have_rung() -> None:
    light, timer, bell, shown = a_bell()
    light.broken = True
    bell.press()
    timer.advance(CHECK_SECONDS)
    assert shown[-1] is Bell.FAILED
    light.broken = False
    timer.advance(RING_SECONDS)
    assert shown[-1] is Bell.READY


def test_a_citizen_who_calls_a_guide_stays_on_the_page() -> None:
    machine = Machine()
    machine.taps.guide_called()
    assert machine.rings == 0
    machine.taps.bell_changed(Bell.READY)
    machine.taps.guide_called()
    machine.taps.bell_changed(Bell.RINGING)
    machine.taps.guide_called()
    assert (machine.rings, machine.page()) == (1, Page.ATTRACT)
