"""C-Power (Lumen) cards: split the panel into windows, put text into them.

Known from one family of documents only.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.led.checksums import sum16
from hardware.led.interface import Colour

_START, _END, _ESCAPE = 0xA5, 0xAE, 0xAA
_ESCAPES = {0xA5: b"\xaa\x05", 0xAE: b"\xaa\x0e", 0xAA: b"\xaa\x0a"}
_REQUEST, _CARD_KIND = 0x68, 0x32
EXTERNAL_CALLS, POWER = 0x7B, 0x76
ANY_ID_CODE = 0xFFFFFFFF
FONT_PIXELS = (8, 12, 16, 24, 32, 40, 48, 56)
CENTRE, MIDDLE = 0x01, 0x04
_RGB = {
    Colour.RED: (255, 0, 0),
    Colour.GREEN: (0, 255, 0),
    Colour.YELLOW: (255, 255, 0),
    Colour.BLUE: (0, 0, 255),
    Colour.CYAN: (0, 255, 255),
    Colour.MAGENTA: (255, 0, 255),
    Colour.WHITE: (255, 255, 255),
}


@dataclass(frozen=True, slots=True)
class Rectangle:
    """In pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TextStyle:
    """`stay` in seconds; `font` counts FONT_PIXELS from 0."""

    effect: int = 0
    alignment: int = CENTRE | MIDDLE
    speed: int = 1
    stay: int = 5
    font: int = 2


def split(windows: Sequence[Rectangle]) -> bytes:
    """Divide the panel into at most eight windows."""
    places = b"".join(struct.pack(">4H", each.x, each.y, each.width, each.height) for each in windows)
    return bytes([0x01, len(windows)]) + places


def pure_text(window: int, text: bytes, colour: Colour, style: TextStyle) -> bytes:
    """`text` ends where its first NUL would be, so it must hold none."""
    head = bytes([0x12, window, style.effect, style.alignment, style.speed])
    return head + struct.pack(">HB3B", style.stay, style.font, *_RGB[colour]) + text + b"\x00"


def one_packet(call: bytes) -> bytes:
    """An external call that fits one packet."""
    return struct.pack("<HBB", len(call), 0, 0) + call


def packet(payload: bytes, card: int, protocol: int = EXTERNAL_CALLS, answer: bool = True) -> bytes:
    body = bytes([_REQUEST, _CARD_KIND, card, protocol, 1 if answer else 0]) + payload
    return body + struct.pack("<H", sum16(body))


def on_serial(whole: bytes) -> bytes:
    return bytes([_START]) + b"".join(_ESCAPES.get(byte, bytes([byte])) for byte in whole) + bytes([_END])


def on_tcp(whole: bytes, id_code: int = ANY_ID_CODE, big_endian: bool = False) -> bytes:
    """The order of the length's bytes is not known for certain."""
    length = len(whole).to_bytes(2, "big" if big_endian else "little")
    return struct.pack(">I", id_code) + length + b"\0\0" + whole


def read_serial(heard: bytes, card: int) -> int | None:
    """The return code of the first undamaged answer of this card: 0 is good. None if it is not there yet."""
    for begun in heard.split(bytes([_START]))[1:]:
        inside, end, _ = begun.partition(bytes([_END]))
        if end and (code := _return_code(_unescaped(inside), card)) is not None:
            return code
    return None


def read_tcp(heard: bytes, card: int, big_endian: bool = False) -> int | None:
    """Like `read_serial`. Wherever it begins: what a connection brings before it does not hide it."""
    at = 8
    while (at := heard.find(bytes([_CARD_KIND, card]), at + 1)) >= 0:
        start = at - 1
        length = int.from_bytes(heard[start - 4 : start - 2], "big" if big_endian else "little")
        whole = heard[start : start + length]
        if len(whole) == length and (code := _return_code(whole, card)) is not None:
            return code
    return None


def _unescaped(inside: bytes) -> bytes:
    plain, rest = bytearray(), iter(inside)
    for byte in rest:
        plain.append(0xA0 | next(rest, 0) if byte == _ESCAPE else byte)
    return bytes(plain)


def _return_code(whole: bytes, card: int) -> int | None:
    if len(whole) < 7 or whole[0] & 0x7F != _REQUEST or whole[1:3] != bytes([_CARD_KIND, card]):
        return None
    return whole[4] if int.from_bytes(whole[-2:], "little") == sum16(whole[:-2]) else None
