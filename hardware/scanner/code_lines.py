"""From bytes and times to codes: ends, prefix and suffix, and the same code again. Pure: times come in."""

import re
from dataclasses import dataclass
from enum import Enum

from hardware.scanner.interface import ScannedCode

LONGEST_BYTES = 2000
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class End(Enum):
    """What a scanner sends after a code."""

    ANY = "any"
    """CR, LF or both, or silence."""
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    SILENCE = "silence"


_ENDS = {
    End.ANY: re.compile(rb"[\r\n]"),
    End.CR: re.compile(rb"\r"),
    End.LF: re.compile(rb"\n"),
    End.CRLF: re.compile(rb"\r\n"),
    End.SILENCE: None,
}
_ENDED_BY_SILENCE = (End.ANY, End.SILENCE)


@dataclass(frozen=True, slots=True)
class CodeRules:
    """How a scanner was set up: what it puts around a code, and in which letters it writes.

    `silence`: seconds without a byte that end a code, or drop a piece of one.
    `repeat`: seconds after which the same code is a new scan.
    """

    end: End = End.ANY
    prefix: str = ""
    suffix: str = ""
    encoding: str = "utf-8"
    silence: float = 0.2
    repeat: float = 3.0


def code_in(text: str, rules: CodeRules) -> ScannedCode | None:
    """The code between prefix and suffix; None if they are not there, or if nothing a person prints is."""
    inner = text.strip() if not (rules.prefix or rules.suffix) else text
    if not (inner.startswith(rules.prefix) and inner.endswith(rules.suffix)):
        return None
    inner = inner[len(rules.prefix) : len(inner) - len(rules.suffix)].strip()
    return ScannedCode(inner) if inner and not _CONTROL.search(inner) else None


class CodeLines:
    """Cuts a scanner's bytes into codes."""

    def __init__(self, rules: CodeRules) -> None:
        self._rules = rules
        self._held = b""
        self._too_long = False
        self._last_byte = 0.0

    @property
    def is_pending(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._held) or self._too_long

    def feed(self, data: bytes, now: float) -> list[ScannedCode]:
        """The codes that are whole now. No data means that time has passed."""
        lines = []
        if self.is_pending and now - self._last_byte >= self._rules.silence:
            if self._rules.end in _ENDED_BY_SILENCE:
                lines.append(self._held)
            self._held, self._too_long = b"", False
        if data:
            self._last_byte = now
            self._held += data
        end = _ENDS[self._rules.end]
        if end is not None:
            *whole, self._held = end.split(self._held)
            if whole and self._too_long:
                # Only the tail of it: no code.
                whole[0], self._too_long = b"", False
            lines += whole
        if self._too_long or len(self._held) > LONGEST_BYTES:
            self._held, self._too_long = b"", True
        return [code for line in lines if (code := self._decoded(line)) is not None]

    def _decoded(self, line: bytes) -> ScannedCode | None:
        if len(line) > LONGEST_BYTES:
            return None
        try:
            return code_in(line.decode(self._rules.encoding), self._rules)
        except UnicodeDecodeError:
            return None


class Repeats:
    """Lets the same code pass once, until it has not been seen for `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._last: ScannedCode | None = None
        self._seen = 0.0

    def is_new(self, code: ScannedCode, now: float) -> bool:
        new = code != self._last or now - self._seen >= self._seconds
        self._last, self._seen = code, now
        return new
