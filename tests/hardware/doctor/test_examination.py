"""What is looked at on a machine, in which order, and what is left to the program that holds it."""

import errno
import os
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hall_server.client.device_settings import DeviceSettings, Ports, PrinterOptions
from hall_server.client.led_settings import DisplaySpot, LedBus
from hall_server.wire.catalogue import sentences
from hardware.doctor import devices
from hardware.doctor.check_up import check_up, ports_of
from hardware.doctor.examination import LOOKS, Subject, examine
from hardware.doctor.findings import Finding
from hardware.doctor.machine import Echo
from hardware.doctor.ports import access
from hardware.doctor.wires import why_not
from hardware.health import Health, HealthState
from hardware.transport.wire_end import TcpEnd

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def told(findings) -> dict[str, Finding]:
    return {each.what: each for each in findings}


def test_every_port_that_settings_can_name_is_looked_at() -> None:
    assert {each.name for each in fields(Ports)} | {"led"} == set(LOOKS)


def test_everything_that_is_looked_at_has_its_name_in_both_languages() -> None:
    for what in (*LOOKS, "fonts", "disk", "server", "clock", "led_bus", "check"):
        assert f"technician.what_{what}" in sentences()


def test_the_machine_comes_first_then_the_server_then_its_devices(tmp_path: Path) -> None:
    subject = Subject(
        tmp_path,
        (("light", "sim://"), ("scanner", "none://"), ("evaluator", "sim://")),
        "http://hall",
        lambda: Echo(0.01, NOON, NOON),
    )
    names = [each.what for each in examine(subject)]
    assert names == ["fonts", "disk", "server", "clock", "light", "evaluator"]


def test_a_device_that_the_program_holds_is_not_opened_and_its_word_is_taken(tmp_path: Path) -> None:
    subject = Subject(
        tmp_path,
        (("printer", "serial:///dev/not-there"), ("led", "sim://"), ("led", "cpower+tcp://127.0.0.1:9")),
        held={
            "printer": lambda: Health.warning("paper_near_end"),
            "led cpower+tcp://127.0.0.1:9": lambda: Health.down("led_silent"),
        },
    )
    found = [each for each in examine(subject) if each.what in LOOKS]
    assert (found[0].what, found[0].health.code) == ("printer", "paper_near_end")
    assert found[-1].health.code == "led_silent"
    assert "in use by this program" in found[-1].answered
    assert "in use by this program" not in found[1].answered


def test_the_printer_is_asked_as_the_kiosk_would_ask_it() -> None:
    settings = DeviceSettings(
        role="kiosk",
        server="http://h",
        ports=Ports(printer="tcp://10.0.0.5:9100"),
        printer=PrinterOptions(status="none", paper_mm=58),
    )
    url = dict(ports_of(settings))["printer"]
    assert "status=none" in url
    assert "paper=58" in url


def test_each_bus_of_displays_is_looked_at() -> None:
    spot = {"W001": (DisplaySpot(1),)}
    settings = DeviceSettings(
        role="board", server="http://h", led=(LedBus("sim://", spot), LedBus("strip+tcp://h:1", spot))
    )
    assert ports_of(settings)[-2:] == (("led", "sim://"), ("led", "strip+tcp://h:1"))


@pytest.mark.parametrize("server", ["http://127.0.0.1:9", "http://", "hall", "ftp://hall"])
def test_a_server_that_cannot_be_reached_is_a_finding_however_it_is_written(
    tmp_path: Path, server: str
) -> None:
    found = told(check_up(DeviceSettings(role="window", server=server, state_dir=tmp_path)))
    assert found["server"].health.code == "server_unreachable"
    assert found["server"].where == server


def test_something_that_is_no_hall_server_is_told_so(tmp_path: Path) -> None:
    with TcpEnd(lambda data: end.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as end:
        address = end.url.replace("tcp:", "http:")
        found = told(check_up(DeviceSettings(role="window", server=address, state_dir=tmp_path)))
    assert found["server"].health.code == "server_unreachable"
    assert "not a hall server" in found["server"].answered


@pytest.mark.parametrize(
    "look", [devices.printer, devices.scanner, devices.call_box, devices.evaluator, devices.id_reader]
)
def test_a_port_that_is_not_there_is_named_with_the_cure(tmp_path: Path, look) -> None:
    port = f"serial://{tmp_path}/ttyUSB7"
    url = f"sam+{port}" if look is devices.id_reader else port
    found = look(url)
    assert (found.health.code, found.where) == ("port_missing", url)
    assert "there is no such port; plug the device in" in found.answered
    assert "ttyUSB7" in found.answered


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
def test_a_port_of_another_group_is_named_with_that_group(tmp_path: Path) -> None:
    port = tmp_path / "lp0"
    port.touch()
    port.chmod(0)
    assert access(port).code == "port_forbidden"
    blocked = why_not(f"file://{port}?status=none")
    assert blocked is not None
    assert f"usermod -aG {port.group()}" in blocked.zh


@pytest.mark.parametrize(("owner", "told"), [("lp", "lp"), ("root", "dialout")])
def test_a_forbidden_port_is_told_with_the_group_that_owns_it_unless_that_is_roots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: str, told: str
) -> None:
    port = tmp_path / "lp0"
    port.touch()

    def refuse(*args: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    monkeypatch.setattr(Path, "group", lambda self: owner)
    blocked = why_not(f"file://{port}?status=none")
    assert blocked is not None
    assert blocked.fault.code == "port_forbidden"
    assert f"usermod -aG {told} ACCOUNT" in blocked.fault.detail


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    import pty

    from hardware.transport.opening import line_opener
    from hardware.transport.url import parse

    master, slave = pty.openpty()
    try:
        url = f"serial://{os.ttyname(slave)}"
        held = line_opener(parse(url))()
        try:
            found = devices.scanner(url)
        finally:
            held.close()
    finally:
        os.close(master)
        os.close(slave)
    assert found is not None
    assert (found.health.code, found.where) == ("port_in_use", url)
    assert "another program uses it" in found.answered


def test_a_device_is_let_go_after_the_look(tmp_path: Path) -> None:
    heard: list[bytes] = []
    with TcpEnd(heard.append) as end:
        first = devices.scanner(end.url)
        second = devices.call_box(end.url)
    assert first is not None
    assert second is not None
    assert {first.health.state, second.health.state} == {HealthState.OK}


def test_a_camera_is_told_with_its_size_and_brightness() -> None:
    found = devices.camera("sim://")
    assert found is not None
    assert (found.health.code, found.answered_zh) == ("ok", "640 × 480, 25/s，亮度 50 %")


def test_a_camera_that_is_missing_and_one_that_is_miswritten_are_told(tmp_path: Path) -> None:
    missing, wrong = devices.camera(f"folder://{tmp_path}/none"), devices.camera("webcam://0")
    assert missing is not None
    assert wrong is not None
    assert (missing.health.code, wrong.health.code) == ("camera_unreadable", "bad_port")
    assert "no such folder" in missing.answered


def test_the_password_of_a_camera_is_in_no_finding() -> None:
    found = devices.camera("rtsp://viewer:s3cret@127.0.0.1:9/h264")
    assert found is not None
    assert found.health.code == "camera_missing"
    assert "s3cret" not in repr(found)
