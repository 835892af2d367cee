"""The simulated devices as small windows that can be operated: `python -m hardware.twins`.

    python -m hardware.twins [--config twins.toml]

Each device speaks its real bytes on a TCP port; a program's own driver reaches it by the URL that is
announced, one a line: `ID URL control PORT`, then `ready`. Without a file there is one of each.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from hall_server.client.background import Background
from hall_server.client.qt_bridge import QtBackground
from hall_server.client.remote_control import RemoteControl
from hardware.call_box.wire_simulator import WireKeypads, over_tcp
from hardware.evaluator.wire_simulator import WireEvaluator
from hardware.id_reader.wire_simulator import WireSam
from hardware.led.wire_simulator import WirePanel
from hardware.printer.wire_simulator import WirePrinter
from hardware.scanner.wire_simulator import WireScanner
from hardware.transport.wire_end import TcpEnd
from hardware.twins.camera import CameraTwin
from hardware.twins.card_reader import ReaderTwin
from hardware.twins.code_scanner import ScannerTwin, newest_slip
from hardware.twins.keypad import KeypadTwin
from hardware.twins.led_display import LedTwin
from hardware.twins.loudspeaker import SpeakerTwin
from hardware.twins.printer import PrinterTwin
from hardware.twins.rating_keys import EvaluatorTwin
from hardware.twins.settings import DEFAULT, BadTwins, TwinSettings, read_twins
from hardware.twins.signal_lamp import SignalTwin
from hardware.twins.status import Twin
from hardware.twins.ui.camera_panel import CameraPanel
from hardware.twins.ui.evaluator_panel import EvaluatorPanel
from hardware.twins.ui.keypad_panel import KeypadPanel
from hardware.twins.ui.lamp_panel import LampPanel
from hardware.twins.ui.led_panel import LedPanel
from hardware.twins.ui.panel import Panel
from hardware.twins.ui.printer_panel import PrinterPanel
from hardware.twins.ui.reader_panel import ReaderPanel
from hardware.twins.ui.scanner_panel import ScannerPanel
from hardware.twins.ui.speaker_panel import SpeakerPanel

LOOK_MILLISECONDS = 100
SIZES = {
    "printer": (300, 600),
    "id_reader": (350, 360),
    "scanner": (300, 150),
    "evaluator": (360, 190),
    "keypad": (300, 320),
    "lamp": (300, 110),
    "loudspeaker": (380, 190),
    "camera": (300, 210),
}
"""Of windows that the desktop may place, in pixels; LED displays are as large as their lamps."""


def printer(settings: TwinSettings, folder: Path) -> tuple[Twin, Panel]:
    panel = PrinterPanel(settings.place)
    twin = PrinterTwin(WirePrinter(settings.tickets or folder, settings.port), panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def id_reader(settings: TwinSettings) -> tuple[Twin, Panel]:
    panel = ReaderPanel(settings.place)
    twin = ReaderTwin(WireSam(settings.port), panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def scanner(settings: TwinSettings, folder: Path) -> tuple[Twin, Panel]:
    panel = ScannerPanel(settings.place)
    newest = partial(newest_slip, settings.tickets or folder)
    twin = ScannerTwin(WireScanner(settings.port), newest, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def evaluator(settings: TwinSettings) -> tuple[Twin, Panel]:
    dialect = settings.dialect
    device = WireEvaluator(
        lambda receive: TcpEnd(receive, settings.port), start=dialect.start, stop=dialect.stop
    )
    panel = EvaluatorPanel(settings.place, tuple(sorted(dialect.keys.values(), reverse=True)))
    twin = EvaluatorTwin(device, dialect, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def keypad(settings: TwinSettings, background: Background) -> tuple[Twin, Panel]:
    panel = KeypadPanel(settings.place)
    keypads = WireKeypads(over_tcp(settings.port), (settings.address,))
    twin = KeypadTwin(keypads, settings.address, background, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def led(settings: TwinSettings) -> tuple[Twin, Panel]:
    panel = LedPanel(settings.place, settings.columns, len(settings.rows))
    device = WirePanel(settings.protocol, tcp_port=settings.port)
    twin = LedTwin(device, settings.rows, settings.columns, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def lamp(settings: TwinSettings) -> tuple[Twin, Panel]:
    panel = LampPanel(settings.place)
    board = WirePanel("relay", tcp_port=settings.port)
    twin = SignalTwin(board, settings.address, settings.outputs, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


def loudspeaker(settings: TwinSettings, folder: Path) -> tuple[Twin, Panel]:
    panel = SpeakerPanel(settings.place)
    return SpeakerTwin(settings.spoken or folder / "spoken.txt", panel.show_state), panel


def camera(settings: TwinSettings, folder: Path) -> tuple[Twin, Panel]:
    panel = CameraPanel(settings.place, settings.people)
    twin = CameraTwin(settings.pictures or folder / "camera", settings.people, panel.show_state)
    panel.connect_taps(twin)
    return twin, panel


@dataclass(frozen=True)
class Bench:
    """All devices that stand here; `close` ends their ports."""

    twins: dict[str, Twin]
    panels: dict[str, Panel]
    controls: dict[str, RemoteControl]
    close: Callable[[], None]

    def look(self) -> None:
        for twin in self.twins.values():
            twin.look()

    @property
    def announcement(self) -> str:
        """`ID URL control PORT`, one a line; `-` for what a device does not have."""
        lines = []
        for name, twin in self.twins.items():
            control = str(self.controls[name].port) if name in self.controls else "-"
            lines.append(f"{name} {twin.url or '-'} control {control}")
        return "\n".join(lines)


def bench(twins: Sequence[TwinSettings], folder: Path, quit_app: Callable[[], None]) -> Bench:
    """Build and show everything. `folder` is for what has no folder of its own. Raises OSError for a port."""
    background = QtBackground()
    tickets = next((twin.tickets for twin in twins if twin.device == "printer" and twin.tickets), folder)
    made: dict[str, tuple[Twin, Panel]] = {}
    controls = {}
    for settings in twins:
        name = settings.id or settings.device
        made[name] = _built(settings, tickets, folder, background)
        panel = made[name][1]
        if settings.window is not None:
            panel.setWindowFlag(Qt.WindowType.FramelessWindowHint)
            panel.setGeometry(*settings.window)
        elif settings.device in SIZES:
            panel.resize(*SIZES[settings.device])
        if settings.control_port is not None:
            controls[name] = RemoteControl(panel, settings.control_port, quit_app)
        panel.show()

    def close() -> None:
        background.close()
        for twin, _ in made.values():
            twin.close()

    twins_by_name = {name: twin for name, (twin, _) in made.items()}
    return Bench(twins_by_name, {name: panel for name, (_, panel) in made.items()}, controls, close)


def _built(settings: TwinSettings, tickets: Path, folder: Path, background: Background) -> tuple[Twin, Panel]:
    match settings.device:
        case "printer":
            return printer(settings, tickets)
        case "id_reader":
            return id_reader(settings)
        case "scanner":
            return scanner(settings, tickets)
        case "evaluator":
            return evaluator(settings)
        case "keypad":
            return keypad(settings, background)
        case "led":
            return led(settings)
        case "lamp":
            return lamp(settings)
        case "camera":
            return camera(settings, folder)
        case _:
            return loudspeaker(settings, folder)


def main(twins: Sequence[TwinSettings], folder: Path) -> int:
    """Run until the last window is closed, or until the process is asked to end."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.quit())
    devices = bench(twins, folder, app.quit)
    looking = QTimer()
    looking.timeout.connect(devices.look)
    looking.start(LOOK_MILLISECONDS)
    devices.look()
    sys.stdout.write(f"{devices.announcement}\nready\n")
    sys.stdout.flush()
    code = app.exec()
    looking.stop()
    devices.close()
    return code


def run(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="twins", description="Simulated devices that can be operated.")
    parser.add_argument("--config", type=Path, help="twins.toml; without it there is one of each device")
    chosen = parser.parse_args(arguments)
    try:
        twins = read_twins(chosen.config) if chosen.config else DEFAULT
        with tempfile.TemporaryDirectory(prefix="onehall-twins-") as folder:
            return main(twins, Path(folder))
    except (BadTwins, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(run())
