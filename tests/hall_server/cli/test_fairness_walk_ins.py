"""`hall fairness day` lists services without a ticket beside the calls by hand."""

import json
from pathlib import Path

from typer.testing import CliRunner

from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber, WindowId
from hall_server.history.lane import Command
from hall_server.operations.taking import Wish, confirm_print, take
from hall_server.operations.windows import open_window, start_walk_in

CLERK = Actor("clerk", StaffNumber("1085"), WindowId("W085"))
GUIDE = Actor("supervisor")


def test_a_service_without_a_ticket_is_told_with_who_waited(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    made = CliRunner().invoke(app, ["init", str(folder), "--training-pin", "2468", "--always-open"])
    assert made.exit_code == 0, made.output

    def past_the_line(uow, now):
        open_window(uow, CLERK, "W085", now)
        issue = take(uow, GUIDE, Wish(queue="BG"), now)
        confirm_print(uow, GUIDE, issue.ticket.id, now)
        start_walk_in(uow, CLERK, "W085", "assigned", "no. 7", now)
        return ""

    with lane_of(configuration_of(folder)) as (_, lane):
        lane.submit(Command(past_the_line)).result(30)
    told = CliRunner().invoke(app, ["fairness", "day", str(folder), "--json"])
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    (one,) = found["walk_ins"]
    assert (one["window_number"], one["staff"], one["reason"], one["note"]) == (
        85,
        "1085",
        "assigned",
        "no. 7",
    )
    assert (one["waiting"], one["oldest"], one["oldest_minutes"]) == (1, "BG001", 0.0)
    assert (found["calls"], found["jumps"]) == (0, [])
    people = CliRunner().invoke(app, ["fairness", "day", str(folder), "--language", "zh"]).stdout
    assert "85号窗口，操作人 1085，原因 领导交办 (no. 7)；当时等候 1 人，最久 BG001" in people.replace(
        "\n", ""
    )
