"""Text for a display: names come from ID cards and bookings, and no display may take them for orders."""

from collections.abc import Callable
from enum import Enum

# 〓 is in every Chinese character set and on every font card.
UNKNOWN_CHARACTER = "〓"


class Charset(Enum):
    """What the font card holds."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030 = "gb18030"


def cleaned(text: str) -> str:
    """Without control characters; line ends and tabs become spaces."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if c.isprintable() or c == "\u3000") or (" " if text else "")


def nothing_refused(encoded: bytes) -> bool:
    return False


def encoded(
    text: str,
    charset: Charset,
    longest: int,
    refused: Callable[[bytes], bool] = nothing_refused,
) -> bytes:
    """At most `longest` bytes of whole characters. What the card does not know becomes 〓.

    So does a character with which the bytes so far would be `refused`, an order to the display for instance.
    """
    done = b""
    for character in cleaned(text):
        piece = _known(character, charset)
        if refused(done + piece):
            piece = _known(UNKNOWN_CHARACTER, charset)
        if len(done) + len(piece) > longest:
            break
        done += piece
    return done


def _known(character: str, charset: Charset) -> bytes:
    try:
        return character.encode(charset.value)
    except UnicodeEncodeError:
        return UNKNOWN_CHARACTER.encode(charset.value)
