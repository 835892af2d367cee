"""Window strips of the kind `AA addr BB 51 54`: text in, bytes out. They never answer."""

import re
from dataclasses import dataclass

from hardware.led.checksums import sum8
from hardware.led.led_text import Charset, encoded

END = b"\xff"
_HEAD = re.compile(rb"\xaa.\xbb\x51\x54", re.DOTALL)
LONGEST_TEXT_BYTES = 120


@dataclass(frozen=True, slots=True)
class StripVariant:
    """How one maker's strips differ. What the five parameters mean is not known for certain."""

    parameters: bytes = bytes.fromhex("0100990063")
    checksum_includes_end: bool = False
    charset: Charset = Charset.GB2312
    longest: int = LONGEST_TEXT_BYTES


STRIP, INTEGRATED_BOARD = StripVariant(), StripVariant(bytes.fromhex("0802990063"))


def strip_frame(address: int, text: str, variant: StripVariant = STRIP) -> bytes:
    """`AA | addr | BB 51 54 | sum | five parameters | text | FF`."""
    if not 0 <= address <= 0xFF:
        raise ValueError(f"address {address} is not a byte")
    # A strip that skips frames of others looks for a head anywhere, in the text too.
    body = variant.parameters + encoded(
        text, variant.charset, variant.longest, lambda so_far: _HEAD.search(so_far) is not None
    )
    check = sum8(body + END if variant.checksum_includes_end else body)
    return b"\xaa" + bytes([address]) + b"\xbb\x51\x54" + bytes([check]) + body + END
