"""The evaluator page as a program against a real hall: a face is tapped, and the hall knows."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hall_server.client.http import HttpHall, new_key
from hall_server.wire.asks import Finish, TakeTicket
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


def a_kiosk(url: str) -> HttpHall:
    kiosk, administrator = HttpHall(url), HttpHall(url)
    code = kiosk.ask_to_pair(Role.KIOSK, "评价器", None)
    administrator.sign_in("7001", PIN, None)
    administrator.approve_device(code.code, new_key())
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


def test_a_tapped_face_is_in_the_books(server: ServerProcess, tmp_path: Path) -> None:
    kiosk, port = a_kiosk(server.url), free_port()
    settings = tmp_path / "device.toml"
    settings.write_text(
        f'role = "window"\nserver = "{server.url}"\nwindow = "W085"\ntoken = "{kiosk.token}"\n'
        f"control_port = {port}\n[screen]\nwidth = 800\nheight = 480\n",
        "utf-8",
    )
    program = subprocess.Popen(
        [sys.executable, "-m", "hardware.evaluator.touch", "--config", str(settings)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    page, clerk = Page(port), HttpHall(server.url)
    try:
        assert eventually(lambda: page.says("window", "85 号窗口"))
        clerk.sign_in("1085", PIN, "W085")
        clerk.open_window("W085", new_key())
        entry = next(w for w in kiosk.directory().windows if w.id == "W085")
        issued = kiosk.take_ticket(TakeTicket(queue=entry.primary[0]), new_key())
        kiosk.confirm_print(issued.ticket.id, new_key())
        called = clerk.call_next("W085", new_key())
        clerk.start(called.ticket.id, "W085", new_key())
        assert eventually(lambda: page.says("message", f"正在办理 {issued.ticket.number}"))
        clerk.finish(called.ticket.id, Finish(window="W085"), new_key())
        assert eventually(lambda: page.says("ask_more", issued.ticket.number))
        page.do("tap face_2")
        assert eventually(lambda: page.says("reasons_more", "不满意"))
        page.do("tap reason_slow")
        page.do("tap submit")
        assert eventually(lambda: page.says("message", "感谢您的评价"))
        with closing(sqlite3.connect(server.folder / "hall.db")) as database:
            found = database.execute("SELECT stars FROM tickets WHERE id = ?", (issued.ticket.id,)).fetchall()
        assert found == [(2,)]
    finally:
        program.terminate()
        program.wait(10)
