"""Modbus for displays of digits: RTU on a serial line, MBAP over TCP."""

import struct
from dataclasses import dataclass
from enum import Enum

from hardware.led.checksums import crc16_modbus

WRITE_ONE, WRITE_MANY, _EXCEPTION = 0x06, 0x10, 0x80
_MBAP_WRITTEN, _MBAP_EXCEPTION = 12, 9
_LETTERS = "ABCDEFGHIJLNOPQRSTUY"
_SEGMENTS = {
    " ": 0x00,
    "-": 0x40,
    **dict(zip("0123456789", bytes.fromhex("3F065B4F666D7D077F6F"), strict=True)),
    **dict(zip(_LETTERS, bytes.fromhex("777C395E79713D76301E38545C7367506D783E6E"), strict=True)),
}


class Encoding(Enum):
    """How a number is put into registers: makers differ."""

    ASCII = "ascii"
    SEGMENTS = "segments"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class RegisterMap:
    """Where a maker's display wants its number: `width` digits from register `address` on."""

    address: int = 0x70
    encoding: Encoding = Encoding.ASCII
    width: int = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """`exception` is 0 when the display obeyed."""

    unit: int
    function: int
    exception: int = 0


def number_order(number: str, where: RegisterMap) -> bytes:
    """Function code and registers, right-aligned; what a digit display cannot show becomes a space."""
    if where.encoding is Encoding.VALUE:
        digits = "".join(c for c in number if c in "0123456789")[-where.width :]
        return struct.pack(">BHH", WRITE_ONE, where.address, min(int(digits or "0"), 0x7FFF))
    if where.encoding is Encoding.ASCII:
        plain = "".join(c if c.isascii() and (c.isalnum() or c == "-") else " " for c in number.upper())
        return write_many(where.address, _right_aligned(plain, where.width).encode("ascii"))
    shown = "".join(c if c in _SEGMENTS else " " for c in number.upper())
    return write_many(where.address, bytes(_SEGMENTS[c] for c in _right_aligned(shown, where.width)))


def write_one(address: int, value: int) -> bytes:
    """A signed value of 16 bits."""
    return struct.pack(">BHh", WRITE_ONE, address, value)


def write_many(address: int, data: bytes) -> bytes:
    """An even number of bytes, two in each register."""
    return struct.pack(">BHHB", WRITE_MANY, address, len(data) // 2, len(data)) + data


def _right_aligned(shown: str, width: int) -> str:
    """The last `width` characters, filled to whole registers."""
    return shown[-width:].rjust(width + width % 2)


def rtu(unit: int, order: bytes) -> bytes:
    body = bytes([unit]) + order
    return body + struct.pack("<H", crc16_modbus(body))


def mbap(unit: int, order: bytes, transaction: int) -> bytes:
    return struct.pack(">HHHB", transaction & 0xFFFF, 0, len(order) + 1, unit) + order


def read_rtu(heard: bytes, unit: int, function: int) -> Answer | None:
    """The answer of this unit to this function, wherever it begins; None if it is not there yet."""
    for head, length in ((bytes([unit, function]), 8), (bytes([unit, function | _EXCEPTION]), 5)):
        start = heard.find(head)
        while start >= 0:
            part = heard[start : start + length]
            if len(part) == length and part[-2:] == struct.pack("<H", crc16_modbus(part[:-2])):
                return Answer(unit, function, part[2] if length == 5 else 0)
            start = heard.find(head, start + 1)
    return None


def read_mbap(heard: bytes, transaction: int, function: int) -> Answer | None:
    """The answer to this transaction, wherever it begins; None if it is not there yet."""
    head = struct.pack(">HH", transaction & 0xFFFF, 0)
    start = heard.find(head)
    while start >= 0:
        whole = heard[start : start + 6 + int.from_bytes(heard[start + 4 : start + 6], "big")]
        code = whole[7] if len(whole) > 7 else 0
        size = _MBAP_EXCEPTION if code & _EXCEPTION else _MBAP_WRITTEN
        if len(whole) == size and code & ~_EXCEPTION == function:
            return Answer(whole[6], function, whole[8] if code & _EXCEPTION else 0)
        start = heard.find(head, start + 1)
    return None
