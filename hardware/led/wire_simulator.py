"""LED displays on a real port, for tests, demo and training: they read bytes, answer, and draw themselves.

    python -m hardware.led.wire_simulator --protocol onbon [--tcp-port 0] [--udp-port 0] [--pty]
        [--out DIR] [--control-port 0]

Orders on the control port, one a line: `show` (what is shown), `picture` (draws it; the path),
`power cut`, `power off|on`, `unplug`, `plug`, `hang up`, `dead ADDRESS`, `alive ADDRESS`, `silent on|off`,
`noise on|off`, `damage on|off`, `split on|off`.
"""

import argparse
import contextlib
import json
import signal
import socketserver
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from hardware.led.sim_cards import CpowerOnWire, HuiduFlash, HuiduOnWire
from hardware.led.sim_onbon import OnbonOnWire
from hardware.led.sim_picture import picture
from hardware.led.sim_screen import Screen, SimulatedWire
from hardware.led.sim_strips import A090OnBus, ModbusBus, StripsOnBus
from hardware.transport.control_port import ControlPort

PROTOCOLS = ("onbon", "huidu", "strip", "a0-90", "modbus", "cpower", "relay")
ILLS = ("silent", "noise", "damage", "split")
_NOISE = b"\x00\x13\xff\x81"


class WirePanel:
    """Listens from construction to `close`, on as many ports as are asked for; all show one screen."""

    def __init__(
        self, protocol: str, tcp_port: int | None = None, udp_port: int | None = None, with_pty: bool = False
    ) -> None:
        self.protocol = protocol
        self.screen = Screen()
        self.flash = HuiduFlash()
        self.ills: set[str] = set()
        self.connections = 0
        self.powered = self.plugged = True
        self._lock = threading.Lock()
        self._open: set[Any] = set()
        self._servers: list[socketserver.BaseServer] = []
        self.tcp_port = self._listen_tcp(tcp_port)
        self.udp_port = self._listen_udp(udp_port)
        self.pty = _Pty(self._conversation(over_tcp=False)) if with_pty else None

    def wait_for(self, happened: Callable[[], bool], seconds: float = 10.0) -> bool:
        """Until it has happened; looks often, and says whether it did."""
        look = threading.Event()
        for _ in range(int(seconds / 0.005)):
            if happened():
                return True
            look.wait(0.005)
        return happened()

    def obey(self, order: str) -> str:
        """One order of the control port; the answer begins with `ok` or `error`."""
        word, _, rest = order.partition(" ")
        if order == "show":
            with self.screen.lock:
                texts = {f"{a}-{r}": shown.text for (a, r), shown in sorted(self.screen.texts.items())}
            return f"ok {json.dumps(texts, ensure_ascii=False)}"
        if order == "power cut":
            self.screen.cut_power()
        elif order in ("power off", "power on"):
            self.switch_power(order == "power on")
        elif order in ("unplug", "plug"):
            self.put_cable(order == "plug")
        elif order == "hang up":
            self.hang_up()
        elif word in ILLS and rest in ("on", "off"):
            (self.ills.add if rest == "on" else self.ills.discard)(word)
        elif word in ("dead", "alive") and rest.isdecimal():
            (self.screen.dead.add if word == "dead" else self.screen.dead.discard)(int(rest))
        else:
            return (
                f"error cannot {order!r}; orders: show, picture, power cut, power off|on, unplug, plug, "
                "hang up, dead|alive N, ILL on|off"
            )
        return f"ok {order}"

    def switch_power(self, on: bool) -> None:
        """A display without power is dark and deaf; with power again it shows nothing until it is told."""
        self.powered = on
        if not on:
            self.screen.cut_power()
            self.hang_up()

    def put_cable(self, plugged: bool) -> None:
        """Without its cable a display keeps what it shows; over TCP, whoever knocks is sent away."""
        self.plugged = plugged
        if not plugged:
            self.hang_up()

    @property
    def reachable(self) -> bool:
        return self.powered and self.plugged

    @property
    def connected(self) -> bool:
        """Whether a driver holds a TCP connection."""
        with self._lock:
            return bool(self._open)

    def hang_up(self) -> None:
        """End every TCP connection, as a pulled cable would."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(2)

    def draw(self, path: Path, columns: int = 144) -> Path:
        """A picture of what is shown now."""
        with self.screen.lock:
            texts = dict(self.screen.texts)
        picture(texts, columns).save(path)
        return path

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self.hang_up()
        if self.pty is not None:
            self.pty.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _device(self, over_tcp: bool) -> SimulatedWire:
        match self.protocol:
            case "onbon":
                return OnbonOnWire(self.screen)
            case "huidu":
                return HuiduOnWire(self.screen, self.flash)
            case "strip":
                return StripsOnBus(self.screen)
            case "a0-90":
                return A090OnBus(self.screen)
            case "modbus":
                return ModbusBus(self.screen, over_tcp)
            case "relay":
                return ModbusBus(self.screen)
            case "cpower":
                return CpowerOnWire(self.screen, over_tcp)
            case _:
                raise ValueError(f"{self.protocol!r}: allowed are {', '.join(PROTOCOLS)}")

    def _conversation(self, over_tcp: bool) -> Callable[[bytes], list[bytes]]:
        """Bytes in, pieces of the answer out, with what ails the device."""
        device = self._device(over_tcp)

        def receive(data: bytes) -> list[bytes]:
            if not self.reachable:
                return []
            with self.screen.lock:
                answer = device.receive(data)
            if not answer or "silent" in self.ills:
                return []
            if "damage" in self.ills:
                answer = answer[:-3] + bytes([answer[-3] ^ 0x01]) + answer[-2:]
            if "noise" in self.ills:
                answer = _NOISE + answer
            return [answer[n : n + 1] for n in range(len(answer))] if "split" in self.ills else [answer]

        return receive

    def _listen_tcp(self, port: int | None) -> int:
        if port is None:
            return 0
        panel = self

        class Connection(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                receive = panel._conversation(over_tcp=True)
                with panel._lock:
                    panel._open.add(self.request)
                    panel.connections += 1
                with contextlib.suppress(OSError):
                    while panel.reachable and (data := self.request.recv(4096)):
                        for piece in receive(data):
                            self.request.sendall(piece)
                with panel._lock:
                    panel._open.discard(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        return self._serve(Server(("127.0.0.1", port), Connection))

    def _listen_udp(self, port: int | None) -> int:
        if port is None:
            return 0
        receive = self._conversation(over_tcp=False)

        class Datagram(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                data, back = self.request
                for piece in receive(data):
                    back.sendto(piece, self.client_address)

        return self._serve(socketserver.UDPServer(("127.0.0.1", port), Datagram))

    def _serve(self, server: socketserver.TCPServer) -> int:
        self._servers.append(server)
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name="led-sim"
        ).start()
        return int(server.server_address[1])


class _Pty:
    """A serial port whose other end is a simulated bus.. Not on Windows."""

    def __init__(self, receive: Callable[[bytes], list[bytes]]) -> None:
        import os
        import pty
        import tty

        self._os = os
        self._receive = receive
        self._ours, theirs = pty.openpty()
        tty.setraw(self._ours)
        tty.setraw(theirs)
        self.name = os.ttyname(theirs)
        os.close(theirs)
        self._closed = False
        self._thread = threading.Thread(target=self._serve, daemon=True, name="led-pty")
        self._thread.start()

    def close(self) -> None:
        """Whoever holds the other end loses it."""
        if not self._closed:
            self._closed = True
            self._thread.join(5)
            self._os.close(self._ours)

    def _serve(self) -> None:
        import select

        pause = threading.Event()
        while not self._closed:
            ready, _, _ = select.select([self._ours], [], [], 0.05)
            if not ready:
                continue
            try:
                data = self._os.read(self._ours, 4096)
            except OSError:
                # Nobody has the other end open.
                pause.wait(0.02)
                continue
            for piece in self._receive(data):
                self._os.write(self._ours, piece)


def main() -> None:
    arguments = argparse.ArgumentParser(description="Simulated LED displays on a port.")
    arguments.add_argument("--protocol", choices=PROTOCOLS, required=True)
    arguments.add_argument("--tcp-port", type=int, help="0 takes any free port")
    arguments.add_argument("--udp-port", type=int, help="0 takes any free port")
    arguments.add_argument("--pty", action="store_true", help="a serial port, named when it is open")
    arguments.add_argument("--out", type=Path, default=Path(), help="folder for pictures")
    arguments.add_argument("--control-port", type=int, default=0, help="0 takes any free port")
    chosen = arguments.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with WirePanel(chosen.protocol, chosen.tcp_port, chosen.udp_port, chosen.pty) as panel:

        def obey(order: str) -> str:
            if order != "picture":
                return panel.obey(order)
            chosen.out.mkdir(parents=True, exist_ok=True)
            return f"ok {panel.draw(chosen.out / f'{panel.protocol}.png')}"

        with ControlPort(chosen.control_port, obey) as control:
            serial = panel.pty.name if panel.pty else "-"
            sys.stdout.write(
                f"listening tcp {panel.tcp_port} udp {panel.udp_port} pty {serial} control {control.port}\n"
            )
            sys.stdout.flush()
            stop.wait()


if __name__ == "__main__":
    main()
