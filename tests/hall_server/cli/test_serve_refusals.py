"""What `hall server` refuses before it starts, from the outside."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hall_server import bootstrap
from hall_server.bootstrap import wall_clock
from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.events import Actor
from hall_server.history.lane import Command
from hall_server.operations.taking import Wish, take


def made_in(folder: Path) -> Path:
    made = ["init", str(folder), "--training-pin", "2468", "--always-open"]
    assert CliRunner().invoke(app, made).exit_code == 0
    return folder


def test_a_policy_of_a_zone_that_the_hall_does_not_have_is_refused(tmp_path: Path) -> None:
    settings = made_in(tmp_path / "hall") / "hall.toml"
    text = settings.read_text("utf-8").replace("[rules]\n", "[rules]\nshadow_policies = { Zz = 'oldest' }\n")
    settings.write_text(text, "utf-8")
    told = CliRunner().invoke(app, ["server", str(settings.parent)])
    assert told.exit_code == 2
    assert f"{settings}: rules.shadow_policies.Zz: the hall has no Zz; there are H1, H2, Z1" in " ".join(
        told.output.split()
    )


def test_a_clock_that_would_pass_people_is_not_believed_and_the_server_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made_in(tmp_path / "hall")
    monkeypatch.setattr(bootstrap, "wall_clock", lambda: wall_clock() + timedelta(days=365))
    with lane_of(configuration_of(folder)) as (_, lane):
        wish = Wish(queue="BG")
        taken = Command(lambda uow, now: take(uow, Actor("supervisor"), wish, now).ticket.number)
        lane.submit(taken).result(20)
    told = CliRunner().invoke(app, ["server", str(folder), "--believe-clock"])
    assert told.exit_code == 2
    assert "1 numbers are not finished, and newcomers would pass them" in " ".join(told.output.split())
