"""The far end of a wire with everything that goes wrong there: on a pty or a TCP port, for any device."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from hardware.transport.wire_end import PtyEnd, TcpEnd

SLOW_SECONDS, SLOW_BYTES = 0.0003, 16
Answer = Callable[[bytes], bytes]


def trickling(whole: bytes) -> list[bytes]:
    """Head and end one byte at a time, what is between at once: the time that it takes on a busy machine does
    not grow with the answer."""
    middle = whole[SLOW_BYTES:-SLOW_BYTES]
    head, end = whole[:SLOW_BYTES], whole[SLOW_BYTES + len(middle) :]
    return [*(bytes((b,)) for b in head), *([middle] if middle else []), *(bytes((b,)) for b in end)]


class FaultyWire:
    """`make` gives a fresh device, which answers bytes with bytes. `wrong` is what it says out of turn."""

    def __init__(self, make: Callable[[], Answer], wrong: bytes, link: Path | None) -> None:
        self.fault = ""
        self.hung_up = threading.Event()
        self._make, self._wrong = make, wrong
        self._device = make()
        self._end = TcpEnd(self._receive) if link is None else PtyEnd(self._receive, link)
        self.url = self._end.url

    def send(self, whole: bytes) -> None:
        """What the device says, spoilt by the present fault."""
        if not whole:
            return
        half = whole[: len(whole) // 2]
        match self.fault:
            case "silent":
                return
            case "half answer":
                self._end.send(half)
            case "slow bytes":
                for piece in trickling(whole):
                    self._end.send(piece)
                    time.sleep(SLOW_SECONDS)
            case "disconnect":
                self._end.send(half)
                self._end.unplug()
                self.hung_up.set()
            case "wrong answer":
                self._end.send(self._wrong)
            case _:
                self._end.send(whole)

    def mend(self) -> None:
        """The fault is over; a cable that was pulled out is back."""
        self.fault = ""
        if self.hung_up.is_set():
            self._end.unplug()
            self.hung_up.clear()
            self._end.plug()

    def restart(self) -> None:
        """The device is switched off and on: it forgets everything, and the connection breaks."""
        self._end.unplug()
        self._device = self._make()
        self._end.plug()

    def close(self) -> None:
        self._end.close()

    def _receive(self, data: bytes) -> None:
        self.send(self._device(data))
