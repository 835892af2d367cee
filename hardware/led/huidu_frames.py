"""Huidu full-colour cards, SDK 2: packets that carry XML over a TCP stream."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from hardware.led.interface import Colour
from hardware.led.led_text import cleaned

VERSION_ASK, VERSION_ANSWER, SDK_ASK, SDK_ANSWER, ERROR = 0x2001, 0x2002, 0x2003, 0x2004, 0x2000
HEARTBEAT_ASK, HEARTBEAT_ANSWER = 0x005F, 0x0060
PIECE_BYTES, LONGEST_PACKET_BYTES = 8000, 9216
NO_GUID = "##GUID"
SUCCESS, NODE_MISSING, WRONG_GUID = "kSuccess", "kNodeNotExist", "kInvalidGUID"
ACCEPTED = (SUCCESS, "kDownloadingFile")
ERROR_NODE_MISSING, ERROR_WRONG_GUID = 36, 43
_COLOURS = {
    Colour.RED: "#ff0000",
    Colour.GREEN: "#00ff00",
    Colour.YELLOW: "#ffff00",
    Colour.BLUE: "#0000ff",
    Colour.CYAN: "#00ffff",
    Colour.MAGENTA: "#ff00ff",
    Colour.WHITE: "#ffffff",
}


@dataclass(frozen=True, slots=True)
class TextArea:
    """A rectangle in pixels with one text in it."""

    area_guid: str
    text_guid: str
    x: int
    y: int
    width: int
    height: int
    font: str = "SimSun"
    size: int = 16


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of the stream."""

    command: int
    body: bytes


@dataclass(frozen=True, slots=True)
class SdkAnswer:
    """The result of a method by its name, and the session that the card named."""

    session: str
    method: str
    result: str


def packet(command: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", 4 + len(body), command) + body


def version_ask(version: int) -> bytes:
    return packet(VERSION_ASK, struct.pack("<I", version))


def sdk_ask(xml: str, piece_bytes: int = PIECE_BYTES) -> bytes:
    """A method in as many packets as it takes; lengths count bytes, not characters."""
    whole = xml.encode()
    starts = range(0, len(whole), piece_bytes)
    return b"".join(
        packet(SDK_ASK, struct.pack("<II", len(whole), start) + whole[start : start + piece_bytes])
        for start in starts
    )


def get_version_xml(version: str) -> str:
    return _sdk(NO_GUID, "GetIFVersion", f"<version value={quoteattr(version)}/>")


def add_program_xml(session: str, program: str, areas: Sequence[tuple[TextArea, str, Colour]]) -> str:
    """Stored in the card's flash: once, not for every call."""
    return _sdk(session, "AddProgram", f"<screen>{_program(program, areas)}</screen>")


def update_program_xml(session: str, program: str, area: TextArea, text: str, colour: Colour) -> str:
    return _sdk(session, "UpdateProgram", _program(program, [(area, text, colour)]))


def real_time_xml(session: str, area: TextArea, text: str, colour: Colour) -> str:
    """Which cards know this method is not known for certain."""
    inside = f'<text guid={quoteattr(area.text_guid)} singleLine="true">{_text(area, text, colour)}</text>'
    content = f'<content guid={quoteattr(area.area_guid)} type="local">{inside}</content>'
    return _sdk(session, "RealTimeUpdate", content)


def packets_of(heard: bytes) -> tuple[list[Packet], bytes]:
    """Whole packets of a stream, and the bytes of the one that has not come in full."""
    packets: list[Packet] = []
    while len(heard) >= 4:
        length, command = struct.unpack_from("<HH", heard)
        if not 4 <= length <= LONGEST_PACKET_BYTES:
            # Lengths that cannot be: the stream is out of step, and there is no mark to find it by.
            return packets, b""
        if len(heard) < length:
            break
        packets.append(Packet(command, heard[4:length]))
        heard = heard[length:]
    return packets, heard


def sdk_answer(packets: Sequence[Packet]) -> SdkAnswer | None:
    """Put the pieces together; None while some are missing. An error packet is an answer too."""
    for each in packets:
        if each.command == ERROR:
            return SdkAnswer("", "", f"error {int.from_bytes(each.body[:2], 'little')}")
    for whole in _wholes(packets):
        try:
            root = ElementTree.fromstring(whole)
        except (ElementTree.ParseError, ValueError, LookupError):
            # The last two: an encoding that the parser does not know.
            return SdkAnswer("", "", "an answer that is not XML")
        out = root.find("out")
        if out is not None:
            return SdkAnswer(root.get("guid", ""), out.get("method", ""), out.get("result", ""))
    return None


def _wholes(packets: Sequence[Packet]) -> Iterator[bytes]:
    whole = b""
    for each in packets:
        if each.command == SDK_ANSWER and len(each.body) >= 8:
            total, start = struct.unpack_from("<II", each.body)
            whole = whole[:start] + each.body[8:]
            if len(whole) >= total:
                yield whole[:total]
                whole = b""


def _sdk(session: str, method: str, inside: str) -> str:
    head = f'<?xml version="1.0" encoding="utf-8"?><sdk guid={quoteattr(session)}>'
    return f'{head}<in method="{method}">{inside}</in></sdk>'


def _program(program: str, areas: Sequence[tuple[TextArea, str, Colour]]) -> str:
    inside = "".join(_area(*each) for each in areas)
    return f'<program guid={quoteattr(program)} type="normal">{inside}</program>'


def _area(area: TextArea, text: str, colour: Colour) -> str:
    return (
        f'<area guid={quoteattr(area.area_guid)} alpha="255">'
        f'<rectangle x="{area.x}" y="{area.y}" width="{area.width}" height="{area.height}"/>'
        f'<resources><text guid={quoteattr(area.text_guid)} singleLine="true">'
        f"{_text(area, text, colour)}</text></resources></area>"
    )


def _text(area: TextArea, text: str, colour: Colour) -> str:
    return (
        '<style valign="middle" align="center"/>'
        f"<string>{escape(_allowed_in_xml(text))}</string>"
        f'<font name={quoteattr(area.font)} size="{area.size}" color="{_COLOURS[colour]}" '
        'bold="false" italic="false" underline="false"/>'
    )


def _allowed_in_xml(text: str) -> str:
    # XML knows no surrogates and none of the control characters that `cleaned` has already taken out.
    return "".join(c for c in cleaned(text) if not 0xD800 <= ord(c) <= 0xDFFF and ord(c) & 0xFFFE != 0xFFFE)
