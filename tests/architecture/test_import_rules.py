"""Who may import whom. One line a room; a file belongs to the longest line that fits its name."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = {"kiosk", "window_terminal", "display_board", "hall_server", "hardware"}

WIRE, CLIENT = "hall_server.wire", "hall_server.client"
DOMAIN, OPERATIONS = "hall_server.domain", "hall_server.operations"
STORAGE, HISTORY, API = "hall_server.storage", "hall_server.history", "hall_server.api"
HALLS, CONFIG, REPORTS = "hall_server.halls", "hall_server.config", "hall_server.reports"
SIMULATION = "hall_server.simulation"
FORECASTING = "hall_server.forecasting"
BASICS = "hardware.health hardware.transport"
PROGRAM = f"{WIRE} {CLIENT} {BASICS} hardware.heartbeat"
# room: (rooms it may import besides itself, third-party packages it may import)
ROOMS = {
    "hall_server": ("", ""),
    WIRE: ("", "pydantic"),
    CLIENT: (WIRE, "httpx httpx_sse pydantic"),
    f"{CLIENT}.qt_bridge": (f"{WIRE} {CLIENT}", "PySide6"),
    f"{CLIENT}.remote_control": ("", "PySide6"),
    DOMAIN: ("", ""),
    OPERATIONS: (DOMAIN, ""),
    STORAGE: (f"{DOMAIN} {OPERATIONS}", "sqlalchemy alembic cryptography argon2"),
    HISTORY: (f"{DOMAIN} {OPERATIONS} {STORAGE}", "psycopg"),
    API: (
        f"{DOMAIN} {OPERATIONS} {HISTORY} {WIRE} {HALLS} {REPORTS} {STORAGE}.cipher {STORAGE}.pins "
        f"{STORAGE}.event_log",
        "fastapi starlette pydantic prometheus_client stdnum structlog",
    ),
    FORECASTING: (f"{DOMAIN} {OPERATIONS}", ""),
    "hall_server.faces": (f"{DOMAIN} {OPERATIONS} hardware.face.matching", "numpy"),
    HALLS: (DOMAIN, "openpyxl pypinyin chinese_calendar"),
    REPORTS: (f"{DOMAIN} {OPERATIONS} {WIRE}.catalogue {WIRE}.words", "openpyxl"),
    SIMULATION: (
        f"{DOMAIN} {OPERATIONS} {FORECASTING} {WIRE}.catalogue {WIRE}.words {STORAGE}.live_hall "
        f"{STORAGE}.event_log {STORAGE}.event_codec {STORAGE}.attendance_records",
        "openpyxl matplotlib",
    ),
    CONFIG: (f"{DOMAIN} hall_server.attendance_settings hall_server.policy_settings", "pydantic"),
    "hall_server.policy_settings": (DOMAIN, "pydantic"),
    "hall_server.attendance_settings": (DOMAIN, "pydantic"),
    "hall_server.bootstrap": (
        f"{CONFIG} {DOMAIN} {OPERATIONS} {STORAGE} {HISTORY} {API} {HALLS} {FORECASTING} hall_server.faces",
        "fastapi uvicorn structlog sqlalchemy",
    ),
    "hall_server.cli": (
        f"hall_server.bootstrap {CONFIG} {DOMAIN} {OPERATIONS} {STORAGE} {HISTORY} {API} {HALLS} {REPORTS} "
        f"{SIMULATION} {WIRE} {CLIENT} hardware.doctor hardware.doctor.check_up hardware.doctor.page "
        "hall_server.faces hardware.health "
        f"hardware.twins hall_server.cli.demo_faces {FORECASTING}",
        "typer rich sqlalchemy uvicorn uvloop httpx psutil pydantic cv2",
    ),
    "hall_server.cli.demo_faces": (f"{WIRE} {CLIENT} hardware.face hardware.twins", ""),
    "hall_server.__main__": ("hall_server.cli", ""),
    "hardware": ("", ""),
    "hardware.advice": ("", ""),
    "hardware.health": ("hardware.advice", ""),
    "hardware.heartbeat": (f"{WIRE} hardware.health", ""),
    "hardware.transport": ("hardware.health", "serial"),
    "hardware.build": ("", ""),
}
for device, library in {
    "printer": "escpos PIL segno usb win32print pywintypes",
    "id_reader": "stdnum",
    "scanner": "",
    "speech": "",
    "light": "serial",
}.items():
    ROOMS[f"hardware.{device}"] = (BASICS, library)
    ROOMS["hardware.build"] = (f"{ROOMS['hardware.build'][0]} hardware.{device} {BASICS}", "")
ROOMS["hardware.light.indicator"] = (f"{CLIENT} hardware.light {BASICS}", "")
ROOMS["hardware.camera"] = (BASICS, "numpy cv2")
ROOMS["hardware.build_camera"] = (f"hardware.camera {BASICS}", "")
ROOMS["hardware.face"] = (f"hardware.camera {BASICS}", "numpy cv2 dlib")
ROOMS["hardware.face.matching"] = ("", "numpy")
ROOMS["hardware.face.evaluation"] = ("hardware.face hardware.face.matching hardware.camera", "numpy")
PROVING = "hardware.face hardware.face.matching hardware.camera"
ROOMS["hardware.face.liveness"] = (f"{PROVING} {BASICS}", "numpy cv2")
ROOMS["hardware.build_face"] = (f"hardware.face {BASICS}", "")
FACES = f"{PROVING} hardware.face.liveness hardware.face.evaluation hardware.build_face"
ROOMS["hardware.face.__main__"] = ROOMS["hardware.face.bench"] = (f"{FACES} {BASICS}", "")
LOOKED_AT = (
    "hardware.printer hardware.speech hardware.led hardware.camera hardware.id_reader hardware.scanner "
    "hardware.light hardware.call_box"
)
ROOMS["hardware.doctor"] = (f"{BASICS} hardware.build hardware.build_camera {LOOKED_AT}", "serial")
ROOMS["hardware.doctor.check_up"] = (f"{WIRE} {CLIENT} hardware.doctor {BASICS}", "httpx")
TECHNICIAN = "hardware.doctor.page"
ROOMS[TECHNICIAN] = (f"{WIRE} {CLIENT} hardware.doctor hardware.printer hardware.speech {BASICS}", "")
ROOMS[f"{TECHNICIAN}.ui"] = (f"{WIRE} hardware.doctor {TECHNICIAN} hardware.health", "PySide6")
ROOMS[f"{TECHNICIAN}.mounting"] = (
    f"{WIRE} {CLIENT} {CLIENT}.qt_bridge hardware.doctor hardware.doctor.check_up {TECHNICIAN} "
    f"{TECHNICIAN}.ui {BASICS}",
    "PySide6",
)
ROOMS["hardware.speech.qt_speech"] = (f"hardware.speech {BASICS}", "PySide6")
ROOMS["hardware.build"] = (f"{ROOMS['hardware.build'][0]} hardware.speech.qt_speech", "")
ROOMS["hardware.call_box"] = ROOMS["hardware.evaluator"] = (BASICS, "")
ROOMS["hardware.call_box.gateway"] = (
    f"{WIRE} {CLIENT} hardware.call_box hardware.evaluator hardware.heartbeat {BASICS}",
    "",
)
ROOMS["hardware.call_box.__main__"] = (
    f"{WIRE} {CLIENT} hardware.call_box hardware.call_box.gateway hardware.build {BASICS}",
    "",
)
ROOMS["hardware.evaluator.touch"] = (f"{WIRE} {CLIENT} hardware.evaluator {BASICS}", "")
ROOMS["hardware.evaluator.touch.face"] = ("hardware.evaluator", "PySide6")
ROOMS["hardware.evaluator.touch.ui"] = (
    f"{WIRE} hardware.evaluator hardware.evaluator.touch hardware.evaluator.touch.face",
    "PySide6",
)
ROOMS["hardware.evaluator.touch.__main__"] = (
    f"{WIRE} {CLIENT} {CLIENT}.qt_bridge {CLIENT}.remote_control hardware.evaluator.touch "
    f"hardware.evaluator.touch.ui hardware.evaluator hardware.build {BASICS}",
    "PySide6",
)
ROOMS["hardware.speech.qt_output"] = (f"hardware.speech {BASICS}", "PySide6")
ROOMS["hardware.build_keypads"] = (f"hardware.call_box hardware.evaluator {BASICS}", "")
ROOMS["hardware.build_voice"] = (
    f"hardware.speech hardware.speech.qt_speech hardware.speech.qt_output {BASICS}",
    "",
)
ROOMS["hardware.build"] = (
    f"{ROOMS['hardware.build'][0]} hardware.build_keypads hardware.build_voice hardware.call_box "
    "hardware.evaluator",
    "",
)
ROOMS["hardware.led"] = (f"{BASICS} hardware.light hardware.printer.fonts", "PIL")
ROOMS["hardware.build_displays"] = (f"hardware.led hardware.light {BASICS}", "")
ROOMS["hardware.build"] = (f"{ROOMS['hardware.build'][0]} hardware.build_displays hardware.led", "")
ROOMS["hardware.build_printers"] = (f"hardware.printer {BASICS}", "")
ROOMS["hardware.build"] = (f"{ROOMS['hardware.build'][0]} hardware.build_printers", "")
ROOMS["hardware.build_readers"] = (f"hardware.id_reader hardware.scanner {BASICS}", "")
ROOMS["hardware.build"] = (f"{ROOMS['hardware.build'][0]} hardware.build_readers", "")
TWINS = (
    "hardware.printer hardware.id_reader hardware.scanner hardware.call_box hardware.evaluator hardware.led "
    "hardware.light hardware.speech"
)
ROOMS["hardware.twins"] = (f"{WIRE} {CLIENT} {TWINS} hardware.camera hardware.face {BASICS}", "")
ROOMS["hardware.twins.ui"] = (
    f"{WIRE} hardware.twins {TWINS} hardware.evaluator.touch.face",
    "PySide6",
)
ROOMS["hardware.twins.__main__"] = (
    f"{WIRE} {CLIENT} {CLIENT}.qt_bridge {CLIENT}.remote_control hardware.twins hardware.twins.ui {TWINS} "
    f"{BASICS}",
    "PySide6",
)
for program, devices in {
    "kiosk": "hardware.printer hardware.id_reader hardware.light hardware.light.indicator hardware.scanner",
    "window_terminal": (
        "hardware.call_box hardware.evaluator hardware.scanner hardware.light hardware.light.indicator"
    ),
    "display_board": "hardware.speech hardware.led",
}.items():
    ROOMS[program] = (f"{PROGRAM} {devices}", "pydantic")
    ROOMS[f"{program}.ui"] = (f"{program} {WIRE} {CLIENT} hardware.health", "PySide6 segno")
    qt = f"{CLIENT}.qt_bridge {CLIENT}.remote_control"
    ROOMS[f"{program}.__main__"] = (
        f"{program} {program}.ui {PROGRAM} {devices} {qt} hardware.build "
        f"hardware.doctor {TECHNICIAN} {TECHNICIAN}.mounting",
        "PySide6 typer",
    )


CLOCK = "hardware.attendance_clock"
SEEING = "hardware.camera hardware.face hardware.face.matching hardware.face.liveness hardware.scanner"
ROOMS[CLOCK] = (f"{WIRE} {CLIENT} {SEEING} {BASICS}", "pydantic numpy cryptography")
ROOMS[f"{CLOCK}.pace"] = (
    f"{CLOCK} {SEEING} hardware.face.evaluation hardware.build_face hardware.health",
    "numpy",
)
ROOMS[f"{CLOCK}.ui"] = (f"{WIRE} {CLOCK} hardware.camera hardware.health", "PySide6")
ROOMS[f"{CLOCK}.__main__"] = (
    f"{WIRE} {CLIENT} {CLIENT}.qt_bridge {CLIENT}.remote_control {CLOCK} {CLOCK}.ui {SEEING} hardware.build "
    f"hardware.build_camera hardware.build_face hardware.doctor {TECHNICIAN} {TECHNICIAN}.mounting {BASICS}",
    "PySide6",
)


def room_of(module: str) -> str:
    fits = [r for r in ROOMS if module == r or module.startswith(r + ".")]
    return max(fits, key=len, default="(no room)")


def imports(path: Path, module: str) -> set[str]:
    """Full names of what a file imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            assert not node.level, f"{module}: relative imports hide the room; write the full name"
            ours = base.split(".")[0] in TOP
            found |= {f"{base}.{alias.name}" for alias in node.names} if ours else {base}
    return found


def allowed(name: str, room: str) -> bool:
    rooms, packages = (set(x.split()) for x in ROOMS.get(room, ("", "")))
    head = name.split(".")[0]
    if head in sys.stdlib_module_names:
        return True
    if head not in TOP:
        return head in packages
    within = (r for r in rooms | {room} if r == room_of(name) or (name + ".").startswith(r + "."))
    return any(room_of(name) == room_of(r) for r in within)


def breaches() -> list[str]:
    bad = []
    for path in sorted(p for top in TOP for p in (ROOT / top).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        room = room_of(module)
        if path.name == "__init__.py" and imports(path, module):
            bad.append(f"{module}: __init__ imports something")
        if room == "(no room)":
            bad.append(f"{module}: no room")
        wrong = [name for name in sorted(imports(path, module)) if not allowed(name, room)]
        bad += [f"{module} ({room}) imports {name}" for name in wrong]
    return bad


def test_every_import_is_in_the_table() -> None:
    assert breaches() == []


def test_the_table_refuses_what_it_should() -> None:
    """The guard itself: a few imports that must never pass."""
    assert not allowed("sqlalchemy.orm", "kiosk")
    assert not allowed("hall_server.domain.ticket.Ticket", "kiosk")
    assert not allowed("hall_server.storage.tables.TicketRow", API)
    assert not allowed("window_terminal.view_model", "kiosk.__main__")
    assert not allowed("datetime_extra", DOMAIN)
    assert not allowed("PySide6.QtCore", "kiosk")
    assert allowed("hall_server.storage.cipher.Cipher", API)


def loaded_by(statement: str, heavy: set[str]) -> str:
    code = f"{statement}\nimport sys\nprint(sorted({heavy!r} & set(sys.modules)))"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("module", ["kiosk.__main__", "window_terminal.__main__", "display_board.__main__"])
def test_a_program_of_the_hall_loads_no_database_and_no_web_server(module: str) -> None:
    assert loaded_by(f"import {module}", {"sqlalchemy", "fastapi", "uvicorn", "alembic", "cv2"}) == "[]"


@pytest.mark.parametrize(
    "program", ["kiosk", "window_terminal", "display_board", "hardware.attendance_clock"]
)
def test_deciding_what_to_show_loads_no_screen_and_no_network(program: str) -> None:
    assert (
        loaded_by(f"import {program}.view_model", {"PySide6", "httpx", "sqlalchemy", "escpos", "serial"})
        == "[]"
    )


def test_the_server_loads_no_qt() -> None:
    assert loaded_by("import hall_server.bootstrap", {"PySide6", "escpos", "serial", "cv2"}) == "[]"
