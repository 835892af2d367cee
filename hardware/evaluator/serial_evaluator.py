"""The real evaluator with keys, on a serial port or behind a serial server."""

import threading
import time
from collections.abc import Callable

from hardware.evaluator.frames import Dialect, KeyScanner
from hardware.evaluator.interface import Stars
from hardware.health import Fault, Health, HealthState
from hardware.transport.job_queue import Job
from hardware.transport.line import Line, OpenLine
from hardware.transport.port_owner import PortClosed, PortOwner, PortRules, PortWork

_READ_BYTES = 64
_LOOK_SECONDS = 0.05
_SILENCE_SECONDS = 0.3
MANY_UNKNOWN = 5


class SerialEvaluator:
    """Keys count only while a question is asked, and only the first one."""

    def __init__(
        self,
        open_line: OpenLine,
        dialect: Dialect,
        rules: PortRules | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dialect, self._clock = dialect, clock
        self._scanner = KeyScanner(dialect.keys)
        self._excused = 0
        self._last_byte = clock()
        self._state = threading.Condition()
        self._one_question = threading.Lock()
        self._asking = False
        self._answer: Stars | None = None
        self._owner = PortOwner(PortWork(open_line, rules, self._greet, clock), "evaluator")
        self._listen_on(None)

    def ask(self, seconds: float) -> Stars | None:
        with self._one_question:
            with self._state:
                self._asking, self._answer = True, None
            self._say("start", self._dialect.start)
            with self._state:
                self._state.wait_for(lambda: not self._asking, seconds)
                self._asking = False
                answer = self._answer
            self._say("stop", self._dialect.stop)
            return answer

    def withdraw(self) -> None:
        with self._state:
            self._asking = False
            self._state.notify_all()

    def health(self) -> Health:
        line = self._owner.health
        if line.state is HealthState.OK and self._scanner.unknown - self._excused >= MANY_UNKNOWN:
            return Health.warning("evaluator_unknown_key")
        return line

    def close(self) -> None:
        self.withdraw()
        self._owner.close()

    def _say(self, what: str, data: bytes) -> None:
        if data:
            self._owner.submit(Job(what, 0, lambda line: line.write(data)))

    def _listen_on(self, fault: Fault | None) -> None:
        if not isinstance(fault, PortClosed):
            self._owner.submit(Job("listen", 9, self._hear, self._listen_on))

    def _greet(self, line: Line) -> None:
        self._scanner.forget()

    def _hear(self, line: Line) -> None:
        data, now = line.read(_READ_BYTES, _LOOK_SECONDS), self._clock()
        if not data:
            if now - self._last_byte > _SILENCE_SECONDS:
                self._scanner.forget()
            return
        self._last_byte = now
        for stars in self._scanner.feed(data):
            # Whoever sends a known key speaks the right language: what was strange before was noise.
            self._excused = self._scanner.unknown
            with self._state:
                if self._asking:
                    self._asking, self._answer = False, stars
                    self._state.notify_all()
