"""`hall doctor`, `hall ports` and `hall technician-pin` as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hall_server.cli import doctor
from hall_server.cli.main import app
from hardware.doctor import ports
from hardware.doctor.network import Answer
from hardware.doctor.technician_pin import matches
from hardware.health import Health


def hall(*arguments: str, typed: str = ""):
    return CliRunner().invoke(app, list(arguments), input=typed, env={"COLUMNS": "200"})


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "device.toml"
    path.write_text(
        'role = "kiosk"\nserver = "http://127.0.0.1:9"\nstate_dir = "."\n'
        '[ports]\nprinter = "sim://"\nscanner = "serial:///dev/[not]there"\ncamera = "ftp://x"\n'
    )
    return path


def test_what_is_wrong_is_told_with_its_cure_and_ends_with_1(device: Path) -> None:
    result = hall("doctor", "--config", str(device))
    assert result.exit_code == 1
    for words in ("✓ ok", "✕ down", "扫码器", "Code scanner", "/dev/[not]there", "请插好设备", "camera://0"):
        assert words in result.output


def test_a_program_reads_the_same_as_json(device: Path) -> None:
    result = hall("doctor", "--config", str(device), "--json")
    found = {each["what"]: each for each in json.loads(result.stdout)["findings"]}
    assert result.exit_code == 1
    assert found["scanner"]["code"] == "port_missing"
    assert found["camera"]["code"] == "bad_port"
    assert found["printer"]["state"] == "ok"


def test_settings_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "device.toml").write_text('role = "kettle"\nserver = "x"\n')
    result = hall("doctor", "--config", str(tmp_path / "device.toml"))
    assert result.exit_code == 2
    assert "allowed are kiosk" in result.output
    assert "Traceback" not in result.output


def test_ports_are_listed_with_network_printers_and_what_may_not_be_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forbidden = ports.Port("serial:///dev/ttyUSB0", "CP2102", Health.down("port_forbidden"))
    monkeypatch.setattr(ports, "serial_ports", lambda: [forbidden])
    monkeypatch.setattr(ports, "usb_devices", list)
    monkeypatch.setattr(doctor, "own_addresses", lambda: ["192.168.1.20"])
    asked: list[str] = []

    def search(hosts: list[str]) -> list[Answer]:
        asked.extend(hosts)
        return [Answer("192.168.1.50", status=bytes((0x16, 0x12, 0x12, 0x12)))]

    monkeypatch.setattr(doctor, "search", search)
    result = hall("ports")
    assert len(asked) == 253
    for words in ("192.168.1.0/24", "serial:///dev/ttyUSB0", "dialout", "tcp://192.168.1.50:9100"):
        assert words in result.output
    without = hall("ports", "--no-network", "--json")
    assert [each["code"] for each in json.loads(without.stdout)] == ["port_forbidden"]
    assert len(asked) == 253


def test_the_line_for_the_settings_is_made_from_a_pin_that_is_typed_twice() -> None:
    result = hall("technician-pin", typed="246810\n246810\n")
    line = next(each for each in result.output.splitlines() if "technician_pin" in each)
    assert matches("246810", line.split('"')[1])
    assert "246810" not in line


@pytest.mark.parametrize("pin", ["1234", "abcdef"])
def test_a_pin_that_is_too_short_or_no_number_is_refused(pin: str) -> None:
    result = hall("technician-pin", typed=f"{pin}\n{pin}\n")
    assert result.exit_code == 2
    assert "6 to 12 digits" in result.output
