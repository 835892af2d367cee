"""`python -m hardware.face` and the bench, with painted people."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hardware.face import __main__ as command
from hardware.face.evaluation.speed import Times, frames_from, measured_speed, painted_frames
from hardware.face.fake_engine import FakeEngine
from hardware.face.matching.calibration_file import from_json
from hardware.face.matching.template_files import BadTemplates, Enrolled, read_enrolled, write_enrolled
from tests.hardware.face.face_people import hall
from tests.hardware.face.painted_people import hall_of

ROOT = Path(__file__).parents[3]
FAKE = ["--engine", "fake://"]


def enrolled(people: int, pictures: int = 3, version: str = "1") -> Enrolled:
    return Enrolled("painted", version, {who: tuple(each) for who, each in hall(people, pictures).items()})


def test_templates_are_written_for_this_account_only_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "hall.npz"
    write_enrolled(file, enrolled(3))
    assert file.stat().st_mode & 0o077 == 0
    read = read_enrolled(file)
    assert (read.model, read.version) == ("painted", "1")
    assert {who: len(each) for who, each in read.people.items()} == {"0000": 3, "0001": 3, "0002": 3}
    assert np.array_equal(read.people["0001"][2], enrolled(3).people["0001"][2])
    assert repr(read) == "Enrolled(3 people, painted 1)"


def test_templates_are_read_from_json(tmp_path: Path) -> None:
    file = tmp_path / "hall.json"
    people = {who: [each.tolist() for each in templates] for who, templates in hall(2).items()}
    file.write_text(json.dumps({"model": "painted", "version": "1", "people": people}))
    assert len(read_enrolled(file).people) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.npz", None),
        ("text.npz", "text"),
        ("text.json", "text"),
        ("list.json", "[]"),
        ("words.json", '{"model": "a", "version": "1", "people": {"1": ["word"]}}'),
        ("sizes.json", '{"model": "a", "version": "1", "people": {"1": [[1, 2]], "2": [[1]]}}'),
    ],
)
def test_what_holds_no_templates_is_told_with_its_name(
    tmp_path: Path, name: str, content: str | None
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    with pytest.raises(BadTemplates, match=name):
        read_enrolled(tmp_path / name)


def test_a_calibration_leaves_its_figures_and_curves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_enrolled(tmp_path / "hall.npz", enrolled(40))
    command.main(
        ["calibrate", str(tmp_path / "hall.npz"), "--out", str(tmp_path / "out"), "--target", "0.02"]
    )
    dated = from_json((tmp_path / "out" / "calibration.json").read_text("utf-8"))
    assert (dated.model, dated.calibration.people, dated.calibration.target.strangers) == (
        "painted",
        40,
        0.02,
    )
    assert (tmp_path / "out" / "calibration.svg").read_text("utf-8").startswith("<svg")
    told = capsys.readouterr().out
    assert "40 people, 120 templates" in told
    assert "1:N at 5.5: missed" in told


def test_strangers_of_another_model_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_enrolled(tmp_path / "hall.npz", enrolled(40))
    write_enrolled(tmp_path / "others.npz", enrolled(5, version="2"))
    with pytest.raises(SystemExit) as ended:
        command.main(["calibrate", str(tmp_path / "hall.npz"), "--strangers", str(tmp_path / "others.npz")])
    assert ended.value.code == 2
    assert "templates of painted 2, not of painted 1" in capsys.readouterr().err


def test_a_folder_of_pictures_is_calibrated_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = hall_of(tmp_path / "hall", 31, 2)
    words = [
        "calibrate",
        str(folder),
        *FAKE,
        "--cache",
        str(tmp_path / "cache"),
        "--out",
        str(tmp_path),
        "--json",
    ]
    command.main(words)
    assert json.loads(capsys.readouterr().out)["people"] == 31


def test_an_evaluation_is_written_to_a_file(tmp_path: Path) -> None:
    hall_of(tmp_path / "faces" / "painted", 25, 3)
    out = tmp_path / "accuracy.md"
    command.main(["evaluate", str(tmp_path / "faces"), *FAKE, "--draws", "1", "--out", str(out)])
    assert "## painted: 25 people, 75 pictures" in out.read_text("utf-8")


def test_a_check_ends_with_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall_of(tmp_path / "good", 2, 3)
    with pytest.raises(SystemExit) as well:
        command.main(["check", str(tmp_path / "good"), *FAKE, "--json"])
    assert well.value.code == 0
    assert json.loads(capsys.readouterr().out) == {"model": "painted", "findings": []}
    hall_of(tmp_path / "few", 1, 1)
    with pytest.raises(SystemExit) as ill:
        command.main(["check", str(tmp_path / "few"), *FAKE])
    assert ill.value.code == 1
    assert "0001  -  1 usable pictures; 3 are needed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["evaluate", "nowhere", *FAKE], "nowhere"),
        (["evaluate", ".", "--engine", "cnn://"], "unknown kind of port"),
        (["calibrate", "nowhere.npz"], "nowhere.npz"),
        (["calibrate", "hall.npz", "--target", "2"], "no share between 0 and 1"),
        (["check", ".", "--engine", "dlib://?points=none.dat"], r"none.dat"),
    ],
)
def test_mistakes_are_told_on_one_line(
    words: list[str],
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_each_step_from_a_frame_to_a_name_is_timed() -> None:
    speed = measured_speed(FakeEngine(), painted_frames(6), (20, 60))
    assert (speed.engine, speed.frames, speed.detected) == ("fake", 6, 6)
    assert [search.people for search in speed.searches] == [20, 60]
    for search in speed.searches:
        assert search.frame_to_name.median >= search.identify.median > 0
    assert [aim.name for aim in speed.aims] == ["frame to name, ms", "search, ms", "frames/s"]
    assert speed.frames_per_second > 0


def test_a_busy_machine_shows_in_the_time_that_a_frame_waited() -> None:
    speed = measured_speed(FakeEngine(), painted_frames(2), (20,))
    found = replace(speed.searches[0], frame_to_name=Times(300.0, 310.0))
    assert replace(speed, cpu_ms=80.0, searches=(found,)).waited == 3.8


def test_pictures_of_people_are_pasted_into_frames(tmp_path: Path) -> None:
    hall_of(tmp_path, 2, 2)
    (tmp_path / "0001" / "broken.png").write_bytes(b"")
    frames = frames_from(tmp_path, 4)
    assert [frame.shape for frame in frames] == [(480, 640, 3)] * 3
    assert FakeEngine().detect(frames[0])


def test_the_bench_runs_as_a_program_for_a_program() -> None:
    small = [sys.executable, "-m", "hardware.face.bench", *FAKE, "--people", "20", "--json"]
    told = subprocess.run(small, cwd=ROOT, capture_output=True, text=True, check=True)
    report = json.loads(told.stdout)
    assert report["frames"] == report["detected"] == 40
    assert {aim["name"] for aim in report["aims"]} == {"frame to name, ms", "search, ms", "frames/s"}
