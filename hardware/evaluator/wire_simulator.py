"""A four-key evaluator at the far end of a wire, for tests, demo and training.

    python -m hardware.evaluator.wire_simulator [--port 5020 | --pty /tmp/evaluator] [--control-port N]

Orders on the control port, one a line: `send 31` (bytes in hexadecimal), `received`, `unplug`, `plug`.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from hardware.transport.control_port import ControlPort
from hardware.transport.wire_end import PtyEnd, TcpEnd, WireEnd


class WireEvaluator:
    """Sends what it is told; keeps what it receives."""

    def __init__(self, connect: Callable[[Callable[[bytes], None]], WireEnd]) -> None:
        self.received = b""
        self._changed = threading.Condition()
        self.end = connect(self._receive)

    def send(self, data: bytes) -> None:
        self.end.send(data)

    def wait_until_received(self, wanted: bytes, seconds: float = 5.0) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: wanted in self.received, seconds)

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        match order.split():
            case ["send", *written]:
                try:
                    self.send(bytes.fromhex("".join(written)))
                except ValueError as error:
                    return f"error {error}"
            case ["received"]:
                return f"ok {self.received.hex(' ')}"
            case ["unplug"]:
                self.end.unplug()
            case ["plug"]:
                self.end.plug()
            case _:
                return "error orders: send HEX, received, unplug, plug"
        return f"ok {order}"

    def close(self) -> None:
        self.end.close()

    def _receive(self, data: bytes) -> None:
        with self._changed:
            self.received += data
            self._changed.notify_all()


def main() -> None:
    arguments = argparse.ArgumentParser(description="A simulated evaluator on a TCP port or a pty.")
    arguments.add_argument("--port", type=int, default=0, help="0 takes any free port")
    arguments.add_argument("--pty", type=Path, help="name of a pty, instead of a port")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    chosen = arguments.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def connect(receive: Callable[[bytes], None]) -> WireEnd:
        return PtyEnd(receive, chosen.pty) if chosen.pty else TcpEnd(receive, chosen.port)

    evaluator = WireEvaluator(connect)
    with ControlPort(chosen.control_port, evaluator.obey) as control:
        sys.stdout.write(f"listening on {evaluator.end.url} control {control.port}\n")
        sys.stdout.flush()
        stop.wait()
    evaluator.close()


if __name__ == "__main__":
    main()
