"""Simulated Huidu and C-Power cards."""

from xml.etree import ElementTree

from hardware.led.sim_screen import MOST_HEARD, Screen, Shown, plain

_SESSION = "0123456789abcdef0123456789abcdef"
_NAMES = {"#ff0000": "r", "#00ff00": "g", "#ffff00": "y", "#0000ff": "b", "#00ffff": "c", "#ff00ff": "m"}


class HuiduFlash:
    """What a card keeps without power: its programs, a dictionary of text areas each."""

    def __init__(self) -> None:
        self.programs: dict[str, dict[str, int]] = {}
        self.writes = 0


class HuiduOnWire:
    """One connection to one card."""

    def __init__(self, screen: Screen, flash: HuiduFlash) -> None:
        self._screen = screen
        self._flash = flash
        self._heard = b""
        self._version_agreed = False
        self._pieces: dict[int, bytes] = {}

    def receive(self, data: bytes) -> bytes:
        self._heard += data
        answers = b""
        while len(self._heard) >= 4:
            size = self._heard[0] + 256 * self._heard[1]
            if len(self._heard) < max(size, 4):
                break
            command, body = self._heard[2:4], self._heard[4:size]
            self._heard = self._heard[max(size, 4) :]
            if size > 9216:
                self._screen.oddities.append(f"packet of {size} bytes")
            answers += self._packet(command, body)
        return answers

    def _packet(self, command: bytes, body: bytes) -> bytes:
        if command == b"\x5f\x00":
            return b"\x04\x00\x60\x00"
        if command == b"\x01\x20":
            self._version_agreed = True
            return b"\x0a\x00\x02\x20" + body[:4] + b"\x00\x00"
        if command != b"\x03\x20" or not self._version_agreed:
            return b"\x06\x00\x00\x20\x2a\x00"
        total, start = int.from_bytes(body[:4], "little"), int.from_bytes(body[4:8], "little")
        self._pieces[start] = body[8:]
        whole = b"".join(self._pieces[at] for at in sorted(self._pieces))
        if len(whole) < total:
            return b""
        self._pieces.clear()
        return self._method(whole)

    def _method(self, xml: bytes) -> bytes:
        try:
            root = ElementTree.fromstring(xml)
        except ElementTree.ParseError as error:
            self._screen.oddities.append(f"not XML: {error}")
            return b"\x06\x00\x00\x20\x16\x00"
        (order,) = root
        method = order.get("method", "")
        if method == "GetIFVersion" and root.get("guid") == "##GUID":
            return _out(method, "kSuccess", '<version value="1000000"/>')
        if root.get("guid") != _SESSION:
            return b"\x06\x00\x00\x20\x2b\x00"
        if method == "AddProgram":
            self._flash.programs.clear()
            self._flash.writes += 1
            for program in order.iter("program"):
                self._flash.programs[program.get("guid", "")] = {
                    area.get("guid", ""): row for row, area in enumerate(program.iter("area"))
                }
        if method in ("AddProgram", "UpdateProgram", "RealTimeUpdate"):
            return _out(method, self._show(order))
        return _out(method, "kInvalidMethod")

    def _show(self, order: ElementTree.Element) -> str:
        rows = {guid: row for areas in self._flash.programs.values() for guid, row in areas.items()}
        programs = [each.get("guid", "") for each in order.iter("program")]
        if any(guid not in self._flash.programs for guid in programs):
            return "kNodeNotExist"
        for area in [*order.iter("area"), *order.iter("content")]:
            if area.get("guid") not in rows:
                return "kNodeNotExist"
            words, font = area.find(".//string"), area.find(".//font")
            if words is None or font is None or len(words):
                self._screen.oddities.append(ElementTree.tostring(area, "unicode"))
                return "kParseXmlFailed"
            shown = words.text or ""
            colour = _NAMES.get(font.get("color", ""), "w")
            self._screen.show(1, rows[area.get("guid", "")], plain(shown, colour))
        return "kSuccess"


def _out(method: str, result: str, inside: str = "") -> bytes:
    """Cut in two, as a card may: pieces must be put together by bytes."""
    text = f'<sdk guid="{_SESSION}"><out method="{method}" result="{result}">{inside}</out></sdk>'
    xml = ('<?xml version="1.0" encoding="utf-8"?>' + text).encode()
    head = len(xml).to_bytes(4, "little")
    packets = b""
    for start in (0, 40):
        piece = xml[start : 40 if start == 0 else len(xml)]
        size = (12 + len(piece)).to_bytes(2, "little")
        packets += size + b"\x04\x20" + head + start.to_bytes(4, "little") + piece
    return packets


class CpowerOnWire:
    """A C-Power card; texts for windows that it does not have are accepted and lost."""

    def __init__(self, screen: Screen, over_tcp: bool = False) -> None:
        self._screen = screen
        self._tcp = over_tcp
        self._heard = b""
        self._windows: dict[int, int] = {}
        self._power_cuts = screen.power_cuts

    def receive(self, data: bytes) -> bytes:
        self._heard = (self._heard + data) if self._tcp else (self._heard + data)[-MOST_HEARD:]
        return self._from_tcp() if self._tcp else self._from_serial()

    def _from_tcp(self) -> bytes:
        answers = b""
        while len(self._heard) >= 8:
            size = self._heard[4] + 256 * self._heard[5]
            if len(self._heard) < 8 + size:
                break
            id_code, body = self._heard[:4], self._heard[8 : 8 + size]
            self._heard = self._heard[8 + size :]
            if answer := self._packet(body):
                answers += id_code + len(answer).to_bytes(2, "little") + b"\0\0" + answer
        return answers

    def _from_serial(self) -> bytes:
        answers = b""
        while (end := self._heard.find(0xAE)) >= 0:
            inside, self._heard = self._heard[:end], self._heard[end + 1 :]
            inside = inside[inside.rfind(b"\xa5") + 1 :]
            for escape, byte in ((b"\xaa\x05", b"\xa5"), (b"\xaa\x0e", b"\xae"), (b"\xaa\x0a", b"\xaa")):
                # The escape of AA comes last, so that what it gives is not read again.
                inside = inside.replace(escape, byte)
            if answer := self._packet(inside):
                for byte, escape in ((b"\xaa", b"\xaa\x0a"), (b"\xa5", b"\xaa\x05"), (b"\xae", b"\xaa\x0e")):
                    answer = answer.replace(byte, escape)
                answers += b"\xa5" + answer + b"\xae"
        return answers

    def _packet(self, body: bytes) -> bytes:
        if len(body) < 12 or body[2] in self._screen.dead:
            return b""
        good = sum(body[:-2]) % 65536 == body[-2] + 256 * body[-1]
        if not good:
            self._screen.oddities.append(f"bad packet {body.hex()}")
        call = body[9:-2]
        if good:
            self._call(body[2], call)
        answer = b"\xe8\x32" + body[2:4] + (b"\x00" if good else b"\x01") + b"\x01\x00\x00\x00" + call[:1]
        total = sum(answer) % 65536
        return answer + bytes([total % 256, total // 256])

    def _call(self, card: int, call: bytes) -> None:
        if self._power_cuts != self._screen.power_cuts:
            self._power_cuts = self._screen.power_cuts
            self._windows.clear()
        if len(call) < 2:
            self._screen.oddities.append(f"short call {call.hex()}")
        elif call[0] == 1:
            self._windows[card] = call[1]
            self._screen.drop(card)
        elif call[0] == 0x12 and len(call) > 11 and call[1] < self._windows.get(card, 0):
            text, _, rest = call[11:].partition(b"\0")
            if rest or any(byte < 0x20 for byte in text):
                self._screen.oddities.append(f"control bytes {text.hex()}")
            red, green, blue = (value > 127 for value in call[8:11])
            letter = "kbgcrmyw"[red * 4 + green * 2 + blue]
            shown = text.decode("gbk", "replace")
            self._screen.show(card, call[1], Shown(shown, letter * len(shown)))
