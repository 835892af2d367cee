"""What the hall that `hall bench` measures is set to."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hall_server.cli.bench_hall import set_up
from hall_server.cli.main import app
from hall_server.config import read_configuration, rules_of
from hall_server.domain.call_policy import PROFILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "hall"
    assert CliRunner().invoke(app, ["init", str(made), "--training-pin", "2468"]).exit_code == 0
    return made


@pytest.mark.parametrize(
    ("policy", "forecasts", "engine"), [("balanced", True, "forward"), ("oldest", False, "formula")]
)
def test_policy_and_forecasts_are_as_asked_and_lines_may_grow(
    folder: Path, policy: str, forecasts: bool, engine: str
) -> None:
    set_up(folder, policy, forecasts)
    found = read_configuration(folder / "hall.toml")
    assert found.estimates.engine == engine
    rules = rules_of(found.rules, found.attendance)
    assert (rules.policy, rules.stop_waiting) == (PROFILES[policy], 1_000_000)


def test_an_unknown_policy_is_refused_by_name() -> None:
    told = CliRunner().invoke(app, ["bench", "--policy", "best"])
    assert told.exit_code == 2
    assert "--policy best: choose from balanced" in " ".join(told.output.split())
