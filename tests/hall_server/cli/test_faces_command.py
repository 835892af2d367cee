"""`hall faces` and `hall bench --clock` start programs of their own and end as they end."""

import subprocess

import pytest
from typer.testing import CliRunner

from hall_server.cli.main import app


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []

    def call(command: list[str]) -> int:
        commands.append(command)
        return 2

    def run(command: list[str], check: bool) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, call(command))

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(subprocess, "run", run)
    return commands


@pytest.mark.parametrize(
    "words",
    [["evaluate", "faces", "--cache", "x", "--draws", "3"], ["calibrate", "a.npz", "--json"], ["--help"]],
)
def test_faces_passes_everything_on(started: list[list[str]], words: list[str]) -> None:
    ended = CliRunner().invoke(app, ["faces", *words])
    assert ended.exit_code == 2
    ((_, *passed),) = started
    assert passed == ["-m", "hardware.face", *words]


def test_the_bench_of_a_clock_is_started(started: list[list[str]]) -> None:
    ended = CliRunner().invoke(app, ["bench", "--clock", "--json"])
    assert ended.exit_code == 2
    ((_, *passed),) = started
    assert passed == ["-m", "hardware.face.bench", "--json"]
