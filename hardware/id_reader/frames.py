"""Bytes on the wire of a SAM_V module (二代证安全模块): questions out, answers in. Pure.

A frame is AA AA AA 96 69, two length bytes (high first), a body, and the XOR of all that follows the
preamble. There is no escaping and no sequence number: one question is under way at a time.
"""

import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
SHORTEST, LONGEST = 4, 4096
ADDRESS_BYTES = 70
BAUD_RATES = (115200, 57600, 38400, 19200, 9600)
"""In the order of their numbers on the wire; a module leaves the factory with the first."""

_LENGTH_AT, _BODY_AT = len(PREAMBLE), len(PREAMBLE) + 2


class MalformedAnswer(ValueError):
    """An answer with a right check byte and a wrong shape. Says sizes only, never contents."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One whole answer. Shows its size only: the data may be a person."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes = b""

    def __repr__(self) -> str:
        return f"Answer({self.sw1:02X} {self.sw2:02X} {self.sw3:02X}, {len(self.data)} bytes)"


@dataclass(frozen=True, slots=True)
class Garbled:
    """A frame whose check byte is wrong."""

    length: int


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and how to know its answer from a late answer to an earlier one."""

    name: str
    frame: bytes
    success: int
    sizes: Collection[int]

    def fits(self, answer: Answer) -> bool:
        """Whether this can be the answer: a success of the right size, or any refusal."""
        if answer.sw3 == self.success:
            return len(answer.data) in self.sizes
        return answer.sw3 not in (0x90, 0x9F) and not answer.data


def check_byte(data: bytes) -> int:
    return reduce(xor, data, 0)


def request(command: int, parameter: int, data: bytes = b"") -> bytes:
    """A whole frame to the module."""
    checked = struct.pack(">HBB", len(data) + 3, command, parameter) + data
    return PREAMBLE + checked + bytes([check_byte(checked)])


# Find and select bring numbers of the card, which differ from maker to maker: their values are not looked at.
STATUS = Question("status", request(0x11, 0xFF), 0x90, range(1))
RESET = Question("reset", request(0x10, 0xFF), 0x90, range(1))
SAM_ID = Question("module number", request(0x12, 0xFF), 0x90, range(16, 17))
FIND = Question("find", request(0x20, 0x01), 0x9F, range(16))
SELECT = Question("select", request(0x20, 0x02), 0x90, range(16))
READ = Question("read", request(0x30, 0x01), 0x90, range(4 + 256, LONGEST))
READ_WITH_FINGERPRINT = Question("read all", request(0x30, 0x10), 0x90, range(6 + 256, LONGEST))
READ_ADDRESSES = Question("read addresses", request(0x30, 0x03), 0x90, range(0, 5 * ADDRESS_BYTES))
READ_MANAGEMENT = Question("read card number", request(0x30, 0x05), 0x90, range(256))


def set_baud(rate: int) -> Question:
    """Change the module's speed to one of BAUD_RATES."""
    return Question("set speed", request(0x60, BAUD_RATES.index(rate)), 0x90, range(1))


def set_packet(size: int) -> Question:
    """Set the largest packet by air: 0x50 and 0x58 are seen; which module needs which is unverified."""
    return Question("set packet", request(0x61, 0xFF, bytes([size])), 0x90, range(1))


class Framer:
    """Cuts a stream into answers. Skips noise between frames; never looks for a frame inside another one.

    A frame that never ends holds everything that follows; its reader gives up by time and begins anew.
    """

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[Answer | Garbled]:
        self._held += data
        return list(self._cut())

    def _cut(self) -> Iterator[Answer | Garbled]:
        while (start := self._held.find(PREAMBLE)) >= 0:
            self._held = self._held[start:]
            if len(self._held) < _BODY_AT:
                return
            length = int.from_bytes(self._held[_LENGTH_AT:_BODY_AT], "big")
            if not SHORTEST <= length <= LONGEST:
                self._held = self._held[1:]
                continue
            end = _BODY_AT + length
            if len(self._held) < end:
                return
            checked, self._held = self._held[_LENGTH_AT:end], self._held[end:]
            body = checked[2:-1]
            yield Garbled(length) if check_byte(checked) else Answer(body[0], body[1], body[2], body[3:])
        self._held = self._held[-(len(PREAMBLE) - 1) :]


@dataclass(frozen=True, slots=True, repr=False)
class CardBlocks:
    """What a read brings. The photo is opaque: no open decoder of its format is known."""

    text: bytes
    photo: bytes
    fingerprint: bytes = b""

    def __repr__(self) -> str:
        return f"CardBlocks({len(self.text)}+{len(self.photo)}+{len(self.fingerprint)} bytes)"


def card_blocks(data: bytes, with_fingerprint: bool = False) -> CardBlocks:
    """Cut the data of a read by its own lengths. Raises MalformedAnswer."""
    count = 3 if with_fingerprint else 2
    if len(data) < 2 * count:
        raise MalformedAnswer(f"{len(data)} bytes hold no lengths")
    sizes = struct.unpack_from(f">{count}H", data)
    if len(data) != 2 * count + sum(sizes):
        raise MalformedAnswer(f"{len(data)} bytes, but lengths {sizes}")
    blocks, at = [], 2 * count
    for size in sizes:
        blocks.append(data[at : at + size])
        at += size
    return CardBlocks(*blocks)


def address_blocks(data: bytes) -> list[bytes]:
    """The addresses written onto a card later on, as they stand there. Raises MalformedAnswer."""
    if len(data) % ADDRESS_BYTES:
        raise MalformedAnswer(f"{len(data)} bytes are not whole addresses")
    return [data[at : at + ADDRESS_BYTES] for at in range(0, len(data), ADDRESS_BYTES)]


def module_number(data: bytes) -> str:
    """The number printed on the module, as 05.03-20190412-0012345678-0987654321. Raises MalformedAnswer."""
    if len(data) != 16:
        raise MalformedAnswer(f"{len(data)} bytes are no module number")
    return "{:02}.{:02}-{:08}-{:010}-{:010}".format(*struct.unpack("<HHIII", data))
