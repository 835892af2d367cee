"""`hall init`: a hall is made whole or not at all, and changed only when somebody says so."""

import shutil
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hall_server.cli.main import app
from hall_server.storage.cipher import Cipher, key_of

REFERENCE = Path(str(files("hall_server.halls") / "huaihua"))


def hall(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def files_of_hall(tmp_path: Path) -> Path:
    """A copy of the reference hall's files that a test may edit."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "files"))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_the_reference_hall_is_made_whole(tmp_path: Path) -> None:
    made = hall("init", tmp_path / "hall")
    assert made.exit_code == 0
    assert "10 zones, 48 units, 203 items, 59 queues, 207 windows, 423 staff" in made.output
    checked = hall("verify", tmp_path / "hall")
    assert checked.exit_code == 0, checked.output


def test_a_mistake_in_the_files_leaves_nothing_behind(tmp_path: Path, files_of_hall: Path) -> None:
    edit(files_of_hall / "windows.csv", ",BG,", ",XX,")
    made = hall("init", tmp_path / "hall", "--from", files_of_hall)
    assert made.exit_code == 2
    assert "nothing was imported" in made.output
    assert "windows.csv" in made.output
    assert not (tmp_path / "hall" / "hall.toml").exists()


def test_files_that_say_the_same_change_nothing(tmp_path: Path, files_of_hall: Path) -> None:
    hall("init", tmp_path / "hall")
    assert "nothing has changed" in hall("init", tmp_path / "hall", "--from", files_of_hall).output


def test_a_re_import_shows_what_it_would_change_and_waits_for_apply(
    tmp_path: Path, files_of_hall: Path
) -> None:
    hall("init", tmp_path / "hall")
    edit(files_of_hall / "units.csv", "Development and Reform Commission", "Development Commission")
    shown = hall("init", tmp_path / "hall", "--from", files_of_hall)
    assert "Development Commission" in shown.output
    assert "run again with --apply" in shown.output
    assert (
        "1 changes are in force" in hall("init", tmp_path / "hall", "--from", files_of_hall, "--apply").output
    )
    assert "nothing has changed" in hall("init", tmp_path / "hall", "--from", files_of_hall).output


def test_another_hall_is_not_put_over_this_one(tmp_path: Path, files_of_hall: Path) -> None:
    hall("init", tmp_path / "hall")
    edit(files_of_hall / "hall.csv", "huaihua", "changsha")
    refused = hall("init", tmp_path / "hall", "--from", files_of_hall)
    assert refused.exit_code == 2
    assert "changsha" in refused.output


def test_empty_files_can_be_written_to_fill_in(tmp_path: Path) -> None:
    assert hall("init", tmp_path, "--empty").exit_code == 0
    assert (tmp_path / "plan" / "windows.csv").exists()


def test_a_training_pin_must_be_digits(tmp_path: Path) -> None:
    refused = hall("init", tmp_path / "hall", "--training-pin", "abcd")
    assert refused.exit_code == 2
    assert "4 to 12 digits" in refused.output


def test_a_pin_can_be_set_at_the_servers_keyboard(tmp_path: Path) -> None:
    hall("init", tmp_path / "hall")
    done = hall("set-pin", tmp_path / "hall", "7001", "--pin", "135790")
    assert done.exit_code == 0
    assert "135790" in done.output


def test_a_folder_without_a_hall_says_what_to_do(tmp_path: Path) -> None:
    refused = hall("verify", tmp_path)
    assert refused.exit_code == 2
    assert "run `hall init` first" in refused.output


def test_a_pin_for_nobody_is_refused(tmp_path: Path) -> None:
    hall("init", tmp_path / "hall")
    refused = hall("set-pin", tmp_path / "hall", "99999")
    assert refused.exit_code == 2
    assert "there is no staff number 99999" in refused.output


def test_cards_are_kept_as_keyed_hashes_and_stay_when_files_no_longer_have_them(
    tmp_path: Path, files_of_hall: Path
) -> None:
    staff = files_of_hall / "staff.csv"
    without = staff.read_text("utf-8-sig")
    lines = [line + "," for line in without.splitlines()]
    lines[0] += "card"
    with_card = [line + "04A2B9C1" if line.startswith("1085,") else line for line in lines]
    staff.write_text("\n".join(with_card), "utf-8")
    assert hall("init", tmp_path / "hall", "--from", files_of_hall).exit_code == 0

    def cards() -> set[str]:
        with sqlite3.connect(tmp_path / "hall" / "hall.db") as database:
            found = database.execute("SELECT card FROM plan_staff WHERE valid_to IS NULL")
            return {card for (card,) in found} - {""}

    (kept,) = cards()
    assert kept == Cipher(key_of(tmp_path / "hall" / "hall.key")).card("04a2b9c1")
    staff.write_text(without, "utf-8")
    hall("init", tmp_path / "hall", "--from", files_of_hall, "--apply")
    assert cards() == {kept}
