"""What is plugged into this machine: serial ports, and USB devices where the system lists them."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from serial.tools import list_ports

from hardware.health import Health

USB_DEVICES = Path("/sys/bus/usb/devices")
PRINTER_CLASS = "07"


@dataclass(frozen=True, slots=True)
class Port:
    """Something that a device URL can name, and whether this account may open it."""

    url: str
    description: str
    health: Health = field(default_factory=Health.ok)


def serial_ports() -> list[Port]:
    return [
        Port(f"serial://{p.device}", p.description or "", access(Path(p.device)))
        for p in sorted(list_ports.comports())
    ]


def access(device: Path) -> Health:
    """Whether this account may use a device file. Without device files it cannot be told."""
    if device.exists() and not os.access(device, os.R_OK | os.W_OK):
        return Health.down("port_forbidden")
    return Health.ok()


def usb_devices(folder: Path = USB_DEVICES) -> list[Port]:
    """USB devices with vendor and product, printers first; empty where the system does not list them so."""
    found = []
    for device in sorted(folder.glob("*")) if folder.is_dir() else ():
        vendor, product = _word(device / "idVendor"), _word(device / "idProduct")
        if not vendor or not product:
            continue
        classes = {_word(i / "bInterfaceClass") for i in device.glob("*:*")}
        name = " ".join(filter(None, (_word(device / "manufacturer"), _word(device / "product"))))
        printer = PRINTER_CLASS in classes
        found.append(
            (not printer, Port(f"usb://{vendor}:{product}", f"{'printer: ' if printer else ''}{name}"))
        )
    return [port for _, port in sorted(found, key=lambda f: f[0])]


def _word(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
