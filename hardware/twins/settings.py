"""`twins.toml`: which simulated devices stand on the bench, on which ports, and where their windows are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from hardware.evaluator.frames import BadKeys, Dialect, read_dialect
from hardware.led.interface import Spot
from hardware.led.wire_simulator import PROTOCOLS
from hardware.light.interface import Colour

DEVICES = ("printer", "id_reader", "scanner", "evaluator", "keypad", "led", "lamp", "loudspeaker", "camera")
FIVE_KEYS = {"keys": "31:5,32:4,33:3,34:2,35:1", "start": "A1", "stop": "A0"}


class BadTwins(Exception):
    """A settings file that cannot be used. Names the file, the twin and what is allowed."""


@dataclass(frozen=True, slots=True)
class TwinSettings:
    """One device. What a kind of device does not need keeps its default."""

    device: str
    id: str = ""
    """By which its URL is announced; the device's kind unless given."""
    place: str = ""
    """Where it stands, for its title: `二楼1号取号机`."""
    port: int = 0
    """0 takes any free one."""
    control_port: int | None = None
    """Of a remote control of the panel; 0 takes any free one."""
    window: tuple[int, int, int, int] | None = None
    """Left, top, width and height in pixels, without a frame; without it the desktop places the window."""
    tickets: Path | None = None
    """Where the printer leaves its pictures, and where a scanner finds the newest."""
    spoken: Path | None = None
    """The log of the voice, for a loudspeaker."""
    pictures: Path | None = None
    """The folder that a clock's camera reads."""
    people: tuple[str, ...] = ("1001", "1024", "1085")
    """Staff numbers of those who may walk up to a clock's camera."""
    protocol: str = "strip"
    rows: tuple[Spot, ...] = (Spot(1),)
    """Of an LED display, from the top: `"1/0"` is row 0 of address 1."""
    columns: int = 128
    """Lamps across an LED display."""
    address: int = 1
    """Of a keypad or a relay board on its line."""
    dialect: Dialect = field(default_factory=lambda: read_dialect(FIVE_KEYS))
    """Of an evaluator: `keys`, `start` and `stop` as in its URL."""
    outputs: Mapping[Colour, int] = field(default_factory=lambda: {c: n for n, c in enumerate(Colour)})


DEFAULT = (
    TwinSettings("printer", port=9100),
    TwinSettings("id_reader", port=7001),
    TwinSettings("scanner", port=7002),
    TwinSettings("evaluator", port=5020),
    TwinSettings("keypad", port=5010),
    TwinSettings("led", id="strip", port=5030),
    TwinSettings("led", id="rows", port=5031, protocol="onbon", rows=tuple(Spot(1, n) for n in range(4))),
    TwinSettings("lamp", port=5040),
    TwinSettings("loudspeaker"),
    TwinSettings("camera"),
)
"""One of each, where no file says otherwise."""


def read_twins(path: Path) -> tuple[TwinSettings, ...]:
    """Raises BadTwins."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadTwins(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadTwins(f"{path}: is not TOML ({error})") from error
    tables = found.pop("twin", None)
    if found or not isinstance(tables, list) or not tables:
        raise BadTwins(f"{path}: it must hold [[twin]] tables and nothing else")
    twins = tuple(_twin(f"{path}: twin no. {n}", path, table) for n, table in enumerate(tables, 1))
    ids = [twin.id for twin in twins]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise BadTwins(f"{path}: {twice[0]} is there twice; give each twin an id of its own")
    return twins


def _twin(name: str, path: Path, table: Mapping[str, object]) -> TwinSettings:
    device = table.get("device")
    if device not in DEVICES:
        raise BadTwins(f"{name}: device is {device!r}; allowed are {', '.join(DEVICES)}")
    known = [f.name for f in fields(TwinSettings) if f.name != "dialect"]
    for key in table:
        if key not in (*known, *FIVE_KEYS):
            raise BadTwins(f"{name}: {key} is not a setting; allowed are {', '.join((*known, *FIVE_KEYS))}")
    values = {key: _read(f"{name}: {key}", path, key, value) for key, value in table.items() if key in known}
    try:
        given = {key: str(table.get(key, usual)) for key, usual in FIVE_KEYS.items()}
        dialect = read_dialect(given)
    except BadKeys as error:
        raise BadTwins(f"{name}: {error}") from error
    return TwinSettings(**({"id": device} | values), dialect=dialect)


def _read(name: str, path: Path, key: str, value: object) -> Any:  # noqa: ANN401 - of any field's type
    match key, value:
        case (("device" | "id" | "place"), str()):
            return value
        case "protocol", str() if value in PROTOCOLS:
            return value
        case (("port" | "control_port" | "columns" | "address"), int()) if 0 <= value < 65536:
            return value
        case (("tickets" | "spoken" | "pictures"), str()):
            return path.parent / value
        case "window", [int(), int(), int(), int()]:
            return tuple(value)
        case "people", [_, *_] if all(isinstance(each, str) and each.isalnum() for each in value):
            return tuple(value)
        case "rows", [_, *_]:
            return tuple(_spot(name, each) for each in value)
        case "outputs", dict() if set(value) <= {colour.value for colour in Colour}:
            return {Colour(colour): output for colour, output in value.items()}
    raise BadTwins(f"{name} is {value!r}, which cannot be")


def _spot(name: str, where: object) -> Spot:
    numbers = str(where).split("/")
    if len(numbers) > 2 or not all(number.isascii() and number.isdigit() for number in numbers):
        raise BadTwins(f'{name} holds {where!r}; it must be "address/row", for example "1/0"')
    return Spot(*map(int, numbers))
