"""Reads ESC/POS as a printer does: bytes to operations. Shares no code with the writer, to check it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reset:
    """ESC @"""


@dataclass(frozen=True, slots=True)
class ChineseMode:
    """FS & and FS ."""

    on: bool


@dataclass(frozen=True, slots=True)
class Justify:
    """ESC a: 0 left, 1 centre, 2 right."""

    where: int


@dataclass(frozen=True, slots=True)
class Bold:
    """ESC E"""

    on: bool


@dataclass(frozen=True, slots=True)
class LatinSize:
    """GS !"""

    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class ChineseSize:
    """FS !"""

    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Words:
    """Characters to print; U+25A1 stands for one that the font does not have."""

    text: str


@dataclass(frozen=True, slots=True)
class LineEnd:
    """LF"""


@dataclass(frozen=True, slots=True)
class FeedLines:
    """ESC d"""

    lines: int


@dataclass(frozen=True, slots=True)
class Raster:
    """GS v 0"""

    row_bytes: int
    height: int
    dots: bytes


@dataclass(frozen=True, slots=True)
class QrCommand:
    """GS ( k: one step of a code that the printer draws itself."""

    function: int
    parameters: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """GS V, ESC i, ESC m. `feeds`: to the knife first."""

    feeds: bool = False


@dataclass(frozen=True, slots=True)
class AskStatus:
    """DLE EOT, to be answered at once."""

    number: int


@dataclass(frozen=True, slots=True)
class AskPrinted:
    """GS r, to be answered in its turn."""

    number: int


@dataclass(frozen=True, slots=True)
class AskReports:
    """GS a: which changes to report; 0 none."""

    mask: int


@dataclass(frozen=True, slots=True)
class Spacing:
    """ESC SP and FS S: dots beside each character."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class ClearBuffers:
    """DLE DC4 8, DLE ENQ 2: forget what is not printed yet."""

    answered: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that this reader does not know. The rest of the stream may be misread."""

    command: bytes


Operation = (
    Reset
    | ChineseMode
    | Justify
    | Bold
    | LatinSize
    | ChineseSize
    | Words
    | LineEnd
    | FeedLines
    | Raster
    | QrCommand
    | Cut
    | AskStatus
    | AskPrinted
    | AskReports
    | Spacing
    | ClearBuffers
    | Unknown
)

# command: (bytes of parameters, what it means)
_FIXED: dict[bytes, tuple[int, Callable[[bytes], Operation]]] = {
    b"\x1b@": (0, lambda p: Reset()),
    b"\x1ba": (1, lambda p: Justify(p[0] % 48)),
    b"\x1bE": (1, lambda p: Bold(bool(p[0] & 1))),
    b"\x1bd": (1, lambda p: FeedLines(p[0])),
    b"\x1d!": (1, lambda p: LatinSize((p[0] >> 4) + 1, (p[0] & 0x0F) + 1)),
    b"\x1d" + b"r": (1, lambda p: AskPrinted(p[0])),
    b"\x1da": (1, lambda p: AskReports(p[0])),
    b"\x1b ": (1, lambda p: Spacing(0, p[0])),
    b"\x1cS": (2, lambda p: Spacing(p[0], p[1])),
    b"\x1bi": (0, lambda p: Cut()),
    b"\x1bm": (0, lambda p: Cut()),
    b"\x1c&": (0, lambda p: ChineseMode(True)),
    b"\x1c.": (0, lambda p: ChineseMode(False)),
    b"\x1c!": (1, lambda p: ChineseSize(2 if p[0] & 0x04 else 1, 2 if p[0] & 0x08 else 1)),
    b"\x10\x04": (1, lambda p: AskStatus(p[0])),
    b"\x10\x05": (1, lambda p: ClearBuffers(False) if p[0] == 2 else Unknown(b"\x10\x05" + p)),
}
_LARGEST_PICTURE_BYTES = 2_000_000
"""Metres of paper. A size of more is no size: the stream is out of step."""
_PREFIXES = b"\x1b\x1d\x1c\x10"
_NO_PICTURE = "□"


class EscposParser:
    """Takes the stream in pieces of any length and gives the operations that are complete."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._chinese = False

    @property
    def holds_half(self) -> bool:
        """Whether the stream stopped in the middle of a command or of a character."""
        return bool(self._waiting)

    def feed(self, data: bytes) -> Iterator[Operation]:
        self._waiting += data
        while self._waiting:
            first = self._waiting[0]
            if first in _PREFIXES:
                operation, used = _command(bytes(self._waiting))
            elif first < 0x20:
                operation, used = (LineEnd() if first == 0x0A else Unknown(bytes((first,)))), 1
            else:
                operation, used = self._words()
            if operation is None:
                return
            del self._waiting[:used]
            if isinstance(operation, ChineseMode):
                self._chinese = operation.on
            elif isinstance(operation, Reset):
                self._chinese = False
            yield operation

    def _words(self) -> tuple[Operation | None, int]:
        data = self._waiting
        text, at = "", 0
        while at < len(data) and data[at] >= 0x20:
            length = self._character_bytes(at)
            if at + length > len(data):
                break
            text += _picture_of(bytes(data[at : at + length]), self._chinese)
            at += length
        return (Words(text), at) if at else (None, 0)

    def _character_bytes(self, at: int) -> int:
        data = self._waiting
        if not self._chinese or data[at] < 0x81:
            return 1
        if at + 1 < len(data) and 0x30 <= data[at + 1] <= 0x39:
            return 4
        return 2


def _picture_of(code: bytes, chinese: bool) -> str:
    if not chinese:
        return code.decode("cp437")
    if len(code) == 4:
        return _NO_PICTURE
    return code.decode("gb18030", "replace").replace("\ufffd", _NO_PICTURE)


def _command(data: bytes) -> tuple[Operation | None, int]:
    """The command at the start of `data` and its length; None while it is not complete."""
    head = data[:2]
    if len(head) < 2:
        return None, 0
    if head in _FIXED:
        parameters, meaning = _FIXED[head]
        end = 2 + parameters
        return (meaning(data[2:end]), end) if len(data) >= end else (None, 0)
    if head == b"\x1dV":
        # Functions 65 and 66 carry a distance to feed, 0 and 1 (or "0" and "1") do not.
        feeds = len(data) > 2 and data[2] not in (0, 1, 48, 49)
        end = 4 if feeds else 3
        return (Cut(feeds), end) if len(data) >= end else (None, 0)
    if head == b"\x10\x14":
        return _real_time(data)
    if head == b"\x1dv":
        return _raster(data)
    if head == b"\x1d(":
        return _extended(data)
    return Unknown(head), 2


def _raster(data: bytes) -> tuple[Operation | None, int]:
    if len(data) < 8:
        return None, 0
    row_bytes, height = int.from_bytes(data[4:6], "little"), int.from_bytes(data[6:8], "little")
    end = 8 + row_bytes * height
    if end > _LARGEST_PICTURE_BYTES:
        return Unknown(data[:8]), 8
    return (Raster(row_bytes, height, data[8:end]), end) if len(data) >= end else (None, 0)


def _extended(data: bytes) -> tuple[Operation | None, int]:
    if len(data) < 5:
        return None, 0
    end = 5 + int.from_bytes(data[3:5], "little")
    if len(data) < end:
        return None, 0
    if data[2:3] == b"k" and data[5:6] == b"1" and end > 6:
        return QrCommand(data[6], data[7:end]), end
    return Unknown(data[:5]), end


def _real_time(data: bytes) -> tuple[Operation | None, int]:
    """DLE DC4: function 8 clears the buffers, the others send pulses to drawers."""
    end = 10 if data[2:3] == b"\x08" else 5
    if len(data) < end:
        return None, 0
    return (ClearBuffers(True) if end == 10 else Unknown(data[:5])), end
