"""Events as text for the log: compact JSON, read back to equal values.

The hash of a person and the secret of a phone page are left out: the log is read by inspectors and sent
upward.
"""

import json
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from hall_server.domain.events import Event
from hall_server.storage.columns import from_millis, to_millis

SECRET = frozenset({"person", "token"})

Convert = Callable[[Any], Any]
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SHAPES: dict[type, tuple[tuple[str, Any], ...]] = {}


def encode(event: Event) -> str:
    return _JSON.encode(_plain(event))


def decode(text: str) -> Event:
    """Raises ValueError, KeyError or TypeError for a text that `encode` did not make."""
    found: Event = _built(Event)(json.loads(text))
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - any domain value
    return _PLAIN.get(type(value), _other)(value)


def _other(value: Any) -> Any:  # noqa: ANN401 - any domain value
    """Of a type that is met for the first time; from then on it goes straight to its conversion."""
    kind = type(value)
    if isinstance(value, Enum):
        _PLAIN[kind] = attrgetter("value")
    else:
        _PLAIN[kind] = _record
    return _PLAIN[kind](value)


def _many(value: Any) -> list[Any]:  # noqa: ANN401 - a tuple or a list
    return [_plain(v) for v in value]


def _record(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    found: dict[str, Any] = {}
    for name, default in _shape(type(value)):
        v = getattr(value, name)
        if v is not default and v != default:
            found[name] = v if type(v) is str else _plain(v)
    return found


_PLAIN: dict[type, Convert] = {
    **dict.fromkeys((type(None), str, bool, int, float), lambda value: value),
    datetime: to_millis,
    date: date.isoformat,
    tuple: _many,
    list: _many,
}
"""How a value of a type becomes a plain one."""


def _shape(kind: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401 - any dataclass
    """Names of the fields that are written, with the defaults that are not worth writing."""
    if kind not in _SHAPES:
        _SHAPES[kind] = tuple((f.name, f.default) for f in fields(kind) if f.name not in SECRET)
    return _SHAPES[kind]


@cache
def _built(kind: Any) -> Convert:  # noqa: ANN401 - any annotation
    """How a plain value becomes one of a type."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _built(next(a for a in args if a is not type(None)))
        return lambda v: None if v is None else inner(v)
    if origin is tuple:
        inner = _built(args[0])
        return lambda v: tuple(inner(x) for x in v)
    kind = getattr(kind, "__supertype__", kind)
    if kind is datetime:
        return from_millis
    if kind is date:
        return date.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        converts = {f.name: _built(hints[f.name]) for f in fields(kind)}
        blank = {"token": ""} if "token" in converts else {}
        return lambda v: kind(**blank, **{n: converts[n](x) for n, x in v.items()})
    return lambda v: v
