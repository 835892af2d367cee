"""`hall waits report` on a hall's own database."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.events import Actor
from hall_server.domain.names import DeviceId, StaffNumber, WindowId
from hall_server.history.lane import Command
from hall_server.operations.calling import call_next
from hall_server.operations.taking import Wish, confirm_print, take
from hall_server.operations.windows import open_window

KIOSK = Actor("kiosk", device=DeviceId("K1"))
CLERK = Actor("clerk", StaffNumber("1085"), WindowId("W085"))


@pytest.fixture
def a_called_number(tmp_path: Path) -> Path:
    """A hall's folder, where one number was taken and called."""
    folder = tmp_path / "hall"
    made = CliRunner().invoke(app, ["init", str(folder), "--training-pin", "2468", "--always-open"])
    assert made.exit_code == 0, made.output
    with lane_of(configuration_of(folder)) as (_, lane):

        def visit(uow, now):
            open_window(uow, CLERK, "W085", now)
            queue = uow.plan.counters[WindowId("W085")].primary[0]
            issue = take(uow, KIOSK, Wish(queue=queue), now)
            confirm_print(uow, KIOSK, issue.ticket.id, now)
            call_next(uow, CLERK, "W085", now)
            return ""

        lane.submit(Command(visit)).result(30)
    return folder


def test_the_report_says_how_the_waits_came_true(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--json"])
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert (found["all"]["count"], found["all"]["coverage"], found["drift"]) == (1, 1.0, None)
    assert list(found["basis"]) == ["catalogue"]
    assert list(found["class"]) == ["ordinary"]


def test_the_report_is_a_table_for_people(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number)])
    assert said.exit_code == 0, said.output
    assert "Ordinary" in said.stdout
    chinese = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--language", "zh"])
    assert "等候预告是否准确" in chinese.stdout
    assert "普通" in chinese.stdout


def test_a_day_without_calls_says_so(a_called_number: Path) -> None:
    said = CliRunner().invoke(app, ["waits", "report", str(a_called_number), "--day", "2020-01-02"])
    assert said.exit_code == 0
    assert "2020-01-02" in said.stdout
