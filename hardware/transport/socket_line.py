"""Lines over the network without pyserial: a TCP stream, and UDP datagrams."""

import socket

from hardware.transport.line import LineLost, LineUnreachable
from hardware.transport.url import DeviceUrl

CONNECT_SECONDS = 2.0
WRITE_SECONDS = 5.0
_LARGEST_DATAGRAM = 65535


class TcpLine:
    """A TCP stream to a card or to a serial server."""

    def __init__(self, connected: socket.socket, name: str) -> None:
        self._socket = connected
        self._name = name

    def write(self, data: bytes) -> None:
        try:
            self._socket.settimeout(WRITE_SECONDS)
            self._socket.sendall(data)
        except OSError as error:
            raise LineLost(f"{self._name}: {error}") from error

    def read(self, count: int, seconds: float) -> bytes:
        try:
            self._socket.settimeout(max(seconds, 0.001))
            taken = self._socket.recv(count)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LineLost(f"{self._name}: {error}") from error
        if not taken:
            raise LineLost(f"{self._name}: the device hung up")
        return taken

    def close(self) -> None:
        self._socket.close()


class UdpLine:
    """Datagrams to one device. Nothing tells that it is gone but its silence."""

    def __init__(self, connected: socket.socket, name: str) -> None:
        self._socket = connected
        self._name = name
        self._waiting = b""

    def write(self, data: bytes) -> None:
        # Whatever has come so far answers an earlier question.
        self._waiting = b""
        try:
            self._socket.settimeout(WRITE_SECONDS)
            self._socket.send(data)
        except OSError as error:
            raise LineLost(f"{self._name}: {error}") from error

    def read(self, count: int, seconds: float) -> bytes:
        if not self._waiting:
            self._waiting = self._datagram(seconds)
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def close(self) -> None:
        self._socket.close()

    def _datagram(self, seconds: float) -> bytes:
        try:
            self._socket.settimeout(max(seconds, 0.001))
            return self._socket.recv(_LARGEST_DATAGRAM)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LineLost(f"{self._name}: {error}") from error


def open_tcp(url: DeviceUrl) -> TcpLine:
    """Connect within CONNECT_SECONDS. Raises LineUnreachable."""
    try:
        connected = socket.create_connection((url.host, url.port), CONNECT_SECONDS)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise LineUnreachable(f"{url.text}: {error}") from error
    return TcpLine(connected, url.text)


def open_udp(url: DeviceUrl) -> UdpLine:
    """Name the device that datagrams go to; nothing is sent yet. Raises LineUnreachable."""
    try:
        found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_DGRAM)
        family, kind, protocol, _, address = found[0]
        connected = socket.socket(family, kind, protocol)
        connected.connect(address)
    except OSError as error:
        raise LineUnreachable(f"{url.text}: {error}") from error
    return UdpLine(connected, url.text)
