"""A device's own settings: one small TOML file a machine, read once."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from hall_server.wire.words import Language

ROLES = ("kiosk", "board", "window", "clock")
LAYOUTS = ("hall", "zone", "window")


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
    speaker: str = "silent://"
    led: str = "none://"
    call_box: str = "none://"
    evaluator: str = "none://"
    scanner: str = "none://"


@dataclass(frozen=True, slots=True)
class PrinterOptions:
    paper_mm: int = 80
    rom: str = "gb18030"
    text_mode: str = "mixed"
    """`mixed`, or `raster` for printers whose Chinese font is unknown."""
    status: str = "required"
    """`none` for printers that never answer a status request."""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    role: str
    server: str
    name: str = ""
    zone: str | None = None
    window: str | None = None
    """The counter, for a window terminal or a window screen."""
    layout: str = "zone"
    """Of a board: `hall`, `zone` or `window`."""
    language: Language = Language.ZH
    token: str | None = None
    """Given by hand; otherwise the device pairs and keeps its token in `state_dir`."""
    state_dir: Path = Path("state")
    control_port: int | None = None
    """Loopback port for a driver of tests and demonstrations; absent in service."""
    idle_seconds: float = 60.0
    """A kiosk goes home after so long without a touch."""
    screen: Screen = field(default_factory=Screen)
    ports: Ports = field(default_factory=Ports)
    printer: PrinterOptions = field(default_factory=PrinterOptions)


_TABLES: dict[str, type] = {"screen": Screen, "ports": Ports, "printer": PrinterOptions}
_CHOICES: dict[str, tuple[object, ...]] = {
    "role": ROLES,
    "layout": LAYOUTS,
    "language": tuple(v.value for v in Language),
    "printer.paper_mm": (58, 80),
    "printer.rom": ("gb2312", "gbk", "gb18030"),
    "printer.text_mode": ("mixed", "raster"),
    "printer.status": ("required", "none"),
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
    return settings


def _fill(path: Path, prefix: str, shape: type, found: dict[str, Any]) -> Any:  # noqa: ANN401 - any of the shapes
    known = {f.name: f for f in fields(shape)}
    values: dict[str, Any] = {}
    for key, value in found.items():
        name = f"{prefix}{key}"
        if key not in known:
            raise BadSettings(f"{path}: {name} is not a setting; allowed are {', '.join(known)}")
        if key in _TABLES and not prefix:
            if not isinstance(value, dict):
                raise BadSettings(f"{path}: {name} must be a table, [{name}]")
            values[key] = _fill(path, f"{name}.", _TABLES[key], value)
        else:
            values[key] = _checked(path, name, str(known[key].type), value)
    missing = [n for n in ("role", "server") if not prefix and n not in values]
    if missing:
        raise BadSettings(f"{path}: {missing[0]} is missing; add {missing[0]} = …")
    return shape(**values)


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
    if "Path" in kind:
        return Path(str(value)) if Path(str(value)).is_absolute() else path.parent / str(value)
    return Language(str(value)) if "Language" in kind else value
