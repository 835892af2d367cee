"""A device's own settings: what a file may say, and what is said about one that is wrong."""

from pathlib import Path

import pytest

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.wire.words import Language

LEAST = 'role = "kiosk"\nserver = "http://127.0.0.1:8700"\n'


def read(folder: Path, text: str) -> DeviceSettings:
    path = folder / "device.toml"
    path.write_text(text, "utf-8")
    return read_device_settings(path)


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(BadSettings) as bad:
        read(folder, text)
    assert str(folder / "device.toml") in str(bad.value)
    return str(bad.value).removeprefix(f"{folder / 'device.toml'}: ")


def test_a_role_and_a_server_are_enough(tmp_path: Path) -> None:
    found = read(tmp_path, LEAST)
    assert (found.role, found.server, found.language) == ("kiosk", "http://127.0.0.1:8700", Language.ZH)
    assert (found.ports.printer, found.screen.frameless, found.token) == ("none://", True, None)


def test_everything_may_be_set(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        LEAST
        + """
        name = "东门取号机"
        zone = "Z1"
        language = "en"
        idle_seconds = 90
        control_port = 9001
        [screen]
        width = 1920
        height = 1080
        frameless = false
        [ports]
        printer = "tcp://192.168.1.50:9100"
        [printer]
        paper_mm = 58
        rom = "gbk"
        """,
    )
    assert (found.zone, found.language, found.idle_seconds, found.control_port) == (
        "Z1",
        Language.EN,
        90,
        9001,
    )
    assert (found.screen.width, found.screen.frameless) == (1920, False)
    assert (found.ports.printer, found.printer.paper_mm) == ("tcp://192.168.1.50:9100", 58)


def test_a_relative_folder_lies_beside_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST).state_dir == tmp_path / "state"
    assert read(tmp_path, LEAST + 'state_dir = "mine"').state_dir == tmp_path / "mine"
    assert read(tmp_path, LEAST + 'state_dir = "/var/lib/kiosk"').state_dir == Path("/var/lib/kiosk")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('server = "http://x"', "role is missing; add role = …"),
        ('role = "kiosk"', "server is missing; add server = …"),
        (LEAST + 'colour = "red"', "colour is not a setting; allowed are role, server, name"),
        (LEAST + "[screen]\ndepth = 3", "screen.depth is not a setting; allowed are x, y, width"),
        (LEAST + "screen = 3", "screen must be a table, [screen]"),
        (
            'role = "fridge"\nserver = "http://x"',
            "role is 'fridge'; allowed are kiosk, board, window, clock",
        ),
        (LEAST + 'layout = "round"', "layout is 'round'; allowed are hall, zone, window"),
        (LEAST + 'language = "fr"', "language is 'fr'; allowed are zh, en"),
        (LEAST + "[printer]\npaper_mm = 76", "printer.paper_mm is 76; allowed are 58, 80"),
        (LEAST + 'control_port = "9001"', "control_port is '9001'; it must be of type int"),
        (LEAST + "control_port = true", "control_port is True; it must be of type int"),
        (LEAST + "name = 3", "name is 3; it must be of type str"),
        (LEAST + 'idle_seconds = "long"', "idle_seconds is 'long'; it must be of type float"),
        (LEAST + "[screen]\nframeless = 1", "screen.frameless is 1; it must be of type bool"),
        ("role = ", "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"device\.toml: cannot be read"):
        read_device_settings(tmp_path / "device.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "device.toml"
    path.write_bytes(LEAST.encode() + 'name = "东门"'.encode("gb18030"))
    with pytest.raises(BadSettings, match="is not TOML"):
        read_device_settings(path)
