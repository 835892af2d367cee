"""`hall attendance greetings`, `clock-events`, `card`, `clock-pin`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hall_server.cli import attendance_clocks
from hall_server.cli.main import app
from hall_server.cli.opening import configuration_of, lane_of
from hall_server.domain.attendance.punch import Means
from hall_server.history.lane import Command
from hall_server.operations.attendance import NewPunch, punch, undo
from hall_server.operations.clock_events import FaceFigures, NewClockEvent, note
from hall_server.operations.devices import add_device
from tests.at_the_clock import ADMINISTRATOR, CLOCK


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall whose clock greeted three people today, one of them wrongly, and saw nothing for a while."""
    made = tmp_path_factory.mktemp("clocks") / "hall"
    assert run("init", made, "--training-pin", "2468").exit_code == 0
    with lane_of(configuration_of(made)) as (_, lane):

        def fill(uow: Any, now: Any) -> str:
            add_device(uow, ADMINISTRATOR, "clock", "一楼东门", None, now)
            for number, staff in enumerate(("1001", "1002", "1003")):
                told = NewPunch(
                    id=f"punch-000{number}",
                    staff=staff,
                    means=Means.FACE,
                    device_at=now,
                    offset=timedelta(),
                    jumped=False,
                )
                punch(uow, CLOCK, told, now)
            undo(uow, CLOCK, "punch-0001", now, now, FaceFigures(0.4, 3.1, 1.1))
            for name, kind, staff in (("event-0001", "blind", None), ("event-0002", "pin_locked", "1001")):
                event = NewClockEvent(
                    id=name, kind=kind, at=now, device_at=now, staff=staff, figures=FaceFigures()
                )
                note(uow, CLOCK, event, now)
            return f"{now.astimezone(uow.zone_info):%Y-%m}"

        month = lane.submit(Command(fill)).result(10)
    (made / "month").write_text(month)
    return made


@pytest.fixture
def month(folder: Path) -> str:
    return (folder / "month").read_text()


def test_wrong_identities_are_told_by_clock_and_in_all(folder: Path, month: str) -> None:
    ended = run("attendance", "greetings", folder, "--month", month)
    assert ended.exit_code == 0, ended.output
    assert "clock-001 一楼东门  face: 1 wrong of 3 greetings by face (33.33%)" in ended.output
    assert f"{month}: 1 wrong of 3" in ended.output


def test_wrong_identities_are_told_to_a_program(folder: Path, month: str) -> None:
    told = json.loads(run("attendance", "greetings", folder, "--month", month, "--json").output)
    assert (told["greeted"], told["taken_back"], told["clocks"][0]["means"]) == (3, 1, "face")


def test_a_month_without_greetings_divides_by_nothing(folder: Path) -> None:
    ended = run("attendance", "greetings", folder, "--month", "2020-02")
    assert ended.output == "2020-02: 0 wrong of 0 greetings by face\n"


def test_what_clocks_told_is_listed(folder: Path, month: str) -> None:
    ended = run("attendance", "clock-events", folder, "--month", month)
    assert "clock-001  blind\n" in ended.output
    assert "clock-001  pin_locked  1001\n" in ended.output
    assert f"{month}: 2 events" in ended.output
    told = json.loads(run("attendance", "clock-events", folder, "--month", month, "--json").output)
    assert {event["kind"] for event in told["events"]} == {"blind", "pin_locked"}


@pytest.mark.parametrize("said", ["2026-13", "november", "2026"])
def test_a_month_that_is_none_is_told(folder: Path, said: str) -> None:
    for command in ("greetings", "clock-events"):
        ended = run("attendance", command, folder, "--month", said)
        assert (ended.exit_code, "is not a month" in ended.stderr) == (2, True)


Done = list[tuple[Any, ...]]
SIGNED = ("--staff", "7001", "--pin", "2468")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    found: Done = []

    @contextmanager
    def spoken_for(*_: str) -> Iterator[Any]:
        yield SimpleNamespace(
            set_card=lambda staff, card, key: found.append(("card", staff, card)),
            set_pin=lambda staff, pin, key: found.append(("pin", staff, pin)),
        )

    monkeypatch.setattr(attendance_clocks, "spoken_for", spoken_for)
    return found


def test_a_card_and_a_pin_are_given_and_withdrawn(done: Done) -> None:
    for words in (
        ("card", "1001", "--number", "04A1B2C3"),
        ("card", "1001", "--withdraw"),
        ("clock-pin", "1001", "--new", "135790"),
        ("clock-pin", "1001", "--withdraw"),
    ):
        ended = run("attendance", *words, *SIGNED)
        assert ended.exit_code == 0, ended.output
        assert "04A1B2C3" not in ended.output
        assert "135790" not in ended.output
    assert done == [
        ("card", "1001", "04A1B2C3"),
        ("card", "1001", None),
        ("pin", "1001", "135790"),
        ("pin", "1001", None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("card", "1001"),
        ("card", "1001", "--number", "04A1B2C3", "--withdraw"),
        ("clock-pin", "1001"),
        ("clock-pin", "1001", "--new", "12"),
        ("clock-pin", "1001", "--new", "12ab"),
    ],
)
def test_what_is_no_order_asks_nobody(done: Done, words: tuple[str, ...]) -> None:
    assert run("attendance", *words, *SIGNED).exit_code == 2
    assert done == []
