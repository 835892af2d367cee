"""A SAM_V module without hardware: bytes in, answers out, and every way in which an answer goes wrong.

It builds its frames by itself, so that a mistake in the driver's own cannot hide.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
QUESTIONS = {
    b"\x10\xff": "reset",
    b"\x11\xff": "status",
    b"\x12\xff": "id",
    b"\x20\x01": "find",
    b"\x20\x02": "select",
    b"\x30\x01": "read",
    b"\x30\x10": "fingerprint",
    b"\x30\x03": "addresses",
    b"\x30\x05": "management",
    b"\x61\xff": "packet",
}
MODULE_NUMBER = bytes.fromhex("05 00 03 00 CC 14 34 01 4E 61 BC 00 B1 68 DE 3A")
_LONGEST = 7 + 0xFFFF
NOISE = bytes.fromhex("00 FF AA AA 55 AA AA AA 96 68 AA AA AA 96 69 00 01")


def answer(sw3: int, data: bytes = b"") -> bytes:
    """One frame of the module."""
    length = len(data) + 4
    checked = bytes((length >> 8, length & 0xFF, 0, 0, sw3)) + data
    check = 0
    for byte in checked:
        check ^= byte
    return PREAMBLE + checked + bytes((check,))


@dataclass(slots=True)
class Trouble:
    """What is wrong with the answers from now on; what ends by itself counts down."""

    silent: bool = False
    noise: bool = False
    wrong_checks: int = 0
    late: dict[str, float] = field(default_factory=dict)
    """By question: seconds after which its next answer comes."""
    cut_after: int | None = None
    previous_first: bool = False
    words: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By question: the status word to answer with, and how many more times."""


class SimulatedSam:
    """The module and the place for one card. Not for use by two threads."""

    def __init__(self) -> None:
        self.trouble = Trouble()
        self.removal = "hold"
        self.addresses = b""
        self.photo = bytes(1024)
        self.fingerprint = b""
        self.asked: list[str] = []
        """The questions so far, by name."""
        self._card: bytes | None = None
        self._fresh = self._found = self._selected = False
        self._held = b""
        self._previous = b""

    def insert(self, block: bytes) -> None:
        self._card, self._fresh = block, True
        self._found = self._selected = False

    def remove(self) -> None:
        self._card = None
        self._found = self._selected = False

    @property
    def has_card(self) -> bool:
        return self._card is not None

    def receive(self, data: bytes) -> list[tuple[float, bytes]]:
        """The answers to what has been asked in full, damaged as told, each with the seconds to wait."""
        self._held = (self._held + data)[-_LONGEST:]
        sent = []
        while (start := self._held.find(PREAMBLE)) >= 0:
            frame = self._held[start:]
            if len(frame) < 7 or len(frame) < 7 + int.from_bytes(frame[5:7], "big"):
                break
            end = 7 + int.from_bytes(frame[5:7], "big")
            self._held = frame[end:]
            answered = self._damaged(self._answer(frame[5:end]))
            if answered:
                sent.append((self.trouble.late.pop(self.asked[-1], 0.0), answered))
        return sent

    def _answer(self, checked: bytes) -> bytes:
        check = 0
        for byte in checked:
            check ^= byte
        name = QUESTIONS.get(checked[2:4], "unknown")
        self.asked.append(name)
        if check:
            return answer(0x10)
        if name in self.trouble.words:
            word, times = self.trouble.words[name]
            if times > 1:
                self.trouble.words[name] = word, times - 1
            else:
                del self.trouble.words[name]
            return answer(word)
        answers: dict[str, Callable[[], bytes]] = {
            "find": self._find,
            "select": self._select,
            "read": lambda: self._read(b""),
            "fingerprint": lambda: self._read(len(self.fingerprint).to_bytes(2, "big")),
            "addresses": self._appended,
            "management": lambda: answer(0x90, bytes(28)) if self._lies() else answer(0x41),
            "id": lambda: answer(0x90, MODULE_NUMBER),
            "status": lambda: answer(0x90),
            "reset": lambda: answer(0x90),
            "packet": lambda: answer(0x90),
        }
        return answers.get(name, lambda: answer(0x21))()

    def _lies(self) -> bool:
        return self._card is not None and self.removal == "ask"

    def _find(self) -> bytes:
        self._selected = False
        self._found = self._card is not None and (self._fresh or self.removal == "find")
        return answer(0x9F, bytes(4)) if self._found else answer(0x80)

    def _select(self) -> bytes:
        self._selected = self._found and self._card is not None
        return answer(0x90, bytes(8)) if self._selected else answer(0x81)

    def _read(self, fingerprint_length: bytes) -> bytes:
        if not self._selected:
            return answer(0x23)
        if not self._card:
            # It was lifted, or its chip gives nothing.
            return answer(0x41)
        self._fresh = False
        lengths = b"\x01\x00" + len(self.photo).to_bytes(2, "big") + fingerprint_length
        rest = self.fingerprint if fingerprint_length else b""
        return answer(0x90, lengths + self._card + self.photo + rest)

    def _appended(self) -> bytes:
        return answer(0x90, self.addresses) if self.addresses else answer(0x91)

    def _damaged(self, whole: bytes) -> bytes:
        trouble = self.trouble
        before = self._previous if trouble.previous_first else b""
        trouble.previous_first, self._previous = False, whole
        if trouble.silent:
            return b""
        if trouble.wrong_checks:
            trouble.wrong_checks -= 1
            whole = whole[:-1] + bytes((whole[-1] ^ 0x40,))
        if trouble.cut_after is not None:
            whole, trouble.cut_after = whole[: trouble.cut_after], None
        return before + (NOISE if trouble.noise else b"") + whole
