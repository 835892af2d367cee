"""Onbon BX-5K/6K character cards: what they are told and what they answer, as bytes."""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.led.checksums import crc16_arc
from hardware.led.interface import Colour
from hardware.led.led_text import Charset, encoded

PREAMBLE, END = b"\xa5" * 8, b"\x5a"
HOST, ANY_CARD, BROADCAST_ANSWERED = 0x8000, 0xFE, 0xFFFE
_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_UNESCAPES = {escape: bytes([byte]) for byte, escape in _ESCAPES.items()}
_HEADER = struct.Struct("<HH3xBBBBBH")
_AREA = struct.Struct("<BHHHHBBBHBBBBBBBBBI")
_PIXELS = 0x8000
_COLOURS = {
    Colour.RED: 1,
    Colour.GREEN: 2,
    Colour.YELLOW: 3,
    Colour.BLUE: 4,
    Colour.CYAN: 5,
    Colour.MAGENTA: 6,
    Colour.WHITE: 7,
}
_STATUS_AREAS_AT = 17
ACK, NACK = (0xA0, 0x00), (0xA0, 0x01)
LONGEST_TEXT_BYTES = {"5k": 512, "6k": 1024}
MOST_AREAS = {"5k": 8, "6k": 5}


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the panel in pixels, and how the card moves text in it.

    `effect`: 1 static, 2 quick, 3 left, 4 right, 5 up, 6 down. `speed`: 0 fastest to 24.
    `stay` in half seconds. `alignment`: horizontal 0 left, 1 right, 2 centre, plus 4 bottom or 8 middle.
    """

    id: int
    x: int
    y: int
    width: int
    height: int
    alignment: int = 0x0A
    single_line: bool = True
    wrap: bool = True
    effect: int = 1
    speed: int = 2
    stay: int = 10
    timeout: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """A card's answer, `body` being what follows group, command, error and two reserved bytes."""

    group: int
    command: int
    error: int
    body: bytes = b""

    @property
    def accepted(self) -> bool:
        return self.error == 0 and (self.group, self.command) != NACK


def frame(data: bytes, address: int = 1, card: int = ANY_CARD) -> bytes:
    """A request from the host to the card."""
    packet = _HEADER.pack(address, HOST, 0, 0, 0, card, 2, len(data)) + data
    packet += struct.pack("<H", crc16_arc(packet))
    return PREAMBLE + b"".join(_ESCAPES.get(byte, bytes([byte])) for byte in packet) + END


def ping() -> bytes:
    return bytes.fromhex("A200010000")


def status() -> bytes:
    return bytes.fromhex("A102010000")


def clear_screen() -> bytes:
    return bytes.fromhex("A310010000")


def power(on: bool) -> bytes:
    return bytes.fromhex("A300010000") + (b"\x01" if on else b"\x02")


def brightness(level: int) -> bytes:
    """0 to 15."""
    return bytes.fromhex("A302010000") + bytes([1, level])


def delete_areas(*ids: int) -> bytes:
    """Those areas, or all of them if none is named."""
    named = bytes([len(ids), *ids]) if ids else b"\xff"
    return bytes.fromhex("A306010000") + named + b"\x00"


def dynamic_areas(texts: Sequence[tuple[Area, bytes]]) -> bytes:
    """Put texts, with their escapes, into areas; other areas stay as they are."""
    packed = [_packed(area, text) for area, text in texts]
    areas = b"".join(struct.pack("<H", len(each)) + each for each in packed)
    return bytes.fromhex("A30601000000") + bytes([len(packed)]) + areas


def coloured(runs: Sequence[tuple[Colour, str]], charset: Charset, longest: int) -> bytes:
    """Text of several colours. What the card would take for an order is made harmless."""
    done = b""
    for colour, text in runs:
        mark = rf"\C{_COLOURS[colour]}".encode()
        if len(done) + len(mark) >= longest:
            break
        harmless = text.translate({ord("\\"): "＼", ord("["): "［", ord("]"): "］"})
        done += mark + encoded(harmless, charset, longest - len(done) - len(mark), _holds_an_order)
    return done


def read_reply(heard: bytes, asked: int = BROADCAST_ANSWERED) -> Reply | None:
    """The first whole and undamaged answer of the asked card among the bytes so far; None: not yet.

    A card may name itself by the address that all answer to.
    """
    for packet in re.findall(rb"\xa5([^\xa5\x5a]+)\x5a", heard):
        plain = re.sub(rb"[\xa6\x5b].", lambda found: _UNESCAPES.get(found[0], b""), packet, flags=re.DOTALL)
        if (reply := _reply(plain, asked)) is not None:
            return reply
    return None


def areas_alive(reply: Reply) -> frozenset[int] | None:
    """The ids of the areas that a status answer names; None if it is not one.

    The place of the list is known from one document only.
    """
    body = reply.body
    if (reply.group, reply.command) != (0xA1, 0x02) or len(body) <= _STATUS_AREAS_AT:
        return None
    count = body[_STATUS_AREAS_AT]
    return frozenset(body[_STATUS_AREAS_AT + 1 : _STATUS_AREAS_AT + 1 + count])


def _packed(area: Area, text: bytes) -> bytes:
    return (
        _AREA.pack(
            0,
            area.x | _PIXELS,
            area.y,
            area.width | _PIXELS,
            area.height,
            area.id,
            0,
            0,
            area.timeout,
            0,
            0,
            area.alignment,
            1 if area.single_line else 2,
            2 if area.wrap else 1,
            area.effect,
            0,
            area.speed,
            area.stay,
            len(text),
        )
        + text
    )


def _holds_an_order(so_far: bytes) -> bool:
    """Second bytes of GBK run through `[` and the backslash, which the card may read as orders."""
    return b"\\" in so_far or b"[" in so_far


def _reply(plain: bytes, asked: int) -> Reply | None:
    if len(plain) < _HEADER.size + 7:
        return None
    packet, crc = plain[:-2], int.from_bytes(plain[-2:], "little")
    destination, source, *_, length = _HEADER.unpack_from(packet)
    if asked < BROADCAST_ANSWERED and source not in (asked, BROADCAST_ANSWERED):
        return None
    data = packet[_HEADER.size :]
    # What is for a card is our own question, heard by an adapter that hears itself.
    if crc != crc16_arc(packet) or length != len(data) or destination != HOST:
        return None
    return Reply(data[0], data[1], data[2], data[5:])
