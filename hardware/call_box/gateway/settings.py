"""The gateway's own settings: one TOML file, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hall_server.wire.words import HoldKind
from hardware.call_box.acts import CONFIRMED, SCORES, Act


class BadSettings(Exception):
    """A settings file that cannot be used. Names the file, the key and what is allowed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A keypad and the window where it stands. Without a staff number its clerk signs in with its keys."""

    address: int
    window: str
    staff: str = ""
    pin: str = field(default="", repr=False)
    evaluator: str = ""
    """Device URL of an evaluator of its own; empty: the one that hangs on the keypad."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How keys are understood at all windows of this gateway."""

    confirmed: Mapping[str, Act] = field(default_factory=lambda: CONFIRMED)
    scores: Mapping[int, int] = field(default_factory=lambda: SCORES)
    next_ends_service: bool = True
    """The next-key starts, counted from the last call, and finishes what stands at the window. Otherwise it
    is refused until the clerk has finished."""
    pause_reason: str = ""
    """Empty: the first of the hall's list. A digit before the key chooses another one of the list."""
    call_reason: str = ""
    transfer_reason: str = ""
    pause_minutes: int = 15
    transfer_queue: str = ""
    """Where the transfer-key sends a ticket when no window number was typed; empty: nowhere."""
    hold_kind: HoldKind = HoldKind.WITHOUT_PAPERS
    beep_for_first: bool = True
    """A beep when somebody begins to wait for a window that is open and free."""
    rating_seconds: float = 60.0
    """How long after the evaluation was asked for a key of the evaluator still counts."""


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    server: str
    port: str
    """Device URL of the line, `serial:///dev/ttyUSB0?baud=9600` for instance."""
    places: tuple[Place, ...]
    habits: Habits = Habits()
    rating_token: str = field(default="", repr=False)
    """Token of a device with the role evaluator, given by hand."""
    state_dir: str = ""
    """Folder, from this file's own, where the gateway keeps its token: it pairs as an evaluator, and its log
    says the code that an administrator approves. Without both, scores are not sent."""
    name: str = "keypads"
    """As which it asks to be approved."""


def read_settings(path: Path) -> GatewaySettings:
    """Read a callbox.toml.

    Raises BadSettings for an unreadable file, an unknown key, a wrong type or a value that is not allowed.
    """
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: is not TOML ({error})") from error
    try:
        read = _settings(found)
        return replace(read, state_dir=str(path.parent / read.state_dir) if read.state_dir else "")
    except (ValueError, TypeError) as error:
        raise BadSettings(f"{path}: {error}") from error


def _settings(found: dict[str, Any]) -> GatewaySettings:
    places, habits = found.pop("window", []), found.pop("keys", {})
    if not isinstance(places, list) or not places:
        raise ValueError('no [[window]] is given; each has address = 3 and window = "W085"')
    made = tuple(Place(**_checked("window", Place, each)) for each in places)
    addresses = [place.address for place in made]
    if len(set(addresses)) != len(addresses):
        raise ValueError("two windows have the same address")
    plain = _checked("", GatewaySettings, found, leave_out=("places", "habits"))
    return GatewaySettings(**plain, places=made, habits=_habits(habits))


def _habits(found: dict[str, Any]) -> Habits:
    values = _checked("keys", Habits, found)
    if "confirmed" in values:
        values["confirmed"] = MappingProxyType(
            {**CONFIRMED, **{d: Act(a) for d, a in values["confirmed"].items()}}
        )
    if "scores" in values:
        scores = {int(key): stars for key, stars in values["scores"].items()}
        if not all(stars in (1, 2, 3, 4, 5) for stars in scores.values()):
            raise ValueError("keys.scores: stars are 1 to 5")
        values["scores"] = MappingProxyType(scores)
    if "hold_kind" in values:
        values["hold_kind"] = HoldKind(values["hold_kind"])
    return Habits(**values)


def _checked(table: str, shape: type, found: object, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """The values of one table, their names and types looked at."""
    if not isinstance(found, dict):
        raise TypeError(f"{table} must be a table")
    known = {each.name: each for each in fields(shape) if each.name not in leave_out}
    for name, value in found.items():
        shown = f"{table}.{name}" if table else name
        if name not in known:
            raise ValueError(f"{shown} is not a setting; allowed are {', '.join(known)}")
        wanted = _PLAIN.get(str(getattr(known[name].type, "__name__", known[name].type)))
        if wanted and (not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted)):
            raise ValueError(f"{shown} is {value!r}; it must be of type {wanted[-1].__name__}")
    missing = [n for n in ("server", "port", "address", "window") if n in known and n not in found]
    if missing:
        raise ValueError(f"{table}{'.' if table else ''}{missing[0]} is missing")
    return dict(found)


_PLAIN: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "float": (int, float),
    "Mapping": (dict,),
}
