"""The bench of simulated devices as a program."""

import signal
import subprocess
import sys
from pathlib import Path

from hall_server.client.remote_screen import RemoteScreen
from hardware.build import build_printer
from hardware.printer.interface import Paper

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "hardware.twins", "--config")


def test_it_announces_its_devices_obeys_and_ends_cleanly(tmp_path: Path) -> None:
    config = tmp_path / "twins.toml"
    config.write_text(
        '[[twin]]\ndevice = "printer"\ncontrol_port = 0\ntickets = "slips"\n'
        '[[twin]]\ndevice = "loudspeaker"\n',
        "utf-8",
    )
    with subprocess.Popen([*COMMAND, str(config)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        name, url, _, port = program.stdout.readline().split()
        assert name == "printer"
        assert program.stdout.readline().startswith("loudspeaker silent://?log=")
        assert program.stdout.readline() == "ready\n"
        RemoteScreen("printer", int(port)).tap("pull_paper")
        driver = build_printer(url)
        assert driver is not None
        assert driver.status().paper is Paper.OUT
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) == 0
    assert (tmp_path / "slips").is_dir()


def test_a_mistake_in_its_settings_ends_it_with_a_sentence(tmp_path: Path) -> None:
    config = tmp_path / "twins.toml"
    config.write_text('[[twin]]\ndevice = "toaster"\n', "utf-8")
    ended = subprocess.run([*COMMAND, str(config)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "allowed are printer" in ended.stderr


def test_deciding_what_a_panel_shows_loads_no_screen_and_no_network() -> None:
    names = sorted(path.stem for path in (ROOT / "hardware/twins").glob("*.py") if "__" not in path.stem)
    code = f"import sys, {', '.join(f'hardware.twins.{name}' for name in names)}; "
    code += "print(sorted({'PySide6', 'httpx', 'cv2', 'serial'} & set(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (len(names) > 10, ended.stdout.strip(), ended.stderr) == (True, "[]", "")
