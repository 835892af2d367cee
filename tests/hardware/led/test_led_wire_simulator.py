"""The simulated displays as a program of its own: its ports, its orders, its picture."""

import json
import re
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from hardware.build import build_led
from hardware.led.interface import LedPanel, Look, Spot, Urgency
from hardware.led.sim_picture import picture
from hardware.led.sim_screen import Shown
from hardware.led.wire_simulator import WirePanel

ROOT = Path(__file__).parents[3]


def answers(panel: LedPanel) -> bool:
    return panel.health().code == "ok"


def test_it_runs_as_a_program_shows_obeys_and_ends_cleanly(tmp_path: Path) -> None:
    ports = ["--protocol", "onbon", "--tcp-port", "0", "--udp-port", "0", "--pty", "--out", str(tmp_path)]
    command = [sys.executable, "-m", "hardware.led.wire_simulator", *ports]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        ready = re.fullmatch(r"listening tcp (\d+) udp (\d+) pty (\S+) control (\d+)\n", said)
        assert ready is not None
        for number, url in enumerate(
            (f"tcp://127.0.0.1:{ready[1]}", f"udp://127.0.0.1:{ready[2]}", f"serial://{ready[3]}")
        ):
            panel = build_led(f"onbon+{url}?rows=3&height=48")
            assert panel is not None
            panel.show(Spot(1, number), Look(f"窗口{number}"), Urgency.CALL, lambda fault: None)
            with WirePanel("strip") as patient:
                assert patient.wait_for(partial(answers, panel))
            panel.close()
        with (
            socket.create_connection(("127.0.0.1", int(ready[4])), 10) as control,
            control.makefile("rw", encoding="utf-8") as orders,
        ):
            orders.write("show\npicture\npower cut\nshow\n")
            orders.flush()
            shown = orders.readline().removeprefix("ok ")
            assert json.loads(shown) == {"1-0": "窗口0", "1-1": "窗口1", "1-2": "窗口2"}
            assert orders.readline() == f"ok {tmp_path}/onbon.png\n"
            assert orders.readline() == "ok power cut\n"
            assert orders.readline() == "ok {}\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    with Image.open(tmp_path / "onbon.png") as image:
        assert image.width > 144 * 5


@pytest.mark.parametrize("order", ["", "power", "dead x", "silent maybe", "explode"])
def test_a_wrong_order_is_answered_with_the_right_ones(order: str) -> None:
    with WirePanel("strip") as panel:
        assert panel.obey(order).startswith(f"error cannot {order!r}; orders: show, picture, power cut")


def test_lamps_are_lit_in_the_colour_of_the_text_and_dark_elsewhere() -> None:
    image = picture({(1, 0): Shown("国", "g"), (2, 0): Shown(" ", "r")})
    seen = image.getcolors(1 << 20)
    assert seen is not None
    colours = {colour for _, colour in seen}
    assert (64, 232, 88) in colours
    assert (255, 64, 48) not in colours


def test_a_long_text_makes_a_wide_picture_and_no_text_an_empty_one() -> None:
    assert picture({(1, 0): Shown("窗" * 40, "r" * 40)}).width > picture({}).width


def test_an_unknown_protocol_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed are onbon, huidu"):
        WirePanel("lumen", with_pty=True)
