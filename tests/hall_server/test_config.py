"""Settings: read once, and every mistake named with its file, its key and what is allowed."""

from datetime import time, timedelta
from pathlib import Path

import pytest

from hall_server.config import TEMPLATE, BadConfiguration, read_configuration, rules_of
from hall_server.domain.rules import Rules
from hall_server.domain.ticket import Priority


def written(folder: Path, text: str) -> Path:
    path = folder / "hall.toml"
    path.write_text(text, "utf-8")
    return path


def template(**changes: str) -> str:
    places = {
        "hall": "huaihua",
        "host": "127.0.0.1",
        "port": "8700",
        "database": "sqlite:///hall.db",
        "public_url": "http://127.0.0.1:8700",
        "always_open": "false",
    }
    return TEMPLATE.format(**(places | changes))


def test_the_template_says_the_defaults(tmp_path: Path) -> None:
    assert rules_of(read_configuration(written(tmp_path, template())).rules) == Rules()


def test_the_commented_defaults_of_the_template_are_the_defaults(tmp_path: Path) -> None:
    """What stands behind # in the template means what is in force when it stays there."""
    kept = ("zone_hours", "unit_hours", "slot_quota")
    lines = [
        line[2:] if line.startswith("# ") and " = " in line and not line[2:].startswith(kept) else line
        for line in template().splitlines()
    ]
    assert rules_of(read_configuration(written(tmp_path, "\n".join(lines))).rules) == Rules()


def test_a_relative_database_stands_beside_the_settings(tmp_path: Path) -> None:
    found = read_configuration(written(tmp_path, template()))
    assert found.server.database == f"sqlite:///{tmp_path}/hall.db"
    assert found.server.key_file == tmp_path / "hall.key"


def test_values_reach_the_rules(tmp_path: Path) -> None:
    text = """
    [rules]
    hours = ["09:00-17:00"]
    zone_hours = { Z1 = ["08:00-18:00"] }
    seconds_between_calls = 15
    class_minutes = { elderly = 30 }
    slot_quota = { BA = 40 }
    """
    rules = rules_of(read_configuration(written(tmp_path, text)).rules)
    assert rules.hours == ((time(9), time(17)),)
    assert rules.zone_hours["Z1"] == ((time(8), time(18)),)
    assert rules.between_calls == timedelta(seconds=15)
    assert rules.policy.class_minutes[Priority.ELDERLY] == 30
    assert rules.policy.class_minutes[Priority.APPOINTMENT] == 20
    assert rules.slot_quota["BA"] == 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hal = 'x'", "hal is not a setting; allowed are hall, server, rules"),
        ("[server]\nprot = 1", "server.prot is not a setting; allowed are host, port, database"),
        ("[server]\nport = 99999", "server.port = 99999"),
        ("[rules]\ntime_zone = 'Mars/Base'", "must be a time zone such as Asia/Shanghai"),
        ("[rules]\nhours = ['9-5']", "rules.hours.0 = '9-5'"),
        ("[rules]\nhours = ['25:00-26:00']", "rules.hours"),
        ("[rules]\nhours = ['17:00-09:00']", "rules.hours"),
        ("[rules]\nclass_minutes = { vip = 99 }", "rules.class_minutes.vip"),
        ("[rules]\nlease_from = 950\nlease_to = 940", "rules.lease_to = 940"),
        ("[rules]\nlease_to = 800", "must not be below lease_from"),
        ("[rules]\nlease_size = -1", "rules.lease_size = -1"),
        ("[rules]\npublic_url = 'ftp://x'", "rules.public_url = 'ftp://x'"),
        ("hall = ", "is not TOML"),
    ],
)
def test_a_mistake_names_its_file_its_key_and_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(BadConfiguration) as wrong:
        read_configuration(path)
    assert str(path) in str(wrong.value)
    assert said in str(wrong.value)


def test_absent_settings_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="run `hall init` first"):
        read_configuration(tmp_path / "hall.toml")
