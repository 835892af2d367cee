"""The doctor: what it looks at, what it finds, and what it says about it."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hardware.doctor import devices, machine, ports
from hardware.doctor.findings import Finding, worst
from hardware.health import Health, HealthState
from hardware.printer.wire_simulator import WirePrinter

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def nobody_listens() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def address_of(printer: WirePrinter) -> str:
    host, port = printer.address
    return f"tcp://{host}:{port}"


def test_the_worst_finding_decides() -> None:
    fine, warned = Finding("a", "", Health.ok()), Finding("b", "", Health.warning("disk_low"))
    down = Finding("c", "", Health.down("paper_out"))
    assert worst([fine, down, warned]) is HealthState.DOWN
    assert worst([warned, fine]) is HealthState.WARNING
    assert worst([]) is HealthState.OK


def test_a_printer_that_works_prints_a_test_ticket(tmp_path: Path) -> None:
    with WirePrinter(tmp_path) as printer:
        found = devices.printer(address_of(printer), test_ticket=True)
        assert found is not None
        assert (found.health.state, found.answered) == (HealthState.OK, "a test ticket was printed")
        assert "A001" in (tmp_path / "ticket-0001.txt").read_text("utf-8")


def test_the_printer_s_line_names_its_model_and_about_how_many_tickets_are_left(tmp_path: Path) -> None:
    with WirePrinter(tmp_path) as printer:
        printer.obey("paper near")
        found = devices.printer(f"{address_of(printer)}?model=rongta-rp80")
    assert found is not None
    assert found.health.code == "paper_near_end_most_20"
    assert found.answered == "容大 Rongta RP80 / RP326: paper near_end, at most about 20 tickets left"
    assert found.answered_zh == "容大 Rongta RP80 / RP326，纸张：即将用尽，最多约剩 20 张号票"


def test_a_printer_without_paper_is_told_with_its_cure_and_prints_nothing(tmp_path: Path) -> None:
    with WirePrinter(tmp_path) as printer:
        printer.obey("paper out")
        found = devices.printer(address_of(printer), test_ticket=True)
    assert found is not None
    assert (found.health.code, found.health.cure) == ("paper_out", "请更换纸卷")
    assert not list(tmp_path.iterdir())


def test_a_printer_that_is_not_there_is_down_and_says_where() -> None:
    url = nobody_listens()
    found = devices.printer(url)
    assert found is not None
    assert found.health.state is HealthState.DOWN
    assert found.where == url


def test_a_port_that_is_miswritten_is_named_with_the_allowed_forms() -> None:
    found = devices.printer("ftp://x")
    assert found is not None
    assert found.health.code == "bad_port"
    assert "tcp://" in found.answered


def test_a_device_that_the_hall_does_not_have_is_left_out() -> None:
    assert devices.printer("none://") is None
    assert devices.id_reader("none://") is None
    assert devices.speaker("none://") is None
    assert devices.light("none://") is None


def test_simulated_devices_are_well() -> None:
    for found in (devices.id_reader("sim://"), devices.light("sim://"), devices.speaker("silent://")):
        assert found is not None
        assert found.health.state is HealthState.OK


@pytest.mark.parametrize(
    ("offset", "code"), [(0.0, "ok"), (1.9, "ok"), (-5.0, "clock_off"), (61.0, "clock_off")]
)
def test_a_clock_that_differs_from_the_servers_is_noticed(offset: float, code: str) -> None:
    local = NOON + timedelta(seconds=offset)
    _, clock = machine.way_to_server("http://hall", lambda: machine.Echo(0.01, NOON, local))
    assert clock.health.code == code


@pytest.mark.parametrize(("seconds", "code"), [(0.004, "ok"), (0.5, "lan_slow")])
def test_a_slow_way_to_the_server_is_noticed(seconds: float, code: str) -> None:
    trip, _ = machine.way_to_server("http://hall", lambda: machine.Echo(seconds, NOON, NOON))
    assert trip.health.code == code


def test_a_server_that_does_not_answer_is_down() -> None:
    def ask() -> machine.Echo:
        raise OSError("no route")

    (found,) = machine.way_to_server("http://hall", ask)
    assert (found.health.code, found.answered) == ("server_unreachable", "no route")


def test_usb_devices_are_listed_with_printers_first(tmp_path: Path) -> None:
    for name, vendor, product, kind, said in (
        ("1-1", "046d", "c31c", "03", "Keyboard"),
        ("1-2", "0416", "5011", "07", "POS58"),
    ):
        interface = tmp_path / name / f"{name}:1.0"
        interface.mkdir(parents=True)
        (interface / "bInterfaceClass").write_text(f"{kind}\n")
        (tmp_path / name / "idVendor").write_text(f"{vendor}\n")
        (tmp_path / name / "idProduct").write_text(f"{product}\n")
        (tmp_path / name / "product").write_text(f"{said}\n")
    found = ports.usb_devices(tmp_path)
    assert [p.url for p in found] == ["usb://0416:5011", "usb://046d:c31c"]
    assert found[0].description == "printer: POS58"


def test_a_disk_with_room_is_well(tmp_path: Path) -> None:
    found = machine.disk(tmp_path / "not-made-yet")
    assert "GB free" in found.answered


def test_a_bus_with_too_many_strips_is_warned_of() -> None:
    url = "strip+serial:///dev/ttyUSB9?baud=9600"
    few = devices.led(url, strips=20)[-1]
    many = devices.led(url, strips=207)[-1]
    assert few.health.state is HealthState.OK
    assert (many.health.code, many.what) == ("led_bus_slow", "led_bus")
    assert "207 strips" in many.answered


@pytest.mark.parametrize("look", [devices.call_box, devices.evaluator, devices.scanner])
def test_a_miswritten_port_of_any_device_is_told(look: Callable[[str], Finding | None]) -> None:
    found = look("ftp://x")
    assert found is not None
    assert found.health.code == "bad_port"
