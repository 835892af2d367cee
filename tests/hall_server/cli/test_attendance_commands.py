"""`hall attendance`: logs in, sheets out, and the same result however often it is computed."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.attendance.month import SheetState
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber
from hall_server.history.lane import Command
from hall_server.operations import sheets
from hall_server.storage.engines import sole_user
from tests.attendance import HERE

OCTOBER = (2026, 10)
WORKDAYS = [date(2026, 10, n) for n in (8, 9, *range(12, 17), *range(19, 24), *range(26, 31))]
"""After the National Day holidays; the make-up Saturday of the 10th is left to the tests of gaps."""


def hall(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hall") / "hall"
    made = hall("init", folder, "--training-pin", "2468")
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A hall of the test's own."""
    copy = tmp_path / "hall"
    copy.mkdir()
    with sqlite3.connect(template / "hall.db") as before, sqlite3.connect(copy / "hall.db") as after:
        before.backup(after)
    for name in ("hall.toml", "hall.key"):
        (copy / name).write_bytes((template / name).read_bytes())
    return copy


def log_of(staff: Iterable[str], days: Iterable[date] = WORKDAYS, late: int = 0) -> str:
    """A ZKTeco log of people who come in time, or so many minutes late in the morning."""
    lines = []
    for day in days:
        for number in staff:
            for clock in (time(8, 20), time(12, 3), time(13, 20), time(17, 35)):
                at = datetime.combine(day, clock)
                if late and clock.hour == 8:
                    at += timedelta(minutes=10 + late)
                lines.append(f"{number:>9}\t{at:%Y-%m-%d %H:%M:%S}\t1\t0\t1\t0")
    return "\n".join(lines) + "\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "attlog.dat"
    path.write_text(log_of(["1001", "1002"]), "utf-8")
    return path


def brought(folder: Path, log: Path, *more: str) -> Result:
    made = hall("attendance", "import", folder, log, "--apply", "--employed-since", "2026-10-01", *more)
    assert made.exit_code == 0, made.output
    return made


def figures(folder: Path, *more: object) -> dict:  # type: ignore[type-arg]
    answer = hall("attendance", "sheet", folder, "--month", "2026-10", "--json", *more)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)  # type: ignore[no-any-return]


def events(folder: Path) -> int:
    with sqlite3.connect(folder / "hall.db") as database:
        found: int = database.execute("SELECT seq FROM halls").fetchone()[0]
    return found


def test_a_log_is_looked_at_first_and_changes_nothing(folder: Path, log: Path) -> None:
    before = events(folder)
    shown = hall("attendance", "import", folder, log)
    assert shown.exit_code == 0
    assert (
        "136 punches of 2 people from 2026-10-08 to 2026-10-30; 0 of them on record already" in shown.output
    )
    assert "--apply" in shown.output
    assert "--employed-since" in shown.output
    assert events(folder) == before


def test_what_is_taken_over_comes_out_in_the_sheet(folder: Path, log: Path) -> None:
    assert "136 punches were taken over" in brought(folder, log).output
    month = figures(folder)
    people = {one["staff"]: one for one in month["people"]}
    # 18 working days, the make-up Saturday among them, of which the log has nothing
    assert (people["1001"]["due"], people["1001"]["attended"], people["1001"]["absent"]) == ("18", "17", "1")
    assert people["1001"]["rate"] == pytest.approx(17 / 18, abs=1e-6)


def test_bringing_a_log_again_counts_nothing_twice(folder: Path, log: Path) -> None:
    brought(folder, log)
    before = figures(folder)
    again = brought(folder, log)
    assert "136 of them on record already" in again.output
    assert "0 punches were taken over" in again.output
    assert figures(folder) == before


def test_lines_said_twice_and_days_without_a_line_are_told(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "attlog.dat"
    path.write_text(log_of(["1001"], [WORKDAYS[0], WORKDAYS[2]]) + log_of(["1001"], [WORKDAYS[0]]), "utf-8")
    shown = hall("attendance", "import", folder, path)
    assert "4 lines said twice" in shown.output
    assert "1001 2026-10-08 08:20:00 stands there before" in shown.output
    assert "nothing of the working day 2026-10-09" in shown.output
    assert "nothing of the working day 2026-10-10" in shown.output
    assert "2026-10-11" not in shown.output


@pytest.mark.parametrize("apply", [[], ["--apply"]])
def test_one_mistake_and_nothing_is_taken_over(folder: Path, log: Path, apply: list[str]) -> None:
    log.write_text(log.read_text("utf-8") + "1001\tyesterday\n", "utf-8")
    before = events(folder)
    refused = hall("attendance", "import", folder, log, *apply)
    assert refused.exit_code == 2
    assert "row 137" in refused.output
    assert "nothing was imported" in refused.output
    assert events(folder) == before


def test_numbers_that_nobody_has_stand_in_the_way_unless_they_are_left_out(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "attlog.dat"
    path.write_text(log_of(["1001", "777777"]), "utf-8")
    refused = hall("attendance", "import", folder, path, "--apply")
    assert refused.exit_code == 2
    assert "777777" in refused.output
    assert "68 punches were taken over" in brought(folder, path, "--leave-out-strangers").output


def test_a_clock_that_is_ahead_of_its_time_is_told(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("工号,打卡时间\n1001,2099-01-05 08:20\n", "utf-8")
    refused = hall("attendance", "import", folder, path)
    assert refused.exit_code == 2
    assert "2099-01-05" in refused.output


def test_the_workbook_and_the_page_are_written(folder: Path, log: Path, tmp_path: Path) -> None:
    brought(folder, log)
    workbook, page = tmp_path / "october.xlsx", tmp_path / "october.html"
    assert hall("attendance", "sheet", folder, "--month", "2026-10", "--out", workbook).exit_code == 0
    assert hall("attendance", "sheet", folder, "--month", "2026-10", "--out", page).exit_code == 0
    sheet, days = load_workbook(workbook).worksheets
    numbers = [row[3] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert "1001" in numbers
    assert days.max_row == 2 + 2 * 31
    assert "1001" in page.read_text("utf-8")


def test_a_sheet_may_be_of_one_unit(folder: Path, log: Path) -> None:
    brought(folder, log)
    everybody = figures(folder)
    unit = everybody["people"][0]["unit"]
    mine = figures(folder, "--unit", unit)
    assert [one["staff"] for one in mine["people"]] == [
        one["staff"] for one in everybody["people"] if one["unit"] == unit
    ]
    assert figures(folder, "--unit", "CENTER")["people"] == []


def test_the_totals_are_the_sums_of_the_units(folder: Path, log: Path) -> None:
    brought(folder, log)
    month = figures(folder)
    for key in ("late_times", "late_minutes", "missing"):
        assert month["total"][key] == sum(unit[key] for unit in month["units"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["sheet", "--month", "2026-13"], "write it like 2026-11"),
        (["sheet", "--month", "2026-10", "--unit", "U99"], "there is no unit"),
        (["sheet", "--month", "2026-10", "--out", "x.pdf"], ".xlsx or .html"),
        (["sheet", "--month", "2026-10", "--out", "x.xlsx", "--paper", "A7"], "allowed are A3, A4"),
        (["year", "--year", "2026", "--out", "x.html"], "ends in .xlsx"),
        (["recompute", "--month", "october"], "write it like 2026-11"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_can(folder: Path, wrong: list[str], said: str) -> None:
    refused = hall("attendance", wrong[0], folder, *wrong[1:])
    assert refused.exit_code == 2
    assert said in refused.output


def test_a_sheet_is_made_while_the_server_has_the_database(folder: Path, log: Path) -> None:
    brought(folder, log)
    with sole_user(f"sqlite:///{folder}/hall.db"):
        assert len(figures(folder)["people"]) == 2
        refused = hall("attendance", "import", folder, log, "--apply")
    assert refused.exit_code == 2
    assert "in use" in refused.output


def test_a_folder_without_a_hall_is_told(tmp_path: Path) -> None:
    refused = hall("attendance", "sheet", tmp_path, "--month", "2026-10")
    assert refused.exit_code == 2
    assert "hall init" in refused.output


def signed(folder: Path) -> None:
    """The unit of 1001 stands by its sheet, and a manager locks it."""
    with lane_of(configuration_of(folder)) as (_, lane):
        plan = lane.ask(lambda uow, now: uow.plan).result()
        unit = plan.staff[StaffNumber("1001")].unit
        manager = next(s.number for s in plan.staff.values() if "manager" in s.roles)
        for step in (sheets.check, sheets.lock):

            def run(uow, now, step=step):
                assert step(uow, Actor("manager", manager), OCTOBER, unit, now).state is not SheetState.DRAFT
                return ""

            lane.submit(Command(run)).result()


def test_recomputing_gives_the_same_again_and_again(folder: Path, log: Path) -> None:
    brought(folder, log)
    for _ in range(2):
        same = hall("attendance", "recompute", folder, "--month", "2026-10")
        assert same.exit_code == 0, same.output
        assert "2026-10: same. 2 people, 0 signed sheets" in same.output
    signed(folder)
    told = json.loads(hall("attendance", "recompute", folder, "--month", "2026-10", "--json").output)
    assert told == {"month": "2026-10", "people": 2, "locked": 1, "same": True, "differences": []}


def test_what_comes_out_otherwise_than_it_was_signed_is_listed_and_recorded(folder: Path, log: Path) -> None:
    log.write_text(log_of(["1001", "1002"], late=12), "utf-8")
    brought(folder, log)
    signed(folder)
    tamper(folder)
    differs = hall("attendance", "recompute", folder, "--month", "2026-10")
    assert differs.exit_code == 1
    assert "1001  late_minutes: shown 204, computed 192" in differs.output
    applied = hall("attendance", "recompute", folder, "--month", "2026-10", "--apply")
    assert "3 adjustments are recorded" in applied.output
    assert "same" in hall("attendance", "recompute", folder, "--month", "2026-10").output
    month = figures(folder)
    locked = next(unit for unit in month["units"] if unit["state"] == "locked")
    assert locked["late_minutes"] >= 204


def tamper(folder: Path) -> None:
    """One punch vanishes from the tables behind the hall's back."""
    moment = datetime(2026, 10, 8, 8, 42, tzinfo=HERE)
    with sqlite3.connect(folder / "hall.db") as database:
        gone = database.execute(
            "DELETE FROM punches WHERE staff = '1001' AND at = ?", [int(moment.timestamp() * 1000)]
        ).rowcount
    assert gone == 1


def test_the_year_sums_its_months(folder: Path, log: Path, tmp_path: Path) -> None:
    brought(folder, log)
    path = tmp_path / "year.xlsx"
    assert hall("attendance", "year", folder, "--year", "2026", "--out", path).exit_code == 0
    assert len(load_workbook(path).worksheets) == 2
    told = json.loads(hall("attendance", "year", folder, "--year", "2026", "--json").output)
    mine = next(one for one in told["people"] if one["staff"] == "1001")
    assert (mine["q4"]["due"], mine["q1"]["due"]) == (mine["year"]["due"], "0")
    shown = hall("attendance", "year", folder, "--year", "2026").output
    assert "出勤率 =" in shown


@pytest.mark.parametrize("act", ["check", "reopen", "lock"])
def test_signing_asks_the_running_server_and_says_when_there_is_none(act: str) -> None:
    asked = ["attendance", act, "--month", "2026-10", "--unit", "U05", "--staff", "6001", "--pin", "2468"]
    refused = hall(*asked, "--server", "http://127.0.0.1:9")
    assert refused.exit_code == 2
    assert "cannot be reached" in refused.output
