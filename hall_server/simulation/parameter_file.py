"""Parameters from a TOML file. A wrong key or value is named with what is allowed."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hall_server.domain.ticket import Priority
from hall_server.simulation.parameters import BadParameters, Closure, Group, Parameters, Peak

Read = Callable[[Any], Any]


def read_parameters(path: Path, **changes: float) -> Parameters:
    """`changes` go before the file. Raises BadParameters, OSError."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadParameters(f"{path}: {error}") from None
    return parameters_of(found, str(path), **changes)


def parameters_of(found: Mapping[str, Any], name: str, **changes: float) -> Parameters:
    known = [f.name for f in fields(Parameters)]
    values: dict[str, Any] = {}
    for key, value in found.items():
        if key not in known:
            raise BadParameters(f"{name}: {key} is unknown; allowed are {', '.join(known)}")
        try:
            read: Read = _READ.get(key, _number)
            values[key] = read(value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise BadParameters(f"{name}: {key} is {value!r}, which cannot be read ({error})") from None
    try:
        return Parameters(**(values | changes))
    except BadParameters as error:
        raise BadParameters(f"{name}: {error}") from None


def _number(value: Any) -> float | int:  # noqa: ANN401 - what the file holds
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("a number is needed")
    return value


def _range(value: Any) -> tuple[float, float]:  # noqa: ANN401 - what the file holds
    low, high = value
    return _number(low), _number(high)


def _clock(value: Any) -> time:  # noqa: ANN401 - what the file holds
    return value if isinstance(value, time) else time.fromisoformat(value)


_READ: Mapping[str, Read] = MappingProxyType(
    {
        **dict.fromkeys(
            ("service_spread", "return_minutes", "balk_minutes", "slow_factor", "slow_minutes"), _range
        ),
        "item_minutes": lambda table: {item: _number(v) for item, v in table.items()},
        "class_shares": lambda table: {Priority(p): _number(v) for p, v in table.items()},
        "lunch_slots": lambda rows: tuple(map(_clock, rows)),
        "peaks": lambda rows: tuple(
            Peak(_clock(r["at"]), _number(r["spread_minutes"]), _number(r["weight"])) for r in rows
        ),
        "groups": lambda rows: tuple(
            Group(_clock(r["at"]), int(_number(r["people"])), str(r["item"])) for r in rows
        ),
        "closures": lambda rows: tuple(Closure(_clock(r["at"]), str(r["window"])) for r in rows),
    }
)
