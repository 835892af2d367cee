"""`hall waits report` on a hall's own database."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.events import Actor
from hall_server.domain.forecast.drift import Promise
from hall_server.domain.names import DeviceId, StaffNumber, WindowId
from hall_server.history.lane import Command
from hall_server.operations.calling import call_next
from hall_server.operations.serving import finish, start
from hall_server.operations.taking import Wish, confirm_print, take
from hall_server.operations.windows import close_window, open_window
from hall_server.storage.hall_store import HallStore

KIOSK = Actor("kiosk", device=DeviceId("K1"))
CLERK = Actor("clerk", StaffNumber("1085"), WindowId("W085"))


def number(uow, now):
    """Taken for window 85."""
    queue = uow.plan.counters[WindowId("W085")].primary[0]
    issue = take(uow, KIOSK, Wish(queue=queue), now)
    confirm_print(uow, KIOSK, issue.ticket.id, now)


@pytest.fixture
def a_called_number(tmp_path: Path) -> Path:
    """A hall's folder, where one number was taken and called."""
    folder = tmp_path / "hall"
    made = CliRunner().invoke(app, ["init", str(folder), "--training-pin", "2468", "--always-open"])
    assert made.exit_code == 0, made.output
    with lane_of(configuration_of(folder)) as (_, lane):

        def visit(uow, now):
            open_window(uow, CLERK, "W085", now)
            number(uow, now)
            call_next(uow, CLERK, "W085", now)
            return ""

        lane.submit(Command(visit)).result(30)
    return folder


def test_the_report_says_how_the_waits_came_true(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--json"])
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert (found["all"]["count"], found["all"]["coverage"], found["drift"]) == (1, 1.0, None)
    assert (found["all"]["ranged"], found["told_closed"]) == (1, 0)
    assert list(found["basis"]) == ["catalogue"]
    assert list(found["class"]) == ["ordinary"]


def test_the_report_is_a_table_for_people(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number)])
    assert said.exit_code == 0, said.output
    assert "Ordinary" in said.stdout
    chinese = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--language", "zh"])
    assert "等候预告是否准确" in chinese.stdout
    assert "普通" in chinese.stdout


def test_who_read_that_no_window_was_open_is_counted_apart(a_called_number: Path) -> None:
    with lane_of(configuration_of(a_called_number)) as (_, lane):

        def visit(uow, now):
            called = uow.windows.get("W085").ticket
            start(uow, CLERK, called, "W085", now)
            finish(uow, CLERK, called, "W085", (), now)
            close_window(uow, CLERK, "W085", now)
            number(uow, now)
            open_window(uow, CLERK, "W085", now)
            call_next(uow, CLERK, "W085", now)
            return ""

        lane.submit(Command(visit)).result(30)
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--json"])
    found = json.loads(said.stdout)
    assert (found["all"]["count"], found["told_closed"], list(found["basis"])) == (1, 1, ["catalogue"])
    people = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--language", "zh"]).stdout
    assert "另有 1 人取号时票上写的是" in people


def test_the_alarm_looks_at_the_days_before(a_called_number: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    promises = [Promise(yesterday, n < 60) for n in range(199)]
    monkeypatch.setattr(HallStore, "promises_before", lambda store, day: promises)
    found = json.loads(CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--json"]).stdout)
    assert found["drift"] == pytest.approx(61 / 200)
    people = CliRunner().invoke(app, ["waits", "report", str(a_called_number)]).stdout
    assert "30.5% were called within it" in " ".join(people.split())


def test_a_day_without_calls_says_so(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--day", "2020-01-02"])
    assert said.exit_code == 0
    assert "2020-01-02" in said.stdout
