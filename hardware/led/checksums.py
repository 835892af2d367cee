"""The checksums that LED protocols use."""

from collections.abc import Callable
from functools import reduce


def sum8(data: bytes) -> int:
    return sum(data) & 0xFF


def xor8(data: bytes) -> int:
    return reduce(lambda value, byte: value ^ byte, data, 0)


def sum16(data: bytes) -> int:
    return sum(data) & 0xFFFF


def crc16_arc(data: bytes) -> int:
    """Onbon. Of "123456789" it is BB3D."""
    return _reflected(data, 0)


def crc16_modbus(data: bytes) -> int:
    """Of "123456789" it is 4B37."""
    return _reflected(data, 0xFFFF)


def crc16_ccitt(data: bytes) -> int:
    """The kind that begins with FFFF ("CCITT-FALSE"). Of "123456789" it is 29B1."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
        crc &= 0xFFFF
    return crc


def _reflected(data: bytes, crc: int) -> int:
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


# name in a specification: the function, and how many bytes of it are sent
CHECKSUMS: dict[str, tuple[Callable[[bytes], int], int]] = {
    "sum8": (sum8, 1),
    "xor8": (xor8, 1),
    "sum16": (sum16, 2),
    "crc16-arc": (crc16_arc, 2),
    "crc16-modbus": (crc16_modbus, 2),
    "crc16-ccitt": (crc16_ccitt, 2),
}
