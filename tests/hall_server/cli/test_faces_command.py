"""`hall faces`: the hall's own thresholds, people from pictures, and the engine's own commands passed on."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cv2
import pytest
from typer.testing import CliRunner, Result

from hall_server.cli import faces_calibrated, faces_enrolled
from hall_server.cli.main import app
from hall_server.cli.opening import as_it_stands, configuration_of, lane_of
from hall_server.client.trouble import Refused
from hall_server.domain.events import Actor
from hall_server.domain.names import StaffNumber
from hall_server.history.lane import Command
from hall_server.operations.attendance_ports import Calibration
from hall_server.operations.enrolment import Agreement, NewFace, enrol
from hall_server.storage.engines import sole_user
from hall_server.wire.answers import Problem
from hall_server.wire.attendance import Enrol
from hardware.face.matching.calibration import Caution
from hardware.face.matching.thresholds import Thresholds
from hardware.face.painted import PaintedFace, paint
from tests.hardware.face.face_people import hall as faces_of_people

ADMINISTRATOR = Actor("administrator", StaffNumber("7001"))
GIVEN = Agreement("2026-11", date(2026, 11, 24), "A-1")
PEOPLE = 40


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall in which forty people are enrolled."""
    folder = tmp_path_factory.mktemp("faces") / "hall"
    assert run("init", folder, "--training-pin", "2468").exit_code == 0
    with lane_of(configuration_of(folder)) as (_, lane):
        numbers = sorted(lane.ask(lambda uow, now: set(uow.plan.staff)).result())
        enrolled = dict(zip(numbers, faces_of_people(PEOPLE, 3).values(), strict=False))

        def fill(uow: Any, now: Any) -> str:
            for staff, templates in enrolled.items():
                values = [b64encode(t.astype("<f4").tobytes()).decode() for t in templates]
                enrol(uow, ADMINISTRATOR, staff, [NewFace("painted", "1", v) for v in values], GIVEN, now)
            return ""

        lane.submit(Command(fill)).result(30)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "hall"
    copy.mkdir()
    for name in ("hall.toml", "hall.key", "hall.db"):
        (copy / name).write_bytes((template / name).read_bytes())
    return copy


def stored(folder: Path) -> list[Calibration]:
    with as_it_stands(configuration_of(folder)) as (parts, _):
        return parts.store.records.calibrations()


# Thresholds from the hall's own faces


def test_a_calibration_reads_the_halls_own_faces_and_changes_nothing(folder: Path) -> None:
    ended = run("faces", "calibrate", folder, "--target", "0.02")
    assert ended.exit_code == 0, ended.output
    assert f"{PEOPLE} people, {3 * PEOPLE} templates of painted, 2 frames" in ended.output
    assert (folder / "calibration" / "calibration.svg").read_text("utf-8").startswith("<svg")
    assert "note: the target is rarer than one in all trials" in ended.output
    assert stored(folder) == []


def test_what_was_found_is_put_in_force_with_its_date(folder: Path) -> None:
    ended = run("faces", "calibrate", folder, "--apply", "--json")
    assert ended.exit_code == 0, ended.output
    (calibration,) = stored(folder)
    told = json.loads((folder / "calibration" / "calibration.json").read_text("utf-8"))
    assert calibration.thresholds == told["thresholds"]
    made_at = datetime.fromisoformat(told["made_at"]).astimezone(UTC)
    assert abs((calibration.made_at - made_at).total_seconds()) < 0.001
    assert (calibration.model, calibration.version) == ("painted", "1")
    assert json.loads(calibration.report)["identify"]["strangers"] == told["identify"]["strangers"]


def test_no_face_is_left_on_the_disk(folder: Path) -> None:
    run("faces", "calibrate", folder, "--apply")
    kept = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert kept - {"hall.toml", "hall.key", "hall.db", "hall.db-wal", "hall.db-shm", "hall.db.lock"} == {
        "calibration/calibration.json",
        "calibration/calibration.svg",
    }
    assert "people" not in json.loads((folder / "calibration" / "calibration.json").read_text())["thresholds"]


def test_a_hall_without_faces_is_told_so(tmp_path: Path) -> None:
    assert run("init", tmp_path / "hall", "--training-pin", "2468").exit_code == 0
    ended = run("faces", "calibrate", tmp_path / "hall")
    assert (ended.exit_code, "nobody is enrolled" in ended.stderr) == (2, True)


def test_every_caution_has_its_words() -> None:
    assert set(faces_calibrated.CAUTIONS) == {caution.value for caution in Caution}


def test_thresholds_of_a_file_are_not_put_in_force(tmp_path: Path) -> None:
    ended = run("faces", "calibrate", tmp_path / "a.npz", "--apply")
    assert (ended.exit_code, "in a hall's folder only" in ended.stderr) == (2, True)


def test_a_hall_whose_server_runs_is_left_alone_and_the_other_way_told(folder: Path) -> None:
    with sole_user(configuration_of(folder).server.database):
        ended = run("faces", "calibrate", folder, "--apply")
    assert (ended.exit_code, "--staff NUMBER" in ended.stderr) == (2, True)
    assert stored(folder) == []


def test_a_running_server_is_asked_in_an_administrators_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[Any] = []

    @contextmanager
    def spoken_for(*who: str) -> Iterator[Any]:
        spoken.append(who)
        yield SimpleNamespace(store_calibration=lambda ask, key: spoken.append(ask))

    monkeypatch.setattr(faces_calibrated, "spoken_for", spoken_for)
    words = ("--apply", "--server", "http://hall:8700", "--staff", "7001", "--pin", "2468")
    ended = run("faces", "calibrate", folder, *words)
    assert ended.exit_code == 0, ended.output
    who, ask = spoken
    assert who == ("http://hall:8700", "7001", "2468")
    assert (ask.people, set(ask.thresholds) <= set(Thresholds().numbers())) == (PEOPLE, True)
    assert stored(folder) == []


# People from pictures


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two people with three good pictures, one with a single one."""
    for staff, person, count in (("1001", 11, 3), ("1002", 22, 3), ("1003", 33, 1)):
        (tmp_path / "pictures" / staff).mkdir(parents=True)
        for number in range(count):
            painted = paint([PaintedFace(person)], seed=number)
            cv2.imwrite(str(tmp_path / "pictures" / staff / f"{number}.png"), painted)
    return tmp_path / "pictures"


Consents = Callable[..., Path]


@pytest.fixture
def consents(tmp_path: Path) -> Consents:
    def write(*rows: str, header: str = "staff,consent_version,consent_on,signature_mark,despite") -> Path:
        file = tmp_path / "consents.csv"
        file.write_text("\n".join([header, *rows]) + "\n", "utf-8")
        return file

    return write


class Server:
    """Takes everybody but those whom it is told to refuse."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        self.refused, self.enrolled = refused, list[Enrol]()

    def enrol(self, ask: Enrol, key: str) -> None:
        if ask.staff in self.refused:
            raise Refused(
                Problem(type="", title="", status=409, detail=self.refused[ask.staff], code="face_too_close")
            )
        self.enrolled.append(ask)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Server]:
    def start(**refused: str) -> Server:
        running = Server({staff.removeprefix("no_"): why for staff, why in refused.items()})

        @contextmanager
        def spoken_for(*_: str) -> Iterator[Server]:
            yield running

        monkeypatch.setattr(faces_enrolled, "spoken_for", spoken_for)
        return running

    return start


FAKE = ("--engine", "fake://")
SIGNED = ("--apply", "--staff", "7001", "--pin", "2468")
BOTH = ("1001,2026-11,2026-11-20,A-1,", "1002,2026-11,2026-11-21,A-2,twins")


def test_people_with_pictures_and_consent_are_enrolled(
    pictures: Path, consents: Consents, server: Callable[..., Server]
) -> None:
    running = server()
    ended = run("faces", "enrol", pictures, "--consents", consents(*BOTH), *FAKE, *SIGNED)
    assert [(a.staff, len(a.templates), a.despite) for a in running.enrolled] == [
        ("1001", 3, None),
        ("1002", 3, "twins"),
    ]
    first = running.enrolled[0]
    assert (first.consent_on, first.signature_mark, first.templates[0].model) == (
        date(2026, 11, 20),
        "A-1",
        "painted",
    )
    assert "left out: 1003: 1 usable pictures; 3 are needed" in ended.output
    assert ended.exit_code == 1


def test_nobody_is_enrolled_before_it_is_asked_for(
    pictures: Path, consents: Consents, server: Callable[..., Server]
) -> None:
    running = server()
    ended = run("faces", "enrol", pictures, "--consents", consents(*BOTH), *FAKE)
    assert running.enrolled == []
    assert "ready: 1001, 3 templates, consent 2026-11 of 2026-11-20" in ended.output


def test_nobody_is_enrolled_without_a_consent(
    pictures: Path, consents: Consents, server: Callable[..., Server]
) -> None:
    running = server()
    rows = ("1001,2026-11,2026-11-20,A-1,", "1009,2026-11,2026-11-20,A-9,")
    ended = run("faces", "enrol", pictures, "--consents", consents(*rows), *FAKE, *SIGNED)
    assert [ask.staff for ask in running.enrolled] == ["1001"]
    assert "left out: 1002: no consent in the table" in ended.output
    assert "left out: 1009: no folder of pictures" in ended.output


def test_a_face_that_the_server_refuses_is_told_and_the_others_go_on(
    pictures: Path, consents: Consents, server: Callable[..., Server]
) -> None:
    running = server(no_1001="too close to 1050")
    ended = run("faces", "enrol", pictures, "--consents", consents(*BOTH), *FAKE, *SIGNED)
    assert [ask.staff for ask in running.enrolled] == ["1002"]
    assert "refused: 1001: too close to 1050" in ended.output
    assert ended.exit_code == 1


def test_a_consent_with_a_day_that_is_none_leaves_its_person_out(
    pictures: Path, consents: Consents, server: Callable[..., Server]
) -> None:
    running = server()
    file = consents("1001,2026-11,20.11.2026,A-1,", BOTH[1])
    ended = run("faces", "enrol", pictures, "--consents", file, *FAKE, *SIGNED)
    assert [ask.staff for ask in running.enrolled] == ["1002"]
    assert "left out: 1001: consent_on" in ended.output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"staff,consent_version\n1001,1\n", "has no column consent_on, signature_mark"),
        (b"\xff\xfe\x00", "cannot be read as CSV"),
        (b"", "has no column"),
        (
            b"staff,consent_version,consent_on,signature_mark\n1,a,b,c\n1,a,b,c\n",
            "row 3: 1 stands there twice",
        ),
    ],
)
def test_a_table_of_consents_that_is_none_is_told_with_what_it_lacks(
    pictures: Path, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    ended = run("faces", "enrol", pictures, "--consents", tmp_path / "bad.csv", *FAKE)
    assert (ended.exit_code, told in ended.stderr) == (2, True), ended.stderr


# The engine's own commands


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    commands: list[list[str]] = []

    def call(command: list[str]) -> int:
        commands.append(command)
        return 2

    def start(command: list[str], check: bool) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, call(command))

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setattr(subprocess, "run", start)
    return commands


@pytest.mark.parametrize(
    "words",
    [
        ["evaluate", "faces", "--cache", "x", "--draws", "3"],
        ["check", "pictures", "--help"],
        ["liveness", "--out", "file.md"],
    ],
)
def test_the_engines_commands_are_passed_on(started: list[list[str]], words: list[str]) -> None:
    assert run("faces", *words).exit_code == 2
    ((_, *passed),) = started
    assert passed == ["-m", "hardware.face", *words]


def test_a_file_of_templates_is_left_to_the_engine(started: list[list[str]]) -> None:
    assert run("faces", "calibrate", "a.npz", "--json", "--target", "0.02").exit_code == 2
    ((_, *passed),) = started
    assert passed[:4] == ["-m", "hardware.face", "calibrate", "a.npz"]
    assert passed[-3:] == ["--out", ".", "--json"]
    assert passed[passed.index("--target") + 1] == "0.02"


def test_the_bench_of_a_clock_is_started(started: list[list[str]]) -> None:
    assert run("bench", "--clock", "--json").exit_code == 2
    ((_, *passed),) = started
    assert passed == ["-m", "hardware.face.bench", "--json"]
