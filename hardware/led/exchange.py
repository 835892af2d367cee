"""Ask a device and wait for the answer, however its bytes are chopped up."""

import time
from collections.abc import Callable
from typing import TypeVar

from hardware.led.card import BITS_PER_BYTE
from hardware.led.interface import LedSilent
from hardware.transport.line import Line

T = TypeVar("T")
MOST_BYTES = 16_384
"""Of an answer: no card has so much to say, and one that babbles must not keep its owner reading."""
_CHUNK_BYTES = 4096
_LATE_CHUNKS = 50


def drain(line: Line) -> None:
    """Throw away what came too late for its question. Raises LineLost."""
    for _ in range(_LATE_CHUNKS):
        if not line.read(_CHUNK_BYTES, 0.0):
            return


def tell(line: Line, message: bytes, baud: int, sleep: Callable[[float], None] = time.sleep) -> None:
    """To devices that never answer. Raises LineLost.

    Back when the last bit has left at `baud`; 0 is a network. A computer takes the bytes at once: the silence
    that must follow a message would run while the message is still under way, and long messages would pile
    up where no urgent one can overtake them.
    """
    line.write(message)
    if baud:
        sleep(len(message) * BITS_PER_BYTE / baud)


def answer_to(
    line: Line,
    question: bytes,
    understood: Callable[[bytes], T | None],
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """Send and read until `understood` makes something of the bytes so far. Raises LedSilent, LineLost."""
    drain(line)
    line.write(question)
    heard, give_up = b"", clock() + seconds
    while (left := give_up - clock()) > 0 and len(heard) < MOST_BYTES:
        taken = line.read(_CHUNK_BYTES, left)
        heard += taken
        if taken and (meaning := understood(heard)) is not None:
            return meaning
    raise LedSilent(f"no answer within {seconds:g} s ({len(heard)} bytes not understood)")
