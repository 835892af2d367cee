"""How quickly people are told, by a clock of its own that goes on only while nobody computes."""

import json

import numpy as np
import pytest

from hardware.attendance_clock.pace import measured_pace, run
from hardware.face.evaluation.speed import painted_frames
from hardware.face.fake_engine import FakeEngine
from hardware.face.liveness.interface import Policy


class Hours:
    """Goes on by what is slept."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("policy", "seconds"), [(Policy.OFF, 0.3), (Policy.PASSIVE, 1.0)])
def test_whoever_walks_up_is_told_and_named_rightly(policy: Policy, seconds: float) -> None:
    hours = Hours()
    pace = measured_pace(FakeEngine(), painted_frames(3), 60, policy, hours, hours.sleep)
    assert (pace.visits, pace.told, pace.right) == (3, 3, 3)
    assert 0 < pace.seconds_median <= pace.seconds_p95 <= seconds
    assert pace.looks > 8


def test_a_picture_without_a_face_is_no_person() -> None:
    hours = Hours()
    with pytest.raises(ValueError, match="without a face"):
        measured_pace(FakeEngine(), [np.zeros((480, 640, 3), np.uint8)], 60, Policy.OFF, hours, hours.sleep)


def test_an_engine_that_sees_nobody_wants_pictures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("hardware.face.evaluation.speed.painted_frames", lambda count: [])
    with pytest.raises(SystemExit):
        run(["--engine", "fake://"])
    assert "give --pictures" in capsys.readouterr().err


def test_it_runs_as_a_program_for_a_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hours = Hours()
    monkeypatch.setattr(measured_pace, "__defaults__", (hours, hours.sleep))
    assert run(["--engine", "fake://", "--visits", "2", "--people", "60", "--policy", "off"]) == 0
    assert json.loads(capsys.readouterr().out)["told"] == 2
