"""Lines to a printer through python-escpos, which knows network, serial and file printers."""

import contextlib
import logging
import os
import shutil
import socket
import struct
import sys
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Any, Protocol

from hardware.health import LibraryMissing
from hardware.transport.line import Line, LineLost, LineUnreachable
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme

CONNECT_SECONDS = 2.0
# A printer with a full buffer takes nothing for as long as it needs to print what it holds.
WRITE_SECONDS = 15.0
# A ticket of drawn lines is 65 kB, which is more than a minute at 9600 baud.
SERIAL_WRITE_SECONDS = 90.0
_PICKLE_DIR = "ESCPOS_CAPABILITIES_PICKLE_DIR"


try:
    from termios import error as _TermiosError
except ImportError:  # Windows
    _TermiosError = OSError  # type: ignore[misc, assignment]


class _Connector(Protocol):
    """What we use of python-escpos' printer classes; the library has no types of its own."""

    device: Any

    def open(self) -> None: ...
    def close(self) -> None: ...
    def _raw(self, msg: bytes) -> None: ...


def require_library(url: DeviceUrl) -> None:
    """Load what this port needs, before the first citizen waits for it. Raises LibraryMissing."""
    if url.scheme is not Scheme.USB:
        _classes()
    elif find_spec("usb") is None:
        raise LibraryMissing("usb:// needs pyusb (pip install pyusb)")


def open_printer_line(url: DeviceUrl) -> Line:
    """Open `tcp`, `serial`, `usb` or `file`. Raises LineUnreachable."""
    match url.scheme:
        case Scheme.TCP:
            return _open_network(url)
        case Scheme.SERIAL:
            return _open_serial(url)
        case Scheme.USB:
            from hardware.printer.usb_line import open_usb

            return open_usb(url)
        case Scheme.FILE:
            return FileLine(_opened(_classes().File(url.path), url), url.text)
        case _:
            raise BadDeviceUrl(url.text, "not a printer port")


@cache
def _classes() -> ModuleType:
    """Import the library without its side effects: a directory left in /tmp, a handler on the root logger."""
    already_loaded = "escpos.capabilities" in sys.modules
    handlers = list(logging.root.handlers)
    configured = os.environ.pop(_PICKLE_DIR, None)
    try:
        import escpos.capabilities
        import escpos.printer
    except ImportError as error:
        raise LibraryMissing(f"python-escpos: {error}") from error
    finally:
        if configured is not None:
            os.environ[_PICKLE_DIR] = configured
        for handler in [each for each in logging.root.handlers if each not in handlers]:
            logging.root.removeHandler(handler)
    if not already_loaded:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    classes: ModuleType = escpos.printer
    return classes


def _opened(connector: _Connector, url: DeviceUrl) -> _Connector:
    from escpos.exceptions import DeviceNotFoundError

    try:
        connector.open()
    except (DeviceNotFoundError, OSError) as error:
        raise LineUnreachable(f"{url.text}: {error}") from error
    return connector


def _open_network(url: DeviceUrl) -> "NetworkLine":
    connector: _Connector = _classes().Network(url.host, url.port)
    # The library's own open() forgets to close the socket of a refused connection, and knows IPv4 only.
    try:
        connector.device = socket.create_connection((url.host, url.port), CONNECT_SECONDS)
    except OSError as error:
        raise LineUnreachable(f"{url.text}: {error}") from error
    return NetworkLine(connector, url.text)


def _open_serial(url: DeviceUrl) -> "SerialLine":
    baud, flow = serial_settings(url)
    connector: _Connector = _classes().Serial(
        url.path, baudrate=baud, dsrdtr=flow == "dsrdtr", xonxoff=flow == "xonxoff"
    )
    port = _opened(connector, url).device
    port.rtscts = flow == "rtscts"
    port.write_timeout = SERIAL_WRITE_SECONDS
    return SerialLine(connector, url.text)


def serial_settings(url: DeviceUrl) -> tuple[int, str]:
    """Speed and flow control of a serial port. Raises BadDeviceUrl."""
    return url.whole("baud", 9600), url.choice("flow", "dsrdtr", "rtscts", "xonxoff", "none")


class _EscposLine:
    """What the lines have in common: python-escpos writes and closes. Each has its own way to read."""

    def __init__(self, connector: _Connector, name: str) -> None:
        self._connector = connector
        self._name = name

    def write(self, data: bytes) -> None:
        try:
            self._connector._raw(data)
        except OSError as error:
            raise self._lost(error) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._connector.close()

    def _lost(self, why: object) -> LineLost:
        return LineLost(f"{self._name}: {why}")


class NetworkLine(_EscposLine):
    """A printer behind its own network card, or behind a print server."""

    def write(self, data: bytes) -> None:
        self._connector.device.settimeout(WRITE_SECONDS)
        super().write(data)

    def read(self, count: int, seconds: float) -> bytes:
        device: socket.socket = self._connector.device
        device.settimeout(seconds)
        try:
            answer = device.recv(count)
        except TimeoutError:
            return b""
        except OSError as error:
            raise self._lost(error) from error
        if not answer:
            raise self._lost("the printer closed the connection")
        return answer

    def drop(self) -> None:
        """Reset the connection, so that the system does not go on sending what was written."""
        device: socket.socket = self._connector.device
        with contextlib.suppress(OSError):
            device.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            device.close()


class SerialLine(_EscposLine):
    """A printer on a serial port."""

    def read(self, count: int, seconds: float) -> bytes:
        port = self._connector.device
        try:
            # The library reads 16 bytes, that is, until its timeout: half a second for each status byte.
            port.timeout = seconds
            first: bytes = port.read(1)
            if not first or count == 1:
                return first
            port.timeout = 0
            rest: bytes = port.read(count - 1)
        except OSError as error:
            raise self._lost(error) from error
        return first + rest

    def drop(self) -> None:
        """Forget what waits in the buffer of the system."""
        with contextlib.suppress(OSError, _TermiosError):
            self._connector.device.reset_output_buffer()

    def close(self) -> None:
        port = self._connector.device
        # The library waits for the last byte. If the port was pulled out, that fails in termios' own way.
        try:
            super().close()
        except _TermiosError:
            port.close()


class FileLine(_EscposLine):
    """A device file that can only be written; it needs `status=none`."""

    def read(self, count: int, seconds: float) -> bytes:
        return b""
