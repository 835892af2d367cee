"""A ticket printer on a TCP port, for tests, demo and training. It speaks ESC/POS and draws its tickets.

    python -m hardware.printer.wire_simulator --port 9100 --out DIR [--control-port N] [--paper 58|80]
        [--print-seconds S]

Orders on the control port, one a line: `paper out|near|ok`, `cover open|closed`, `cutter error|ok`,
`jam now|cleared`, `silent on|off`, each also with `after N` (bytes of the next job); `jam after N`;
`status`, `tickets`.
"""

import argparse
import contextlib
import signal
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from hardware.printer.simulated_head import Condition, SimulatedHead, Ticket
from hardware.printer.ticket_picture import draw, on_paper, words_of
from hardware.transport.control_port import ControlPort

DOTS = {58: 384, 80: 576}
_CHANGES: dict[str, Callable[[Condition], None]] = {
    "paper out": lambda printer: setattr(printer, "paper", "out"),
    "paper near": lambda printer: setattr(printer, "paper", "near"),
    "paper ok": lambda printer: setattr(printer, "paper", "ok"),
    "cover open": lambda printer: setattr(printer, "cover_open", True),
    "cover closed": lambda printer: setattr(printer, "cover_open", False),
    "cutter error": lambda printer: setattr(printer, "cutter_error", True),
    "cutter ok": lambda printer: setattr(printer, "cutter_error", False),
    "jam now": lambda printer: setattr(printer, "jammed", True),
    "jam cleared": lambda printer: setattr(printer, "jammed", False),
    "silent on": lambda printer: setattr(printer, "silent", True),
    "silent off": lambda printer: setattr(printer, "silent", False),
}


class WirePrinter:
    """Listens from construction to `close`. Each cut ticket becomes ticket-0001.png and .txt in `folder`."""

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        dots: int = 576,
        host: str = "127.0.0.1",
        print_seconds: float = 0.0,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._print_seconds = print_seconds
        self._folder = folder
        self._dots = dots
        self._one_at_a_time = threading.Lock()
        self._head = SimulatedHead(self._keep)
        self._server = _server(host, port, self._receive)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._server.server_address[:2]
        return str(host), int(port)

    @property
    def tickets(self) -> list[Path]:
        """The pictures of the tickets cut so far, oldest first."""
        return [self._folder / f"ticket-{n:04}.png" for n in range(1, self._head.tickets_cut + 1)]

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        with self._one_at_a_time:
            if order == "status":
                return f"ok {self._head.condition.told()}"
            if order == "tickets":
                return f"ok {self._head.tickets_cut} {self.tickets[-1] if self.tickets else ''}".rstrip()
            what, after, count = order.partition(" after ")
            change = _CHANGES.get("jam now" if what == "jam" and after else what)
            if change is None or (after and not count.isdecimal()):
                return f"error cannot {order!r}; orders: {', '.join(_CHANGES)}, jam after N, status, tickets"
            if after and int(count) > 0:
                self._head.change_after(int(count), change)
            else:
                self._head.change(change)
            return f"ok {order}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _receive(self, data: bytes) -> bytes:
        with self._one_at_a_time:
            return self._head.receive(data)

    def _keep(self, ticket: Ticket) -> None:
        name = self._folder / f"ticket-{self._head.tickets_cut:04}"
        on_paper(draw(ticket, self._dots)).save(name.with_suffix(".png"))
        name.with_suffix(".txt").write_text(words_of(ticket), encoding="utf-8")
        # Meanwhile all questions wait, as they do behind the full buffer of a real printer.
        time.sleep(self._print_seconds)


def _server(host: str, port: int, receive: Callable[[bytes], bytes]) -> socketserver.ThreadingTCPServer:
    class Jobs(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            # A host that hangs up in the middle of a job is no trouble of the printer's.
            with contextlib.suppress(ConnectionError):
                while data := self.request.recv(4096):
                    self.request.sendall(receive(data))

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    return Server((host, port), Jobs)


def main() -> None:
    arguments = argparse.ArgumentParser(description="A simulated ticket printer on a TCP port.")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=9100, help="0 takes any free port")
    arguments.add_argument("--out", type=Path, required=True, help="folder for the pictures of the tickets")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    arguments.add_argument("--paper", type=int, choices=sorted(DOTS), default=80, help="millimetres")
    arguments.add_argument("--print-seconds", type=float, default=0.0, help="how long a ticket takes")
    chosen = arguments.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with (
        WirePrinter(
            chosen.out, chosen.port, DOTS[chosen.paper], chosen.host, chosen.print_seconds
        ) as printer,
        ControlPort(chosen.control_port, printer.obey) as control,
    ):
        host, port = printer.address
        sys.stdout.write(f"listening on {host}:{port} control {control.port}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
