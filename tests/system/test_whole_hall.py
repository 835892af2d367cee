"""All programs of the hall as processes on a screen: one ticket from the tap to the board, by what the
screens show."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_server.cli.demo_clock import clock_in
from hall_server.cli.demo_hall import PLACES, DemoHall, make_hall, open_hall
from hall_server.cli.demo_processes import Processes, processes
from hall_server.cli.demo_visit import visit


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A virtual screen of its own."""
    if shutil.which("Xvfb") is None:
        pytest.skip("NO XVFB: install the package xvfb, or run `make test`, to see the programs on a screen")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "3840x1920x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def running(
    display: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[DemoHall, Processes, Path]]:
    home, output = tmp_path_factory.mktemp("hall"), tmp_path_factory.mktemp("output")
    make_hall(home)
    on_screen = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with processes(output / "logs", on_screen) as started:
        yield open_hall(started, home, output, PLACES), started, output


def test_a_visit_from_the_tap_to_the_judgement(running: tuple[DemoHall, Processes, Path]) -> None:
    hall, started, output = running
    steps: list[str] = []
    number = visit(hall, output, steps.append)
    assert number == "BG001"
    assert len(steps) == 10
    assert "B G 零 零 一" in hall.spoken.read_text("utf-8")
    assert (output / "ticket.png").stat().st_size > 1000
    started.check()


def test_two_of_the_staff_clock_in_one_by_face_and_one_by_number_and_pin(
    running: tuple[DemoHall, Processes, Path],
) -> None:
    hall, started, output = running
    steps: list[str] = []
    clock_in(hall, output, steps.append)
    assert len(steps) == 2
    assert (output / "clock-2-face.png").stat().st_size > 1000
    started.check()


def test_the_strip_over_the_window_says_what_the_window_does(
    running: tuple[DemoHall, Processes, Path],
) -> None:
    hall, _, _ = running
    terminal = hall.screens["terminal"]
    terminal.tap("act_pause")
    terminal.tap("choose_away")
    terminal.tap("confirm")
    hall.twins["strip"].shows("暂停")


def test_a_kiosk_without_paper_says_so_before_a_number_is_taken(
    running: tuple[DemoHall, Processes, Path],
) -> None:
    hall, _, _ = running
    kiosk = hall.screens["kiosk"]
    hall.twins["printer"].tap("pull_paper")
    kiosk.shows("打印机缺纸", 30)
    hall.twins["printer"].tap("new_roll")
    kiosk.until("shows 打印机缺纸", lambda shown: not shown, 30)


def test_when_the_server_is_gone_every_screen_says_since_when(
    running: tuple[DemoHall, Processes, Path],
) -> None:
    hall, started, _ = running
    started.running["server"].kill()
    started.running.pop("server").wait(10)
    for board in ("zone-board", "hall-board", "window-screen"):
        hall.screens[board].shows("数据截至", 6)
