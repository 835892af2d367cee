"""ESC/POS with Chinese mode: values to bytes and status bytes to values. Nothing here touches a wire."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum

from hardware.printer.interface import Paper, PrinterStatus
from hardware.printer.slip import Align

RESET = b"\x1b@"
CHINESE_MODE = b"\x1c&"
# ESC SP 0 and FS S 0 0: no room beside Latin and Chinese characters, or our columns would not fit.
NO_SPACING = b"\x1b \x00\x1cS\x00\x00"
# GS a: report by itself on line or off line, errors, paper. Not the drawer, whose pin may float.
REPORT_CHANGES = b"\x1da\x0e"
LINE_FEED = b"\n"
# GS r 1 is answered in its turn, after everything before it has been printed; DLE EOT is answered at once.
ASK_WHEN_PRINTED = b"\x1dr\x01"
STATUS_QUESTIONS = (1, 2, 3, 4)
PUSHED_BYTES = 4
STRIP_ROWS = 256

# Printers obey real-time commands wherever they meet them, in the dots of a picture too.
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_ALIGN = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}


class FontRom(Enum):
    """The characters that a printer holds. Heads sold as GB18030 print its two-byte zones only."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"


class Cut(Enum):
    """How a model cuts. FEED and FEED_FULL carry the last line past the knife by themselves."""

    FEED = "feed"
    FEED_FULL = "feed-full"
    PARTIAL = "partial"
    FULL = "full"
    ESC_I = "esc-i"
    ESC_M = "esc-m"
    NONE = "none"

    @property
    def feeds(self) -> bool:
        return self in (Cut.FEED, Cut.FEED_FULL)


_CUTS = {
    Cut.FEED: b"\x1dVB\x00",
    Cut.FEED_FULL: b"\x1dVA\x00",
    Cut.PARTIAL: b"\x1dV\x01",
    Cut.FULL: b"\x1dV\x00",
    Cut.ESC_I: b"\x1bi",
    Cut.ESC_M: b"\x1bm",
    Cut.NONE: b"",
}


class Discard(Enum):
    """How a model is told to forget what it has not printed yet."""

    NONE = "none"
    DLE_DC4 = "dle-dc4"
    DLE_ENQ = "dle-enq"


DISCARD = {
    Discard.NONE: b"",
    Discard.DLE_DC4: b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    Discard.DLE_ENQ: b"\x10\x05\x02",
}


def start(report_changes: bool = False, set_spacing: bool = False) -> bytes:
    """ESC @ resets, GS a included; FS & enters Chinese mode, which export models do not do by themselves."""
    reports = REPORT_CHANGES if report_changes else b""
    return RESET + reports + CHINESE_MODE + (NO_SPACING if set_spacing else b"")


def cut(how: Cut, empty_lines: int = 0) -> bytes:
    """The end of a slip."""
    return (feed(empty_lines) if empty_lines else b"") + _CUTS[how]


def clean(text: str) -> str:
    """Text from outside, without anything that could be a command or turn the line around."""
    spaced = "".join(" " if character in "\t\r\n\v\f" else character for character in text)
    return "".join(character for character in spaced if _is_printable(character))


def _is_printable(character: str) -> bool:
    # Cc holds ESC, GS, DLE; Cf the bidi controls; Cs and Cn cannot be printed by anybody.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def encode(text: str, rom: FontRom) -> bytes | None:
    """The bytes that print `text`; None if one of its characters is not in the printer's font."""
    pieces = []
    for character in text:
        # The private zone has codes in GB18030, but each printer has its own idea of the pictures there.
        if unicodedata.category(character) == "Co" or not _is_printable(character):
            return None
        try:
            piece = character.encode(rom.value)
        except UnicodeEncodeError:
            return None
        # Row FE changed its meaning between the editions of GB 18030: each printer has its own.
        if len(piece) > 2 or piece[0] == 0xFE:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def size(times: int) -> bytes:
    """GS ! scales Latin letters 1 to 8 times; FS ! doubles Chinese ones, for it knows no other size."""
    step = times - 1
    return bytes((0x1D, 0x21, step << 4 | step, 0x1C, 0x21, 0x0C if times > 1 else 0x00))


def align(where: Align) -> bytes:
    return bytes((0x1B, 0x61, _ALIGN[where]))


def bold(on: bool) -> bytes:
    return bytes((0x1B, 0x45, on))


def feed(lines: int) -> bytes:
    return bytes((0x1B, 0x64, lines))


def raster(row_bytes: int, rows: bytes) -> bytes:
    """A picture in strips that fit small buffers. 1 is black, the most significant bit is at the left."""
    if row_bytes < 1 or len(rows) % row_bytes:
        raise ValueError(f"{len(rows)} bytes do not divide into rows of {row_bytes}")
    return b"".join(_strips(row_bytes, _without_commands(rows)))


def _without_commands(rows: bytes) -> bytes:
    """The same dots but for one more beside a lone one, wherever they would read as DLE EOT, ENQ or DC4."""
    return _REAL_TIME.sub(b"\x30", rows)


def _strips(row_bytes: int, rows: bytes) -> Iterator[bytes]:
    step = row_bytes * STRIP_ROWS
    for start in range(0, len(rows), step):
        strip = rows[start : start + step]
        height = len(strip) // row_bytes
        yield b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + strip


def native_qr(data: bytes, module_dots: int) -> bytes:
    """The printer draws the code itself (model 2, correction level M). Cheap heads cannot."""
    return b"".join(
        (
            b"\x1d(k\x04\x001A2\x00",
            b"\x1d(k\x03\x001C" + bytes((module_dots,)),
            b"\x1d(k\x03\x001E1",
            b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data,
            b"\x1d(k\x03\x001Q0",
        )
    )


def status_question(number: int) -> bytes:
    """DLE EOT n."""
    return bytes((0x10, 0x04, number))


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT at all; line noise and other answers are not."""
    return byte & 0x93 == 0x12


def is_printed_mark(byte: int) -> bool:
    """Whether a byte can be the answer to ASK_WHEN_PRINTED; never true of an answer to DLE EOT."""
    return byte & 0x90 == 0x00


def begins_push(byte: int) -> bool:
    """Whether a byte can be the first of the four that a printer sends by itself (GS a)."""
    return byte & 0x93 == 0x10


def decode_push(frame: bytes) -> PrinterStatus:
    """The four bytes that a printer sends by itself when something changes. Raises ValueError."""
    if len(frame) != PUSHED_BYTES or not begins_push(frame[0]) or any(byte & 0x90 for byte in frame[1:]):
        raise ValueError(f"{frame.hex(' ')} is no report of a printer")
    printer, failure, roll, _ = frame
    near_end = Paper.NEAR_END if roll & 0x03 else Paper.OK
    return PrinterStatus(
        online=not printer & 0x08,
        paper=Paper.OUT if roll & 0x0C else near_end,
        cover_open=bool(printer & 0x20),
        cutter_error=bool(failure & 0x08),
        error=bool(failure & 0x64),
    )


def decode_status(answers: Sequence[int]) -> PrinterStatus:
    """The answers to DLE EOT 1, 2, 3, 4. One that fails the sanity check makes the whole status unknown."""
    if len(answers) != len(STATUS_QUESTIONS) or not all(is_status(byte) for byte in answers):
        return PrinterStatus.silent()
    printer, offline, failure, roll = answers
    if roll & 0x60 or offline & 0x20:
        paper = Paper.OUT
    elif roll & 0x0C:
        paper = Paper.NEAR_END
    else:
        paper = Paper.OK
    return PrinterStatus(
        online=not printer & 0x08,
        paper=paper,
        cover_open=bool(offline & 0x04),
        cutter_error=bool(failure & 0x08),
        # Bits 2, 5 and 6 of the third answer: recoverable, final, and hot head.
        error=bool(offline & 0x40 or failure & 0x64),
    )
