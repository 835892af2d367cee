"""A JPEG file taken apart as RFC 2435 sends it: size, quantisation tables and the scan, without its heads."""

import struct
from dataclasses import dataclass

_START, _END, _TABLES, _FRAME, _SCAN = 0xD8, 0xD9, 0xDB, 0xC0, 0xDA
_TABLE_BYTES = 64
_MOST_PIXELS = 2040


class NotSendable(ValueError):
    """Not a baseline colour JPEG of a size that RFC 2435 can say."""


@dataclass(frozen=True, slots=True)
class JpegParts:
    """`kind` 0 has half the colour across, 1 has half of it across and down."""

    width: int
    height: int
    kind: int
    tables: bytes
    scan: bytes


def jpeg_parts(data: bytes) -> JpegParts:
    """Take a file apart. Raises NotSendable."""
    if data[:2] != bytes((0xFF, _START)):
        raise NotSendable("not a JPEG file")
    tables: dict[int, bytes] = {}
    width = height = kind = 0
    place = 2
    while place + 4 <= len(data):
        mark, length = data[place + 1], int(struct.unpack_from(">H", data, place + 2)[0])
        body = data[place + 4 : place + 2 + length]
        place += 2 + length
        if mark == _TABLES:
            tables |= _tables(body)
        elif mark == _FRAME:
            width, height, kind = _frame(body)
        elif mark == _SCAN:
            if not width or set(tables) != {0, 1}:
                raise NotSendable("not a baseline colour picture")
            end = data.rfind(bytes((0xFF, _END)))
            return JpegParts(width, height, kind, tables[0] + tables[1], data[place:end])
    raise NotSendable("the file ends before its picture")


def _tables(body: bytes) -> dict[int, bytes]:
    found = {}
    while body:
        if body[0] >> 4:
            raise NotSendable("tables of 16 bits")
        found[body[0] & 0x0F] = body[1 : 1 + _TABLE_BYTES]
        body = body[1 + _TABLE_BYTES :]
    return found


def _frame(body: bytes) -> tuple[int, int, int]:
    height, width, parts = struct.unpack_from(">HHB", body, 1)
    kinds = {0x21: 0, 0x22: 1}
    sampling = body[7]
    if parts != 3 or sampling not in kinds:
        raise NotSendable(f"{parts} colours, sampled {sampling:02X}")
    if width % 8 or height % 8 or max(width, height) > _MOST_PIXELS:
        raise NotSendable(f"{width} × {height}: sides are multiples of 8, up to {_MOST_PIXELS}")
    return width, height, kinds[sampling]
