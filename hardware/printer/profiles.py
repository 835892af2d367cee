"""The models that are known: their facts stand in `profiles.toml`, read once."""

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from hardware.printer.frames import Cut, Discard, FontRom
from hardware.printer.typeset import TextMode

GENERIC = "generic"
_MM_PER_INCH = 25.4


class BadProfile(ValueError):
    """The table of a model says something that has no meaning. Names the model and the key."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One model of printer. The words are those of `profiles.toml`, which explains them."""

    name: str
    title: str
    source: str
    paper: int = 80
    dpi: int = 203
    dots: MappingProxyType[int, int] = field(default_factory=lambda: MappingProxyType({80: 576, 58: 384}))
    rom: FontRom = FontRom.GB18030
    text: TextMode = TextMode.AUTO
    native_qr: bool = False
    cut: Cut = Cut.FEED
    feed: int = 0
    status: str = "ask"
    confirm: str = "printed"
    asb: bool = False
    discard: Discard = Discard.NONE
    spacing: bool = False
    near_end: float = 4.0
    unverified: tuple[str, ...] = ()

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / _MM_PER_INCH

    def is_sure_of(self, fact: str) -> bool:
        """Whether somebody has compared this fact with the machine or its manual."""
        return fact not in self.unverified


@cache
def profiles() -> MappingProxyType[str, Profile]:
    """All models by name. Raises BadProfile."""
    text = files("hardware.printer").joinpath("profiles.toml").read_text("utf-8")
    return MappingProxyType({name: profile(name, table) for name, table in tomllib.loads(text).items()})


def profile(name: str, table: dict[str, Any]) -> Profile:
    """One table as a model. Raises BadProfile."""
    known = {each.name for each in fields(Profile)} - {"name"}
    for key in [*table, *table.get("unverified", ())]:
        if key not in known:
            raise BadProfile(f"{name}: {key} is no fact of a printer; those are {', '.join(sorted(known))}")
    try:
        return Profile(name=name, **{key: _READ.get(key, lambda v: v)(value) for key, value in table.items()})
    except (TypeError, ValueError) as error:
        raise BadProfile(f"{name}: {error}") from error


def _dots(table: dict[str, int]) -> MappingProxyType[int, int]:
    return MappingProxyType({int(width): dots for width, dots in table.items()})


_READ: dict[str, Any] = {
    "dots": _dots,
    "rom": FontRom,
    "text": TextMode,
    "cut": Cut,
    "discard": Discard,
    "near_end": float,
    "unverified": tuple,
}
