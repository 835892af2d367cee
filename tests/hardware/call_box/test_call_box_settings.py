"""The gateway's settings file, and its mistakes by name."""

from pathlib import Path

import pytest

from hall_server.wire.words import HoldKind
from hardware.call_box.acts import Act
from hardware.call_box.gateway.settings import BadSettings, Place, read_settings

GOOD = """
server = "http://127.0.0.1:8700"
port = "serial:///dev/ttyUSB0?baud=9600"
[[window]]
address = 3
window = "W085"
staff = "1085"
pin = "2468"
[[window]]
address = 4
window = "W086"
[keys]
hold_kind = "papers_stay"
next_ends_service = false
confirmed = { "7" = "sign_out" }
scores = { "0" = 1, "1" = 2, "2" = 4, "3" = 5 }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "callbox.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, GOOD))
    assert settings.places == (Place(3, "W085", "1085", "2468"), Place(4, "W086"))
    assert settings.habits.hold_kind is HoldKind.PAPERS_STAY
    assert settings.habits.confirmed["7"] is Act.SIGN_OUT
    assert settings.habits.confirmed["6"] is Act.NO_SHOW
    assert dict(settings.habits.scores) == {0: 1, 1: 2, 2: 4, 3: 5}


def test_a_pin_is_not_shown_by_accident(tmp_path: Path) -> None:
    assert "2468" not in repr(read_settings(written(tmp_path, GOOD)))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('server = "http://127.0.0.1:8700"', "", "server is missing"),
        ("address = 3", 'address = "three"', "window.address is 'three'; it must be of type int"),
        ("address = 3", "adress = 3", "window.adress is not a setting; allowed are address"),
        ("address = 4", "address = 3", "same address"),
        ('"7" = "sign_out"', '"7" = "fly"', "fly"),
        ('"0" = 1', '"0" = 6', "stars are 1 to 5"),
        ("papers_stay", "lost", "lost"),
        ("next_ends_service = false", "next_ends_service = 0", "must be of type bool"),
        ("[keys]", "[keys", "is not TOML"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        read_settings(written(tmp_path, GOOD.replace(before, after, 1)))


def test_a_file_without_windows_or_without_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"no \[\[window\]\]"):
        read_settings(written(tmp_path, 'server = "x"\nport = "sim://"\n'))
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings(tmp_path / "nowhere.toml")
