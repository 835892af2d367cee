"""The server dies in the middle of a service: the terminal goes on, and the hall's record is right
afterwards."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hall_server.cli.init import init
from hall_server.client.http import HttpHall, new_key
from hall_server.client.remote_screen import RemoteScreen
from hall_server.wire.asks import TakeTicket
from tests.system.proxy import Cable
from tests.system.running import ServerProcess, free_port, mistakes_found, pause

PIN = "2468"
DOWN_SECONDS = 4.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A reference hall for training, running."""
    folder, port = tmp_path / "hall", free_port()
    init(
        folder,
        source=None,
        empty=False,
        apply=False,
        training_pin=PIN,
        always_open=True,
        host="127.0.0.1",
        port=port,
        database="sqlite:///hall.db",
        public_url=None,
    )
    server = ServerProcess(folder, port)
    server.start()
    yield server
    server.end()


class Terminal:
    """The real program of window 85 as a process of its own, over any number of lives."""

    def __init__(self, url: str, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "device.toml").write_text(
            f'role = "window"\nserver = "{url}"\nwindow = "W085"\nstate_dir = "state"\n', "utf-8"
        )

    def start(self) -> RemoteScreen:
        port = free_port()
        config = str(self._folder / "device.toml")
        with (self._folder / "terminal.log").open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "window_terminal", "--config", config, "--control", str(port)],
                stdout=said,
                stderr=said,
                env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            )
        return RemoteScreen("terminal", port)

    def kill(self) -> None:
        """As a power cut would, for the process."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()


@pytest.fixture
def terminal(server: ServerProcess, tmp_path: Path) -> Iterator[Terminal]:
    program = Terminal(server.url, tmp_path)
    yield program
    program.end()


def sign_in(screen: RemoteScreen) -> None:
    screen.until("names", lambda names: "sign_in" in names)  # type: ignore[operator]
    screen.do("type staff_number 1085")
    screen.do(f"type pin {PIN}")
    screen.tap("sign_in")


def at_work(terminal: Terminal) -> RemoteScreen:
    """Signed in, with the first in line called."""
    screen = terminal.start()
    sign_in(screen)
    screen.tap("act_open")
    screen.tap("act_call_next")
    screen.shows("呼叫中")
    return screen


def give_a_number(server: ServerProcess) -> str:
    """Somebody waits for window 85; the ticket's number."""
    desk = HttpHall(server.url)
    desk.sign_in("5001", PIN, None)
    issued = desk.take_ticket(TakeTicket(queue="BG"), new_key())
    desk.confirm_print(issued.ticket.id, new_key())
    desk.close()
    return issued.ticket.number


def on_disk(server: ServerProcess, question: str, value: str) -> tuple[object, ...]:
    with closing(sqlite3.connect(server.folder / "hall.db")) as file:
        return tuple(file.execute(question, (value,)).fetchone())


def served(server: ServerProcess, number: str) -> tuple[object, ...]:
    """State and seconds of service."""
    return on_disk(server, "SELECT state, served_seconds FROM tickets WHERE number = ?", number)


def times_in_history(server: ServerProcess, kind: str) -> int:
    (count,) = on_disk(server, "SELECT count(*) FROM events WHERE kind = ?", kind)
    assert isinstance(count, int)
    return count


def test_a_service_that_ended_while_the_server_was_dead_is_on_record_once_with_its_own_seconds(
    server: ServerProcess, terminal: Terminal
) -> None:
    number = give_a_number(server)
    screen = at_work(terminal)
    screen.tap("act_start")
    screen.shows("办理中")
    pause(1.5)
    server.kill()
    screen.tap("act_finish")
    screen.shows("空闲 · 未上传")
    screen.shows("数据截至", 6)
    names = screen.do("names")
    assert isinstance(names, list)
    assert "act_call_next" not in names
    pause(DOWN_SECONDS)
    server.start()
    screen.until("names", lambda now: "act_call_next" in now)  # type: ignore[operator]
    state, seconds = served(server, number)
    assert state == "finished"
    assert seconds == pytest.approx(1.8, abs=1.0), "not the seconds while the server was dead"
    assert times_in_history(server, "ticket.finished") == 1
    server.stop()
    assert mistakes_found(server.folder) == []


def test_a_step_whose_answer_was_lost_on_the_way_is_on_record_once(
    server: ServerProcess, tmp_path: Path
) -> None:
    number = give_a_number(server)
    cable = Cable(server.port)
    terminal = Terminal(f"http://127.0.0.1:{cable.port}", tmp_path)
    try:
        screen = at_work(terminal)
        cable.stall()
        screen.tap("act_start")
        screen.shows("办理中 · 未上传")
        assert times_in_history(server, "ticket.started") == 1, "the hall had heard it"
        cable.mend()
        screen.until("names", lambda now: "act_transfer" in now)  # type: ignore[operator]
        assert not screen.do("shows 未被接受")
        screen.tap("act_finish")
        screen.shows("空闲")
    finally:
        terminal.end()
        cable.close()
    assert served(server, number)[0] == "finished"
    assert [times_in_history(server, kind) for kind in ("ticket.started", "ticket.finished")] == [1, 1]


def test_a_whole_service_without_the_hall_survives_the_terminals_own_death_too(
    server: ServerProcess, terminal: Terminal
) -> None:
    number = give_a_number(server)
    screen = at_work(terminal)
    server.kill()
    screen.shows("数据截至", 6)
    screen.tap("act_start")
    pause(1.0)
    screen.tap("act_finish")
    screen.shows("2 项未上传")
    terminal.kill()
    pause(DOWN_SECONDS)
    server.start()
    screen = terminal.start()
    screen.shows("本机有工号 1085 在 85 号窗口的 2 项操作未上传")
    sign_in(screen)
    screen.shows("离线操作已上传 2 项")
    state, seconds = served(server, number)
    assert (state, seconds) == ("finished", pytest.approx(1.2, abs=0.6))
    assert [times_in_history(server, kind) for kind in ("ticket.started", "ticket.finished")] == [1, 1]
    server.stop()
    assert mistakes_found(server.folder) == []
