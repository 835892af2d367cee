"""A code scanner on a TCP port or a pty, for tests, demo and training. It sends what a serial scanner sends.

    python -m hardware.scanner.wire_simulator [--port 7002 | --pty /tmp/scanner] [--control-port N]
        [--end cr|lf|crlf|none] [--prefix TEXT] [--suffix TEXT]

Orders on the control port, one a line: `scan CODE`, `raw HEX`, `unplug`, `plug`.
"""

import argparse
from pathlib import Path

from hardware.transport.control_port import run_simulator
from hardware.transport.wire_end import PtyEnd, TcpEnd, Wired

ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}


class WireScanner(Wired):
    """A scanner at the end of a wire, from construction to `close`. `link` makes it a pty of that name."""

    def __init__(
        self,
        port: int = 0,
        link: Path | None = None,
        end: bytes = b"\r",
        prefix: str = "",
        suffix: str = "",
    ) -> None:
        self._prefix, self._suffix, self._ending = prefix, suffix, end
        super().__init__(TcpEnd(self._receive, port) if link is None else PtyEnd(self._receive, link))

    def scan(self, code: str) -> None:
        self._end.send(f"{self._prefix}{code}{self._suffix}".encode() + self._ending)

    def send(self, data: bytes) -> None:
        self._end.send(data)

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        match order.split():
            case ["scan", code]:
                self.scan(code)
            case ["raw", digits]:
                try:
                    self.send(bytes.fromhex(digits))
                except ValueError:
                    return "error raw expects hexadecimal digits"
            case ["unplug"]:
                self.unplug()
            case ["plug"]:
                self.plug()
            case _:
                return "error expected scan CODE, raw HEX, unplug, plug"
        return "ok"

    def _receive(self, data: bytes) -> None:
        """A scanner does not listen."""


def main() -> None:
    arguments = argparse.ArgumentParser(description="A simulated code scanner on a TCP port or a pty.")
    arguments.add_argument("--port", type=int, default=7002, help="0 takes any free port")
    arguments.add_argument("--pty", type=Path, help="name for a serial port, instead of the TCP port")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    arguments.add_argument("--end", choices=sorted(ENDS), default="cr")
    arguments.add_argument("--prefix", default="")
    arguments.add_argument("--suffix", default="")
    chosen = arguments.parse_args()
    with WireScanner(chosen.port, chosen.pty, ENDS[chosen.end], chosen.prefix, chosen.suffix) as scanner:
        run_simulator(f"on {scanner.url}", chosen.control_port, scanner.obey)


if __name__ == "__main__":
    main()
