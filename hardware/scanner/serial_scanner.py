"""A scanner on a serial port (or a USB one that shows itself as such), or behind a serial server."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from hardware.health import Fault, Health
from hardware.scanner.code_lines import CodeLines, CodeRules, Repeats
from hardware.scanner.interface import ScannedCode, ScannerUnplugged
from hardware.transport.line import Line, LineLost, OpenLine

BACK_OFF = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
_CHUNK = 4096
# A serial server that does not answer takes the first; the second ends listening to one that never stops.
_OPENING_SECONDS, _CODE_SECONDS = 2.0, 1.0


class SerialScanner:
    """Keeps its port open. After a fault it waits, longer each time, before it opens it anew."""

    def __init__(
        self,
        open_line: OpenLine,
        rules: CodeRules | None = None,
        look: float = 0.1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_line = open_line
        self._rules = rules or CodeRules()
        self._look = look
        self._clock = clock
        self._busy = threading.Lock()
        self._lines = CodeLines(self._rules)
        self._repeats = Repeats(self._rules.repeat)
        self._waiting: deque[ScannedCode] = deque(maxlen=16)
        self._line: Line | None = None
        self._fault: Fault | None = None
        self._failures = 0
        self._not_before = clock()

    @property
    def bound(self) -> float:
        """Seconds that one `poll` takes at the very most; `look` when nothing is scanned."""
        return _OPENING_SECONDS + self._look + _CODE_SECONDS + self._rules.silence

    def poll(self) -> ScannedCode | None:
        with self._busy:
            if self._waiting:
                return self._waiting.popleft()
            if self._fault is not None and self._clock() < self._not_before:
                raise type(self._fault)(self._fault.detail)
            try:
                self._listen()
            except LineLost as lost:
                raise self._out_of_order(ScannerUnplugged(lost.detail)) from lost
            except Fault as fault:
                raise self._out_of_order(fault) from None
            self._fault, self._failures = None, 0
            return self._waiting.popleft() if self._waiting else None

    def health(self) -> Health:
        """Does not wait for a poll that is under way."""
        if self._fault is not None:
            return self._fault.health
        return Health.ok() if self._line is not None else Health.unknown("not_tried")

    def close(self) -> None:
        with self._busy:
            self._let_go()

    def _listen(self) -> None:
        if self._line is None:
            self._line = self._open_line()
        data = self._line.read(_CHUNK, self._look)
        self._take(data)
        give_up = self._clock() + _CODE_SECONDS
        # Until its end, or the pause before the next poll would look like the silence after a code.
        while data and self._lines.is_pending and self._clock() < give_up:
            data = self._line.read(_CHUNK, self._rules.silence)
            self._take(data)

    def _take(self, data: bytes) -> None:
        now = self._clock()
        self._waiting += [code for code in self._lines.feed(data, now) if self._repeats.is_new(code, now)]

    def _out_of_order(self, fault: Fault) -> Fault:
        self._let_go()
        self._not_before = self._clock() + BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1
        self._fault = fault
        logging.getLogger(__name__).warning("code scanner: %s", fault)
        return fault

    def _let_go(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None
        self._lines = CodeLines(self._rules)
