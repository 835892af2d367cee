"""Simulated window strips and digit displays, read from the descriptions and not from our own encoders."""

import struct

from hardware.led.sim_screen import MOST_HEARD, Screen, plain

_SEVEN = {
    0x00: " ", 0x40: "-", 0x3F: "0", 0x06: "1", 0x5B: "2", 0x4F: "3", 0x66: "4", 0x6D: "5", 0x7D: "6",
    0x07: "7", 0x7F: "8", 0x6F: "9", 0x77: "A", 0x7C: "B", 0x39: "C", 0x5E: "D", 0x79: "E", 0x71: "F",
    0x3D: "G", 0x76: "H", 0x38: "L", 0x54: "N", 0x5C: "O", 0x73: "P", 0x3E: "U",
}  # fmt: skip


class StripsOnBus:
    """Every strip hears every frame; the one whose address it is shows the text. Nobody answers.

    Like the real ones they look for the head anywhere, so that text with a head in it would be found out.
    """

    def __init__(self, screen: Screen, end_in_checksum: bool = False) -> None:
        self._screen = screen
        self._end_in_checksum = end_in_checksum
        self._heard = bytearray()

    def receive(self, data: bytes) -> bytes:
        self._heard += data
        while True:
            start = self._head()
            if start < 0:
                del self._heard[:-4]
                return b""
            end = self._heard.find(0xFF, start + 6)
            if end < 0:
                del self._heard[:-MOST_HEARD]
                return b""
            self._strip(bytes(self._heard[start : end + 1]))
            del self._heard[: end + 1]

    def _head(self) -> int:
        for at in range(len(self._heard) - 4):
            if self._heard[at] == 0xAA and self._heard[at + 2 : at + 5] == b"\xbb\x51\x54":
                return at
        return -1

    def _strip(self, frame: bytes) -> None:
        address, check, body = frame[1], frame[5], frame[6:-1]
        total = 0
        for byte in body:
            total = (total + byte) % 256
        if self._end_in_checksum:
            total = (total + 255) % 256
        if total != check or len(body) < 5:
            self._screen.oddities.append(f"bad frame {frame.hex()}")
            return
        text = body[5:]
        if any(byte < 0x20 for byte in text) or b"\xbb\x51\x54" in text:
            self._screen.oddities.append(f"control bytes {text.hex()}")
        self._screen.show(address, 0, plain(text.decode("gbk", "replace")))


_LONGEST_A090 = 7 + 0xFFFF


class A090OnBus:
    """`A0 90 addr A5 length data xor`, a zero after every byte of text."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._heard = b""

    def receive(self, data: bytes) -> bytes:
        self._heard += data
        while (at := self._heard.find(b"\xa0\x90")) >= 0 and len(self._heard) >= at + 6:
            size = self._heard[at + 4] * 256 + self._heard[at + 5]
            frame = self._heard[at : at + 7 + size]
            if len(frame) < 7 + size:
                break
            check = 0
            for byte in frame[2:-1]:
                check ^= byte
            if check == frame[-1]:
                self._screen.show(frame[2], 0, plain(frame[6:-1:2].decode("gbk", "replace")))
            else:
                self._screen.oddities.append(f"bad frame {frame.hex()}")
            self._heard = self._heard[at + len(frame) :]
        self._heard = self._heard[-_LONGEST_A090:]
        return b""


class ModbusBus:
    """Digit displays with text at 70, segments at 80 and a value at 0; coils are shown as on and off."""

    def __init__(self, screen: Screen, over_tcp: bool = False) -> None:
        self._screen = screen
        self._tcp = over_tcp
        self._heard = b""

    def receive(self, data: bytes) -> bytes:
        self._heard += data
        answers = b""
        while self._heard:
            taken, answer = self._tcp_frame() if self._tcp else self._rtu_frame()
            if not taken:
                break
            self._heard = self._heard[taken:]
            answers += answer
        return answers

    def _rtu_frame(self) -> tuple[int, bytes]:
        heard = self._heard
        if len(heard) < 8:
            return 0, b""
        size = 9 + heard[6] if heard[1] == 0x10 else 8
        if len(heard) < size:
            return 0, b""
        frame = heard[:size]
        if _crc(frame) != 0:
            self._screen.oddities.append(f"bad frame {frame.hex()}")
            return 1, b""
        answer = self._obey(frame[0], frame[1:-2])
        return size, answer + struct.pack("<H", _crc(answer)) if answer else b""

    def _tcp_frame(self) -> tuple[int, bytes]:
        if len(self._heard) < 8:
            return 0, b""
        transaction, protocol, length = struct.unpack(">HHH", self._heard[:6])
        if protocol or len(self._heard) < 6 + length:
            return (len(self._heard), b"") if protocol else (0, b"")
        answer = self._obey(self._heard[6], self._heard[7 : 6 + length])
        head = struct.pack(">HHH", transaction, 0, len(answer))
        return 6 + length, head + answer if answer else b""

    def _obey(self, unit: int, order: bytes) -> bytes:
        if unit in self._screen.dead:
            return b""
        if len(order) < 5:
            return bytes([unit, order[0] | 0x80, 3]) if order else b""
        register = order[1] * 256 + order[2]
        if order[0] == 0x10 and register in (0x70, 0x80):
            shown = order[6:]
            text = (
                shown.decode("ascii", "replace")
                if register == 0x70
                else "".join(_SEVEN.get(b, "?") for b in shown)
            )
            self._screen.show(unit, 0, plain(text))
            return bytes([unit]) + order[:5]
        if order[0] == 0x06 and register == 0:
            self._screen.show(unit, 0, plain(str(struct.unpack(">h", order[3:5])[0])))
            return bytes([unit]) + order
        if order[0] == 0x05:
            self._screen.show(unit, register, plain("on" if order[3] == 0xFF else "off"))
            return bytes([unit]) + order
        return bytes([unit, order[0] | 0x80, 2])


_TABLE = [0] * 256
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = _value >> 1 ^ (0xA001 if _value & 1 else 0)
    _TABLE[_byte] = _value


def _crc(frame: bytes) -> int:
    """Of a whole frame with its own CRC it is 0."""
    value = 0xFFFF
    for byte in frame:
        value = value >> 8 ^ _TABLE[(value ^ byte) & 0xFF]
    return value
