"""A USB printer, against a stand-in for the backend of pyusb: the bus, without the bus."""

import array
import errno
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core
import usb.util

from hardware.build import build_printer
from hardware.doctor import devices
from hardware.printer.interface import PrinterOffline
from hardware.printer.simulated_head import SimulatedHead
from hardware.printer.slip import Slip, Text
from hardware.printer.usb_line import UsbForbidden, UsbLibraryMissing, open_usb
from hardware.transport.line import LineLost, LineUnreachable
from hardware.transport.port_faults import PortInUse, PortMissing
from hardware.transport.url import parse

URL = parse("usb://0416:5011")
SHORT = Slip((Text("BG023"),))


class FakeBus(usb.backend.IBackend):
    """One device with two interfaces: something else, and a printer with its end points at 0x03 and 0x81."""

    def __init__(self) -> None:
        self.cut: list[int] = []
        self.head = SimulatedHead(lambda ticket: self.cut.append(len(ticket)))
        self.present = True
        self.configured = True
        self.kernel_driver = True
        self.refuses: dict[str, int] = {}
        self.written = b""
        self.answers: deque[int] = deque()
        self.claimed: list[int] = []
        self.open_handles = 0
        self.resets = 0

    def _may(self, what: str) -> None:
        if what in self.refuses:
            raise usb.core.USBError(what, None, self.refuses[what])

    def enumerate_devices(self) -> Iterator[str]:
        return iter(["printer"] if self.present else [])

    def get_device_descriptor(self, dev: str) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18,
            bDescriptorType=1,
            bcdUSB=0x200,
            bDeviceClass=0,
            bDeviceSubClass=0,
            bDeviceProtocol=0,
            bMaxPacketSize0=64,
            idVendor=0x0416,
            idProduct=0x5011,
            bcdDevice=1,
            iManufacturer=0,
            iProduct=0,
            iSerialNumber=0,
            bNumConfigurations=1,
            address=1,
            bus=1,
            port_number=1,
            port_numbers=(1,),
            speed=2,
        )

    def get_configuration_descriptor(self, dev: str, config: int) -> SimpleNamespace:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=2,
            wTotalLength=32,
            bNumInterfaces=2,
            bConfigurationValue=1,
            iConfiguration=0,
            bmAttributes=0xC0,
            bMaxPower=1,
            extra_descriptors=[],
        )

    def get_interface_descriptor(self, dev: str, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf > 1 or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9,
            bDescriptorType=4,
            bInterfaceNumber=intf,
            bAlternateSetting=0,
            bNumEndpoints=2 * intf,
            bInterfaceClass=7 if intf else 255,
            bInterfaceSubClass=1,
            bInterfaceProtocol=2,
            iInterface=0,
            extra_descriptors=[],
        )

    def get_endpoint_descriptor(self, dev: str, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7,
            bDescriptorType=5,
            bEndpointAddress=(0x03, 0x81)[ep],
            bmAttributes=2,
            wMaxPacketSize=64,
            bInterval=0,
            bRefresh=0,
            bSynchAddress=0,
            extra_descriptors=[],
        )

    def open_device(self, dev: str) -> str:
        self._may("open")
        self.open_handles += 1
        return "handle"

    def close_device(self, dev_handle: str) -> None:
        self.open_handles -= 1

    def get_configuration(self, dev_handle: str) -> int:
        return int(self.configured)

    def set_configuration(self, dev_handle: str, config_value: int) -> None:
        self.configured = True

    def set_interface_altsetting(self, dev_handle: str, intf: int, altsetting: int) -> None:
        pass

    def claim_interface(self, dev_handle: str, intf: int) -> None:
        self._may("claim")
        if self.kernel_driver:
            raise usb.core.USBError("busy", None, errno.EBUSY)
        self.claimed.append(intf)

    def release_interface(self, dev_handle: str, intf: int) -> None:
        self.claimed.remove(intf)

    def is_kernel_driver_active(self, dev_handle: str, intf: int) -> bool:
        return self.kernel_driver

    def detach_kernel_driver(self, dev_handle: str, intf: int) -> None:
        self._may("detach")
        self.kernel_driver = False

    def reset_device(self, dev_handle: str) -> None:
        self.resets += 1

    def bulk_write(self, dev_handle: str, ep: int, intf: int, data: array.array, timeout: int) -> int:
        assert (ep, intf) == (0x03, 1)
        self._may("write")
        self.written += data.tobytes()
        self.answers.extend(self.head.receive(data.tobytes()))
        return len(data)

    def bulk_read(self, dev_handle: str, ep: int, intf: int, buff: array.array, timeout: int) -> int:
        assert (ep, intf) == (0x81, 1)
        self._may("read")
        if not self.answers:
            raise usb.core.USBTimeoutError("timeout", None, errno.ETIMEDOUT)
        count = min(len(self.answers), len(buff))
        for index in range(count):
            buff[index] = self.answers.popleft()
        return count


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> FakeBus:
    fake = FakeBus()
    real = usb.core.find

    def find(**wanted: Any) -> Any:
        return real(backend=fake, **wanted)

    monkeypatch.setattr(usb.core, "find", find)
    return fake


def test_a_usb_printer_answers_and_prints(bus: FakeBus) -> None:
    driver = build_printer("usb://0416:5011")
    assert driver is not None
    assert driver.status().can_print
    driver.print_slip(SHORT)
    assert len(bus.cut) == 1
    assert b"BG023" in bus.written


def test_the_device_is_let_go_after_each_job_and_never_reset(bus: FakeBus) -> None:
    driver = build_printer("usb://0416:5011")
    assert driver is not None
    for _ in range(3):
        driver.print_slip(SHORT)
    assert (bus.claimed, bus.open_handles, bus.resets) == ([], 0, 0)


def test_paper_that_is_out_is_told_over_usb_too(bus: FakeBus) -> None:
    bus.head.change(lambda condition: setattr(condition, "paper", "out"))
    driver = build_printer("usb://0416:5011")
    assert driver is not None
    assert driver.status().health.code == "paper_out"


def test_a_device_that_is_not_configured_yet_is_configured(bus: FakeBus) -> None:
    bus.configured = False
    open_usb(URL).close()
    assert bus.configured


def test_a_long_answer_is_read_in_pieces(bus: FakeBus) -> None:
    line = open_usb(URL)
    bus.answers.extend(b"abcdef")
    assert (line.read(2, 0.1), line.read(10, 0.1), line.read(1, 0.01)) == (b"ab", b"cdef", b"")


def test_missing_permission_is_told_with_the_rule_to_add(bus: FakeBus) -> None:
    bus.refuses["open"] = errno.EACCES
    with pytest.raises(UsbForbidden) as caught:
        open_usb(URL)
    said = caught.value.detail
    assert 'ATTR{idVendor}=="0416", ATTR{idProduct}=="5011"' in said
    assert "/etc/udev/rules.d/" in said
    assert "udevadm" in said
    assert "\n" not in said
    assert caught.value.health.code == "usb_forbidden"


@pytest.mark.parametrize(
    ("where", "number", "fault"),
    [
        ("claim", errno.EBUSY, PortInUse),
        ("detach", errno.EPERM, UsbForbidden),
        ("claim", errno.ENODEV, PortMissing),
        ("claim", errno.EIO, LineUnreachable),
    ],
)
def test_a_device_that_cannot_be_had_says_why(
    bus: FakeBus, where: str, number: int, fault: type[LineUnreachable]
) -> None:
    bus.refuses[where] = number
    with pytest.raises(fault, match="usb://0416:5011"):
        open_usb(URL)
    assert bus.open_handles == 0


def test_a_device_that_is_not_plugged_in_is_offline(bus: FakeBus) -> None:
    bus.present = False
    driver = build_printer("usb://0416:5011")
    assert driver is not None
    assert driver.status().health.code == "port_missing"
    with pytest.raises(PrinterOffline, match="no such device"):
        driver.print_slip(SHORT)


def test_without_libusb_the_cure_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(**wanted: Any) -> Any:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", find)
    with pytest.raises(UsbLibraryMissing) as caught:
        open_usb(URL)
    assert "libusb" in caught.value.health.in_english().cure


@pytest.mark.parametrize("where", ["write", "read"])
def test_a_cable_that_is_pulled_out_is_a_lost_line(bus: FakeBus, where: str) -> None:
    line = open_usb(URL)
    bus.refuses[where] = errno.ENODEV
    with pytest.raises(LineLost):
        line.write(b"x") if where == "write" else line.read(1, 0.1)


def test_the_doctor_shows_the_rule_to_add(bus: FakeBus) -> None:
    bus.refuses["open"] = errno.EACCES
    found = devices.printer("usb://0416:5011?model=xprinter-xp80")
    assert found is not None
    assert found.health.code == "usb_forbidden"
    assert 'ATTR{idProduct}=="5011"' in found.answered
