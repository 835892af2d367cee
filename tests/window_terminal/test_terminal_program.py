"""The whole program against a hall on a loopback port: HTTP, the feed, threads and the window together."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hall_server.client.device_settings import DeviceSettings, Screen
from hall_server.client.remote_control import RemoteControl
from hall_server.wire.events import Event
from hall_server.wire.hall_view import HallView
from hall_server.wire.message import Message
from hall_server.wire.words import EventKind, WindowState
from tests.window_terminal.terminal_fakes import DAY, NINE, WINDOW, FakeHall, a_desk, a_line, a_window
from window_terminal.__main__ import build, run


class LoopbackHall:
    """Serves a fake hall over HTTP; `say` puts an event on the feed, `stop` is a power cut."""

    def __init__(self) -> None:
        self.fake = FakeHall(lambda: NINE, a_desk(a_window(WindowState.CLOSED), a_line()))
        self.keys: list[str] = []
        self._seq = 1
        self._events: list[Event] = []
        self._news = threading.Condition()
        self._ended = False
        hall = self

        class Request(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.split("?")[0].removeprefix("/api/v1")
                if path == "/events":
                    hall._feed(self)
                elif path == "/hall/view":
                    hall._answer(self, HallView(seq=1, at=NINE, day=DAY, zone="B"))
                elif path == "/hall/directory":
                    hall._answer(self, hall.fake.directory())
                else:
                    hall._answer(self, hall.fake.desk(WINDOW))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or "{}")
                key = self.headers["Idempotency-Key"]
                hall.keys.append(key)
                hall._answer(self, hall._do(self.path.rsplit("/", 1)[-1], body, key))

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _do(self, last: str, body: dict[str, str], key: str) -> Message:
        fake = self.fake
        match last:
            case "sessions":
                return fake.sign_in(body["staff"], body["pin"], body["window"])
            case "open":
                return fake.open_window(WINDOW, key)
            case "call-next":
                return fake.call_next(WINDOW, key)
        raise AssertionError(last)

    @staticmethod
    def _answer(request: BaseHTTPRequestHandler, message: Message) -> None:
        body = message.model_dump_json().encode()
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def _feed(self, request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/event-stream")
        request.end_headers()
        sent = 0
        while not self._ended:
            with self._news:
                if sent == len(self._events):
                    self._news.wait(0.5)
                fresh = self._events[sent:]
            sent += len(fresh)
            lines = "".join(f"event: change\nid: {e.seq}\ndata: {e.model_dump_json()}\n\n" for e in fresh)
            request.wfile.write((lines or "event: alive\ndata: \n\n").encode())
            request.wfile.flush()

    def say(self, kind: EventKind) -> None:
        with self._news:
            self._seq += 1
            line = a_line(1)
            event = Event(seq=self._seq, at=NINE, day=DAY, kind=kind, zones=("B",), tickets=line)
            self._events.append(event)
            self._news.notify_all()

    def stop(self) -> None:
        self._ended = True
        with self._news:
            self._news.notify_all()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hall() -> Iterator[LoopbackHall]:
    served = LoopbackHall()
    yield served
    served.stop()


def test_from_the_sign_in_to_a_lost_link(qtbot: QtBot, hall: LoopbackHall, tmp_path: Path) -> None:
    screen = Screen(width=1366, height=768)
    settings = DeviceSettings("window", hall.url, window=WINDOW, state_dir=tmp_path, screen=screen)
    program = build(settings)
    qtbot.addWidget(program.window)
    remote = RemoteControl(program.window, 0, lambda: None)

    def until(true: Callable[[], object], seconds: float = 5) -> None:
        qtbot.waitUntil(lambda: bool(true()), timeout=round(seconds * 1000))

    def offered(name: str) -> bool:
        names = remote.do("names")
        assert isinstance(names, list)
        return name in names

    until(lambda: remote.do("shows 怀化市政务服务中心"))
    remote.do("type staff_number 1085")
    remote.do("type pin 246810")
    remote.do("tap sign_in")
    until(lambda: offered("act_open"))
    remote.do("tap act_open")
    until(lambda: offered("act_call_next"))
    remote.do("key F2")
    until(lambda: remote.do("shows 呼叫中"))
    assert remote.do("shows BG024")
    hall.fake.put(hall.fake.now_desk().model_copy(update={"waiting_total": 42}))
    hall.say(EventKind.TICKET_WAITING)
    until(lambda: remote.do("shows 等候 42 人"))
    hall.stop()
    until(lambda: remote.do("shows 数据截至"), 6)
    assert len(hall.keys) == len(set(hall.keys))
    program.close()


def test_a_bad_settings_file_is_told_and_nothing_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "device.toml"
    path.write_text('role = "window"\nserver = "http://hall"\nwindw = "W085"\n')
    assert run(["--config", str(path)]) == 2
    assert "windw" in capsys.readouterr().err
