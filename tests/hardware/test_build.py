"""From a port in the settings to a driver."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.build import build_id_reader, build_light, build_printer, build_speaker
from hardware.health import LibraryMissing
from hardware.id_reader.simulator import SimulatedIdReader
from hardware.light.simulator import SimulatedLight
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.simulator import SimulatedPrinter
from hardware.speech.espeak import EspeakSpeaker
from hardware.speech.silent import SilentSpeaker
from hardware.transport.url import BadDeviceUrl

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("build", [build_printer, build_id_reader, build_speaker, build_light])
def test_a_device_that_the_hall_does_not_have_is_none(build: Callable[[str], object]) -> None:
    assert build("none://") is None


def test_simulators_are_chosen_by_sim() -> None:
    assert isinstance(build_printer("sim://"), SimulatedPrinter)
    assert isinstance(build_id_reader("sim://"), SimulatedIdReader)
    assert isinstance(build_light("sim://"), SimulatedLight)
    assert isinstance(build_speaker("silent://"), SilentSpeaker)


def test_a_simulated_printer_may_begin_with_little_paper() -> None:
    printer = build_printer("sim://?sheets=3")
    assert isinstance(printer, SimulatedPrinter)
    assert printer.sheets_left == 3


@pytest.mark.parametrize(
    "url",
    [
        "tcp://192.168.1.50:9100?rom=gbk&text=raster&qr=native&paper=58&confirm=sent&slip_seconds=30",
        "serial:///dev/ttyUSB0?baud=19200&flow=rtscts",
        "file:///dev/usb/lp0?status=none",
    ],
)
def test_real_printers_are_built_without_touching_them(url: str) -> None:
    assert isinstance(build_printer(url), EscposPrinter)


def test_a_voice_is_chosen_by_its_name(tmp_path: Path) -> None:
    assert isinstance(build_speaker(f"espeak://?wav={tmp_path}"), EspeakSpeaker)


@pytest.mark.parametrize(
    ("build", "url", "told"),
    [
        (build_printer, "tcp://h:9100?papr=58", "unknown option 'papr'. Allowed: rom, text, qr, paper"),
        (build_printer, "tcp://h:9100?paper=70", r"paper=80\|58"),
        (build_printer, "serial:///dev/ttyS0?flow=maybe", r"flow=dsrdtr\|rtscts"),
        (build_printer, "serial:///dev/ttyS0?baud=fast", "whole number"),
        (build_printer, "file:///dev/usb/lp0", "status=none"),
        (build_printer, "espeak://", "not a printer"),
        (build_id_reader, "tcp://h:1", r"sim://\?control=PORT"),
        (build_speaker, "tcp://h:1", "silent://"),
        (build_light, "tcp://h:1", "not a light"),
        (build_light, "sim://?colour=red", "no options"),
    ],
)
def test_a_wrong_port_is_refused_with_the_allowed_ones(
    build: Callable[[str], object], url: str, told: str
) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        build(url)


def test_a_usb_printer_without_pyusb_is_refused_at_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.printer.escpos_line.find_spec", lambda name: None)
    with pytest.raises(LibraryMissing, match="pyusb"):
        build_printer("usb://0416:5011")


def loaded_by(code: str) -> set[str]:
    heavy = {"PySide6", "escpos", "serial", "PIL", "segno", "cv2"}
    show = f"import sys; print(*({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {show}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_simulators_load_no_device_library() -> None:
    code = (
        "from hardware.build import *; build_printer('sim://'); build_id_reader('sim://');"
        " build_light('sim://'); build_speaker('silent://'); build_speaker('espeak://')"
    )
    assert loaded_by(code) == set()


def test_a_printer_loads_no_voice_and_no_screen() -> None:
    assert "PySide6" not in loaded_by("from hardware.build import *; build_printer('tcp://h:9100')")


def test_python_escpos_leaves_neither_a_directory_nor_a_log_handler(tmp_path: Path) -> None:
    code = (
        "import logging, os, tempfile; from hardware.build import *; build_printer('tcp://h:9100');"
        "print(len(os.listdir(tempfile.gettempdir())), len(logging.root.handlers))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0", "0"]
