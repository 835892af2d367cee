"""From a port in the settings to keypads and evaluators."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.build import build_call_box, build_evaluator, build_speaker, keypad_address
from hardware.call_box.evdev_pad import EvdevPad
from hardware.call_box.rs485_call_box import Rs485CallBox
from hardware.call_box.simulator import SimulatedCallBox
from hardware.evaluator.serial_evaluator import SerialEvaluator
from hardware.evaluator.simulator import SimulatedEvaluator
from hardware.speech.clip_set import ClipMissing
from hardware.transport.url import BadDeviceUrl

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("build", [build_call_box, build_evaluator])
def test_a_hall_may_have_none(build: Callable[[str], object]) -> None:
    assert build("none://") is None


def test_simulators_are_chosen_by_sim() -> None:
    assert isinstance(build_call_box("sim://"), SimulatedCallBox)
    assert isinstance(build_evaluator("sim://"), SimulatedEvaluator)


@pytest.mark.parametrize(
    ("build", "url", "kind"),
    [
        (build_call_box, "serial:///dev/nowhere?baud=9600&confirms=yes&repeat=0.3&longest=8", Rs485CallBox),
        (build_call_box, "serial:///dev/nowhere?echo=yes", Rs485CallBox),
        (build_call_box, "evdev:///dev/input/nowhere?address=4", EvdevPad),
        (build_evaluator, "serial:///dev/nowhere?keys=00:5,01:4,02:2,03:1&start=AA&stop=BB", SerialEvaluator),
    ],
)
def test_real_ones_are_built_although_nothing_is_plugged_in(
    build: Callable[[str], Rs485CallBox], url: str, kind: type
) -> None:
    made = build(url)
    assert isinstance(made, kind)
    made.close()


@pytest.mark.parametrize(
    ("build", "url", "told"),
    [
        (build_call_box, "usb://0416:5011", "not a call keypad"),
        (build_call_box, "serial:///dev/ttyS0?confirm=yes", "unknown option 'confirm'"),
        (build_call_box, "serial:///dev/ttyS0?confirms=maybe", r"confirms=no\|yes"),
        (build_call_box, "evdev://", "path of the device"),
        (build_evaluator, "serial:///dev/ttyS0?keys=31:6", "stars from 1 to 5"),
        (build_evaluator, "serial:///dev/ttyS0?start=xyz", "hexadecimal"),
        (build_evaluator, "qt://", "not an evaluator"),
        (build_speaker, "clips://", "path of the device"),
        (build_speaker, "auto://?clip=DIR", "unknown option 'clip'"),
    ],
)
def test_a_wrong_port_is_refused_with_the_allowed_ones(
    build: Callable[[str], object], url: str, told: str
) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        build(url)


def test_a_folder_without_clips_is_a_fault_at_start_up(tmp_path: Path) -> None:
    with pytest.raises(ClipMissing, match=r"there is no 0\.wav"):
        build_speaker(f"clips://{tmp_path}?wave={tmp_path}")


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import hardware.call_box.__main__", {"PySide6", "sqlalchemy", "fastapi", "serial"}),
        ("import hardware.evaluator.touch.view_model", {"PySide6", "httpx", "sqlalchemy", "serial"}),
        ("import hardware.evaluator.touch.__main__", {"sqlalchemy", "fastapi", "serial", "escpos"}),
        ("import hardware.speech.clip_maker", {"PySide6", "numpy", "cv2", "pydantic"}),
        ("from hardware.build import *; build_call_box('sim://'); build_evaluator('sim://')", {"serial"}),
    ],
)
def test_each_part_loads_only_what_it_needs(code: str, heavy: set[str]) -> None:
    show = f"import sys; print(*({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_a_keypads_address_is_a_byte_and_one_unless_given() -> None:
    assert keypad_address("tcp://10.0.0.9:5000?address=3") == 3
    assert keypad_address("evdev:///dev/input/nowhere?address=4") == 4
    assert keypad_address("none://") == 1
    with pytest.raises(BadDeviceUrl, match="more than 255"):
        build_call_box("tcp://10.0.0.9:5000?address=256")
