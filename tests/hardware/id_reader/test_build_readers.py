"""From a port in the settings to a reader or a scanner."""

from collections.abc import Callable

import pytest

from hardware.build import build_id_reader, build_scanner
from hardware.id_reader.sam_reader import SamReader
from hardware.scanner.serial_scanner import SerialScanner
from hardware.scanner.simulator import SimulatedScanner
from hardware.scanner.wedge import WedgeScanner
from hardware.transport.url import BadDeviceUrl


@pytest.mark.parametrize(
    "url",
    [
        "sam+serial:///dev/ttyUSB0",
        "sam+serial://COM3?baud=9600",
        "sam+serial:///dev/ttyUSB0?baud=auto&removal=ask&hold=1.5&tries=5&rest=2&appended=last&packet=80",
        "sam+tcp://192.168.1.60:7001?photo=raw",
        "sam+tcp://[::1]:7001?removal=find",
    ],
)
def test_real_readers_are_built_without_touching_them(url: str) -> None:
    assert isinstance(build_id_reader(url), SamReader)


def test_a_reader_behind_a_serial_server_is_not_probed_for_its_speed() -> None:
    behind_a_server, direct = build_id_reader("sam+tcp://h:1"), build_id_reader("sam+serial:///dev/ttyUSB0")
    assert isinstance(behind_a_server, SamReader)
    assert isinstance(direct, SamReader)
    assert (len(behind_a_server._speeds), len(direct._speeds)) == (1, 5)


def test_every_kind_of_scanner_is_built() -> None:
    assert isinstance(build_scanner("serial:///dev/ttyACM0?end=cr&prefix=%02&suffix=%03"), SerialScanner)
    assert isinstance(build_scanner("tcp://h:1?encoding=gb18030&silence=0.1&repeat=1"), SerialScanner)
    assert isinstance(build_scanner("wedge://?gap=0.03&shortest=6&enter=no"), WedgeScanner)
    assert isinstance(build_scanner("sim://"), SimulatedScanner)
    assert build_scanner("none://") is None


@pytest.mark.parametrize(
    ("build", "url", "told"),
    [
        (build_id_reader, "serial:///dev/ttyUSB0", r"sam\+serial:///dev/ttyUSB0"),
        (build_id_reader, "sam+usb://0400:C35A", r"'sam\+usb://0400:C35A': not an ID card reader"),
        (build_id_reader, "sam+tcp://h", r"'sam\+tcp://h': both host and port"),
        (build_id_reader, "sam+tcp://h:1?baud=9600", "unknown option 'baud'"),
        (build_id_reader, "sam+serial:///dev/ttyS0?baud=300", r"baud=auto\|115200\|57600"),
        (build_id_reader, "sam+serial:///dev/ttyS0?removal=maybe", r"removal=hold\|find\|ask"),
        (build_id_reader, "sam+serial:///dev/ttyS0?packet=50", r"packet=no\|80\|88"),
        (build_id_reader, "sam+serial:///dev/ttyS0?hold=never", "number of seconds"),
        (build_id_reader, "sam+", "Allowed: sam"),
        (build_scanner, "usb://0416:5011", "not a code scanner"),
        (build_scanner, "serial:///dev/ttyS0?end=tab", r"end=any\|cr\|lf\|crlf\|silence"),
        (build_scanner, "tcp://h:1?baud=9600", "unknown option 'baud'"),
        (build_scanner, "wedge://?end=cr", "unknown option 'end'"),
        (build_scanner, "wedge:///dev/input/event3", "nothing may follow wedge://"),
    ],
)
def test_a_wrong_port_is_refused_with_the_allowed_ones(
    build: Callable[[str], object], url: str, told: str
) -> None:
    with pytest.raises(BadDeviceUrl, match=told):
        build(url)
