"""Where a device is plugged in, written as a URL."""

from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

FORMS = (
    "tcp://192.168.1.50:9100, serial:///dev/ttyUSB0?baud=9600, serial://COM3?baud=9600, "
    "udp://192.168.1.50:5007, usb://0416:5011, file:///dev/usb/lp0, sim://, none://"
)


class BadDeviceUrl(ValueError):
    """The settings name a port in a form that nobody understands."""

    def __init__(self, text: str, why: str, allowed: str = FORMS) -> None:
        super().__init__(f"{text!r}: {why}. Allowed: {allowed}")
        self.why = why


class Scheme(Enum):
    """The ways to reach a device; the later ones name a program, a folder or nothing instead of a wire."""

    TCP = "tcp"
    UDP = "udp"
    SERIAL = "serial"
    USB = "usb"
    FILE = "file"
    SPOOLER = "spooler"
    SIM = "sim"
    NONE = "none"
    ESPEAK = "espeak"
    QT = "qt"
    SILENT = "silent"
    CLIPS = "clips"
    AUTO = "auto"
    EVDEV = "evdev"
    PCSC = "pcsc"
    WEDGE = "wedge"
    CAMERA = "camera"
    FOLDER = "folder"
    DLIB = "dlib"
    OPENCV = "opencv"
    FAKE = "fake"


@dataclass(frozen=True, slots=True)
class DeviceUrl:
    """A parsed port. Fields that a scheme does not use keep their empty value."""

    text: str
    scheme: Scheme
    host: str = ""
    port: int = 0
    path: str = ""
    vendor: int = 0
    product: int = 0
    options: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def whole(self, name: str, default: int) -> int:
        """An option that must be a whole number, not negative."""
        value = self.options.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit()):
            raise BadDeviceUrl(self.text, f"{name}={value} is not a whole number")
        return int(value)

    def seconds(self, name: str, default: float) -> float:
        """An option that must be a positive number of seconds."""
        value = self.options.get(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < 3600:
            raise BadDeviceUrl(self.text, f"{name}={value} is not a number of seconds")
        return number

    def choice(self, name: str, *allowed: str) -> str:
        """An option out of a few words; the first is the default."""
        value = self.options.get(name, allowed[0])
        if value not in allowed:
            raise BadDeviceUrl(self.text, f"{name}={value}", f"{name}={'|'.join(allowed)}")
        return value

    def allow_only(self, *names: str) -> None:
        """Refuse options that nobody reads: a misspelt one must not be ignored in silence."""
        for name in self.options:
            if name not in names:
                raise BadDeviceUrl(self.text, f"unknown option {name!r}", ", ".join(names) or "no options")


def parse(text: str) -> DeviceUrl:
    """Read one device URL. Raises BadDeviceUrl, which names the allowed forms."""
    try:
        parts = urlsplit(text.strip())
    except ValueError as error:
        raise BadDeviceUrl(text, str(error)) from error
    try:
        scheme = Scheme(parts.scheme)
    except ValueError:
        raise BadDeviceUrl(text, f"unknown kind of port {parts.scheme!r}") from None
    if "://" not in text:
        raise BadDeviceUrl(text, "'://' is missing")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if len(pairs) != len(dict(pairs)):
        raise BadDeviceUrl(text, "an option is given twice")
    options = MappingProxyType(dict(pairs))
    match scheme:
        case Scheme.TCP | Scheme.UDP:
            host, port = _host_and_port(text, parts)
            return DeviceUrl(text, scheme, host=host, port=port, options=options)
        case Scheme.USB:
            vendor, product = _usb_ids(text, parts.netloc)
            return DeviceUrl(text, scheme, vendor=vendor, product=product, options=options)
        case Scheme.SERIAL | Scheme.FILE | Scheme.CLIPS | Scheme.EVDEV | Scheme.CAMERA | Scheme.FOLDER:
            path = parts.netloc + parts.path
            if not path:
                raise BadDeviceUrl(text, "the path of the device is missing")
            return DeviceUrl(text, scheme, path=path, options=options)
        case Scheme.SPOOLER:
            name = unquote(parts.netloc + parts.path)
            if not name:
                raise BadDeviceUrl(text, "the name of the printer in Windows is missing")
            return DeviceUrl(text, scheme, path=name, options=options)
        case _:
            if parts.netloc or parts.path.strip("/"):
                raise BadDeviceUrl(text, f"nothing may follow {scheme.value}:// but options")
            return DeviceUrl(text, scheme, options=options)


def without_password(url: str) -> str:
    """The URL as it may be shown and logged."""
    scheme, separator, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    account, at, host = place.rpartition("@")
    user, colon, _ = account.partition(":")
    return f"{scheme}{separator}{user}{':…' if colon else ''}{at}{host}{slash}{path}"


def _host_and_port(text: str, parts: SplitResult) -> tuple[str, int]:
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadDeviceUrl(text, str(error)) from error
    if not host or not port:
        raise BadDeviceUrl(text, "both host and port are needed")
    if parts.path.strip("/"):
        raise BadDeviceUrl(text, "nothing may follow the port but options")
    return host, port


def _usb_ids(text: str, netloc: str) -> tuple[int, int]:
    vendor, _, product = netloc.partition(":")
    try:
        ids = int(vendor, 16), int(product, 16)
    except ValueError:
        raise BadDeviceUrl(text, "vendor and product are two hexadecimal numbers") from None
    if not all(0 < number <= 0xFFFF for number in ids):
        raise BadDeviceUrl(text, "vendor and product are two hexadecimal numbers up to FFFF")
    return ids
