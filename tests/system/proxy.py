"""A cable that can be cut: a TCP proxy on loopback that drops, delays, half-closes and stalls."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from tests.system.running import pause

PIECE = 65536


class Cable:
    """Carries every connection to one port. Each fault lasts until `mend`."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._flowing = threading.Event()
        self._flowing.set()
        self._delay_seconds = 0.0
        self._refusing = False
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def drop(self) -> None:
        """Every connection breaks at once, and no new one comes through."""
        self._refusing = True
        self._break_all()

    def delay(self, seconds: float) -> None:
        """Everything that comes from the server arrives that much later, in order."""
        self._delay_seconds = seconds

    def half_close(self) -> None:
        """The server seems to have ended in the middle of what it was saying; no new connection."""
        self._refusing = True
        for client, _ in self._open_pairs():
            with suppress(OSError):
                client.shutdown(socket.SHUT_WR)

    def stall(self) -> None:
        """Connections stay open and nothing arrives any more, as behind a dead switch."""
        self._flowing.clear()

    def mend(self) -> None:
        """What was broken stays broken; new connections are sound."""
        broken = self._refusing or not self._flowing.is_set()
        self._refusing, self._delay_seconds = False, 0.0
        if broken:
            self._break_all()
        self._flowing.set()

    def close(self) -> None:
        self._closed = True
        self._listener.close()
        self._flowing.set()
        self._break_all()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
                if self._refusing:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._to_port))
            except OSError:
                continue
            with self._lock:
                self._pairs.append((client, server))
            for source, target, pace in ((client, server, None), (server, client, self._hold_back)):
                threading.Thread(target=self._carry, args=(source, target, pace), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, pace: Callable[[], None] | None) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if pace is not None:
                    pace()
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def _hold_back(self) -> None:
        self._flowing.wait()
        if self._delay_seconds:
            pause(self._delay_seconds)

    def _open_pairs(self) -> list[tuple[socket.socket, socket.socket]]:
        with self._lock:
            return list(self._pairs)

    def _break_all(self) -> None:
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
