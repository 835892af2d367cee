"""Ports written as URLs."""

import pytest

from hardware.transport.url import BadDeviceUrl, Scheme, parse


def test_a_network_port_has_host_and_port() -> None:
    url = parse("tcp://192.168.1.50:9100?paper=58")
    assert (url.scheme, url.host, url.port, dict(url.options)) == (
        Scheme.TCP,
        "192.168.1.50",
        9100,
        {"paper": "58"},
    )


def test_a_network_port_may_be_ipv6() -> None:
    assert parse("tcp://[::1]:9100").host == "::1"


def test_a_serial_port_has_path_and_speed() -> None:
    url = parse("serial:///dev/ttyUSB0?baud=19200")
    assert (url.scheme, url.path, url.whole("baud", 9600)) == (Scheme.SERIAL, "/dev/ttyUSB0", 19200)


def test_a_windows_serial_port_is_a_name() -> None:
    assert parse("serial://COM3").path == "COM3"


def test_usb_numbers_are_hexadecimal() -> None:
    url = parse("usb://0416:5011")
    assert (url.vendor, url.product) == (0x0416, 0x5011)


def test_a_file_has_a_path() -> None:
    assert parse("file:///dev/usb/lp0").path == "/dev/usb/lp0"


@pytest.mark.parametrize(
    ("text", "scheme"), [("sim://", Scheme.SIM), ("none://", Scheme.NONE), ("sim://?control=0", Scheme.SIM)]
)
def test_no_wire_needs_no_address(text: str, scheme: Scheme) -> None:
    assert parse(text).scheme is scheme


@pytest.mark.parametrize(
    "text",
    [
        "",
        "192.168.1.50:9100",
        "COM3",
        "ftp://printer",
        "tcp://192.168.1.50",
        "tcp://:9100",
        "tcp://host:99999",
        "tcp://host:9100/path",
        "tcp://[::1:9100",
        "serial://",
        "usb://0416",
        "usb://zz:1",
        "usb://12345:1",
        "sim://host",
        "none:",
        "tcp://host:1?a=1&a=2",
    ],
)
def test_a_wrong_port_is_told_the_allowed_forms(text: str) -> None:
    with pytest.raises(BadDeviceUrl, match=r"Allowed: tcp://192\.168\.1\.50:9100, serial:"):
        parse(text)


def test_a_misspelt_option_is_refused_by_name() -> None:
    with pytest.raises(BadDeviceUrl, match="unknown option 'buad'"):
        parse("serial:///dev/ttyS0?buad=9600").allow_only("baud")


def test_an_option_out_of_a_list_names_the_list() -> None:
    with pytest.raises(BadDeviceUrl, match=r"rom=gb18030\|gbk"):
        parse("tcp://h:1?rom=utf8").choice("rom", "gb18030", "gbk")


@pytest.mark.parametrize("value", ["fast", "-1", "1.5", ""])
def test_a_whole_number_must_be_one(value: str) -> None:
    with pytest.raises(BadDeviceUrl, match="whole number"):
        parse(f"serial:///dev/ttyS0?baud={value}").whole("baud", 9600)


@pytest.mark.parametrize("value", ["soon", "0", "-3", "nan", "inf"])
def test_a_time_must_be_a_number_of_seconds(value: str) -> None:
    with pytest.raises(BadDeviceUrl, match="number of seconds"):
        parse(f"tcp://h:1?slip_seconds={value}").seconds("slip_seconds", 20)
