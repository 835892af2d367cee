"""LED displays and the indicator light: what their panels show of what the real drivers sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from hardware.build import build_led, build_light
from hardware.led.interface import Colour, LedPanel, Look, Spot, Urgency
from hardware.led.sim_screen import Shown
from hardware.led.wire_simulator import WirePanel
from hardware.light.interface import OFF, Signal
from hardware.light.interface import Colour as LampColour
from hardware.twins.led_display import DARK, LedTwin
from hardware.twins.signal_lamp import SignalTwin
from hardware.twins.status import CONNECTED, NO_POWER, UNPLUGGED
from tests.hardware.twins.twin_bench import until


@contextmanager
def display(protocol: str, *spots: Spot, columns: int = 128) -> Iterator[tuple[LedTwin, LedPanel]]:
    twin = LedTwin(WirePanel(protocol, tcp_port=0), spots, columns, lambda state: None)
    driver = build_led(twin.url)
    assert driver is not None
    try:
        yield twin, driver
    finally:
        driver.close()
        twin.close()


def show(driver: LedPanel, spot: Spot, text: str, colour: Colour = Colour.RED) -> None:
    driver.show(spot, Look(text, colour=colour), Urgency.CALL, lambda fault: None)


def test_a_strip_shows_what_it_is_sent() -> None:
    with display("strip", Spot(1)) as (twin, driver):
        assert twin.state.rows == (DARK,)
        show(driver, Spot(1), "请BG001到85窗口")
        assert until(twin, lambda: [row.text for row in twin.state.rows] == ["请BG001到85窗口"])
        assert twin.state.status == CONNECTED


def test_a_board_of_rows_shows_each_in_its_colour_from_the_top() -> None:
    with display("onbon", Spot(1, 0), Spot(1, 1), columns=104) as (twin, driver):
        assert "width=104&height=32&rows=2" in twin.url
        show(driver, Spot(1, 1), "BA1", Colour.YELLOW)
        show(driver, Spot(1, 0), "BG2")
        assert until(twin, lambda: twin.state.rows == (Shown("BG2", "rrr"), Shown("BA1", "yyy")))


def test_without_power_it_is_dark_and_with_it_again_empty_until_it_is_told() -> None:
    with display("strip", Spot(1)) as (twin, driver):
        show(driver, Spot(1), "一")
        assert until(twin, lambda: twin.state.rows[0].text == "一")
        twin.power_tapped()
        assert (twin.state.status, twin.state.rows) == (NO_POWER, (DARK,))
        twin.power_tapped()
        assert twin.state.rows == (DARK,)
        assert until(twin, lambda: show(driver, Spot(1), "二") or twin.state.rows[0].text == "二")


def test_without_its_cable_it_keeps_what_it_showed_and_hears_nothing_new() -> None:
    with display("onbon", Spot(1)) as (twin, driver):
        show(driver, Spot(1), "一")
        assert until(twin, lambda: twin.state.rows[0].text == "一")
        twin.plug_tapped()
        show(driver, Spot(1), "二")
        assert until(twin, lambda: driver.health().code not in ("ok", "not_tried"))
        assert (twin.state.status, twin.state.rows[0].text) == (UNPLUGGED, "一")
        twin.plug_tapped()
        show(driver, Spot(1), "三")
        assert until(twin, lambda: twin.state.rows[0].text == "三", 10)


def test_the_light_shines_in_the_colour_whose_relay_is_on() -> None:
    outputs = {LampColour.GREEN: 0, LampColour.AMBER: 1, LampColour.RED: 2}
    twin = SignalTwin(WirePanel("relay", tcp_port=0), 1, outputs, lambda state: None)
    light = build_light(twin.url)
    assert light is not None
    for signal, lit in (
        (Signal(LampColour.GREEN), {LampColour.GREEN}),
        (Signal(LampColour.RED), {LampColour.RED}),
        (OFF, set()),
    ):
        light.show(signal)
        assert until(twin, lambda lit=lit: twin.state.lit == lit)
    twin.plug_tapped()
    assert twin.state.status == UNPLUGGED
    light.show(Signal(LampColour.GREEN))
    assert until(twin, lambda: light.health().code != "ok")
    twin.close()
