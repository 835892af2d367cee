"""A device's own settings: one small TOML file a machine, read once."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from hall_server.client.led_settings import STALE_SECONDS, BadLed, LedBus, read_buses
from hall_server.wire.words import Language

ROLES = ("kiosk", "board", "window", "clock", "evaluator")
LAYOUTS = ("hall", "zone", "window", "attendance")


class BadSettings(Exception):
    """A settings file that cannot be used. Names the file, the key and what is allowed."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the window stands, in pixels of the virtual desktop."""

    x: int = 0
    y: int = 0
    width: int = 1080
    height: int = 1920
    frameless: bool = True
    on_top: bool = False


@dataclass(frozen=True, slots=True)
class Ports:
    """URLs of the attached devices; `none://` where there is none."""

    printer: str = "none://"
    id_reader: str = "none://"
    light: str = "none://"
    guide_bell: str = "none://"
    """Of a kiosk: what rings at the guide's desk, a light's URL."""
    speaker: str = "silent://"
    call_box: str = "none://"
    evaluator: str = "none://"
    scanner: str = "none://"
    camera: str = "none://"


@dataclass(frozen=True, slots=True)
class PrinterOptions:
    """What is not set is what the model of the printer says of itself."""

    model: str | None = None
    paper_mm: int | None = None
    rom: str | None = None
    text_mode: str | None = None
    """`mixed`, or `raster` for printers whose Chinese font is unknown."""
    status: str | None = None
    """`required`, or `none` for printers that never answer a status request."""


@dataclass(frozen=True, slots=True)
class ClockOptions:
    """Of an attendance clock. The zone is the part of the picture that is looked at, in shares of it."""

    face: str = "dlib://"
    """The face engine and its model files."""
    zone_left: float = 0.18
    zone_top: float = 0.0
    zone_width: float = 0.64
    zone_height: float = 1.0
    face_pixels: int = 110
    """The least width of a face that is compared: whoever is further away is asked to come closer."""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    role: str
    server: str
    name: str = ""
    zone: str | None = None
    window: str | None = None
    """The counter, for a window terminal or a window screen."""
    layout: str = "zone"
    """Of a board: `hall`, `zone` or `window`; `attendance` for the live wall of the staff."""
    language: Language = Language.ZH
    token: str | None = None
    """Given by hand; otherwise the device pairs and keeps its token in `state_dir`."""
    state_dir: Path = Path("state")
    control_port: int | None = None
    """Loopback port for a driver of tests and demonstrations; absent in service."""
    idle_seconds: float = 60.0
    """A kiosk goes home after so long without a touch."""
    plan_days: float = 7.0
    """So long a kiosk that starts while the hall cannot be reached uses the plan on its disk; 0: never."""
    technician_pin: str | None = None
    """A hash, made by `hall technician-pin`; without it nobody opens the technician's page."""
    technician_press_seconds: float = 3.0
    """How long the top right corner is pressed to ask for that page."""
    screen: Screen = field(default_factory=Screen)
    ports: Ports = field(default_factory=Ports)
    printer: PrinterOptions = field(default_factory=PrinterOptions)
    clock: ClockOptions = field(default_factory=ClockOptions)
    led: tuple[LedBus, ...] = ()
    """The buses of LED strips and rows that a call board drives."""
    led_stale_seconds: float = 5.0
    """Without news for so long a strip shows its window's name in place of a number that may be over."""


def printer_url(settings: DeviceSettings) -> str:
    """The printer's port with the options of the settings file, unless the port says otherwise."""
    url = settings.ports.printer
    if not url.startswith(("tcp:", "serial:", "usb:", "file:", "spooler:")):
        return url
    printer = settings.printer
    options = {
        "model": printer.model,
        "paper": printer.paper_mm,
        "rom": printer.rom,
        "text": "auto" if printer.text_mode == "mixed" else printer.text_mode,
        "status": "ask" if printer.status == "required" else printer.status,
    }
    if url.startswith("spooler:"):
        del options["status"]
    given = parse_qs(urlsplit(url).query)
    missing = {key: value for key, value in options.items() if value is not None and key not in given}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(missing)}" if missing else url


_TABLES: dict[str, type] = {
    "screen": Screen,
    "ports": Ports,
    "printer": PrinterOptions,
    "clock": ClockOptions,
}
_CHOICES: dict[str, tuple[object, ...]] = {
    "role": ROLES,
    "layout": LAYOUTS,
    "language": tuple(v.value for v in Language),
    "printer.paper_mm": (58, 80),
    "printer.rom": ("gb2312", "gbk", "gb18030"),
    "printer.text_mode": ("mixed", "raster"),
    "printer.status": ("required", "none"),
}
_BOUNDS: dict[str, tuple[float, float]] = {
    "led_stale_seconds": STALE_SECONDS,
    "plan_days": (0.0, 366.0),
    "clock.zone_left": (0.0, 0.9),
    "clock.zone_top": (0.0, 0.9),
    "clock.zone_width": (0.1, 1.0),
    "clock.zone_height": (0.1, 1.0),
    "clock.face_pixels": (60, 600),
}


def read_device_settings(path: Path) -> DeviceSettings:
    """Read a device.toml.

    Raises BadSettings for an unreadable file, an unknown key, a wrong type or a value that is not allowed.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: is not TOML ({error})") from error
    settings: DeviceSettings = _fill(path, "", DeviceSettings, found)
    if settings.led and settings.role != "board":
        raise BadSettings(f'{path}: led is read by call boards only; take [[led]] out, or set role = "board"')
    return settings


def _fill(path: Path, prefix: str, shape: type, found: dict[str, Any]) -> Any:  # noqa: ANN401 - any of the shapes
    known = {f.name: f for f in fields(shape)}
    values: dict[str, Any] = {}
    for key, value in found.items():
        name = f"{prefix}{key}"
        if name == "ports.led":
            raise BadSettings(
                f"{path}: ports.led is not a setting; give each bus a table, [[led]] with port ="
            )
        if key not in known:
            raise BadSettings(f"{path}: {name} is not a setting; allowed are {', '.join(known)}")
        if key in _TABLES and not prefix:
            if not isinstance(value, dict):
                raise BadSettings(f"{path}: {name} must be a table, [{name}]")
            values[key] = _fill(path, f"{name}.", _TABLES[key], value)
        elif name == "led":
            values[key] = _buses(path, value)
        else:
            values[key] = _checked(path, name, str(known[key].type), value)
    missing = [n for n in ("role", "server") if not prefix and n not in values]
    if missing:
        raise BadSettings(f"{path}: {missing[0]} is missing; add {missing[0]} = …")
    if not prefix:
        values.setdefault("state_dir", path.parent / "state")
    return shape(**values)


def _buses(path: Path, found: object) -> tuple[LedBus, ...]:
    try:
        return read_buses(found)
    except BadLed as wrong:
        raise BadSettings(f"{path}: {wrong}") from wrong


def _checked(path: Path, name: str, kind: str, value: object) -> object:
    choices = _CHOICES.get(name)
    if choices and value not in choices:
        raise BadSettings(f"{path}: {name} is {value!r}; allowed are {', '.join(map(str, choices))}")
    wanted: tuple[type, ...] = (str,)
    if kind.startswith(("<class 'int", "int")):
        wanted = (int,)
    elif "bool" in kind:
        wanted = (bool,)
    elif "float" in kind:
        wanted = (int, float)
    if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
        raise BadSettings(f"{path}: {name} is {value!r}; it must be of type {wanted[-1].__name__}")
    least_most = _BOUNDS.get(name)
    if least_most and isinstance(value, int | float) and not least_most[0] <= value <= least_most[1]:
        raise BadSettings(f"{path}: {name} is {value}; allowed are {least_most[0]} to {least_most[1]}")
    if "Path" in kind:
        return Path(str(value)) if Path(str(value)).is_absolute() else path.parent / str(value)
    return Language(str(value)) if "Language" in kind else value
