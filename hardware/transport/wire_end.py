"""The far end of a wire, for simulators: a TCP port or a pty on which somebody else's driver may knock.

`unplug` is a cable that is pulled out; `plug` puts it back at the same address.
"""

import contextlib
import os
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, Self

_LOOK_SECONDS = 0.05
_CHUNK = 4096


class WireEnd(Protocol):
    """What a simulator needs of its end. `receive` is called on the end's own thread."""

    @property
    def url(self) -> str:
        """Where the driver connects to."""

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""

    @property
    def connected(self) -> bool:
        """Whether a driver holds the other end; a pty cannot tell, and says yes while it is plugged."""

    def send(self, data: bytes) -> None:
        """To whoever is connected; nobody else ever gets it."""

    def unplug(self) -> None: ...

    def plug(self) -> None: ...

    def close(self) -> None: ...


class _End:
    """What both ends have in common: a thread that listens while the cable is in."""

    def __init__(self, receive: Callable[[bytes], object]) -> None:
        self._receive = receive
        self._plugged = threading.Event()
        self._thread: threading.Thread | None = None

    def on_receive(self, receive: Callable[[bytes], object]) -> None:
        """Somebody else gets the bytes from now on."""
        self._receive = receive

    def _start(self, serve: Callable[[], None]) -> None:
        self._plugged.set()
        self._thread = threading.Thread(target=serve, name="wire-end", daemon=True)
        self._thread.start()

    @property
    def plugged(self) -> bool:
        return self._plugged.is_set()

    @property
    def connected(self) -> bool:
        return self.plugged

    def unplug(self) -> None:
        self._plugged.clear()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def close(self) -> None:
        self.unplug()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class TcpEnd(_End):
    """Listens on a port of 127.0.0.1; takes one connection after another, the newest one counts."""

    def __init__(self, receive: Callable[[bytes], object], port: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__(receive)
        self._host, self._port = host, port
        self._peer: socket.socket | None = None
        self.plug()

    @property
    def url(self) -> str:
        return f"tcp://{self._host}:{self._port}"

    @property
    def connected(self) -> bool:
        return self._peer is not None

    def plug(self) -> None:
        listener = socket.create_server((self._host, self._port))
        self._port = int(listener.getsockname()[1])
        self._start(lambda: self._serve(listener))

    def send(self, data: bytes) -> None:
        peer = self._peer
        if peer is not None:
            with contextlib.suppress(OSError):
                peer.sendall(data)

    def _serve(self, listener: socket.socket) -> None:
        with listener:
            while self._plugged.is_set():
                peer = self._peer
                ready, _, _ = select.select([listener, *([peer] if peer else [])], [], [], _LOOK_SECONDS)
                if listener in ready:
                    self._change_to(listener.accept()[0])
                elif ready and peer is not None:
                    self._take(peer)
        self._change_to(None)

    def _take(self, peer: socket.socket) -> None:
        try:
            data = peer.recv(_CHUNK)
        except OSError:
            data = b""
        if data:
            self._receive(data)
        else:
            self._change_to(None)

    def _change_to(self, peer: socket.socket | None) -> None:
        before, self._peer = self._peer, peer
        if before is not None:
            before.close()


class PtyEnd(_End):
    """A pseudo-terminal; `link` is the name that stays the same when it is plugged in again. POSIX only."""

    def __init__(self, receive: Callable[[bytes], object], link: Path) -> None:
        super().__init__(receive)
        self._link = link
        self._master = -1
        self.plug()

    @property
    def url(self) -> str:
        return f"serial://{self._link}"

    def plug(self) -> None:
        import pty
        import tty

        master, slave = pty.openpty()
        for descriptor in (master, slave):
            tty.setraw(descriptor)
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(os.ttyname(slave))
        self._master = master
        self._start(lambda: self._serve(master, slave))

    def send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._master, data)

    def _serve(self, master: int, slave: int) -> None:
        # The slave is kept open here, or the master would end whenever the driver closes its side.
        try:
            while self._plugged.is_set():
                ready, _, _ = select.select([master], [], [], _LOOK_SECONDS)
                if ready:
                    self._receive(os.read(master, _CHUNK))
        finally:
            self._link.unlink(missing_ok=True)
            os.close(master)
            os.close(slave)


class Wired:
    """A simulated device at its end of a wire, from construction to `close`."""

    def __init__(self, end: WireEnd) -> None:
        self._end = end

    @property
    def url(self) -> str:
        """What a driver's settings say."""
        return self._end.url

    @property
    def plugged(self) -> bool:
        return self._end.plugged

    @property
    def connected(self) -> bool:
        """Whether a driver holds the line."""
        return self._end.connected

    def unplug(self) -> None:
        self._end.unplug()

    def plug(self) -> None:
        self._end.plug()

    def close(self) -> None:
        self._end.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
