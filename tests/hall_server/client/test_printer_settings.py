"""The printer of a device.toml: its port, its model, and what is set over the model."""

from dataclasses import replace
from pathlib import Path

import pytest

from hall_server.client.device_settings import BadSettings, DeviceSettings, printer_url, read_device_settings
from hardware.build import build_printer

LEAST = 'role = "kiosk"\nserver = "http://h"\n'


def read(folder: Path, text: str) -> DeviceSettings:
    path = folder / "device.toml"
    path.write_text(LEAST + text, "utf-8")
    return read_device_settings(path)


def url_of(folder: Path, port: str, options: str = "") -> str:
    return printer_url(read(folder, f'[ports]\nprinter = "{port}"\n[printer]\n{options}'))


def test_what_is_not_set_is_left_to_the_model(tmp_path: Path) -> None:
    assert url_of(tmp_path, "tcp://h:9100?model=epson-tm-t88vi") == "tcp://h:9100?model=epson-tm-t88vi"
    assert url_of(tmp_path, "usb://0416:5011") == "usb://0416:5011"


def test_what_is_set_goes_to_the_port(tmp_path: Path) -> None:
    options = 'model = "xprinter-xp80"\npaper_mm = 58\nrom = "gbk"\ntext_mode = "raster"\nstatus = "none"'
    assert url_of(tmp_path, "tcp://h:9100", options) == (
        "tcp://h:9100?model=xprinter-xp80&paper=58&rom=gbk&text=raster&status=none"
    )
    assert url_of(tmp_path, "tcp://h:9100", 'text_mode = "mixed"\nstatus = "required"') == (
        "tcp://h:9100?text=auto&status=ask"
    )


def test_what_the_port_says_wins(tmp_path: Path) -> None:
    url = "serial:///dev/ttyUSB0?baud=9600&paper=80"
    assert url_of(tmp_path, url, "paper_mm = 58\n" + 'rom = "gbk"') == f"{url}&rom=gbk"


def test_an_option_that_is_part_of_another_s_name_is_still_given(tmp_path: Path) -> None:
    assert url_of(tmp_path, "tcp://h:9100?confirm=sent&font=/prom=1", 'rom = "gbk"').endswith("&rom=gbk")


def test_ports_without_options_get_none(tmp_path: Path) -> None:
    for port in ("sim://", "none://"):
        assert url_of(tmp_path, port, "paper_mm = 58") == port


def test_the_spooler_is_not_told_how_to_ask(tmp_path: Path) -> None:
    assert (
        url_of(tmp_path, "spooler://XP-80C", 'status = "none"\npaper_mm = 58') == "spooler://XP-80C?paper=58"
    )


def test_the_printer_of_a_settings_file_can_be_built(tmp_path: Path) -> None:
    assert build_printer(url_of(tmp_path, "tcp://h:9100", 'model = "rongta-rp80"\npaper_mm = 58')) is not None


def test_a_value_that_is_not_allowed_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"printer\.paper_mm is 76; allowed are 58, 80"):
        read(tmp_path, "[printer]\npaper_mm = 76")
    with pytest.raises(BadSettings, match=r"printer\.model is 5"):
        read(tmp_path, "[printer]\nmodel = 5")


def test_the_settings_stay_a_value(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert replace(settings).printer == settings.printer
