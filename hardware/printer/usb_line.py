"""A printer on the USB bus, through pyusb.

Not through python-escpos: its class resets the device for every connection, swallows refused permissions
and takes the end points of one maker for granted.
"""

import contextlib
import errno
from typing import Any

import usb.core
import usb.util

from hardware.health import Fault
from hardware.transport.line import LineLost, LineUnreachable
from hardware.transport.port_faults import PortInUse, PortMissing
from hardware.transport.url import DeviceUrl

WRITE_SECONDS = 15.0
_PRINTER_CLASS = 7
_PACKET_BYTES = 64
# As many bytes as a printer takes in one go without its buffer being full.
_CHUNK_BYTES = 4096


class UsbForbidden(LineUnreachable):
    """This account may not open the device."""

    code = "usb_forbidden"


class UsbLibraryMissing(LineUnreachable):
    """pyusb is there, but the system's libusb is not."""

    code = "usb_library_missing"


class UsbLine:
    """The printer interface of one device: its two bulk end points. The answering one may be absent."""

    def __init__(self, device: Any, interface: Any, name: str) -> None:  # noqa: ANN401 - pyusb has no types
        self._device, self._interface, self._name = device, interface, name
        self._out = _end_point(interface, usb.util.ENDPOINT_OUT)
        self._in = _end_point(interface, usb.util.ENDPOINT_IN)
        self._waiting = b""
        if self._out is None:
            raise LineUnreachable(f"{name}: the device has no end point to print on")

    def write(self, data: bytes) -> None:
        try:
            for start in range(0, len(data), _CHUNK_BYTES):
                self._out.write(data[start : start + _CHUNK_BYTES], int(WRITE_SECONDS * 1000))
        except usb.core.USBError as error:
            raise LineLost(f"{self._name}: {error}") from error

    def read(self, count: int, seconds: float) -> bytes:
        if not self._waiting and self._in is not None:
            self._waiting = self._packet(seconds)
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _packet(self, seconds: float) -> bytes:
        size = getattr(self._in, "wMaxPacketSize", 0) or _PACKET_BYTES
        try:
            return bytes(self._in.read(size, max(int(seconds * 1000), 1)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise LineLost(f"{self._name}: {error}") from error

    def close(self) -> None:
        with contextlib.suppress(usb.core.USBError):
            usb.util.release_interface(self._device, self._interface.bInterfaceNumber)
        with contextlib.suppress(usb.core.USBError):
            usb.util.dispose_resources(self._device)


def open_usb(url: DeviceUrl) -> UsbLine:
    """Claim the printer. Raises LineUnreachable or one of its kinds, which say what to do."""
    try:
        device = usb.core.find(idVendor=url.vendor, idProduct=url.product)
    except usb.core.NoBackendError as error:
        raise UsbLibraryMissing(f"{url.text}: libusb is not installed") from error
    except usb.core.USBError as error:
        raise opening_fault(url, error) from error
    if device is None:
        raise PortMissing(
            f"{url.text}: no such device on the USB bus; plug it in, or correct the two numbers"
        )
    try:
        return UsbLine(device, _claimed(device), url.text)
    except usb.core.USBError as error:
        usb.util.dispose_resources(device)
        raise opening_fault(url, error) from error
    except Fault:
        usb.util.dispose_resources(device)
        raise


def opening_fault(url: DeviceUrl, error: usb.core.USBError) -> LineUnreachable:
    """Why the device cannot be used, with the rule to add where it is a matter of permission."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return UsbForbidden(f"{url.text}: not permitted; {udev_cure(url.vendor, url.product)}")
        case errno.EBUSY:
            return PortInUse(f"{url.text}: another program or driver uses the device; end it")
        case errno.ENODEV | errno.ENOENT:
            return PortMissing(f"{url.text}: the device was unplugged; plug it in again")
        case _:
            return LineUnreachable(f"{url.text}: {error}")


def udev_cure(vendor: int, product: int) -> str:
    """What to type so that this account may use the device."""
    rule = (
        f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{vendor:04x}", ATTR{{idProduct}}=="{product:04x}", '
        'MODE="0660", GROUP="plugdev"'
    )
    return (
        f"put the line {rule} into /etc/udev/rules.d/70-onehall-printer.rules, "
        "run sudo udevadm control --reload, plug the printer in again; the account must be in group plugdev"
    )


def _claimed(device: Any) -> Any:  # noqa: ANN401 - pyusb has no types
    """The printer interface, taken from the kernel's own driver."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY):
            raise
        device.set_configuration()
        configuration = device.get_active_configuration()
    interfaces = list(configuration)
    interface = next((i for i in interfaces if i.bInterfaceClass == _PRINTER_CLASS), interfaces[0])
    number = interface.bInterfaceNumber
    with contextlib.suppress(NotImplementedError):
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
    usb.util.claim_interface(device, number)
    return interface


def _end_point(interface: Any, direction: int) -> Any:  # noqa: ANN401 - pyusb has no types
    return usb.util.find_descriptor(
        interface,
        custom_match=lambda e: (
            usb.util.endpoint_direction(e.bEndpointAddress) == direction
            and usb.util.endpoint_type(e.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ),
    )
