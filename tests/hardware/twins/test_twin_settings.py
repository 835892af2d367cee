"""`twins.toml`: what it may say, and what is said about a mistake in it."""

from pathlib import Path

import pytest

from hardware.evaluator.interface import Stars
from hardware.led.interface import Spot
from hardware.light.interface import Colour
from hardware.twins.settings import DEFAULT, DEVICES, BadTwins, read_twins


def written(folder: Path, text: str) -> Path:
    path = folder / "twins.toml"
    path.write_text(text, "utf-8")
    return path


def test_without_a_file_there_is_one_of_each_device() -> None:
    assert {twin.device for twin in DEFAULT} == set(DEVICES)
    ids = [twin.id or twin.device for twin in DEFAULT]
    assert len(ids) == len(set(ids))


def test_a_twin_is_what_its_table_says(tmp_path: Path) -> None:
    strip, lamp, evaluator = read_twins(
        written(
            tmp_path,
            """
            [[twin]]
            device = "led"
            id = "strip"
            place = "85 号窗口"
            port = 5030
            control_port = 0
            window = [10, 20, 300, 100]
            protocol = "onbon"
            rows = ["1/0", "1/1", 2]
            columns = 96
            [[twin]]
            device = "lamp"
            outputs = { red = 4 }
            [[twin]]
            device = "evaluator"
            keys = "AA:5,BB:1"
            start = "01"
            """,
        )
    )
    assert (strip.id, strip.place, strip.port, strip.control_port) == ("strip", "85 号窗口", 5030, 0)
    assert (strip.window, strip.columns) == ((10, 20, 300, 100), 96)
    assert strip.rows == (Spot(1, 0), Spot(1, 1), Spot(2))
    assert (lamp.id, lamp.outputs) == ("lamp", {Colour.RED: 4})
    assert evaluator.dialect.keys == {b"\xaa": Stars.VERY_SATISFIED, b"\xbb": Stars.VERY_DISSATISFIED}
    assert (evaluator.dialect.start, evaluator.dialect.stop) == (b"\x01", b"\xa0")


def test_folders_stand_beside_the_file(tmp_path: Path) -> None:
    (twin,) = read_twins(written(tmp_path, '[[twin]]\ndevice = "printer"\ntickets = "slips"'))
    assert twin.tickets == tmp_path / "slips"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must hold [[twin]] tables"),
        ("nonsense", "is not TOML"),
        ('colour = "red"\n[[twin]]\ndevice = "printer"', "must hold [[twin]] tables"),
        ('[[twin]]\ndevice = "toaster"', "device is 'toaster'; allowed are printer"),
        ('[[twin]]\ndevice = "printer"\nprot = 1', "prot is not a setting; allowed are device"),
        ('[[twin]]\ndevice = "printer"\nport = 70000', "port is 70000, which cannot be"),
        ('[[twin]]\ndevice = "led"\nprotocol = "morse"', "protocol is 'morse', which cannot be"),
        ('[[twin]]\ndevice = "led"\nrows = ["one"]', "rows holds 'one'"),
        ('[[twin]]\ndevice = "led"\nrows = []', "rows is [], which cannot be"),
        ('[[twin]]\ndevice = "lamp"\noutputs = { blue = 1 }', "outputs is {'blue': 1}"),
        ('[[twin]]\ndevice = "evaluator"\nkeys = "x"', "twin no. 1: 'x' is not"),
        ('[[twin]]\ndevice = "printer"\n[[twin]]\ndevice = "printer"', "printer is there twice"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadTwins) as error:
        read_twins(written(tmp_path, text))
    assert str(error.value).startswith(str(tmp_path / "twins.toml"))
    assert told in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadTwins, match="cannot be read"):
        read_twins(tmp_path / "none.toml")
