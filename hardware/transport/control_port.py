"""A TCP port on which a simulator takes orders, one line of text each, and answers with one line."""

import signal
import socketserver
import sys
import threading
from collections.abc import Callable
from typing import Self

LONGEST_ORDER_BYTES = 1000


class ControlPort:
    """Listens on 127.0.0.1 from construction until `close`. `obey` may be called from several threads."""

    def __init__(self, port: int, obey: Callable[[str], str]) -> None:
        self._server = _server(port, obey)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port in use, also when 0 was asked for."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _server(port: int, obey: Callable[[str], str]) -> socketserver.ThreadingTCPServer:
    class Orders(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while order := self.rfile.readline(LONGEST_ORDER_BYTES):
                answer = obey(order.decode("utf-8", "replace").strip())
                self.wfile.write(answer.encode() + b"\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that hangs up in the middle of an order is not news."""

    return Server(("127.0.0.1", port), Orders)


def run_simulator(where: str, port: int, obey: Callable[[str], str]) -> None:
    """The rest of a simulator's program: it says where it listens, and obeys until it is told to end."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with ControlPort(port, obey) as control:
        sys.stdout.write(f"listening {where} control {control.port}\n")
        sys.stdout.flush()
        stop.wait()
