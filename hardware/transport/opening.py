"""From a port to the way of opening it."""

from collections.abc import Callable
from functools import partial

from hardware.transport.echo_line import EchoLine
from hardware.transport.line import Line, OpenLine
from hardware.transport.url import BadDeviceUrl, DeviceUrl, Scheme

PORT_FORMS = "tcp://HOST:PORT, udp://HOST:PORT, serial:///dev/ttyUSB0?baud=9600"


def line_opener(url: DeviceUrl) -> OpenLine:
    """How to open `tcp`, `udp` or `serial` (with any address that pyserial knows); opens nothing yet.

    `echo=yes` is for two-wire RS-485 adapters that hear what they send.
    """
    how = _opener(url)
    return partial(_echoing, how, url) if url.choice("echo", "no", "yes") == "yes" else partial(how, url)


def _echoing(how: Callable[[DeviceUrl], Line], url: DeviceUrl) -> Line:
    return EchoLine(how(url))


def _opener(url: DeviceUrl) -> Callable[[DeviceUrl], Line]:
    match url.scheme:
        case Scheme.TCP:
            from hardware.transport.socket_line import open_tcp

            return open_tcp
        case Scheme.UDP:
            from hardware.transport.socket_line import open_udp

            return open_udp
        case Scheme.SERIAL:
            url.whole("baud", 9600)
            from hardware.transport.pyserial_line import open_line

            return open_line
        case _:
            raise BadDeviceUrl(url.text, "not a byte line", PORT_FORMS)
