"""Parameters from a file."""

from datetime import time
from pathlib import Path

import pytest

from hall_server.domain.ticket import Priority
from hall_server.simulation.parameter_file import read_parameters
from hall_server.simulation.parameters import BadParameters, Closure, Group, Parameters

GOOD = """
load = 1.5
return_minutes = [3, 9]
lunch_slots = [11:30:00, "12:15"]
hold_share = 0.1
hold_minutes = 25
[class_shares]
elderly = 0.2
[[groups]]
at = "10:15"
people = 60
item = "U06-01"
[[closures]]
at = 11:00:00
window = "W085"
"""


def a_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "day.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_sets_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    found = read_parameters(a_file(tmp_path, GOOD))
    assert (found.load, found.return_minutes) == (1.5, (3, 9))
    assert (found.hold_share, found.hold_minutes) == (0.1, 25)
    assert found.lunch_slots == (time(11, 30), time(12, 15))
    assert found.class_shares == {Priority.ELDERLY: 0.2}
    assert found.groups == (Group(time(10, 15), 60, "U06-01"),)
    assert found.closures == (Closure(time(11), "W085"),)
    assert found.transfer_share == Parameters().transfer_share
    assert read_parameters(a_file(tmp_path, GOOD), load=2.0).load == 2.0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("lode = 1", "lode is unknown; allowed are load"),
        ("load = true", "load is True, which cannot be read"),
        ('load = "much"', "load is 'much'"),
        ("load = -1", "load is -1; allowed is 0 to 20"),
        ("item_minutes = { X = -4 }", "item_minutes.X is -4"),
        ("return_minutes = [1]", "return_minutes is "),
        ("hold_share = 1.5", "hold_share is 1.5; allowed is 0 to 1"),
        ("hold_minutes = [5, 20]", "hold_minutes is [5, 20], which cannot be read"),
        ("class_shares = { noble = 0.1 }", "'noble' is not a valid Priority"),
        ('groups = [{ at = "25:00", people = 3, item = "I" }]', "groups is "),
        ('closures = [{ at = "10:00" }]', "closures is "),
        ("load = ", "day.toml"),
    ],
)
def test_what_a_file_has_wrong_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadParameters) as refused:
        read_parameters(a_file(tmp_path, text))
    assert named in str(refused.value)
