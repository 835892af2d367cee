"""A simulated Onbon card: keeps a table of dynamic areas in memory, and answers ACK or NACK."""

from hardware.led.sim_screen import MOST_HEARD, Screen, Shown

_ESCAPED = {b"\xa6\x02": 0xA5, b"\xa6\x01": 0xA6, b"\x5b\x02": 0x5A, b"\x5b\x01": 0x5B}
_COLOURS = {"1": "r", "2": "g", "3": "y", "4": "b", "5": "c", "6": "m", "7": "w"}
_REVERSE = [int(f"{n:08b}"[::-1], 2) for n in range(256)]
_MOST_AREAS = 8


class OnbonOnWire:
    """All cards on one line, each with its address; 0xFFFE is answered by card 1."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._heard = b""

    def receive(self, data: bytes) -> bytes:
        self._heard = (self._heard + data)[-MOST_HEARD:]
        answers = b""
        while (end := self._heard.find(0x5A)) >= 0:
            packet, self._heard = self._heard[:end], self._heard[end + 1 :]
            start = packet.rfind(b"\xa5") + 1
            if start:
                answers += self._packet(_unescaped(packet[start:]))
        return answers

    def _packet(self, plain: bytes) -> bytes:
        if len(plain) < 21:
            self._screen.oddities.append(f"short packet {plain.hex()}")
            return b""
        address = plain[0] + 256 * plain[1]
        card = 1 if address >= 0xFFFE else address
        if card in self._screen.dead or address == 0xFFFF:
            return b""
        data, size = plain[14:-2], plain[12] + 256 * plain[13]
        if _crc(plain[:-2]) != plain[-2] + 256 * plain[-1] or size != len(data):
            self._screen.oddities.append(f"bad packet {plain.hex()}")
            return _answer(address, b"\xa0\x01\x05\x00\x00")
        return _answer(address, self._obey(card, data)) if data[2] == 1 else b""

    def _obey(self, card: int, data: bytes) -> bytes:
        order = data[:2]
        if order == b"\xa2\x00":
            return b"\xa0\x00\x00\x00\x00"
        if order == b"\xa1\x02":
            ids = sorted(row for address, row in self._screen.texts if address == card)
            status = b"\x01\x0f" + bytes.fromhex("2620112301134900") + bytes(7)
            return (
                b"\xa1\x02\x00\x00\x00" + status + bytes([len(ids), *ids]) + b"SIM0000000000001" + bytes(12)
            )
        if order == b"\xa3\x10":
            self._screen.drop(card)
            return b"\xa0\x00\x00\x00\x00"
        if order == b"\xa3\x06":
            return b"\xa0\x00\x00\x00\x00" if self._whole_areas(card, data[3:]) else b"\xa0\x01\x02\x00\x00"
        return b"\xa0\x00\x00\x00\x00" if data[0] == 0xA3 else b"\xa0\x01\x02\x00\x00"

    def _whole_areas(self, card: int, rest: bytes) -> bool:
        try:
            return self._areas(card, rest)
        except IndexError:
            return False

    def _areas(self, card: int, rest: bytes) -> bool:
        if rest[0] == 1 or rest[2] == 0xFF:
            self._screen.drop(card)
        deleted = 0 if rest[2] == 0xFF else rest[2]
        for row in rest[3 : 3 + deleted]:
            self._screen.drop(card, row)
        count, at = rest[3 + deleted], 4 + deleted
        for _ in range(count):
            size = rest[at] + 256 * rest[at + 1]
            area = rest[at + 2 : at + 2 + size]
            text = area[27:]
            if len(area) != size or int.from_bytes(area[23:27], "little") != len(text):
                return False
            if area[9] >= _MOST_AREAS:
                return False
            self._screen.show(card, area[9], self._styled(text))
            at += 2 + size
        return at == len(rest)

    def _styled(self, raw: bytes) -> Shown:
        """Read byte by byte as the card does: a backslash is an order, wherever it stands in a character."""
        text, colours, colour, at = bytearray(), [], "r", 0
        while at < len(raw):
            if raw[at] == 0x5C:
                mark, number = chr(raw[at + 1]), chr(raw[at + 2]) if at + 2 < len(raw) else ""
                if mark != "C" or number not in _COLOURS:
                    self._screen.oddities.append(f"order in text {raw[at : at + 3]!r}")
                colour = _COLOURS.get(number, colour)
                at += 3
                continue
            if raw[at] == 0x5B:
                self._screen.oddities.append(f"bracket in text {raw[at : at + 4]!r}")
            size = 2 if raw[at] >= 0x81 else 1
            text += raw[at : at + size]
            colours.append(colour)
            at += size
        return Shown(text.decode("gbk", "replace"), "".join(colours))


def _unescaped(packet: bytes) -> bytes:
    plain, at = bytearray(), 0
    while at < len(packet):
        if packet[at] in (0xA6, 0x5B):
            plain.append(_ESCAPED.get(packet[at : at + 2], 0))
            at += 2
        else:
            plain.append(packet[at])
            at += 1
    return bytes(plain)


def _answer(address: int, data: bytes) -> bytes:
    source = address.to_bytes(2, "little")
    plain = b"\x00\x80" + source + bytes(6) + b"\xfe\x02" + len(data).to_bytes(2, "little") + data
    crc = _crc(plain)
    plain += bytes([crc & 0xFF, crc >> 8])
    escaped = bytearray()
    for byte in plain:
        escape = next((key for key, value in _ESCAPED.items() if value == byte), None)
        escaped += escape or bytes([byte])
    return b"\xa5" * 9 + bytes(escaped) + b"\x5a"


def _crc(data: bytes) -> int:
    """CRC-16/ARC by its mirror image: the plain polynomial 8005 over mirrored bytes."""
    value = 0
    for byte in data:
        value ^= _REVERSE[byte] << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005 if value & 0x8000 else value << 1) & 0xFFFF
    return int(f"{value:016b}"[::-1], 2)
