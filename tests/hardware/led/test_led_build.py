"""From a port in the settings to displays and lamps."""

from pathlib import Path

import pytest

from hardware.build import build_led, build_light
from hardware.led.interface import Blinking, Manner
from hardware.led.port_panel import PortPanel
from hardware.led.relay_light import RelayLight
from hardware.led.simulator import SimulatedPanel
from hardware.led.wire_simulator import WirePanel
from hardware.light.interface import OFF, Colour, Signal
from hardware.transport.url import BadDeviceUrl


def test_no_display_and_a_simulated_one() -> None:
    assert build_led("none://") is None
    assert isinstance(build_led("sim://"), SimulatedPanel)


@pytest.mark.parametrize(
    ("url", "manner"),
    [
        ("onbon+tcp://10.0.0.9:5005", Manner(Blinking.TEXT, 1.0, None, 10.0)),
        ("onbon+udp://10.0.0.9:5007?blink=none&check_seconds=5", Manner(Blinking.NONE, 1.0, None, 5.0)),
        (
            "onbon+serial:///dev/ttyUSB0?baud=57600&card=6k&rows=5&height=80",
            Manner(Blinking.TEXT, 1.0, None, 10.0),
        ),
        (
            "huidu+tcp://10.0.0.9:10001?rows=20&height=400&update=realtime&blink=text",
            Manner(Blinking.TEXT, 1.0, None, 10),
        ),
        ("strip+serial://COM3?parameters=0802990063", Manner(Blinking.TEXT, 0.5, 60.0)),
        (
            "strip+serial://rfc2217://10.0.0.9:4001?blink_parameters=0802990063",
            Manner(Blinking.CARD, 0.5, 60.0),
        ),
        (
            "strip+tcp://10.0.0.9:4001?refresh_seconds=300&phase_ms=700&echo=yes",
            Manner(Blinking.TEXT, 0.7, 300.0),
        ),
        ("modbus+tcp://10.0.0.9:502?framing=rtu&register=10", Manner(Blinking.TEXT, 0.5, 60.0)),
        ("cpower+tcp://10.0.0.9:5200?length=be&id_code=01020304&font=24", Manner(Blinking.TEXT, 0.5, 300.0)),
        ("template+tcp://10.0.0.9:4001?spec=a0-90&tries=1", Manner(Blinking.TEXT, 0.5, 60.0)),
    ],
)
def test_real_displays_are_built_without_touching_them(url: str, manner: Manner) -> None:
    panel = build_led(url)
    assert isinstance(panel, PortPanel)
    assert panel.manner == manner
    assert panel.health().code in ("not_tried", "led_never_answers")
    panel.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("strip://", "unknown kind of port"),
        ("tcp://10.0.0.9:5005", r"not an LED display. Allowed: onbon\+tcp://HOST:5005"),
        ("lumen+tcp://10.0.0.9:1", r"not an LED display. Allowed: onbon\+tcp"),
        ("huidu+udp://10.0.0.9:1", "not an LED display"),
        ("strip+tcp://10.0.0.9", r"both host and port are needed. Allowed: onbon\+tcp"),
        ("strip+tcp://10.0.0.9:1?rows=2", "unknown option 'rows'. Allowed: baud, echo, blink"),
        ("strip+tcp://10.0.0.9:1?parameters=01", "five hexadecimal bytes"),
        ("strip+tcp://10.0.0.9:1?blink=maybe", r"blink=text\|none"),
        ("strip+tcp://10.0.0.9:1?charset=utf-8", r"charset=gb2312\|gbk"),
        ("onbon+tcp://10.0.0.9:1?rows=9", "rows from 1 to 8"),
        ("onbon+tcp://10.0.0.9:1?rows=6&card=6k", "rows from 1 to 5"),
        ("onbon+tcp://10.0.0.9:1?rows=4&height=2", "cannot be"),
        ("onbon+tcp://10.0.0.9:1?device=1ff", "a hexadecimal number up to FF"),
        ("template+tcp://10.0.0.9:1?spec=/nowhere.toml", "nowhere"),
        ("sim://?rows=2", "no options"),
    ],
)
def test_a_wrong_port_is_refused_with_what_is_allowed(url: str, told: str) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        build_led(url)


def test_a_lamp_hangs_on_an_output_of_a_relay_board() -> None:
    with WirePanel("modbus", with_pty=True) as board:
        assert board.pty is not None
        lamp = build_light(f"template+serial://{board.pty.name}?spec=relay&address=7&green=0&amber=1&red=1")
        assert isinstance(lamp, RelayLight)
        lamp.show(Signal(Colour.GREEN))
        assert board.wait_for(lambda: (board.screen.text(7, 0), board.screen.text(7, 1)) == ("on", "off"))
        lamp.show(Signal(Colour.RED))
        assert board.wait_for(lambda: (board.screen.text(7, 0), board.screen.text(7, 1)) == ("off", "on"))
        lamp.show(OFF)
        assert board.wait_for(lambda: (board.screen.text(7, 0), board.screen.text(7, 1)) == ("off", "off"))
        assert board.wait_for(lambda: lamp.health().code == "ok")
        board.screen.dead.add(7)
        lamp.show(Signal(Colour.GREEN))
        assert board.wait_for(lambda: lamp.health().code == "led_silent")
        lamp.close()


def test_a_lamp_without_an_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDeviceUrl, match="no output is named"):
        build_light(f"template+serial://{tmp_path}/tty?spec=relay")
