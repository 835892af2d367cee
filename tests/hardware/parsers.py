"""Every parser of bytes that a device sends, behind one face: pieces of a stream in, meanings out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from hardware.call_box import frames as keypad
from hardware.call_box.interface import Key, KeyPress, Score
from hardware.evaluator.frames import KeyScanner, read_keys
from hardware.evaluator.interface import Stars
from hardware.id_reader import frames as sam
from hardware.id_reader.text_block import UnreadableCard, card_of
from hardware.led import cpower_frames as cpower
from hardware.led import huidu_frames as huidu
from hardware.led import modbus_frames as modbus
from hardware.led import onbon_frames as onbon
from hardware.led.exchange import answer_to
from hardware.led.interface import LedSilent, Spot
from hardware.led.template import TemplateCard, spec_named
from hardware.printer import frames as printer
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.interface import Evidence
from hardware.printer.typeset import Typesetter
from hardware.scanner.code_lines import CodeLines, CodeRules, End
from tests.hardware.id_reader.golden_cards import ONE_ADDRESS, RESIDENT, framed, read_answer

SILENCE = b""
"""Among the pieces: nothing comes for so long that the driver gives up, or asks anew."""

Read = Callable[[Sequence[bytes]], list[object]]


@dataclass(frozen=True)
class Subject:
    """One parser, with frames that it must read.

    `marks`: noise without these bytes cannot be taken for the beginning of a frame, so that the frame right
    behind it is read; None where only a silence divides noise from a frame. `checked`: a checksum guards
    each frame. `overlong`: beginnings that promise more than a frame may have.
    """

    name: str
    read: Read
    good: dict[bytes, object]
    heads: tuple[bytes, ...]
    marks: bytes | None
    checked: bool = False
    overlong: tuple[bytes, ...] = ()

    def __str__(self) -> str:
        return self.name


def held_by(parser: object) -> int:
    """Bytes that it keeps."""
    return sum(len(each) for each in vars(parser).values() if isinstance(each, bytes | bytearray))


class GroupedLine:
    """A line that gives, after each question, the pieces up to the next silence. Waiting takes no time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.groups = [list(group) for some, group in groupby(pieces, bool) if some]
        self.now = 0.0
        self._ready: list[bytes] = []
        self._asked = False

    def clock(self) -> float:
        return self.now

    def write(self, data: bytes) -> None:
        if not self._asked:
            self._asked = True
            self._ready = self.groups.pop(0)

    def read(self, count: int, seconds: float) -> bytes:
        if not self._ready:
            self._asked = False if seconds else self._asked
            self.now += seconds
            return b""
        self.now += 0.001
        taken, rest = self._ready[0][:count], self._ready[0][count:]
        self._ready[:1] = [rest] if rest else []
        return taken

    def close(self) -> None:
        """The pieces that were not read are lost, as on a real line."""
        self._asked, self._ready = False, []


def asked(ask: Callable[[GroupedLine], object]) -> Read:
    """What a driver that asks makes of each group of pieces."""

    def read(pieces: Sequence[bytes]) -> list[object]:
        line, found = GroupedLine(pieces), list[object]()
        while line.groups:
            try:
                found.append(ask(line))
            except LedSilent:
                continue
            finally:
                line.close()
        return found

    return read


def asking(understood: Callable[[bytes], object | None]) -> Read:
    """By the question and answer of LED cards."""
    return asked(lambda line: answer_to(line, b"?", understood, 1.0, line.clock))


def _switch_a_relay(line: GroupedLine) -> object:
    TemplateCard(spec_named("relay"), clock=line.clock).switch(line, Spot(1), on=True)
    return True


def read_sam(pieces: Sequence[bytes]) -> list[object]:
    framer, found = sam.Framer(), list[object]()
    for piece in pieces:
        if piece == SILENCE:
            framer = sam.Framer()
        answers = framer.feed(piece)
        found += [_meaning_of_sam(each) for each in answers if isinstance(each, sam.Answer)]
        assert held_by(framer) <= sam.LONGEST + 8
    return found


def _meaning_of_sam(answer: sam.Answer) -> object:
    try:
        return answer.sw3, card_of(sam.card_blocks(answer.data).text).id_number
    except (sam.MalformedAnswer, UnreadableCard):
        return answer.sw3, len(answer.data)


def read_codes(pieces: Sequence[bytes]) -> list[object]:
    lines, now, found = CodeLines(CodeRules(end=End.CR)), 0.0, list[object]()
    for piece in pieces:
        now += 0.001 if piece else 1.0
        found += [code.text for code in lines.feed(piece, now)]
        assert held_by(lines) <= 2000
    return found


def read_stars(pieces: Sequence[bytes]) -> list[object]:
    scanner, found = KeyScanner(read_keys("AA0155:5,AA0255:4,AA0355:3,AA0455:2,AA0555:1")), list[object]()
    for piece in pieces:
        if piece == SILENCE:
            scanner.forget()
        found += scanner.feed(piece)
        assert held_by(scanner) <= 3
    return found


def read_keypad(pieces: Sequence[bytes]) -> list[object]:
    unframer, found = keypad.Unframer(), list[object]()
    for piece in pieces:
        if piece == SILENCE:
            unframer.forget()
        found += filter(None, map(keypad.heard, unframer.feed(piece)))
        assert held_by(unframer) <= 12
    return found


def read_printer(pieces: Sequence[bytes]) -> list[object]:
    line = GroupedLine(pieces)
    driver = EscposPrinter(lambda: line, Typesetter(), clock=line.clock)
    found: list[object] = []
    while line.groups:
        status = driver.status()
        if status.evidence is not Evidence.SILENT:
            found.append((status.can_print, status.paper.value))
    return found


def _huidu_answer(heard: bytes) -> object | None:
    return huidu.sdk_answer(huidu.packets_of(heard)[0])


def _huidu_packets(result: str, cut: int = 40) -> bytes:
    xml = f'<sdk guid="s"><out method="UpdateProgram" result="{result}"/></sdk>'.encode()
    head = len(xml).to_bytes(4, "little")
    parts = [(0, xml[:cut]), (cut, xml[cut:])]
    bodies = [head + start.to_bytes(4, "little") + part for start, part in parts]
    return b"".join(huidu.packet(huidu.SDK_ANSWER, body) for body in bodies)


def _cpower_answer(code: int) -> bytes:
    body = bytes.fromhex("E832017B") + bytes([code]) + bytes.fromhex("0100000012")
    return body + (sum(body) & 0xFFFF).to_bytes(2, "little")


def _on_cpower_line(code: int) -> bytes:
    return cpower.on_serial(_cpower_answer(code))


def _sdk(result: str) -> huidu.SdkAnswer:
    return huidu.SdkAnswer("s", "UpdateProgram", result)


_ONBON_REPLY = "A5" * 9 + "00800100000000000000FE02"
SUBJECTS = [
    Subject(
        "id card reader",
        read_sam,
        {
            framed(0x9F, bytes(4)): (0x9F, 4),
            framed(0x80): (0x80, 0),
            ONE_ADDRESS: (0x90, 70),
            read_answer(RESIDENT): (0x90, "11010519491231002X"),
        },
        (sam.PREAMBLE, sam.PREAMBLE[:4], sam.PREAMBLE + b"\x00\x04"),
        marks=b"\xaa",
        checked=True,
        overlong=(sam.PREAMBLE + b"\xff\xff", sam.PREAMBLE + b"\x10\x01", sam.PREAMBLE + b"\x00\x03"),
    ),
    Subject(
        "code scanner",
        read_codes,
        {b"BOOK-2026-0001\r": "BOOK-2026-0001", "预约甲乙\r".encode(): "预约甲乙"},
        (b"\r", b"\r\n", b"\xe9\xa2"),
        marks=None,
        overlong=(b"A" * 2001, b"B" * 9000),
    ),
    Subject(
        "evaluator",
        read_stars,
        {b"\xaa\x01\x55": Stars.VERY_SATISFIED, b"\xaa\x05\x55": Stars.VERY_DISSATISFIED},
        (b"\xaa", b"\xaa\x01"),
        marks=b"\xaa",
    ),
    Subject(
        "call keypads",
        read_keypad,
        {
            bytes.fromhex("FF6803036803010C1016"): KeyPress(3, Key.NEXT),
            bytes.fromhex("FF680404680301030F1616"): KeyPress(3, Key.CONFIRM, "3"),
            bytes.fromhex("FF68030368031103 1716"): Score(3, 3),
        },
        (b"\xff\x68", b"\xff\x68\x05\x05\x68", b"\xff\xff\x68"),
        marks=b"\xff",
        checked=True,
        overlong=(b"\xff\x68\xff\xff\x68", b"\xff\x68\x06\x06\x68", b"\xff\x68\x00\x00\x68"),
    ),
    Subject(
        "onbon",
        asking(onbon.read_reply),
        {
            bytes.fromhex(_ONBON_REPLY + "0500A00000000064DC5A"): onbon.Reply(0xA0, 0, 0),
            bytes.fromhex(_ONBON_REPLY + "0500A00105000075215A"): onbon.Reply(0xA0, 1, 5),
        },
        (b"\xa5", b"\xa5\xa5", b"\xa6", b"\x5b\x5a"),
        marks=b"\xa5",
        checked=True,
        overlong=(b"\xa5" + bytes(20000), bytes.fromhex(_ONBON_REPLY + "FFFFA000")),
    ),
    Subject(
        "huidu",
        asking(_huidu_answer),
        {
            _huidu_packets(huidu.SUCCESS): _sdk(huidu.SUCCESS),
            _huidu_packets("kNodeNotExist", 12): _sdk("kNodeNotExist"),
            huidu.packet(huidu.ERROR, b"\x2b\x00"): huidu.SdkAnswer("", "", "error 43"),
        },
        (b"\x04\x20", b"\x10\x00\x04\x20", b"\x06\x00\x00\x20"),
        marks=None,
        overlong=(b"\xff\xff\x04\x20" + bytes(30000), b"\x0c\x00\x04\x20\xff\xff\xff\xff\x00\x00\x00\x00"),
    ),
    Subject(
        "cpower serial",
        asking(lambda heard: cpower.read_serial(heard, 1)),
        {_on_cpower_line(0): 0, _on_cpower_line(1): 1},
        (b"\xa5", b"\xa5\xe8", b"\xaa", b"\xae"),
        marks=b"\xa5",
        checked=True,
        overlong=(b"\xa5" + bytes(20000),),
    ),
    Subject(
        "cpower tcp",
        asking(lambda heard: cpower.read_tcp(heard, 1)),
        {cpower.on_tcp(_cpower_answer(0)): 0, cpower.on_tcp(_cpower_answer(2)): 2},
        (b"\xff\xff\xff\xff", b"\xff\xff\xff\xff\x0b\x00\x00\x00", b"\xe8\x32"),
        marks=b"\x68\xe8",
        overlong=(b"\xff\xff\xff\xff\xff\xff\x00\x00" + bytes(20000),),
    ),
    Subject(
        "modbus rtu",
        asking(lambda heard: modbus.read_rtu(heard, 1, 0x10)),
        {
            bytes.fromhex("01100070000381D3"): modbus.Answer(1, 0x10),
            modbus.rtu(1, b"\x90\x02"): modbus.Answer(1, 0x10, 2),
        },
        (b"\x01\x10", b"\x01\x90"),
        marks=b"\x01",
        checked=True,
        overlong=(bytes(20000),),
    ),
    Subject(
        "modbus tcp",
        asking(lambda heard: modbus.read_mbap(heard, 7, 0x10)),
        {
            modbus.mbap(1, bytes.fromhex("1000700003"), 7): modbus.Answer(1, 0x10),
            modbus.mbap(1, b"\x90\x02", 7): modbus.Answer(1, 0x10, 2),
        },
        (b"\x00\x07\x00\x00", b"\x00\x07\x00\x00\xff\xff"),
        marks=b"\x00",
        overlong=(b"\x00\x07\x00\x00\xff\xff" + bytes(20000),),
    ),
    Subject(
        "template",
        asked(_switch_a_relay),
        {bytes.fromhex("01050000FF008C3A"): True},
        (b"\x01\x05",),
        marks=b"\x05",
    ),
    Subject(
        "printer status",
        read_printer,
        {
            b"\x12\x12\x12\x12": (True, "ok"),
            b"\x12\x12\x12\x1e": (True, "near_end"),
            b"\x1a\x32\x12\x72": (False, "out"),
        },
        (b"\x12", b"\x00", b"\x14\x00\x00\x0f"),
        marks=bytes(byte for byte in range(256) if printer.is_status(byte)),
    ),
]


def each_boundary(frame: bytes) -> Iterator[list[bytes]]:
    """The frame in two pieces, cut at every place (at every 13th of a long one), and in single bytes."""
    for at in range(1, len(frame), 1 if len(frame) < 100 else 13):
        yield [frame[:at], frame[at:]]
    yield [frame[n : n + 1] for n in range(len(frame))]
