"""The specification of a display or relay board that needs no code: a TOML file, read into frozen values."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from hardware.led.checksums import CHECKSUMS
from hardware.led.led_text import Charset


class BadSpec(ValueError):
    """A specification that cannot be understood; the text names the file, the place and what is allowed."""


class FieldKind(Enum):
    """What stands at a place of the frame."""

    CONST = "const"
    ADDRESS = "address"
    ROW = "row"
    LENGTH = "length"
    TEXT = "text"
    SWITCH = "switch"
    CHECKSUM = "checksum"


class TextSource(Enum):
    """Which part of a look goes into a text field."""

    TEXT = "text"
    NUMBER = "number"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class SpecField:
    """One field of the frame, in the order in which it is sent.

    `covers` names the first and last field that a length or checksum is over. `blink` replaces a constant
    while a call blinks. `after_each` follows every byte of a text, and a
    character with which it would match `refuse` becomes 〓. A `raw` field is not escaped.
    """

    kind: FieldKind
    name: str
    hex: bytes = b""
    blink: bytes | None = None
    on: bytes = b""
    off: bytes = b""
    size: int = 1
    big_endian: bool = True
    plus: int = 0
    covers: tuple[str, str] = ("", "")
    source: TextSource = TextSource.TEXT
    charset: Charset = Charset.GB2312
    longest: int = 120
    pad_to: int = 0
    pad: bytes = b" "
    after_each: bytes = b""
    refuse: re.Pattern[bytes] | None = None
    algorithm: str = "sum8"
    raw: bool = False


@dataclass(frozen=True, slots=True)
class SpecReply:
    """A pattern over the answer's bytes, and seconds to wait for it."""

    pattern: re.Pattern[bytes]
    seconds: float = 0.5


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole protocol. `gap` in seconds; with no `reply` nobody waits for one."""

    name: str
    fields: tuple[SpecField, ...]
    escapes: Mapping[int, bytes] = field(default_factory=lambda: MappingProxyType({}))
    gap: float = 0.1
    reply: SpecReply | None = None


_ALLOWED = {
    FieldKind.CONST: {"hex", "blink"},
    FieldKind.ADDRESS: {"bytes", "order"},
    FieldKind.ROW: {"bytes", "order", "plus"},
    FieldKind.LENGTH: {"bytes", "order", "from", "to", "plus"},
    FieldKind.TEXT: {"source", "encoding", "longest", "pad_to", "pad", "after_each", "refuse"},
    FieldKind.SWITCH: {"on", "off"},
    FieldKind.CHECKSUM: {"algorithm", "order", "from", "to"},
}
_TOP = {"name", "gap_ms", "escape", "reply", "field"}


class _Table:
    """A TOML table that knows where it stands, so that every mistake is told with its place."""

    def __init__(self, where: str, values: object) -> None:
        if not isinstance(values, dict):
            raise BadSpec(f"{where}: a table is needed")
        self.where = where
        self.values: dict[str, object] = values

    def allow_only(self, allowed: set[str]) -> None:
        for key in self.values:
            if key not in allowed:
                raise BadSpec(f"{self.where}: unknown key {key!r}; allowed: {', '.join(sorted(allowed))}")

    def words(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise BadSpec(f"{self.where}: {key} must be a text in quotes")
        return value

    def choice(self, key: str, allowed: list[str]) -> str:
        value = self.words(key, allowed[0])
        if value not in allowed:
            raise BadSpec(f"{self.where}: {key} = {value!r}; allowed: {', '.join(allowed)}")
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadSpec(f"{self.where}: {key} must be a whole number from {low} to {high}")
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise BadSpec(f"{self.where}: {key} must be true or false")
        return value

    def hex(self, key: str, default: str | None = None) -> bytes:
        value = self.words(key, default)
        try:
            return bytes.fromhex(value)
        except ValueError:
            raise BadSpec(f'{self.where}: {key} = {value!r} is not hexadecimal, such as "AA 0F"') from None

    def pattern(self, key: str) -> re.Pattern[bytes]:
        """A row of bytes, `..` standing for any; for instance "AA .. 06"."""
        pieces = self.words(key).split()
        if not pieces or not all(re.fullmatch(r"[0-9A-Fa-f]{2}|\.\.", piece) for piece in pieces):
            raise BadSpec(f'{self.where}: {key} must be bytes such as "AA .. 06", with .. for any byte')
        parts = (b"." if piece == ".." else re.escape(bytes.fromhex(piece)) for piece in pieces)
        return re.compile(b"".join(parts), re.DOTALL)


def read_spec(path: Path) -> Spec:
    """Raises BadSpec."""
    try:
        return parse_spec(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadSpec(f"{path}: {error}") from error


def parse_spec(text: str, where: str) -> Spec:
    """Raises BadSpec, which begins with `where`."""
    try:
        top = _Table(where, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BadSpec(f"{where}: {error}") from error
    top.allow_only(_TOP)
    tables = top.values.get("field", [])
    if not isinstance(tables, list) or not tables:
        raise BadSpec(f"{where}: at least one [[field]] is needed")
    fields = tuple(_field(_Table(f"{where}, field {n}", table)) for n, table in enumerate(tables, 1))
    _expect_sound(where, fields)
    return Spec(
        name=top.words("name", Path(where).stem),
        fields=fields,
        escapes=_escapes(_Table(f"{where}, escape", top.values.get("escape", {}))),
        gap=top.whole("gap_ms", 100, 0, 60_000) / 1000,
        reply=_reply(_Table(f"{where}, reply", top.values["reply"])) if "reply" in top.values else None,
    )


def _field(table: _Table) -> SpecField:
    kind = FieldKind(table.choice("kind", [kind.value for kind in FieldKind]))
    table.allow_only(_ALLOWED[kind] | {"kind", "name", "raw"})
    pad = table.hex("pad", "20")
    if len(pad) != 1:
        raise BadSpec(f"{table.where}: pad must be one byte")
    return SpecField(
        kind=kind,
        name=table.words("name", kind.value),
        hex=table.hex("hex") if kind is FieldKind.CONST else b"",
        blink=table.hex("blink") if "blink" in table.values else None,
        on=table.hex("on") if kind is FieldKind.SWITCH else b"",
        off=table.hex("off") if kind is FieldKind.SWITCH else b"",
        size=table.whole("bytes", 1, 1, 4),
        big_endian=table.choice("order", ["be", "le"]) == "be",
        plus=table.whole("plus", 0, -255, 255),
        covers=(table.words("from", ""), table.words("to", "")),
        source=TextSource(table.choice("source", [source.value for source in TextSource])),
        charset=Charset(table.choice("encoding", [charset.value for charset in Charset])),
        longest=table.whole("longest", 120, 1, 4096),
        pad_to=table.whole("pad_to", 0, 0, 4096),
        pad=pad,
        after_each=table.hex("after_each", ""),
        refuse=table.pattern("refuse") if "refuse" in table.values else None,
        algorithm=table.choice("algorithm", list(CHECKSUMS)),
        raw=table.flag("raw"),
    )


def _expect_sound(where: str, fields: tuple[SpecField, ...]) -> None:
    """Ranges must name fields that there are, once, in their order; and no checksum may cover itself."""
    names = [each.name for each in fields]
    for number, each in enumerate(fields, 1):
        if each.kind not in (FieldKind.LENGTH, FieldKind.CHECKSUM):
            continue
        place = f"{where}, field {number}"
        first, last = each.covers
        for name in (first, last):
            if names.count(name) != 1:
                raise BadSpec(f"{place}: {name!r} is not the name of one field; fields: {', '.join(names)}")
        begin, end = names.index(first), names.index(last)
        if begin > end:
            raise BadSpec(f"{place}: {first!r} stands after {last!r}")
        inside = fields[begin : end + 1]
        if each.kind is FieldKind.CHECKSUM and any(other.kind is FieldKind.CHECKSUM for other in inside):
            raise BadSpec(f"{place}: a checksum cannot cover a checksum")


def _escapes(table: _Table) -> Mapping[int, bytes]:
    escapes: dict[int, bytes] = {}
    for key in table.values:
        if not re.fullmatch("[0-9A-Fa-f]{2}", key):
            raise BadSpec(f"{table.where}: {key!r} is not one hexadecimal byte")
        escapes[int(key, 16)] = table.hex(key)
    return MappingProxyType(escapes)


def _reply(table: _Table) -> SpecReply:
    table.allow_only({"hex", "wait_ms"})
    return SpecReply(table.pattern("hex"), table.whole("wait_ms", 500, 1, 60_000) / 1000)
