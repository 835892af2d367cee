"""A serial port, or the same bytes through a serial server's TCP port, by pyserial."""

import serial

from hardware.transport.line import LineLost
from hardware.transport.port_faults import opening_fault
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme

WRITE_SECONDS = 5.0


class PyserialLine:
    """A line over any port that pyserial can open."""

    def __init__(self, port: serial.SerialBase, name: str) -> None:
        self._port = port
        self._name = name

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as error:
            raise LineLost(f"{self._name}: {error}") from error

    def read(self, count: int, seconds: float) -> bytes:
        try:
            self._port.timeout = seconds
            first: bytes = self._port.read(1)
            if not first or count == 1:
                return first
            # Whatever else is already here comes along; nobody waits for bytes that may never follow.
            self._port.timeout = 0
            return first + self._port.read(count - 1)
        except (serial.SerialException, OSError) as error:
            raise LineLost(f"{self._name}: {error}") from error

    def close(self) -> None:
        self._port.close()


def open_line(url: DeviceUrl) -> PyserialLine:
    """Open `serial://` or `tcp://`, for us alone. Raises LineUnreachable: the kind of it tells the cure."""
    address, baud = _address(url), url.whole("baud", 9600)
    try:
        port = serial.serial_for_url(address, baudrate=baud, write_timeout=WRITE_SECONDS, exclusive=True)
    except (serial.SerialException, ValueError, OSError) as error:
        raise opening_fault(url.text, error) from error
    return PyserialLine(port, url.text)


def _address(url: DeviceUrl) -> str:
    match url.scheme:
        case Scheme.TCP:
            host = f"[{url.host}]" if ":" in url.host else url.host
            return f"socket://{host}:{url.port}"
        case Scheme.SERIAL:
            return url.path
        case _:
            raise BadDeviceUrl(url.text, "not a byte line", "tcp://HOST:PORT, serial:///dev/NAME?baud=9600")
