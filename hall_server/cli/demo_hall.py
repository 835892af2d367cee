"""A whole hall on one machine: server, simulated devices, kiosk, terminal, boards, clock; paired and ready
for a visit."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from hall_server.cli.demo_faces import ENROLLED, enrol
from hall_server.cli.demo_processes import READY_WITHIN_SECONDS, Processes, free_port, wait_ready
from hall_server.cli.demo_twins import start_twins
from hall_server.cli.init import init
from hall_server.client.http import HttpHall, new_key
from hall_server.client.http_attendance import HttpAttendance
from hall_server.client.remote_screen import RemoteScreen
from hall_server.config import read_configuration
from hall_server.wire.words import Role
from hardware.doctor.technician_pin import hashed

PIN, TECHNICIAN_PIN = "2468", "246810"
STRICT, CONVENIENT = '# policy = "strict" ', 'policy = "convenient" '
ADMINISTRATOR, CLERK, WINDOW, ZONE = "7001", "1085", "W085", "Z2"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a window of a program stands, in pixels, and by how much it is scaled; the size is the one
    before scaling."""

    x: int
    y: int
    width: int
    height: int
    scale: float = 1.0


PLACES = {
    "kiosk": Place(0, 0, 1080, 1920),
    "terminal": Place(0, 0, 1366, 768),
    "hall-board": Place(0, 0, 3840, 1080),
    "zone-board": Place(0, 0, 1920, 1080),
    "window-screen": Place(0, 0, 1024, 600),
    "clock": Place(0, 0, 1280, 800),
}
"""The sizes that the programs have in a hall; without a display nobody minds that they overlap."""


@dataclass(frozen=True, slots=True)
class DemoHall:
    """What a script can reach of it: the programs' screens, and the panels of the simulated devices."""

    url: str
    screens: dict[str, RemoteScreen]
    twins: dict[str, RemoteScreen]
    tickets: Path
    spoken: Path
    ready_seconds: float


def has_display() -> bool:
    """Whether windows can be shown to somebody."""
    return sys.platform in ("win32", "darwin") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def make_hall(folder: Path) -> None:
    """The reference hall with one PIN for all staff, on a free port, open at any hour."""
    init(
        folder,
        source=None,
        empty=False,
        apply=False,
        training_pin=PIN,
        always_open=True,
        host="127.0.0.1",
        port=free_port(),
        database="sqlite:///hall.db",
        public_url=None,
    )
    _known_by_face_alone(folder / "hall.toml")


def _known_by_face_alone(settings: Path) -> None:
    """Whoever walks up to the clock is greeted; the usual policy asks for a card or a number before."""
    said = settings.read_text("utf-8")
    assert STRICT in said
    settings.write_text(said.replace(STRICT, CONVENIENT), "utf-8")


def open_hall(started: Processes, folder: Path, output: Path, places: dict[str, Place]) -> DemoHall:
    """Start everything on the hall that `hall init` made in `folder`. Raises DidNotStart."""
    url = server_url(folder)
    tickets, spoken = output / "tickets", output / "spoken.txt"
    tickets.mkdir(parents=True, exist_ok=True)
    started.start("server", "hall_server", "server", str(folder))
    twins = start_twins(started, folder, tickets, spoken, ENROLLED)
    ready = wait_ready(started, url)
    admin = HttpAttendance(url)
    admin.sign_in(ADMINISTRATOR, PIN, None)
    if "clock" in places:
        enrol(admin)
    devices = {
        "kiosk": {"role": "kiosk", "name": "二楼1号取号机", "zone": ZONE},
        "terminal": {"role": "window", "window": WINDOW, "zone": ZONE},
        "hall-board": {"role": "board", "layout": "hall", "name": "大厅屏"},
        "zone-board": {"role": "board", "layout": "zone", "name": "B区屏", "zone": ZONE},
        "window-screen": {
            "role": "board",
            "layout": "window",
            "name": "85号窗口屏",
            "window": WINDOW,
            "zone": ZONE,
        },
        "clock": {"role": "clock", "name": "一楼东门考勤机"},
    }
    modules = {"kiosk": "kiosk", "terminal": "window_terminal", "clock": "hardware.attendance_clock"}
    screens = {}
    pin_hash = hashed(TECHNICIAN_PIN)
    for name, place in places.items():
        settings = devices[name] | {"technician_pin": pin_hash}
        if settings["role"] in ("kiosk", "board", "clock"):
            settings["token"] = paired(
                url, admin, Role(settings["role"]), settings["name"], settings.get("zone")
            )
        port = free_port()
        device = _device_file(folder / f"{name}.toml", settings, url, port, place, twins.ports.get(name, {}))
        if name == "zone-board":
            device.write_text("\n".join([device.read_text("utf-8"), *twins.led(WINDOW)]) + "\n", "utf-8")
        if name == "clock":
            device.write_text(f'{device.read_text("utf-8")}[clock]\nface = "fake://"\n', "utf-8")
        started.start(name, modules.get(name, "display_board"), "--config", str(device), scale=place.scale)
        screens[name] = RemoteScreen(name, port)
    admin.close()
    for screen in screens.values():
        screen.until("names", lambda _: True, READY_WITHIN_SECONDS)
    return DemoHall(url, screens, twins.panels, tickets, spoken, ready)


def server_url(folder: Path) -> str:
    """Address of the server that the settings in a folder describe."""
    return f"http://127.0.0.1:{read_configuration(folder / 'hall.toml').server.port}"


def paired(url: str, admin: HttpHall, role: Role, name: str, zone: str | None) -> str:
    """Pair a device as an administrator would, and give back its token."""
    device = HttpHall(url)
    request = device.ask_to_pair(role, name, zone)
    admin.approve_device(request.code, new_key())
    answer = device.pairing_answer(request.code, request.secret)
    device.close()
    assert answer.token is not None
    return answer.token


def _device_file(
    path: Path, settings: dict[str, str], url: str, control: int, place: Place, ports: dict[str, str]
) -> Path:
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in (settings | {"server": url}).items()]
    lines += [f"control_port = {control}", f'state_dir = "state-{path.stem}"']
    lines += ["[screen]", f"x = {round(place.x / place.scale)}", f"y = {round(place.y / place.scale)}"]
    lines += [f"width = {place.width}", f"height = {place.height}"]
    lines += ["[ports]", *(f'{k} = "{v}"' for k, v in ports.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
