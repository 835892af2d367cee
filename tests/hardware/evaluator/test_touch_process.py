"""The evaluator page as a program against a real hall: a face is tapped, and the hall knows."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.asks import Finish, TakeTicket
from hall_server.wire.views import TicketView
from hall_server.wire.words import Role
from tests.system.running import ServerProcess, free_port

PIN = "2468"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    folder = tmp_path / "hall"
    command = ("init", str(folder), "--training-pin", PIN, "--always-open")
    subprocess.run([sys.executable, "-m", "hall_server", *command], check=True, stdout=subprocess.DEVNULL)
    running = ServerProcess(folder)
    running.start()
    yield running
    running.kill()


def an_administrator(url: str) -> HttpHall:
    hall = HttpHall(url)
    hall.sign_in("7001", PIN, None)
    return hall


def a_kiosk(url: str) -> HttpHall:
    kiosk = HttpHall(url)
    code = kiosk.ask_to_pair(Role.KIOSK, "取号机", None)
    an_administrator(url).approve_device(code.code, new_key())
    kiosk.use_token(kiosk.pairing_answer(code.code, code.secret).token)
    return kiosk


class Page:
    """A running page, driven over its control port."""

    def __init__(self, port: int) -> None:
        self._port = port

    def do(self, line: str) -> object:
        with socket.create_connection(("127.0.0.1", self._port), 5) as link:
            link.sendall(line.encode() + b"\n")
            answer = json.loads(link.makefile().readline())
        return answer["value"] if answer["ok"] else None

    def says(self, name: str, words: str) -> bool:
        try:
            return words in str(self.do(f"text {name}"))
        except OSError:
            return False


def eventually(so: Callable[[], bool]) -> bool:
    return any(so() or threading.Event().wait(0.05) for _ in range(400))


@contextmanager
def a_page(folder: Path, server: str) -> Iterator[Page]:
    """The program at window 85, from its start to its end."""
    port = free_port()
    settings = folder / "device.toml"
    settings.write_text(
        f'role = "evaluator"\nserver = "{server}"\nwindow = "W085"\n'
        f"control_port = {port}\n[screen]\nwidth = 800\nheight = 480\n",
        "utf-8",
    )
    program = subprocess.Popen(
        [sys.executable, "-m", "hardware.evaluator.touch", "--config", str(settings)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        yield Page(port)
    finally:
        program.terminate()
        program.wait(10)


def let_in(page: Page, server: str) -> None:
    """As an administrator does who reads the code on the page."""
    assert eventually(lambda: page.says("message", "请管理员批准本设备"))
    code = str(page.do("text message")).rpartition("：")[2]
    device = an_administrator(server).approve_device(code, new_key())
    assert (device.role, device.window) == (Role.EVALUATOR, "W085")
    assert eventually(lambda: page.says("window", "85 号窗口"))


class Visit:
    """A clerk of window 85 and a kiosk."""

    def __init__(self, url: str) -> None:
        self.kiosk, self.clerk = a_kiosk(url), HttpHall(url)
        self.clerk.sign_in("1085", PIN, "W085")
        self.clerk.open_window("W085", new_key())
        entry = next(w for w in self.kiosk.directory().windows if w.id == "W085")
        self.queue = entry.primary[0]

    def serve(self) -> TicketView:
        ticket = self.kiosk.take_ticket(TakeTicket(queue=self.queue), new_key()).ticket
        self.kiosk.confirm_print(ticket.id, new_key())
        self.clerk.call_next("W085", new_key())
        self.clerk.start(ticket.id, "W085", new_key())
        return ticket

    def finish(self, ticket: TicketView) -> None:
        self.clerk.finish(ticket.id, Finish(window="W085"), new_key())


def rating_of(server: ServerProcess, ticket: TicketView) -> tuple[object, ...]:
    with closing(sqlite3.connect(server.folder / "hall.db")) as database:
        columns = "stars, rating_reasons, rated_through"
        found = database.execute(f"SELECT {columns} FROM tickets WHERE id = ?", (ticket.id,)).fetchone()
    return tuple(found)


def tap_a_bad_level(page: Page, ticket: TicketView) -> None:
    assert eventually(lambda: page.says("ask_more", ticket.number))
    page.do("tap face_2")
    assert eventually(lambda: page.says("reasons_more", "不满意"))
    page.do("tap reason_not_told")
    page.do("tap submit")


def test_a_page_that_an_administrator_let_in_puts_a_tapped_face_in_the_books(
    server: ServerProcess, tmp_path: Path
) -> None:
    with a_page(tmp_path, server.url) as page:
        let_in(page, server.url)
        visit = Visit(server.url)
        ticket = visit.serve()
        assert eventually(lambda: page.says("message", f"正在办理 {ticket.number}"))
        visit.finish(ticket)
        tap_a_bad_level(page, ticket)
        assert eventually(lambda: page.says("message", "感谢您的评价"))
        assert rating_of(server, ticket) == (2, '["not_told"]', "touch")


def test_an_answer_outlives_a_lost_hall_and_a_switched_off_page(
    server: ServerProcess, tmp_path: Path
) -> None:
    with a_page(tmp_path, server.url) as page:
        let_in(page, server.url)
        visit = Visit(server.url)
        ticket = visit.serve()
        visit.finish(ticket)
        assert eventually(lambda: page.says("ask_more", ticket.number))
        server.kill()
        tap_a_bad_level(page, ticket)
        assert eventually(lambda: page.says("message_more", "恢复后将自动提交"))
    assert rating_of(server, ticket) == (None, "[]", None)
    server.start()
    with a_page(tmp_path, server.url):
        assert eventually(lambda: rating_of(server, ticket) == (2, '["not_told"]', "touch"))
