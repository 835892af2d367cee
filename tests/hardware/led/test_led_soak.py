"""Many strips under steady calling: small and short here, `hall bench --strips` for the whole hall."""

import json
import subprocess
import sys
from pathlib import Path

from hardware.led.exchange import tell
from hardware.led.interface import Look, Spot
from hardware.led.sim_bus import TimedBus
from hardware.led.soak import soak
from hardware.led.strip import StripCard
from hardware.led.strip_frames import strip_frame
from hardware.led.wall_plan import WallRules
from hardware.transport.line import MemoryLine
from hardware.transport.opening import line_opener
from hardware.transport.url import parse
from tests.hardware.patients import wait_until

ROOT = Path(__file__).parents[3]


def test_no_call_is_lost_and_the_newest_text_is_right_everywhere() -> None:
    report = soak(seconds=1.5, rate=8, windows=12, buses=4, seed=7, rules=WallRules(blink=0.6))
    assert report.lost == []
    assert report.wrong_at_the_end == []
    assert report.oddities == []
    assert report.calls == 12
    assert report.shown + report.overtaken == report.calls
    assert report.delay.median > 0


def test_it_runs_as_a_program_for_a_program() -> None:
    small = ["--windows", "4", "--buses", "4", "--seconds", "0.5", "--rate", "4", "--json"]
    command = [sys.executable, "-m", "hardware.led.soak", *small]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(told.stdout)
    assert (report["windows"], report["buses"], report["calls"], report["well"]) == (4, 4, 2, True)


def test_a_bus_hears_at_its_own_speed() -> None:
    bus = TimedBus(baud=9600)
    line = line_opener(parse(bus.url))()
    frames = [strip_frame(n, "请A001号到3号窗口") for n in (1, 2)]
    line.write(frames[0] + frames[1])
    assert wait_until(lambda: len(bus.arrivals) == 2)
    one, other = bus.arrivals
    assert (one.address, other.address, other.text) == (1, 2, "请A001号到3号窗口")
    assert abs(one.at - one.began - len(frames[0]) * 10 / 9600) < 1e-6
    assert abs(other.began - one.at) < 1e-6
    line.close()
    bus.close()


def test_a_strip_has_heard_everything_when_its_job_ends() -> None:
    """The gap that must follow begins then; the computer has handed the bytes over long before."""
    slept: list[float] = []
    line = MemoryLine()
    tell(line, b"x" * 96, 9600, slept.append)
    assert (line.written, slept) == (b"x" * 96, [0.1])
    tell(line, b"at once", 0, slept.append)
    assert slept == [0.1]


def test_a_strip_without_a_serial_line_waits_for_nothing() -> None:
    line = MemoryLine()
    StripCard().show(line, Spot(3), Look("欢迎光临"))
    assert line.written == strip_frame(3, "欢迎光临")
