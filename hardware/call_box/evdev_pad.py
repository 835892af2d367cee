"""A USB numeric pad on Linux, taken for this program alone, so that no other window gets its keys.

Plain reads of `/dev/input/…`; no library is needed. The account must be in the group `input`.
"""

import contextlib
import os
import select
import struct
from collections.abc import Callable
from functools import partial

from hardware.call_box.interface import Display, Heard, PadUnplugged
from hardware.call_box.numeric_pad import BACKSPACE, ENTER, ESCAPE, PadTyping
from hardware.health import Fault, Health
from hardware.transport.job_queue import Job
from hardware.transport.line import Line, LineLost, OpenLine
from hardware.transport.port_owner import PortClosed, PortOwner, PortRules, PortWork

GRAB = 0x40044590
"""EVIOCGRAB"""
EVENT = struct.Struct("@llHHi")
"""struct input_event: seconds, microseconds, type, code, value."""
_KEY, _PRESSED = 1, 1
_LOOK_SECONDS = 0.2
SYMBOLS = {
    **{code: str((code - 1) % 10) for code in range(2, 12)},
    **{82: "0", 79: "1", 80: "2", 81: "3", 75: "4", 76: "5", 77: "6", 71: "7", 72: "8", 73: "9"},
    **{78: "+", 74: "-", 55: "*", 98: "/", 83: ".", 96: ENTER, 28: ENTER, 14: BACKSPACE, 1: ESCAPE},
}
"""Key codes of linux/input-event-codes.h, of the pad and of the row above the letters."""


def grab(descriptor: int) -> None:
    """Take the device away from everybody else. Raises OSError."""
    import fcntl

    fcntl.ioctl(descriptor, GRAB, 1)


class EvdevLine:
    """An open input device; nothing can be written to it."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor: int | None = descriptor
        self._name = name

    def write(self, data: bytes) -> None:
        raise LineLost(f"{self._name}: a pad cannot be told anything")

    def read(self, count: int, seconds: float) -> bytes:
        if self._descriptor is None:
            raise LineLost(f"{self._name}: closed")
        try:
            ready, _, _ = select.select([self._descriptor], [], [], seconds)
            taken = os.read(self._descriptor, count) if ready else None
        except OSError as error:
            raise LineLost(f"{self._name}: {error}") from error
        if taken == b"":
            raise LineLost(f"{self._name}: unplugged")
        return taken or b""

    def close(self) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None


def open_pad(path: str, take: Callable[[int], None] = grab) -> EvdevLine:
    """Open and grab. Raises PadUnplugged."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise PadUnplugged(f"{path}: {error.strerror}") from error
    try:
        take(descriptor)
    except (OSError, ImportError) as error:
        os.close(descriptor)
        raise PadUnplugged(f"{path}: {error}") from error
    return EvdevLine(descriptor, path)


class EvdevPad:
    """One pad, as a keypad that shows nothing and makes no sound."""

    def __init__(
        self, path: str, address: int = 1, open_line: OpenLine | None = None, rules: PortRules | None = None
    ) -> None:
        self._typing = PadTyping(address)
        self._held = b""
        self._tell: Callable[[Heard], None] | None = None
        work = PortWork(open_line or partial(open_pad, path), rules, self._greet)
        self._owner = PortOwner(work, "numeric-pad")

    def listen(self, heard: Callable[[Heard], None]) -> None:
        self._tell = heard
        self._listen_on(None)

    def show(self, address: int, display: Display) -> None:
        """A pad has no display."""

    def beep(self, address: int, times: int = 1) -> None:
        """A pad has no sound."""

    def start_evaluation(self, address: int) -> None:
        """A pad has no evaluator."""

    def health(self) -> Health:
        return self._owner.health

    def close(self) -> None:
        self._owner.close()

    def _greet(self, line: Line) -> None:
        self._held = b""

    def _listen_on(self, fault: Fault | None) -> None:
        if not isinstance(fault, PortClosed):
            self._owner.submit(Job("listen", 0, self._hear, self._listen_on))

    def _hear(self, line: Line) -> None:
        self._held += line.read(EVENT.size * 64, _LOOK_SECONDS)
        while len(self._held) >= EVENT.size:
            event, self._held = self._held[: EVENT.size], self._held[EVENT.size :]
            _, _, kind, code, value = EVENT.unpack(event)
            symbol = SYMBOLS.get(code) if kind == _KEY and value == _PRESSED else None
            press = self._typing.press(symbol) if symbol else None
            if press is not None and self._tell is not None:
                self._tell(press)
