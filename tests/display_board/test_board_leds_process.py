"""The call board as a process with the strips of a whole hall on eight buses: from an event to the lamps."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from hall_server.client.remote_screen import RemoteScreen
from hall_server.wire.words import WindowState
from hardware.led.wire_simulator import WirePanel
from tests.display_board.feeding_hall import FeedingHall
from tests.system.running import free_port

ROOT = Path(__file__).parents[2]
BUSES = 8
PATIENCE_SECONDS = 20.0


def until(happened: Callable[[], bool], what: Callable[[], object]) -> None:
    look = threading.Event()
    for _ in range(int(PATIENCE_SECONDS / 0.01)):
        if happened():
            return
        look.wait(0.01)
    raise AssertionError(what())


def device_file(path: Path, hall: FeedingHall, buses: dict[str, dict[str, int]], control: int) -> Path:
    tables = "".join(
        f'[[led]]\nport = "{url}"\nstrips = {{ {", ".join(f"{w} = {a}" for w, a in strips.items())} }}\n'
        for url, strips in buses.items()
    )
    path.write_text(
        f'role = "board"\nserver = "{hall.url}"\nlayout = "hall"\ntoken = "t"\n'
        f"control_port = {control}\n{tables}",
        "utf-8",
    )
    return path


class Strips:
    """The strips of all windows, on simulated buses; the last bus can be unplugged."""

    def __init__(self, stack: ExitStack, windows: list[int]) -> None:
        each = -(-len(windows) // BUSES)
        self.panels = [stack.enter_context(WirePanel("strip", tcp_port=0)) for _ in range(BUSES)]
        self.where = {w: (self.panels[i // each], i % each + 1) for i, w in enumerate(windows)}

    def buses(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for window, (panel, address) in self.where.items():
            url = f"strip+tcp://127.0.0.1:{panel.tcp_port}?gap_ms=5&phase_ms=100"
            found.setdefault(url, {})[f"W{window:03}"] = address
        return found

    def text(self, window: int) -> str | None:
        panel, address = self.where[window]
        return panel.screen.text(address)

    def history(self, window: int) -> list[str]:
        panel, address = self.where[window]
        with panel.screen.lock:
            return [text for at, _, text in panel.screen.history if at == address]


def test_a_whole_halls_strips_follow_their_windows_through_calls_a_dead_bus_and_a_lost_link(
    samples, tmp_path: Path
) -> None:
    now = lambda: datetime.now(UTC)  # noqa: E731 - a call's time must be that of the board's own clock
    numbers = [entry.number for entry in samples.directory.windows]
    view = samples.view(10, windows=[samples.window(n, WindowState.IDLE) for n in numbers])
    with ExitStack() as stack:
        hall = FeedingHall(samples.directory, view)
        stack.callback(hall.close)
        strips, control = Strips(stack, numbers), free_port()
        command = [sys.executable, "-m", "display_board", "--config"]
        config = device_file(tmp_path / "device.toml", hall, strips.buses(), control)
        log = stack.enter_context((tmp_path / "log").open("wb"))
        board = subprocess.Popen(
            [*command, str(config)], cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, stderr=log
        )
        stack.callback(board.kill)

        until(lambda: all(strips.text(n) for n in numbers), lambda: (tmp_path / "log").read_text())
        assert strips.text(85) == "房屋买卖网签备案"

        hall.happen(samples.called(11, "BG023", 85, at=now()), samples.called(12, "BG024", 85, at=now()))
        hall.happen(samples.called(13, "AA007", 1, at=now()))
        until(lambda: " " in strips.history(85)[-4:], lambda: strips.history(85))
        until(lambda: strips.text(85) == "请BG024到85窗口", lambda: strips.history(85))
        until(lambda: strips.text(1) == "请AA007到1窗口", lambda: strips.history(1))

        strips.panels[-1].close()
        hall.happen(samples.called(14, "HA009", 207, at=now()), samples.called(15, "AA008", 2, at=now()))
        until(lambda: strips.text(2) == "请AA008到2窗口", lambda: strips.history(2))

        hall.cut = True
        until(lambda: strips.text(85) == "房屋买卖网签备案", lambda: strips.history(85))
        hall.cut = False
        until(lambda: strips.text(85) == "请BG024到85窗口", lambda: strips.history(85))
        until(lambda: any(beat.code.endswith("__led8") for beat in hall.beats), lambda: hall.beats)

        RemoteScreen("board", control).do("quit")
        assert board.wait(PATIENCE_SECONDS) == 0
        assert (strips.text(85), strips.text(1)) == ("房屋买卖网签备案", "1号 供水业务")
        assert all(panel.screen.oddities == [] for panel in strips.panels)


def test_settings_that_could_never_work_are_told_with_file_and_key(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_text(
        'role = "board"\nserver = "http://127.0.0.1:9"\nlayout = "hall"\n'
        '[[led]]\nport = "lumen+tcp://10.0.0.9:1"\nstrips = { W001 = 1 }\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "display_board", "--config", str(path)],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"{path}: [[led]] no. 1: port: 'lumen+tcp://10.0.0.9:1': not an LED display"
    )
