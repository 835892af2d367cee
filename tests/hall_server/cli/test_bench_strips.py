"""`hall bench --strips` starts the soak of the displays as a program of its own and ends as it ends."""

import subprocess

import pytest
from typer.testing import CliRunner

from hall_server.cli.main import app


def test_the_soak_is_started_with_what_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def run(command: list[str], check: bool) -> "subprocess.CompletedProcess[str]":
        started.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    ended = CliRunner().invoke(app, ["bench", "--strips", "--rate", "5", "--json"])
    assert ended.exit_code == 1
    ((_, *words),) = started
    assert words == ["-m", "hardware.led.soak", "--seconds=60.0", "--rate=5.0", "--json"]
