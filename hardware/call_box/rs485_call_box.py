"""The real keypads: many on one RS-485 line. They speak when pressed; nobody polls them."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from hardware.call_box import frames
from hardware.call_box.interface import CallBoxSilent, Display, Heard
from hardware.health import Fault, Health, HealthState
from hardware.transport.job_queue import Job
from hardware.transport.line import Line, OpenLine
from hardware.transport.port_owner import PortClosed, PortOwner, PortRules, PortWork

_READ_BYTES = 64
_LISTENING = 9
_URGENT, _SOON = 1, 2
NOISY = 10
"""So many broken frames in NOISY_SECONDS are worth a technician's look."""
NOISY_SECONDS = 60.0
MOST_REPEATS = 8
"""No keypad repeats itself so often: it is our own acknowledgement, echoed by the adapter. It is not
answered, or the two would talk for ever."""


@dataclass(frozen=True, slots=True)
class BusRules:
    """What no document tells of this keypad, and the seconds that go with it.

    `repeat`: the same key again within so long is a keypad that missed its acknowledgement, not a person.
    `confirms`: the keypad sends back what it is told. `longest`: of the LEN of a frame from a keypad.
    """

    repeat: float = 0.5
    confirms: bool = False
    confirm_within: float = 0.3
    longest: int = 5
    silence: float = 0.2
    look: float = 0.05
    between_beeps: float = 0.15


def _nobody(heard: Heard) -> None:
    """Until somebody listens."""


@dataclass(frozen=True, slots=True)
class _LastHeard:
    frame: frames.Frame
    at: float
    repeats: int


class Rs485CallBox:
    """One line with its keypads."""

    def __init__(
        self,
        open_line: OpenLine,
        rules: BusRules | None = None,
        port_rules: PortRules | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rules = rules or BusRules()
        self._clock, self._sleep = clock, sleep
        # A keypad that confirms sends back frames of every length that a host sends.
        bounds = (2, 8) if self._rules.confirms else (3, self._rules.longest)
        self._unframer = frames.Unframer(*bounds)
        self._last_byte = clock()
        self._last_heard: dict[int, _LastHeard] = {}
        self._echoing = False
        self._shown: dict[int, Display] = {}
        self._silent: set[int] = set()
        self._broken: list[float] = []
        self._tell: Callable[[Heard], None] = _nobody
        self._owner = PortOwner(PortWork(open_line, port_rules, self._greet, clock), "call-box")

    def listen(self, heard: Callable[[Heard], None]) -> None:
        self._tell = heard
        self._listen_on(None)

    def show(self, address: int, display: Display) -> None:
        self._shown[address] = display
        self._submit(address, "show", _SOON, lambda line: self._send(line, frames.display(address, display)))

    def beep(self, address: int, times: int = 1) -> None:
        def run(line: Line) -> None:
            for number in range(times):
                if number:
                    self._sleep(self._rules.between_beeps)
                self._send(line, frames.beep(address))

        self._submit(address, "beep", _URGENT, run)

    def start_evaluation(self, address: int) -> None:
        frame = frames.start_evaluation(address)
        self._submit(address, "evaluate", _URGENT, lambda line: self._send(line, frame))

    def health(self) -> Health:
        line = self._owner.health
        if line.state is not HealthState.OK:
            return line
        if self._silent:
            everybody = self._silent >= set(self._shown)
            return Health.down("call_box_silent") if everybody else Health.warning("call_box_silent")
        if self._echoing:
            return Health.warning("call_box_echo")
        since = self._clock() - NOISY_SECONDS
        noisy = sum(at > since for at in list(self._broken)) >= NOISY
        return Health.warning("call_box_noise") if noisy else line

    def close(self) -> None:
        self._owner.close()

    def _submit(self, address: int, what: str, urgency: int, run: Callable[[Line], None]) -> None:
        def done(fault: Fault | None) -> None:
            if isinstance(fault, CallBoxSilent):
                self._silent.add(address)
            elif fault is None:
                self._silent.discard(address)

        self._owner.submit(Job((what, address), urgency, run, done))

    def _listen_on(self, fault: Fault | None) -> None:
        if not isinstance(fault, PortClosed):
            self._owner.submit(Job("listen", _LISTENING, self._hear, self._listen_on))

    def _greet(self, line: Line) -> None:
        """A keypad that was without power shows nothing until it is told."""
        self._unframer.forget()
        for address, display in list(self._shown.items()):
            line.write(frames.encode(frames.display(address, display)))

    def _hear(self, line: Line) -> None:
        for frame in self._frames(line, self._rules.look):
            self._take(line, frame)

    def _frames(self, line: Line, seconds: float) -> list[frames.Frame]:
        data, now = line.read(_READ_BYTES, seconds), self._clock()
        if not data:
            if now - self._last_byte > self._rules.silence:
                self._unframer.forget()
            return []
        self._last_byte = now
        before = self._unframer.rejected
        found = self._unframer.feed(data)
        if self._unframer.rejected > before:
            self._broken = [*self._broken[1 - NOISY :], now]
        return found

    def _take(self, line: Line, frame: frames.Frame) -> None:
        now, before = self._clock(), self._last_heard.get(frame.address)
        again = before is not None and before.frame == frame and now - before.at < self._rules.repeat
        repeats = before.repeats + 1 if before is not None and again else 0
        self._last_heard[frame.address] = _LastHeard(frame, now, repeats)
        if repeats >= MOST_REPEATS:
            self._echoing = True
            return
        line.write(frames.encode(frames.acknowledgement(frame)))
        meaning = None if again else frames.heard(frame)
        if meaning is not None:
            self._tell(meaning)

    def _send(self, line: Line, frame: frames.Frame) -> None:
        line.write(frames.encode(frame))
        if not self._rules.confirms:
            return
        give_up = self._clock() + self._rules.confirm_within
        while (left := give_up - self._clock()) > 0:
            for answer in self._frames(line, left):
                if answer == frame:
                    give_up = 0.0
                else:
                    self._take(line, answer)
            if not give_up:
                return
        raise CallBoxSilent(f"keypad {frame.address} did not confirm command {frame.command:02X}")
