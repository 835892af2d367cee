"""A ticket printer on a TCP port, for tests, demo and training. It speaks ESC/POS and draws its tickets.

    python -m hardware.printer.wire_simulator --port 9100 --out DIR [--control-port N] [--paper 58|80]
        [--dots N] [--print-seconds S] [--pty LINK]

With --pty it is also a serial printer, at serial://LINK.

Orders on the control port, one a line: `paper out|near|ok`, `cover open|closed`, `cutter error|ok`,
`jam now|cleared`, `silent on|off`, each also with `after N` (bytes of the next job); `jam after N`;
`roll METRES` (a roll that gets shorter); `noise on|off`, `split on|off`, `late on|off` (a bad line);
`status`, `tickets`; `unplug`, `plug` (the cable).
"""

import argparse
import contextlib
import signal
import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from hardware.printer.simulated_head import Condition, SimulatedHead, Ticket
from hardware.printer.ticket_picture import DOTS_PER_MM, KNIFE_DOTS, draw, on_paper, words_of
from hardware.transport.control_port import ControlPort
from hardware.transport.wire_end import PtyEnd

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
_ORDERS = (
    *_CHANGES,
    *("jam after N", "roll METRES", "noise on|off", "split on|off", "late on|off"),
    *("status", "tickets", "unplug", "plug"),
)
_NOISE = b"\xff\x8c"
_LATE_SECONDS = 0.7


@dataclass
class BadLine:
    """What may happen to an answer on its way."""

    noise: bool = False
    split: bool = False
    late: bool = False

    def carry(self, answer: bytes, send: Callable[[bytes], object]) -> None:
        if not answer:
            return
        if self.late:
            time.sleep(_LATE_SECONDS)
        if self.noise:
            answer = _NOISE + answer
        for piece in (bytes((byte,)) for byte in answer) if self.split else (answer,):
            send(piece)


class WirePrinter:
    """Listens from construction to `close`. Each cut ticket becomes ticket-0001.png and .txt in `folder`."""

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        dots: int = 576,
        host: str = "127.0.0.1",
        print_seconds: float = 0.0,
        pty_link: Path | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._print_seconds = print_seconds
        self._folder = folder
        self._dots = dots
        self._one_at_a_time = threading.Lock()
        self._head = SimulatedHead(self._keep)
        self._open: set[socket.socket] = set()
        self._bad = BadLine()
        self._pty = PtyEnd(self._receive_on_pty, pty_link) if pty_link else None
        self._plugged = False
        self.address = (host, port)
        self.plug()

    @property
    def plugged(self) -> bool:
        return self._plugged

    @property
    def condition(self) -> Condition:
        """How it stands now: a copy. It does not wait for a ticket that is being printed."""
        return replace(self._head.condition)

    @property
    def reports(self) -> bool:
        """Whether somebody has asked it to report by itself (GS a)."""
        return self._head.reports

    def plug(self) -> None:
        """Listen, at the same address as before. Nothing happens to a cable that is in."""
        if self._plugged:
            return
        self._server = _server(*self.address, self._receive, self._open, self._bad)
        self.address = (self.address[0], int(self._server.server_address[1]))
        self._plugged = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def unplug(self) -> None:
        """Nobody reaches it any more, and whoever is connected is cut off."""
        if not self._plugged:
            return
        self._plugged = False
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def tickets(self) -> list[Path]:
        """The pictures of the tickets cut so far, oldest first."""
        return [self._folder / f"ticket-{n:04}.png" for n in range(1, self._head.tickets_cut + 1)]

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        if order in ("unplug", "plug"):
            (self.plug if order == "plug" else self.unplug)()
            return f"ok {order}"
        with self._one_at_a_time:
            if order == "status":
                return f"ok {self._head.condition.told()}"
            if order == "tickets":
                return f"ok {self._head.tickets_cut} {self.tickets[-1] if self.tickets else ''}".rstrip()
            if not (self._obeyed_line(order) or self._obeyed_change(order)):
                return f"error cannot {order!r}; orders: {', '.join(_ORDERS)}"
            return f"ok {order}"

    def _obeyed_line(self, order: str) -> bool:
        match order.split():
            case ["roll", metres] if metres.replace(".", "", 1).isdecimal():
                self._tell(self._head.change(lambda _: self._head.put_in_roll(float(metres) * 1000)))
            case [("noise" | "split" | "late") as ill, ("on" | "off") as state]:
                setattr(self._bad, ill, state == "on")
            case _:
                return False
        return True

    def _obeyed_change(self, order: str) -> bool:
        what, after, count = order.partition(" after ")
        change = _CHANGES.get("jam now" if what == "jam" and after else what)
        if change is None or (after and not count.isdecimal()):
            return False
        if after and int(count) > 0:
            self._head.change_after(int(count), change)
        else:
            self._tell(self._head.change(change))
        return True

    def _tell(self, unasked: bytes) -> None:
        """To whoever is connected."""
        for connection in list(self._open) if unasked else ():
            with contextlib.suppress(OSError):
                connection.sendall(unasked)
        if self._pty is not None and unasked:
            self._pty.send(unasked)

    def close(self) -> None:
        self.unplug()
        if self._pty is not None:
            self._pty.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _receive(self, data: bytes) -> bytes:
        with self._one_at_a_time:
            return self._head.receive(data)

    def _receive_on_pty(self, data: bytes) -> None:
        if self._pty is not None:
            self._bad.carry(self._receive(data), self._pty.send)

    def _keep(self, ticket: Ticket) -> None:
        name = self._folder / f"ticket-{self._head.tickets_cut:04}"
        drawn = draw(ticket, self._dots)
        on_paper(drawn).save(name.with_suffix(".png"))
        self._head.use_paper((drawn.height + KNIFE_DOTS) / DOTS_PER_MM)
        name.with_suffix(".txt").write_text(words_of(ticket), encoding="utf-8")
        # Meanwhile all questions wait, as they do behind the full buffer of a real printer.
        time.sleep(self._print_seconds)


def _server(
    host: str,
    port: int,
    receive: Callable[[bytes], bytes],
    connected: set[socket.socket],
    bad: BadLine,
) -> socketserver.ThreadingTCPServer:
    class Jobs(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connected.add(self.request)
            # A host that hangs up in the middle of a job is no trouble of the printer's.
            with contextlib.suppress(OSError):
                while data := self.request.recv(4096):
                    bad.carry(receive(data), self.request.sendall)
            connected.discard(self.request)

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
    arguments.add_argument("--dots", type=int, help="across the paper, where it is not 384 or 576")
    arguments.add_argument("--pty", type=Path, help="also a serial port of this name")
    arguments.add_argument("--print-seconds", type=float, default=0.0, help="how long a ticket takes")
    chosen = arguments.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with (
        WirePrinter(
            chosen.out,
            chosen.port,
            chosen.dots or DOTS[chosen.paper],
            chosen.host,
            chosen.print_seconds,
            chosen.pty,
        ) as printer,
        ControlPort(chosen.control_port, printer.obey) as control,
    ):
        host, port = printer.address
        sys.stdout.write(f"listening on {host}:{port} control {control.port}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
