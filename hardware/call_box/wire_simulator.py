"""Keypads at the far end of a wire, for tests, demo and training: they speak the bytes of the real ones.

    python -m hardware.call_box.wire_simulator --addresses 3,4 [--port 5010 | --pty /tmp/keypads]
        [--control-port N] [--tries N]

Orders on the control port, one a line: `press 3 next` (any key of `Key`, or a code such as `0C`), with digits
before it `press 3 06 confirm`; `score 3 2`; `display 3`; `unplug`, `plug`; for the next frame `fault
noise|split|checksum|cut|twice`; `deaf on|off` (takes no acknowledgement); `confirms on|off`.
"""

import argparse
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hardware.call_box import frames
from hardware.call_box.interface import BLANK, Display, Key
from hardware.transport.control_port import run_simulator
from hardware.transport.wire_end import PtyEnd, TcpEnd, WireEnd

ACK_SECONDS = 0.2
FAULTS = ("noise", "split", "checksum", "cut", "twice")


@dataclass
class Keypad:
    """One keypad as its user sees it."""

    display: Display = BLANK
    beeps: int = 0
    evaluating: bool = False
    acknowledged: int = 0
    ignored: int = 0
    """Presses that nobody acknowledged, not even when repeated."""


@dataclass
class _Pressed:
    """A frame that waits for its acknowledgement."""

    wanted: frames.Frame
    heard: threading.Event = field(default_factory=threading.Event)


class WireKeypads:
    """Keypads on one line. `tries`: how often a key is sent until it is acknowledged."""

    def __init__(
        self,
        connect: Callable[[Callable[[bytes], None]], WireEnd],
        addresses: Iterable[int] = (3,),
        tries: int = 3,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.keypads = {address: Keypad() for address in addresses}
        self.deaf = False
        self.confirms = False
        self.next_fault: str | None = None
        self.received: list[frames.Frame] = []
        self._tries, self._ack_seconds = tries, ack_seconds
        self._unframer = frames.Unframer(2, 8)
        self._pressing: _Pressed | None = None
        self._one_press = threading.Lock()
        self._changed = threading.Condition()
        self.end = connect(self._receive)

    def press(self, address: int, data: bytes, command: int = frames.KEY) -> bool:
        """Send a key, with its digits, until it is acknowledged; False when it never is."""
        frame = frames.Frame(address, command, data)
        with self._one_press:
            self._pressing = pressed = _Pressed(frames.acknowledgement(frame))
            for _ in range(self._tries):
                self._put_on_the_wire(frames.encode(frame))
                if pressed.heard.wait(self._ack_seconds):
                    break
            self._pressing = None
        keypad = self.keypads[address]
        if pressed.heard.is_set():
            keypad.acknowledged += 1
        else:
            keypad.ignored += 1
        return pressed.heard.is_set()

    def wait_until(self, so: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Whether it became so, looking again whenever something was received."""
        with self._changed:
            return self._changed.wait_for(so, seconds)

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        try:
            return self._obey(order.split())
        except (KeyError, ValueError, IndexError) as error:
            return f"error cannot {order!r}: {error!r}"

    def close(self) -> None:
        self.end.close()

    def _obey(self, words: list[str]) -> str:
        match words:
            case ["press", address, *codes]:
                heard = self.press(int(address), bytes(_code(word) for word in codes))
                return "ok acknowledged" if heard else "ok ignored"
            case ["score", address, score]:
                heard = self.press(int(address), bytes((int(score),)), frames.SCORE)
                return "ok acknowledged" if heard else "ok ignored"
            case ["display", address]:
                keypad = self.keypads[int(address)]
                shown = keypad.display
                return f"ok waiting={shown.waiting} number={shown.number} beeps={keypad.beeps}"
            case ["unplug"]:
                self.end.unplug()
            case ["plug"]:
                self.end.plug()
            case ["fault", kind] if kind in FAULTS:
                self.next_fault = kind
            case ["deaf" | "confirms" as what, "on" | "off" as how]:
                setattr(self, what, how == "on")
            case _:
                return "error orders: press, score, display, unplug, plug, fault, deaf, confirms"
        return f"ok {' '.join(words)}"

    def _put_on_the_wire(self, data: bytes) -> None:
        fault, self.next_fault = self.next_fault, None
        match fault:
            case "noise":
                self.end.send(b"\xff\x00\x68\xff" + data)
            case "checksum":
                self.end.send(data[:-2] + bytes((data[-2] ^ 0x55, data[-1])))
            case "cut":
                self.end.send(data[:-3])
            case "twice":
                self.end.send(data + data)
            case "split":
                for byte in data:
                    self.end.send(bytes((byte,)))
            case _:
                self.end.send(data)

    def _receive(self, data: bytes) -> None:
        for frame in self._unframer.feed(data):
            self._understand(frame)
            with self._changed:
                self.received.append(frame)
                self._changed.notify_all()

    def _understand(self, frame: frames.Frame) -> None:
        pressed = self._pressing
        if pressed is not None and frame == pressed.wanted:
            if not self.deaf:
                pressed.heard.set()
            return
        keypad = self.keypads.get(frame.address)
        if keypad is None:
            return
        if frame.command == frames.BEEP:
            keypad.beeps += 1
        elif frame == frames.start_evaluation(frame.address):
            keypad.evaluating = True
        elif frame.command == frames.DISPLAY and (shown := frames.shown_by(frame.data)) is not None:
            keypad.display = shown
        if self.confirms:
            self.end.send(frames.encode(frame))


def _code(word: str) -> int:
    """`next` or `0C`."""
    return frames.CODES[Key(word)] if word in {key.value for key in Key} else int(word, 16)


def over_tcp(port: int = 0) -> Callable[[Callable[[bytes], None]], WireEnd]:
    return lambda receive: TcpEnd(receive, port)


def over_pty(link: Path) -> Callable[[Callable[[bytes], None]], WireEnd]:
    return lambda receive: PtyEnd(receive, link)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Simulated call keypads on a TCP port or a pty.")
    arguments.add_argument("--addresses", default="3", help="of the keypads: 3,4,5")
    arguments.add_argument("--port", type=int, default=0, help="0 takes any free port")
    arguments.add_argument("--pty", type=Path, help="name of a pty, instead of a port")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    arguments.add_argument("--tries", type=int, default=3, help="how often a key is sent")
    chosen = arguments.parse_args()
    how = over_pty(chosen.pty) if chosen.pty else over_tcp(chosen.port)
    keypads = WireKeypads(how, map(int, chosen.addresses.split(",")), chosen.tries)
    run_simulator(f"on {keypads.end.url}", chosen.control_port, keypads.obey)
    keypads.close()


if __name__ == "__main__":
    main()
