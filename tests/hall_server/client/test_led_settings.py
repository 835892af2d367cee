"""The [[led]] tables of a device.toml, and what is said about one that is wrong."""

from pathlib import Path

import pytest

from hall_server.client.device_settings import BadSettings, DeviceSettings, read_device_settings
from hall_server.client.led_settings import DisplaySpot, LedBus

BOARD = 'role = "board"\nserver = "http://127.0.0.1:8700"\n'
PORT = 'port = "strip+serial:///dev/ttyUSB0?baud=9600"\n'


def read(folder: Path, text: str) -> DeviceSettings:
    path = folder / "device.toml"
    path.write_text(text, "utf-8")
    return read_device_settings(path)


def test_a_board_may_drive_several_buses(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"""{BOARD}led_stale_seconds = 20
        [[led]]
        {PORT}strips = {{ W081 = 1, W082 = "2/0", W083 = ["3", "4/1"] }}
        [[led]]
        port = "onbon+tcp://10.0.0.9:5005?rows=4&height=64"
        rows = ["101/0", "101/1"]
        columns = 24
        """,
    )
    first, second = found.led
    assert first.strips == {
        "W081": (DisplaySpot(1),),
        "W082": (DisplaySpot(2, 0),),
        "W083": (DisplaySpot(3), DisplaySpot(4, 1)),
    }
    assert (first.columns, first.rows, first.displays) == (16, (), 4)
    assert second == LedBus(second.port, {}, (DisplaySpot(101, 0), DisplaySpot(101, 1)), 24)
    assert found.led_stale_seconds == 20


def test_a_board_without_them_drives_none(tmp_path: Path) -> None:
    assert read(tmp_path, BOARD).led == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[ports]\nled = "sim://"', "ports.led is not a setting; give each bus a table, [[led]] with port ="),
        ("[led]\nport = 3", "led must be a list of tables, [[led]]"),
        ("[[led]]\nstrips = { W001 = 1 }", "[[led]] no. 1: port is missing; add port = "),
        (f"[[led]]\n{PORT}colour = 1", "no. 1: colour is not a setting; allowed are port, strips, rows"),
        (f"[[led]]\n{PORT}strips = [1]", "no. 1: strips must be a table, strips = { W001 = 1"),
        (f"[[led]]\n{PORT}rows = 1", "no. 1: rows must be a list, rows = ["),
        (f"[[led]]\n{PORT}", "no. 1: names no display; add strips = { W001 = 1 }, or rows"),
        (f"[[led]]\n{PORT}strips = {{ W001 = 'a' }}", 'strips.W001 is \'a\'; it must be 1, "1", "1/0"'),
        (f"[[led]]\n{PORT}strips = {{ W001 = '1/' }}", "strips.W001 is '1/'; it must be"),
        (f"[[led]]\n{PORT}strips = {{ W001 = -1 }}", "strips.W001 is -1; it must be"),
        (f"[[led]]\n{PORT}strips = {{ W001 = true }}", "strips.W001 is True; it must be"),
        (f"[[led]]\n{PORT}strips = {{ W001 = [] }}", "strips.W001 is an empty list; it must be"),
        (f"[[led]]\n{PORT}strips = {{ W001 = 256 }}", "strips.W001 is 256; addresses go up to 255"),
        (f"[[led]]\n{PORT}rows = ['1/64']", "rows no. 1 is '1/64'; addresses go up to 255, rows up to 63"),
        (
            f"[[led]]\n{PORT}strips = {{ W001 = 1, W002 = '1/0' }}",
            "address 1 row 0 is given to W001 and W002 more than once",
        ),
        (f"[[led]]\n{PORT}strips = {{ W001 = 1 }}\ncolumns = 7", "columns is 7; it must be a whole number"),
        ("led_stale_seconds = 4", "led_stale_seconds is 4; allowed are 5 to 600"),
    ],
)
def test_a_mistake_is_named_with_its_table_its_key_and_the_cure(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadSettings) as bad:
        read(tmp_path, f"{BOARD}{text}")
    assert str(bad.value).startswith(str(tmp_path / "device.toml"))
    assert said in str(bad.value)


def test_a_second_table_is_named_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"\[\[led\]\] no\. 2: port is missing"):
        read(tmp_path, f"{BOARD}[[led]]\n{PORT}strips = {{ W001 = 1 }}\n[[led]]\nrows = [1]")


def test_a_kiosk_with_strips_is_told_that_boards_drive_them(tmp_path: Path) -> None:
    text = f"{BOARD}[[led]]\n{PORT}strips = {{ W001 = 1 }}".replace("board", "kiosk", 1)
    with pytest.raises(BadSettings, match="led is read by call boards only"):
        read(tmp_path, text)
