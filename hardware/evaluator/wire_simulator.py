"""A four-key evaluator at the far end of a wire, for tests, demo and training.

    python -m hardware.evaluator.wire_simulator [--port 5020 | --pty /tmp/evaluator] [--control-port N]
        [--start HEX] [--stop HEX]

Orders on the control port, one a line: `send 31` (bytes in hexadecimal), `received`, `lit`, `unplug`, `plug`.
"""

import argparse
import threading
from collections.abc import Callable
from pathlib import Path

from hardware.transport.control_port import run_simulator
from hardware.transport.wire_end import PtyEnd, TcpEnd, WireEnd


class WireEvaluator:
    """Sends what it is told; keeps what it receives. `start` lights its keys, `stop` puts them out."""

    def __init__(
        self, connect: Callable[[Callable[[bytes], None]], WireEnd], start: bytes = b"", stop: bytes = b""
    ) -> None:
        self._start, self._stop = start, stop
        self.received = b""
        self._changed = threading.Condition()
        self.end = connect(self._receive)

    @property
    def lit(self) -> bool:
        """Whether the citizen is being asked; without a `start` nobody can tell."""
        if not self._start:
            return False
        ended = self.received.rfind(self._stop) if self._stop else -1
        return self.received.rfind(self._start) > ended

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
            case ["lit"]:
                return f"ok {'lit' if self.lit else 'dark'}"
            case ["unplug"]:
                self.end.unplug()
            case ["plug"]:
                self.end.plug()
            case _:
                return "error orders: send HEX, received, lit, unplug, plug"
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
    arguments.add_argument("--start", type=bytes.fromhex, default=b"", help="bytes that light the keys")
    arguments.add_argument("--stop", type=bytes.fromhex, default=b"", help="bytes that put them out")
    chosen = arguments.parse_args()

    def connect(receive: Callable[[bytes], None]) -> WireEnd:
        return PtyEnd(receive, chosen.pty) if chosen.pty else TcpEnd(receive, chosen.port)

    evaluator = WireEvaluator(connect, chosen.start, chosen.stop)
    run_simulator(f"on {evaluator.end.url}", chosen.control_port, evaluator.obey)
    evaluator.close()


if __name__ == "__main__":
    main()
