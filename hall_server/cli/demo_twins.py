"""The simulated devices of a demonstration hall: which there are, where their panels stand, how programs
reach them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hall_server.cli.demo_processes import Processes, wait_line
from hall_server.client.remote_screen import RemoteScreen

WINDOW_ADDRESS, BOARD_ROWS, BOARD_LAMPS, STRIP_LAMPS = 1, 4, 104, 128
LAMPS_OF_A_CHARACTER = 8
"""Of one of half width."""

PANELS = {
    "printer": (426, 324, 300, 620),
    "scanner": (426, 944, 300, 136),
    "id_reader": (726, 324, 347, 330),
    "rows": (726, 654, 347, 280),
    "loudspeaker": (726, 934, 347, 146),
    "keypad": (1073, 800, 280, 280),
    "strip": (1353, 800, 567, 120),
    "evaluator": (1353, 920, 313, 160),
    "window_scanner": (1666, 920, 254, 160),
    "lamp": (1728, 112, 192, 212),
    "camera": (0, 180, 640, 144),
}
"""Left, top, width and height on one screen of 1920 × 1080; the programs leave these places free."""


@dataclass(frozen=True, slots=True)
class Twins:
    """URLs for the programs, and remote controls of the panels, both by the twin's id."""

    urls: dict[str, str]
    panels: dict[str, RemoteScreen]

    @property
    def ports(self) -> dict[str, dict[str, str]]:
        """The `[ports]` of each program."""
        kiosk = {"printer": "printer", "id_reader": "id_reader", "scanner": "scanner", "light": "lamp"}
        terminal = {"call_box": "keypad", "evaluator": "evaluator", "scanner": "window_scanner"}
        return {
            "kiosk": {port: self.urls[twin] for port, twin in kiosk.items()},
            "terminal": {port: self.urls[twin] for port, twin in terminal.items()},
            "zone-board": {"speaker": self.urls["loudspeaker"]},
            "clock": {"camera": self.urls["camera"]},
        }

    def led(self, window: str) -> list[str]:
        """The `[[led]]` tables of the zone's board: the strip over a window, and the rows."""
        rows = json.dumps([f"1/{row}" for row in range(BOARD_ROWS)])
        return [
            "[[led]]",
            f'port = "{self.urls["strip"]}"',
            f"strips = {{ {window} = {WINDOW_ADDRESS} }}",
            f"columns = {STRIP_LAMPS // LAMPS_OF_A_CHARACTER}",
            "[[led]]",
            f'port = "{self.urls["rows"]}"',
            f"rows = {rows}",
            f"columns = {BOARD_LAMPS // LAMPS_OF_A_CHARACTER}",
        ]


def start_twins(
    started: Processes, folder: Path, tickets: Path, spoken: Path, people: Sequence[str]
) -> Twins:
    """Start them, and wait until they say where they are. `people` may walk up to the clock. Raises
    DidNotStart."""
    config = folder / "twins.toml"
    config.write_text("\n".join(_settings(folder, tickets, spoken, people)) + "\n", "utf-8")
    started.start("twins", "hardware.twins", "--config", str(config))
    wait_line(started, "twins", "ready")
    urls, panels = {}, {}
    for line in (started.logs / "twins.log").read_text("utf-8", "replace").splitlines():
        match line.split(" "):
            case [name, url, "control", port] if name in PANELS:
                urls[name], panels[name] = url, RemoteScreen(name, int(port))
    return Twins(urls, panels)


def _settings(folder: Path, tickets: Path, spoken: Path, people: Sequence[str]) -> list[str]:
    kiosk, window, zone = "取号机", "85 号窗口", "B 区"
    slips = {"tickets": str(tickets)}
    rows = [f"1/{row}" for row in range(BOARD_ROWS)]
    twins: dict[str, dict[str, object]] = {
        "printer": {"device": "printer", "place": kiosk, **slips},
        "scanner": {"device": "scanner", "place": kiosk, **slips},
        "id_reader": {"device": "id_reader", "place": kiosk},
        "lamp": {"device": "lamp", "place": kiosk},
        "rows": {"device": "led", "place": zone, "protocol": "onbon", "rows": rows, "columns": BOARD_LAMPS},
        "loudspeaker": {"device": "loudspeaker", "place": zone, "spoken": str(spoken)},
        "keypad": {"device": "keypad", "place": "85 号", "address": WINDOW_ADDRESS},
        "strip": {"device": "led", "place": window, "rows": ["1/0"], "columns": STRIP_LAMPS},
        "evaluator": {"device": "evaluator", "place": window},
        "window_scanner": {"device": "scanner", "place": "85 号", **slips},
        "camera": {
            "device": "camera",
            "place": "一楼东门",
            "pictures": str(folder / "before-the-camera"),
            "people": list(people),
        },
    }
    lines = []
    for name, settings in twins.items():
        all_of_it = {"id": name, "window": list(PANELS[name]), "control_port": 0} | settings
        lines += ["[[twin]]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in all_of_it.items())]
    return lines
